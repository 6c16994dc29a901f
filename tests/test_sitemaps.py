"""The sitemap in parts, and robots.txt: every public address, nothing else, at a cost that does not grow."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from protego import Protego
from pytest_django.fixtures import Settings
from usp.tree import sitemap_tree_for_homepage
from usp.web_client.abstract_client import (
    AbstractWebClient,
    AbstractWebClientResponse,
    AbstractWebClientSuccessResponse,
    WebClientErrorResponse,
)

from bzpeer import sitemaps
from profiles.models import Author
from tests.feed_world import make_author, make_institution, make_topic, make_work
from tests.make import import_seeds
from works.models import Institution, Topic, Work

pytestmark = pytest.mark.django_db
ROOT = "http://testserver"


class Answer(AbstractWebClientSuccessResponse):
    """What the crawler sees of an answer."""

    def __init__(self, url: str, answer: HttpResponse) -> None:
        self._url, self._answer, self._body = url, answer, b"".join(answer)

    def status_code(self) -> int:
        return self._answer.status_code

    def status_message(self) -> str:
        return self._answer.reason_phrase

    def header(self, case_insensitive_name: str) -> str | None:
        return self._answer.headers.get(case_insensitive_name)

    def raw_data(self) -> bytes:
        return self._body

    def url(self) -> str:
        return self._url


class Crawler(AbstractWebClient):
    """A crawler's client, without the network between."""

    def set_max_response_data_length(self, max_response_data_length: int | None) -> None:
        pass

    def get(self, url: str) -> AbstractWebClientResponse:
        answer: Any = Client().get(url.removeprefix(ROOT))
        return Answer(url, answer) if answer.status_code == 200 else WebClientErrorResponse(str(answer), False)


def crawled() -> list[str]:
    """Every address that a crawler finds, from robots.txt on."""
    tree = sitemap_tree_for_homepage(f"{ROOT}/", web_client=Crawler(), use_known_paths=False)
    return [page.url.removeprefix(ROOT) for page in tree.all_pages()]


def get(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    assert answer["Cache-Control"] == "public, max-age=3600"
    return b"".join(answer).decode()


def test_a_crawler_finds_every_public_page_and_each_is_there() -> None:
    import_seeds("003")
    found = crawled()
    wanted = [record.get_absolute_url() for records in (
        Author.objects.public(), Work.objects.standing(), Topic.objects.filter(works_count__gt=0),
        Institution.objects.filter(works_count__gt=0),
    ) for record in records]  # fmt: skip
    assert sorted(found) == sorted(wanted)
    assert {path.split("/")[1] for path in found} == {"authors", "works", "topics", "institutions"}
    some = found[::7]
    assert {path: Client().get(path).status_code for path in some} == dict.fromkeys(some, 200)


def test_what_is_not_public_stands_in_no_part() -> None:
    kept = make_author("Ada Lovelace")
    make_author("Merged Away", merged_into=kept)
    make_author("Name Alone", level=0)
    make_author("Hidden Away", hidden_at=datetime(2026, 6, 1, tzinfo=UTC))
    work = make_work("On Looms", kept)
    make_work("Other Version", merged_into=work)
    make_work("Withdrawn", is_listed=False)
    make_topic("ZZ")
    make_institution("Nowhere")
    assert crawled() == [kept.get_absolute_url(), work.get_absolute_url()]


def test_parts_are_ranges_of_ids_and_each_costs_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "IDS_A_PART", 10)
    monkeypatch.setattr(sitemaps, "_ROWS_AT_ONCE", 4)
    people = Author.objects.bulk_create(
        Author.named(f"Ada {n}", pk=pk, level=1) for n, pk in enumerate([*range(1_001, 1_011), 1_015, 1_995])
    )
    index = get("/sitemap.xml")
    assert [f"sitemap-authors-{n}.xml" in index for n in (100, 101, 102, 103, 200)] == [False, True, True, False, True]
    with CaptureQueriesContext(connection) as full:
        assert get("/sitemap-authors-101.xml").count("<url>") == 10
    with CaptureQueriesContext(connection) as sparse:
        assert people[-1].get_absolute_url() in get("/sitemap-authors-200.xml")
    assert (len(full), len(sparse)) == (1 + 4, 1 + 2)
    assert "OFFSET" not in str([query["sql"] for query in full])
    for path in ("authors-103", "authors-0", "authors-99999999999999999999", "people-1", "authors-x"):
        assert Client().get(f"/sitemap-{path}.xml").status_code == 404
    head: Any = Client().head("/sitemap-authors-101.xml")
    assert (head.status_code, b"".join(head)) == (200, b"")


def test_an_empty_installation_has_an_empty_map() -> None:
    assert crawled() == []
    assert get("/sitemap.xml").endswith("</sitemapindex>\n")


def test_robots_may_read_pages_and_nothing_else() -> None:
    rules = Protego.parse(get("/robots.txt"))
    may = ["/", "/about/", "/authors/bcdfghjkmn/ada-lovelace/", "/authors/bcdfghjkmn/ada-lovelace/publications/",
           "/works/bcdfghjkmn/on-looms/", "/topics/cslg/", "/names/ada-lovelace/", "/sitemap-works-1.xml",
           "/static/css/site.css"]  # fmt: skip
    may_not = ["/search/?q=looms", "/accounts/login/", "/admin/", "/inbox/", "/feed/", "/api/v1/authors",
               "/authors/bcdfghjkmn.bib", "/works/bcdfghjkmn.csl.json", "/works/bcdfghjkmn.atom",
               "/authors/bcdfghjkmn/ada-lovelace/?year=2023", "/authors/?after=x"]  # fmt: skip
    assert [path for path in may if not rules.can_fetch(ROOT + path, "Crawler")] == []
    assert [path for path in may_not if rules.can_fetch(ROOT + path, "Crawler")] == []
    assert list(rules.sitemaps) == [f"{ROOT}/sitemap.xml"]


def test_a_private_installation_forbids_all(settings: Settings) -> None:
    settings.ALLOW_ROBOTS = False
    rules = Protego.parse(get("/robots.txt"))
    assert not rules.can_fetch(f"{ROOT}/", "Crawler")
    assert list(rules.sitemaps) == []
