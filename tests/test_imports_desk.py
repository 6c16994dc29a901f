"""The imports desk: what curators see of batches and pages, who may do what, and that it works in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, expect

from profiles.models import User
from tests.ledger_world import curator
from tests.make import DAY, SEEDS, feed_page, feed_work, import_bytes, import_seeds, make_user, only_page, run
from tests.readable import COLOURS, faults
from tests.workers import worker
from works import intake
from works.desk.progress import Progress
from works.imports import pipeline
from works.ledger import rollback
from works.models import Decision, ImportBatch, ImportPage, Work

pytestmark = pytest.mark.django_db

BATCHES, PAGES = "/admin/works/importbatch/", "/admin/works/importpage/"
ADD = f"{BATCHES}add/"
PAGE = feed_page("Ada Lovelace", [feed_work("A Long Title of Six Words", ["Ada Lovelace", "Ben Bitdiddle"])])


def staff(*permissions: str) -> Client:
    """A member of staff who may do this and nothing else."""
    user = make_user(f"Staff{User.objects.count()}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(make_user("Root", is_staff=True, is_superuser=True))
    return client


def text(client: Client, address: str, **headers: str) -> str:
    """The page without its marks and doubled blanks."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, address
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def test_the_list_says_the_state_and_the_counts_of_every_batch_in_a_fixed_number_of_queries(root: Client) -> None:
    done = import_seeds("001")
    rolled_back = import_seeds("002")
    rollback.roll_back(rolled_back, curator())
    import_bytes(PAGE, b"no page")
    intake.submit([intake.Upload.of("waiting.txt", PAGE, DAY)])
    shown = text(root, BATCHES)
    assert f"Batch {done.pk} done 1 of 1 pages done" in shown
    assert f"Batch {rolled_back.pk} rolled back 1 of 1 pages done, 1 rolled back" in shown
    assert "done, with failures 2 of 2 pages done, 1 failed" in shown
    assert "running 0 of 1 pages done" in shown
    with CaptureQueriesContext(connection) as few:
        root.get(BATCHES)
    for _ in range(5):
        import_bytes(PAGE)
    with CaptureQueriesContext(connection) as many:
        root.get(BATCHES)
    assert len(few) == len(many)


def test_a_batch_shows_its_pages_with_counts_problems_and_a_filter(root: Client) -> None:
    batch = import_bytes(PAGE, b"no page", PAGE)
    shown = text(root, f"{BATCHES}{batch.pk}/change/")
    assert "Works: 1 new. Authors: 2 new." in shown
    assert "all (3) imported (1) unchanged (1) failed (1)" in shown
    assert "No parser recognises this page" in shown
    failed = text(root, f"{BATCHES}{batch.pk}/change/?state=failed")
    assert "page2.txt" in failed
    assert "page1.txt" not in failed


def test_a_batch_of_many_pages_is_shown_a_hundred_at_a_time(root: Client) -> None:
    batch = ImportBatch.objects.create(label="Long")
    fields: dict[str, Any] = {"batch": batch, "captured_on": DAY, "state": "failed", "raw": b"x", "size": 1}
    ImportPage.objects.bulk_create(ImportPage(filename=f"page{n}.txt", sha256=f"{n:064}", **fields) for n in range(120))
    address = f"{BATCHES}{batch.pk}/change/"
    assert "page99.txt" in text(root, address)
    assert "page100.txt" not in text(root, address)
    assert "page119.txt" in text(root, f"{address}?page=2&state=failed")


def test_progress_is_asked_for_only_while_pages_wait_and_answered_only_when_it_moved(root: Client) -> None:
    batch = intake.submit([intake.Upload.of(f"{n}.txt", b"x", DAY) for n in range(2)])
    address = f"{BATCHES}{batch.pk}/change/"
    assert 'hx-trigger="every 1s"' in root.get(address).content.decode()
    asking = {"HX-Request": "true", "HX-Target": "batch-progress"}
    assert root.get(f"{address}?seen=0", headers=asking).status_code == 204
    pipeline.import_page(batch.pages.earliest("id").pk)
    part = root.get(f"{address}?seen=0", headers=asking).content.decode()
    assert "1 of 2 pages done, 1 failed" in part
    assert 'id="batch-pages"' in part
    assert "<html" not in part
    run(batch)
    for at in (address, f"{BATCHES}{batch.pk}/progress/"):
        end = root.get(f"{at}?seen=2", headers=asking)
        assert end.status_code == 200
        assert "hx-trigger" not in end.content.decode()
    assert root.get(f"{BATCHES}{batch.pk}/progress/").headers["Location"] == address


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ({"queued": 1, "imported": 4}, "running"),
        ({"imported": 4, "unchanged": 1}, "done"),
        ({"failed": 2}, "failed"),
        ({"failed": 1, "imported": 1}, "done, with failures"),
        ({"withdrawn": 2, "failed": 1}, "rolled back"),
        ({"withdrawn": 1, "imported": 1}, "done"),
        ({}, "done"),
    ],
)
def test_a_batch_is_called_by_what_its_pages_are(counts: dict[str, int], state: str) -> None:
    assert Progress(1, **counts).state == state


def test_a_page_shows_its_text_beside_what_was_imported_from_it(root: Client) -> None:
    page = only_page(import_seeds("003"))
    answer = root.get(f"{PAGES}{page.pk}/change/").content.decode()
    assert '<li id="line-20" value="20">Diffusion Models and Semi-Supervised Learners' in answer
    assert 'href="#line-19">Line 19</a>' in answer
    work = Work.objects.get(title__startswith="Diffusion Models and Semi-Supervised")
    assert f'href="/admin/works/work/{work.pk}/change/"' in answer
    assert "What was imported from it" in answer
    assert "h-index: 37" in answer


def test_a_page_that_failed_shows_what_the_parser_found_wrong_on_which_line(root: Client) -> None:
    raw = (SEEDS / "003_cf64588d84fa0b84.txt").read_bytes()[:4000]
    page = only_page(import_bytes(raw))
    answer = root.get(f"{PAGES}{page.pk}/change/").content.decode()
    line = page.problems[0]["line"]
    assert f'<a href="#line-{line}">Line {line}</a>' in answer
    assert f'<li id="line-{line}" value="{line}" class="is-marked">' in answer
    assert "Nothing of it stands on the site now." in answer


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\0x", b"<html>", "Ä\r\nB\rC".encode()])
def test_any_bytes_can_be_looked_at(root: Client, raw: bytes) -> None:
    assert "The page as captured" in text(root, f"{PAGES}{only_page(import_bytes(raw)).pk}/change/")


def test_a_long_page_is_shown_a_stretch_at_a_time(root: Client) -> None:
    works = [feed_work(f"Long Title Number {n} of a Careful Person", ["Ada Lovelace"]) for n in range(300)]
    page = only_page(import_bytes(feed_page("Ada Lovelace", works)))
    address = f"{PAGES}{page.pk}/change/"
    first, second = root.get(address).content.decode(), root.get(f"{address}?line=1500").content.decode()
    assert 'id="line-1000"' in first
    assert 'id="line-1001"' not in first
    assert 'id="line-1500"' in second
    assert "Line 12</a>" in first
    assert "Line 12</a>" not in second
    with CaptureQueriesContext(connection) as queries:
        root.get(address)
    assert len(queries) < 25


def test_a_copy_shows_what_the_page_with_its_bytes_said(root: Client) -> None:
    import_bytes(PAGE)
    copy = only_page(import_bytes(PAGE))
    shown = text(root, f"{PAGES}{copy.pk}/change/")
    assert "the same bytes as page1.txt of batch" in shown
    assert "What was imported from it" in shown
    assert "Ben Bitdiddle" in shown


def test_the_confirmation_says_exactly_what_would_go_and_the_button_does_it(root: Client) -> None:
    import_seeds("000")
    batch = import_seeds("003")
    address = f"{BATCHES}{batch.pk}/roll-back/"
    shown = text(root, address)
    effect = rollback.preview(batch)
    assert f"{len(effect.works)} works and {len(effect.authors)} authors go from the site, with 39 listings" in shown
    assert effect.works[0].title in shown
    answer = root.post(address, follow=True).content.decode()
    assert f"Batch {batch.pk} is rolled back: 35 works and {len(effect.authors)} authors are gone." in answer
    assert Decision.objects.get(kind="roll_back").actor == User.objects.get(name="Root")
    assert "rolled back" in text(root, BATCHES)
    root.post(address)
    assert Decision.objects.filter(kind="roll_back").count() == 1
    assert "nothing of it is left to take away" in text(root, address)


def test_a_batch_whose_pages_wait_cannot_be_rolled_back_and_says_why(root: Client) -> None:
    batch = intake.submit([intake.Upload.of("a.txt", PAGE, DAY)])
    for ask in (root.get, root.post):
        answer = ask(f"{BATCHES}{batch.pk}/roll-back/", follow=True).content.decode()
        assert "1 page of this batch waits for a worker still." in answer


def test_copies_in_other_batches_are_named_before_the_roll_back(root: Client) -> None:
    first, second = import_bytes(PAGE), import_bytes(PAGE)
    shown = text(root, f"{BATCHES}{first.pk}/roll-back/")
    assert f"handed in with other batches as well (batch {second.pk})" in shown
    assert "0 works and 0 authors go" in shown


def test_pages_and_batches_are_read_anew_as_a_batch_of_their_own(root: Client) -> None:
    batch = import_bytes(PAGE)
    for address in (f"{BATCHES}{batch.pk}/rerun/", f"{PAGES}{only_page(batch).pk}/rerun/"):
        answer = root.post(address)
        again = ImportBatch.objects.latest("id")
        assert answer.headers["Location"] == f"{BATCHES}{again.pk}/change/"
        assert only_page(run(again)).state == "imported"
        assert root.get(address).status_code == 405
    huge = intake.submit([intake.Upload("huge.txt", b"", 6_000_000, DAY)])
    assert "nothing to read anew" in root.post(f"{BATCHES}{huge.pk}/rerun/", follow=True).content.decode()


def test_a_dry_run_shows_the_changes_and_keeps_nothing(root: Client) -> None:
    import_bytes(PAGE.replace(b"2024", b"2023"))
    before = ImportPage.objects.count()
    files = {"pages": [SimpleUploadedFile("ada.txt", PAGE), SimpleUploadedFile("bad.txt", b"x")]}
    answer = root.post(ADD, {**files, "captured_on": "2026-06-30", "dry": "1"}).content.decode()
    assert "Dry run: nothing was kept" in answer
    assert "1 changed: date, year" in answer
    assert "<del>2023-05-07</del>" in answer
    assert "<ins>2024-05-07</ins>" in answer
    assert "The page would fail; nothing of it would be imported." in answer
    assert ImportPage.objects.count() == before


def test_a_dry_run_of_too_much_is_refused(root: Client) -> None:
    from tests.test_zip_upload import zip_of

    many = SimpleUploadedFile("a.zip", zip_of({f"{n}.txt": b"x" for n in range(101)}))
    answer = root.post(ADD, {"pages": [many], "captured_on": "2026-06-30", "dry": "1"}).content.decode()
    assert "A dry run takes at most 100 pages; these are 101." in answer


def test_what_each_may_do_follows_from_the_permissions() -> None:
    batch = import_bytes(PAGE)
    page = only_page(batch)
    acts = [f"{BATCHES}{batch.pk}/rerun/", f"{PAGES}{page.pk}/rerun/", f"{BATCHES}{batch.pk}/roll-back/"]
    looks = [BATCHES, f"{BATCHES}{batch.pk}/change/", PAGES, f"{PAGES}{page.pk}/change/"]
    looker = staff("view_importbatch", "view_importpage")
    assert {looker.get(address).status_code for address in looks} == {200}
    assert {looker.post(address).status_code for address in [*acts, ADD]} == {403}
    shown = looker.get(f"{BATCHES}{batch.pk}/change/").content.decode()
    assert "Re-run" not in shown
    assert "Roll back" not in shown
    importer = staff("add_importbatch")
    assert importer.post(acts[0]).headers["Location"] == "/admin/"
    assert importer.post(acts[2]).status_code == 403
    assert {importer.get(address).status_code for address in looks} == {403}
    for client in (staff(), Client()):
        for address in [*acts, *looks, ADD, f"{BATCHES}{batch.pk}/progress/"]:
            assert client.post(address).status_code in {302, 403, 405}
            assert client.get(address).status_code in {302, 403, 405}
    assert not Decision.objects.filter(kind="roll_back").exists()
    assert staff("roll_back").post(acts[2]).status_code == 302
    assert Decision.objects.filter(kind="roll_back").exists()


def test_batches_and_pages_that_are_not_there_are_not_found(root: Client) -> None:
    for address in (f"{BATCHES}9/change/", f"{BATCHES}x/change/", f"{BATCHES}9/roll-back/", f"{PAGES}9/change/"):
        assert root.get(address).status_code == 404


# In a browser: what the policy blocks, or an error, fails the test.

PHONE, DESK = {"width": 390, "height": 800}, {"width": 1280, "height": 900}
type Open = Callable[..., Page]


@pytest.fixture
def visit(visit_as: Callable[..., Page]) -> Open:
    root = make_user("Root", is_staff=True, is_superuser=True)
    return lambda address, **options: visit_as(root, address, **options)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"])
def test_every_page_of_the_desk_is_readable_and_fits(visit: Open, scheme: Any, viewport: Any) -> None:
    batch = import_seeds("000", "001")
    bad = import_bytes((SEEDS / "003_cf64588d84fa0b84.txt").read_bytes()[:4000])
    waiting = intake.submit([intake.Upload.of("a.txt", PAGE, DAY)])
    pages = [batch.pages.earliest("id").pk, only_page(bad).pk]
    addresses = [BATCHES, PAGES, ADD, f"{BATCHES}{batch.pk}/roll-back/", *(f"{PAGES}{pk}/change/" for pk in pages)]
    addresses += [f"{BATCHES}{one.pk}/change/" for one in (batch, bad, waiting)]
    page, wrong = visit("/admin/", viewport=viewport, color_scheme=scheme), dict[str, list[str]]()
    for address in addresses:
        page.goto(address)
        wrong[address] = faults(page, COLOURS if scheme == "dark" else None, serious=True)
    assert {address: found for address, found in wrong.items() if found} == {}


@pytest.mark.django_db(transaction=True)
def test_a_batch_is_watched_until_it_is_done_without_a_reload(visit: Open) -> None:
    page = visit(ADD)
    page.get_by_label("Captured pages").set_input_files(sorted(SEEDS.glob("*.txt")))
    expect(page.get_by_label("Source")).to_have_value("")
    page.get_by_label("Captured on").fill("2026-05-31")
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("5 pages are stored as batch")).to_be_visible()
    expect(page.locator("#batch-progress")).to_contain_text("0 of 5 pages done")
    page.evaluate("window.stillThere = true")
    with worker():
        expect(page.locator("#batch-progress")).to_contain_text("5 of 5 pages done", timeout=60_000)
    expect(page.locator("#batch-progress progress")).to_have_count(0)
    expect(page.locator("#batch-pages")).to_contain_text("48 new")
    assert page.evaluate("window.stillThere")
    assert page.locator("[hx-trigger]").count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_list_follows_a_running_batch_without_a_reload(visit: Open) -> None:
    batch = intake.submit([intake.Upload.of("a.txt", PAGE, DAY)])
    page = visit(BATCHES)
    expect(page.locator(f"#batch-{batch.pk}")).to_contain_text("0 of 1 pages done")
    run(batch)
    expect(page.locator(f"#batch-{batch.pk}")).to_contain_text("1 of 1 pages done", timeout=15_000)
    expect(page.locator(f"#batch-{batch.pk}")).not_to_have_attribute("hx-trigger", re.compile(".*"))


@pytest.mark.django_db(transaction=True)
def test_a_dry_run_leaves_the_files_in_the_form_and_the_import_follows(visit: Open) -> None:
    page = visit(ADD)
    page.get_by_label("Captured pages").set_input_files(SEEDS / "001_c764dba42f2535ff.txt")
    page.get_by_role("button", name="Dry run").click()
    expect(page.locator("#dry-run")).to_contain_text("3 new", timeout=30_000)
    assert not ImportBatch.objects.exists()
    assert faults(page, serious=True) == []
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("1 page is stored as batch")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_a_record_leads_to_its_line_by_the_keyboard(visit: Open) -> None:
    upload = only_page(import_seeds("003"))
    page = visit(f"{PAGES}{upload.pk}/change/")
    page.get_by_role("link", name="Line 19", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#line-19$"))
    target = page.locator("#line-19")
    expect(target).to_be_in_viewport()
    assert target.evaluate("element => element.matches(':target')")


@pytest.mark.django_db(transaction=True)
def test_without_javascript_a_batch_is_uploaded_looked_at_and_rolled_back(visit: Open) -> None:
    page = visit(ADD, java_script_enabled=False)
    page.get_by_label("Captured pages").set_input_files(SEEDS / "001_c764dba42f2535ff.txt")
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_role("heading", name="Dry run: nothing was kept")).to_be_visible()
    page.get_by_label("Captured pages").set_input_files(SEEDS / "001_c764dba42f2535ff.txt")
    page.get_by_role("button", name="Import").click()
    run(ImportBatch.objects.get())
    page.get_by_role("link", name="Look again").click()
    expect(page.locator("#batch-pages")).to_contain_text("3 new")
    page.get_by_role("link", name="Roll back").click()
    page.get_by_role("button", name="Roll back batch").click()
    expect(page.get_by_text("is rolled back: 3 works")).to_be_visible()
    assert not Work.objects.standing().exists()
