"""Signing up, logging in and out, and follows that meet in a race."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connections
from django.test import Client

from profiles import follows
from profiles.models import Author, Follow, User
from tests.make import import_seeds, make_user, owner


@pytest.mark.django_db
def test_somebody_signs_up_by_address_logs_out_and_in_again(client: Client) -> None:
    words = {"email": "dee@example.org", "password1": "correct horse battery", "password2": "correct horse battery"}
    assert client.post("/accounts/signup/", words).status_code == 302
    assert "Log out" in client.get("/").content.decode()
    client.post("/accounts/logout/")
    assert "Log out" not in client.get("/").content.decode()
    client.post("/accounts/login/", {"login": "DEE@example.org", "password": "correct horse battery"})
    assert "Log out" in client.get("/").content.decode()
    assert not User.objects.get().is_staff


@pytest.mark.django_db
def test_an_address_is_one_account_in_any_case() -> None:
    make_user("Cleo")
    with pytest.raises(IntegrityError, match="one_account_per_email_address"):
        User.objects.create_user("CLEO@example.org")


@pytest.mark.django_db
def test_an_account_needs_an_address() -> None:
    with pytest.raises(ValueError, match="needs an e-mail address"):
        User.objects.create_user("")


@pytest.mark.django_db
def test_the_wrong_password_does_not_open(client: Client) -> None:
    make_user("Cleo")
    answer = client.post("/accounts/login/", {"login": "cleo@example.org", "password": "guess"})
    assert answer.status_code == 200
    assert "not correct" in answer.content.decode()


@pytest.mark.django_db
def test_the_log_in_page_leads_nowhere_else(client: Client) -> None:
    make_user("Cleo")
    words = {"login": "cleo@example.org", "password": "open sesame"}
    assert client.post("/accounts/login/?next=https://evil.example/", words)["Location"] == "/"


@pytest.mark.django_db(transaction=True)
def test_twenty_tabs_of_two_readers_make_two_follows_and_a_count_of_two() -> None:
    import_seeds("000")
    jiacheng = owner("Jiacheng Sun")
    readers = [make_user("Ben"), make_user("Cleo")]
    start = Barrier(20)

    def press(number: int) -> bool:
        try:
            start.wait()
            return follows.start(readers[number % 2], jiacheng)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        won = sum(pool.map(press, range(20)))
    assert won == Follow.objects.count() == 2
    assert Author.objects.get(pk=jiacheng.pk).followers_count == 2
