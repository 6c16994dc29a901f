"""What stands before every address of the API: methods, limits, problems, tags, compression; and its documentation."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import DatabaseError
from django.test import Client, RequestFactory

from bzpeer.api import finding, limits, problems, urls
from bzpeer.api.gate import gate
from tests.api_site import ROOT, read
from tests.make import import_bytes, list_page
from works.models import Topic

pytestmark = pytest.mark.django_db


def test_a_reader_who_has_the_answer_is_told_so(client: Client) -> None:
    Topic.objects.create(code="LG", name="Machine Learning", folded_name="machine learning", slug="lg", works_count=3)
    first = client.get(f"{ROOT}/topics")
    assert (first["Cache-Control"], first["Vary"]) == ("public, no-cache", "Accept-Encoding")
    again = client.get(f"{ROOT}/topics", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["RateLimit"]
    assert again["Access-Control-Allow-Origin"] == "*"
    Topic.objects.update(works_count=4)
    assert client.get(f"{ROOT}/topics", headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert read("topics", status=412, **{"If-Match": '"another"'})["title"] == "Precondition failed"


def test_long_answers_are_compressed_for_who_understands_it(client: Client) -> None:
    packed = client.get(f"{ROOT}/openapi.json", headers={"Accept-Encoding": "gzip"})
    plain = client.get(f"{ROOT}/openapi.json")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]
    assert len(packed.content) < len(plain.content) / 5


def test_who_asks_too_often_waits_and_nobody_else(client: Client, settings: LazySettings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    left = [client.get(f"{ROOT}/works")["RateLimit"] for _ in range(3)]
    assert [int(re.findall(r'^"per-address";r=(\d+);t=(?:60|59)$', told)[0]) for told in left] == [2, 1, 0]
    refused = client.get(f"{ROOT}/works")
    assert refused.status_code == 429
    assert refused["RateLimit-Policy"] == '"per-address";q=3;w=60'
    assert 0 < int(refused["Retry-After"]) <= 60
    assert refused.json()["title"] == "Too many requests"
    assert client.get(f"{ROOT}/works", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.options(f"{ROOT}/works").status_code == 204


def test_behind_a_proxy_the_address_is_the_readers(client: Client, settings: LazySettings) -> None:
    settings.API_REQUESTS_PER_MINUTE, settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1, 1
    answers = [
        client.get(f"{ROOT}/works", headers={"X-Forwarded-For": f"203.0.113.9, {ip}"})
        for ip in ("192.0.2.1", "192.0.2.2")
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert client.get(f"{ROOT}/works", headers={"X-Forwarded-For": "203.0.113.77, 192.0.2.1"}).status_code == 429


def test_without_valkey_everybody_is_answered(client: Client, settings: LazySettings) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    limits._client.cache_clear()
    try:
        answer = client.get(f"{ROOT}/works")
        assert (answer.status_code, answer.json()) == (200, {"items": [], "next": None})
        assert answer["RateLimit-Policy"] == '"per-address";q=120;w=60'
        assert not answer.has_header("RateLimit")
    finally:
        limits._client.cache_clear()


def test_nothing_can_be_changed(client: Client) -> None:
    for method in ("post", "put", "patch", "delete", "trace"):
        answer = getattr(Client(enforce_csrf_checks=True), method)(f"{ROOT}/works")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert answer["Content-Type"] == "application/problem+json"
    head, whole = client.head(f"{ROOT}/works"), client.get(f"{ROOT}/works")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
    assert head["Content-Length"] == str(len(whole.content))
    asked = client.options(f"{ROOT}/works")
    assert (asked["Allow"], asked["Access-Control-Allow-Methods"]) == ("GET, HEAD, OPTIONS", "GET, HEAD, OPTIONS")
    assert asked["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/", 404), ("/api/v2/authors", 404), ("nothing", 404), ("authors/", 404), ("authors/a%00b", 404),
        ("works/2222222222", 404), ("topics/no-such", 404), ("topics/%C3%A4%0A", 404), ("works?limit=0", 422),
        ("works?limit=101", 422), ("works?limit=%D9%A3x", 422), ("works?year=99999", 422), ("works?page=2", 422),
        ("works?limit=1&limit=2", 422), ("works?cursor=x", 422), ("works?identifier=doi:%00", 422), ("search", 422),
        ("search?q=a&in=people", 422), ("graph?focus=author:x", 422), ("authors/2222222222/works?sort=fame", 422),
    ],
)  # fmt: skip
def test_whatever_is_wrong_is_a_problem_that_says_so(client: Client, address: str, status: int) -> None:
    answer = client.get(address if address.startswith("/") else f"{ROOT}/{address}")
    told = answer.json()
    assert (answer.status_code, told["status"], answer["Content-Type"]) == (status, status, "application/problem+json")
    assert re.fullmatch(r"http://testserver/api/v1/docs#problem-[a-z-]+", told["type"])
    assert told["detail"]
    assert told["instance"].startswith("/api/")
    assert all(error["field"] and error["message"] for error in told.get("errors", []))
    assert ("errors" in told) == (status == 422)
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_every_wrong_parameter_is_named_and_odd_text_is_no_fault(client: Client) -> None:
    told = read("works?year=x&limit=y", status=422)
    assert {error["field"] for error in told["errors"]} == {"year", "limit"}
    assert [error["field"] for error in read("works?colour=red&page=2", status=422)["errors"]] == ["colour", "page"]
    for odd in ("%00", "%F0%9F%A6%8A", "%ED%A0%80", "%27%22%3B--", "a" * 200, "%25_%5C", "..%2F"):
        assert client.get(f"{ROOT}/authors?name={odd}").status_code == 200, odd
        assert client.get(f"{ROOT}/search?q={odd}&in=authors").status_code == 200, odd
        assert client.get(f"{ROOT}/search?q={odd}").status_code == 200, odd
        narrowed = f"{ROOT}/search?q=a&topic={odd[:40]}&kind={odd[:40]}&source={odd[:40]}"
        assert client.get(narrowed).status_code == 200, odd


def test_a_cursor_is_good_for_its_own_list_alone() -> None:
    import_bytes(list_page("Ada Lovelace", [f"A Study of Engine Number {number}" for number in range(3)]))
    following = read("works?limit=1")["next"]
    cursor = following.partition("cursor=")[2]
    assert read(following)["items"]
    for address in (f"authors?cursor={cursor}", f"works?cursor={cursor}x", f"works?cursor={cursor[3:]}"):
        assert read(address, status=422)["errors"][0]["field"] == "cursor"


def test_a_fault_is_a_problem_too_and_is_noted(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(slug: str) -> Topic:
        raise DatabaseError("no such luck")

    monkeypatch.setattr(finding, "topic", fail)
    answer = client.get(f"{ROOT}/topics/lg")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "luck" not in answer.content.decode()
    assert "no such luck" in caplog.text


def test_no_address_is_without_the_gate() -> None:
    def leaves(patterns: Any) -> Any:
        for pattern in patterns:
            yield from leaves(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern]

    views = {pattern.name: pattern.callback for pattern in leaves(urls.urlpatterns) if pattern.name != "api-docs"}
    assert len(views) > 15
    request = RequestFactory().post("/api/v1/works")
    assert {view(request).status_code for view in views.values()} == {405}
    assert (
        gate(lambda request: problems.answer(request, problems.missing("thing")))(RequestFactory().get("/")).status_code
        == 404
    )


def test_the_documentation_names_every_address_and_problem_and_loads_nothing_from_elsewhere(client: Client) -> None:
    answer = client.get(f"{ROOT}/docs")
    page = answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert not re.search(r"<[^>]+\s(style|on\w+|hx-on\S*)=", page)
    assert not re.search(r"<script(?![^>]+src=\"/static/)", page)
    assert {
        address for address in re.findall(r'(?:src|href)="(https?://[^"]+)"', page) if "//testserver/" not in address
    } == set()
    document = read("openapi.json")
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    for kind in problems.KINDS:
        assert f'id="problem-{kind.slug}"' in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    for example in re.findall(r"<summary>An example.*?<code>(.*?)</code>", page, re.S):
        assert json.loads(unescape(example))
    assert f'href="{ROOT}/docs"' in client.get("/").content.decode()
