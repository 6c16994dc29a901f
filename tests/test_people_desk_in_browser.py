"""The desk of people and the objection in a real browser: readable, and as wide as the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from profiles import objections
from profiles.claims import contests, verbs
from profiles.models import Author, Claim, Conversation, Report, User
from tests.make import import_seeds, make_user, owner
from tests.readable import COLOURS, faults

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Page]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def claimant(name: str) -> User:
    user = make_user(name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def sun() -> Author:
    import_seeds("000", "001")
    return owner("Jiacheng Sun")


def what_waits(author: Author) -> list[str]:
    """Pages of the desk: a contested claim, one that two people made, an objection, a report, and their lists."""
    first = verbs.open_claim(claimant("Sun"), author, "Jiacheng Sun", "I wrote these four papers in Beijing.")
    verbs.verify(first, make_user("Verifier"), "The group's page names this address.")
    first.refresh_from_db()
    contests.contest(first, make_user("Witness"), "That account belongs to a namesake at another university.")
    hu = owner("Tianyang Hu")
    rival = verbs.open_claim(claimant("Hu"), hu, "Tianyang Hu", "Mine.")
    verbs.open_claim(claimant("Eve"), hu, "Tianyang Hu", "No, mine.")
    objection = objections.open_objection(hu, "I do not want to be shown here.", "someone@example.org")
    talk = Conversation.objects.create(
        from_author=author, to_author=hu, sender=first.user, recipient=rival.user, subject="A visit", text="Come by."
    )
    report = Report.objects.create(conversation=talk, user=rival.user, text="I was asked for money.")
    lists = [f"/admin/profiles/{name}/" for name in ("claim", "objection", "report", "affiliationdomain/add")]
    return [
        "/admin/", *lists, f"/admin/profiles/claim/{first.pk}/change/", f"/admin/profiles/claim/{rival.pk}/change/",
        f"/admin/profiles/objection/{objection.pk}/change/", f"/admin/profiles/report/{report.pk}/change/",
        f"/authors/{author.public_id}/object/", f"/authors/{author.public_id}/object/thanks/",
    ]  # fmt: skip


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_every_page_is_readable_and_fits(visit_as: Open, sun: Author, viewport: Any, scheme: Any) -> None:
    root = make_user("Root", is_staff=True, is_superuser=True)
    page, wrong = visit_as(root, "/admin/", viewport=viewport, color_scheme=scheme), dict[str, list[str]]()
    for address in what_waits(sun):
        page.goto(address)
        wrong[address] = faults(page, COLOURS if scheme == "dark" else None)
    assert {address: found for address, found in wrong.items() if found} == {}
    claim = Claim.objects.get(state=Claim.State.CONTESTED)
    page.goto(f"/admin/profiles/claim/{claim.pk}/change/")
    page.get_by_label("Why").fill("We asked the group; it is a namesake.")
    page.get_by_role("button", name="Uphold it and roll the claim back").click()
    expect(page.get_by_role("status")).to_contain_text("The contest is upheld")
    sun.refresh_from_db()
    assert sun.level == 1
