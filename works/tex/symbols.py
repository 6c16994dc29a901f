"""TeX commands that stand for characters: accents, letters, punctuation, and the mathematical symbols."""

from __future__ import annotations

import unicodedata

from latex2mathml.symbols_parser import convert_symbol

ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
    "d": "\u0323",
    "b": "\u0331",
}
LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "dh": "ð",
    "DH": "Ð",
    "th": "þ",
    "TH": "Þ",
    "dj": "đ",
    "DJ": "Đ",
    "ng": "ŋ",
    "i": "ı",
    "j": "ȷ",
}
SIGNS = {
    "S": "§",
    "P": "¶",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "BibTeX": "BibTeX",
    "ldots": "…",
    "dots": "…",
    "textellipsis": "…",
    "slash": "/",
    "copyright": "©",
    "textcopyright": "©",
    "textregistered": "®",
    "texttrademark": "™",
    "pounds": "£",
    "euro": "€",
    "texteuro": "€",
    "dag": "†",
    "ddag": "‡",
    "textbackslash": "\\",
    "textless": "<",
    "textgreater": ">",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textunderscore": "_",
    "textbar": "|",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textendash": "–",
    "textemdash": "—",
    "textquotesingle": "'",
    "textquoteleft": "‘",
    "textquoteright": "’",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "textdegree": "°",
    "degree": "°",
    "textmu": "µ",
    "textbullet": "•",
    "item": "•",
    "lq": "‘",
    "rq": "’",
    "quad": " ",
    "qquad": " ",
    "space": " ",
    "newline": " ",
    "par": " ",
    "linebreak": " ",
    "xspace": "",
    "noindent": "",
    "centering": "",
    "bigskip": " ",
    "medskip": " ",
    "smallskip": " ",
    "protect": "",
    "relax": "",
    "sloppy": "",
}
ESCAPES = {
    **{character: character for character in "%&#$_{}*'\"`^~=."},
    **dict.fromkeys(" \t\n\r\\,;:>", " "),
    **dict.fromkeys("!-/@+", ""),
    "|": "‖",
}


def accented(accent: str, letter: str) -> str:
    """The letter under the accent, e.g. "é" for "'" and "e"; dotless letters get their base back."""
    base = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    return unicodedata.normalize("NFC", base + ACCENTS[accent])


def symbol(name: str) -> str | None:
    """The text of a command named without its backslash, None for one that stands for no character."""
    text = LETTERS.get(name, SIGNS.get(name))
    if text is None and (code := convert_symbol(f"\\{name}")):
        text = chr(int(code, 16))
    return text
