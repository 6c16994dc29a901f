"""How tests read the API: seeds that a file shares, a walk through every list, and numbers wherever they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client

from tests.make import import_seeds

ROOT = "/api/v1"
# What counts or orders, and is no number about anybody.
PLAIN = {"position", "line", "year", "number", "points", "cap", "change", "after", "size", "hops", "weight"}


@contextmanager
def seeds(blocker: Any) -> Iterator[None]:
    """All captures imported, for as long as the tests of a file take."""
    signals = (request_started, request_finished)
    with blocker.unblock(), transaction.atomic():
        # A request of an application under test would close the connection that they share.
        for signal in signals:
            signal.disconnect(close_old_connections)
        import_seeds()
        yield
        transaction.set_rollback(True)
        for signal in signals:
            signal.connect(close_old_connections)


def read(address: str, status: int = 200, **headers: str) -> Any:
    """What an address answers with this status, in JSON."""
    answer = Client().get(address if address.startswith(("/", "http")) else f"{ROOT}/{address}", headers=headers)
    assert answer.status_code == status, f"{address}: {answer.status_code} {answer.content.decode()}"
    return json.loads(answer.content)


def pages(address: str) -> Iterator[list[dict[str, Any]]]:
    """The pages of a list, one after another, as `next` leads on."""
    following: str | None = address
    while following:
        answer = read(following)
        yield answer["items"]
        following = answer["next"]


def every(address: str) -> list[dict[str, Any]]:
    """Everything in a list."""
    return [item for page in pages(address) for item in page]


def walk() -> dict[str, str]:
    """All that the API says of what it lists: {address: text}."""
    found: dict[str, str] = {}
    for room in ("authors", "works", "topics", "institutions"):
        for item in every(f"{room}?limit=100"):
            own = [item["url"], *([f"{item['url']}/works"] if room != "works" else [])]
            if room == "authors":
                own += [f"{item['url']}/{part}" for part in ("coauthors", "trust")]
                own += [f"{ROOT}/graph?focus=author:{item['id']}"]
            if room in ("topics", "institutions"):
                own += [f"{item['url']}/authors"]
            found |= {address: Client().get(address).content.decode() for address in own}
            found[f"{room} {item['url']}"] = json.dumps(item, ensure_ascii=False)
    return found


def numbers(answer: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every number in an answer: an object with a value, or a bare one, each with the name of its field."""
    if isinstance(answer, dict):
        if "origin" in answer and "value" in answer:
            yield name, answer
            return
        for key, value in answer.items():
            yield from numbers(value, key)
    elif isinstance(answer, list):
        for value in answer:
            yield from numbers(value, name)
    elif isinstance(answer, int | float) and not isinstance(answer, bool):
        yield name, answer
