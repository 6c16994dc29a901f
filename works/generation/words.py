"""Titles and abstracts: words as common as in real ones (Zipf), some TeX, the lengths of real abstracts. Pure."""

from __future__ import annotations

from array import array
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from works import tex
from works.search import marks

KINDS_OF_WORDS = 120_000
_TABLE, _RARE_BITS = 65_536, 17
_COMMON = (
    "the of and to a in we for is that on with as this by are an be our from which can it or using based these at "
    "have has model learning data show results propose method approach network neural methods models performance "
    "training not also more than such between new two been its their however while both most into over each one "
    "then where they present paper study problem problems framework algorithm algorithms task tasks large "
    "language deep information system systems different used high time state analysis work existing existing "
    "novel tasks image images graph optimization efficient features representation experiments demonstrate "
    "improve proposed significantly achieve theory function space quantum classical structure distribution sample "
    "estimation inference prior policy control robust causal linear sparse kernel gradient attention transformer "
    "diffusion generation retrieval search query index node edge cluster community protein molecular energy field "
    "mass galaxy star spectrum emission magnetic phase lattice"
)
_SYLLABLES = (
    "ab ac al an ar ba be bi bo ca ce chi cla co cre cu da de di do dra du el em en er fa fe fi flo for ga ge gli "
    "gra ha he hy ic il im in ka ke ki la le li lo lu ma me mi mo mu na ne ni no ob on or pa pe phi pla po pri "
    "pro ra re ri ro sa se si so sta stra su ta te thi ti to tra tri tu ul un va ve vi vo xa ze"
)
_ENDINGS = "al ance ation ed er ic ine ing ion ism ist ity ive ized ly ment ness oid or ous s tic"
_FORMULAS = (
    r"$K_t$", r"$\mathcal{O}(n \log n)$", r"$\sim25\times$", r"$\ell_2$", r"$\alpha = 0.5$", r"\textit{in situ}",
    r"$x^2 + y^2$", r"$\frac{1}{n}$", r"$p < 0.05$", r"$\mathbb{R}^d$", r"$\nabla f(x)$", r"12.5\%", r"$\sqrt{T}$",
    r"$\beta$", r"\emph{a priori}", r"$L^p$", r"$\epsilon$", r"$SU(2)$", r"$\sum_{i=1}^n x_i$", r"Erd\H{o}s", r"$k$",
    r"G\"odel", r"$10^{-3}$", r"$\lambda_{\max}$", r"R\&D", "“gold”", "naïve", "5 < 7", r"$\Lambda$CDM", "1,024",
    "(2019)",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as its source writes it, as safe HTML, as plain text, and as that is searched: in ASCII."""

    raw: str
    html: str
    plain: str
    ascii: str

    @classmethod
    def of(cls, raw: str) -> Prose:
        """The text in its forms."""
        plain = tex.to_text(raw)
        return cls(raw, tex.to_html(raw), plain, marks.plain(plain))

    @classmethod
    def of_words(cls, text: str) -> Prose:
        """A text of words alone, which is the same in every form."""
        return cls(text, text, text, text)

    @property
    def is_plain(self) -> bool:
        """Whether it is of words alone."""
        return self.raw is self.html

    @property
    def forms(self) -> tuple[str, str, str, str]:
        """Its forms."""
        return self.raw, self.html, self.plain, self.ascii


class Writer:
    """Writes titles and abstracts, one after another."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        words = _vocabulary(dice)
        shares = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
        # A look into a table instead of a search, for all but the rare words: those stand in it as "".
        tops = (bisect(shares, (place + 0.5) / _TABLE * shares[-1]) for place in range(_TABLE))
        self._common = next(rank for rank in range(len(words)) if shares[rank + 1] - shares[rank] < shares[-1] / _TABLE)
        self._table = [words[top] if top < self._common else "" for top in tops]
        reach = len(words) / self._common
        # Among the rare ones the twice as rare are twice as many: each doubling is as likely as the next.
        self._rare = [words[int(self._common * reach ** dice.random())] for _ in range(1 << _RARE_BITS)]
        self._formulas = [Prose.of(raw) for raw in _FORMULAS]
        self._repository = Prose.of("Our code is at https://github.com/lab/repository.")

    def title(self) -> Prose:
        """A title of four to fourteen words; one in thirty has a formula."""
        dice = self.dice
        drawn = self._draw(min(14, max(4, round(dice.gauss(9, 2.5)))))
        drawn[0] = drawn[0].capitalize()
        drawn = [word if len(word) < 5 else word[0].upper() + word[1:] for word in drawn]
        return self._with_formula(drawn, ending="") if dice.random() < 0.033 else Prose.of_words(" ".join(drawn))

    def abstract(self, words: int, code: str = "") -> Prose:
        """An abstract of about so many words, which ends with the address of the code, if any."""
        sentences = []
        while words > 0:
            length = min(words + 4, max(6, round(self.dice.gauss(20, 6))))
            words -= length
            sentences.append(self._sentence(length))
        if code:
            sentences.append(self._code(code))
        if all(sentence.is_plain for sentence in sentences):
            return Prose.of_words(" ".join([sentence.raw for sentence in sentences]))
        return Prose(*map(" ".join, zip(*(sentence.forms for sentence in sentences), strict=True)))

    def _sentence(self, length: int) -> Prose:
        drawn = self._draw(length)
        drawn[0] = drawn[0].capitalize()
        if self.dice.random() < 0.08:
            return self._with_formula(drawn, ending=".")
        return Prose.of_words(" ".join(drawn) + ".")

    def _with_formula(self, words: list[str], ending: str) -> Prose:
        place, formula = self.dice.randrange(1, len(words)), self.dice.choice(self._formulas)
        before, after = " ".join(words[:place]), " ".join(words[place:]) + ending
        return Prose(*(f"{before} {form} {after}" for form in formula.forms))

    def _draw(self, count: int) -> list[str]:
        table, rare, bits = self._table, self._rare, self.dice.getrandbits
        return [table[place] or rare[bits(_RARE_BITS)] for place in array("H", self.dice.randbytes(2 * count))]

    def _code(self, address: str) -> Prose:
        return Prose(*(form.replace("github.com/lab/repository", address) for form in self._repository.forms))


def _vocabulary(dice: Random) -> list[str]:
    words = dict.fromkeys(_COMMON.split())
    syllables, endings = _SYLLABLES.split(), _ENDINGS.split()
    while len(words) < KINDS_OF_WORDS:
        # The commoner a word is, the shorter it tends to be.
        length = 1 + (len(words) > 1_500) + (len(words) > 40_000) + (dice.random() < 0.3)
        words["".join(dice.choices(syllables, k=length)) + dice.choice(endings)] = None
    return list(words)
