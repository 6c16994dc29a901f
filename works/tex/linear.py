"""Formulas as a line of plain Unicode text: x², K_t, (a + b)/c."""

from __future__ import annotations

import unicodedata
from xml.etree.ElementTree import Element

SUBSCRIPTS = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
SMALL = frozenset("0123456789+-−")
MARKS = {
    "^": "\u0302",
    "~": "\u0303",
    "¯": "\u0304",
    "―": "\u0305",
    "˙": "\u0307",
    "¨": "\u0308",
    "´": "\u0301",
    "→": "\u20d7",
}
INTO = {"_": SUBSCRIPTS, "^": SUPERSCRIPTS}


def linear(element: Element) -> str:
    """The formula's text."""
    parts = [linear(child) for child in element]
    match element.tag:
        case "msub" | "munder":
            return parts[0] + attached("_", parts[1])
        case "msup":
            return parts[0] + attached("^", parts[1])
        case "mover":
            return marked(*parts)
        case "msubsup" | "munderover":
            return parts[0] + attached("_", parts[1]) + attached("^", parts[2])
        case "mfrac":
            return f"{grouped(parts[0])}/{grouped(parts[1])}"
        case "msqrt":
            return f"√{grouped(''.join(parts))}"
        case "mroot":
            return f"{attached('^', parts[1])}√{grouped(parts[0])}"
        case "mtr":
            return " ".join(parts)
        case "mtable":
            return "; ".join(parts)
        case "mspace":
            return " " if element.get("width", "") in ("1em", "2em", "0.5em") else ""
        case "mphantom":
            return ""
    return plain(element.text or "") + spaced(parts)


def plain(text: str) -> str:
    """The text with mathematical letters as ordinary ones."""
    return "".join(
        unicodedata.normalize("NFKC", sign) if "\U0001d400" <= sign <= "\U0001d7ff" else sign for sign in text
    )


def spaced(parts: list[str]) -> str:
    """The parts side by side, a word ("log") kept apart from letters around it."""
    line = ""
    last = ""
    for part in filter(None, parts):
        is_word = (len(part) > 1 and part.isalpha()) or (len(last) > 1 and last.isalpha())
        line += " " + part if is_word and line[-1:].isalnum() and part[0].isalnum() else part
        last = part
    return line


def attached(sign: str, script: str) -> str:
    """An index or exponent: small digits, a bare sign (x*, x′), or behind _ or ^."""
    if not script:
        return ""
    if SMALL.issuperset(script):
        return script.translate(INTO[sign])
    if sign == "^" and len(script) == 1 and not script.isalnum():
        return {"∘": "°"}.get(script, script)
    return sign + grouped(script)


def marked(base: str, over: str) -> str:
    """A letter under its accent, anything else behind ^."""
    if over in MARKS:
        return unicodedata.normalize("NFC", base + MARKS[over]) if len(base) == 1 else base
    return base + attached("^", over)


def grouped(text: str) -> str:
    """The text in parentheses unless it is one word or number."""
    return text if text.isalnum() or len(text) <= 1 or (text[0] == "(" and text[-1] == ")") else f"({text})"
