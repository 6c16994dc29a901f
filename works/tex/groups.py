"""Groups that are open while a text is read: braces, styled commands, tags; each becomes nodes once it is closed."""

from __future__ import annotations

from dataclasses import dataclass, field

from works.tex.nodes import Link, Node, Styled, Text

DEEPEST = 40


@dataclass
class Frame:
    """A group that is open: what closes it ("}" or a tag's name), what it becomes, and what it holds so far."""

    closer: str
    tag: str
    opener: str
    url: str = ""
    children: list[Node] = field(default_factory=list)

    def closed(self) -> list[Node]:
        """What the group becomes once it is closed."""
        if self.url:
            return [Link(self.url, tuple(self.children))]
        if self.tag:
            return [Styled(self.tag, tuple(self.children))]
        # TeX's bare braces print nothing; a set written out in plain text needs its own.
        texts = [child.value for child in self.children if isinstance(child, Text)]
        if self.opener == "{" and len(texts) == len(self.children) and "," in "".join(texts):
            return [Text("{"), *self.children, Text("}")]
        return self.children


class Groups:
    """The nodes read so far, and the groups that are still open around the place where reading goes on."""

    def __init__(self) -> None:
        self.stack = [Frame("", "", "")]

    def add(self, *nodes: Node) -> None:
        """Put the nodes into the innermost open group."""
        self.stack[-1].children.extend(nodes)

    def open(self, closer: str, tag: str, opener: str, url: str = "") -> None:
        """Begin a group; beyond the deepest nesting its opener stays in the text."""
        if len(self.stack) > DEEPEST:
            self.add(Text(opener))
        else:
            self.stack.append(Frame(closer, tag, opener, url))

    def close(self, closer: str) -> bool:
        """End the innermost group if this closes it, with tags left open inside; False where nothing is open."""
        for depth in range(len(self.stack) - 1, 0, -1):
            if self.stack[depth].closer == closer:
                break
            if self.stack[depth].closer == "}":
                return False
        else:
            return False
        while len(self.stack) > depth + 1:
            frame = self.stack.pop()
            self.add(Text(frame.opener), *frame.children)
        self.add(*self.stack.pop().closed())
        return True

    def finish(self) -> tuple[Node, ...]:
        """All nodes; groups that are still open were cut off: commands take effect, bare openers stay as text."""
        while len(self.stack) > 1:
            frame = self.stack.pop()
            self.add(*frame.closed() if frame.opener.startswith("\\") else (Text(frame.opener), *frame.children))
        return tuple(self.stack[0].children)
