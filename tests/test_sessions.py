"""Who is logged in, by statements that were compiled once: nobody is taken for somebody else, or for too long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client
from django.utils import timezone

from profiles import sessions
from profiles.models import User
from tests.make import log_in, make_user


def reader(key: str | None) -> int | None:
    """The id of whom the site takes the bearer of this key for."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key or ""
    user = client.get("/").wsgi_request.user
    return user.pk if user.is_authenticated else None


@pytest.mark.django_db(transaction=True)
def test_everybody_is_who_they_are_in_many_threads_at_once() -> None:
    users = [make_user(f"Reader {number}") for number in range(4)]
    keys = [log_in(Client(), user).session.session_key for user in users]
    sessions._SESSION._statement = sessions._USER._statement = None

    def read(number: int) -> int | None:
        try:
            return reader(keys[number % 4])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, range(16))) == [users[number % 4].pk for number in range(16)]


@pytest.mark.django_db
def test_a_session_ends_in_its_time_and_an_account_that_was_closed_is_nobody() -> None:
    user = make_user()
    key = log_in(Client(), user).session.session_key
    assert reader(key) == user.pk
    assert [reader(junk) for junk in ("x\0" * 20, "x" * 10_000, "", "\u00ff" * 40)] == [None] * 4
    User.objects.update(is_active=False)
    assert reader(key) is None
    User.objects.update(is_active=True)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert reader(key) is None
