"""Search: people by name, subjects, identifiers, suggestions, and what the page says in every state."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from profiles.models import Author, AuthorLink
from tests.hidden_records import hide
from tests.make import (
    feed_page,
    feed_work,
    import_bytes,
    import_seeds,
    make_owner,
    owner,
    two_bens,
)
from tests.reading import text as words_of
from tests.search_world import a_world, get, names, titles
from works.models import Authorship, Work
from works.owners import renames
from works.search import people, straight, subjects, suggestions

pytestmark = pytest.mark.django_db

ORCID = "0000-0002-1825-0097"


def test_people_are_found_whatever_the_accents_hyphens_and_order() -> None:
    a_world()
    for typed in ("jia-cheng sun", "sun jiacheng", "Sun, Jia-Cheng", "jiac", "SUN J", "jia cheng sun", "sun jia cheng"):
        assert names(typed) == ["Jia-Cheng Sun"], typed
    for typed in ("Müller", "muller"):
        assert names(typed) == ["Jörg Müller"] + (["Anna Mueller"] if typed == "Müller" else []), typed
    assert names("mueller") == ["Anna Mueller", "Jörg Müller"]
    assert names("huang hsiang") == names("wei huang") == ["Hsiang-Wei Huang"]
    assert names("j muller") == ["Jörg Müller"]


def test_a_name_that_nobody_bears_brings_names_that_are_like_it() -> None:
    a_world()
    found = people.find("ben bitdidle")
    assert found.guessed
    assert [person.name for person in found.rows] == ["Ben Bitdiddle"]
    assert names("bne bitdidle", guess=False) == []
    html = get("?q=ben+bitdidle")
    assert "No record is called “ben bitdidle”" in html
    assert "Did you mean" in html
    assert "Ben Bitdiddle</a>" in html
    for typed in ("Hsaing Wei Huang", "Jörg Mulelr"):
        assert "Did you mean" in get(f"?q={typed}"), typed
    assert "Did you mean" not in get("?q=zzzzqq")


def test_a_line_tells_namesakes_apart_by_affiliation_topics_and_coauthors() -> None:
    two_bens()
    one, other = Author.objects.filter(name="Ben Bitdiddle").order_by("id")
    Author.objects.filter(pk=one.pk).update(affiliation="Peking University")
    html = get("?q=bitdiddle+ben")
    told = [words_of(line) for line in re.findall(r"<p class=\"hit-who\">.*?</li>", html, re.S)]
    assert told == [
        "Ben Bitdiddle Peking University 1 work · Machine Learning · with Ada Lovelace",
        "Ben Bitdiddle Affiliation not imported 1 work · PH · with Cy Byte",
    ]
    assert html.index(one.public_id) < html.index(other.public_id)
    assert "/names/ben-bitdiddle/" in html


def test_nobody_is_found_who_is_hidden_merged_or_without_an_imported_work() -> None:
    a_world()
    Author.objects.filter(name="Hsiang-Wei Huang").update(level=0)
    hide(owner("Jörg Müller"))
    for typed in ("huang", "hsiangwei huang", "muller", "jorg muler", "j muller"):
        assert not {"Hsiang-Wei Huang", "Jörg Müller"} & set(names(typed)), typed
    html = get("?q=looms")
    assert "Jörg Müller" in html
    assert ">Jörg Müller</a>" not in html
    assert not any("ller" in option.words for group in suggestions.suggest("mull") for option in group.options[:1])


def test_whoever_was_renamed_is_found_by_the_new_name_alone() -> None:
    a_world()
    ben = owner("Ben Bitdiddle")
    renames.rename(make_owner(ben, "Ben"), ben, "Bea Newname")
    assert names("newname bea") == ["Bea Newname"]
    assert names("bitdiddle") == []
    for query in ("?q=bitdiddle", "?q=cooling+chips", "?q=bea"):
        assert "Bitdiddle" not in get(query).replace("q=bitdiddle", "").replace('value="bitdiddle"', ""), query
    assert "Bea Newname" in get("?q=cooling+chips&in=works")


def test_an_identifier_leads_straight_to_its_record() -> None:
    a_world()
    tunnels, ben = Work.objects.get(title="Tunnels in Winter"), owner("Ben Bitdiddle")
    Work.objects.filter(pk=tunnels.pk).update(identifiers=["doi:10.1000/abc", "arxiv:2101.00001"])
    for typed in ("10.1000/ABC", "https://doi.org/10.1000/abc", "arXiv:2101.00001v2", "arxiv.org/abs/2101.00001"):
        response = Client().get("/search/", {"q": typed})
        assert (response.status_code, response.headers["Location"]) == (302, tunnels.get_absolute_url()), typed
    Authorship.objects.filter(author=ben).update(identifiers=[f"orcid:{ORCID}"])
    assert straight.address(f"https://orcid.org/{ORCID}") == ben.get_absolute_url()
    assert suggestions.suggest(ORCID)[0].options[0].url == ben.get_absolute_url()
    jorg = owner("Jörg Müller")
    typed_in = AuthorLink.objects.create(author=jorg, url=f"https://orcid.org/{ORCID}", origin="owner")
    assert straight.address(ORCID) == ben.get_absolute_url(), "what an owner typed in takes nobody's iD"
    AuthorLink.objects.filter(pk=typed_in.pk).update(origin=AuthorLink.Origin.CURATOR)
    html = get(f"?q={ORCID}")
    assert "Ben Bitdiddle</a>" in html
    assert "Jörg Müller</a>" in html
    assert "No record here carries DOI 10.1000/xyz" in get("?q=10.1000/xyz")
    hide(ben)
    assert straight.address(ORCID) == jorg.get_absolute_url()


def test_topics_are_found_by_code_and_name_and_institutions_by_any_word() -> None:
    import_seeds()
    assert [s.name for s in subjects.find("lg").rows] == ["Machine Learning"]
    assert subjects.find("computer vision").rows[0].url == "/topics/cv/"
    assert "Computer Vision and Pattern Recognition" in [s.name for s in subjects.find("pattern recog").rows]
    assert [s.code for s in subjects.find("machin learnig").rows][:1] == ["LG"]
    assert [s.url for s in subjects.find("pku", "institution").rows] == ["/institutions/pku/"]
    html = get("?q=machine+learning")
    assert html.index("/topics/lg/") < html.index("results-works"), "a subject of the name stands first"


ODD = [
    "", " ", "a", "ab", "x" * 5_000, "the", "the of and", "-loom", "-loom -silk", "-loom or -silk", '"unclosed',
    '"the"', "a & | !", ":*", "loom:*", "!loom", "<->", "(loom", "loom\x00silk", "%", "_", "%%%_", "\\", "\\'", "'; --",
    "=year:2024", "'=year:2024'", "שלום", "مرحبا بالعالم", "\u202eloom", "深度学习", "孙嘉诚", "👩\u200d🔬",
    "ﬁ", "\ud7ff", "é" * 300, "a " * 150, "10.1000/", "arxiv:", "orcid", "1-1-1", "or", "loom or", "- -", "~~~",
    "0000-0000-0000-0000", "<script>alert(1)</script>",
]  # fmt: skip


def test_whatever_is_typed_gets_a_page() -> None:
    a_world()
    client = Client()
    for typed in ODD:
        response = client.get("/search/", {"q": typed})
        assert response.status_code == 200, typed
        assert "<script>alert" not in response.content.decode()
        fragment = client.get("/search/suggest/", {"q": typed}, headers=HTMX)
        assert fragment.status_code == 200, typed
    assert client.get("/search/?q=%ff%fe%00&in=nothing&year=%00&after=%ff").status_code == 200
    assert "holds no word" in get("?q=the+of&in=works")
    assert "Works with any of these words" in get("?q=loom+submarine")
    assert titles("loom or submarine")


HTMX = {"HX-Request": "true", "HX-Target": "search-list-head"}


def test_the_page_is_kept_out_of_indexes_and_its_fragment_stands_alone() -> None:
    a_world()
    page = get("?q=looms")
    assert '<meta name="robots" content="noindex">' in page
    assert '<link rel="canonical" href="http://testserver/search/">' in page
    assert "noindex" not in get("")
    part = get("?q=looms&in=works", **{"HX-Request": "true", "HX-Target": "results"})
    assert part.strip().startswith('<div id="results"')
    assert 'data-said="Found: 2 works."' in part
    assert "<html" not in part


def test_suggestions_are_options_of_a_few_of_each_kind() -> None:
    a_world()
    html = Client().get("/search/suggest/?q=lo", headers=HTMX).content.decode()
    assert 'id="search-list-head" role="listbox"' in html
    assert re.findall(r'class="search-group"[^>]*>([^<]+)', html) == ["People", "Works"]
    options = [words_of(option) for option in re.findall(r'<a role="option".*?</a>', html)]
    assert options[0].startswith("Ada Lovelace Machine Learning · with ")
    assert "Looms Once More 2021" in options
    assert Client().get("/search/suggest/?q=l", headers=HTMX).content.decode().count("option") == 0
    alone = Client().get("/search/suggest/?q=lo")
    assert (alone.status_code, alone.headers["Location"]) == (302, "/search/?q=lo")
    assert [group.name for group in suggestions.suggest("ben bitdidle")] == ["Did you mean"]
    assert [group.name for group in suggestions.suggest("weaving silk")] == ["Works"]


def test_who_asks_too_often_is_told_so(settings: Any) -> None:
    a_world()
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "search": "2/m/ip", "suggest": "2/m/ip"}
    client = Client()
    codes = [client.get("/search/?q=looms").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert "very often" in client.get("/search/?q=looms").content.decode()
    assert client.get("/search/").status_code == 200
    fragments = [client.get("/search/suggest/?q=loo", headers=HTMX) for _ in range(3)]
    assert [response.status_code for response in fragments] == [200, 200, 429]
    assert 'id="search-list-head"' in fragments[2].content.decode()
    assert fragments[2].headers["HX-Reswap"] == "outerHTML"


def test_a_search_asks_a_number_of_questions_that_does_not_grow() -> None:
    a_world()

    def asked(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            get(query)
        return len(captured)

    few = [asked(query) for query in ("?q=loom", "?q=muller", "?q=loom&in=works")]
    more = [feed_work(f"Loom {n} of Müller", ["Jörg Müller", f"Name{n} Müller"], complete=True) for n in range(25)]
    import_bytes(feed_page("Jörg Müller", more))
    assert [asked(query) for query in ("?q=loom", "?q=muller", "?q=loom&in=works")] <= [n + 2 for n in few]
    assert max(few) <= 40


def test_a_browser_can_add_the_search() -> None:
    response = Client().get("/opensearch.xml")
    assert response.headers["Content-Type"] == "application/opensearchdescription+xml"
    urls = ElementTree.fromstring(response.content).findall("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert urls[0].get("template") == "http://testserver/search/?q={searchTerms}"
    assert f'href="{reverse("opensearch")}"' in get("")
