"""Leaving with data: every format of authors and works, each read by a reader that others wrote."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import feedparser
import pytest
import rispy
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pybtex.database import parse_string
from pybtex.scanner import PybtexSyntaxError
from pyld import jsonld
from pytest_django.fixtures import Settings

from profiles.models import Author
from tests.feed_world import make_author, make_work
from tests.hidden_records import hide
from tests.ledger_world import curator
from tests.make import import_seeds, make_owner, owner
from works.exports import rows
from works.exports.formats import ENDINGS, FORMATS, address
from works.ledger import merges, rollback
from works.models import Authorship, Work, WorkText
from works.owners import renames

pytestmark = pytest.mark.django_db


def read_csv(text: str) -> list[Any]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def read_jsonld(text: str) -> list[Any]:
    """The works of the graph, expanded by a processor that may not ask anybody for the context."""
    asked: dict[str, Any] = {"documentLoader": schema_org}
    return [
        node for node in jsonld.expand(json.loads(text), asked) if node["@type"] != ["https://schema.org/ProfilePage"]
    ]


def schema_org(url: str, _options: Any) -> dict[str, Any]:
    assert url == "https://schema.org"
    return {"documentUrl": url, "contextUrl": None, "document": {"@context": {"@vocab": "https://schema.org/"}}}


READERS: dict[str, Callable[[str], Any]] = {
    "bib": lambda text: parse_string(text, "bibtex").entries,
    "ris": rispy.loads,
    "csl.json": json.loads,
    "json": lambda text: json.loads(text)["works"],
    "csv": read_csv,
    "jsonld": read_jsonld,
}


def get(path: str, status: int = 200, **headers: str) -> Any:
    answer = Client().get(path, headers=headers)
    assert answer.status_code == status, path
    return answer


def text(path: str) -> str:
    return b"".join(get(path)).decode()


def test_every_format_of_an_author_holds_every_work() -> None:
    import_seeds("003")
    author = owner("Jiacheng Sun")
    page = "http://testserver" + author.get_absolute_url()
    for ending, made in FORMATS.items():
        path = reverse("author-export", args=[author.public_id, ending])
        assert path == address("authors", author.public_id, ending)
        answer = get(path)
        assert answer["Content-Type"] == made.content_type
        assert answer["Content-Disposition"].endswith(f'filename="jiacheng-sun.{ending}"')
        assert (answer["X-Robots-Tag"], answer["Link"]) == ("noindex", f'<{page}>; rel="canonical"')
        assert len(READERS[ending](b"".join(answer).decode())) == 39, ending
        chosen = READERS[ending](text(f"{path}?year=2023&sort=title&page=7"))
        assert len(chosen) == 8, ending
        assert len(READERS[ending](text(f"{path}?q=no+such+words&with=\0&topic=%ff&year=99999"))) == 0, ending
        head = Client().head(path)
        assert (head.status_code, head["Content-Type"], b"".join(head)) == (200, made.content_type, b"")
        assert "Content-Length" not in head
        with CaptureQueriesContext(connection) as queries:
            assert get(path, 304, **{"If-None-Match": answer["ETag"]}).content == b""
        assert len(queries) == 1
        assert get(f"{path}?year=2023")["ETag"] != answer["ETag"]
    Author.objects.filter(pk=author.pk).update(version=author.version + 1)
    get(path, 200, **{"If-None-Match": answer["ETag"]})
    feed = feedparser.parse(Client().get(address("authors", author.public_id, "atom"), follow=True).content)
    assert (feed.bozo, len(feed.entries)) == (False, 30)


def test_the_json_says_of_every_number_where_it_comes_from() -> None:
    import_seeds("001")
    author = owner("Tianyang Hu")
    told = json.loads(text(address("authors", author.public_id, "json")))
    assert (told["format"], told["count"], told["author"]["name"]) == ("bzpeer-works-1", 3, "Tianyang Hu")
    numbers = told["author"]["numbers"]
    h_index = {"kind": "h_index", "value": 1, "origin": "reported", "source": "Scholar Feed", "as_of": "2026-05-31"}
    assert h_index in numbers
    assert {"kind": "works", "value": 3, "origin": "computed"} in numbers
    assert all(number["origin"] in {"reported", "computed"} for number in numbers)
    assert all({"source", "as_of"} <= number.keys() for number in numbers if number["origin"] == "reported")
    assert told["author"]["trust"] == {"value": author.trust_score, "origin": "computed", "formula": "trust-v1"}
    assert {work["heat"]["source"] for work in told["works"] if "heat" in work} == {"Scholar Feed"}
    assert all(work["sources"] for work in told["works"])


def test_every_format_of_a_work_holds_the_work() -> None:
    import_seeds("001")
    work = Work.objects.get(title__startswith="The Structural Origin of Attention Sink")
    for ending in FORMATS:
        answer = get(address("works", work.public_id, ending))
        assert len(READERS[ending](answer.content.decode())) == 1, ending
        assert get(address("works", work.public_id, ending), 304, **{"If-None-Match": answer["ETag"]}).content == b""
    feed = feedparser.parse(get(address("works", work.public_id, "atom")).content)
    assert (feed.bozo, [entry.title for entry in feed.entries]) == (False, [work.title])
    get("/works/aaaaaaaaaa.bib", 404)
    with CaptureQueriesContext(connection) as queries:
        get(address("works", work.public_id, "bib"))
    assert len(queries) == 7


def test_merged_hidden_and_withdrawn_records_answer_as_their_pages_do() -> None:
    batch = import_seeds("001", "002")
    tianyang, kaiqi = owner("Tianyang Hu"), owner("Kaiqi Jiang")
    other = make_author("Kaiqi Jiang")
    merges.merge(other, kaiqi, curator(), "One person.")
    for ending in FORMATS:
        moved = get(address("authors", other.public_id, ending) + "?year=2023&page=2", 301)["Location"]
        assert moved == address("authors", kaiqi.public_id, ending) + "?year=2023&page=2"
    feed = get(address("authors", other.public_id, "atom"), 301)["Location"]
    assert feed == f"{kaiqi.get_absolute_url()}feed.atom"
    hide(kaiqi)
    for ending in ENDINGS:
        answer = get(address("authors", kaiqi.public_id, ending), 410)
        assert "kaiqi" not in str(dict(answer.items())).lower()
    rollback.roll_back(batch, curator())
    work = Work.objects.earliest("pk")
    for ending in ENDINGS:
        get(address("authors", tianyang.public_id, ending), 410)
        get(address("works", work.public_id, ending), 410)


def test_a_record_without_works_is_a_valid_empty_file() -> None:
    alone = Author.named("Nobody Knows")
    alone.save()
    for ending in FORMATS:
        assert len(READERS[ending](text(address("authors", alone.public_id, ending)))) == 0, ending
    feed = feedparser.parse(Client().get(address("authors", alone.public_id, "atom"), follow=True).content)
    assert (feed.bozo, feed.entries) == (False, [])


def test_after_a_silent_rename_no_file_holds_the_old_name() -> None:
    import_seeds("001")
    author = owner("Tianyang Hu")
    renames.rename(make_owner(author, "Noor"), author, "Noor Lindqvist")
    paths = [address("authors", author.public_id, ending) for ending in FORMATS]
    paths += [address("works", public_id, ending) for public_id in Work.objects.values_list("public_id", flat=True)
              for ending in ENDINGS]  # fmt: skip
    for path in paths:
        answer = get(path)
        said = b"".join(answer).decode() + str(dict(answer.items()))
        assert "Lindqvist" in said or path.endswith(("linkset.json", ".atom"))
        assert "tianyang" not in said.lower()
        assert "hu2" not in said


def test_a_thousand_works_leave_a_chunk_at_a_time() -> None:
    ada = make_author("Ada Lovelace", works_count=1_000)
    works = Work.objects.bulk_create(Work(title=f"Loom {n}", slug=f"loom-{n}", year=1843) for n in range(1_000))
    WorkText.objects.bulk_create(WorkText(work=work, title_tex=work.title, vector="") for work in works)
    Authorship.objects.bulk_create(
        Authorship(work=work, base_work=work, author=ada, position=1, printed_name="Ada Lovelace", reason="Test.")
        for work in works
    )
    with CaptureQueriesContext(connection) as queries:
        pieces: Iterator[bytes] = iter(get(address("authors", ada.public_id, "bib")))
        next(pieces)
        next(pieces)
        at_first = len(queries)
        entries = 1 + sum(1 for _ in pieces)
    assert entries == 1_000
    # Record, clashes of keys, ids; then six for each chunk of two hundred.
    assert at_first == 3 + 6
    assert len(queries) == 3 + 6 * 5


def test_a_file_that_fails_on_the_way_does_not_look_complete() -> None:
    import_seeds("001")
    author = owner("Tianyang Hu")
    for ending in FORMATS:
        came: list[bytes] = []
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE works_work_topics RENAME TO gone")
            with pytest.raises(ProgrammingError):
                came.extend(get(address("authors", author.public_id, ending)))
            transaction.set_rollback(True)
        said = b"".join(came).decode()
        if ending in ("ris", "csv"):
            assert "This file is not complete" in said
            assert len(READERS[ending](said)) == 1
        else:
            with pytest.raises((json.JSONDecodeError, PybtexSyntaxError)):
                READERS[ending](said)


def test_who_asks_too_often_is_told_so(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "export_author": "1/m/ip"}
    ada = make_author("Ada Lovelace")
    path = address("authors", ada.public_id, "bib")
    etag = get(path)["ETag"]
    assert "too often" in get(path, 429).content.decode().lower()
    get(path, 304, **{"If-None-Match": etag})


def test_the_path_of_a_work_is_the_one_of_its_page() -> None:
    work = make_work("On Looms")
    assert rows.path_of(work.public_id, work.slug) == work.get_absolute_url()
