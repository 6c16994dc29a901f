"""The shortest way between two researchers: what is found, what it costs, and what readers see of it."""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape
from itertools import pairwise
from random import Random
from typing import Any

import networkx as nx
import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from graph import path_lines, path_pages, paths
from graph.models import MILLIONTHS, Edge
from profiles.models import Author
from tests.graph_builders import make_author, make_work
from works.models import Work

pytestmark = pytest.mark.django_db


def chain(*names: str) -> list[Author]:
    """People of whom each wrote one work with the next."""
    people = [make_author(name) for name in names]
    for a, b in pairwise(people):
        make_work(f"{a.name} and {b.name}", [a, b])
    return people


def named(path: paths.Path) -> list[str]:
    return [person.name for person in path.people]


def page(client: Client, start: Author | None = None, goal: Author | None = None, **more: str) -> Any:
    asked = {"from": start and f"author:{start.public_id}", "to": goal and f"author:{goal.public_id}"} | more
    return client.get("/graph/path/", {name: value for name, value in asked.items() if value})


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))).strip()


def hide(author: Author) -> None:
    Author.objects.filter(pk=author.pk).update(hidden_at=timezone.now(), level=0)


def test_a_path_tells_the_steps_the_works_and_the_newest_titles(client: Client) -> None:
    ada, ben = make_author("Ada Lovelace"), make_author("Ben Bitdiddle")
    for number in range(9):
        make_work(f"Looms {number}", [ada, ben], 2015 + number)
    Work.objects.update(title_html=F("title"))
    answer = page(client, ada, ben)
    assert "Ada Lovelace – Ben Bitdiddle: 1 step through 9 works" in text(answer)
    assert "9 works together, 2015–2023" in text(answer)
    titles = re.findall(r"Looms \d", text(answer))
    assert titles == [f"Looms {number}" for number in (8, 7, 6, 5, 4)], "the newest five, the newest first"
    assert f'href="{ada.get_absolute_url()}?with={ben.public_id}">4 more' in answer.content.decode()
    assert f"/graph/path/?from=author:{ben.public_id}&amp;to=author:{ada.public_id}" in answer.content.decode(), "swap"
    assert answer["Cache-Control"] == "private, no-cache"


def test_of_the_shortest_paths_the_strongest_comes_first_and_three_others_after_it() -> None:
    ada, dan = make_author("Ada"), make_author("Dan")
    for number, name in enumerate(["One", "Two", "Three", "Four", "Five"], start=1):
        between = make_author(name)
        for work in range(number):
            make_work(f"{name} {work} with Ada", [ada, between])
            make_work(f"{name} {work} with Dan", [between, dan])
    found = paths.between(ada.pk, dan.pk)
    assert [named(path)[1] for path in found.paths] == ["Five", "Four", "Three", "Two"]
    assert [path.works for path in found.paths] == [10, 8, 6, 4]
    assert [named(path) for path in paths.between(dan.pk, ada.pk).paths] == [
        ["Dan", name, "Ada"] for name in ("Five", "Four", "Three", "Two")
    ], "the same the other way round"


def test_a_work_of_many_is_a_weak_step() -> None:
    ada, dan, crowd, pair = (make_author(name) for name in ("Ada", "Dan", "Crowd", "Pair"))
    others = [make_author(f"Other {number}") for number in range(6)]
    make_work("With all", [ada, crowd, *others])
    make_work("Crowd and Dan", [crowd, dan])
    make_work("Ada and Pair", [ada, pair])
    make_work("Pair and Dan", [pair, dan])
    assert [named(path)[1] for path in paths.between(ada.pk, dan.pk).paths] == ["Pair", "Crowd"]


@pytest.mark.parametrize("heavy", [0, paths.HEAVY])
def test_who_is_hidden_is_no_stepping_stone(client: Client, heavy: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "HEAVY", heavy)
    ada, ben, cleo = chain("Ada", "Ben", "Cleo")
    hide(ben)
    assert paths.between(ada.pk, cleo.pk).end is paths.End.APART
    assert "Ben" not in text(page(client, ada, cleo))
    # The way round is longer, and found none the less.
    dan, eve = make_author("Dan"), make_author("Eve")
    for a, b in ((ada, dan), (dan, eve), (eve, cleo)):
        make_work(f"{a.name} and {b.name}", [a, b])
    assert [named(path) for path in paths.between(ada.pk, cleo.pk).paths] == [["Ada", "Dan", "Eve", "Cleo"]]
    # And where one of two shortest ways is open, it alone is shown.
    fay = make_author("Fay")
    make_work("Ada and Fay", [ada, fay])
    make_work("Fay and Cleo", [fay, cleo])
    assert [named(path) for path in paths.between(ada.pk, cleo.pk).paths] == [["Ada", "Fay", "Cleo"]]
    assert page(client, ada, ben).status_code == 410


def test_six_steps_are_found_seven_are_too_far_and_nothing_is_said_of_islands(client: Client) -> None:
    people = chain(*"ABCDEFGH")
    assert named(paths.between(people[0].pk, people[6].pk).paths[0]) == list("ABCDEFG")
    assert paths.between(people[0].pk, people[7].pk).end is paths.End.FAR
    assert "A – H: no path of 6 steps or fewer" in text(page(client, people[0], people[7]))
    alone = make_author("Alone")
    assert paths.between(people[0].pk, alone.pk).end is paths.End.APART
    assert "A – Alone: nothing joins them" in text(page(client, people[0], alone))


def test_a_search_that_grows_too_wide_or_takes_too_long_says_that_it_was_cut_off(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = chain(*"ABCDE")
    for person in (people[0], people[4]):
        for number in range(4):
            make_work(f"{person.name} {number}", [person, make_author(f"{person.name} side {number}")])
    monkeypatch.setattr(paths, "MOST_PEOPLE", 3)
    assert paths.between(people[0].pk, people[4].pk).end is paths.End.CUT
    assert "the search was cut off before it found a path" in text(page(client, people[0], people[4]))
    monkeypatch.undo()
    monkeypatch.setattr(path_lines, "_BESIDE", "SELECT pg_sleep(5)::text::bytea FROM unnest(%s::bigint[])")
    monkeypatch.setattr(paths, "SECONDS", 0.05)
    assert paths.between(people[0].pk, people[4].pk).end is paths.End.CUT


@pytest.mark.parametrize("heavy", [0, paths.HEAVY])
def test_paths_are_the_shortest_and_strongest_that_networkx_finds(heavy: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "HEAVY", heavy)
    dice = Random(6)
    people = [make_author(f"Person {number:02}") for number in range(60)]
    ids = [person.pk for person in people]
    pairs = {tuple(sorted(dice.sample(ids, 2))) for _ in range(95)}
    Edge.objects.bulk_create(
        Edge(a_id=a, b_id=b, shared=1, weight=dice.randint(1, 9) * MILLIONTHS // 4) for a, b in sorted(pairs)
    )
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(ids)
    graph.add_weighted_edges_from((e.a_id, e.b_id, MILLIONTHS / e.weight) for e in Edge.objects.all())
    ends: dict[paths.End, int] = defaultdict(int)
    for _ in range(60):
        a, b = dice.sample(ids, 2)
        found = paths.between(a, b)
        ends[found.end] += 1
        every = list(nx.all_shortest_paths(graph, a, b)) if nx.has_path(graph, a, b) else []
        if not every or len(every[0]) > paths.MOST_STEPS + 1:
            assert not found.paths
            continue
        lengths = sorted(round(nx.path_weight(graph, way, "weight"), 6) for way in every)
        ours = [[person.id for person in path.people] for path in found.paths]
        assert all(way in every for way in ours)
        assert [round(nx.path_weight(graph, way, "weight"), 6) for way in ours] == lengths[: 1 + paths.ALTERNATIVES]
    assert ends[paths.End.FOUND] > 30


def test_queries_are_as_many_for_two_hubs_as_for_two_beginners() -> None:
    beginners = chain("Ada", "Ben", "Cleo")
    hubs = [make_author("Hub One"), make_author("Hub Two")]
    crowd = [make_author(f"Colleague {number}") for number in range(40)]
    make_work("Crowd one", [hubs[0], *crowd[:21]])
    make_work("Crowd two", [hubs[1], *crowd[20:]])
    counts = []
    for a, b in ((beginners[0], beginners[2]), hubs):
        with CaptureQueriesContext(connection) as asked:
            assert paths.between(a.pk, b.pk).end is paths.End.FOUND
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_the_two_are_chosen_by_name_also_without_javascript(client: Client) -> None:
    ada, ben = chain("Ada Lovelace", "Ben Bitdiddle")
    other = make_author("Ada Lovelace")
    chosen = page(client, goal=ben, end="from", q="ada love")
    assert "Several people are called so. Who is meant?" in text(chosen)
    for person in (ada, other):
        address = f"/graph/path/?from=author:{person.public_id}&amp;to=author:{ben.public_id}"
        assert f'href="{address}"' in chosen.content.decode()
    only = page(client, ada, end="to", q="bitdiddle")
    assert only.status_code == 302
    assert only["Location"] == f"/graph/path/?from=author:{ada.public_id}&to=author:{ben.public_id}"
    assert "Nobody here is called “ Zorro Qwx ”." in text(page(client, ada, end="to", q="Zorro Qwx"))
    assert "one and the same" in text(page(client, ada, ada))
    assert "Path between two researchers" in text(page(client))


def test_while_somebody_types_a_list_offers_addresses_of_paths(client: Client) -> None:
    ada, ben = chain("Ada Lovelace", "Ben Bitdiddle")
    asked = {"q": "bit", "end": "to", "from": f"author:{ada.public_id}"}
    headers = {"HX-Request": "true", "HX-Target": "search-list-to"}
    answer = client.get("/graph/path/", asked, headers=headers)
    assert answer.content.decode().lstrip().startswith('<div class="search-list" id="search-list-to"')
    address = f"/graph/path/?from=author:{ada.public_id}&amp;to=author:{ben.public_id}"
    assert f'href="{address}"' in answer.content.decode()
    assert "HX-Target" in answer["Vary"]


def test_merged_people_lead_on_and_what_cannot_be_read_is_said(client: Client) -> None:
    ada, ben = chain("Ada", "Ben")
    twin = make_author("Ada", merged_into=ada)
    moved = page(client, twin, ben)
    assert moved.status_code == 301
    assert moved["Location"] == f"/graph/path/?from=author:{ada.public_id}&to=author:{ben.public_id}"
    for bad in ("work:0123456789", "author:", "author:\0", "x" * 5000, "author:" + "9" * 40):
        answer = page(client, ada, to=bad)
        assert answer.status_code == 400
        assert "is the key of a researcher" in text(answer)
    assert page(client, ada, to="author:zzzzzzzzzz").status_code in (400, 404)
    for typed in ("\0", "%_\\", "א" * 300, "'; --", "  "):
        assert page(client, ada, end="to", q=typed).status_code == 200


def test_paths_are_limited_for_one_address(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"graph_path": "1/m/ip"}
    ada, ben = chain("Ada", "Ben")
    assert page(client, ada, ben).status_code == 200
    late = page(client, ada, ben)
    assert late.status_code == 429
    assert path_pages.TOO_OFTEN in text(late)
