"""The explorer's map: what stands on it, where, and how its data are asked for."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from graph import focus, map_gathering, maps, parameters, slices
from graph.maps import Wide
from graph.models import Slice
from graph.parameters import Parameters
from graph.pictures import CONCEALED, Kind, Tie
from profiles.models import Author
from tests.graph_builders import make_author, make_work, make_world
from works.models import Institution, Topic, Work

pytestmark = pytest.mark.django_db


def key(record: Author | Work) -> str:
    return f"{'author' if isinstance(record, Author) else 'work'}:{record.public_id}"


def mapped(about: str, depth: int = 2, *expanded: str) -> Wide:
    """The map around this key."""
    found = focus.read(about)
    assert found
    return maps.build(found, Parameters(depth=depth, expanded=expanded, is_map=True))


def names(seen: Wide, kind: Kind = Kind.PERSON) -> list[str]:
    return [node.name for node in seen.nodes if node.kind is kind]


def test_a_map_shows_people_by_steps_and_what_joins_them() -> None:
    ada, ben, eve, dan = (make_author(name) for name in ("Ada", "Ben", "Eve", "Dan"))
    make_work("Engines", [ada, ben], 2001, topics=["Logic"], institutions=["Turin"])
    make_work("More engines", [ada, ben], 2003)
    make_work("Looms", [ben, eve], 2005)
    make_work("Bridges", [eve, dan], 2007)
    assert names(mapped(key(ada), 1)) == ["Ada", "Ben"]
    assert names(mapped(key(ada), 2)) == ["Ada", "Ben", "Eve"]
    seen = mapped(key(ada), 3)
    assert names(seen) == ["Ada", "Ben", "Eve", "Dan"]
    assert [(node.name, node.hops, node.near) for node in seen.nodes if node.kind is Kind.PERSON][1:] == [
        ("Ben", 1, "2 works, 2001–2003"),
        ("Eve", 2, "with Ben"),
        ("Dan", 3, "with Eve"),
    ]
    together = next(
        edge for edge in seen.edges if edge.tie is Tie.TOGETHER and {edge.a, edge.b} == {key(ada), key(ben)}
    )
    assert (together.weight, together.fraction, together.first, together.last) == (2, 2.0, 2001, 2003)
    assert names(seen, Kind.WORK) == ["More engines", "Engines"]
    assert names(seen, Kind.TOPIC) == ["Logic"]
    assert names(seen, Kind.INSTITUTION) == ["Turin"]


def test_every_kind_of_record_has_a_map_and_all_of_it_hangs_together(monkeypatch: pytest.MonkeyPatch) -> None:
    ada = make_world(works=12)
    work = Work.objects.get(title="Work 0003 of the world")
    topic = Topic.objects.get(slug="topic-20")
    Topic.objects.update(works_count=1)
    Institution.objects.update(works_count=1)
    monkeypatch.setattr(maps, "OWN", 60)
    for about in (key(ada), key(work), f"topic:{topic.slug}", "institution:school-0"):
        for depth in (1, 2, 3):
            seen = mapped(about, depth)
            assert seen.focus.key == about
            assert 5 < len(seen.nodes) <= 60
            keys = [node.key for node in seen.nodes]
            assert len(set(keys)) == len(keys)
            reached, edge = {about}, {about}
            while edge:
                steps = {end for one in seen.edges for end in (one.a, one.b) if {one.a, one.b} & edge}
                edge = steps - reached
                reached |= edge
            assert reached == set(keys)
            assert set(maps.places(seen)) == set(keys)


def test_the_number_of_queries_depends_on_the_depth_alone() -> None:
    def queries(author: Author, depth: int) -> int:
        about = focus.of_author(author)
        with CaptureQueriesContext(connection) as asked:
            maps.build(about, Parameters(depth=depth, is_map=True))
        return len(asked)

    small, large = make_author("Small"), make_world(works=10)
    make_work("Alone together", [small, make_author("Other")], topics=["Logic"], institutions=["Turin"])
    make_work("Elsewhere", [make_author("Third"), Author.objects.get(name="Other")])
    assert [queries(small, depth) for depth in (1, 2)] == [queries(large, depth) for depth in (1, 2)] == [11, 14]


def test_of_a_large_neighbourhood_the_strongest_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    ada = make_author("Ada")
    people = [make_author(f"Colleague {number}") for number in range(6)]
    for number, person in enumerate(people):
        for work in range(number + 1):
            make_work(f"Work {number} {work}", [ada, person], 2000 + work)
    monkeypatch.setattr(map_gathering, "KEPT", {1: 3, 2: 2, 3: 2})
    assert names(mapped(key(ada), 1)) == ["Ada", "Colleague 5", "Colleague 4", "Colleague 3"]


def test_what_is_expanded_stands_beside_it_and_moves_nothing_else() -> None:
    ada = make_world(works=8)
    colleague = Author.objects.get(name="Colleague 0000")
    alone, wider = mapped(key(ada), 1), mapped(key(ada), 1, key(colleague))
    stranger = Author.objects.get(name="Stranger 0000")
    assert set(wider.nodes) - set(alone.nodes) == {node for node in wider.nodes if node.key in wider.grown}
    assert wider.grown[key(stranger)] == key(colleague)
    assert [node.key for node in wider.nodes[:2]] == [key(ada), key(colleague)], "what was asked for comes early"
    before, after = maps.places(alone), maps.places(wider)
    assert {node: after[node] for node in before} == before
    assert maps.places(mapped(key(ada), 1)) == before, "the same map stands the same way each time"
    # What grew can be expanded itself; what is not on the map brings nothing.
    far = make_author("Far")
    make_work("Far away", [stranger, far])
    assert key(far) in mapped(key(ada), 1, key(colleague), key(stranger)).grown
    assert mapped(key(ada), 1, key(stranger)).nodes == alone.nodes


def test_hidden_people_and_withdrawn_works_stand_on_no_map() -> None:
    ada, ben, eve = (make_author(name) for name in ("Ada", "Ben", "Eve"))
    make_work("Engines", [ada, ben])
    make_work("Looms", [ben, eve])
    gone = make_work("Bridges", [ada, make_author("Dan")])
    Author.objects.filter(pk=ben.pk).update(hidden_at=timezone.now())
    Work.objects.filter(pk=gone.pk).update(is_listed=False)
    seen = mapped(key(ada), 3, key(ben), key(gone))
    assert names(seen) == ["Ada", "Dan"], "who is hidden leads nowhere, too"
    assert names(seen, Kind.WORK) == ["Engines"]
    assert "Ben" not in json.dumps(seen.as_json())
    assert seen.totals[CONCEALED] == 1


def test_a_map_names_nobody_but_those_who_stand_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ada, ben, cleo, dan, eve = (make_author(name) for name in ("Ada", "Ben", "Cleo", "Dan", "Eve"))
    make_work("Engines", [ada, ben, dan])
    for other in (ben, cleo, cleo):
        make_work(f"Looms of {other.name}", [ada, other])
    make_work("Bridges", [ben, eve])
    make_work("Rails", [dan, eve])
    monkeypatch.setattr(maps, "OWN", 6)
    seen = mapped(key(ada))
    assert names(seen) == ["Ada", "Cleo", "Ben", "Eve"]
    assert "Dan" not in json.dumps(seen.as_json()), "nobody would find his name, were he hidden later"


def asked(about: str, client: Client | None = None, headers: dict[str, str] | None = None, **more: str | int) -> Any:
    return (client or Client()).get("/graph/map.json", {"focus": about, **more}, headers=headers)


def test_the_data_are_asked_for_until_they_are_there() -> None:
    ada = make_world(works=6)
    waiting = asked(key(ada), depth=1)
    assert (waiting.status_code, waiting["Retry-After"]) == (202, "1")
    assert waiting.json()["again"] > 0
    late = asked(key(ada), depth=1, attempt=99)
    assert (late.status_code, late["Retry-After"]) == (503, "15")
    assert "No worker has drawn this map within a minute" in late.json()["problem"]

    slices.build(Slice.objects.get(parameters=parameters.query(Parameters(depth=1, is_map=True))).pk)
    there = asked(key(ada), depth=1, kinds="author", to=2001, headers={"Accept-Encoding": "gzip"})
    assert (there.status_code, there["Content-Encoding"]) == (200, "gzip")
    form = json.loads(gzip.decompress(there.content))
    nodes, edges = form["nodes"], form["edges"]
    assert nodes["key"][0] == form["focus"] == key(ada)
    assert {len(column) for column in nodes.values()} == {len(nodes["key"])}
    assert {len(column) for column in edges.values()} == {len(edges["a"])}
    assert max(*edges["a"], *edges["b"]) < len(nodes["key"])
    assert {form["kinds"][kind] for kind in nodes["kind"]} == set(Kind), "filters are the reader's own"
    assert form["again"] is None
    unchanged = asked(key(ada), depth=1, headers={"If-None-Match": there["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    plain = asked(key(ada), depth=1)
    assert plain.json() == form

    # Somebody hidden meanwhile: the map that names them is shown to nobody any more.
    Author.objects.filter(name="Colleague 0000").update(hidden_at=timezone.now())
    assert asked(key(ada), depth=1, headers={"If-None-Match": there["ETag"]}).status_code == 202


def test_what_cannot_be_mapped_gets_a_sentence(settings: Settings) -> None:
    ada, hidden = make_author("Ada"), make_author("Ben", hidden_at=timezone.now())
    merged = make_author("Ada L.", merged_into=ada)
    cases: tuple[tuple[str, dict[str, str], int], ...] = (
        ("", {}, 400),
        ("author:\x00", {}, 400),
        ("author:" + "9" * 500, {}, 400),
        ("author:zzzzzzzzzz", {}, 404),
        (key(hidden), {}, 410),
        (key(ada), {"depth": "9" * 50}, 400),
        (key(ada), {"with": "nonsense"}, 400),
        (key(ada), {"with": ",".join(f"topic:t{number}" for number in range(13))}, 400),
    )
    for about, more, status in cases:
        answer = asked(about, None, None, **more)
        assert answer.status_code == status
        assert answer.json()["problem"].endswith(".")
    moved = asked(key(merged), depth=1)
    assert (moved.status_code, moved["Location"]) == (301, f"/graph/map.json?focus={key(ada)}&depth=1")
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"graph_map": "2/m/ip"}
    answers = [asked(key(ada)) for _ in range(3)]
    assert [answer.status_code for answer in answers][-1] == 429
    assert "wait" in answers[-1].json()["problem"]


def test_new_maps_are_built_for_one_address_so_often_and_those_that_are_there_are_always_shown(
    settings: Settings,
) -> None:
    ada = make_author("Ada")
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"graph_new": "1/m/ip"}
    assert [asked(key(ada), depth=depth).status_code for depth in (1, 1, 2, 1)] == [202, 202, 429, 202]
    client = Client()
    others = f"/graph/?focus={key(ada)}&depth=3", f"/graph/export.csv?focus={key(ada)}&with=topic:x"
    assert [client.get(address).status_code for address in others] == [429, 429]
    assert client.get(f"/graph/?focus={key(ada)}&depth=1&weight=2").status_code == 200
    assert client.get(f"/graph/?focus={key(ada)}").status_code == 200
    assert Slice.objects.count() == 2
