"""The story of one record, as people live it: from a reader who signs up to a claim that is taken back."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from profiles.claims import verbs
from profiles.models import Author, Claim, Contest, Message, User
from tests import claim_world
from tests.claim_world import person
from tests.make import import_seeds, make_user, owner
from tests.workers import wait_until, worker

pytestmark = [pytest.mark.django_db(transaction=True)]

PEOPLE = importlib.import_module("works.migrations.0009_people_groups")
PASSWORD = "correct horse battery"
NOTE = "The homepage of his institute leads to this account."
WRONG = "This person works in another field; the real one wrote to us."


@pytest.fixture
def reader(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A window of somebody who has no account yet."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def sign_up(page: Page, profile: str) -> None:
    page.goto(profile)
    page.get_by_role("link", name="Log in to claim").click()
    page.get_by_role("link", name="Sign up").first.click()
    page.get_by_label(re.compile("^E-?mail", re.I)).fill("jiacheng@example.org")
    page.get_by_label(re.compile("^Password:?$")).fill(PASSWORD)
    page.get_by_label(re.compile("again", re.I)).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Sign up", re.I)).click()
    page.wait_for_url(f"**{profile}")


def confirm(page: Page) -> None:
    link = re.search(r"http\S+/confirm-email/\S+", str(mail.outbox[-1].body))
    assert link, "The mail with the link was sent."
    page.goto(link[0])
    page.get_by_role("button", name="Confirm").click()


def say(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text(text)).to_be_visible()


def decide(page: Page, field: str, reason: str, button: str) -> None:
    page.get_by_role("textbox", name=field).last.fill(reason)
    page.get_by_role("button", name=button).click()


def at_the_desk(name: str) -> User:
    """A curator with what the group of that name may."""
    user = make_user(name, is_staff=True)
    held = Permission.objects.filter(content_type__app_label="profiles")
    user.user_permissions.set(held.filter(codename__in=[codename for _, _, codename, _ in PEOPLE.named()]))
    return user


def trust_of(author: Author) -> int:
    return Author.objects.get(pk=author.pk).trust_score


def test_from_a_reader_to_a_claim_that_is_taken_back(reader: Page, visit_as: Callable[..., Page]) -> None:
    import_seeds("000")
    record, ada = owner("Jiacheng Sun"), claim_world.record("Ada Lovelace")
    before, profile = trust_of(record), record.get_absolute_url()
    assert before == 17
    with worker("--queues", settings.CELERY_TASK_DEFAULT_QUEUE):
        # She signs up, confirms, follows and claims.
        sign_up(reader, profile)
        confirm(reader)
        reader.goto(profile)
        reader.get_by_role("button", name="Follow researcher").click()
        expect(reader.get_by_role("button", name="Following")).to_be_visible()
        reader.get_by_role("link", name="Claim this record").click()
        reader.get_by_label("Your name as you publish").fill("Jiacheng Sun")
        reader.get_by_label("Why this record is yours").fill("I wrote these four.")
        reader.locator("#claim").get_by_role("button").first.click()
        expect(reader.get_by_text("Your claim is pending")).to_be_visible()
        claim = Claim.objects.get()
        # A curator verifies the claim at the desk.
        grace = at_the_desk("Grace")
        desk = visit_as(grace, f"/admin/profiles/claim/{claim.pk}/change/")
        decide(desk, "Why", NOTE, "Verify by a curator’s word")
        # Trust rises, and says why.
        wait_until(lambda: trust_of(record) == before + 40, "the worker computes the trust")
        reader.goto(profile)
        expect(reader.get_by_text(f"Trust {before + 40} - Verified")).to_be_visible()
        expect(reader.get_by_text("This record is yours")).to_be_visible()
        reader.locator("details.sum summary").click()
        expect(reader.locator(".moves li").first).to_contain_text("+40")
        expect(reader.locator(".moves li").first).to_contain_text("verified")
        # She is open to collaborate; a second verified person invites her, and they talk.
        reader.get_by_role("link", name="Manage this record").click()
        reader.locator("input[name=open]").first.check()
        reader.get_by_role("button", name="Save").click()
        countess = person("Ada")
        theirs = verbs.open_claim(countess, ada, "Ada Lovelace", "Mine.")
        verbs.verify(theirs, grace, "Known to the institute.")
        colleague = visit_as(countess, profile)
        colleague.get_by_role("link", name="Invite to a conversation").click()
        colleague.get_by_label("Subject").fill("Attention sinks")
        colleague.locator("textarea").first.fill("Shall we look at the next one together?")
        colleague.get_by_role("button", name="Send the invitation").click()
        reader.goto("/conversations/")
        reader.get_by_role("link", name="Attention sinks").click()
        reader.get_by_role("button", name="Accept").click()
        say(reader, "Gladly. Thursday?")
        colleague.reload()
        expect(colleague.get_by_text("Gladly. Thursday?")).to_be_visible()
        say(colleague, "Thursday it is.")
        expect(reader.get_by_text("Thursday it is.")).to_be_visible(timeout=20_000)
        assert Message.objects.count() == 2
        # Somebody contests the claim, and another curator takes it back.
        stranger = visit_as(make_user("Cleo"), profile)
        stranger.get_by_role("link", name="Contest this claim").click()
        stranger.locator("#claim textarea").fill("I am Jiacheng Sun, and this is not my account.")
        stranger.locator("#claim").get_by_role("button").first.click()
        expect(stranger.get_by_text("You contested it")).to_be_visible()
        reader.goto(profile)
        expect(reader.get_by_text("Under review")).to_be_visible()
        contest = Contest.objects.get()
        second = visit_as(at_the_desk("Linus"), f"/admin/profiles/claim/{contest.claim_id}/change/")
        decide(second, "Why", WRONG, "Uphold it and roll the claim back")
        wait_until(lambda: trust_of(record) == before, "the worker computes the trust")
    # Trust falls back to what it was, with its reason.
    reader.goto(profile)
    expect(reader.get_by_text(f"Trust {before} - Unverified")).to_be_visible()
    reader.locator("details.sum summary").click()
    expect(reader.locator(".moves li").first).to_contain_text("-40")
    expect(reader.locator(".moves li").first).to_contain_text("rolled back")
    assert User.objects.filter(email="jiacheng@example.org").exists()
    assert Author.objects.get(pk=record.pk).level == 1
    assert not Permission.objects.filter(user__email="jiacheng@example.org").exists()
