"""Any text at all: safe, well-formed, and nothing that was written is lost."""

from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.fragments import check_safe, parsed
from works.tex import abstract_fingerprint, squash, to_html, to_text
from works.tex.characters import one_line

MARKUP = r"""
    $ $$ \( \) \[ \] { } {\em {\bf \textit{ \textbf{ \emph \frac{a}{b} _ ^ x 1 \alpha \foo \\ \% & &lt; < >
    <i> </i> <b ~ -- `` '' \' \"{u} https://a.org/b \url{ \href{https://a.org}{ \text{ \left( \right)
    \begin{matrix} \end{matrix} \hat \sqrt[ ] \color{red} \unicode{x202e} \hbox{ \over \def\a \middle|
    \mathbb{R} \not \limits \tag{1} % # ' "
"""
arbitrary = st.text(max_size=200) | st.lists(st.sampled_from(MARKUP.split()) | st.text(max_size=3), max_size=40).map(
    "".join
)
plain = st.text(st.characters(exclude_characters="\\$<&`'~{}-", exclude_categories=("Cs", "Cc", "Cf")), max_size=200)
modest = settings(max_examples=150, deadline=None)


@modest
@given(arbitrary)
@example(r"$\text{$x$}$")
@example("\ud800\x00\x0b")
@example("https://a.org" + "\u200b" * 3)
def test_any_text_makes_a_safe_well_formed_fragment(text: str) -> None:
    check_safe(to_html(text))


@modest
@given(arbitrary)
def test_any_text_makes_one_clean_line_and_a_key(text: str) -> None:
    line = to_text(text)
    assert line == one_line(line)
    assert re.fullmatch("[a-z0-9]*", squash(text))
    assert len(abstract_fingerprint(text)) in {0, *range(60, 201)}


@modest
@given(plain)
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    assert to_text(text) == one_line(text)
    assert one_line("".join(parsed(to_html(text)).itertext())) == one_line(text)


@modest
@given(st.text("ab $_^", max_size=60))
def test_letters_are_never_lost_to_dollars(text: str) -> None:
    kept = "".join(parsed(to_html(text)).itertext())
    assert [kept.count(letter) for letter in "ab"] == [text.count(letter) for letter in "ab"]
