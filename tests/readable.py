"""What axe-core finds wrong with a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# What dark and light differ in.
COLOURS = ["color-contrast", "link-in-text-block"]
# Only what is wrong is described, since describing all that is right takes most of the time.
_OPTIONS = {"resultTypes": ["violations"]}


def violations(page: Page, context: str | None = None, rules: list[str] | None = None) -> list[dict[str, Any]]:
    """The violations on the page, or in the part of it that a selector names, of all rules or of these."""
    options = {**_OPTIONS, "runOnly": rules} if rules else _OPTIONS
    found: list[dict[str, Any]] = Axe().run(page, context=context, options=options).response["violations"]
    return found


def faults(page: Page, rules: list[str] | None = None, *, serious: bool = False) -> list[str]:
    """What is wrong with the page, one line each: what axe-core finds, and a page wider than its window.

    With `serious` only what keeps somebody out, since the desk's own frame is not ours.
    """
    page.evaluate("document.fonts.ready.then(() => true)")
    found = violations(page, rules=rules)
    kept = [v for v in found if not serious or v["impact"] in {"serious", "critical"}]
    lines = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in kept]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*lines, "wider than the window"] if wide else lines
