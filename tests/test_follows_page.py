"""The list of all that one follows: found, paged, changed, ended and undone, without a script and in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import Page, expect

from profiles import follows
from profiles.models import Author, Follow, User
from tests.feed_world import (
    confirm,
    follow,
    make_author,
    make_institution,
    make_reader,
    make_topic,
    make_work,
    move_trust,
)
from tests.make import make_user
from tests.readable import faults
from tests.reading import text
from tests.workers import wait_until
from works import subject_follows
from works.models import SubjectFollow


def cleo_here(client: Client) -> User:
    cleo = make_reader(digest="never")
    client.force_login(cleo)
    return cleo


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/following/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def names(html: str) -> list[str]:
    return re.findall(r'<a class="person" href="[^"]+">([^<]+)</a>', html)


@pytest.mark.django_db
def test_everything_followed_stands_in_the_order_of_names_and_can_be_searched(client: Client) -> None:
    cleo = cleo_here(client)
    for followed in (make_author("Zoë Müller"), make_author("Ada Byron"), make_topic("LG"), make_institution("PKU")):
        follow(cleo, followed)
    follow(make_user("Dee"), make_author("Not Mine"))
    assert names(page(client)) == ["Ada Byron", "Machine Learning (LG)", "PKU", "Zoë Müller"]
    for words, found in (("muller", ["Zoë Müller"]), ("lg", ["Machine Learning (LG)"]), ("pk", ["PKU"])):
        assert names(page(client, f"?q={words}")) == found
    for nothing in ("%25", "_", "%5C", "xyz", "%00x"):
        assert names(page(client, f"?q={nothing}")) == []
    assert "Nothing that you follow has “xyz”" in text(page(client, "?q=xyz"))
    assert "<script>" not in page(client, "?q=<script>")


@pytest.mark.django_db
def test_a_long_list_is_paged_without_counting_and_loses_nobody(client: Client) -> None:
    cleo = cleo_here(client)
    for n in range(60):
        follow(cleo, make_author("Wei Zhang" if n < 55 else f"Ben {n}"))
    first = page(client)
    following = re.search(r'rel="next" href="/following/\?(after=[^"]+)"', first)
    assert following
    second = page(client, f"?{following[1]}")
    links = [re.findall(r'class="person" href="([^"]+)"', html) for html in (first, second)]
    assert [len(found) for found in links] == [50, 10]
    assert len({*links[0], *links[1]}) == 60
    with CaptureQueriesContext(connection) as captured:
        page(client)
    assert len(captured) <= 6


@pytest.mark.django_db
def test_unfollowing_can_be_undone_where_one_stands(client: Client) -> None:
    cleo = cleo_here(client)
    topic, sun = make_topic(), make_author()
    subject_follows.start(cleo, topic)
    follows.start(cleo, sun)
    for form, said in (
        (f"/authors/{sun.public_id}/follow/", "Jiacheng Sun"),
        ("/topics/lg/follow/", "Machine Learning"),
    ):
        place = {"from": "following", "q": "n"}
        answer = client.post(form, {**place, "stop": "1"})
        assert answer["Location"].startswith("/following/?q=n&ended=")
        html = client.get(answer["Location"]).content.decode()
        assert f"You no longer follow {said}." in text(html)
        assert re.search(rf'action="{form}".*?Undo', html, re.S)
        assert client.post(form, place)["Location"] == "/following/?q=n"
    assert (Follow.objects.count(), SubjectFollow.objects.count()) == (1, 1)
    assert "You no longer follow" not in page(client, "?ended=topic:none")
    assert "You no longer follow" not in page(client, "?ended=%00")


@pytest.mark.django_db
def test_what_is_told_is_changed_in_the_list(client: Client) -> None:
    cleo = cleo_here(client)
    sun = make_author()
    follows.start(cleo, sun)
    client.post(f"/authors/{sun.public_id}/follow/", {"from": "following", "tell": "off"})
    html = page(client)
    assert "Saved." in text(html)
    assert '<option value="off" selected>' in html
    assert Follow.objects.get().tell == "off"


@pytest.mark.django_db
def test_a_hidden_record_has_no_name_in_the_list_and_can_be_left(client: Client) -> None:
    cleo = cleo_here(client)
    sun = make_author()
    follows.start(cleo, sun)
    Author.objects.update(hidden_at=timezone.now())
    html = page(client)
    assert "A record that is not shown at present" in text(html)
    assert "Sun" not in html
    assert "not shown at present" not in page(client, "?q=sun")
    client.post(f"/authors/{sun.public_id}/follow/", {"from": "following", "stop": "1"})
    assert "You follow nobody yet" in text(page(client))


@pytest.mark.django_db
def test_how_often_a_mail_comes_is_set_here(client: Client) -> None:
    cleo = cleo_here(client)
    said = client.post("/following/mail/", {"digest": "weekly"}, follow=True).content.decode()
    assert "A mail comes every Monday on which something is new." in text(said)
    assert "It goes to cleo@example.org" in text(said)
    client.post("/following/mail/", {"digest": "hourly"})
    cleo.refresh_from_db()
    assert cleo.digest == "weekly"
    confirm(cleo, False)
    assert "No mail comes before you have confirmed an address" in text(page(client))
    assert Client().post("/following/mail/", {"digest": "daily"})["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.django_db(transaction=True)
def test_a_reader_follows_reads_and_leaves_in_a_browser(visit_as: Callable[..., Page], width: int, scheme: str) -> None:
    cleo, sun, topic = make_reader(), make_author(), make_topic()
    make_work("Attention Sinks", sun, about=[topic])
    follow(cleo, sun, tell="everything")
    move_trust(sun, 17, 65, "claim verified", days=1)
    looks = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    page = visit_as(cleo, topic.get_absolute_url(), **looks)
    page.get_by_role("button", name="Follow topic 0").click()
    expect(page.get_by_role("button", name="Following 1")).to_be_visible()
    page.get_by_label("Tell me of").select_option("off")
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator("#follow select")).to_have_value("off")
    wait_until(lambda: SubjectFollow.objects.get().tell == "off", "the choice is kept")
    assert faults(page, serious=True) == []
    page.goto("/feed/")
    expect(page.locator(".feed-entry")).to_have_count(2)
    assert faults(page, serious=True) == []
    page.get_by_role("link", name="All that you follow").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Unfollow Machine Learning (LG)").click()
    expect(page.locator(".undo")).to_contain_text("You no longer follow Machine Learning.")
    assert faults(page, serious=True) == []
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Machine Learning (LG)")).to_be_visible()
