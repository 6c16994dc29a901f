"""Accounts in a real browser: passkeys, the way to ORCID and back, and the look of every page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.csp import CSP
from playwright.sync_api import Page, expect

from profiles.models import Claim, Notice, User
from tests import orcid_server
from tests.make import import_seeds, make_user, owner
from tests.orcid_server import CLIENT_ID, SECRET
from tests.readable import violations

pytestmark = [pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 390, "height": 800}, {"width": 1280, "height": 900}
PAGES = (
    "/accounts/", "/accounts/email/", "/accounts/password/change/", "/accounts/second-factor/",
    "/accounts/second-factor/webauthn/", "/accounts/second-factor/totp/activate/",
    "/accounts/second-factor/webauthn/add/", "/accounts/orcid/", "/accounts/data/", "/accounts/delete/", "/inbox/",
    "/accounts/logout/", "/mail/",
)  # fmt: skip
JUDGED_IN_THE_DARK = ("/accounts/", "/accounts/email/", "/accounts/delete/", "/inbox/", "/mail/")

type Visit = Callable[..., Page]


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hashes that cost nothing: the tests are about other things."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def confirmed(name: str, **fields: Any) -> User:
    user = make_user(name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def log_in(page: Page) -> None:
    page.get_by_label("E-mail address").fill("cleo@example.org")
    page.get_by_label("Password").fill("open sesame")
    page.get_by_role("button", name="Log in", exact=True).click()


def confirm_access(page: Page) -> None:
    page.get_by_label("Password").fill("open sesame")
    page.get_by_role("button", name="Confirm").click()


def with_authenticator(page: Page) -> None:
    """A virtual passkey in this browser, whose person always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_opens_the_desk_and_logs_in_by_itself(visit_as: Visit, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    cleo = confirmed("Cleo", is_staff=True)
    page = visit_as(cleo, "/admin/", viewport=DESK)
    with_authenticator(page)
    expect(page.locator(".messages")).to_contain_text("asks everybody who works there for a second factor")
    page.goto("/accounts/second-factor/webauthn/add/")
    confirm_access(page)
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label("Log in with it alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    assert Authenticator.objects.filter(user=cleo, type="webauthn").exists()
    page.goto("/admin/")
    expect(page.locator(".messages")).to_contain_text("Show it once")
    page.get_by_role("button", name="Use your passkey").click()
    expect(page).to_have_url(re.compile(r"^http://[^/]+/admin/$"))
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Log out").click()
    page.goto("/accounts/login/?next=/admin/")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page).to_have_url(re.compile(r"^http://[^/]+/admin/$"))


def test_a_password_alone_does_not_pass_a_passkey_and_the_passkey_does(visit_as: Visit) -> None:
    cleo = confirmed("Cleo")
    page = visit_as(cleo, "/accounts/second-factor/webauthn/add/", viewport=DESK)
    with_authenticator(page)
    confirm_access(page)
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    page.context.clear_cookies(name="sessionid")
    page.goto("/accounts/login/?next=/inbox/")
    log_in(page)
    expect(page.locator("h1")).to_have_text("Second factor")
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.locator("h1")).to_have_text("Inbox")


def test_what_the_browser_refuses_stands_on_the_page(visit_as: Visit, browser: Any, live_server: Any) -> None:
    page = visit_as(confirmed("Cleo"), "/accounts/logout/", viewport=PHONE)
    page.get_by_role("button", name="Log out").click()
    page.goto("/accounts/login/")
    with_authenticator(page)
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("No passkey was used")
    by_number = browser.new_page()
    by_number.goto(f"{live_server.url.replace('localhost', '127.0.0.1')}/accounts/login/")
    by_number.get_by_role("button", name="Log in with a passkey").click()
    expect(by_number.get_by_role("alert").get_by_role("link")).to_have_attribute(
        "href", re.compile("^http://localhost:")
    )
    by_number.close()


def test_a_browser_follows_the_button_to_orcid_and_comes_back(browser: Any, live_server: Any, settings: Any) -> None:
    with orcid_server.running(orcid_server.Person(email="josiah@example.org")) as orcid:
        settings.ORCID_CLIENT_ID, settings.ORCID_SECRET = CLIENT_ID, SECRET
        settings.ORCID_URL = settings.ORCID_API_URL = orcid.url
        settings.SECURE_CSP = settings.SECURE_CSP | {"form-action": [CSP.SELF, orcid.url]}
        page = browser.new_context(base_url=live_server.url, viewport=PHONE).new_page()
        page.goto("/accounts/login/")
        page.get_by_role("button", name="Continue with ORCID").click()
        expect(page.get_by_role("link", name="Log out")).to_be_visible()
        page.context.close()
    assert User.objects.get().name == "Josiah Carberry"


def axe(page: Page) -> list[str]:
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in violations(page)]


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_every_page_of_the_account_is_in_our_look_and_fits(
    visit_as: Visit, settings: Any, viewport: dict[str, int], scheme: str
) -> None:
    settings.ORCID_CLIENT_ID = CLIENT_ID
    import_seeds("000")
    cleo = confirmed("Cleo")
    EmailAddress.objects.create(user=cleo, email="cleo.byte@a-rather-long-institute-name.example.org")
    Claim.objects.create(user=cleo, author=owner("Jiacheng Sun"), name="Cleo")
    for subject in ("Your claim was verified", "A proof ended"):
        Notice.objects.create(user=cleo, subject=subject, text="A curator looked at it.", url="/about/")
    page = visit_as(cleo, "/accounts/reauthenticate/", viewport=viewport, color_scheme=scheme)
    found = {"/accounts/reauthenticate/": look(page, viewport)}
    confirm_access(page)
    page.goto("/accounts/email/")
    EmailAddress.objects.filter(verified=False).delete()
    for address in PAGES:
        page.goto(address)
        assert page.locator("main.account, main .listing").count() == 1, address
        found[address] = look(page, viewport, judged=scheme == "light" or address in JUDGED_IN_THE_DARK)
    page.goto("/inbox/")
    page.get_by_role("button", name="Mark as read Your claim").click()
    expect(page.locator("#unread")).to_have_text(re.compile("1"))
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator("#unread")).to_have_text("")
    page.context.clear_cookies(name="sessionid")
    for address in ("/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/confirm-email/x/"):
        page.goto(address)
        found[address] = look(page, viewport)
    assert {address: faults for address, faults in found.items() if faults} == {}


def look(page: Page, viewport: dict[str, int], *, judged: bool = True) -> list[str]:
    """What is wrong with the page that is open."""
    width = page.evaluate("document.documentElement.scrollWidth")
    return (axe(page) if judged else []) + ([f"{width} px wide"] if width > viewport["width"] else [])
