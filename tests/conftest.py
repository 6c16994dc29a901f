"""What every test may use: real PostgreSQL and Valkey (tests/servers.py), and an empty Valkey before each test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import redis
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import chromium

if TYPE_CHECKING:
    # Before the tests are collected there are no models yet.
    from profiles.models import User

type Open = Callable[..., Page]

# Half of what hypothesis tries by itself, however long each takes; each run tries others.
hypothesis.settings.register_profile("suite", max_examples=50, deadline=None)
hypothesis.settings.load_profile("suite")
# The same hash, made in a moment instead of a third of a second: hundreds of tests make an account.
PBKDF2PasswordHasher.iterations = 1
SEEDS = Path(settings.BASE_DIR) / "seeds"


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are processors: tests wait for browsers, workers and databases."""
    return (os.process_cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def _empty_valkey() -> None:
    """No page, session, lock or queued task of another test."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()


@pytest.fixture
def valkey() -> Iterator[redis.Redis]:
    """A client of the Valkey that the site under test uses."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file; the run fails where there is none."""
    path = chromium.find()
    assert path, "There is no Chromium; `make test` installs one, or says how."
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


@pytest.fixture
def faults() -> list[str]:
    """Collects what a page should not do; a test that provokes a fault empties it."""
    return []


@pytest.fixture
def visit(browser: Browser, live_server: Any, faults: list[str]) -> Iterator[Open]:
    """Opens an address in a fresh context; a message on the console or a request to another host fails the test."""
    contexts: list[BrowserContext] = []

    def visit(address: str, **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: faults.append(asked.url) if not is_ours(asked.url) else None)
        page.goto(address)
        return page

    def is_ours(url: str) -> bool:
        return url.startswith((live_server.url, "data:"))

    yield visit
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture
def visit_as(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens an address as this account; what the policy blocked, an error or a request elsewhere fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []
    ours = (live_server.url, "data:", "blob:")

    def visit(user: User, address: str, **options: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url, **{"viewport": {"width": 1280, "height": 900}, **options}
        )
        contexts.append(context)
        client = Client()
        client.force_login(user)
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: faults.append(asked.url) if not asked.url.startswith(ours) else None)
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not faults
