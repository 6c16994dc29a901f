"""What every page shares: the theme, the foot, the pages of errors; the front page and "About the numbers"."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from bzpeer import examples, news, pages
from bzpeer.pages import broken
from profiles.models import Author
from profiles.trust import TrustInputs, compute
from tests.make import feed_page, feed_work, import_bytes, import_seeds, make_user, owner
from tests.reading import text
from works import metrics
from works.models import Work

pytestmark = pytest.mark.django_db


def html(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_remembered_and_shown_by_the_server(theme: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/theme/", {"theme": theme, "next": "/about/?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/about/?x=1")
    cookie = answer.cookies["theme"]
    assert (cookie.value, cookie["max-age"], cookie["samesite"], cookie["path"]) == (theme, 31_536_000, "Lax", "/")
    page = html(client, "/about/")
    assert f'<html lang="en" data-theme="{theme}">' in page
    assert f'<meta name="color-scheme" content="{theme}">' in page
    assert f'value="{theme}" aria-pressed="true"' in page
    client.post("/theme/", {"theme": "auto", "next": "/about/"})
    assert '<html lang="en">' in html(client, "/about/")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "\\\\evil"]
)
def test_the_switch_leads_to_no_other_site(client: Client, elsewhere: str) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": elsewhere})["Location"] == "/"


def test_a_theme_that_there_is_not_is_none(client: Client) -> None:
    client.cookies["theme"] = '"><script>'
    assert '<html lang="en">' in html(client, "/about/")
    assert client.post("/theme/", {"theme": "sepia", "next": "/"}).cookies["theme"].value == ""
    assert client.get("/theme/").status_code == 405
    # A word is the name of no page.
    assert client.post("/theme/", {"theme": "dark", "next": "nowhere"})["Location"] == "/"


def test_the_switch_of_a_page_comes_back_to_it_with_its_query(client: Client) -> None:
    assert 'name="next" value="/search/?q=Ada&amp;year=2026"' in html(client, "/search/?q=Ada&year=2026")


def test_the_source_is_linked_where_the_installation_says_it(client: Client, settings: pytest.FixtureRequest) -> None:
    assert "AGPL" not in html(client, "/about/")
    settings.SOURCE_URL = "https://code.example.org/bzpeer"  # type: ignore[attr-defined]
    linked = '<a href="https://code.example.org/bzpeer">Source code (AGPL-3.0-or-later)</a>'
    assert linked in html(client, "/about/")


def test_every_token_of_the_style_sheet_is_defined() -> None:
    styles = (Path(site.BASE_DIR) / "static/css/site.css").read_text()
    defined, used = set(re.findall(r"(--[\w-]+):", styles)), set(re.findall(r"var\((--[\w-]+)", styles))
    assert used <= defined
    # A colour with one side only would be wrong in light or in dark; a QR code is white, and so is paper.
    screen = styles.partition("@media print")[0]
    one_sided = re.findall(r".*#[0-9a-f]{3,8}[;\s].*", re.sub(r"light-dark\(.*?\)+", "", screen))
    assert [rule for rule in one_sided if not rule.startswith(".qr ")] == []


def test_home_begins_with_the_search_and_shows_what_came_last(client: Client) -> None:
    empty = text(html(client, "/"))
    assert "Nothing has been imported yet" in empty
    import_seeds("004")
    with CaptureQueriesContext(connection) as few:
        html(client, "/")
    import_seeds("000", "002")
    with CaptureQueriesContext(connection) as many:
        page = html(client, "/")
    assert len(few) == len(many) == 5
    assert page.index('id="search-input-home"') < page.index("New works") < page.index("What BZPEER is")
    assert 'id="search-input-head"' not in page
    assert "The Structural Origin of Attention Sink" in page
    shown = text(page)
    for words in (
        "Kaiqi Jiang 4 works",
        "Machine Learning",
        "7 May 2026",
        "Siquan Li, Kaiqi Jiang, Jiacheng Sun et al.",
    ):
        assert words in shown


def test_home_shows_nobody_and_nothing_that_is_not_public(client: Client) -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work("Engines of Many Wheels", ["Ada Lovelace", "Ben Bitdiddle"])]))
    ada, work = owner("Ada Lovelace"), Work.objects.get()
    assert {author.name for author in news.researchers()} == {"Ada Lovelace", "Ben Bitdiddle"}
    Author.objects.filter(pk=ada.pk).update(hidden_at="2026-05-31T00:00:00Z")
    page = html(client, "/")
    assert ada.public_id not in page
    Author.objects.filter(name="Ben Bitdiddle").update(name="Bea Bitdiddle", renamed_at="2026-05-31T00:00:00Z")
    page = html(client, "/")
    assert "Bea Bitdiddle" in page
    assert "Ben Bitdiddle" not in page
    Work.objects.filter(pk=work.pk).update(is_listed=False)
    assert work.public_id not in html(client, "/")


def test_about_the_numbers_computes_its_examples_and_asks_no_database(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        shown = text(html(client, "/about/"))
    assert len(asked) == 0
    imported = compute(TrustInputs(level=1, works=4, topics=2))
    assert f"Trust {imported.score} – {imported.band}" in shown
    found = metrics.of_counts(examples.CITED)
    assert f"so that h is {found['h_index']}." in shown
    assert f"Citations {found['citations']} computed here from 4 of 5 works" in shown
    assert "the name jorg muller or muller jorg" in shown


ANCHORS = (
    "trust levels works followers topics coauthors h-index i10 citations papers novelty ai-score heat code identity"
)


def test_every_number_links_to_its_line_about_the_numbers(client: Client) -> None:
    import_seeds("001")
    ids = set(re.findall(r' id="([\w-]+)"', html(client, "/about/")))
    assert {*ANCHORS.split(), "identity", "search"} <= ids
    author, work = owner("Tianyang Hu"), Work.objects.get(title__startswith="The Structural Origin")
    profile, paper = html(client, author.get_absolute_url()), html(client, work.get_absolute_url())
    others = ("/names/tianyang-hu/", "/search/?q=diffusion", "/topics/lg/", "/authors/")
    read = (profile, paper, *(html(client, address) for address in others))
    linked = [set(re.findall(r'href="/about/#([\w-]+)"', page)) for page in read]
    assert set().union(*linked) <= ids
    numbers = {"trust", "levels", "works", "followers", "topics", "coauthors"}
    numbers |= {"h-index", "citations", "papers", "novelty", "ai-score"}
    assert linked[0] >= numbers
    assert linked[1] >= {"heat", "citations"}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/papers/attention-sink/diffusion_models.html", "attention sink diffusion models"),
        ("/authors/d53rpz484v/jiacheng-sun/x", "jiacheng sun x"),
        ("/works/2222222222/any-order-gpt/", "any order gpt"),
        ("/M%C3%BCller%22%3E%3Cscript%3E", "Müller script"),
        ("/p/%00%FF/", "FF"),
        ("/nowhere/" + "a" * 3000, "nowhere " + "a" * 192),
    ],
)
def test_a_wrong_address_offers_to_search_for_its_words(client: Client, path: str, words: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    box = re.search(r'id="search-input-page"[^>]* value="([^"]*)"', answer.content.decode())
    assert box
    assert box[1] == words


def test_every_page_of_an_error_has_the_masthead_and_is_not_indexed(client: Client) -> None:
    import_seeds("000")
    jiacheng = owner("Jiacheng Sun")
    Author.objects.filter(pk=jiacheng.pk).update(hidden_at="2026-05-31T00:00:00Z")
    client.force_login(make_user("Cleo"))
    request = RequestFactory().get("/")
    client.cookies["theme"] = request.COOKIES["theme"] = "dark"
    answers: dict[int, Any] = {
        404: client.get("/nowhere"),
        410: client.get(jiacheng.get_absolute_url()),
        403: Client(enforce_csrf_checks=True, headers={"Cookie": "theme=dark"}).post("/accounts/login/"),
        500: broken(request),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        page = answer.content.decode()
        assert f'<p class="kicker">{status}</p>' in page
        assert '<meta name="robots" content="noindex">' in page
        assert 'class="brand" href="/"' in page
        assert 'data-theme="dark"' in page


def test_a_page_of_ours_that_breaks_needs_no_database() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert pages.broken(RequestFactory().get("/")).status_code == 500
    assert len(asked) == 0
