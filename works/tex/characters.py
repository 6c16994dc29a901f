"""Characters that must not reach a reader: controls, and those that cannot be seen."""

from __future__ import annotations

import re

# Zero-width and direction-changing characters make two names look alike or a title read backwards. The two joiners
# stay between letters of the scripts that are spelled with them (U+0600 to U+109F: Arabic, the Indic scripts, Burmese).
INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|(?<![\u0600-\u061b\u061d-\u109f])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u061b\u061d-\u109f])"
)
# Neither XML nor PostgreSQL takes these: controls other than white space, lone surrogates, noncharacters.
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Line separators that nobody means as such: old printers', IBM's, Unicode's.
SEPARATORS = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


def visible(text: str) -> str:
    """The text without control, zero-width and direction-changing characters, odd line separators as blanks."""
    return INVISIBLE.sub("", UNPRINTABLE.sub("", SEPARATORS.sub(" ", text)))


def one_line(text: str) -> str:
    """The visible text with every run of space, of whatever alphabet, as one blank."""
    return " ".join(visible(text).split())
