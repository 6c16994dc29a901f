"""The curator's desk in a real browser: lists, forms and windows under the policy that allows nothing inline."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from profiles.models import Author, Follow, User
from tests.make import DAY, SEEDS, import_seeds, make_user
from tests.readable import COLOURS, faults
from works.models import ImportBatch, ImportPage, Source

pytestmark = [pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 390, "height": 800}, {"width": 1280, "height": 900}
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(20, 24, 26)"
AUTHORS = "/admin/profiles/author/"


type Open = Callable[..., Page]


@pytest.fixture
def root() -> User:
    return make_user("Root", is_staff=True, is_superuser=True)


@pytest.fixture
def visit(browser: Browser, live_server: Any, root: User, settings: LazySettings) -> Iterator[Open]:
    """Opens an address as root; what the policy blocked, any error and a request to another host fail the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []
    settings.ROOT_URLCONF = "tests.desk_site"

    def watch(page: Page) -> None:
        page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: faults.append(asked.url) if not is_ours(asked.url) else None)

    def is_ours(url: str) -> bool:
        return url.startswith((live_server.url, "data:"))

    def visit(address: str, *, stranger: bool = False, **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **{"viewport": DESK, **options})
        contexts.append(context)
        context.on("page", watch)
        if not stranger:
            client = Client()
            client.force_login(root)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not faults


def make_authors(number: int) -> list[Author]:
    return Author.objects.bulk_create(Author.named(f"Author Nr{n}", level=n % 2) for n in range(number))


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"])
def test_every_kind_of_page_is_readable_and_fits(visit: Open, root: User, scheme: Any, viewport: Any) -> None:
    import_seeds("001")
    author = Author.objects.earliest("pk")
    Follow.objects.create(user=root, author=author)
    batch, account = ImportBatch.objects.get().pk, f"/admin/profiles/user/{root.pk}/"
    addresses = ["/admin/", "/admin/works/", AUTHORS, f"{AUTHORS}{author.pk}/change/", f"{account}change/"]
    addresses += [f"{account}delete/", f"{account}history/", "/admin/auth/group/add/", "/admin/works/importbatch/add/"]
    addresses += [f"/admin/works/importbatch/{batch}/change/", "/admin/works/work/?q=a", "/admin/password_change/"]
    page, wrong = visit("/admin/", viewport=viewport, color_scheme=scheme), dict[str, list[str]]()
    for address in addresses:
        page.goto(address)
        wrong[address] = faults(page, COLOURS if scheme == "dark" else None, serious=True)
    assert {address: found for address, found in wrong.items() if found} == {}


def test_a_stranger_is_led_to_the_log_in_page_and_back(visit: Open, settings: LazySettings) -> None:
    settings.ROOT_URLCONF = "bzpeer.urls"
    page = visit(AUTHORS, stranger=True)
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.get_by_label("E-mail address").fill("root@example.org")
    page.get_by_label("Password").fill("open sesame")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page).to_have_url(re.compile(AUTHORS))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Authors")


def test_a_list_is_searched_filtered_sorted_and_paged(visit: Open) -> None:
    make_authors(120)
    page = visit(AUTHORS)
    rows = page.locator("#result_list tbody")
    expect(rows).to_have_count(50)
    expect(page.get_by_text("120 authors", exact=True)).to_be_visible()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="3").click()
    expect(rows).to_have_count(20)
    page.get_by_role("link", name="Folded name").click()
    expect(rows.first).to_contain_text("Author Nr0")
    page.get_by_text("Filters").click()
    page.locator("#changelist-filter").get_by_role("link", name="1", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("60 found")
    page.locator("#searchbar").fill("author nr11")
    page.locator("#searchbar").press("Enter")
    expect(rows).to_have_count(6)
    page.get_by_role("link", name="show all").click()
    expect(rows).to_have_count(50)


def test_an_action_asks_before_it_deletes(visit: Open) -> None:
    make_authors(60)
    page = visit(AUTHORS)
    page.locator("input.action-select").first.check()
    expect(page.get_by_text("1 of 50 selected")).to_be_visible()
    page.locator("#action-toggle").check()
    page.get_by_role("link", name="Select all 60 authors").click()
    page.get_by_label("Select action to run").select_option("delete_selected")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("Are you sure")).to_be_visible()
    page.get_by_role("button", name="Yes, I").click()
    expect(page.get_by_text("Successfully deleted 60 authors")).to_be_visible()
    assert not Author.objects.exists()


def test_a_form_with_inlines_is_filled_in_by_hand(visit: Open, root: User) -> None:
    first, second = make_authors(2)
    page = visit(f"{AUTHORS}{first.pk}/change/")
    choose(page, page.get_by_role("combobox", name="Merged into"), "author nr1")
    page.get_by_role("link", name="Add another Follow").click()
    choose(page, page.get_by_role("combobox", name="User").first, "root@")
    page.locator("#id_follows-0-created_at_0").fill("2026-05-31")
    page.locator("#id_follows-0-created_at_1").fill("12:30:00")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    first.refresh_from_db()
    assert first.merged_into == second
    assert Follow.objects.get().user == root
    assert Follow.objects.get().created_at == dt.datetime(2026, 5, 31, 12, 30, tzinfo=dt.UTC)


def choose(page: Page, field: Any, typed: str) -> None:
    field.click()
    page.locator(".select2-search__field:visible").type(typed)
    page.locator(".select2-results__option--highlighted").click()


def test_a_day_is_picked_from_the_calendar(visit: Open) -> None:
    import_seeds("001")
    stored = ImportPage.objects.get()
    assert stored.captured_on == DAY
    page = visit(f"/admin/works/importpage/{stored.pk}/change/")
    page.locator("#calendarlink0").click()
    page.locator(".calendarbox td").get_by_text("17", exact=True).click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    stored.refresh_from_db()
    assert stored.captured_on == DAY.replace(day=17)


def test_a_record_without_a_search_is_looked_up_in_a_window_of_its_own(visit: Open) -> None:
    import_seeds("001", "002")
    stored, other = ImportPage.objects.earliest("pk"), ImportBatch.objects.create(label="Other")
    page = visit(f"/admin/works/importpage/{stored.pk}/change/")
    with page.expect_popup() as opened:
        page.locator("#lookup_id_batch").click()
    with opened.value.expect_event("close"):
        opened.value.locator(f"a[data-popup-opener='{other.pk}']").click()
    expect(page.get_by_label("Batch")).to_have_value(str(other.pk))


def test_a_missing_record_is_added_in_a_window_of_its_own(visit: Open, root: User) -> None:
    page = visit(f"/admin/profiles/user/{root.pk}/change/")
    page.locator("[data-id='related-widget-wrapper-groups'] [x-ref]").click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Add another group").click()
    opened.value.get_by_label("Name").fill("Curators")
    with opened.value.expect_event("close"):
        opened.value.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".field-groups")).to_contain_text("Curators")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert root.groups.get().name == "Curators"


def test_the_colours_follow_the_choice_and_else_the_system(visit: Open) -> None:
    page = visit("/admin/", color_scheme="dark")
    shows(page, DARK)
    page.get_by_role("button", name="Root").click()
    page.get_by_role("button", name="Light").click()
    shows(page, LIGHT)
    page.reload()
    shows(page, LIGHT)
    page.get_by_role("button", name="Root").click()
    page.get_by_role("button", name="System").click()
    shows(page, DARK)
    page.emulate_media(color_scheme="light")
    shows(page, LIGHT)


def shows(page: Page, colour: str) -> None:
    expect(page.locator("#main")).to_have_css("background-color", colour)


def test_the_navigation_is_opened_and_closed_on_a_phone(visit: Open) -> None:
    page = visit("/admin/", viewport=PHONE)
    links = page.locator("#nav-sidebar")
    expect(links).to_be_hidden()
    page.get_by_role("button", name="Navigation").click()
    expect(links).to_be_visible()
    page.keyboard.press("Escape")
    expect(links).to_be_hidden()
    page.get_by_role("button", name="Navigation").click()
    links.get_by_role("link", name="Works").click()
    expect(page).to_have_url(re.compile("/works/work/"))
    expect(links).to_be_hidden()


def test_the_navigation_stays_as_it_was_left_on_a_desk(visit: Open) -> None:
    page = visit("/admin/")
    expect(page.locator("#nav-sidebar")).to_be_visible()
    page.get_by_role("button", name="Navigation").click()
    page.reload()
    expect(page.locator("#nav-sidebar")).to_be_hidden()


def test_pages_are_uploaded(visit: Open) -> None:
    page = visit("/admin/works/importbatch/add/")
    page.get_by_label("Captured pages").set_input_files(next(iter(sorted(SEEDS.glob("*.txt")))))
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("1 page is stored as batch")).to_be_visible()


def test_the_rows_of_a_long_inline_are_turned_in_place(visit: Open) -> None:
    batch = ImportBatch.objects.create(label="Long")
    source = Source.objects.create(slug="open-list", name="Open List")
    fields: dict[str, Any] = {"batch": batch, "captured_on": DAY, "state": "failed", "source": source}
    ImportPage.objects.bulk_create(
        ImportPage(filename=f"page{n}.txt", raw=b"x", size=1, sha256=f"{n:064}", **fields) for n in range(60)
    )
    page = visit(f"/admin/works/source/{source.pk}/change/")
    expect(page.get_by_text("page0.txt", exact=True)).to_be_visible()
    page.locator(".inline-pagination").get_by_text("2", exact=True).click()
    expect(page.get_by_text("page59.txt", exact=True)).to_be_visible()


def test_the_desk_logs_out(visit: Open, settings: LazySettings) -> None:
    settings.ROOT_URLCONF = "bzpeer.urls"
    page = visit("/admin/")
    page.get_by_role("button", name="Root").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.locator("body")).to_contain_text("successfully logged out")
    page.goto("/admin/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
