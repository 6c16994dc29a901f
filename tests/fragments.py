"""What a safe fragment of HTML is, for the tests of works.tex."""

from __future__ import annotations

import re
from xml.etree import ElementTree

# Written down here once more: the tests must not trust the lists of the code they test.
HTML: dict[str, set[str]] = {
    "em": set(),
    "strong": set(),
    "sup": set(),
    "sub": set(),
    "code": {"class"},
    "a": {"href", "rel"},
}
MATHML = """
    math mrow mi mn mo mtext mspace mstyle mpadded mphantom msqrt mtable mtr mtd
    mfrac mroot msub msup msubsup munder mover munderover
"""
MATHML_ATTRIBUTES = """
    display stretchy fence separator accent movablelimits largeop displaystyle minsize maxsize lspace rspace
    width height depth form linethickness mathvariant scriptlevel
"""
VALUE = re.compile(r"[a-z0-9.]{1,8}")


def parsed(fragment: str) -> ElementTree.Element:
    """The fragment as XML; raises where it is not well-formed."""
    return ElementTree.fromstring(f"<p>{fragment}</p>")


def check_safe(fragment: str) -> None:
    """Assert that a fragment holds allowed tags and attributes only, with harmless values."""
    for element in list(parsed(fragment).iter())[1:]:
        if element.tag in MATHML.split():
            assert set(element.attrib) <= set(MATHML_ATTRIBUTES.split())
            assert all(VALUE.fullmatch(value) for value in element.attrib.values())
        else:
            assert set(element.attrib) <= HTML[element.tag]
            assert element.get("class", "tex-source") == "tex-source"
            assert element.get("rel", "nofollow noopener ugc") == "nofollow noopener ugc"
            assert element.get("href", "https://").startswith(("http://", "https://"))
