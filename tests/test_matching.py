"""Name blocks in the database: what is loaded, what is kept, and at what cost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from profiles.models import Author
from works.identity.terms import MOST_RARITY, Knowledge
from works.ledger import decisions
from works.ledger.decisions import By
from works.matching import blocks, records
from works.matching.records import Byline, PlainRecord
from works.models import Assignment, Authorship, Decision, Frequency, Question, Work

pytestmark = pytest.mark.django_db
TEAM = ("Zbigniew Kowalczyk", "Mari Tamm")
OTHERS = ("Oddvar Haugland", "Ieva Ozola")
NAME = "Jiacheng Sun"


def plain(number: int, *names: str, title: str = "", hidden: str = "", year: int = 2000) -> PlainRecord:
    """A record with these names in its byline, and one that it hides."""
    shown = tuple(Byline(name, place) for place, name in enumerate(names, start=1))
    unseen = (Byline(hidden, None),) if hidden else ()
    return PlainRecord(f"test:{number}", title or f"Word{number}", unseen + shown, year=year)


def line() -> Decision:
    return decisions.write(Decision.Kind.LINK, By(), "A test.")


def add(record: PlainRecord) -> records.Added:
    return records.add(record, By(), line())


def slot(added: records.Added, number: int) -> Authorship:
    """The slot of the record's author of this number."""
    pk = added.slots[number]
    assert pk
    return Authorship.objects.get(pk=pk)


def crowd(count: int, name: str = NAME) -> None:
    """As many works by people of this name, each by somebody else."""
    under = line()
    for number in range(count):
        records.add(plain(number, name, f"Friend{chr(97 + number % 26)} Ofnumber{chr(97 + number // 26)}"), By(), under)


def test_a_record_is_stored_and_its_authors_are_decided() -> None:
    first = add(plain(1, NAME, *TEAM))
    second = add(plain(2, *TEAM, hidden=NAME))
    slots = [slot(first, 0), slot(second, 0)]
    assert slots[0].author_id == slots[1].author_id is not None
    assert [one.position for one in slots] == [1, None]
    assert slots[1].reason.startswith("An author whom the byline does not show. ")
    assert "Shared co-authors on 100%" in slots[1].reason
    assert Assignment.objects.get(mention=slots[1]).evidence


def test_a_work_that_comes_again_gets_only_the_slots_it_has_not() -> None:
    first = add(plain(1, NAME, *TEAM))
    again = add(plain(1, TEAM[0], NAME, "Ieva Ozola"))
    assert Work.objects.count() == 1
    assert again.slots[:2] == (first.slots[1], first.slots[0])
    assert Authorship.objects.count() == 4
    assert Authorship.objects.get(printed_name="Ieva Ozola").position is None
    assert not add(plain(1, NAME)).outcome.new
    assert Frequency.objects.get(kind="total", key="works").count == 1


def test_what_is_no_name_has_no_slot_and_a_group_is_nobody() -> None:
    added = add(plain(1, "", "The HERMES Collaboration", NAME))
    assert added.slots[0] is None
    group = slot(added, 1)
    assert (group.author_id, group.aside, group.position) == (None, "nobody", 1)
    assert slot(added, 2).position == 2


def test_a_merge_settles_the_works_of_both() -> None:
    add(plain(1, NAME, *TEAM))
    add(plain(2, NAME, *OTHERS))
    added = add(plain(3, NAME, *TEAM, *OTHERS))
    assert len(added.outcome.merged) == 1
    assert Authorship.objects.filter(printed_name=NAME).values("author").distinct().count() == 1
    assert Question.objects.open().count() == 0


def test_the_queries_of_a_decision_do_not_grow_with_the_block() -> None:
    counts = []
    for size, name in ((10, "Jiacheng Sun"), (400, "Wei Wang")):
        # Given at once, as an import gives a list: deciding them one by one is not what is measured.
        under = line()
        for number in range(size):
            work = Work.objects.create(title=f"Word{number}", title_html="", slug="", squash="", year=2000)
            mention = Authorship.objects.create(
                work=work, base_work=work, aside="nobody", printed_name=name, folded_name=name.lower(), position=1,
                blocks=list(blocks.keys(name)), reason="",
            )  # fmt: skip
            author = Author.named(name)
            author.save()
            Assignment.objects.create(decision=under, mention=mention, author=author, reason="")
            Authorship.objects.filter(pk=mention.pk).update(author=author, aside="")
        with CaptureQueriesContext(connection) as queries:
            records.add(plain(10_000 + size, name, "Frida Friend"), By(), under)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 30


def test_a_block_that_is_too_large_is_cut_to_those_who_share_something(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MOST_MENTIONS", 5)
    crowd(20)
    known = add(plain(100, NAME, *TEAM))
    crowd_after = [add(plain(200 + n, NAME, f"Pal{chr(97 + n)} Ofmine")) for n in range(8)]
    assert crowd_after
    again = add(plain(300, NAME, *TEAM))
    ours, theirs = (slot(added, 0).author_id for added in (known, again))
    assert ours == theirs


def test_what_is_rarely_seen_weighs_no_more_in_a_large_installation() -> None:
    small, large = Knowledge(works=10_000), Knowledge(works=10_000_000)
    assert small.rarity(small.words, "frog") == large.rarity(large.words, "frog") == MOST_RARITY
