"""Kept pages: what readers who are not logged in get, and that they never get an old one."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
import redis
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bzpeer import pagecache
from profiles import follows
from profiles.models import Author
from tests.make import DAY, feed_page, feed_work, import_bytes, import_seeds, make_user, owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def jiacheng() -> Author:
    import_seeds("000")
    return owner("Jiacheng Sun")


def queries(client: Client, author: Author) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(author.get_absolute_url()).status_code == 200
    return len(captured)


def test_a_kept_page_needs_no_query_and_is_the_same_to_the_byte(client: Client, jiacheng: Author) -> None:
    first = client.get(jiacheng.get_absolute_url())
    with CaptureQueriesContext(connection) as captured:
        second = client.get(jiacheng.get_absolute_url())
    assert len(captured) == 0
    assert first.content == second.content
    assert dict(first.items()) == dict(second.items())
    assert "default-src 'none'" in second["Content-Security-Policy"]
    assert {word.strip() for word in second["Vary"].split(",")} >= {"Cookie", "Accept-Encoding", "HX-Target"}


def test_a_page_rendered_from_nothing_takes_few_queries(client: Client, jiacheng: Author) -> None:
    assert queries(client, jiacheng) <= 5


def test_a_reader_who_has_the_page_is_told_so(client: Client, jiacheng: Author) -> None:
    etag = client.get(jiacheng.get_absolute_url())["ETag"]
    answer = client.get(jiacheng.get_absolute_url(), headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    other = client.get(jiacheng.get_absolute_url(), headers={"If-None-Match": 'W/"older"'})
    assert other.status_code == 200
    assert other.content


def test_compressed_and_plain_are_one_page(client: Client, jiacheng: Author) -> None:
    url = jiacheng.get_absolute_url()
    for _ in range(2):
        packed = client.get(url, headers={"Accept-Encoding": "gzip, br"})
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == client.get(url).content


@pytest.mark.django_db(transaction=True)
def test_a_new_follower_is_seen_at_once(client: Client) -> None:
    import_seeds("000")
    jiacheng = owner("Jiacheng Sun")
    client.get(jiacheng.get_absolute_url())
    follows.start(make_user("Cleo"), jiacheng)
    seen = client.get(jiacheng.get_absolute_url()).content.decode()
    assert 'Follow researcher <span class="count">1</span>' in seen


@pytest.mark.django_db(transaction=True)
def test_an_import_is_seen_at_once_by_everyone_on_its_works(client: Client) -> None:
    first, second = (
        feed_work("A Long Title of Six Words", ["Ben B", "Wei Zhang"]),
        feed_work("Another Title", ["Wei Zhang"]),
    )
    import_bytes(feed_page("Wei Zhang", [first]))
    wei, ben = owner("Wei Zhang"), Author.objects.get(name="Ben B")
    assert "1 published item<" in client.get(wei.get_absolute_url()).content.decode()
    assert "Code" not in client.get(ben.get_absolute_url()).content.decode()
    import_bytes(
        feed_page("Wei Zhang", [second, first.replace("2024", "2024Code")]), captured_on=DAY + timedelta(days=1)
    )
    assert "2 published items<" in client.get(wei.get_absolute_url()).content.decode()
    assert "Code" in client.get(ben.get_absolute_url()).content.decode()


def test_a_reader_who_is_logged_in_never_gets_the_kept_page(client: Client, jiacheng: Author) -> None:
    anonymous = client.get(jiacheng.get_absolute_url()).content.decode()
    client.force_login(make_user("Cleo"))
    mine = client.get(jiacheng.get_absolute_url())
    assert "Log out" in mine.content.decode()
    assert "Log out" not in anonymous
    assert not mine.has_header("ETag")
    assert "Log out" not in Client().get(jiacheng.get_absolute_url()).content.decode()


def test_each_theme_has_its_page_and_there_are_no_more_than_three(
    client: Client, jiacheng: Author, valkey: redis.Redis
) -> None:
    url = jiacheng.get_absolute_url()
    pages = {}
    for theme in ("", "light", "dark"):
        client.cookies["theme"] = theme
        first, second = client.get(url), client.get(url)
        assert first.content == second.content
        pages[theme] = second.content.decode()
    assert len(set(pages.values())) == 3
    assert '<html lang="en" data-theme="dark">' in pages["dark"]
    for odd in ("sepia", "dark:", '"><script>', "x" * 500):
        client.cookies["theme"] = odd
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).content.decode() == pages[""]
        assert len(captured) == 0
    assert len(valkey.keys("bzpeer:page:*")) == 3


def test_a_filtered_list_is_not_kept(client: Client, jiacheng: Author, valkey: redis.Redis) -> None:
    client.get(jiacheng.get_absolute_url() + "?q=sink")
    assert not valkey.keys("bzpeer:page:*")


def test_without_valkey_the_page_is_still_served(client: Client, jiacheng: Author, settings: object) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"  # type: ignore[attr-defined]
    pagecache._client.cache_clear()
    try:
        assert client.get(jiacheng.get_absolute_url()).status_code == 200
    finally:
        pagecache._client.cache_clear()


def test_a_kept_page_expires_even_if_nobody_calls_it_old(client: Client, jiacheng: Author, valkey: redis.Redis) -> None:
    client.get(jiacheng.get_absolute_url())
    (key,) = valkey.keys("bzpeer:page:*")
    assert 0 < valkey.ttl(key) <= 300


def test_a_host_that_is_not_ours_gets_no_kept_page(client: Client, jiacheng: Author) -> None:
    url = jiacheng.get_absolute_url()
    assert client.get(url).status_code == client.get(url).status_code == 200
    assert client.get(url, headers={"Host": "evil.example"}).status_code == 400
    here, there = (client.get(url, headers={"Host": host}).content.decode() for host in ("localhost", "127.0.0.1"))
    assert f'href="http://localhost{url}"' in here
    assert f'href="http://127.0.0.1{url}"' in there


def test_of_two_changes_told_in_the_wrong_order_the_newer_counts(
    client: Client, jiacheng: Author, valkey: redis.Redis
) -> None:
    pagecache.publish({jiacheng.public_id: 7})
    pagecache.publish({jiacheng.public_id: 6})
    assert valkey.get(f"bzpeer:version:{jiacheng.public_id}") == b"7"
