"""The rows of works: facts, texts, cards, slots, listings, and what the ledger says of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from unicodedata import normalize

from anyascii import anyascii
from django.utils.html import escape, strip_tags

from profiles.names import slug
from works import cards, tex
from works.generation import copying
from works.generation.copying import NULL, flag, some, text
from works.generation.facts import Byline, Facts, Teller
from works.generation.pages import Pages
from works.generation.public_ids import public_id
from works.generation.shapes import Cards, Shape, escaped
from works.generation.sides import UNKNOWN, Told
from works.generation.words import Prose
from works.identity.terms import title_words
from works.imports import code
from works.models import Institution, Topic
from works.search import marks
from works.wording import ordinal

COLUMNS = {
    "works_work": (
        "id, public_id, title, title_html, slug, squash, abstract_html, abstract_key, abstract_cut, kind, host, "
        "published_on, year, ordered_on, has_code, code_url, heat, heat_on, citations, citations_on, byline_complete, "
        "byline_length, identifiers, is_listed, locked, proposals, card, card_version, created_at"
    ),
    "generated_texts": "work_id, title_tex, title, abstract, plain, marks",
    "works_authorship": (
        "id, work_id, base_work_id, author_id, aside, position, printed_name, folded_name, reason, blocks, "
        "identifiers, affiliations, is_doubted"
    ),
    "works_assignment": "id, decision_id, mention_id, author_id, reason, evidence",
    "works_listing": (
        "id, profile_id, work_id, base_work_id, slot_id, page_id, line, captured_on, record, reason, created_at"
    ),
    "works_work_topics": "work_id, topic_id, ordered_on",
    "works_work_institutions": "work_id, institution_id, ordered_on",
}
_REASON = "Nothing like it was known here."
# As works.imports.texts writes them; the texts wait in a table of the session.
TEXTS = (
    "CREATE TEMPORARY TABLE generated_texts (work_id bigint, title_tex text, title text, abstract text, plain text,"
    " marks text[])"
)
KEEP_TEXTS = """
    INSERT INTO works_worktext (work_id, title_tex, abstract, marks, vector)
    SELECT work_id, title_tex, abstract, marks, setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', plain), 'B') || array_to_tsvector(marks) FROM generated_texts;
    TRUNCATE generated_texts
"""


class WorkRows:
    """Makes the rows of one work after another, and keeps in `told` and `words` what later rows need of them."""

    def __init__(
        self, teller: Teller, pages: Pages, free: dict[str, int], topics: list[Topic], institutions: list[Institution],
        urls: list[tuple[str, str, str]],
    ) -> None:  # fmt: skip
        self.teller, self.pages, self.free, self.urls = teller, pages, free, urls
        self.topics, self.institutions = topics, institutions
        self.cards, self.version = Cards(), cards.version()
        kinds = ["Preprint", "Article", "Conference paper", "Book chapter"]
        kept = [{"code": t.code, "name": t.name, "url": t.get_absolute_url()} for t in topics]
        self.told = Told(kinds, kept)
        self.words: Counter[str] = Counter()
        self.venues: Counter[str] = Counter()
        self._stems: dict[str, tuple[str, ...]] = {}
        self.carried: dict[str, Counter[int]] = {"topic": Counter(), "institution": Counter()}

    def batch(self, page: int, works: Iterable[int]) -> dict[str, list[str]]:
        """The rows of these works of the page, by table."""
        lines: dict[str, list[str]] = defaultdict(list)
        network, owner, on = self.pages.network, self.pages.owner(page), self.pages.captured_on(page)
        for work in works:
            team = list(network.team(work))
            byline = self.teller.byline(team, owner)
            facts = self.teller.facts(self.free["works_work"] + work, team, on)
            self._tell(facts, on)
            self._work(lines, page, work, facts, byline, on)
            slots = self._slots(lines, page, work, byline)
            self._listing(lines, page, work, facts, byline, slots + byline.team.index(owner), on)
            self._tags(lines, work, facts)
        return lines

    def _tell(self, facts: Facts, on: dt.date) -> None:
        told = self.told
        told.year.append(facts.year or 0)
        told.kind.append(told.kinds.index(facts.kind) if facts.kind else UNKNOWN)
        told.topic.append(facts.topic)
        told.citations.append(UNKNOWN if facts.citations is None else facts.citations)
        told.cited_on.append(on.toordinal())
        self.words.update(self._title_words(facts.title))
        self.venues[facts.host] += 1

    def _title_words(self, title: Prose) -> Iterable[str]:
        if not title.is_plain:
            return title_words(title.plain)
        # Word by word, since all words come again: no markup stands between them.
        stems = self._stems
        found: dict[str, None] = {}
        for word in title.plain.split():
            found |= dict.fromkeys(stems.get(word) or stems.setdefault(word, title_words(word)))
        return list(found)

    def _work(
        self, lines: dict[str, list[str]], page: int, work: int, facts: Facts, byline: Byline, on: dt.date
    ) -> None:
        pk = self.free["works_work"] + work
        title, abstract = facts.title, facts.abstract
        own, name = public_id(pk), slug(title.plain)
        code_url = code.of_text(abstract.raw) if "github" in abstract.raw else ""
        heat_on = on if facts.heat else None
        cited_on = on if facts.citations is not None else None
        card = self._card(page, facts, byline, f"/works/{own}/{name}/", code_url, on)
        told = copying.array_of(f"{scheme}:{value}" for scheme, value in sorted(facts.ids))
        cells = (
            str(pk), own, text(title.plain), text(title.html), name, _squash(title.plain), text(abstract.html),
            _fingerprint(abstract.plain), flag(facts.cut), facts.kind, text(facts.host), some(facts.published_on),
            some(facts.year), some(facts.ordered_on), flag(facts.has_code), code_url, some(facts.heat), some(heat_on),
            NULL if facts.citations is None else str(facts.citations), some(cited_on), flag(byline.is_complete),
            str(byline.shown), told, "t", "{}", "{}", text(card).replace("\n", "\\n"), self.version,
            f"{on} 06:00:00+00",
        )  # fmt: skip
        lines["works_work"].append("\t".join(cells))
        found = marks.of_work(
            year=facts.year, kind=facts.kind, has_code=facts.has_code,
            topics=[self.topics[facts.topic].code] if facts.topic >= 0 else [],
        )  # fmt: skip
        found.append(marks.mark("source", self.pages.source(page).slug))
        texts = (title.raw, title.ascii, abstract.plain, abstract.ascii)
        row = (str(pk), *map(text, texts), copying.array_of(sorted(found)))
        lines["generated_texts"].append("\t".join(row))

    def _card(self, page: int, facts: Facts, byline: Byline, url: str, code_url: str, on: dt.date) -> str:
        values: dict[str, Any] = {
            "url": url, "title_html": facts.title.html, "abstract_html": facts.abstract.html, "kind": facts.kind,
            "host": escaped(facts.host), "heat": facts.heat, "heat_on": on, "citations": facts.citations,
            "citations_on": on, "captured_on": on, "published_on": facts.published_on, "year": str(facts.year),
            "code_url": escape(code_url), "more": byline.shown - cards.MOST_NAMES,
            "source": self.pages.source(page).name, "lister": escaped(self.pages.people.names[self.pages.owner(page)]),
        }  # fmt: skip
        topics = [self.topics[facts.topic]] if facts.topic >= 0 else []
        seats = sorted((self.institutions[seat] for seat in facts.seats), key=_pk)
        tagged: dict[str, Sequence[Any]] = {"topics": topics, "institutions": seats}
        for noun, subjects in tagged.items():
            for number, subject in enumerate(subjects):
                values[f"{noun}_url{number}"] = f"/{noun}/{subject.slug}/"
                values[f"{noun}_name{number}"] = escaped(subject.name)
                values[f"{noun}_code{number}"] = escaped(getattr(subject, "code", ""))
        for number in range(min(byline.shown, cards.MOST_NAMES)):
            values[f"url{number}"] = self.urls[byline.team[number]][1]
            values[f"name{number}"] = escaped(byline.names[number].name)
        return self.cards.card(_shape(facts, byline, code_url), values)

    def _slots(self, lines: dict[str, list[str]], page: int, work: int, byline: Byline) -> int:
        first = self.pages.network.starts[work]
        pk, slot = self.free["works_work"] + work, self.free["works_authorship"] + first
        assignment, decision = self.free["works_assignment"] + first, self.free["works_decision"] + page
        line = f"on {text(self.pages.called(page))}, line {self.pages.line(page, work)}."
        for place, (author, printed) in enumerate(zip(byline.team, byline.names, strict=True)):
            is_shown = place < byline.shown
            who = self.free["profiles_author"] + author
            reason = f"{ordinal(place + 1)} in the byline {line}" if is_shown else f"Listed {line}"
            position = place + 1 if is_shown else NULL
            lines["works_authorship"].append(
                f"{slot + place}\t{pk}\t{pk}\t{who}\t\t{position}\t{printed.name}\t{printed.folded}\t{reason}"
                f"\t{printed.blocks}\t{{}}\t{{}}\tf"
            )
            lines["works_assignment"].append(f"{assignment + place}\t{decision}\t{slot + place}\t{who}\t{reason}\t[]")
        return slot

    def _listing(
        self, lines: dict[str, list[str]], page: int, work: int, facts: Facts, byline: Byline, slot: int, on: dt.date
    ) -> None:
        pk, free = self.free["works_work"] + work, self.free
        cells = (
            free["works_listing"] + work, free["works_sourceprofile"] + page, pk, pk, slot,
            free["works_importpage"] + page, self.pages.line(page, work), on,
            copying.as_json(self._record(facts, byline)), _REASON, f"{on} 06:00:00+00",
        )  # fmt: skip
        lines["works_listing"].append("\t".join(map(str, cells)))

    def _record(self, facts: Facts, byline: Byline) -> Mapping[str, Any]:
        """As works.imports.store.asserted keeps a works.imports.records.WorkRecord."""
        return {
            "title": facts.title.raw, "abstract": facts.abstract.raw, "abstract_cut": facts.cut,
            "byline": [printed.name for printed in byline.names[: byline.shown]],
            "byline_complete": byline.is_complete, "kind": facts.kind, "host": facts.host,
            "category": self.topics[facts.topic].code if facts.topic >= 0 else "",
            "published_on": facts.published_on.isoformat() if facts.published_on else None,
            "year": facts.year, "heat": facts.heat, "has_code": facts.has_code, "citations": facts.citations,
            "institutions": sorted(self.institutions[seat].name for seat in facts.seats),
            "ids": sorted(map(list, facts.ids)),
        }  # fmt: skip

    def _tags(self, lines: dict[str, list[str]], work: int, facts: Facts) -> None:
        pk, day = self.free["works_work"] + work, some(facts.ordered_on)
        if facts.topic >= 0:
            topic = self.topics[facts.topic].pk
            lines["works_work_topics"].append(f"{pk}\t{topic}\t{day}")
            self.carried["topic"][topic] += 1
        for institution in sorted({self.institutions[seat].pk for seat in facts.seats}):
            lines["works_work_institutions"].append(f"{pk}\t{institution}\t{day}")
            self.carried["institution"][institution] += 1


def _pk(institution: Institution) -> int:
    return institution.pk


def _shape(facts: Facts, byline: Byline, code_url: str) -> Shape:
    is_short = len(facts.abstract.plain) < cards.LONGEST_OPEN + 200 and (
        len(strip_tags(facts.abstract.html)) < cards.LONGEST_OPEN
    )
    cited = "" if facts.citations is None else "one" if facts.citations == 1 else "some"
    return Shape(
        kind=bool(facts.kind), dated="day" if facts.published_on else "year" if facts.year else "",
        host=bool(facts.host), topics=int(facts.topic >= 0), institutions=len(facts.seats),
        code="linked" if code_url else "told" if facts.has_code else "", heat=facts.heat is not None, cited=cited,
        names=min(byline.shown, cards.MOST_NAMES), more=byline.shown > cards.MOST_NAMES,
        hidden=not byline.is_complete, abstract=("short" if is_short else "long") if facts.abstract.raw else "",
        cut=facts.cut,
    )  # fmt: skip


def _squash(plain: str) -> str:
    # As works.tex.squash makes it; a text of ASCII alone is neither normalised nor transliterated, which takes longest.
    ascii_only = plain if plain.isascii() else anyascii(normalize("NFKC", plain))
    return tex.NOT_IN_KEYS.sub("", ascii_only.lower())


def _fingerprint(plain: str) -> str:
    """As works.tex.abstract_fingerprint makes it, of a text whose markup is gone: its beginning is enough."""
    key = _squash(plain[:400])[: tex.FINGERPRINT]
    return key if len(key) >= tex.SHORTEST_FINGERPRINT else ""
