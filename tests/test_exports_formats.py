"""The formats in which works leave, each read back by a reader that others wrote: what was typed returns."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import warnings
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from pybtex.richtext import Text

from tests.exported import SCOPE, bibliography, entry, person, row
from works import tex
from works.exports import bibtex, cite, csl, document, keys, latex, naming, ris, table
from works.exports.records import WorkRow
from works.tex.characters import one_line

SIGNS = st.sampled_from(list("\\{}$%&#_~^<>|\"'`-=+@,;: aBé漢\u2028\r\n")) | st.characters(exclude_categories=["Cs"])
TEXTS = st.text(SIGNS, max_size=40)
TITLES = TEXTS | st.lists(
    st.sampled_from([
        r"\textit{SA-Solver}", "$K_t$", r"$\sim25\times$", "{B}ayesian", r"\emph{GPT}", r"{\em skip-connect}s", "5%",
        r"G\"odel", "a_b", "R&D", "$5", r"\{1, 2\}", "{NMF}", "x^2", "``so''", "--fast", "#1", "<i>in vitro</i>",
        r"$\{x\}$", "$a_{b$", r"\foo{x}", "~10", r"\input{/etc/passwd}", "}", "{",
    ])
).map(" ".join)  # fmt: skip
NAMES = TEXTS.filter(one_line) | st.lists(
    st.sampled_from(["Ada", "Lovelace", "van", "der", "Berg", "Jr.", "and", "others", "Jia-Cheng", "Müller", "O'Neil",
                     "Collaboration", "孙", "J.", "de", "y", "LI", "{", "%", ","]), min_size=1,
).map(" ".join)  # fmt: skip


def words(text: str) -> list[str]:
    return sorted(one_line(text).replace(",", " ").split())


@given(TITLES, TEXTS)
def test_whatever_a_title_or_abstract_holds_bibtex_gives_back_what_the_page_shows(title: str, abstract: str) -> None:
    work = row(title, abstract=abstract)
    read = entry(work)
    assert tex.to_text(read.fields.get("title", "")) == work.title
    assert tex.to_text(read.fields.get("abstract", "")) == one_line(abstract)


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_whatever_names_hold_bibtex_gives_back_as_many_people_with_the_same_words(names: list[str]) -> None:
    people = entry(row(names=names)).persons["author"]
    assert len(people) == len(names)
    for read, name in zip(people, names, strict=True):
        # What stands as a whole between braces would be a set to our own reader of TeX, if it holds a comma.
        whole = str(read)[1:-1] if naming.split(name) is None else str(read)
        assert words(tex.to_text(whole)) == words(name)


@given(TITLES, st.lists(NAMES, max_size=4), TEXTS)
def test_whatever_texts_hold_ris_gives_them_back(title: str, names: list[str], abstract: str) -> None:
    work = row(title, names, abstract=abstract)
    (read,) = rispy.loads(
        "".join(
            ris.write(
                [
                    work,
                ],
                SCOPE,
            )
        )
    )
    assert read.get("title", "") == work.title.strip()
    assert read.get("abstract", "") == one_line(abstract)
    assert [words(name) for name in read.get("authors", [])] == [words(name) for name in names]


@given(TITLES, st.lists(NAMES, max_size=4), TEXTS)
def test_whatever_texts_hold_csv_gives_them_back_and_no_cell_is_a_formula(
    title: str, names: list[str], abstract: str
) -> None:
    work = row(title, names, abstract=abstract, heat=Decimal("-1.5"))
    written = "".join(table.write([work], SCOPE))
    (read,) = csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline=""))
    assert [cell for cell in read.values() if cell[:1] in "=+-@" and cell] == []
    assert unguarded(read["title"]) == one_line(work.title)
    assert unguarded(read["abstract"]) == one_line(abstract)
    assert unguarded(read["authors"]) == one_line("; ".join(names))


def unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in set("=+-@＝＋－＠") else cell


@given(TITLES, st.lists(NAMES, max_size=4), TEXTS)
def test_whatever_texts_hold_both_json_forms_give_them_back(title: str, names: list[str], abstract: str) -> None:
    work = row(title, names, abstract=abstract)
    (item,) = json.loads("".join(csl.write([work], SCOPE)))
    jsonschema.validate(item, CSL_ITEM)
    assert (item.get("title", ""), item.get("abstract", "")) == (one_line(work.title), one_line(abstract))
    assert [words(" ".join(name.values())) for name in item.get("author", [])] == [words(name) for name in names]
    (own,) = json.loads("".join(document.write([work], SCOPE)))["works"]
    assert (own.get("title", ""), own.get("abstract", "")) == (work.title, abstract)
    assert [author["name"] for author in own.get("authors", [])] == names


# The fields that are written, as csl-data.json of the schema's version 1.0.2 defines them.
_TEXT = {"type": "string", "minLength": 1}
_PARTS = ("family", "given", "non-dropping-particle", "suffix", "literal")
CSL_ITEM = {
    "type": "object",
    "required": ["id", "type"],
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(("id", "title", "container-title", "publisher", "number", "DOI", "URL", "abstract", "keyword",
                         "note"), _TEXT),
        "type": {"enum": ["article", "article-journal", "paper-conference", "book", "chapter", "thesis", "report",
                          "dataset", "software", "document"]},
        "author": {"type": "array", "items": {
            "type": "object", "additionalProperties": False, "minProperties": 1,
            "properties": dict.fromkeys(_PARTS, _TEXT),
        }},
        "issued": {"type": "object", "additionalProperties": False, "required": ["date-parts"], "properties": {
            "date-parts": {"type": "array", "minItems": 1, "maxItems": 1, "items": {
                "type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}}},
        }},
    },
}  # fmt: skip


def full(**fields: Any) -> WorkRow:
    """A work of which everything is known."""
    told: dict[str, Any] = {
        "title": r"\textit{SA-Solver}: {B}ayesian Steps in $n^2$ & 5%",
        "names": ["Ada Lovelace", "Ludwig van Beethoven", "ATLAS Collaboration"],
        "kind": "preprint", "host": "arXiv", "published_on": dt.date(2022, 5, 7), "year": 2022,
        "identifiers": (("arxiv", "2205.01234"), ("doi", "10.1000/a_b(1)")), "abstract": "Of steps.",
        "topics": (("cs.LG", "Machine Learning", "cs-lg"),), "institutions": (("Peking University", "pku"),),
        "citations": 4, "citations_on": dt.date(2026, 5, 31), "citations_source": "Scholar Feed",
        "heat": Decimal("11.1"), "heat_on": dt.date(2026, 5, 31), "heat_source": "Scholar Feed",
        "has_code": True, "code_url": "https://github.com/ada/looms",
    }  # fmt: skip
    return row(**(told | fields))


def test_bibtex_says_each_fact_in_its_field() -> None:
    assert (
        "".join(bibtex.write([full()], SCOPE))
        == r"""% https://site.example/authors/bcdfghjkmn/ada-lovelace/

@misc{lovelace2022sa,
  title = {\emph{{SA-Solver}}: {Bayesian} Steps in {$n^2$} \& 5\%},
  author = {Lovelace, Ada and van Beethoven, Ludwig and {ATLAS Collaboration}},
  year = {2022},
  month = may,
  howpublished = {arXiv},
  doi = {10.1000/a_b(1)},
  eprint = {2205.01234},
  archiveprefix = {arXiv},
  url = {https://doi.org/10.1000/a_b(1)},
  keywords = {Machine Learning},
  abstract = {Of steps.}
}
"""
    )
    read = entry(full())
    assert str(read.persons["author"][1]) == "van Beethoven, Ludwig"
    assert read.persons["author"][1].prelast_names == ["van"]
    assert "Bayesian Steps" in str(Text.from_latex(read.fields["title"]))


def test_what_is_not_known_is_left_out_everywhere() -> None:
    bare = row("On Looms", names=())
    assert sorted(entry(bare).fields) == ["title", "url"]
    (read,) = rispy.loads("".join(ris.write([bare], SCOPE)))
    assert sorted(read) == ["id", "title", "type_of_reference", "urls"]
    assert sorted(csl.item(bare, "k", SCOPE)) == ["URL", "id", "title", "type"]
    told = document.work(bare, SCOPE)
    assert sorted(told) == ["authors_complete", "id", "sources", "title", "url"]
    (cells,) = csv.DictReader(io.StringIO("".join(table.write([bare], SCOPE)).removeprefix("\ufeff")))
    assert [name for name, cell in cells.items() if cell] == ["id", "title", "byline_complete", "url", "sources"]


def test_a_zero_is_a_number_and_is_told() -> None:
    told = document.work(full(citations=0), SCOPE)
    day = "2026-05-31"
    assert told["citations"] == {"value": 0, "origin": "reported", "source": "Scholar Feed", "as_of": day}
    assert told["heat"] == {"value": 11.1, "origin": "reported", "source": "Scholar Feed", "as_of": day}
    assert table.cell(0) == "0"


def test_an_empty_list_is_a_valid_file_in_every_format() -> None:
    assert len(bibliography([]).entries) == 0
    assert rispy.loads("".join(ris.write([], SCOPE))) == []
    assert json.loads("".join(csl.write([], SCOPE))) == []
    assert json.loads("".join(document.write([], SCOPE)))["count"] == 0
    assert len(list(csv.reader(io.StringIO("".join(table.write([], SCOPE)))))) == 1


@pytest.mark.parametrize(
    ("kind", "host", "bibtex_type", "ris_type", "csl_type"),
    [
        ("preprint", "arXiv", "misc", "UNPB", "article"),
        ("journal article", "Nature", "article", "JOUR", "article-journal"),
        ("article", "", "misc", "GEN", "document"),
        ("Conference paper", "NeurIPS", "inproceedings", "CPAPER", "paper-conference"),
        ("book-chapter", "A Book", "incollection", "CHAP", "chapter"),
        ("thesis", "", "phdthesis", "THES", "thesis"),
        ("", "arXiv", "misc", "UNPB", "article"),
        ("sculpture", "", "misc", "GEN", "document"),
    ],
)
def test_each_format_has_its_word_for_a_kind(
    kind: str, host: str, bibtex_type: str, ris_type: str, csl_type: str
) -> None:
    work = full(kind=kind, host=host)
    (read,) = rispy.loads("".join(ris.write([work], SCOPE)))
    item = csl.item(work, "key", SCOPE)
    assert (entry(work).type, read["type_of_reference"], item["type"]) == (bibtex_type, ris_type, csl_type)


def test_a_reference_manager_s_style_sets_the_csl_json() -> None:
    items = [full(), full(kind="journal article", host="Nature", public_id="yyyyyyyyyy", id=2)]
    written = json.loads("".join(csl.write(items, SCOPE)))
    with warnings.catch_warnings():
        # What the reader does not know of what we write is a warning: here, an error.
        warnings.simplefilter("error")
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        shelf = CitationStylesBibliography(style, CiteProcJSON(written), formatter.plain)
        for item in written:
            shelf.register(Citation([CitationItem(item["id"].lower())]))
    first, second = (str(line) for line in shelf.bibliography())
    assert "Lovelace, A" in first
    assert "2022" in first
    assert "SA-Solver: Bayesian Steps in n² & 5%" in second


def test_capitals_that_the_source_protects_or_a_style_would_break_stay_protected() -> None:
    assert latex.title("{B}ayesian GPT-4 for a Big {W}orld of pH and {NeRF}s") == (
        "{Bayesian} {GPT-4} for a Big {World} of {pH} and {NeRFs}"
    )
    assert latex.title(r"\emph{Loud} $x_{B}$ A") == r"\emph{Loud} {$x_{B}$} A"
    matrix = r"$\begin{pmatrix}a\\b\end{pmatrix} \leq \text{ten}$"
    assert latex.title(matrix) == f"{{{matrix}}}"


@pytest.mark.parametrize(
    "written",
    [
        r"\input{/etc/passwd}", r"$\input{x}$", r"\write18{ls}", r"$\catcode`\%=12$", r"\def\a{\a}\a", r"$a % b$",
        r"$x\text{\input{/etc/passwd}}$", r"$x^^5cinput$", r"$\hspace{\write18{ls}}x$", r"$\begin{input}x\end{input}$",
    ],
)  # fmt: skip
def test_what_a_title_commands_is_printed_and_never_run(written: str) -> None:
    made = latex.title(written)
    known = {"textbackslash", "textbraceleft", "textbraceright", "textasciicircum", "%", "$", "_"}
    commands = {part.split("{")[0].rstrip("0123456789 ") for part in made.split("\\")[1:]}
    assert {c for c in commands if c[:1].isalpha()} <= known
    assert "^^" not in made
    assert made.count("{") == made.count("}")


def test_keys_are_unique_in_a_file_and_a_new_work_takes_nobody_s() -> None:
    old, new = full(id=1), full(id=2, public_id="yyyyyyyyyy")
    scope = SCOPE.__class__(SCOPE.root, SCOPE.page, first={"lovelace2022sa": 1})
    for found in ([old, new], [new, old]):
        assert sorted(bibliography(found, scope).entries) == ["lovelace2022sa", "lovelace2022sa-yyyyyyyyyy"]
    given = keys.Keys(scope.first)
    assert given.of(new) == "lovelace2022sa-yyyyyyyyyy"
    assert keys.of(row("The Of And", names=["孙嘉成"], year=None)) == "sunjiachengthe"


@pytest.mark.parametrize(
    ("name", "inverted"),
    [
        ("Ada Lovelace", "Lovelace, Ada"),
        ("Lovelace, Ada", "Lovelace, Ada"),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("Guy Van den Broeck", "Van den Broeck, Guy"),
        ("Martin Luther King Jr.", "King, Martin Luther, Jr."),
        ("Martin Luther King, Jr.", "King, Martin Luther, Jr."),
        ("WANG Wei", "WANG, Wei"),
        ("Jia-Cheng Sun", "Sun, Jia-Cheng"),
    ],
)
def test_a_name_is_turned_by_the_best_guess(name: str, inverted: str) -> None:
    parts = naming.split(name)
    assert parts
    assert parts.inverted == inverted


@pytest.mark.parametrize("name", ["Plato", "ATLAS Collaboration", "孙嘉成", "Barnes and Noble", "", "a, b, c"])
def test_what_is_no_name_of_parts_stays_whole(name: str) -> None:
    assert naming.split(name) is None


def test_a_cut_byline_says_so_and_a_missing_one_says_nothing_of_others() -> None:
    cut = row(names=["Ada Lovelace"], byline_complete=False)
    assert str(entry(cut).persons["author"][-1]) == "others"
    assert csl.item(cut, "k", SCOPE)["note"] == "The source prints an incomplete byline."
    missing = row(names=(), people=(person("Ada Lovelace", None),), byline_complete=False)
    assert [str(who) for who in entry(missing).persons["author"]] == ["Lovelace, Ada"]
    assert "note" not in csl.item(missing, "k", SCOPE)


def test_the_cite_box_holds_four_forms_of_one_work() -> None:
    box = cite.box(full(), "https://site.example")
    assert box.bibtex.startswith("@misc{lovelace2022sa,")
    assert box.ris.startswith("TY  - UNPB\n")
    assert json.loads(box.csl)[0]["id"] == "lovelace2022sa"
    assert box.plain == (
        "Lovelace, A., van Beethoven, L., & ATLAS Collaboration (2022). SA-Solver: Bayesian Steps in n² & 5%. arXiv. "
        "https://doi.org/10.1000/a_b(1)"
    )
    bare = cite.box(row("Why Looms?", ["Jia-Cheng Sun", "Plato"], byline_complete=False), "https://site.example")
    assert bare.plain == (
        "Sun, J.-C., Plato, et al. (n.d.). Why Looms? https://site.example/works/zzzzzzzzzz/on-looms/"
    )
