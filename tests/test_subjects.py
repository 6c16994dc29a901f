"""Topics and institutions: their pages, their lists, and how many works carry them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiles.models import Author
from profiles.names import slug
from tests.feed_world import make_author, make_institution, make_topic, make_work
from tests.ledger_world import capture, curator, make_world
from tests.make import make_user, run
from tests.reading import text
from tests.test_rebuild_identities import assert_clean, assert_named_and_mended, corrupt
from works import catalogue, intake, subjects
from works.ledger import merges, rollback, same_works, splits, undo
from works.models import Authorship, ImportBatch, Institution, Topic, Work, WorkTopic

TITLE = re.compile(r'class="work-title"><a href="[^"]+">([^<]+)<')
pytestmark = pytest.mark.django_db


def page_of(address: str, **headers: str) -> str:
    answer = Client().get(address, headers=headers)
    assert answer.status_code == 200, address
    return answer.content.decode()


def beside(address: str) -> str:
    """What stands beside the works."""
    return page_of(address).partition('class="subject-near"')[2].partition("</aside>")[0]


def queries(address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        page_of(address)
    return len(captured)


def many(topic: Topic, days: list[dt.date | None]) -> list[str]:
    """The titles of so many works of the topic, made at once, in the order of their days, those without one last."""
    made = [
        Work(
            title=f"Work {n}",
            title_html=f"Work {n}",
            slug="w",
            squash=f"work {n}",
            ordered_on=day,
            byline_complete=True,
        )
        for n, day in enumerate(days)
    ]
    for work in made:
        work.card = f'<h3 class="work-title"><a href="/">{work.title}</a></h3>'
    works = Work.objects.bulk_create(made)
    WorkTopic.objects.bulk_create(WorkTopic(work=work, topic=topic, ordered_on=work.ordered_on) for work in works)
    Topic.objects.filter(pk=topic.pk).update(works_count=topic.works.count())
    works.sort(key=lambda work: (work.ordered_on or dt.date.min, work.pk), reverse=True)
    return [work.title for work in works]


def walk(address: str) -> list[str]:
    """The titles on all pages from this one on, as the links to the next lead."""
    found, path = [], address.partition("?")[0]
    while address:
        html = page_of(address)
        found += TITLE.findall(html)
        following = re.search(r'rel="next" href="(\?[^"#]+)', html)
        address = path + following[1].replace("&amp;", "&") if following else ""
    return found


def test_works_stand_newest_first_each_once_and_those_without_a_day_last() -> None:
    topic = make_topic()
    days = [dt.date(2020 + n % 4, 1 + n % 12, 1) for n in range(60)] + [None] * 30
    titles = many(topic, days)
    assert walk("/topics/lg/") == titles
    of_2021 = [title for title in titles if (day := days[int(title[5:])]) and day.year == 2021]
    many(topic, [dt.date(2021, 12, 31)] * 40)
    assert walk("/topics/lg/?year=2021")[40:] == of_2021
    assert subjects.years(topic) == [2023, 2022, 2021, 2020]
    part = page_of("/topics/lg/?year=2022", **{"HX-Request": "true", "HX-Target": "works"})
    assert part.strip().startswith('<section id="works"')
    assert len(TITLE.findall(part)) == 15
    assert "No work of 1999 here." in text(page_of("/topics/lg/?year=1999"))
    assert "The list ends before this place." in text(page_of("/topics/lg/?after=~0"))


@pytest.mark.parametrize(
    "query",
    ["year=0000", "year=20x4", "year=%00", "after=2024-13-01~5", "after=9999-99-99~1", "after=~", "after=%00~1",
     "after=2024-01-01~99999999999999999999", "after=%F0%9F%A6%8A", "year=٢٠٢٤"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_shows_the_beginning(query: str) -> None:
    titles = many(make_topic(), [dt.date(2024, 1, 1)])
    assert TITLE.findall(page_of(f"/topics/lg/?{query}")) == titles
    assert Client().get(f"/institutions/?{query}").status_code == Client().get(f"/topics/?{query}").status_code == 200


def test_people_and_subjects_of_the_newest_works_stand_beside_them() -> None:
    topic, other, pku = make_topic("LG"), make_topic("CV"), make_institution("PKU")
    ada, hidden = make_author("Ada Lovelace", affiliation="Analytical Society"), make_author("Hidden Person")
    wei, unimported = make_author("Wei Zhang"), make_author("Une Known", level=0)
    make_work("Sinks", wei, hidden, unimported, about=[topic, other])
    make_work("Springs", ada, wei, about=[topic, other, pku])
    make_work("Elsewhere", make_author("Bo Elsewhere"), about=[make_topic("DB")])
    Author.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    near = beside("/topics/lg/")
    assert re.findall(r'href="/authors/[^"]+">([^<]+)<', near) == ["Ada Lovelace", "Wei Zhang"]
    assert "Analytical Society" in near
    assert re.findall(r'href="(/(?:topics|institutions)/[^"]+)">[^<]+</a> <span class="number">(\d)', near) == [
        ("/topics/cv/", "2"),
        ("/institutions/pku/", "1"),
    ]
    at_pku = beside("/institutions/pku/")
    assert "/topics/lg/" in at_pku
    assert "/institutions/" not in at_pku
    # Beside the beginning alone.
    assert beside(f"/topics/lg/?year={timezone.now().year}") == ""


def test_of_a_crowd_those_of_the_newest_works_are_named_in_the_order_of_names() -> None:
    topic = make_topic()
    old = [make_author(f"Aaron Old{n}") for n in range(12)]
    new = [make_author(f"Zoe New{n}") for n in range(subjects.PEOPLE)]
    make_work("Old", *old, about=[topic], published=90)
    for start in range(0, len(new), subjects.FIRST):
        make_work(f"New {start}", *new[start : start + subjects.FIRST], about=[topic], published=1)
    assert set(subjects.people(topic)) == set(new)
    assert [author.folded_name for author in subjects.people(topic)] == sorted(author.folded_name for author in new)


def test_a_page_takes_as_many_queries_for_many_works_as_for_one() -> None:
    topic, pku = make_topic(), make_institution()
    make_work("", make_author(), about=[topic, pku])
    addresses = ("/topics/lg/", "/institutions/pku/", "/topics/", "/institutions/")
    few = [queries(address) for address in addresses]
    for n in range(12):
        make_work("", make_author(f"Person {n}"), about=[topic, pku, make_topic(f"T{n}"), make_institution(f"I{n}")])
    assert [queries(address) for address in addresses] == few
    assert max(few) <= 6


def test_the_lists_go_by_name_and_from_any_letter_on() -> None:
    for code in ("LG", "math.OC", "Looms", "Amber"):
        make_work("", about=[make_topic(code)])
    make_topic("DB")  # nothing carries it
    topics = page_of("/topics/")
    assert re.findall(r'<h2>([^<]+)|href="/topics/(\w+)/"', topics) == [
        ("Computer Science", ""), ("", "lg"), ("Mathematics", ""), ("", "mathoc"),
        ("Not in arXiv’s taxonomy", ""), ("", "amber"), ("", "looms"),
    ]  # fmt: skip
    named = [f"{word} {n:03}" for n in range(40) for word in ("Alpine Club", "Berlin, University", "Zoo")]
    Institution.objects.bulk_create(
        Institution(name=name, folded_name=name.replace(",", "").lower(), slug=slug(name), works_count=1)
        for name in named
    )
    seen, address = [], "/institutions/"
    while address:
        html = page_of(address)
        seen += re.findall(r'href="/institutions/([\w-]+)/"', html)
        following = re.search(r'rel="next" href="(\?[^"]+)"', html)
        address = f"/institutions/{following[1]}" if following else ""
    assert seen == sorted(slug(name) for name in named)
    assert len(catalogue.letters("")) == 26
    assert '<a href="?after=b~0" aria-current="true">B</a>' in page_of("/institutions/?after=b~0")
    assert "alpine" not in page_of("/institutions/?after=b~0")


def recount() -> dict[str, tuple[int, int]]:
    """Every topic and institution whose count is wrong: what it says, and how many standing works carry it."""
    found = {}
    for model in (Topic, Institution):
        for one in model.objects.all():
            standing = one.works.standing().distinct().count()
            if (one.works_count, one.works.count()) != (standing, standing):
                found[one.name] = (one.works_count, standing)
    return found


def test_counts_of_works_are_right_whatever_happens_to_works_and_people() -> None:
    make_world()
    assert dict(Topic.objects.values_list("code", "works_count")) == {"LG": 1, "PH": 1, "BI": 1, "GE": 1}
    batch = capture("wei", days=1)
    assert not recount()
    by = curator()
    looms, bees = Work.objects.get(title__startswith="Looms"), Work.objects.get(title__startswith="How Solitary")
    joined = same_works.join(bees, looms, by, "One work.")
    assert Topic.objects.get(code="BI").works_count == 1
    assert WorkTopic.objects.filter(work=looms).count() == 2
    assert not recount()
    run(intake.rerun(batch, make_user("Dora")))
    undo.undo(joined, by)
    assert not recount()
    wei = Author.objects.filter(name="Wei Zhang", works_count=3).get()
    slot = Authorship.objects.filter(author=wei, work__title__startswith="Ventilation").get()
    split = splits.split(wei, [slot.pk], by, "Another Wei Zhang.")
    assert split.other is not None
    merges.merge(split.other, wei, by, "One person after all.")
    assert not recount()
    for batch in ImportBatch.objects.order_by("-id"):
        rollback.roll_back(batch, by)
        assert not recount()
    assert set(Topic.objects.values_list("works_count", flat=True)) == {0}
    make_world()
    assert not recount()
    topic = Topic.objects.get(code="GE")
    corrupt("UPDATE works_topic SET works_count = 7 WHERE id = %s", topic.pk)
    assert_named_and_mended(f"Topic {topic.pk} (GE) counts 7 works; 1 carry it.")
    assert_clean()
