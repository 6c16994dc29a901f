"""Author and work records at the desk: provenance, edits, merges, splits and joins, by the forms of their pages."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from profiles.models import Author, User
from tests.make import feed_page, feed_work, import_bytes, import_seeds, list_page, make_user, owner
from tests.reading import text
from tests.test_locks import LATER, PROFILE
from works import registration
from works.ledger import decisions, merges
from works.ledger.decisions import By
from works.models import Decision, Source, Work

pytestmark = pytest.mark.django_db

AUTHOR, WORK = "/admin/profiles/author/", "/admin/works/work/"
BYLINE = ("Ada Lovelace", "Charles Babbage")


@pytest.fixture
def root(client: Client) -> User:
    user = make_user("Root", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.content.decode())


def told(client: Client, address: str, data: dict[str, Any]) -> str:
    """What a reader sees after the form was sent."""
    answer = client.post(address, {"seen": decisions.newest(), **data}, follow=True)
    assert answer.status_code == 200
    return text(answer.content.decode())


def row(html: str, field: str) -> str:
    found = re.search(rf'<tr id="field-{field}">.*?</tr>', html)
    assert found
    return text(found[0])


def two_pages() -> tuple[Author, Author]:
    import_bytes(
        feed_page("Ada Lovelace", [feed_work(t, BYLINE, complete=True) for t in ("On Engines", "On Looms and cards")]),
        list_page("Countess Ada", ["On Numbers of Bernoulli", "On Poetical Science"]),
    )
    return owner("Ada Lovelace"), owner("Countess Ada")


def test_each_field_of_an_author_says_where_it_comes_from(client: Client, root: User) -> None:
    import_seeds("000", "003")
    author = owner("Jiacheng Sun")
    html = shown(client, f"{AUTHOR}{author.pk}/change/")
    assert "Researcher BZPEER, Jiacheng Sun, 31 May 2026" in row(html, "role")
    assert "Not imported" in row(html, "affiliation")
    assert "39 works" in text(html)
    assert html.count('name="mention"') == 39
    assert "Import of 003_cf64588d84fa0b84.txt." in html


def test_a_field_is_edited_the_import_proposes_and_the_proposal_is_taken(client: Client, root: User) -> None:
    import_bytes(PROFILE)
    author = owner("Jiacheng Sun")
    address = f"{AUTHOR}{author.pk}/"
    said = told(client, f"{address}edit/affiliation/", {"affiliation": "  Peking\u00a0 University "})
    assert "Affiliation was edited to “Peking University”" in said
    import_bytes(PROFILE.replace(b"Affiliation not imported", b"Huawei Noah"), captured_on=LATER)
    line = row(shown(client, f"{address}change/"), "affiliation")
    assert "Typed by Root" in line
    assert "The imports say: Huawei Noah" in line
    assert "Take it" in line
    assert "Undone: affiliation was edited" in told(client, f"{address}release/affiliation/", {})
    line = row(shown(client, f"{address}change/"), "affiliation")
    assert "Huawei Noah BZPEER, Jiacheng Sun, 30 Jun 2026" in line
    assert "Typed by" not in line
    assert "not locked any more" in told(client, f"{address}release/affiliation/", {})


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("published_on", "yesterday", "a day looks like 2024-05-31"),
        ("published_on", "1024-01-01", "Days from 1450"),
        ("published_on", "2024-02-30", "a day looks like 2024-05-31"),
        ("year", "MMXX", "a year is a number like 2024"),
        ("year", "20244", "Years from 1450"),
        ("year", "2020", "edit the day, and the year follows"),
        ("title", "  ", "This field is required"),
        ("title", "$\\,$", "at least one letter or digit"),
        ("kind", "x" * 41, "at most 40 characters"),
        ("has_code", "perhaps", "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_not_kept_and_said(client: Client, root: User, field: str, typed: str, said: str) -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work("On Engines", BYLINE)]))
    work = Work.objects.get()
    assert said in told(client, f"{WORK}{work.pk}/edit/{field}/", {field: typed})
    assert not Decision.objects.filter(kind=Decision.Kind.LOCK).exists()


def test_a_name_without_a_letter_is_not_kept_and_no_other_field_is_edited(client: Client, root: User) -> None:
    ada, _ = two_pages()
    assert "at least one letter" in told(client, f"{AUTHOR}{ada.pk}/edit/name/", {"name": "!?"})
    for field in ("public_id", "trust_score", "level"):
        assert client.post(f"{AUTHOR}{ada.pk}/edit/{field}/", {field: "1"}).status_code == 404
        assert client.post(f"{AUTHOR}{ada.pk}/release/{field}/").status_code == 404


def test_every_field_of_a_work_is_edited_and_shown(client: Client, root: User) -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work("On Engines", BYLINE)]))
    work = Work.objects.get()
    typed = {
        "title": "On $n$ Engines", "abstract": "Short & <b>", "kind": "Article", "host": "JMLR",
        "published_on": "2021-03-04", "year": "2021", "has_code": "yes",
    }  # fmt: skip
    for field, value in typed.items():
        assert "was edited to" in told(client, f"{WORK}{work.pk}/edit/{field}/", {field: value})
    work.refresh_from_db()
    assert (work.title, work.kind, work.host, work.year, work.has_code) == (
        "On n Engines",
        "Article",
        "JMLR",
        2021,
        True,
    )
    assert work.published_on == dt.date(2021, 3, 4)
    assert "&lt;b&gt;" in work.abstract_html
    html = shown(client, f"{WORK}{work.pk}/change/")
    assert "The imports say: 2024-05-07" in row(html, "published_on")
    assert "The imports say: On Engines" in row(html, "title")
    assert "Scholar Feed, Ada Lovelace, line" not in row(html, "host")
    # Nobody said anything of code.
    assert "The imports say" not in row(html, "has_code")


def test_a_work_page_names_every_listing_and_the_author_of_each_slot(client: Client, root: User) -> None:
    import_seeds()
    work = Work.objects.get(title__startswith="The Structural Origin")
    html = shown(client, f"{WORK}{work.pk}/change/")
    said = text(html)
    assert "BZPEER, Jiacheng Sun, line" in row(html, "kind")
    assert "Scholar Feed, Kaiqi Jiang, line 19, 31 May 2026" in row(html, "published_on")
    for name in ("Siquan Li", "Kaiqi Jiang", "Jiacheng Sun", "Tianyang Hu"):
        assert name in said
    assert said.index("Siquan Li") < said.index("Kaiqi Jiang (")


def test_a_record_is_looked_up_by_the_beginning_of_its_name_or_its_id(client: Client, root: User) -> None:
    ada, countess = two_pages()
    merges.merge(countess, ada, By(root), "One person.")

    def found(kind: str, term: str) -> list[str]:
        results = client.get(f"/admin/{kind}/find/", {"term": term}).json()["results"]
        return [result["id"] for result in results]

    assert found("profiles/author", "ADA  Love") == [str(ada.pk)]
    assert found("profiles/author", "Lovelace, Ada") == [str(ada.pk)]
    assert found("profiles/author", ada.public_id) == [str(ada.pk)]
    for nothing in ("", "lovelace", "!!", "countess", "\0", "%", "\\"):
        assert found("profiles/author", nothing) == []
    work = Work.objects.get(title="On Engines")
    assert found("works/work", "on eng") == [str(work.pk)]
    assert found("works/work", work.public_id.upper()) == [str(work.pk)]
    assert found("works/work", "engines") == []
    told_apart = client.get("/admin/profiles/author/find/", {"term": "ada"}).json()["results"][0]["text"]
    assert told_apart == f"Ada Lovelace · 4 works · {ada.public_id}"


def test_the_lists_of_records_are_searched(client: Client, root: User) -> None:
    import_seeds("000", "001")
    author = owner("Jiacheng Sun")
    work = author.authorships.earliest("id").work
    for address, term, hit in (
        (AUTHOR, "jiach", "Jiacheng Sun"),
        (WORK, work.title[:20].upper(), "results"),
        ("/admin/works/authorship/", author.public_id, "Jiacheng Sun"),
        ("/admin/works/listing/", work.public_id, "(line"),
        ("/admin/works/sourceprofile/", "Jiacheng", "BZPEER"),
        ("/admin/profiles/trustscore/", author.public_id, "Jiacheng Sun"),
    ):
        html = shown(client, f"{address}?q={term}")
        assert "0 found" not in html
        assert hit in html or "result_list" in html, address
        assert "0 found" in shown(client, f"{address}?q=nothingofthekind"), address


def test_who_registers_a_source_has_trust_computed_anew(client: Client, root: User) -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work("On Engines", BYLINE, complete=True)]))
    source, ada = Source.objects.get(), owner("Ada Lovelace")
    before = ada.trust_score
    assert before > 0
    assert ada.level == 1
    answer = client.post(f"/admin/works/source/{source.pk}/change/", {"name": "Mine", "slug": "mine"}, follow=True)
    assert "changed successfully" in answer.content.decode()
    source.refresh_from_db()
    assert (source.name, source.is_registered) == ("Scholar Feed", False)
    assert registration.refresh_trust(source.pk) == 2
    ada.refresh_from_db()
    assert (ada.level, ada.trust_score) == (0, 0)
    assert ada.trust_history.earliest("id").score == before
    Source.objects.update(is_registered=True)
    registration.refresh_trust(source.pk)
    ada.refresh_from_db()
    assert (ada.level, ada.trust_score) == (1, before)


@pytest.mark.parametrize("works", [3, 60])
def test_a_record_page_takes_as_many_queries_for_many_works_as_for_few(client: Client, root: User, works: int) -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work(f"On Engine Nr {n}", BYLINE) for n in range(works)]))
    ada = owner("Ada Lovelace")
    with CaptureQueriesContext(connection) as queries:
        html = shown(client, f"{AUTHOR}{ada.pk}/change/")
    assert html.count('name="mention"') == min(works, 50)
    assert len(queries) <= 26
    # The texts that the page does not show stay where they are.
    assert '"card",' not in " ".join(query["sql"] for query in queries.captured_queries)


def test_what_is_not_there_is_not_found(client: Client, root: User) -> None:
    for address in (f"{AUTHOR}9/change/", f"{AUTHOR}x/change/", f"{WORK}9/change/", "/admin/works/decision/9/change/"):
        assert client.get(address).status_code == 404
    assert client.post("/admin/works/decision/9/undo/").status_code == 404
    assert client.get(f"{AUTHOR}9/merge/").status_code == 404
