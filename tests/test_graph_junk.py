"""Whatever an address of the graph is asked with, the answer is a page or a sentence, never a failure of the site."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from graph.parameters import Parameters
from tests.graph_builders import built, make_ada

pytestmark = pytest.mark.django_db

JUNK = [
    "%00", "author:%00", "%FF%FE", "%ED%A0%80", "9" * 10_000, "author:" + "x" * 10_000, "-1", "1e9", "%D9%A3", "%C2%B2",
    "%E2%80%AE%0D%0ALocation:%20/", "," * 2_000, "author:,work:,topic:", "%27%22%3E%3Cscript%3E", "topic:" + "x" * 80,
]  # fmt: skip
FILTERS = ("focus", "depth", "kinds", "from", "to", "weight", "most", "with", "map")
NAMES = {
    "/graph/": (*FILTERS, "attempt", "home", "sort"),
    "/graph/map.json": ("focus", "depth", "with", "attempt"),
    "/graph/export.csv": (*FILTERS, "table"),
    "/graph/card/": ("node", "focus", "home"),
    "/graph/path/": ("from", "to", "q", "end"),
    "/graph/nearby/": ("focus",),
    "/api/v1/graph": ("focus",),
}
ANSWERS = (200, 202, 302, 400, 404, 410, 422)


@pytest.mark.parametrize("address", NAMES)
def test_junk_gets_a_sensible_answer(client: Client, settings: Settings, address: str) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    ada = make_ada()
    for parameters in (Parameters(), Parameters(is_map=True)):
        built(ada, parameters)
    key = f"author:{ada.public_id}"
    usual = {"focus": key} if address != "/graph/path/" else {"from": key, "end": "to"}
    if address == "/graph/card/":
        usual["node"] = key
    for name in NAMES[address]:
        others = "&".join(f"{other}={value}" for other, value in usual.items() if other != name)
        for junk in JUNK:
            # After one that is as usual: of two the last counts.
            answer = client.get(f"{address}?{others}&{name}={key}&{name}={junk}")
            said = f"{name}={junk[:40]}"
            assert answer.status_code in ANSWERS, said
            assert b'"><script>' not in answer.content, said
    assert client.post(f"/graph/?focus={'x' * 10_000}").status_code == 400
    for header in ("graph-slice", "search-list-from", "\u00ff" * 500):
        headers = {"HX-Request": "true", "HX-Target": header}
        assert client.get(f"{address}?{name}=%00", headers=headers).status_code in ANSWERS
