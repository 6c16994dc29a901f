"""Curators hand pages in through the admin; strangers do not."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from profiles.models import User
from tests.make import SEEDS, import_seeds, make_user, run
from works.models import ImportBatch, ImportPage, Work

pytestmark = pytest.mark.django_db

ADD = "/admin/works/importbatch/add/"


def curator(*permissions: str) -> User:
    user = make_user("Dora", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def seed_files() -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(path.name, path.read_bytes()) for path in sorted(SEEDS.glob("*.txt"))]


def test_a_curator_uploads_five_pages_as_one_batch(client: Client) -> None:
    dora = curator("add_importbatch", "view_importbatch", "view_importpage")
    client.force_login(dora)
    assert "one file a page" in client.get(ADD).content.decode()
    answer = client.post(ADD, {"pages": seed_files(), "captured_on": "2026-05-31", "source": ""})
    batch = ImportBatch.objects.get()
    assert answer["Location"] == f"/admin/works/importbatch/{batch.pk}/change/"
    assert batch.created_by == dora
    assert batch.pages.waiting().count() == 5
    run(batch)
    assert Work.objects.count() == 48
    shown = client.get(answer["Location"]).content.decode()
    assert "003_cf64588d84fa0b84.txt" in shown
    assert "5 of 5 pages done" in client.get("/admin/works/importbatch/").content.decode()


def test_an_empty_and_a_huge_file_are_told_in_the_batch(client: Client) -> None:
    client.force_login(curator("add_importbatch"))
    files = [SimpleUploadedFile("empty.txt", b""), SimpleUploadedFile("huge.txt", b"x" * 6_000_000)]
    client.post(ADD, {"pages": files, "captured_on": "2026-05-31"})
    run(ImportBatch.objects.get())
    told = {page.filename: page.problems[0]["code"] for page in ImportPage.objects.all()}
    assert told == {"empty.txt": "empty", "huge.txt": "too_large"}


def test_a_form_without_a_file_is_answered_with_what_is_missing(client: Client) -> None:
    client.force_login(curator("add_importbatch"))
    assert "This field is required" in client.post(ADD, {"captured_on": "2026-05-31"}).content.decode()
    assert not ImportBatch.objects.exists()


def test_staff_without_the_permission_cannot_upload(client: Client) -> None:
    client.force_login(curator("view_importbatch"))
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, {"pages": seed_files(), "captured_on": "2026-05-31"}).status_code == 403
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "reader"])
def test_strangers_and_readers_do_not_get_in(client: Client, who: str) -> None:
    if who == "reader":
        client.force_login(make_user("Cleo"))
    for url in (ADD, "/admin/", "/admin/works/importpage/", "/admin/profiles/user/"):
        assert client.get(url).status_code in {302, 403}
        assert client.post(url).status_code in {302, 403}
    assert not ImportBatch.objects.exists()


def test_what_was_imported_cannot_be_typed_over_or_deleted(client: Client) -> None:
    client.force_login(make_user("Root", is_staff=True, is_superuser=True))
    import_seeds("001")
    page, work = ImportPage.objects.get(), Work.objects.first()
    assert work is not None
    for url in (f"/admin/works/importpage/{page.pk}/", f"/admin/works/work/{work.pk}/"):
        assert client.get(url + "change/").status_code == 200
        assert client.post(url + "change/", {"title": "Mine"}).status_code == 403
        assert client.post(url + "delete/", {"post": "yes"}).status_code == 403
    assert "Siquan Li, Yao Tong" in client.get(f"/admin/works/importpage/{page.pk}/change/").content.decode()


def test_every_list_of_the_admin_opens(client: Client) -> None:
    client.force_login(make_user("Root", is_staff=True, is_superuser=True))
    import_seeds("001")
    for name in ("works/importbatch", "works/importpage", "works/work", "works/listing", "works/source"):
        assert client.get(f"/admin/{name}/").status_code == 200
    for name in ("works/sourceprofile", "works/authorship", "works/reportednumber", "profiles/user", "profiles/author"):
        assert client.get(f"/admin/{name}/").status_code == 200
