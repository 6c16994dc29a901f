"""What is near works, topics and institutions; groups, hidden people, and how many queries all of it takes."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.utils import timezone

from graph import focus, frontiers
from graph.pictures import Kind, Picture, Tie
from profiles.models import Author
from tests.graph_builders import look, make_author, make_work, make_world, named, people_named, queries
from works.models import Institution, Topic, Work, WorkInstitution, WorkTopic

pytestmark = pytest.mark.django_db


def test_a_work_is_near_its_authors_in_order_their_co_authors_and_what_it_carries() -> None:
    ada, ben, cleo, dan = people_named("Zoe", "Ben", "Cleo", "Dan")
    work = make_work("Engines", [ada, ben, cleo], topics=["Logic"], institutions=["Turin"])
    make_work("Theirs", [ben, dan], 2020, topics=["Music"])
    make_work("Between them", [ada, cleo, make_author("Eva")], 2021, topics=["Logic"])
    seen = look(focus.of_work(work))
    assert seen.focus.name == "Engines"
    assert (seen.focus.kind, seen.focus.near, seen.focus.year) == (Kind.WORK, "2024, 3 authors", 2024)
    assert named(seen, Kind.PERSON, hops=1) == ["Zoe", "Ben", "Cleo"]
    assert [node.near for node in seen.nodes if node.kind is Kind.PERSON][1] == "2nd of 3 authors"
    assert named(seen, Kind.PERSON, hops=2) == ["Eva", "Dan"]
    assert (named(seen, Kind.TOPIC), named(seen, Kind.INSTITUTION)) == (["Logic"], ["Turin"])
    assert named(seen, Kind.WORK, hops=2) == ["Between them"]
    ties = names_of_ties(seen)
    assert {("Engines", "Zoe", Tie.WROTE), ("Engines", "Logic", Tie.ABOUT), ("Zoe", "Cleo", Tie.TOGETHER)} <= ties
    assert ("Zoe", "Between them", Tie.WROTE) in ties


@pytest.mark.parametrize("kind", ["topic", "institution"])
def test_a_subject_is_near_its_newest_works_and_who_wrote_most_of_them(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontiers, "SUBJECT_SEEN", 3)
    ada, ben, cleo, dan = people_named("Ada", "Ben", "Cleo", "Dan")
    for year, authors in ((1990, [dan]), (2020, [ada]), (2021, [ada, ben]), (2022, [ada, ben, cleo])):
        work = make_work(f"Work of {year}", authors, year, topics=["Logic"], institutions=["Turin"])
        for through in (WorkTopic, WorkInstitution):
            through._default_manager.filter(work=work).update(ordered_on=date(year, 1, 1))
    subject = (Topic if kind == "topic" else Institution)._default_manager.get()
    type(subject)._default_manager.update(works_count=4)
    seen = look(focus.of_subject(subject))
    assert (seen.focus.kind, seen.focus.near) == (Kind(kind), "4 works")
    assert named(seen, Kind.PERSON) == ["Ada", "Ben", "Cleo"]
    assert [node.near for node in seen.nodes if node.kind is Kind.PERSON][:2] == [
        "3 works of its newest, 2020–2022",
        "2 works of its newest, 2021–2022",
    ]
    assert named(seen, Kind.WORK) == ["Work of 2022", "Work of 2021", "Work of 2020"]
    other = named(seen, Kind.INSTITUTION if kind == "topic" else Kind.TOPIC)
    assert other == ["Turin" if kind == "topic" else "Logic"], "the focus is no node twice"
    assert seen.totals["work"] == 4
    assert ("Ada", "Ben", Tie.TOGETHER) in names_of_ties(seen)


def names_of_ties(seen: Picture) -> set[tuple[str, str, Tie]]:
    name = {node.key: node.name for node in seen.nodes}
    return {(name[edge.a], name[edge.b], edge.tie) for edge in seen.edges}


def test_hidden_people_are_counted_and_named_nowhere() -> None:
    ada, ben, cleo, dan = people_named("Ada", "Ben", "Cleo", "Dan")
    make_work("Ours", [ada, ben, cleo])
    make_work("Theirs", [cleo, dan])
    for person in (ben, dan):
        Author.objects.filter(pk=person.pk).update(hidden_at=timezone.now())
    seen = look(ada)
    assert named(seen, Kind.PERSON) == ["Ada", "Cleo"]
    assert (seen.concealed, seen.total, seen.hidden) == (1, 3, 0)
    work = Work.objects.get(title="Ours")
    assert look(focus.of_work(work)).concealed == 1
    assert "Ben" not in json.dumps([seen.as_json(), look(focus.of_work(work)).as_json()])


def test_people_who_write_with_one_another_are_a_group_and_those_who_do_not_are_in_none() -> None:
    ada = make_author("Ada")
    clubs = [people_named(*(f"{club} {n}" for n in range(4))) for club in ("Frog", "Crane")]
    for number, club in enumerate(clubs):
        make_work(f"Club {number}", [ada, *club], 2020)
        make_work(f"Club {number} again", club, 2021)
    make_work("Apart", [ada, make_author("Loner")])
    seen = look(ada)
    groups = {node.name: node.community for node in seen.nodes if node.kind is Kind.PERSON}
    assert {groups[f"Crane {n}"] for n in range(4)} == {0}, "the group of whoever stands first"
    assert {groups[f"Frog {n}"] for n in range(4)} == {1}
    assert (groups["Ada"], groups["Loner"]) == (-1, -1)
    make_work("Another one", [ada, make_author("Newcomer")], 2022)
    again = {node.name: node.community for node in look(ada).nodes if node.kind is Kind.PERSON}
    assert {name: again[name] for name in groups} == groups


def test_two_hops_take_four_queries_two_each_whatever_the_size_and_the_kind_of_the_focus() -> None:
    """Works come with their topics and institutions; the focus itself is known before."""
    small, large = make_world(works=3), make_world(works=300)
    assert queries(make_author("Nobody")) == queries(small) == queries(large) == queries(large, most=80) == 4
    work = Work.objects.filter(authorships__author=large).first()
    assert work is not None
    subjects = [focus.of_subject(subject) for subject in (Topic.objects.all()[0], Institution.objects.all()[0])]
    assert [queries(about) for about in (focus.of_work(work), *subjects)] == [4, 4, 4]
