"""The table that an import ends with."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from works.imports.results import Result, total
from works.models import ImportPage

_COLUMNS = ("page", "state", "works new", "joined", "unchanged", "authors new", "joined", "problems")


def show(console: Console, pages: Sequence[ImportPage], dry_run: bool) -> None:
    """Prints a row a page, the sums, every problem with its line, and in a sentence whether anything changed."""
    table = Table(*_COLUMNS)
    for page in pages:
        table.add_row(escape(page.filename), page.state, *_cells(Result(**page.result), len(page.problems)))
    result = total(page.result for page in pages)
    table.add_section()
    count = f"{len(pages)} page" + ("" if len(pages) == 1 else "s")
    table.add_row(count, "", *_cells(result, sum(len(page.problems) for page in pages)))
    console.print(table)
    for page in pages:
        for problem in page.problems:
            where = page.filename + (f", line {problem['line']}" if problem["line"] else "")
            console.print(f"{where}: {problem['message']}", markup=False, highlight=False, soft_wrap=True)
    console.print(_verdict(pages, result, dry_run), markup=False, highlight=False, soft_wrap=True)


def _cells(result: Result, problems: int) -> list[str]:
    joined = f"{result.works_joined}" + (f" (+{result.works_changed} changed)" if result.works_changed else "")
    counts = (result.works_new, joined, result.works_unchanged, result.authors_new, result.authors_joined, problems)
    return [str(count) for count in counts]


def _verdict(pages: Sequence[ImportPage], result: Result, dry_run: bool) -> str:
    failed = sum(page.state == ImportPage.State.FAILED for page in pages)
    waiting = sum(page.state == ImportPage.State.QUEUED for page in pages)
    if waiting:
        return f"{waiting} of {len(pages)} pages are still waiting for a worker; they will be imported when one runs."
    if failed:
        return f"{failed} of {len(pages)} pages failed; nothing of them was imported."
    if dry_run:
        return "Dry run: nothing was kept."
    return "Nothing changed: everything these pages say was already known." if result.changed_nothing else "Done."
