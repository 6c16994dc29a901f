"""Zips of captured pages: what is in them is imported, and what is wrong with one is said before anything is kept."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from tests.make import SEEDS, feed_page, feed_work, make_user, run
from works.imports import folder, zips
from works.imports.registry import MAX_PAGE_BYTES
from works.models import ImportBatch, ImportPage, Work

pytestmark = pytest.mark.django_db

ADD = "/admin/works/importbatch/add/"
PAGE = feed_page("Ada Lovelace", [feed_work("A Long Title of Six Words", ["Ada Lovelace"])])


def zip_of(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return held.getvalue()


def seeds_zip(manifest: bool = True) -> bytes:
    """The five captures in a folder, as a system packs them."""
    files = {f"seeds/{path.name}": path.read_bytes() for path in sorted(SEEDS.glob("*.txt"))}
    files |= {"seeds/": b"", "__MACOSX/seeds/._000.txt": b"\0", "seeds/.DS_Store": b"\0"}
    return zip_of(files | ({"seeds/manifest.toml": (SEEDS / "manifest.toml").read_bytes()} if manifest else {}))


@pytest.fixture
def curator(client: Client) -> Client:
    client.force_login(make_user("Root", is_staff=True, is_superuser=True))
    return client


def upload(client: Client, *files: tuple[str, bytes], **fields: str) -> str:
    """What the form answers to these files; the address it leads to where it took them."""
    posted = {"pages": [SimpleUploadedFile(*file) for file in files], "captured_on": "2026-06-30", "source": ""}
    answer = client.post(ADD, posted | fields)
    return answer.headers.get("Location") or answer.content.decode()


def test_a_zip_of_five_pages_is_a_batch_of_five(curator: Client) -> None:
    assert upload(curator, ("captures.zip", seeds_zip())).startswith("/admin/works/importbatch/")
    batch = run(ImportBatch.objects.get())
    assert sorted(batch.pages.values_list("filename", "state"))[0] == ("seeds/000_7d71ab4e86d15e81.txt", "imported")
    assert (batch.pages.count(), Work.objects.count()) == (5, 48)
    assert {str(day) for day in batch.pages.values_list("captured_on", flat=True)} == {"2026-05-31"}
    assert batch.pages.get(filename__contains="000_").source_name == "BZPEER"


def test_without_a_manifest_the_pages_have_the_day_of_the_form(curator: Client) -> None:
    upload(curator, ("captures.zip", seeds_zip(manifest=False)), source="Faculty")
    pages = ImportPage.objects.values_list("captured_on", "source_name")
    assert {(str(day), source) for day, source in pages} == {("2026-06-30", "Faculty")}


def test_zips_and_pages_are_handed_in_together(curator: Client) -> None:
    upload(curator, ("a.zip", zip_of({"one.txt": PAGE})), ("two.txt", b"x"), ("b.zip", zip_of({"three.txt": b"y"})))
    assert list(ImportPage.objects.values_list("filename", flat=True)) == ["one.txt", "two.txt", "three.txt"]


def test_names_lead_nowhere_and_hold_no_signs_that_cannot_be_seen(curator: Client) -> None:
    names = {"../../etc/passwd": b"a", "C:\\temp\\page.txt": b"b", "a\u202etxt.exe": b"c", "/x/./y": b"d"}
    upload(curator, ("odd.zip", zip_of(names)))
    assert set(ImportPage.objects.values_list("filename", flat=True)) == {
        "etc/passwd", "C:/temp/page.txt", "atxt.exe", "x/y",
    }  # fmt: skip


def test_a_page_over_the_limit_is_told_as_such_and_does_not_sink_the_others(curator: Client) -> None:
    upload(curator, ("big.zip", zip_of({"huge.txt": b"x" * (MAX_PAGE_BYTES + 1), "fine.txt": PAGE})))
    batch = run(ImportBatch.objects.get())
    told = dict(batch.pages.values_list("filename", "state"))
    assert told == {"huge.txt": "failed", "fine.txt": "imported"}
    assert batch.pages.get(filename="huge.txt").size == MAX_PAGE_BYTES + 1


def encrypted(raw: bytes) -> bytes:
    """The zip with the mark of encryption on its first entry."""
    at = raw.index(b"PK\x01\x02") + 8
    return raw[:6] + b"\x01" + raw[7:at] + b"\x01" + raw[at + 1 :]


def with_a_link() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return held.getvalue()


def crc_wrong() -> bytes:
    raw = zip_of({"page.txt": b"abcdefgh" * 40}, zipfile.ZIP_STORED)
    return raw.replace(b"abcdefgh", b"abcdefgX", 1)


def list_too_long() -> bytes:
    raw = zip_of({"page.txt": b"x"})
    at = raw.rindex(b"PK\x05\x06") + 12
    return raw[:at] + struct.pack("<L", 50_000_000) + raw[at + 4 :]


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "bad.zip: this is no zip, or one that was cut off."),
    "text": (lambda: b"Ada Lovelace", "bad.zip: this is no zip, or one that was cut off."),
    "cut": (lambda: seeds_zip()[:5000], "bad.zip: this is no zip, or one that was cut off."),
    "without its beginning": (lambda: seeds_zip()[5000:], "is broken and cannot be"),
    "without pages": (lambda: zip_of({"manifest.toml": b""}), "bad.zip: the zip holds no page."),
    "of folders": (lambda: zip_of({"a/": b""}), "bad.zip: the zip holds no page."),
    "encrypted": (lambda: encrypted(zip_of({"page.txt": PAGE})), "bad.zip: page.txt is encrypted."),
    "nested": (lambda: zip_of({"in/inner.zip": zip_of({"a": b""})}), "bad.zip: in/inner.zip is a zip itself"),
    "link": (with_a_link, "bad.zip: link.txt is a link or a device and no file."),
    "method": (
        lambda: zip_of({"p.txt": PAGE}, zipfile.ZIP_BZIP2),
        "bad.zip: p.txt is packed in a way that is not read",
    ),
    "crc": (crc_wrong, "bad.zip: page.txt is broken and cannot be unpacked."),
    "many": (
        lambda: zip_of({f"{n}.txt": b"" for n in range(1001)}),
        "the zip holds 1,001 pages; at most 1,000 are taken",
    ),
    "long list": (list_too_long, "bad.zip: the zip lists far more than the 1,000 pages"),
    "manifest": (
        lambda: zip_of({"manifest.toml": b"[", "p.txt": PAGE}),
        "bad.zip: manifest.toml: the manifest cannot be",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_with_a_zip_is_said_and_nothing_is_kept(curator: Client, name: str) -> None:
    make, sentence = BAD[name]
    answer = upload(curator, ("fine.txt", PAGE), ("bad.zip", make()))
    assert sentence in answer
    assert not ImportBatch.objects.exists()


def test_a_bomb_is_unpacked_no_further_than_a_page_may_be(curator: Client) -> None:
    bomb = zip_of({"bomb.txt": b"\n" * 300_000_000})
    assert len(bomb) < 1_000_000
    # It even lies about its size.
    at = bomb.index(b"PK\x01\x02") + 24
    bomb = bomb[:at] + struct.pack("<L", 10) + bomb[at + 4 :]
    assert "bomb.txt is broken" in upload(curator, ("bomb.zip", bomb))
    assert not ImportBatch.objects.exists()


def test_many_pages_that_are_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MOST_BYTES", 1000)
    held = io.BytesIO(zip_of({f"{n}.txt": b"x" * 400 for n in range(3)}))
    with pytest.raises(zips.BadZip, match="its pages have more than"):
        list(zips.entries("a.zip", held))


def test_several_zips_together_are_bounded_too(curator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MOST_BYTES", 1000)
    large = zip_of({"1.txt": b"x" * 400, "2.txt": b"x" * 400})
    assert "b.zip: unpacked, the zips have more" in upload(curator, ("a.zip", large), ("b.zip", large))
    assert not ImportBatch.objects.exists()


def entries_of(raw: bytes) -> list[zips.Entry] | str:
    """The pages of the zip, or why it is refused."""
    try:
        return list(zips.entries("x.zip", io.BytesIO(raw)))
    except zips.BadZip as error:
        return str(error)


def test_any_bytes_at_all_are_pages_or_are_refused_in_a_sentence() -> None:
    whole = zip_of({"a.txt": PAGE, "b/c.txt": PAGE * 3})
    for at in range(0, len(whole), 7):
        found = entries_of(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        assert found[:7] == "x.zip: " if isinstance(found, str) else all(e.size <= MAX_PAGE_BYTES for e in found)


def test_the_command_takes_a_zip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "captures.zip").write_bytes(seeds_zip())
    call_command("import_pages", str(tmp_path / "captures.zip"), "--dry-run")
    assert "seeds/000_7d71ab4e86d15e81.txt" in capsys.readouterr().out
    (tmp_path / "captures.zip").write_bytes(b"x")
    with pytest.raises(folder.NotReadable, match="this is no zip"):
        list(folder.uploads([tmp_path], None, ""))
