"""From the bytes of a captured page to its records: decoding, and the parser that recognises the page."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol, cast

from works.imports import pages
from works.imports.lines import Line, numbered, shown
from works.imports.records import ParsedPage, Problem, SourceRecord
from works.tex.characters import visible

MAX_PAGE_BYTES = 5 * 1024 * 1024
MOST_LINES = 200_000
BOM = b"\xef\xbb\xbf"
MARKUP = re.compile(r"\s*<[a-zA-Z!?/]")


class PageParser(Protocol):
    """What a module in `works.imports.pages` offers."""

    SOURCE: SourceRecord
    MARK: re.Pattern[str]  # a line that stands on every page of the kind, and once

    def recognise(self, lines: Sequence[Line]) -> bool:
        """Whether the page is of this kind, judged by its content alone."""

    def parse(self, lines: Sequence[Line], captured_on: dt.date) -> ParsedPage:
        """The records of a page that was recognised, or its fatal problems."""


@cache
def parsers() -> dict[str, PageParser]:
    """Every parser by the name of its module; a new kind of page is a new module in `pages`, nothing else."""
    names = sorted(module.name for module in pkgutil.iter_modules(pages.__path__))
    return {name: cast("PageParser", importlib.import_module(f"{pages.__name__}.{name}")) for name in names}


def decode(raw: bytes) -> str | Problem:
    r"""The page's text with "\n" line ends and no byte order mark, or the fatal problem that makes it no text."""
    if len(raw) > MAX_PAGE_BYTES:
        limit = MAX_PAGE_BYTES // 1024**2
        return Problem("too_large", None, f"The page has {len(raw):,} bytes; at most {limit} MiB are read.")
    if (nul := raw.find(b"\0")) >= 0:
        line = line_of(raw, nul)
        return Problem("binary", line, f"Line {line} holds a NUL byte (byte {nul:,}): this is not a text.")
    try:
        text = raw.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + (len(BOM) if raw.startswith(BOM) else 0)
        line = line_of(raw, at)
        return Problem("not_utf8", line, f"Line {line} is not UTF-8: byte {at:,} is 0x{raw[at]:02x}.")
    if not visible(text).strip():
        return Problem("empty", None, "The page is empty.")
    if MARKUP.match(text):
        return Problem("html", 1, f"The page is HTML or XML ({shown(visible(text).strip(), 20)}); its text is needed.")
    text = text.replace("\r\n", "\n")
    text = text.replace("\r", " " if "\n" in text else "\n")
    if text.count("\n") > MOST_LINES:
        return Problem("too_large", None, f"The page has more than {MOST_LINES:,} lines.")
    return text


def line_of(raw: bytes, offset: int) -> int:
    """The 1-based number of the line that holds the byte."""
    before = raw[:offset]
    return (before.count(b"\n") or before.count(b"\r")) + 1


def parse(raw: bytes, captured_on: dt.date) -> ParsedPage:
    """The page's records, or named problems with `records` None; never raises, whatever the bytes."""
    text = decode(raw)
    if isinstance(text, Problem):
        return ParsedPage(None, (text,))
    lines = list(numbered(text))
    for name, parser in parsers().items():
        if parser.recognise(lines):
            second = second_page(lines)
            page = ParsedPage(None, (second,)) if second else parser.parse(lines, captured_on)
            return replace(page, parser=name, source=parser.SOURCE)
    message = f"No parser recognises this page; it begins with {shown(lines[0].text)}."
    return ParsedPage(None, (Problem("unknown_kind", None, message),))


def second_page(lines: Sequence[Line]) -> Problem | None:
    """The fatal problem of pages that were put together in one file; None for a single page."""
    marks = re.compile("|".join(parser.MARK.pattern for parser in parsers().values()))
    found = [line for line in lines if marks.fullmatch(line.text)]
    if len(found) < 2:
        return None
    line = found[1]
    message = f"Line {line.number}, {shown(line.text)}, belongs to a second page; each page is imported by itself."
    return Problem("several_pages", line.number, message)
