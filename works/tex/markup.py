"""From the raw text of a title or abstract to its tree; nothing here fails: what cannot be read stays as its source."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from works.tex.groups import Groups
from works.tex.nodes import Formula, Link, Node, Text
from works.tex.prose import formula_end
from works.tex.symbols import ESCAPES, LETTERS, accented, symbol
from works.tex.vocabulary import ARGUMENTS, BREAKS, COMMAND_TAGS, DROPPED, HTML_TAGS, SECOND_COUNTS, SWITCHES, TOKEN

LONGEST_TEXT = 50_000
MOST_FORMULAS = 500
CLOSERS = {"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}
ESCAPED_IN_LINK = re.compile(r"\\([_%#&~-])")
AFTER_LINK = ".,;:!?'\"”’*_"
BRACE = re.compile(r"\s*\{")
SPACES = re.compile(r"\s*")
FIRST_ARGUMENT = re.compile(r"\s*\{[^{}]{0,100}\}\s*\{")


def read(raw: str) -> tuple[Node, ...]:
    """The tree of a title or abstract, in time linear in its length; a text beyond 50,000 characters stays plain."""
    return (Text(raw),) if len(raw) > LONGEST_TEXT else Reader(raw).read()


class Reader:
    """One pass over a text: each token's handler adds to the innermost open group and says where to go on."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.groups = Groups()
        self.open_quotes = 0
        self.formulas = 0

    def read(self) -> tuple[Node, ...]:
        """The tree."""
        position = 0
        while match := TOKEN.match(self.raw, position):
            position = HANDLERS[str(match.lastgroup)](self, match)
        return self.groups.finish()

    def on_text(self, match: re.Match[str]) -> int:
        """Plain text."""
        self.groups.add(Text(match[0]))
        return match.end()

    def on_entity(self, match: re.Match[str]) -> int:
        """A character by its HTML name or number."""
        self.groups.add(Text(html.unescape(match[0])))
        return match.end()

    def on_url(self, match: re.Match[str]) -> int:
        """An address in the running text, without the punctuation that follows it."""
        address = match[0]
        while address[-1] in AFTER_LINK or any(
            address[-1] == closing and address.count(closing) > address.count(opening)
            for opening, closing in ("()", "[]")
        ):
            address = address[:-1]
        self.groups.add(self.link(address))
        return match.start() + len(address)

    def on_link(self, match: re.Match[str]) -> int:
        r"""\url{…}."""
        self.groups.add(self.link(match["address"]))
        return match.end()

    def on_hyper(self, match: re.Match[str]) -> int:
        r"""\href{…}{…; an address that is not on the web is left out."""
        target = match["target"]
        self.groups.open("}", "", match[0], url=target if target.startswith(("http://", "https://")) else "")
        return match.end()

    @staticmethod
    def link(address: str) -> Node:
        """The address as a link, as text if it is not on the web."""
        url = ESCAPED_IN_LINK.sub(r"\1", address)
        return Link(url, (Text(url),)) if url.startswith(("http://", "https://")) else Text(url)

    def on_tag(self, match: re.Match[str]) -> int:
        """HTML, JATS and MathML tags: ours, transparent, or (unknown, unmatched) plain text."""
        name, prefix = match["tag_name"].lower(), match["prefix"]
        if name in BREAKS:
            self.groups.add(Text(" "))
        elif name not in HTML_TAGS and not prefix:
            self.groups.add(Text(match[0]))
        elif prefix and name not in HTML_TAGS:
            pass
        elif match["slash"]:
            if not self.groups.close(name):
                self.groups.add(Text(match[0]))
        else:
            self.groups.open(name, HTML_TAGS[name], match[0])
        return match.end()

    def on_math(self, match: re.Match[str]) -> int:
        r"""$…$, $$…$$, \(…\), \[…\]; a lone dollar is money."""
        opener = match[0]
        return self.formula(match, CLOSERS[opener], is_block=opener in ("$$", "\\["))

    def on_display(self, match: re.Match[str]) -> int:
        r"""\begin{equation} and its like."""
        return self.formula(match, f"\\end{{{match['environment']}}}", is_block=True)

    def formula(self, match: re.Match[str], closer: str, *, is_block: bool) -> int:
        """The formula that begins here, or its opener as text where none does."""
        end = formula_end(self.raw, match.end(), closer)
        self.formulas += 1
        if end is None or self.formulas > MOST_FORMULAS:
            self.groups.add(Text(match[0]))
            return match.end()
        after = end + len(closer)
        self.groups.add(Formula(self.raw[match.end() : end].strip(), self.raw[match.start() : after], is_block))
        return after

    def on_accent(self, match: re.Match[str]) -> int:
        """A letter under an accent."""
        letter = match["braced"] or match["bare"]
        self.groups.add(Text(accented(match["mark"], letter.removeprefix("\\"))))
        return match.end()

    def on_apostrophe(self, match: re.Match[str]) -> int:
        r"""The apostrophe of "author\'s", escaped by some exporter and no accent."""
        self.groups.add(Text("'"))
        return match.end()

    def on_group(self, match: re.Match[str]) -> int:
        r"""{\em …}: a switch that holds for its group; any other command is read in a plain group."""
        if match["switch"] in SWITCHES:
            self.groups.open("}", SWITCHES[match["switch"]], match[0][match[0].index("\\") :])
            return match.end()
        self.groups.open("}", "", "{")
        return match.start() + 1

    def on_command(self, match: re.Match[str]) -> int:
        """A command by name: a style, a character, or something only a formula may know."""
        name, end = match["name"], match.end()
        brace = BRACE.match(self.raw, end)
        if brace and name in COMMAND_TAGS:
            self.groups.open("}", COMMAND_TAGS[name], self.raw[match.start() : brace.end()])
            return brace.end()
        if name in SECOND_COUNTS and (second := FIRST_ARGUMENT.match(self.raw, end)):
            self.groups.open("}", "", self.raw[match.start() : second.end()])
            return second.end()
        if name in DROPPED:
            return self.arguments_end(end)
        if name in SWITCHES:
            return end
        if (text := symbol(name)) is not None:
            self.groups.add(Text(text))
            # TeX swallows the space behind a command; authors who wrote "\\alpha is" meant one, "Stra\\ss e" did not.
            return self.spaces_end(end) if name in LETTERS else end
        end = self.arguments_end(end)
        tex = self.raw[match.start() : end]
        self.groups.add(Formula(tex, tex, is_block=False))
        return end

    def arguments_end(self, position: int) -> int:
        """Where the arguments of a command nobody reads end."""
        match = ARGUMENTS.match(self.raw, position)
        return match.end() if match else position

    def spaces_end(self, position: int) -> int:
        """Where the space that begins here, if any, ends."""
        match = SPACES.match(self.raw, position)
        return match.end() if match else position

    def on_escape(self, match: re.Match[str]) -> int:
        """A backslash before a sign: the sign, a space, nothing; before anything else the backslash itself."""
        escaped = match["escaped"]
        self.groups.add(Text(ESCAPES.get(escaped, match[0])))
        return match.end()

    def on_open(self, match: re.Match[str]) -> int:
        """A bare brace."""
        self.groups.open("}", "", match[0])
        return match.end()

    def on_close(self, match: re.Match[str]) -> int:
        """The end of a group; a brace that closes nothing is text."""
        if not self.groups.close("}"):
            self.groups.add(Text(match[0]))
        return match.end()

    def on_quote(self, match: re.Match[str]) -> int:
        """TeX's double quotes; two apostrophes that close none stay."""
        if match[0] == "``":
            self.open_quotes += 1
            self.groups.add(Text("“"))
        elif self.open_quotes:
            self.open_quotes -= 1
            self.groups.add(Text("”"))
        else:
            self.groups.add(Text(match[0]))
        return match.end()

    def on_dash(self, match: re.Match[str]) -> int:
        """TeX's dashes; "--option" is none."""
        before, after = self.raw[: match.start()][-1:], self.raw[match.end() : match.end() + 1]
        is_option = not before.strip() and after.strip()
        self.groups.add(Text(match[0] if is_option else {"--": "–", "---": "—"}[match[0]]))
        return match.end()

    def on_tie(self, match: re.Match[str]) -> int:
        """TeX's unbreakable space; at the start of a word, as in "~10", the sign means "about" and is text."""
        self.groups.add(Text("\u00a0"))
        return match.end()


HANDLERS: dict[str, Callable[[Reader, re.Match[str]], int]] = {
    "text": Reader.on_text,
    "other": Reader.on_text,
    "entity": Reader.on_entity,
    "url": Reader.on_url,
    "link": Reader.on_link,
    "hyper": Reader.on_hyper,
    "tag": Reader.on_tag,
    "math": Reader.on_math,
    "display": Reader.on_display,
    "accent": Reader.on_accent,
    "apostrophe": Reader.on_apostrophe,
    "group": Reader.on_group,
    "command": Reader.on_command,
    "escape": Reader.on_escape,
    "open": Reader.on_open,
    "close": Reader.on_close,
    "quote": Reader.on_quote,
    "dash": Reader.on_dash,
    "tie": Reader.on_tie,
}
