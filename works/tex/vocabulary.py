"""The words of the markup that titles and abstracts carry: TeX commands, HTML and JATS tags, and the tokens between."""

from __future__ import annotations

import re

# What a command, or a tag, makes of its group: a tag of ours, "()" for parentheses, "" for nothing at all.
COMMAND_TAGS = {
    **dict.fromkeys(("textit", "emph", "textsl", "em", "it", "sl", "itshape", "slshape"), "em"),
    **dict.fromkeys(("textbf", "bf", "bfseries", "strong"), "strong"),
    **dict.fromkeys(("texttt", "tt", "ttfamily", "code"), "code"),
    **dict.fromkeys(("footnote", "thanks"), "()"),
    **dict.fromkeys(("text", "textrm", "textsf", "textsc", "textup", "textnormal", "textmd", "mbox", "hbox"), ""),
    **dict.fromkeys(("underline", "uline", "title", "MakeUppercase", "uppercase", "section", "paragraph"), ""),
    "textsuperscript": "sup",
    "textsubscript": "sub",
}
SWITCHES = {
    **dict.fromkeys(("em", "it", "sl", "itshape", "slshape"), "em"),
    **dict.fromkeys(("bf", "bfseries"), "strong"),
    **dict.fromkeys(("tt", "ttfamily"), "code"),
    **dict.fromkeys(("rm", "sc", "sf", "scshape", "sffamily", "rmfamily", "normalfont", "upshape"), ""),
    **dict.fromkeys(("tiny", "small", "footnotesize", "normalsize", "large", "Large", "boldmath"), ""),
}
HTML_TAGS = {
    **dict.fromkeys(("i", "em", "italic"), "em"),
    **dict.fromkeys(("b", "strong", "bold"), "strong"),
    **dict.fromkeys(("tt", "code", "monospace"), "code"),
    **dict.fromkeys(("u", "sc", "scp", "span", "underline", "fixed-case", "tex-math"), ""),
    "sup": "sup",
    "sub": "sub",
}
BREAKS = frozenset(("br", "hr", "p", "sec", "title", "list", "list-item"))
# Commands that leave nothing to read, with their argument.
DROPPED = frozenset(("label", "vspace", "hspace", "color", "index", "pagestyle", "thispagestyle"))
# Commands whose first argument is not text but whose second is.
SECOND_COUNTS = frozenset(("textcolor", "colorbox", "fontsize", "raisebox"))

TOKEN = re.compile(
    r"""
      (?P<url> https?://[^\W_](?:[^\s<>"{}$\\^`|]|\\[_%\#&~-]){0,2000} )
    | (?P<tag> <(?P<slash>/?)(?P<prefix>(?:jats|mml):)?(?P<tag_name>[A-Za-z][A-Za-z-]{0,20})(?:\s[^<>]{0,200})?/?> )
    | (?P<entity> &(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30}); )
    | (?P<math> \$\$|\$|\\\(|\\\[ )
    | (?P<display> \\begin\{(?P<environment>(?:equation|align|math|displaymath|gather|multline)\*?)\} )
    | (?P<link> \\(?:url|path)\s*\{(?P<address>[^{}\s]{1,2000})\} )
    | (?P<hyper> \\href\s*\{(?P<target>[^{}\s]{1,2000})\}\s*\{ )
    | (?P<group> \{\s*\\(?P<switch>[A-Za-z]+)(?![A-Za-z])\s* )
    | (?P<apostrophe> (?<=[A-Za-z])\\'(?=(?:s|t|d|m|re|ve|ll)\b) )
    | (?P<accent> \\(?P<mark>['`^"~=.]|[uvHckrdb](?![A-Za-z]))\s*
        (?:\{\s*(?P<braced>\\[ij]|[^\W\d_])\s*\}|(?P<bare>\\[ij](?![A-Za-z])|[^\W\d_])) )
    | (?P<command> \\(?P<name>[A-Za-z]+)\*? )
    | (?P<escape> \\(?P<escaped>[^A-Za-z]) )
    | (?P<open> \{ )
    | (?P<close> \} )
    | (?P<quote> ``|'' )
    | (?P<dash> (?<!-)---?(?!-) )
    | (?P<tie> (?<=\S)~(?=\S) )
    | (?P<text> (?:[^\\${}<&`'~h-]|h(?!ttps?://))+ )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
# The arguments that belong to a command nobody knows, as far as they can be told.
ARGUMENTS = re.compile(r"(?:\[[^\[\]{}]{0,100}\])?(?:\{[^{}]{0,300}\}){0,3}")
