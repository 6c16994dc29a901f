"""`manage.py import_pages` as a person types it, with a real worker behind it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from profiles.models import Author
from tests.make import SEEDS
from tests.workers import environment, worker
from works.models import ImportBatch, ImportPage, Source, Work

pytestmark = pytest.mark.django_db(transaction=True)


def import_pages(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, on this test's database."""
    command = [sys.executable, "manage.py", "import_pages", *arguments]
    return subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=environment() | variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def rows(output: str) -> dict[str, list[str]]:
    """The cells of the printed table by their first."""
    cells = [[cell.strip() for cell in line.strip("│┃ ").replace("┃", "│").split("│")] for line in output.splitlines()]
    return {row[0]: row[1:] for row in cells if len(row) > 3}


def test_the_seeds_go_in_once_and_the_second_time_nothing_changes() -> None:
    with worker():
        first, second = import_pages("seeds"), import_pages("seeds")
    assert first.returncode == 0, first.stderr
    assert rows(first.stdout)["5 pages"] == ["", "48", "8", "0", "78", "5", "0"]
    assert "Importing" in first.stderr
    assert "Done." in first.stdout
    assert second.returncode == 0, second.stderr
    assert rows(second.stdout)["5 pages"] == ["", "0", "0", "56", "0", "0", "0"]
    assert "Nothing changed: everything these pages say was already known." in second.stdout
    assert Work.objects.count() == 48
    assert str(ImportPage.objects.earliest("id").captured_on) == "2026-05-31"


def test_a_dry_run_says_what_would_happen_and_keeps_nothing() -> None:
    said = import_pages("seeds", "--dry-run")
    assert said.returncode == 0, said.stderr
    assert rows(said.stdout)["5 pages"] == ["", "48", "8", "0", "78", "5", "0"]
    assert "Dry run: nothing was kept." in said.stdout
    for model in (ImportBatch, ImportPage, Work, Author, Source):
        assert not model.objects.exists()


def test_problems_stand_under_the_table_with_file_and_line(tmp_path: Path) -> None:
    raw = (SEEDS / "001_c764dba42f2535ff.txt").read_text()
    (tmp_path / "cut.txt").write_text(raw[:2500])
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "good.txt").write_text(raw)
    said = import_pages(str(tmp_path), "--dry-run", "--captured-on", "2026-05-31")
    assert said.returncode == 1
    assert "cut.txt, line " in said.stdout
    assert "empty.txt: The page is empty." in said.stdout
    assert rows(said.stdout)["good.txt"][:2] == ["imported", "3"]
    assert "2 of 3 pages failed" in said.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["/nowhere/at/all.txt"], "/nowhere/at/all.txt: there is no such file or folder."),
        (["seeds", "--captured-on", "yesterday"], "'yesterday' is not a date such as 2026-05-31."),
    ],
)
def test_a_slip_of_the_pen_is_answered_in_a_sentence(arguments: list[str], sentence: str) -> None:
    said = import_pages(*arguments)
    assert said.returncode != 0
    assert sentence in said.stderr
    assert "Traceback" not in said.stderr


def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("x")
    (tmp_path / "manifest.toml").write_text("[page")
    said = import_pages(str(tmp_path))
    assert said.returncode != 0
    assert "the manifest cannot be read" in said.stderr
    assert "Traceback" not in said.stderr


def test_the_source_and_the_day_can_be_said(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes((SEEDS / "004_135924bed055d406.txt").read_bytes())
    with worker():
        said = import_pages(str(tmp_path / "page.txt"), "--source", "Faculty pages", "--captured-on", "2026-06-30")
    assert said.returncode == 0, said.stderr
    page = ImportPage.objects.get()
    assert (str(page.source), str(page.captured_on)) == ("Faculty pages", "2026-06-30")


def test_without_a_queue_the_pages_are_kept_and_the_person_is_told() -> None:
    said = import_pages("seeds", REDIS_URL="unix:///nowhere/valkey.sock")
    assert said.returncode != 0
    assert "The pages are stored, but the queue (REDIS_URL) does not answer" in said.stderr
    assert "Traceback" not in said.stderr
    assert ImportPage.objects.waiting().count() == 5
