"""The name that readers see: of whom renamed themselves the new one, wherever a source printed an old one.

Printed names stay as they are: new captures are matched by them, and curators see them at the desk.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from profiles.models import Author
from profiles.names import fold
from works.ledger import tree
from works.ledger.slots import slots_of
from works.models import Authorship, Decision, Listing, SourceProfile

# Of a name with fewer letters nothing is looked for in sentences.
FEWEST_LETTERS = 3
# Who is hidden, in a sentence.
SOMEBODY = "somebody"


def of_person(printed: str, name: str | None, renamed_at: datetime | None) -> str:
    """The name to show for one that a source printed, given its author's name and since when that is a new one."""
    return name if name and renamed_at else printed


@dataclass(frozen=True, slots=True)
class Names:
    """The new names on some works: by slot, and by (work as listed, folded name) for each time a byline prints it."""

    slots: Mapping[int, str] = field(default_factory=dict)
    printed: Mapping[tuple[int, str], list[str | None]] = field(default_factory=dict)

    def slot(self, pk: int, printed: str) -> str:
        """The name to show for this slot."""
        return self.slots.get(pk, printed)

    def byline(self, work: int, byline: Iterable[str]) -> list[str]:
        """The byline as a page of the work, as it was listed, prints it, with new names for old ones."""
        left = {key: list(found) for key, found in self.printed.items() if key[0] == work}
        found = []
        for name in byline:
            # One slot for each time; whatever more there is stands for the last of them.
            news = left.get((work, fold(name)), [None])
            found.append((news.pop(0) if len(news) > 1 else news[0]) or name)
        return found


def on(works: Collection[int]) -> Names:
    """The new names on these works: one query, and two more where somebody on them was renamed."""
    renamed = Authorship.objects.filter(work__in=works, author__renamed_at__isnull=False)
    concerned = set(renamed.values_list("work", flat=True))
    if not concerned:
        return Names()
    # By the ledger, so that a second slot of somebody, which stands aside, is theirs too.
    held = sorted(slots_of(concerned), key=lambda slot: (slot.now.position or 1_000_000, slot.id))
    people = Author.objects.filter(id__in={slot.author for slot in held if slot.author}, renamed_at__isnull=False)
    names = dict(people.values_list("id", "name"))
    printed: dict[tuple[int, str], list[str | None]] = defaultdict(list)
    for slot in held:
        printed[slot.base_work, slot.folded].append(names.get(slot.author or 0))
    return Names({slot.id: names[slot.author] for slot in held if slot.author in names}, dict(printed))


def dress(work: int, listings: Collection[Listing]) -> None:
    """Lets listings of a work that are only shown, and never saved, name who was renamed by the new name.

    One query, and a few more where somebody on the work was renamed, or whose page lists it is hidden.
    """
    names = on([work])
    pages = {listing.profile.author for listing in listings}
    renamed = Author.objects.filter(authorships__work=work, renamed_at__isnull=False) if names.printed else ()
    # Whose page it is, is not said of a hidden record: not by the sentence beside it either.
    old = OldNames.of({*renamed, *pages}, hidden={author for author in pages if author.hidden_at})
    for listing in listings:
        author = listing.profile.author
        listing.profile.name = of_person(listing.profile.name, author.name, author.renamed_at)
        byline = names.byline(listing.base_work_id, listing.record.get("byline", ()))
        listing.record = {**listing.record, "byline": byline}
        listing.reason = old.replaced(listing.reason)


def dress_history(author: Author) -> None:
    """Lets the history of trust of a record that is only shown say nothing of its old names."""
    lines: list[dict[str, Any]] = author.side.get("trust_history", [])
    if author.renamed_at and lines:
        old = OldNames.of([author])
        shown = [{**line, "reason": old.replaced(line.get("reason", ""))} for line in lines]
        author.side = {**author.side, "trust_history": shown}


@dataclass(frozen=True, slots=True)
class OldNames:
    """Every name under which some people who were renamed are known here, each with the new one."""

    news: tuple[tuple[re.Pattern[str], str], ...] = ()

    @classmethod
    def of(cls, people: Iterable[Author], hidden: Collection[Author] = ()) -> OldNames:
        """The old names of those among these people who were renamed, and every name of those who are hidden."""
        renamed = {person: person.name for person in people if person.renamed_at}
        news = sorted((renamed | dict.fromkeys(hidden, SOMEBODY)).items(), key=lambda pair: pair[0].pk)
        return cls(tuple((pattern, new) for person, new in news if (pattern := _pattern(person, new))))

    def replaced(self, text: str) -> str:
        """The sentence with new names for old ones, however these are spelled there."""
        for pattern, name in self.news:
            text = pattern.sub(lambda _, name=name: name, text)  # type: ignore[misc]
        return text


def _pattern(author: Author, new: str) -> re.Pattern[str] | None:
    old = _names(author) - {"", new}
    spellings = {spelling for name in old for spelling in (name, fold(name))}
    ranked = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
    # The new name first: where it holds an old one, it stays as it is.
    found = [part for name in (new, *ranked) if (part := _part(name))]
    return re.compile("|".join(found), re.IGNORECASE) if len(found) > 1 else None


def _part(name: str) -> str:
    words = [word for word in re.split(r"[\W_]+", name) if word]
    if sum(map(len, words)) < FEWEST_LETTERS and name.isascii():
        return ""
    middle = r"[\W_]*".join(map(re.escape, words))
    # A word that goes on is another word; in scripts without spaces every text goes on.
    return rf"(?<![^\W_]){middle}(?![^\W_])" if name.isascii() else middle


def _names(author: Author) -> set[str]:
    """Every name that the record, what was merged into it, its slots and its pages at sources have or had."""
    held = tree.below("author", author.pk)
    records = Author.objects.filter(id__in=held).values_list("name", "imported_name")
    found = {author.name, *(name for row in records for name in row)}
    slots = Authorship.objects.filter(Q(author=author) | Q(assignments__author__in=held))
    found |= set(slots.values_list("printed_name", flat=True).distinct())
    found |= set(SourceProfile.objects.filter(author=author).values_list("name", flat=True))
    typed = Decision.objects.filter(kind=Decision.Kind.LOCK, author__in=held, details__field="name")
    found |= {str(details["value"]) for details in typed.values_list("details", flat=True)}
    return found
