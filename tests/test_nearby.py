"""Who else is near somebody: people who never wrote with them, each with the reason."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from graph import focus, nearby, nearby_rows
from profiles.models import Author
from tests.graph_builders import make_author, make_work
from works import refresh
from works.models import Question, Work

pytestmark = pytest.mark.django_db


def of(author: Author) -> list[nearby.Person]:
    return list(nearby.of(focus.of_author(author)).people)


def page(client: Client, author: Author, **headers: str) -> str:
    answer = client.get(f"/graph/nearby/?focus=author:{author.public_id}", headers=headers)
    assert answer.status_code == 200
    return str(answer.content.decode())


def text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def know(*people: Author) -> None:
    """Has the records tell what their works say, as after an import."""
    refresh.authors([person.pk for person in people], "a test")


def hide(author: Author) -> None:
    Author.objects.filter(pk=author.pk).update(hidden_at=timezone.now(), level=0)


def make_circle() -> dict[str, Author]:
    """Ada with Ben, Cleo and Dan; Eve wrote with all three, Fay with Dan alone; Eve and Ada both on Logic."""
    names = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Fay")
    people = {name: make_author(name) for name in names}
    for name in names[1:4]:
        make_work(f"Ada and {name}", [people["Ada"], people[name]], topics=["Logic"])
        make_work(f"Eve and {name}", [people["Eve"], people[name]], topics=["Logic"])
    make_work("Fay and Dan", [people["Fay"], people["Dan"]], topics=["Looms"])
    know(*people.values())
    return people


def test_each_stands_there_with_the_reason_in_a_sentence(client: Client) -> None:
    people = make_circle()
    assert [(person.name, person.reason) for person in of(people["Ada"])] == [
        ("Eve", "3 co-authors in common: Ben, Cleo and Dan; both write on Logic"),
        ("Fay", "1 co-author in common: Dan"),
    ]
    html = page(client, people["Ada"])
    assert "Who else is near Ada" in text(html)
    assert "3 co-authors in common: Ben, Cleo and Dan; both write on Logic." in text(html)
    pair = f"from=author:{people['Ada'].public_id}&amp;to=author:{people['Eve'].public_id}"
    assert f'href="/graph/path/?{pair}"' in html
    assert "says how much is in common, and nothing of anybody’s worth" in text(html)
    part = page(client, people["Ada"], **{"HX-Request": "true", "HX-Target": "graph-nearby"})
    assert part.lstrip().startswith('<section id="graph-nearby"')


def test_whoever_wrote_with_the_author_is_nobody_else_be_the_work_of_ever_so_many(settings: Any) -> None:
    settings.COAUTHOR_LIMIT = 4
    people = make_circle()
    crowd = [make_author(f"Member {number}") for number in range(4)]
    make_work("With everybody", [people["Ada"], people["Eve"], *crowd])
    assert [person.name for person in of(people["Ada"])] == ["Fay"], "the work draws no line, and is one all the same"


def test_who_is_hidden_is_neither_near_nor_a_reason(client: Client) -> None:
    people = make_circle()
    hide(people["Dan"])
    assert [(person.name, person.via) for person in of(people["Ada"])] == [("Eve", ("Ben", "Cleo"))]
    hide(people["Eve"])
    assert of(people["Ada"]) == []
    html = page(client, people["Ada"])
    assert "Nobody else is near yet" in text(html)
    assert "Eve<" not in html
    assert people["Eve"].public_id not in html
    assert client.get(f"/graph/nearby/?focus=author:{people['Eve'].public_id}").status_code == 410


def test_who_may_be_the_author_again_is_shown_with_a_remark(client: Client) -> None:
    people = make_circle()
    twin, again = make_author("Ada"), make_author("Ben")
    make_work("Twin and Cleo", [twin, people["Cleo"]])
    make_work("Again and Cleo", [again, people["Cleo"]])
    Question.objects.create(
        kind=Question.Kind.PERSON, key="p1", author=people["Fay"], other=people["Ada"], name="ada", strength=1
    )
    found = {person.row.id: person for person in of(people["Ada"])}
    assert found[twin.pk].is_double
    assert found[again.pk].has_namesake, "another Ben did write with Ada"
    assert found[people["Fay"].pk].is_asked
    eve = found[people["Eve"].pk]
    assert (eve.is_double, eve.is_asked, eve.has_namesake) == (False, False, False)
    shown = text(page(client, people["Ada"]))
    assert "Perhaps nobody else: another record of the same name." in shown
    assert "Perhaps nobody else: whether this is Ada too is an open question." in shown
    assert "Another record of this name did write with Ada; they may be one person." in shown


def test_where_few_are_near_the_newest_works_on_the_same_topics_say_who_else(client: Client) -> None:
    ada, kin, far = make_author("Ada"), make_author("Kin"), make_author("Far")
    make_work("Alone", [ada], topics=["Logic", "Looms"])
    make_work("Both", [kin], topics=["Logic", "Looms"])
    make_work("One", [far], topics=["Logic"])
    know(ada, kin, far)
    assert [(person.name, person.reason) for person in of(ada)] == [("Kin", "Both write on Logic and Looms")]


def test_no_more_than_twenty_are_shown_in_as_many_queries_as_ever(client: Client) -> None:
    people = make_circle()
    hub, friend = make_author("Hub"), make_author("Friend")
    make_work("Hub and Friend", [hub, friend])
    crowd = [make_author(f"Colleague {number:03}") for number in range(90)]
    for start in range(0, 90, 30):
        make_work(f"Crowd {start}", [friend, *crowd[start : start + 30]], topics=["Logic"])
    know(hub, friend, *crowd)
    counts = []
    for author, shown in ((people["Ada"], 2), (hub, nearby.SHOWN)):
        with CaptureQueriesContext(connection) as asked:
            assert len(of(author)) == shown
        counts.append(len(asked))
    # Five for the people, and four round them: two of patience, two of the savepoint.
    assert counts[0] == counts[1] <= 9


def test_whoever_takes_too_long_is_told_and_other_things_than_people_have_nobody_near(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = make_circle()
    work = Work.objects.first()
    assert work
    asked = client.get(f"/graph/nearby/?focus=work:{work.public_id}")
    assert asked.status_code == 400
    assert "this is a work" in text(asked.content.decode())
    for bad in ("", "author:", "author:\0", "x" * 3000):
        assert client.get("/graph/nearby/", {"focus": bad}).status_code == 400
    monkeypatch.setattr(nearby, "SECONDS", 0.05)
    monkeypatch.setattr(nearby_rows, "_NEAR", "SELECT 1, pg_sleep(3)::text, 'x' WHERE %(author)s > 0 AND %(near)s > 0")
    assert "Looking took too long" in text(page(client, people["Ada"]))
