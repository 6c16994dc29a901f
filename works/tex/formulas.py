"""Formulas: TeX to a tree of MathML that is safe to show, and to plain text.

latex2mathml builds the tree; its own string output is not used, since it unescapes what it escaped. Every element and
attribute is copied into a new tree through the lists below, so whatever is not named here cannot reach a page.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache, lru_cache
from xml.etree.ElementTree import Element, SubElement, tostring

from latex2mathml import exceptions
from latex2mathml.converter import Converter

from works.tex.characters import visible

ARITY = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}
ELEMENTS = frozenset(
    (
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "mstyle",
        "mpadded",
        "mphantom",
        "msqrt",
        "mtable",
        "mtr",
        "mtd",
    )
) | frozenset(ARITY)
RENAMED = {"menclose": "mrow"}  # no browser shows it
BOOLEAN = re.compile("true|false")
LENGTH = re.compile(r"0|0px|[0-2](?:\.[0-9]{1,3})?em|\.[0-9]{1,3}em")
ATTRIBUTES: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(("stretchy", "fence", "separator", "accent", "movablelimits", "largeop", "displaystyle"), BOOLEAN),
    **dict.fromkeys(("minsize", "maxsize", "lspace", "rspace", "width", "height", "depth"), LENGTH),
    "display": re.compile("block|inline"),
    "form": re.compile("prefix|postfix|infix"),
    "linethickness": re.compile("0"),
    "mathvariant": re.compile("normal"),
    "scriptlevel": re.compile("[0-2]"),
}
VARIANTS = {
    "bold": "BOLD",
    "bold-italic": "BOLD ITALIC",
    "double-struck": "DOUBLE-STRUCK",
    "fraktur": "FRAKTUR",
    "monospace": "MONOSPACE",
    "sans-serif": "SANS-SERIF",
    "script": "SCRIPT",
}
DEEPEST = 25
# What latex2mathml may raise on TeX it cannot read: its own errors (they have no common base) and slips of its walker.
ERRORS: tuple[type[Exception], ...] = (
    *(error for error in vars(exceptions).values() if isinstance(error, type) and issubclass(error, Exception)),
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    StopIteration,
    TypeError,
    ValueError,
)
# Definitions could grow without bound, and \href, \class and \style have no business here.
FORBIDDEN = re.compile(r"\\(?:def|newcommand|newenvironment|DeclareMathOperator|href|class|style)(?![A-Za-z])")
ALIASES = {
    "~": "\\tilde ",
    "textsc": "\\text",
    "textsuperscript": "^",
    "textsubscript": "_",
    "mathds": "\\mathbb",
    "mathbbm": "\\mathbb",
    "mathpzc": "\\mathcal",
    "ensuremath": "",
    "xspace": "",
    "sim": "∼",
    "backslash": "∖",
    "textless": "<",
    "textgreater": ">",
    "P": "¶",
}
ALIAS = re.compile(rf"\\(~|(?:{'|'.join(name for name in ALIASES if name.isalpha())})(?![A-Za-z]))")
PERCENT = re.compile(r"(?<!\\)%")


class UnreadableError(ValueError):
    """TeX that does not make a formula worth showing."""


def mathml(tex: str, *, is_block: bool = False) -> str | None:
    """The formula as a <math> element without anything that could harm a page, None where the TeX does not parse."""
    tree = read(tex, is_block=is_block)
    return None if tree is None else tostring(tree, encoding="unicode", short_empty_elements=False)


@lru_cache(maxsize=256)
def read(tex: str, *, is_block: bool = False) -> Element | None:
    """The formula as a clean tree, None where the TeX does not parse; callers must not change it."""
    if FORBIDDEN.search(tex) or nesting(tex) > DEEPEST:
        return None
    try:
        found = Converter(display="block" if is_block else "inline").convert_to_element(prepared(tex))
        root = Element("math")
        copy(found, root, 0)
    except ERRORS:
        return None
    return root[0]


def prepared(tex: str) -> str:
    """The TeX in the dialect of latex2mathml: a bare % is meant as a sign, and a few commands have other names."""
    tex = PERCENT.sub(r"\\%", tex).replace(r"\not=", r"\neq ")
    return ALIAS.sub(lambda match: ALIASES[match[1]], tex)


def nesting(tex: str) -> int:
    """How deep the braces go."""
    deepest = depth = 0
    for sign in tex:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    return deepest


def copy(found: Element, parent: Element, depth: int) -> None:
    """Append to `parent` what the lists above allow of an element; raises UnreadableError for what they do not."""
    tag = RENAMED.get(found.tag, found.tag)
    if tag not in ELEMENTS or depth > 4 * DEEPEST or len(found) != ARITY.get(tag, len(found)):
        raise UnreadableError(tag)
    text = visible(html.unescape(found.text or ""))
    if text.startswith("\\") and tag != "mtext":
        raise UnreadableError(text)
    element = SubElement(parent, tag, {name: value for name, value in found.attrib.items() if is_allowed(name, value)})
    element.text = styled(text, found.attrib.get("mathvariant", "")) or None
    set_token(element, text)
    for child in found:
        copy(child, element, depth + 1)


def is_allowed(name: str, value: str) -> bool:
    """Whether an attribute may stand on a page with that value."""
    return name in ATTRIBUTES and ATTRIBUTES[name].fullmatch(value) is not None


def set_token(element: Element, text: str) -> None:
    """Make operators of what latex2mathml takes for identifiers: browsers space and stretch by the tag."""
    if element.tag not in ("mi", "mo") or not text:
        return
    if len(text) > 1 and text.isalpha():  # "log", "max": set apart from what stands beside them
        element.tag = "mo"
        element.attrib |= {"lspace": "0.167em", "rspace": "0.167em"}
    elif text[0] == "." and text[1:].isdigit():
        element.tag = "mn"
    elif element.tag == "mi" and len(text) == 1 and unicodedata.category(text) in ("Sm", "Ps", "Pe"):
        element.tag = "mo"
        element.set("stretchy", "false")


def styled(text: str, variant: str) -> str:
    """The text in Unicode's mathematical letters: browsers ignore the attribute that asks for them."""
    if variant not in VARIANTS or not text:
        return text
    return "".join(styled_character(character, VARIANTS[variant]) for character in text)


@cache
def styled_character(character: str, style: str) -> str:
    """The mathematical letter of that style, e.g. ℝ for "R" and "DOUBLE-STRUCK"; the character if there is none."""
    plain = re.sub("LATIN |GREEK |LETTER ", "", unicodedata.name(character, ""))
    other = "BLACK-LETTER" if style == "FRAKTUR" else style
    for name in (f"MATHEMATICAL {style} {plain}", f"{other} {plain}"):
        try:
            return unicodedata.lookup(name)
        except KeyError:
            continue
    return character
