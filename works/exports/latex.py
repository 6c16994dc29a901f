r"""Titles and plain text as TeX that any bibliography style may set: UTF-8, balanced braces, nothing that runs. Pure.

Letters stay as they are, since biber and bibtex8 read UTF-8. A formula is kept where it can be read and is sound in a
BibTeX field; whatever else a source wrote with backslashes is printed as it reads on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from latex2mathml import commands
from latex2mathml.symbols_parser import SYMBOLS

from works.tex.formulas import ALIASES
from works.tex.formulas import read as read_formula
from works.tex.markup import read
from works.tex.nodes import Formula, Link, Node, Styled, Text
from works.tex.render import text_of

_COMMANDS = {"em": "emph", "strong": "textbf", "code": "texttt", "sup": "textsuperscript", "sub": "textsubscript"}
_SIGNS = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    "\u00a0": " ", **{sign: f"\\{sign}" for sign in "$&%#_"},
})  # fmt: skip
# Signs in a row that TeX would set as another one: "--" as a dash, "''" as a quotation mark.
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)|(?<=[?!])(?=`)")
# A word with its hyphens: what a style that sets titles small must not touch has a capital behind its first letter.
_WORD = r"[^\W_]+(?:[-'’.][^\W_]+)*"
_KEPT_CAPITALS = re.compile(r"[^\W_][^\W_]*?[A-ZÀ-ÖØ-Þ]")
_ONE_CAPITAL = re.compile(r"(?:^|-)[A-Z](?:-|$)")
# What the source put into braces, as "{B}ayesian", and the letters around it.
_BRACED = re.compile(r"(?<![\\^])(\\?[\w^]*)\{([\w' -]*)\}(\w*)")
# "^^5c" is a backslash to TeX.
_LONE_SIGN = re.compile(r"(?<!\\)[%#&$]|\^\^|\n\s*\n|\\$")
_COMMAND = re.compile(r"\\\\|\\(?:begin|end)\s*\{([^{}]*)\}|\\([A-Za-z]+)")
# Commands that only set something. A formula that can be read may hold others where it is read as mere text.
_SETTING = {name for value in vars(commands).values() if isinstance(value, str | tuple | dict)
            for name in ([value] if isinstance(value, str) else value)}  # fmt: skip
_HARMLESS = frozenset(name[1:] for name in {*_SETTING, *SYMBOLS} if name.startswith("\\")) | ALIASES.keys()
_HARMLESS -= {"begin", "end", "verb", "def", "newcommand", "newenvironment", "DeclareMathOperator", "href", "unicode"}
_FORMULA_BRACES = ((r"\{", r"\lbrace "), (r"\}", r"\rbrace "))


def title(raw: str) -> str:
    """The title for a BibTeX field: emphasis, formulas and the capitals that the source protects."""
    return _Writer(_protected(raw)).write(read(raw)).strip()


def text(value: str) -> str:
    """Plain text for a BibTeX field."""
    return _LIGATURE.sub("{}", value.translate(_SIGNS))


def formula(tex: str) -> str:
    """The formula between dollars; "" where it cannot be read, or would break the file around it."""
    for escaped, command in _FORMULA_BRACES:
        tex = tex.replace(escaped, command)
    if _LONE_SIGN.search(tex) or not _is_balanced(tex) or not _is_harmless(tex) or read_formula(tex) is None:
        return ""
    # In braces, so that a style that sets titles small leaves it alone.
    return f"{{${tex.strip()}$}}"


def _is_harmless(tex: str) -> bool:
    return all(name in _HARMLESS for match in _COMMAND.finditer(tex) if (name := match[1] or match[2]))


def _is_balanced(tex: str) -> bool:
    # As BibTeX counts them: escaped or not.
    depth = 0
    for sign in tex:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def _protected(raw: str) -> frozenset[str]:
    found = set()
    for before, inner, after in _BRACED.findall(raw):
        is_plain = not before.startswith("\\") and not before.endswith(("_", "^"))
        if is_plain and any(letter.isupper() for letter in inner):
            found.add(before + inner + after)
    return frozenset(found)


class _Writer:
    def __init__(self, protected: frozenset[str]) -> None:
        phrases = [re.escape(phrase) for phrase in sorted(protected, key=len, reverse=True)]
        self.protected = protected
        self.word = re.compile("|".join([*phrases, _WORD]))

    def write(self, nodes: Iterable[Node]) -> str:
        return "".join(self.node(node) for node in _joined(nodes))

    def node(self, node: Node) -> str:
        match node:
            case Text(value):
                return self.text(value)
            case Formula(tex, _, _):
                return formula(tex) or text(text_of(node))
            case Styled("()", children):
                return f" ({self.write(children)})"
            case Styled("", children):
                return self.write(children)
            case Styled(tag, children):
                return f"\\{_COMMANDS[tag]}{{{self.write(children)}}}"
            case Link(_, children):
                return self.write(children)

    def text(self, value: str) -> str:
        written, place = [], 0
        for match in self.word.finditer(value):
            written += [text(value[place : match.start()]), self._word(match[0])]
            place = match.end()
        return _LIGATURE.sub("{}", "".join([*written, text(value[place:])]))

    def _word(self, word: str) -> str:
        keeps = word in self.protected or any(map(_KEPT_CAPITALS.match, word.split("-"))) or _ONE_CAPITAL.search(word)
        # A lone letter is a word of its own, and keeps its capital only where the source says so.
        if keeps and (len(word) > 1 or word in self.protected):
            return f"{{{text(word)}}}"
        return text(word)


def _joined(nodes: Iterable[Node]) -> list[Node]:
    # Two texts side by side may make a ligature.
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Text) and found and isinstance(found[-1], Text):
            found[-1] = Text(found[-1].value + node.value)
        else:
            found.append(node)
    return found
