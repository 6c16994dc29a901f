"""The page of a name: everyone who bears it, works that are placed with nobody, and who must not be found by it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from profiles.addresses import name_address
from profiles.models import Author
from profiles.names import fold
from tests.feed_world import make_author, make_topic, make_work
from tests.make import import_seeds, owner
from tests.reading import text
from works import homonyms, refresh
from works.models import Authorship

PERSON = re.compile(r'class="person" href="/authors/([^/]+)/')
pytestmark = pytest.mark.django_db


def page_of(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def queries(address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        page_of(address)
    return len(captured)


def unplaced(printed: str, aside: str = "nobody", *, is_listed: bool = True) -> str:
    """The title of a work whose byline prints this name and places it with nobody."""
    work = make_work("", make_author("Ben Bitdiddle"), is_listed=is_listed)
    slot = {"printed_name": printed, "folded_name": fold(printed), "reason": "Test.", "aside": aside}
    Authorship.objects.create(work=work, base_work=work, position=2, **slot)
    return work.title


def test_people_of_one_name_are_told_apart() -> None:
    topics = [make_topic("LG"), make_topic("DB")]
    people = [make_author("Wei Zhang", affiliation=place) for place in ("PKU", "", "MIT")]
    friends = [make_author("Ada Lovelace"), make_author("Cy Byte")]
    make_work("Sinks", people[0], friends[0], about=topics[:1], year=2019)
    make_work("Sources", people[0], about=topics[:1], year=2024)
    make_work("Springs", people[1], friends[1], about=topics[1:], year=2021)
    make_author("Wei Zhang", level=0)
    make_author("Wei Zhang", hidden_at=timezone.now())
    make_author("Wei Zhang", merged_into=people[0])
    make_author("Wei Zhangs")
    refresh.authors([author.pk for author in people], "test")
    Author.objects.filter(id__in=[author.pk for author in people]).update(level=1)
    Author.objects.filter(pk=people[0].pk).update(affiliation="PKU")
    Author.objects.filter(pk=people[2].pk).update(affiliation="MIT")
    html = page_of("/names/wei-zhang/")
    assert PERSON.findall(html) == [author.public_id for author in people]
    said = text(html)
    assert "3 records carry this name. A name alone joins nobody" in said
    assert "2 works · 1 co-author" in said
    assert "PKU 2019–2024 Machine Learning with Ada Lovelace" in said
    assert "2021 Databases with Cy Byte" in said
    assert "MIT" in said
    assert 'content="noindex"' not in html
    assert reverse("name", args=["wei-zhang"]) == name_address("wei zhang") == people[0].get_name_url()


@pytest.mark.parametrize(
    "written",
    ["Jiacheng Sun", "Jia-Cheng Sun", "Sun, Jiacheng", "JIACHENG-SUN", "jiacheng_sun", "Jiacheng  Sun", "jiacheng-sun-",
     "Jiàchéng-Sun"],
)  # fmt: skip
def test_whatever_folds_to_a_name_leads_to_its_one_address(written: str) -> None:
    make_author("Jia-Cheng Sun")
    client = Client()
    answer = client.get(reverse("name", args=[written]))
    assert (answer.status_code, answer["Location"]) == (301, "/names/jiacheng-sun/")
    answer = client.get("/authors/", {"name": written})
    assert (answer.status_code, answer["Location"]) == (301, "/names/jiacheng-sun/")
    assert "Jia-Cheng Sun" in page_of("/names/jiacheng-sun/")


@pytest.mark.parametrize("nobody", ["nobody-here", "-", "%00", "l0-person", "..", "🦊", "x" * 400, "%ff"])
def test_a_name_that_nobody_has_is_not_found(nobody: str) -> None:
    make_author("L0 Person", level=0)
    answer = Client().get(f"/names/{nobody}/", follow=True)
    assert answer.status_code == 404
    assert 'content="noindex"' in answer.content.decode()
    assert Client().get("/authors/", {"name": "\0"}).status_code == 200


def test_who_was_renamed_or_hidden_is_not_found_by_the_name_of_old() -> None:
    sun = make_author("Robert Sun")
    make_work("Sinks", sun)
    assert "Robert Sun" in page_of("/names/robert-sun/")
    Author.objects.filter(pk=sun.pk).update(
        name="Alice Sun", folded_name="alice sun", slug="alice-sun", renamed_at=timezone.now()
    )
    answer = Client().get("/names/robert-sun/")
    assert (answer.status_code, "Alice" in answer.content.decode()) == (404, False)
    # Neither from the page of somebody else of the old name, nor from the new one to the old.
    make_author("Robert Sun")
    assert "Alice" not in page_of("/names/robert-sun/")
    assert "Robert" not in page_of("/names/alice-sun/")
    Author.objects.filter(pk=sun.pk).update(hidden_at=timezone.now())
    assert Client().get("/names/alice-sun/").status_code == 404


def test_works_placed_with_nobody_stand_there_and_none_that_are_withdrawn_or_doubled() -> None:
    titles = [unplaced("The ATLAS Collaboration") for _ in range(homonyms.WORKS_A_PAGE + 3)]
    for gone in (
        unplaced("The ATLAS Collaboration", is_listed=False), unplaced("The ATLAS Collaboration", "double"),
        unplaced("The ATLAS Collaboration", "withdrawn"), unplaced("The CMS Collaboration"),
    ):  # fmt: skip
        assert gone not in page_of("/names/the-atlas-collaboration/")
    html = page_of("/names/the-atlas-collaboration/")
    assert 'content="noindex"' in html
    assert "No record carries this name." in text(html)
    following = re.search(r'rel="next" href="([^"]+)"', html)
    assert following
    rest = page_of(f"/names/the-atlas-collaboration/{following[1]}")
    shown = re.findall(r'class="work-title"><a href="[^"]+">([^<]+)<', html + rest)
    assert shown == titles[::-1]
    assert Client().get("/names/the-atlas-collaboration/?works=0").status_code == 200


def test_names_that_can_be_the_same_persons_are_near_and_others_are_not() -> None:
    near = ["J. Sun", "Sun Jiacheng", "Jia Cheng Sun", "J C Sun", "Jiacheng Q. Sun"]
    for name in [*near, "Jiacheng Sun", "Jiawei Sun", "Jiacheng Li", "Sunny Jiacheng", "K. Sun"]:
        make_author(name)
    make_author("Sun J.", hidden_at=timezone.now())
    make_author("Jiacheng R. Sun", level=0)
    for _ in range(5):
        make_author("J. Sun")

    def names(address: str) -> set[str]:
        html = page_of(address).partition("Spelled otherwise")[2].partition("</ul>")[0]
        return set(re.findall(r'<a href="/names/[\w-]+/">([^<]+)</a>', html))

    # Hyphens and spaces in a given name are nothing: it is one name, with a page of its own.
    assert names("/names/jiacheng-sun/") == set(near)
    assert {"Jiacheng Sun", "Jiawei Sun"} < names("/names/j-sun/")
    assert "Jiacheng Sun" in names("/names/sun-jiacheng/")
    assert "Spelled otherwise" not in page_of("/names/jiacheng-li/")


def test_thousands_of_one_name_are_shown_in_pages_at_the_same_cost() -> None:
    make_author("Wei Zhang")
    few = queries("/names/wei-zhang/")
    Author.objects.bulk_create(Author.named("Wei Zhang", level=1, works_count=1) for _ in range(119))
    seen, address = [], "/names/wei-zhang/"
    while address:
        html = page_of(address)
        seen += PERSON.findall(html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = f"/names/wei-zhang/{following[1]}" if following else ""
    assert len(seen) == len(set(seen)) == 120
    assert queries("/names/wei-zhang/") == few <= 4


def test_the_profile_leads_to_its_name_and_works_in_doubt_stand_there() -> None:
    import_seeds("000", "003")
    sun = owner("Jiacheng Sun")
    make_author("Jiacheng Sun")
    assert 'href="/names/jiacheng-sun/"' in page_of(sun.get_absolute_url())
    doubted = Authorship.objects.filter(author=sun, is_doubted=True)
    said = text(page_of("/names/jiacheng-sun/"))
    assert doubted.count() == sun.side["doubted"] > 0
    for slot in doubted:
        assert slot.work.title in said


def test_the_list_of_researchers_goes_by_name_from_any_letter_on() -> None:
    names = ["aa", "Ab c", "a-b d", "Abcd", "B. A", "bb", "Ça", "zz", "9 lives", "李 明"]
    for name in names:
        make_author(name)
    shown = re.findall(r'class="person"[^>]*>([^<]+)<', page_of("/authors/"))
    assert shown == sorted(names, key=fold)
    assert re.findall(r'class="person"[^>]*>([^<]+)<', page_of("/authors/?after=b~0"))[0] == "B. A"
    assert '<a href="?after=z~0">Z</a>' in page_of("/authors/")
    for odd in ("?after=~", "?after=%00~1", "?after=b~99999999999999999999", "?after=b~²"):
        assert page_of(f"/authors/{odd}")
