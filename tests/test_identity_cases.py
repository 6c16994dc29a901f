"""Cases of names that are easy to get wrong, through the import and into the ledger."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from profiles.models import Author
from tests.ledger_world import curator
from tests.make import DAY, feed_page, feed_work, import_bytes, list_page, owner
from tests.reading import page, text
from works.ledger import locks
from works.models import Assignment, Authorship, Decision, Question

pytestmark = pytest.mark.django_db

LOOMS = "Looms That Weave Algebraic Patterns Into Silk"
SILK = "Weaving Algebraic Silk Patterns on Wider Looms"
BEES = "How Solitary Bees Find Their Way Home"


def people(name: str) -> list[Author]:
    """The records of this name that stand for themselves."""
    return list(Author.objects.standing().filter(name=name).order_by("id"))


def import_works(owner_: str, *works: tuple[str, list[str]], **options: object) -> None:
    """A page of this person with works of these titles and complete bylines."""
    pages = [feed_work(title, byline, complete=True) for title, byline in works]
    import_bytes(feed_page(owner_, pages), **options)  # type: ignore[arg-type]


def test_a_byline_is_linked_by_shared_co_authors_and_says_so() -> None:
    import_works("Ada Lovelace", (LOOMS, ["Ada Lovelace", "Grete Hermann", "Emmy Noether"]))
    import_works("Emmy Noether", (SILK, ["Grete Hermann", "Ada Lovelace", "Emmy Noether"]))
    (grete,) = people("Grete Hermann")
    link = Assignment.objects.get(mention__author=grete, mention__work__title=SILK)
    assert {row["feature"] for row in link.evidence} >= {"prior", "namesakes"}
    assert any("Ada Lovelace" in row["text"] or "Emmy Noether" in row["text"] for row in link.evidence)
    assert abs(sum(row["points"] for row in link.evidence) - (link.score or 0)) < 0.1
    assert link.decision.machine
    assert link.decision.page is not None


def test_one_work_with_two_names_that_fit_keeps_two_people() -> None:
    import_works("Ada Lovelace", (LOOMS, ["Ada Lovelace", "Wei Zhang", "Wei Zhang"]))
    assert len(people("Wei Zhang")) == 2


def test_initials_that_fit_two_people_are_linked_to_neither() -> None:
    import_works("Ada Lovelace", (LOOMS, ["Ada Lovelace", "Jiacheng Sun", "Jiachen Sun"]))
    import_works("Ada Lovelace", (LOOMS, ["Ada Lovelace"]), (SILK, ["Ada Lovelace", "J. Sun"]))
    assert len(people("J. Sun")) == 1


def test_spellings_of_one_name_are_one_person_where_the_co_authors_agree() -> None:
    import_works("Ada Lovelace", (LOOMS, ["Ada Lovelace", "Jiacheng Sun", "Emmy Noether"]))
    import_works("Emmy Noether", (SILK, ["Emmy Noether", "Jia-Cheng Sun", "Ada Lovelace"]))
    sun = Author.objects.standing().get(folded_name="jiacheng sun")
    assert sun.works_count == 2


@pytest.mark.parametrize("name", ["The HERMES Collaboration", "Jos\ufffd Garcia", "Italy"])
def test_what_is_no_persons_name_stays_in_the_byline_and_is_nobody(name: str, client: Client) -> None:
    import_works("Ada Lovelace", (LOOMS, ["Ada Lovelace", name]))
    slot = Authorship.objects.get(printed_name=name)
    assert (slot.author, slot.aside, slot.position) == (None, "nobody", 2)
    assert not Author.objects.filter(name=name).exists()
    ada = owner("Ada Lovelace")
    assert ada.coauthors_count == 0
    assert name in text(page(client, ada))


def test_of_a_crowd_one_shared_name_links_nobody() -> None:
    names = ["Bo", "Ca", "Di", "Ed", "Fa", "Gu", "Hi", "Jo"]
    crowd = [f"{first} {last}berg" for first in names for last in ("Al", "Bel", "Cor", "Dun", "Eis", "Fel", "Gol")]
    import_works("Ada Lovelace", (LOOMS, ["Ada Lovelace", "Jun Li", *crowd]))
    import_works("Cy Byte", (BEES, ["Cy Byte", "Jun Li", crowd[0]]))
    assert len(people("Jun Li")) == 2


def test_a_claimed_record_is_asked_about_and_not_given_a_work() -> None:
    import_works("Ada Lovelace", (LOOMS, ["Ada Lovelace", "Grete Hermann", "Emmy Noether"]))
    Author.objects.filter(name="Grete Hermann").update(level=2)
    import_works("Emmy Noether", (SILK, ["Grete Hermann", "Ada Lovelace", "Emmy Noether"]))
    claimed, other = people("Grete Hermann")
    assert (claimed.works_count, other.works_count) == (1, 1)
    question = Question.objects.open().get(kind="person")
    assert {question.author_id, question.other_id} == {claimed.pk, other.pk}
    assert any("owner" in row["text"] for row in question.evidence)


def test_a_work_that_a_page_drops_later_stays() -> None:
    works = [feed_work(title, ["Ada Lovelace"], complete=True) for title in (LOOMS, BEES)]
    import_bytes(feed_page("Ada Lovelace", works))
    import_bytes(feed_page("Ada Lovelace", works[:1]), captured_on=DAY + dt.timedelta(days=9))
    assert owner("Ada Lovelace").works_count == 2


def test_a_renamed_person_keeps_the_works_that_come_under_the_old_name() -> None:
    import_works("Ada Byron", (LOOMS, ["Ada Byron", "Emmy Noether"]))
    ada = owner("Ada Byron")
    locks.edit(ada, "name", "Ada Lovelace", curator())
    import_works("Ada Byron", (LOOMS, ["Ada Byron", "Emmy Noether"]), captured_on=DAY + dt.timedelta(days=9))
    import_bytes(list_page("Ada Byron", [LOOMS]))
    ada.refresh_from_db()
    assert (ada.name, ada.works_count, ada.source_profiles.count()) == ("Ada Lovelace", 1, 2)
    assert not people("Ada Byron")


def test_the_same_page_again_writes_no_line_into_the_ledger() -> None:
    import_works("Ada Lovelace", (LOOMS, ["Ada Lovelace", "Emmy Noether"]))
    before = Decision.objects.count()
    for days in range(3):
        import_works(
            "Ada Lovelace", (LOOMS, ["Ada Lovelace", "Emmy Noether"]), captured_on=DAY + dt.timedelta(days=days)
        )
    assert Decision.objects.count() == before
