"""Two people talk in two browsers: by the keyboard alone, without a reload, and readable for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from profiles.conversations import messages
from profiles.models import Conversation
from tests.make import feed_page, feed_work, import_bytes, make_owner, owner
from tests.readable import faults
from tests.talking import make_person, make_talk

pytestmark = [pytest.mark.django_db(transaction=True)]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"}


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def test_two_people_talk_and_messages_arrive_without_a_reload(visit_as: Callable[..., Page], settings: Any) -> None:
    settings.CONVERSATION_POLL_SECONDS = 1
    ada, ben, talk = make_talk(accepted=False)
    desk = visit_as(ben, "/conversations/")
    desk.get_by_role("link", name="Attention sinks").press("Enter")
    desk.get_by_role("button", name="Accept and talk").press("Enter")
    field = desk.get_by_label("Your message")
    expect(field).to_be_visible()

    phone = visit_as(ada, f"/conversations/{talk.pk}/", **PHONE)
    for page in (desk, phone):
        page.evaluate("window.same = true")
    # Who makes the field larger gives it a style, which the policy lets nobody copy.
    field.evaluate("field => { field.style.height = '12rem' }")
    expect(desk.get_by_text("You accepted the invitation.")).to_be_visible()
    field.focus()
    desk.keyboard.type("Gladly. <b>When?</b>")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="Send")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    expect(desk.get_by_text("You accepted the invitation.")).to_have_count(0)
    for page in (desk, phone):
        expect(page.get_by_role("log").get_by_text("Gladly. <b>When?</b>")).to_have_count(1)
    phone.get_by_label("Your message").fill("On Monday.\nAt nine.")
    phone.get_by_role("button", name="Send").press("Enter")
    expect(desk.get_by_text("On Monday.")).to_be_visible()
    expect(desk.locator("article.mine")).to_have_count(1)
    expect(phone.locator("article")).to_have_count(3)
    assert all(page.evaluate("window.same === true") for page in (desk, phone))

    # What was shown to who looked at it was read, and nobody was mailed about it.
    expect(desk.locator("#read")).to_have_count(0)
    desk.wait_for_load_state("networkidle")
    talk.refresh_from_db()
    assert talk.recipient_unread == 0
    assert faults(phone) == []

    # Who logs out in another tab is told in this one, and what they type is kept.
    phone.get_by_label("Your message").fill("Half a sentence")
    phone.context.clear_cookies(name="sessionid")
    expect(phone.get_by_text("nothing new arrives here")).to_be_visible()
    expect(phone.get_by_label("Your message")).to_have_value("Half a sentence")


def test_lists_threads_and_the_invitation_are_for_everybody(visit_as: Callable[..., Page]) -> None:
    works = [feed_work("Looms That Weave Silk", ["Cy Star"]), feed_work("Tunnels in Winter", ["Dan Field"])]
    import_bytes(feed_page("Cy Star", works[:1]), feed_page("Dan Field", works[1:]))
    cy, dan = owner("Cy Star"), owner("Dan Field")
    type(dan).objects.filter(pk=dan.pk).update(open_to_collaborate=True)
    inviter, _ = make_owner(cy, "Cy"), make_owner(dan, "Dan")
    ada, ben, talk = make_talk()
    for n in range(40):
        messages.write(talk, ada, f"Line {n}. " + "A long word: " + "x" * 120)
    make_person("Eve Stone")
    for options in ({"color_scheme": "light"}, PHONE):
        page = visit_as(inviter, f"/authors/{dan.public_id}/invite/", **options)
        assert faults(page) == []
        assert not is_too_wide(page)
        page = visit_as(ben, f"/conversations/{talk.pk}/#newest", **options)
        page.get_by_text("Report, block or close").click()
        assert faults(page) == []
        assert not is_too_wide(page)
        expect(page.get_by_text("Line 39.")).to_have_count(1)
        page.get_by_role("link", name="Earlier messages").press("Enter")
        expect(page.get_by_text("Shall we compare notes?")).to_be_visible()
        expect(page.locator("article")).to_have_count(41)
        assert re.search(r"/conversations/\d+/#newest$", page.url)
        page.goto("/conversations/")
        assert faults(page) == []
        assert not is_too_wide(page)
        for address in ("/conversations/blocked/", f"/conversations/{talk.pk}/report/"):
            page.goto(address)
            assert not is_too_wide(page), address
    assert Conversation.objects.get(pk=talk.pk).recipient_unread == 0
