"""The owner's page: what the level allows, links, openness, hidden metrics, and that nobody else gets in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from playwright.sync_api import Page

from profiles import powers
from profiles.models import Author, AuthorLink, Claim, User
from tests.ledger_world import curator
from tests.make import import_seeds, make_owner, make_user
from tests.make import owner as page_owner
from tests.readable import violations
from tests.reading import text
from works.ledger import locks
from works.ledger.decisions import Conflict
from works.owners import choices, links, pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def jiacheng() -> tuple[User, Author]:
    import_seeds("000")
    author = page_owner("Jiacheng Sun")
    return make_owner(author, "Sun"), author


def fresh(author: Author) -> Author:
    return Author.objects.get(pk=author.pk)


def profile(author: Author, client: Client | None = None) -> str:
    # Changes of an open transaction are not told to the page cache: a query goes past it.
    return (client or Client()).get(f"{fresh(author).get_absolute_url()}?page=1").content.decode()


def chips(author: Author) -> str:
    return profile(author).partition('<ul class="chips"')[2].partition("</ul>")[0]


@pytest.mark.parametrize("level", [2, 3, 4])
def test_the_page_lists_what_each_level_adds(jiacheng: tuple[User, Author], client: Client, level: int) -> None:
    user, author = jiacheng
    Author.objects.update(level=level)
    client.force_login(user)
    page = text(client.get(f"/authors/{author.public_id}/manage/").content.decode())
    for power, needed in powers.NEEDS.items():
        assert (power.yours in page) == (needed >= 2), power
    assert "works are theirs" not in page
    assert ("To hide computed metrics takes level L3; the record is at L2." in page) == (level == 2)
    assert ("Hide computed metrics" in page) == (level > 2)
    rungs = pages.ladder(level)
    assert [rung.is_reached for rung in rungs] == [level >= 2, level >= 3, level >= 4]
    assert [rung.level for rung in rungs if rung.is_next] == ([level + 1] if level < 4 else [])


def test_a_contested_owner_sees_why_nothing_can_be_changed(jiacheng: tuple[User, Author], client: Client) -> None:
    user, author = jiacheng
    Claim.objects.update(state=Claim.State.CONTESTED)
    client.force_login(user)
    body = client.get(f"/authors/{author.public_id}/manage/").content.decode()
    assert "Somebody contests your claim." in body
    assert "Add the link" not in body
    answer = client.post(f"/authors/{author.public_id}/manage/links/", {"url": "https://example.org"})
    assert (answer.status_code, author.links.count()) == (422, 0)


def test_the_profile_leads_its_owner_there_and_nobody_else(jiacheng: tuple[User, Author], client: Client) -> None:
    user, author = jiacheng
    assert "Manage this record" not in profile(author)
    client.force_login(make_user("Other", is_staff=True, is_superuser=True))
    assert "Manage this record" not in profile(author, client)
    client.force_login(user)
    assert f'href="/authors/{author.public_id}/manage/">Manage this record' in profile(author, client)


@pytest.mark.parametrize(
    ("state", "said"), [("refused", "has ended (refused)"), ("withdrawn", "has ended"), ("pending", "is open")]
)
def test_whose_ownership_ended_is_led_to_the_claim(
    jiacheng: tuple[User, Author], client: Client, state: str, said: str
) -> None:
    user, author = jiacheng
    Claim.objects.update(state=state, is_owner=False)
    client.force_login(user)
    for path in ("manage/", "works/"):
        answer = client.get(f"/authors/{author.public_id}/{path}")
        assert (answer.status_code, said in answer.content.decode()) == (403, True)
        assert f'href="/claims/{Claim.objects.get().pk}/"' in answer.content.decode()
    assert client.post(f"/authors/{author.public_id}/manage/metrics/", {"on": "on"}).status_code == 403
    assert not fresh(author).hides_metrics


ADDRESSES = ("links/", "links/remove/", "name/", "name/old/", "open/", "metrics/", "affiliation/")


@pytest.mark.parametrize("path", ADDRESSES)
def test_nobody_else_changes_anything(jiacheng: tuple[User, Author], client: Client, path: str) -> None:
    _, author = jiacheng
    link = AuthorLink.objects.create(author=author, url="https://sun.example.org", origin=AuthorLink.Origin.OWNER)
    typed = {"url": "https://example.org", "name": "X Y", "open": "no", "on": "on", "pk": link.pk}
    address = f"/authors/{author.public_id}/manage/{path}"
    assert client.post(address, typed)["Location"].startswith("/accounts/login/")
    client.force_login(make_user("Root", is_staff=True, is_superuser=True))
    assert client.post(address, typed).status_code == 404
    assert client.get(address).status_code == 405
    now = fresh(author)
    assert (now.name, now.locked, now.hides_metrics, now.links.count()) == ("Jiacheng Sun", {}, False, 1)


def test_links_are_added_shown_with_their_origin_and_removed(jiacheng: tuple[User, Author], client: Client) -> None:
    user, author = jiacheng
    AuthorLink.objects.create(author=author, url="https://pku.example.org/sun", origin=AuthorLink.Origin.SOURCE)
    client.force_login(user)
    address = f"/authors/{author.public_id}/manage/links/"
    client.post(address, {"url": "https://sun.example.org/a?b=1", "label": "My <b>page</b>"})
    body = profile(author)
    assert '<a href="https://sun.example.org/a?b=1" rel="me nofollow noopener">My &lt;b&gt;page&lt;/b&gt;</a>' in body
    assert "added by the person of this record" in body
    assert "given by a source" in body
    mine, theirs = author.links.get(origin="owner"), author.links.get(origin="source")
    assert client.post(f"{address}remove/", {"pk": theirs.pk}).status_code == 422
    assert client.post(f"{address}remove/", {"pk": mine.pk}).status_code == 302
    assert [link.origin for link in author.links.all()] == ["source"]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "http://example.org", "//example.org", "example.org", "",
        "https://me:secret@example.org", "https://exa mple.org", "https://example.org/\x00",
        "https://e.org/" + "x" * 500, " javascript:alert(1)//https://example.org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_kept_for_mending(
    jiacheng: tuple[User, Author], client: Client, url: str
) -> None:
    user, author = jiacheng
    client.force_login(user)
    answer = client.post(f"/authors/{author.public_id}/manage/links/", {"url": url, "label": "Kept words"})
    body = answer.content.decode()
    assert (answer.status_code, 'value="Kept words"' in body, "errorlist" in body) == (422, True, True)
    assert author.links.count() == 0


def test_an_address_with_a_way_behind_it_may_hold_an_at_sign() -> None:
    assert links.check("https://social.example.org/@ada") == "https://social.example.org/@ada"
    with pytest.raises(ValidationError, match="begins with https"):
        links.check("ftp://example.org")


def test_a_record_has_ten_links_of_its_owner_and_each_once(jiacheng: tuple[User, Author]) -> None:
    user, author = jiacheng
    for number in range(10):
        links.add(user, author, f"https://example.org/{number}")
    with pytest.raises(Conflict, match="at most 10"):
        links.add(user, author, "https://example.org/10")
    links.remove(user, author, author.links.order_by("id")[0].pk)
    with pytest.raises(Conflict, match="already"):
        links.add(user, author, "https://example.org/5")


def test_who_is_open_is_shown_and_what_sources_say_comes_back(jiacheng: tuple[User, Author], client: Client) -> None:
    user, author = jiacheng
    assert fresh(author).open_to_collaborate is True
    client.force_login(user)
    address = f"/authors/{author.public_id}/manage/open/"
    assert client.post(address, {"open": "no"}).status_code == 302
    assert (fresh(author).open_to_collaborate, "Open to collaborate" in chips(author)) == (False, False)
    import_seeds("000")
    assert fresh(author).open_to_collaborate is False
    client.post(address, {"open": "yes"})
    assert '<li class="open" title="Said here by the person of the record' in chips(author)
    client.post(address, {"open": ""})
    assert (fresh(author).open_to_collaborate, fresh(author).locked) == (True, {})
    manage = client.get(f"/authors/{author.public_id}/manage/").content.decode()
    source = fresh(author).side["said"]["open"]["source"]
    assert f"{source} says that you are open to collaborate. Is that so?" in text(manage)
    assert f"Open to collaborate, as {source} says" in text(chips(author))
    assert client.post(address, {"open": "maybe"}).status_code == 422


def test_what_a_curator_typed_is_not_the_owners_to_let_go_of(jiacheng: tuple[User, Author]) -> None:
    user, author = jiacheng
    locks.edit(author, "open_to_collaborate", None, curator())
    choices.set_open(user, author, is_open=True)
    choices.set_open(user, author, is_open=None)
    assert fresh(author).locked == {"open_to_collaborate": None}


def test_computed_metrics_are_hidden_and_reported_ones_stay(client: Client) -> None:
    import_seeds("003")
    author = page_owner("Jiacheng Sun")
    client.force_login(make_owner(author, "Sun"))
    assert "computed here from the imported listings" in profile(author)
    address = f"/authors/{author.public_id}/manage/metrics/"
    assert client.post(address, {"on": "on"}).status_code == 302
    body = text(profile(author))
    assert "hidden by the person of this record" in body
    assert "computed here from the imported listings" not in body
    assert "reported by Scholar Feed" in body
    assert client.post(address, {"on": "on"}).status_code == 422
    client.post(address, {})
    assert "computed here from the imported listings" in profile(author)


def test_at_l2_links_and_openness_are_the_owners_and_the_rest_is_not(jiacheng: tuple[User, Author]) -> None:
    user, author = jiacheng
    Author.objects.update(level=2)
    links.add(user, author, "https://sun.example.org")
    choices.set_open(user, author, is_open=False)
    with pytest.raises(Conflict, match="takes level L3; the record is at L2"):
        choices.hide_metrics(user, author, hide=True)


def test_the_page_takes_few_queries(
    jiacheng: tuple[User, Author], client: Client, django_assert_max_num_queries: Any
) -> None:
    user, author = jiacheng
    client.force_login(user)
    with django_assert_max_num_queries(12):
        client.get(f"/authors/{author.public_id}/manage/")


@pytest.mark.django_db(transaction=True)
def test_an_owner_goes_through_the_works_in_a_browser(visit_as: Callable[..., Page]) -> None:
    import_seeds("001", "000")
    author = page_owner("Jiacheng Sun")
    user = make_owner(author, "Sun")
    page = visit_as(
        user, f"/authors/{author.public_id}/works/", viewport={"width": 390, "height": 844}, color_scheme="dark"
    )
    page.locator(".tick").nth(0).get_by_label("Mine", exact=True).check()
    page.locator(".tick").nth(1).get_by_label("Unsure").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("You said: 1 mine, 1 unsure. A curator is asked about 1 work.").wait_for()
    assert page.locator(".tick").nth(0).get_by_label("Mine", exact=True).is_checked()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("Taken back.").wait_for()
    page.goto(f"/authors/{author.public_id}/manage/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    assert violations(page) == []
    page.get_by_label("Address").fill("https://sun.example.org")
    page.get_by_role("button", name="Add the link").click()
    page.get_by_text("The link stands on your record.").wait_for()
