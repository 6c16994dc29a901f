"""Claims in a real browser: opened in the panel of the profile, and readable on a phone in the dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from profiles.claims import verbs
from profiles.models import Proof
from tests.claim_world import claimed, curator, jiacheng, person, prove, verified
from tests.readable import violations

pytestmark = [pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 800}


def faults(page: Page, part: str = "main") -> list[str]:
    """What axe-core finds wrong with this part, and a page that is wider than its window."""
    width, seen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    found = [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in violations(page, context=part)]
    return found + ([f"{width} px wide"] if width > seen else [])


def test_a_reader_claims_in_the_panel_and_another_contests_there(visit_as: Callable[..., Page]) -> None:
    author, cleo, dee = jiacheng(), person("Cleo"), person("Dee")
    page = visit_as(cleo, author.get_absolute_url(), color_scheme="light")
    panel = page.locator("#claim")
    panel.get_by_role("link", name="Claim this record").click()
    expect(panel.get_by_label("Your name as you publish")).to_be_focused()
    panel.get_by_label("Your name as you publish").fill("J. Sun")
    assert not faults(page, "#claim")
    panel.get_by_role("button", name="Claim this record").click()
    expect(panel).to_contain_text("Your claim is pending")
    assert not faults(page, "#claim")
    prove(cleo.claims.get())
    page = visit_as(dee, author.get_absolute_url(), color_scheme="light")
    panel = page.locator("#claim")
    panel.get_by_role("link", name="Contest this claim").click()
    panel.get_by_label("Why this claim is wrong").fill("I am Jiacheng Sun.")
    panel.get_by_role("button", name="Contest this claim").click()
    expect(panel).to_contain_text("You contested it on")
    assert not faults(page, "#claim")


def test_every_page_of_claims_is_readable_on_a_phone_in_the_dark(visit_as: Callable[..., Page]) -> None:
    author, cleo, dee = jiacheng(), person("Cleo"), person("Dee")
    refused = claimed(dee)
    verbs.refuse(refused, curator(), "Nothing shows that it is you.")
    claim = verified(cleo)
    prove(claim, Proof.Kind.HOMEPAGE, subject="https://sun.example.org/~jiacheng/" + "a-long-path/" * 8)
    found = {}
    own, others = f"/claims/{claim.pk}/", [f"/claims/{refused.pk}/", f"/authors/{author.public_id}/contest/"]
    page = visit_as(dee, others[0], color_scheme="dark", viewport=PHONE)
    for place in others:
        page.goto(place)
        found[place] = faults(page)
    page = visit_as(cleo, own, color_scheme="dark", viewport=PHONE)
    found[own] = faults(page)
    page.goto("/claims/")
    found["list"] = faults(page)
    assert not any(found.values()), found
