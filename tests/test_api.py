"""What the API says of imported records, with the origin of every number; and that it is what its document says."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import networkx as nx
import pytest
import schemathesis
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from bzpeer.api import limits, openapi
from bzpeer.wsgi import application
from profiles.models import Author
from tests.api_site import PLAIN, ROOT, every, numbers, pages, read, seeds
from tests.graph_builders import built
from tests.make import DAY, feed_page, feed_work, import_bytes, owner
from works.models import Work

pytestmark = pytest.mark.django_db
FACETS = {"year", "topic", "kind", "source", "has_code"}


def _plain(environ: Any, start_response: Any) -> Any:
    """The site without compression, which schemathesis asks for and does not undo."""
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    return application(environ, start_response)


document = schemathesis.openapi.from_dict(openapi.document("http://localhost"))
document.app = _plain


@pytest.fixture(scope="module", autouse=True)
def _seeds(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with seeds(django_db_blocker):
        yield


@pytest.fixture
def sun() -> Author:
    return owner("Jiacheng Sun")


@document.parametrize()
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_address_answers_as_its_document_says(case: Case[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "take", lambda request: limits.Quota(120, 60, 30))
    is_good = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    if is_good and "id" in case.path_parameters and len(case.path_parameters["id"]) % 2 == 0:
        # What is made up is never there: half of the cases ask for what is.
        record: Author | Work = owner("Tianyang Hu") if "authors" in case.path else Work.objects.earliest("id")
        case.path_parameters["id"] = record.public_id
    # A cursor is signed, so that no text that is made up can be one; and only works are narrowed down.
    asked = case.query or {}
    beyond_words = "cursor" in asked or (asked.keys() & FACETS and asked.get("in", "works") != "works")
    made_up: list[Any] = [positive_data_acceptance] if beyond_words else []
    case.call_and_validate(excluded_checks=made_up)


def test_every_number_says_where_it_comes_from(sun: Author) -> None:
    here, work = f"authors/{sun.public_id}", f"works/{Work.objects.filter(heat__isnull=False).earliest('id').public_id}"
    addresses = ["authors", here, f"{here}/works", f"{here}/coauthors", f"{here}/trust", work, "works", "topics"]
    seen = 0
    for address in (*addresses, "topics/lg", "institutions", "search?q=diffusion", "search?q=sun&in=authors"):
        for name, number in numbers(read(address)):
            assert isinstance(number, dict) or name in PLAIN, f"{address}: {name} is {number}"
            if isinstance(number, dict):
                seen += 1
                assert number["origin"] in {"reported", "computed"}
                assert ("source" in number) == (number["origin"] == "reported"), number
                assert dt.date.fromisoformat(number["as_of"]), number
                assert number["scope"], number
    assert seen > 100


def test_reported_and_computed_numbers_stand_side_by_side(sun: Author) -> None:
    told = read(f"authors/{sun.public_id}")
    (papers,) = (metric for metric in told["metrics"] if metric["kind"] == "papers")
    assert (papers["value"], papers["origin"], papers["source"], papers["as_of"]) == (
        39, "reported", "Scholar Feed", DAY.isoformat(),
    )  # fmt: skip
    assert (told["works"]["value"], told["works"]["origin"]) == (sun.works_count, "computed")
    assert any("cannot have been computed from this list" in flag for flag in told["flags"])


def test_what_is_not_known_is_null_and_never_0() -> None:
    work = Work.objects.filter(heat=None, citations=None).earliest("id")
    told = read(f"works/{work.public_id}")
    assert (told["heat"], told["citations"]) == (None, None)
    coauthor = Author.objects.public().filter(source_profiles=None).earliest("id")
    assert read(f"authors/{coauthor.public_id}")["metrics"] == []


def test_trust_is_the_sum_that_the_page_shows(sun: Author) -> None:
    told = read(f"authors/{sun.public_id}/trust")
    assert sum(part["points"] for part in told["parts"]) == told["score"]["value"] == sun.trust_score
    assert (told["band"], told["level"]["number"], told["score"]["formula"]) == ("Unverified", 1, "trust-v1")
    assert all(part["points"] <= part["cap"] for part in told["parts"])
    assert told["history"][0]["after"] == sun.trust_score


def test_a_work_says_what_each_source_asserts() -> None:
    work = Work.objects.get(title__startswith="The Structural Origin of Attention Sink")
    told = read(f"works/{work.public_id}")
    assert [writer["name"] for writer in told["authors"]][:3] == ["Siquan Li", "Kaiqi Jiang", "Jiacheng Sun"]
    assert {source["name"] for source in told["sources"]} == {"BZPEER", "Publication list", "Scholar Feed"}
    assert sum(len(said["pages"]) for said in told["asserted"]) == told["pages"]["value"] == 5
    (of_feed, *_) = (said for said in told["asserted"] if said["source"] == "Scholar Feed")
    assert (of_feed["heat"]["value"], of_feed["pages"][0]["captured_on"]) == (11.1, DAY.isoformat())
    assert all(page["line"] > 0 and page["reason"] for said in told["asserted"] for page in said["pages"])


def test_paging_gives_everything_once_also_while_a_record_is_added() -> None:
    expected = [author["id"] for author in every("authors?limit=100")]
    assert expected == list(Author.objects.public().order_by("folded_name", "id").values_list("public_id", flat=True))
    seen: list[str] = []
    for number, page in enumerate(pages("authors?limit=9")):
        seen += [author["id"] for author in page]
        if number == 1:
            works = [feed_work("A Work That Came Meanwhile", ["Aaron Aardvark", "Zoë Zyx"], complete=True)]
            import_bytes(feed_page("Aaron Aardvark", works))
    # Who came before the place is not met any more, who comes after it is.
    assert [one for one in seen if one in expected] == expected
    (late,) = set(seen) - set(expected)
    assert read(f"authors/{late}")["name"] == "Zoë Zyx"


@pytest.mark.parametrize("sort", ["newest", "oldest", "heat", "citations", "title"])
def test_an_authors_works_come_once_each_in_every_order(sun: Author, sort: str) -> None:
    whole = [work["id"] for work in every(f"authors/{sun.public_id}/works?limit=100&sort={sort}")]
    assert len(set(whole)) == len(whole) == sun.works_count
    assert [work["id"] for work in every(f"authors/{sun.public_id}/works?limit=7&sort={sort}")] == whole


def test_works_of_an_unknown_date_come_last_and_once() -> None:
    whole = every("works?limit=100")
    dates = [work["published_on"] or (work["year"] and f"{work['year']}-01-01") or "" for work in whole]
    assert dates == sorted(dates, reverse=True)
    assert "" in dates
    assert [work["id"] for work in every("works?limit=5")] == [work["id"] for work in whole]
    topic = [work["id"] for work in every("topics/lg/works?limit=3")]
    assert len(set(topic)) == len(topic) == read("topics/lg")["works"]["value"]


def test_an_authors_works_are_filtered_as_on_the_profile(sun: Author) -> None:
    here = f"authors/{sun.public_id}/works"
    assert {work["year"] for work in every(f"{here}?year=2024")} == {2024}
    assert all("CV" in {topic["code"] for topic in work["topics"]} for work in every(f"{here}?topic=CV"))
    assert read(f"{here}?q=attention+sink")["items"][0]["title"].startswith("The Structural Origin")
    friend = read(f"authors/{sun.public_id}/coauthors")["items"][0]
    shared = read(f"{here}?with={friend['id']}&limit=100")
    assert (len(shared["items"]), shared["total"]) == (friend["works_shared"]["value"], None)


def test_names_are_found_by_their_beginning_without_regard_to_accents() -> None:
    assert {author["name"] for author in every("authors?name=JIA-CHENG+S")} == {"Jiacheng Sun"}
    assert [topic["code"] for topic in every("topics?name=computer+vis")] == ["CV"]
    assert every("authors?name=nobody+of+this+name") == []


def test_search_finds_works_people_and_subjects(sun: Author) -> None:
    works = read("search?q=attention+sink&limit=2")
    assert works["items"][0]["title"].startswith("The Structural Origin")
    assert "<mark>" in works["items"][0]["snippet_html"]
    assert works["facets"]["topic"][0]["works"]["origin"] == "computed"
    people = read("search?q=sun+jia-cheng&in=authors")["items"]
    assert sun.public_id in {person["id"] for person in people}
    assert read("search?q=machine+learning&in=topics")["items"][0]["code"] == "LG"
    assert [len(page) for page in pages("search?q=diffusion&limit=2")][:2] == [2, 2]
    assert "only works" in read("search?q=sun&in=authors&year=2024", status=422)["detail"].lower()


def test_the_graph_is_node_link_data_once_a_worker_has_built_it(sun: Author) -> None:
    address = f"{ROOT}/graph?focus=author:{sun.public_id}"
    waiting = Client().get(address)
    assert (waiting.status_code, waiting["Retry-After"], waiting["Cache-Control"]) == (202, "2", "no-store")
    assert waiting.json()["state"] == "building"
    slice_ = built(sun)
    answer = Client().get(address)
    told = answer.json()
    assert (told["state"], told["shown"]["value"]) == ("ready", slice_.payload["shown"])
    picture = nx.node_link_graph(told, edges="edges")
    assert picture.number_of_nodes() == slice_.payload["shown"]
    assert picture.degree(told["focus"]) > 5
    assert answer["Last-Modified"]
    again = Client().get(address, headers={"If-Modified-Since": answer["Last-Modified"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("address", "most"),
    [("authors?limit=", 1), ("topics?limit=", 1), ("works?limit=", 9), ("topics/lg/works?limit=", 10)],
)
def test_queries_do_not_grow_with_the_page(address: str, most: int) -> None:
    counts = []
    for limit in (2, 100):
        with CaptureQueriesContext(connection) as asked:
            read(f"{address}{limit}")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= most


def test_a_record_takes_few_queries(sun: Author) -> None:
    work = Work.objects.get(title__startswith="The Structural Origin of Attention Sink")
    most = {f"authors/{sun.public_id}": 1, f"authors/{sun.public_id}/trust": 1, f"works/{work.public_id}": 10}
    for address, queries in (most | {f"authors/{sun.public_id}/works?limit=100": 9}).items():
        with CaptureQueriesContext(connection) as asked:
            read(address)
        assert len(asked) <= queries, address


def test_the_document_is_whole() -> None:
    told = read("openapi.json")
    references = set(re.findall(r'"#/components/(\w+)/([^"]+)"', json.dumps(told)))
    assert all(name in told["components"][kind] for kind, name in references)
    for path, operations in told["paths"].items():
        operation = operations["get"]
        assert operation["summary"], path
        assert operation["description"], path
        assert {"200", "304", "422", "429", "500"} <= operation["responses"].keys()
        for status, response in operation["responses"].items():
            for kind, media in response.get("content", {}).items():
                assert kind == ("application/json" if status < "300" else "application/problem+json"), path
                rule = {**media["schema"], "components": told["components"]}
                assert [fault.message for fault in jsonschema_rs.iter_errors(rule, media["example"])] == [], path
        for parameter in operation["parameters"]:
            assert parameter["description"], f"{path}: {parameter['name']}"
