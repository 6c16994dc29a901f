"""Where a formula ends, and whether what stands between two dollars is a formula at all."""

from __future__ import annotations

import re

LONGEST_FORMULA = 1_500
TEX = re.compile(r"[\\^_{}]")
# Text set within a formula, and commands: words there are no prose.
COMMANDS = re.compile(r"\\(?:text\w*|mathrm|mathit|mathsf|mbox|rm|it)\s*\{[^{}]*\}|\\[A-Za-z]+|\\ ")
# Two words in a row, or a word after a number, as in "$5 million to US$": text between two prices.
WORDS = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,}+[\s,;.]++[^\W\d_]{2,}|\d\s+[^\W\d_]{3,}")


def formula_end(raw: str, start: int, closer: str) -> int | None:
    """Where the closer of the formula that begins at `start` stands, None where no formula begins there."""
    end = raw.find(closer, start, start + LONGEST_FORMULA + len(closer))
    while end > start and raw[end - 1] == "\\" and closer[0] == "$":
        end = raw.find(closer, end + 1, start + LONGEST_FORMULA + len(closer))
    if end < 0:
        return None
    inner = raw[start:end]
    if not inner.strip() or "\n\n" in inner:
        return None
    if closer in ("$", "$$") and not is_mathematics(inner, raw[end + 1 : end + 2]):
        return None
    return end


def is_mathematics(inner: str, after: str) -> bool:
    """Whether the text between dollars is a formula, judged by it and the character behind: prices are none."""
    if WORDS.search(COMMANDS.sub("+", inner)):
        return False
    # "$5-$6" and "$ 5 ... $ 6" are prices; "$ n $", "$2n$" and "$>$450" are none.
    begins_as_price = inner.lstrip()[0].isdigit() and not TEX.search(inner)
    return not (begins_as_price and (after.isdigit() or inner[0].isspace() or inner[-1].isspace()))
