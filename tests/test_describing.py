"""What pages tell machines: canonical address, formats, JSON-LD, OpenGraph, citation_* and signposting."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import extruct
import pytest
import signposting
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from pyld import jsonld
from signposting.linkset import LinksetJSON, _parse_linkset_json

from profiles.models import Author, AuthorLink
from tests.exported import person, row
from tests.feed_world import make_author, make_institution, make_topic, make_work
from tests.make import import_seeds, make_user, owner
from tests.test_exports import schema_org
from works.describing import head
from works.describing import jsonld as described
from works.describing import signposting as signposts
from works.exports.records import Scope
from works.models import Work, WorkText

ROOT = "http://testserver"
# More would not pass what stands in front of many sites.
LARGEST_HEADER = 4_000


def read(path: str) -> tuple[Any, dict[str, Any]]:
    """The page as a tree, and what extruct finds in it: one block of JSON-LD and OpenGraph."""
    answer = Client().get(path)
    assert answer.status_code == 200
    found = extruct.extract(answer.content, ROOT + path, syntaxes=["json-ld", "opengraph"], uniform=True)
    (block,) = found["json-ld"]
    assert jsonld.expand(block, {"documentLoader": schema_org})
    return html.fromstring(answer.content), {"data": block, **dict(found["opengraph"][0])}


def named(page: Any, name: str) -> list[str]:
    return [str(value) for value in page.xpath(f"//meta[@name='{name}']/@content")]


def canonical(page: Any) -> list[str]:
    return [str(value) for value in page.xpath("//link[@rel='canonical']/@href")]


def alternates(page: Any) -> dict[str, str]:
    links = page.xpath("//link[@rel='alternate']")
    return {link.get("type"): link.get("href") for link in links}


@pytest.mark.django_db
def test_a_profile_tells_machines_who_it_is_of() -> None:
    import_seeds("000", "003")
    author = owner("Jiacheng Sun")
    AuthorLink.objects.create(author=author, url="https://orcid.org/0000-0001", origin=AuthorLink.Origin.CURATOR)
    url = author.get_absolute_url()
    page, told = read(url)
    assert canonical(page) == [ROOT + url]
    assert named(page, "robots") == []
    assert (told["@type"], told["og:title"], told["og:url"]) == ("profile", "Jiacheng Sun", ROOT + url)
    assert told["data"]["@type"] == "ProfilePage"
    who = told["data"]["mainEntity"]
    assert (who["@type"], who["name"], who["url"]) == ("Person", "Jiacheng Sun", ROOT + url)
    assert who["sameAs"] == ["https://orcid.org/0000-0001"]
    assert who["agentInteractionStatistic"]["userInteractionCount"] == author.works_count
    assert "Machine Learning" in who["knowsAbout"]
    for media_type, path in alternates(page).items():
        assert Client().get(path)["Content-Type"].startswith(media_type)
    assert len(alternates(page)) == 7
    assert named(read(f"{url}?year=2023")[0], "robots") == ["noindex"]
    assert canonical(read(f"{url}?sort=title")[0]) == [ROOT + url]


@pytest.mark.django_db
def test_a_record_of_a_name_alone_is_not_for_search_engines() -> None:
    alone = Author.named("Nobody Knows")
    alone.save()
    page, told = read(alone.get_absolute_url())
    assert named(page, "robots") == ["noindex"]
    assert "affiliation" not in told["data"]["mainEntity"]


@pytest.mark.django_db
def test_a_work_tells_indexes_of_literature_what_they_read() -> None:
    import_seeds("001")
    work = Work.objects.get(title__startswith="The Structural Origin of Attention Sink")
    Work.objects.filter(pk=work.pk).update(identifiers=["arxiv:2605.01234", "doi:10.1000/sink"])
    url = work.get_absolute_url()
    page, told = read(url)
    assert (canonical(page), named(page, "citation_title")) == ([ROOT + url], [work.title])
    assert named(page, "citation_author")[:2] == ["Siquan Li", "Kaiqi Jiang"]
    assert named(page, "citation_author")[-1] == "Tianyang Hu"
    assert named(page, "citation_publication_date") == ["2026/05/07"]
    assert named(page, "citation_doi") == ["10.1000/sink"]
    assert named(page, "citation_arxiv_id") == ["2605.01234"]
    assert named(page, "citation_abstract_html_url") == [ROOT + url]
    assert "Machine Learning" in named(page, "citation_keywords")[0]
    assert (told["@type"], told["og:title"]) == ("article", work.title)
    assert told["article:published_time"] == "2026-05-07"
    data = told["data"]
    assert (data["@type"], data["headline"], data["datePublished"]) == ("ScholarlyArticle", work.title, "2026-05-07")
    assert data["sameAs"] == ["https://doi.org/10.1000/sink", "https://arxiv.org/abs/2605.01234"]
    assert {"@type": "PropertyValue", "propertyID": "DOI", "value": "10.1000/sink"} in data["identifier"]
    author = owner("Tianyang Hu")
    assert data["author"][-1]["url"] == ROOT + author.get_absolute_url()
    # The person is one in the data of the work and of the profile.
    assert data["author"][-1]["@id"] == read(author.get_absolute_url())[1]["data"]["mainEntity"]["@id"]
    assert len(alternates(page)) == 7


@pytest.mark.django_db
def test_topics_institutions_and_home_say_what_they_are() -> None:
    topic, institution = make_topic("LG"), make_institution("Peking University")
    make_work("On Looms", make_author("Ada Lovelace"), about=[topic, institution])
    page, told = read(topic.get_absolute_url())
    assert told["data"]["@type"] == "CollectionPage"
    assert told["data"]["about"]["name"] == "Machine Learning"
    assert canonical(page) == [ROOT + topic.get_absolute_url()]
    assert read(institution.get_absolute_url())[1]["data"]["about"]["@type"] == "Organization"
    page, told = read("/")
    assert told["data"]["potentialAction"]["target"]["urlTemplate"] == f"{ROOT}/search/?q={{search_term_string}}"
    assert canonical(page) == [f"{ROOT}/"]


@given(st.text(st.sampled_from("<>/&\"'\u2028\u2029!-script \\é漢") | st.characters(exclude_categories=["Cs"])))
def test_whatever_a_text_holds_the_data_block_stays_one_and_says_it(text: str) -> None:
    block = described.as_script(described.work(row(names=[text], title="x", abstract=text), Scope(ROOT, "/")))
    assert not set(block) & set("<>&\u2028\u2029")
    assert json.loads(block).get("abstract", "") == text


@pytest.mark.django_db
def test_a_title_with_markup_in_it_opens_nothing() -> None:
    nasty = '</script><script>alert(1)</script> "quoted" & <!-- x'
    work = make_work(nasty, make_author("Ada </title> Lovelace"), title_html=escape(nasty))
    WorkText.objects.create(work=work, title_tex=nasty, abstract="--></script>", vector="")
    page, told = read(work.get_absolute_url())
    assert (told["data"]["name"], told["data"]["abstract"]) == (nasty, "--></script>")
    assert named(page, "citation_title") == [nasty]
    assert told["og:title"] == nasty
    scripts = page.xpath("//script[not(@src) and not(@type='application/ld+json')]")
    assert [html.tostring(script) for script in scripts] == []


def signs(path: str) -> signposting.Signposting:
    answer = Client().head(path)
    assert len(answer["Link"]) < LARGEST_HEADER
    return signposting.find_signposting_http_link([answer["Link"]], ROOT + path)


@pytest.mark.django_db
def test_signposts_lead_to_data_that_is_there() -> None:
    import_seeds("001")
    author, work = owner("Tianyang Hu"), Work.objects.get(title__startswith="The Structural Origin")
    found = signs(author.get_absolute_url())
    assert str(found.citeAs.target) == f"{ROOT}/authors/{author.public_id}/"
    assert {str(sign.target) for sign in found.types} == {"https://schema.org/ProfilePage"}
    lead = [*found.describedBy, *found.items]
    assert len(lead) == 6
    # A kept page has its signposts too.
    assert Client().get(author.get_absolute_url())["Link"] == Client().get(author.get_absolute_url())["Link"]
    found = signs(work.get_absolute_url())
    assert str(found.citeAs.target) == f"{ROOT}/works/{work.public_id}/"
    assert f"{ROOT}/authors/{author.public_id}/" in {str(sign.target) for sign in found.authors}
    for sign in [*lead, *found.describedBy]:
        answer = Client().get(str(sign.target).removeprefix(ROOT))
        assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, str(sign.type))


@pytest.mark.django_db
def test_of_many_authors_a_linkset_tells_and_the_header_stays_small() -> None:
    people = [make_author(f"Ada {'x' * 60} {n}") for n in range(30)]
    work = make_work("On Looms", *people)
    found = signs(work.get_absolute_url())
    assert not found.authors
    (whole,) = found.linksets
    answer = Client().get(str(whole.target).removeprefix(ROOT))
    assert answer["Content-Type"] == str(whole.type) == "application/linkset+json"
    told = _parse_linkset_json(LinksetJSON(answer.content.decode(), answer["Content-Type"], whole.target, whole.target))
    told = told.for_context(ROOT + work.get_absolute_url())
    assert len(told.authors) == 30
    assert len(told.describedBy) == len(found.describedBy)


def test_of_thousands_of_authors_the_page_names_a_bounded_number() -> None:
    work = row(people=tuple(person(f"Ada Lovelace {n}", n, f"{n:010d}") for n in range(1, 3_001)))
    assert len(described.work(work, Scope(ROOT, "/"))["author"]) == described.MOST_AUTHORS
    assert len([name for name, _ in head._citation(work, ROOT) if name == "citation_author"]) == head.MOST_AUTHORS
    assert len(signposts.header(signposts.of_work(work, ROOT))) < LARGEST_HEADER


def test_a_description_is_cut_at_a_word() -> None:
    assert head._short("word " * 100).endswith("word…")
    assert len(head._short("word " * 100)) <= head.LONGEST_DESCRIPTION
    assert head._short("x" * 1_000).endswith("…")


@pytest.mark.django_db(transaction=True)
def test_a_browser_takes_the_data_block_for_data(visit_as: Any) -> None:
    """The policy forbids scripts in the page; Chromium reports what it blocked, and the fixture fails on it."""
    author = make_author("Ada Lovelace")
    work = make_work("On Looms", author, published=10)
    reader = make_user("Cleo")
    for path in (author.get_absolute_url(), work.get_absolute_url()):
        page = visit_as(reader, path)
        assert json.loads(page.locator("script[type='application/ld+json']").text_content())["url"].endswith(path)
    # The client of signposts asks over the network, by HEAD.
    assert len(signposting.find_signposting_http(page.url).authors) == 1
