"""TeX and other markup in titles and abstracts: as text, as safe HTML, as keys."""

from __future__ import annotations

import time

import pytest

from tests.captures import NUMBERS, raw, records
from tests.fragments import check_safe, parsed
from works.tex import abstract_fingerprint, squash, to_html, to_text


def math(fragment: str) -> list[str]:
    """The text of every formula of a fragment."""
    return ["".join(formula.itertext()) for formula in parsed(fragment).iter("math")]


@pytest.mark.parametrize(
    ("raw_text", "text"),
    [
        (r"\textit{SA-Solver}", "SA-Solver"),
        (r"{\em skip-connect}s", "skip-connects"),
        ("$K_t$ and $K_{\\min}=2$", "K_t and K_min=2"),
        (r"$\sim25\times$ faster", "∼25× faster"),
        (r"$R^{\text{SGD}}_{\text{med}}$", "R_med^SGD"),
        (r"$\lceil \log_2 N / \log_2 K\rceil$", "⌈log₂N/log₂K⌉"),
        (r"$O(n \log n)$ and $10^{-3}$", "O(n log n) and 10⁻³"),
        (r"$\frac{a+b}{2}$, $\sqrt{n}$, $\hat{x}$, $x^*$, $f'$", "(a+b)/2, √n, x̂, x*, f′"),
        (r"$\mathbb{R}^d$, $\mathbf{x}$", "ℝ^d, x"),
        (r"CO$_2$ and H<sub>2</sub>O", "CO₂ and H2O"),
        ("PixArt-$α$", "PixArt-α"),
        (r"5\% of R\&D in C\#", "5% of R&D in C#"),
        (
            r"caf\'e, na\"{\i}ve, \v{S}koda, Erd\H{o}s, Stra\ss e, \O stergaard",
            "café, naïve, Škoda, Erdős, Straße, Østergaard",
        ),
        (r"the author\'s", "the author's"),
        (r"``TeX'' -- a---b", "“TeX” – a—b"),
        ("run --help, ~10 apples, Fig.~1", "run --help, ~10 apples, Fig. 1"),
        (r"\alpha-divergence", "α-divergence"),
        (r"\LaTeX{} and \textbf{{DNA}}", "LaTeX and DNA"),
        ("labels {yes, no}", "labels {yes, no}"),
        ("<jats:p>An <jats:italic>E. coli</jats:italic> study</jats:p>", "An E. coli study"),
        ("<i>In vivo</i> 10<sup>3</sup> &amp; more", "In vivo 103 & more"),
        ("a <noun> phrase (e.g., <0.1%) & x < y > z", "a <noun> phrase (e.g., <0.1%) & x < y > z"),
        (r"see \url{https://e.org/a_b} and \href{https://e.org}{here}", "see https://e.org/a_b and here"),
        (r"\footnote{Code at https://e.org.}", "(Code at https://e.org.)"),
        (r"\foo{bar} baz", r"\foo{bar} baz"),
        (r"$\foo$ baz", r"$\foo$ baz"),
        ("two\u2028lines\n\nand \u202emore", "two lines and more"),
    ],
)
def test_text_is_plain(raw_text: str, text: str) -> None:
    assert to_text(raw_text) == text


@pytest.mark.parametrize(
    "prices",
    [
        "costs $5 and $6",
        "between $5-$6 or so",
        "from $5 million to US$6 million",
        "at US$ 40 and US$ 50",
        "for $100, $200 or $300",
        "under $100",
        r"\$5 and \$6",
        "2T$",
    ],
)
def test_prices_are_no_formulas(prices: str) -> None:
    assert "<math" not in to_html(prices)
    assert to_text(prices) == prices.replace("\\", "")


@pytest.mark.parametrize(
    "formula",
    ["$n$", "$ n $", "$ a, b $", "$>$450", "$b=$1500", r"$\sim$40", "$3D$", r"\(x\)", r"\[x=1\]", "$$x=1$$", "$23.7%$"],
)
def test_formulas_become_mathml(formula: str) -> None:
    assert len(math(to_html(formula))) == 1


def test_a_display_formula_is_set_as_a_block() -> None:
    assert 'display="block"' in to_html(r"\begin{equation}x=1\end{equation}")


def test_a_formula_is_mathml_of_the_plain_kind() -> None:
    assert to_html("$K_t$") == ('<math display="inline"><mrow><msub><mi>K</mi><mi>t</mi></msub></mrow></math>')


def test_functions_are_set_apart_from_their_arguments() -> None:
    assert '<mo lspace="0.167em" rspace="0.167em">log</mo><mi>n</mi>' in to_html(r"$\log n$")


@pytest.mark.parametrize(
    ("raw_text", "fragment"),
    [
        (r"\emph{a} \textbf{b} \texttt{c} {\bf d}", "<em>a</em> <strong>b</strong> <code>c</code> <strong>d</strong>"),
        (r"\textit{a \textbf{b}}", "<em>a <strong>b</strong></em>"),
        (r"\textit{cut in the middle", "<em>cut in the middle</em>"),
        ("<i>x</i> and <b>y", "<em>x</em> and &lt;b&gt;y"),
        ("a < b & \"c\" 'd'", "a &lt; b &amp; &quot;c&quot; &#x27;d&#x27;"),
        (r"\foo{<b>}", '<code class="tex-source">\\foo{&lt;b&gt;}</code>'),
        (r"$\foo<x>$", '<code class="tex-source">$\\foo&lt;x&gt;$</code>'),
        ("{", "{"),
        ("} $", "} $"),
    ],
)
def test_html_is_marked_up_and_escaped(raw_text: str, fragment: str) -> None:
    assert to_html(raw_text) == fragment


@pytest.mark.parametrize(
    ("raw_text", "url", "rest"),
    [
        ("see https://a.org/x_(y).", "https://a.org/x_(y)", "."),
        ("(https://a.org/x).", "https://a.org/x", ")."),
        (r"https://a.org/x\_y~z, b", "https://a.org/x_y~z", ", b"),
        ("http://a.org/?a=1&b=2'", "http://a.org/?a=1&b=2", "'"),
        (r"\url{https://a.org/%20}", "https://a.org/%20", None),
    ],
)
def test_addresses_become_links_without_what_follows(raw_text: str, url: str, rest: str | None) -> None:
    [link] = parsed(to_html(raw_text)).iter("a")
    assert (link.get("href"), link.text, link.tail) == (url, url, rest)
    assert link.get("rel") == "nofollow noopener ugc"


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "$<script>alert(1)</script>$",
        r"$\text{<img src=x onerror=alert(1)>}$",
        r"$\text{&lt;script&gt;}$",
        r"\href{javascript:alert(1)}{x}",
        r"$\href{javascript:alert(1)}{x}$",
        r"$\class{a}{x}\style{color:red}{y}\color{red}{z}$",
        r'\url{https://a.org/"onclick="alert(1)}',
        "https://a.org/'onclick='alert(1)",
        'https://a.org/"><script>',
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        r"$\unicode{x3c}script\unicode{x3e}$",
        "<i onclick=alert(1)>x</i>",
        r"$\operatorname{<b>}$",
        "<math><mtext><script>x</script></mtext></math>",
        "$\\mathrm{\u202e}\\unicode{x202e}$&#8238;",
    ],
)
def test_attacks_come_out_as_text(attack: str) -> None:
    fragment = to_html(attack)
    check_safe(fragment)
    assert "\u202e" not in fragment


@pytest.mark.parametrize(
    "bomb",
    [
        "{" * 50_000,
        r"\emph{" * 8_000,
        "$" + "{" * 700 + "}" * 700 + "$",
        "$" + r"\hat" * 370 + "x$",
        "$" + r"\sqrt[" * 240 + "x$",
        r"$\def\a{\a\a}\a$ $\newcommand{\b}{\b\b}\b$",
        " ".join(f"$a_{{{number}}}^{{x{number}}}$" for number in range(3_000)),
        ("$" + "a" * 1_490 + "$ ") * 33,
        "https://x" + ")" * 49_000,
        "<i>" * 16_000,
        "$x$ " * 200_000,
    ],
    ids=range(11),
)
def test_pathological_texts_take_bounded_time(bomb: str) -> None:
    began = time.perf_counter()
    check_safe(to_html(bomb))
    to_text(bomb)
    assert time.perf_counter() - began < 5  # under a second, on a machine that does nothing else


def test_an_abstract_of_12000_characters_is_read_whole() -> None:
    abstract = r"We prove $n^2 \leq \frac{a}{b}$ in \emph{time}. " * 260
    assert len(math(to_html(abstract))) == 260
    assert to_text(abstract).count("time") == 260


@pytest.mark.parametrize("number", NUMBERS)
def test_nothing_on_the_captures_falls_back_to_source(number: str) -> None:
    for work in records(raw(number)).works:
        for text in (work.title, work.abstract):
            check_safe(to_html(text))
            assert "tex-source" not in to_html(text)
            assert not set("\\$") & set(to_text(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\textit{SA-Solver}: A {\em Solver}", "SA-Solver: a solver"),
        ("Über Erdős–Rényi graphs", "Uber Erdos-Renyi Graphs"),
        (r"On \v{S}koda's $\alpha$-graphs", "On Škoda’s α-graphs"),
        ("The <i>n</i><sup>2</sup> ﬁeld", "the $n^2$ field"),
        ("Cafe\u0301", "Café"),
        ("A\u200bB", "AB"),
    ],
)
def test_equal_titles_have_equal_keys(one: str, other: str) -> None:
    assert squash(one) == squash(other) != ""


def test_other_alphabets_have_keys_too() -> None:
    assert squash("北京 нейрон") == "beijingneyron"


def test_a_title_of_signs_only_has_no_key() -> None:
    assert squash("--- ??? ---") == ""


def test_two_copies_of_an_abstract_agree_where_one_is_cut() -> None:
    abstract = next(work.abstract for work in records(raw("003")).works if "SA-Solver" in work.abstract)
    keys = {abstract_fingerprint(abstract[:end]) for end in range(300, len(abstract))}
    assert keys == {abstract_fingerprint(abstract)}
    assert len(keys.pop()) == 200


def test_an_abstract_below_60_signs_has_no_fingerprint() -> None:
    assert abstract_fingerprint("Withdrawn by the authors.") == ""
