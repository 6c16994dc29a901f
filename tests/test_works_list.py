"""The list of works on a profile: filtered, sorted and paged by what the address says, as a page and as a fragment."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from profiles.models import Author
from tests.make import feed_page, feed_work, import_bytes, import_seeds, make_user, owner
from tests.reading import page, text
from works import refresh
from works.models import Authorship, Work, WorkText

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true", "HX-Target": "works"}


@pytest.fixture(autouse=True)
def _no_kept_pages(settings: Any) -> None:
    settings.PAGE_CACHE_SECONDS = 0


def titles(html: str) -> list[str]:
    return re.findall(r'<h3 class="work-title"><a[^>]*>(.*?)</a>', html)


def chips(html: str) -> list[tuple[str, str]]:
    """The restrictions as the page says them, with the address of the list without each."""
    found = re.findall(r'<li><a href="([^"]*)#works"[^>]*>([^<]*)<span class="sr-only">: take', html)
    return [(words, address.replace("&amp;", "&")) for address, words in found]


def test_the_list_is_filtered_sorted_and_paged_by_the_address(client: Client) -> None:
    import_seeds()
    jiacheng = owner("Jiacheng Sun")
    plain = page(client, jiacheng)
    # The page with 25 of its works, abstracts and formulas among them, is small.
    assert len(plain.encode()) <= 100_000
    assert (len(titles(plain)), len(titles(page(client, jiacheng, "?page=2")))) == (25, 14)
    assert "Page 1 of 2" in text(plain)
    year = page(client, jiacheng, "?year=2021")
    assert len(titles(year)) == 3
    assert "3 of 39 works" in text(year)
    assert chips(year) == [("from 2021", jiacheng.get_absolute_url())]
    assert len(titles(page(client, jiacheng, "?topic=MM"))) == 1
    assert page(client, jiacheng, "?sort=oldest").index("DARTS+") < page(client, jiacheng, "?sort=oldest").index(
        "New In"
    )
    by_title = titles(page(client, jiacheng, "?sort=title"))
    assert by_title == sorted(by_title, key=str.lower) or by_title == sorted(by_title)
    tianyang = owner("Tianyang Hu")
    both = page(client, jiacheng, f"?with={tianyang.public_id}&year=2023&sort=oldest")
    url = jiacheng.get_absolute_url()
    assert chips(both) == [
        ("from 2023", f"{url}?with={tianyang.public_id}&sort=oldest"),
        ("with Tianyang Hu", f"{url}?year=2023&sort=oldest"),
    ]
    assert len(titles(both)) == 4
    assert f'<option value="{tianyang.public_id}" selected>' in both


def test_words_are_found_in_titles_and_abstracts_in_whatever_form_and_halves_of_words_in_titles(client: Client) -> None:
    import_seeds()
    jiacheng = owner("Jiacheng Sun")

    def found(query: str) -> list[str]:
        return titles(page(client, jiacheng, f"?q={query}"))

    assert {"DARTS+" in title for title in found("darts")} == {True}
    # "… irregular motion, like athletes": in the abstract alone, and in another form.
    assert any("ExpansionIoU" in title for title in found("athlete"))
    assert not any("athlete" in title.lower() for title in found("athlete"))
    assert set(found("residual+networks")) <= set(found("residual+network"))
    assert len(found("diffus")) >= len(found('"diffusion+model"')) > 0
    assert found("ExpansionI") == [title for title in found("tracking") if "ExpansionIoU" in title]
    assert "No work of this record matches the selection." in text(page(client, jiacheng, "?q=zebra"))
    assert "with “zebra” in title or abstract" in text(page(client, jiacheng, "?q=zebra"))


SENSELESS = ["?page=0", "?page=x", "?page=99999", "?page=²", "?year=abcd", "?year=９９９９", "?sort=trust", "?q=%00"]
SENSELESS += ["?with=nobody", "?kind=%F0%9F", "?q=%26%7C%21%28", "?q=%22%22", "?topic=" + "x" * 3000, "?q=the"]
SENSELESS += ["?year=unknown&page=2", "?year=0000"]


def test_an_address_that_makes_no_sense_is_no_error(client: Client) -> None:
    import_seeds("000")
    jiacheng = owner("Jiacheng Sun")
    for query in SENSELESS:
        page(client, jiacheng, query)
    assert "There is no such page; the list begins here." in text(page(client, jiacheng, "?page=99999"))
    assert "with somebody who is not shown here" in text(page(client, jiacheng, "?with=nobody"))


def test_nobody_hidden_is_asked_for(client: Client) -> None:
    works = [feed_work("On Looms of Silk", ["Ada Lovelace", "Ben B"]), feed_work("On Brass", ["Ada Lovelace"])]
    import_bytes(feed_page("Ada Lovelace", works))
    ada, ben = owner("Ada Lovelace"), Author.objects.get(name="Ben B")
    assert titles(page(client, ada, f"?with={ben.public_id}")) == ["On Looms of Silk"]
    Author.objects.filter(pk=ben.pk).update(hidden_at="2026-06-01T00:00Z")
    refresh.authors([ada.pk], "a record was hidden")
    hidden = page(client, ada, f"?with={ben.public_id}")
    assert titles(hidden) == []
    assert "with somebody who is not shown here" in text(hidden)


def test_a_fragment_is_the_list_alone_and_says_what_came_and_where_it_stands(client: Client) -> None:
    import_seeds("000")
    jiacheng = owner("Jiacheng Sun")
    asked = f"{jiacheng.get_absolute_url()}?year=2026&topic=&kind=&with=&q=&sort=newest"
    response = client.get(asked, headers=FRAGMENT)
    html = response.content.decode()
    assert html.strip().startswith('<section id="works"')
    assert "HX-Target" in response["Vary"]
    # The address that a reader hands on: without the empty fields that a form sends.
    assert response["HX-Push-Url"] == f"{jiacheng.get_absolute_url()}?year=2026"
    assert '<p hidden hx-swap-oob="innerHTML:#works-said">1 of 4 works</p>' in html
    whole = client.get(asked).content.decode()
    assert '<p id="works-said" class="sr-only" role="status"></p>' in whole
    assert "hx-swap-oob" not in whole
    assert titles(whole) == titles(html)


def test_works_without_a_year_are_last_and_can_be_asked_for(client: Client) -> None:
    import_seeds("004")
    tianyang = owner("Tianyang Hu")
    html = page(client, tianyang, "?year=unknown")
    assert text(html).count("Year unknown") == len(titles(html)) == 6
    assert "of an unknown year" in text(html)
    assert '<option value="unknown" selected>unknown (6)</option>' in html


def grow(author: Author, count: int) -> None:
    """So many copies of the author's first work, with its text and its authors."""
    work = author.works.order_by("id")[0]
    columns = [f.column for f in Work._meta.concrete_fields if f.column not in ("id", "public_id")]
    quoted = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO works_work (public_id, {quoted})"
            f" SELECT 'w' || translate(lpad(n::text, 9, '0'), '01', 'xy'), {quoted}"
            " FROM works_work, generate_series(1, %s) n WHERE id = %s RETURNING id",
            [count, work.pk],
        )
        new = [row[0] for row in cursor.fetchall()]
        slots = [f.column for f in Authorship._meta.concrete_fields if f.column not in ("id", "work_id")]
        named = ", ".join(f'"{column}"' for column in slots)
        cursor.execute(
            f"INSERT INTO works_authorship (work_id, {named}) SELECT n, {named}"
            " FROM works_authorship, unnest(%s) n WHERE work_id = %s",
            [new, work.pk],
        )
        cursor.execute(
            "INSERT INTO works_worktext SELECT n, title_tex, abstract, vector FROM works_worktext, unnest(%s) n"
            " WHERE work_id = %s",
            [new, work.pk],
        )
        # Nobody has counted the rows of a database that is a test's alone, and plans are made by the counts.
        cursor.execute("ANALYZE works_work, works_authorship, works_worktext")
    assert WorkText.objects.filter(work__in=new).count() == count
    refresh.authors([author.pk], "many works")


VIEWS = [
    "",
    "?page=2",
    "?year=2024&sort=title",
    "?q=looms",
    "?sort=citations",
    "?kind=x&topic=LG",
    "?with={ben}&page=3",
]


def test_5000_works_take_no_more_queries_than_three_and_at_most_12(client: Client) -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work(f"On Looms {n}", ["Ada Lovelace", "Ben B"]) for n in "123"]))
    ada, ben = owner("Ada Lovelace"), Author.objects.get(name="Ben B")
    client.force_login(make_user("Cleo"))

    def queries() -> list[int]:
        counts = []
        for query in VIEWS:
            for headers in ({}, FRAGMENT):
                with CaptureQueriesContext(connection) as captured:
                    answer = client.get(ada.get_absolute_url() + query.format(ben=ben.public_id), headers=headers)
                assert answer.status_code == 200
                counts.append(len(captured))
        return counts

    page(client, ada)
    few = queries()
    grow(ada, 5_000)
    assert queries() == few
    assert max(few) <= 12
    assert "5,003 published items" in text(page(client, ada))
    assert "5,003 of 5,003 works" in text(page(client, ada, "?q=loom"))
