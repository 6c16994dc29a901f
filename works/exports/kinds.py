"""What a source calls a kind of work in the words of each format; an unknown one is "something" there. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from works.exports.records import WorkRow


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind in each vocabulary, and the field of BibTeX and of CSL that says where it was published."""

    bibtex: str
    bibtex_host: str
    ris: str
    csl: str
    csl_host: str
    schema: str


_PREPRINT = Kind("misc", "howpublished", "UNPB", "article", "publisher", "ScholarlyArticle")
_ARTICLE = Kind("article", "journal", "JOUR", "article-journal", "container-title", "ScholarlyArticle")
_PAPER = Kind("inproceedings", "booktitle", "CPAPER", "paper-conference", "container-title", "ScholarlyArticle")
_BOOK = Kind("book", "publisher", "BOOK", "book", "publisher", "Book")
_CHAPTER = Kind("incollection", "booktitle", "CHAP", "chapter", "container-title", "Chapter")
_THESIS = Kind("phdthesis", "school", "THES", "thesis", "publisher", "Thesis")
_REPORT = Kind("techreport", "institution", "RPRT", "report", "publisher", "Report")
_DATASET = Kind("misc", "howpublished", "DATA", "dataset", "publisher", "Dataset")
_SOFTWARE = Kind("misc", "howpublished", "COMP", "software", "publisher", "SoftwareSourceCode")
_OTHER = Kind("misc", "howpublished", "GEN", "document", "publisher", "ScholarlyArticle")

# By the first of these words that the kind holds; "conference paper" before "paper", "book chapter" before "book".
_BY_WORD = {
    "preprint": _PREPRINT, "chapter": _CHAPTER, "thesis": _THESIS, "dissertation": _THESIS, "conference": _PAPER,
    "proceedings": _PAPER, "inproceedings": _PAPER, "workshop": _PAPER, "book": _BOOK, "monograph": _BOOK,
    "dataset": _DATASET, "data": _DATASET, "software": _SOFTWARE, "report": _REPORT, "journal": _ARTICLE,
    "article": _ARTICLE, "review": _ARTICLE, "letter": _ARTICLE, "paper": _PAPER,
}  # fmt: skip


def of(row: WorkRow) -> Kind:
    """The kind of the work; one that needs a journal and names none is "something"."""
    words = row.kind.lower().replace("-", " ").split()
    kind = next((found for word, found in _BY_WORD.items() if word in words), None)
    if kind is None:
        return _PREPRINT if row.host.lower() == "arxiv" else _OTHER
    needs_host = kind in (_ARTICLE, _PAPER, _CHAPTER)
    return kind if row.host or not needs_host else _OTHER
