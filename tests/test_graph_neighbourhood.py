"""Who and what is shown near an author, and in which order."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from graph import frontiers
from graph.neighbourhood import NODES, PLACES, shares
from graph.pictures import Kind, Tie
from tests.graph_builders import look, make_author, make_work, make_world, named, people_named

pytestmark = pytest.mark.django_db


def test_an_author_without_works_stands_alone() -> None:
    seen = look(make_author("Ada"))
    assert [node.name for node in seen.nodes] == ["Ada"]
    assert seen.is_empty
    assert (seen.total, seen.hidden) == (1, 0)


def test_the_author_comes_first_and_everything_is_a_link() -> None:
    ada, ben = people_named("Ada", "Ben")
    work = make_work("Engines", [ada, ben], topics=["Logic"], institutions=["Turin"])
    seen = look(ada)
    assert seen.focus.url == ada.get_absolute_url()
    assert [node.url for node in seen.nodes[1:]] == [
        ben.get_absolute_url(),
        work.get_absolute_url(),
        work.topics.get().get_absolute_url(),
        work.institutions.get().get_absolute_url(),
    ]


def test_co_authors_come_by_shared_works_then_by_small_teams_then_by_the_newest() -> None:
    ada, ben, cleo, dan, eva, finn = people_named("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn")
    make_work("One", [ada, finn], 2010)
    make_work("Two", [ada, finn], 2011)
    make_work("Three", [ada, eva], 2012)  # a team of two
    make_work("Four", [ada, ben, dan], 2013)
    make_work("Five", [ada, cleo, make_author("Gwen")], 2020)
    assert named(look(ada), Kind.PERSON) == ["Ada", "Finn", "Eva", "Cleo", "Gwen", "Ben", "Dan"]


def test_how_near_a_co_author_is_stands_in_words() -> None:
    ada, ben, cleo = people_named("Ada", "Ben", "Cleo")
    for year in (2021, 2026, 2023):
        make_work(f"Work of {year}", [ada, ben], year)
    make_work("Undated", [ada, cleo], None)
    near = {node.name: node.near for node in look(ada).nodes}
    assert near["Ada"] == "4 works"
    assert near["Ben"] == "3 shared works, 2021–2026"
    assert near["Cleo"] == "1 shared work"
    assert near["Undated"] == "year not imported, with Cleo"


def test_works_come_by_how_many_people_they_join_then_by_the_newest() -> None:
    ada, ben, cleo = people_named("Ada", "Ben", "Cleo")
    make_work("Alone and old", [ada], 1999)
    make_work("Alone and new", [ada], 2025)
    make_work("With both", [ada, ben, cleo], 1980)
    make_work("Undated", [ada], None)
    assert named(look(ada), Kind.WORK) == ["With both", "Alone and new", "Alone and old", "Undated"]


def test_a_work_without_the_author_is_near_where_it_joins_two_of_her_people() -> None:
    ada, ben, cleo, dan = people_named("Ada", "Ben", "Cleo", "Dan")
    make_work("With Ben", [ada, ben])
    make_work("With Cleo", [ada, cleo])
    make_work("Between them", [ben, cleo], 2019)
    make_work("Of Ben alone", [ben, dan])
    seen = look(ada)
    assert "Between them" in named(seen, Kind.WORK, hops=2)
    assert "Of Ben alone" not in named(seen, Kind.WORK)
    assert next(node.near for node in seen.nodes if node.name == "Between them") == "2019, by Ben and Cleo, without Ada"


def test_topics_and_institutions_come_by_the_number_of_works() -> None:
    ada = make_author("Ada")
    for number, topics in enumerate((["Logic"], ["Logic", "Engines"], ["Logic", "Engines", "Music"])):
        make_work(f"Work {number}", [ada], topics=topics, institutions=["Turin"][: number + 1])
    seen = look(ada)
    assert named(seen, Kind.TOPIC) == ["Logic", "Engines", "Music"]
    assert [node.near for node in seen.nodes if node.kind is Kind.TOPIC] == ["3 works", "2 works", "1 work"]
    assert named(seen, Kind.INSTITUTION) == ["Turin"]


def test_people_two_steps_away_come_by_the_number_of_ways_to_them() -> None:
    ada, ben, cleo, dan, eva = people_named("Ada", "Ben", "Cleo", "Dan", "Eva")
    make_work("Ours", [ada, ben, cleo])
    make_work("Theirs", [ben, dan])
    make_work("Theirs too", [cleo, dan])
    make_work("Hers", [cleo, eva])
    seen = look(ada)
    assert named(seen, Kind.PERSON, hops=2) == ["Dan", "Eva"]
    assert next(node.near for node in seen.nodes if node.name == "Dan") == "2 works with Ben and Cleo"


def test_of_several_records_of_one_name_the_strongest_is_shown_before_the_others() -> None:
    ada = make_author("Ada")
    fans = people_named("Fan Bao", "Fan Bao", "Fan Bao")
    for number, fan in enumerate(fans):
        make_work(f"Work {number}", [ada, fan], 2020 + number)
    for number in range(12):
        make_work(f"Old work {number}", [ada, make_author(f"Colleague {number:02}")], 1990)
    assert named(look(ada), Kind.PERSON, hops=1).count("Fan Bao") == 3, "there is room for all"
    for number in range(40):
        make_work(f"Older work {number}", [ada, make_author(f"Elder {number:02}")], 1980, topics=[f"Topic {number}"])
    assert named(look(ada), Kind.PERSON, hops=1).count("Fan Bao") == 1


def test_a_merged_record_is_never_shown() -> None:
    ada, ben, cleo = people_named("Ada", "Ben", "Cleo")
    make_work("Ours", [ada, ben, make_author("Cleo", merged_into=cleo)])
    make_work("His", [ben, make_author("Dan", merged_into=cleo)])
    assert named(look(ada), Kind.PERSON) == ["Ada", "Ben"]


def test_a_work_of_very_many_authors_makes_nobody_a_co_author(settings: Settings) -> None:
    settings.COAUTHOR_LIMIT = 5
    ada, ben = people_named("Ada", "Ben")
    make_work("Small", [ada, ben])
    make_work("Huge", [ada, ben, *people_named(*(f"Member {n}" for n in range(8)))])
    seen = look(ada)
    assert named(seen, Kind.PERSON) == ["Ada", "Ben"]
    assert "Huge" in named(seen, Kind.WORK)
    assert next(node.near for node in seen.nodes if node.name == "Ben").startswith("1 shared work,")


def test_at_most_forty_are_shown_and_the_rest_is_counted() -> None:
    seen = look(make_world(works=60))
    assert len(seen.nodes) == NODES
    assert {kind: len(named(seen, kind)) for kind in Kind} == {
        Kind.PERSON: 1 + PLACES["coauthor"] + PLACES["beyond"],
        Kind.WORK: PLACES["work"],
        Kind.TOPIC: PLACES["topic"],
        Kind.INSTITUTION: PLACES["institution"],
    }
    assert seen.totals["work"] >= 60
    assert seen.totals["topic"] == 18
    assert seen.totals["institution"] == 9
    assert seen.hidden == sum(seen.totals.values()) - NODES > 0


def test_places_that_one_kind_leaves_go_to_the_next() -> None:
    plenty = {"coauthor": 900, "work": 900, "topic": 900, "institution": 900, "beyond": 900}
    assert shares(plenty) == PLACES
    assert shares(plenty | {"topic": 0, "institution": 0})["coauthor"] == PLACES["coauthor"] + 11
    few = shares(plenty | {"coauthor": 2, "topic": 0, "institution": 0})
    assert few["work"] == NODES - 1 - 2 - PLACES["beyond"]
    assert shares({"coauthor": 1, "work": 1, "topic": 1, "institution": 0, "beyond": 99})["beyond"] == 8


def test_ties_do_not_depend_on_the_order_of_rows() -> None:
    def world(*names: str) -> list[str]:
        people = {name: make_author(name) for name in names}
        for name in names:
            if name != "Ada":
                make_work(f"With {name}", [people["Ada"], people[name]], 2020, [f"Topic of {name}"])
        return [node.name for node in look(people["Ada"]).nodes]

    assert world("Ada", "Ben", "Cleo", "Dan") == world("Dan", "Cleo", "Ben", "Ada")


def test_of_a_very_long_list_the_last_works_are_looked_at_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontiers, "WORKS_SEEN", 10)
    monkeypatch.setattr(frontiers, "PEOPLE_SEEN", 10)
    ada = make_author("Ada")
    for number in range(25):
        make_work(f"Work {number:02}", [ada, make_author(f"Colleague {number:02}")])
    seen = look(ada)
    assert (seen.totals["work"], seen.totals["person"]) == (25, 26)
    assert "Work 14" not in named(seen, Kind.WORK)
    assert len(named(seen, Kind.PERSON)) == 11


def test_who_asks_for_more_gets_twice_as_many_and_the_first_forty_are_among_them() -> None:
    ada = make_world(works=60)
    forty, eighty = look(ada), look(ada, most=80)
    assert len(eighty.nodes) == 2 * NODES
    assert eighty.total == forty.total
    near = {node.key for node in forty.nodes if node.hops < 2}
    assert near <= {node.key for node in eighty.nodes}


def test_people_are_tied_by_their_works_and_subjects_to_the_works_that_carry_them() -> None:
    ada, ben, cleo = people_named("Ada", "Ben", "Cleo")
    make_work("Ours", [ada, ben, cleo], topics=["Logic"], institutions=["Turin"])
    make_work("Theirs", [ben, cleo])
    seen = look(ada)
    name = {node.key: node.name for node in seen.nodes}
    ties = {(name[edge.a], name[edge.b], edge.tie, edge.weight) for edge in seen.edges}
    assert ("Ada", "Ben", Tie.TOGETHER, 1) in ties
    assert ("Ben", "Cleo", Tie.TOGETHER, 2) in ties
    assert ("Ada", "Ours", Tie.WROTE, 1) in ties
    assert ("Ours", "Logic", Tie.ABOUT, 1) in ties
    assert ("Ours", "Turin", Tie.AT, 1) in ties
    assert ("Ada", "Logic", Tie.ABOUT, 1) not in ties


def test_a_topic_none_of_whose_works_is_shown_belongs_to_the_author() -> None:
    ada = make_world(works=60)
    for number in range(15):
        make_work(f"Quiet work {number:02}", [ada], 1950, topics=["Quiet"])
    seen = look(ada)
    quiet = next(node.key for node in seen.nodes if node.name == "Quiet")
    assert [edge.a for edge in seen.edges if edge.b == quiet] == [seen.focus.key]


def test_a_work_written_alone_brings_no_people() -> None:
    ada = make_author("Ada")
    make_work("Alone", [ada], topics=["Logic"])
    assert [node.name for node in look(ada).nodes] == ["Ada", "Alone", "Logic"]
