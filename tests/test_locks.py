"""Fields that curators typed: they stay, imports propose, and letting go shows what the imports say."""

from __future__ import annotations

import datetime as dt
from copy import copy
from typing import Any

import pytest
from django.test import Client

from profiles.models import Author
from tests.make import DAY, SEEDS, feed_page, feed_work, import_bytes, import_seeds, list_page, make_user, owner
from tests.reading import page, text
from works.ledger import decisions, locks, merges, releases, same_works, undo
from works.ledger.decisions import By, Conflict
from works.models import Decision, Work

pytestmark = pytest.mark.django_db

LATER = DAY + dt.timedelta(days=30)
BYLINE = ("Ada Lovelace", "Charles Babbage")
PROFILE = next(SEEDS.glob("000*.txt")).read_bytes()


def ada(*titles: str, day: dt.date = DAY, **fields: Any) -> Author:
    works = [feed_work(title, BYLINE, complete=True, **fields) for title in titles or ("On Engines",)]
    import_bytes(feed_page("Ada Lovelace", works), captured_on=day)
    return owner("Ada Lovelace")


def jiacheng(affiliation: str = "Affiliation not imported", day: dt.date = DAY) -> Author:
    import_bytes(PROFILE.replace(b"Affiliation not imported", affiliation.encode()), captured_on=day)
    return owner("Jiacheng Sun")


def fresh[Record: Author | Work](record: Record) -> Record:
    found = copy(record)
    found.refresh_from_db()
    return found


def test_what_was_typed_of_a_work_stays_and_an_import_proposes() -> None:
    by = By(make_user())
    ada()
    work = Work.objects.get()
    locks.edit(work, "kind", "Article", by)
    locks.edit(work, "published_on", "2020-02-02", by)
    ada(date="May 9, 2023", day=LATER)
    work = fresh(work)
    assert (work.kind, work.published_on, work.year) == ("Article", dt.date(2020, 2, 2), 2020)
    assert work.ordered_on == dt.date(2020, 2, 2)
    # Nothing is proposed where nobody says anything.
    assert work.proposals == {"published_on": "2023-05-09"}


def test_letting_go_of_a_field_shows_what_the_newest_page_says() -> None:
    by = By(make_user())
    ada()
    work = Work.objects.get()
    lock = locks.edit(work, "published_on", "2020-02-02", by)
    ada(date="May 9, 2023", day=LATER)
    undo.undo(lock, by)
    work = fresh(work)
    assert (work.published_on, work.year) == (dt.date(2023, 5, 9), 2023)
    assert (work.locked, work.proposals) == ({}, {})


def test_a_typed_title_is_shown_everywhere_and_the_work_is_still_found_by_its_own() -> None:
    by = By(make_user())
    author = ada()
    work = Work.objects.get()
    before = work.squash
    locks.edit(work, "title", r"On Engines, \emph{revised}", by)
    work = fresh(work)
    assert (work.title, work.squash) == ("On Engines, revised", before)
    assert "<em>revised</em>" in work.card
    ada(day=LATER)
    assert Work.objects.get().title == "On Engines, revised"
    assert fresh(author).version > author.version


def test_a_title_typed_anew_moves_the_address_and_the_old_one_leads_there(client: Client) -> None:
    ada()
    work = Work.objects.get()
    locks.edit(work, "title", "Of Machines", By(make_user()))
    answer = client.get(work.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (301, fresh(work).get_absolute_url())
    assert "Of Machines" in client.get(answer["Location"]).content.decode()


def test_two_edits_of_a_field_are_undone_one_after_the_other() -> None:
    by = By(make_user())
    ada()
    work = Work.objects.get()
    first, second = (locks.edit(work, "host", host, by) for host in ("arXiv", "JMLR"))
    assert fresh(work).host == "JMLR"
    undo.undo(second, by)
    assert fresh(work).host == "arXiv"
    undo.undo(first, by)
    assert fresh(work).host == ""


def test_an_older_edit_that_is_undone_leaves_the_newer_one() -> None:
    by = By(make_user())
    ada()
    work = Work.objects.get()
    first, second = (locks.edit(work, "host", host, by) for host in ("arXiv", "JMLR"))
    undo.undo(first, by)
    assert fresh(work).host == "JMLR"
    undo.undo(second, by)
    assert fresh(work).host == ""


def test_an_edit_is_undone_done_again_and_undone_again() -> None:
    by = By(make_user())
    ada()
    work = Work.objects.get()
    lock = locks.edit(work, "host", "JMLR", by)
    undo.undo(undo.undo(lock, by), by)
    assert fresh(work).host == "JMLR"
    lock.refresh_from_db()
    undo.undo(lock, by)
    assert fresh(work).host == ""
    with pytest.raises(Conflict, match="already"):
        undo.undo(lock, by)


def test_a_release_lets_go_of_every_edit_and_its_undoing_brings_back_the_last() -> None:
    by = By(make_user())
    ada()
    work = Work.objects.get()
    for host in ("arXiv", "JMLR"):
        locks.edit(work, "host", host, by)
    line = releases.release(work, "host", by)
    assert (fresh(work).host, fresh(work).locked) == ("", {})
    undo.undo(line, by)
    assert fresh(work).host == "JMLR"
    releases.release(work, "host", by)
    with pytest.raises(Conflict, match="not locked any more"):
        releases.release(work, "host", by)


def test_fields_of_an_author_that_were_typed_stay_and_the_import_proposes() -> None:
    by = By(make_user())
    author = jiacheng()
    locks.edit(author, "affiliation", "Peking University", by)
    locks.edit(author, "role", "", by)
    author = fresh(author)
    assert (author.affiliation, author.role) == ("Peking University", "")
    assert author.proposals == {"role": "Researcher"}
    jiacheng("Huawei", day=LATER)
    author = fresh(author)
    assert author.affiliation == "Peking University"
    assert author.proposals == {"role": "Researcher", "affiliation": "Huawei"}
    releases.release(author, "affiliation", by)
    author = fresh(author)
    assert (author.affiliation, author.proposals) == ("Huawei", {"role": "Researcher"})


def test_that_somebody_is_not_open_is_proposed_like_that_somebody_is() -> None:
    by = By(make_user())
    author = jiacheng()
    assert author.open_to_collaborate is True
    locks.edit(author, "open_to_collaborate", None, by)
    assert fresh(author).open_to_collaborate is None
    assert fresh(author).proposals == {"open_to_collaborate": True}
    locks.edit(author, "open_to_collaborate", True, by)
    assert fresh(author).proposals == {}
    author.source_profiles.update(open_to_collaborate=False)
    locks.edit(author, "role", "Reader", by)
    assert fresh(author).open_to_collaborate is True
    assert fresh(author).proposals == {"open_to_collaborate": False, "role": "Researcher"}


def test_a_name_typed_anew_moves_the_address_and_the_old_one_leads_there(client: Client) -> None:
    author = ada("On Engines", "On Looms and their cards")
    before = author.get_absolute_url()
    locks.edit(author, "name", "Augusta Ada King", By(make_user()))
    author = fresh(author)
    assert (author.slug, author.folded_name, author.imported_name) == (
        "augusta-ada-king", "augusta ada king", "Ada Lovelace",
    )  # fmt: skip
    answer = client.get(before)
    assert (answer.status_code, answer["Location"]) == (301, author.get_absolute_url())
    shown = page(client, author)
    assert "Augusta Ada King" in text(shown)
    # In the byline it is still what the byline prints, and marked as the page's own.
    assert shown.count('aria-current="page">Ada Lovelace</a>') == 2
    charles = Author.objects.get(name="Charles Babbage")
    assert charles.side["coauthors"][0]["name"] == "Augusta Ada King"
    assert charles.side["coauthors"][0]["url"] == author.get_absolute_url()


def test_a_name_comes_back_after_two_edits_and_two_undoings() -> None:
    by = By(make_user())
    author = ada()
    first, second = (locks.edit(author, "name", name, by) for name in ("Ada King", "Augusta King"))
    assert (fresh(author).name, fresh(author).imported_name) == ("Augusta King", "Ada Lovelace")
    undo.undo(second, by)
    assert fresh(author).name == "Ada King"
    again = undo.undo(first, by)
    author = fresh(author)
    assert (author.name, author.slug, author.imported_name) == ("Ada Lovelace", "ada-lovelace", "")
    undo.undo(again, by)
    assert (fresh(author).name, fresh(author).imported_name) == ("Ada King", "Ada Lovelace")


def test_an_author_with_another_name_is_still_whom_the_next_page_is_about() -> None:
    author = ada()
    locks.edit(author, "name", "Augusta Ada King", By(make_user()))
    import_bytes(
        feed_page("Ada Lovelace", [feed_work(t, BYLINE, complete=True) for t in ("On Engines", "On Looms and cards")]),
        captured_on=LATER,
    )
    author = fresh(author)
    assert (author.name, author.works_count) == ("Augusta Ada King", 2)
    assert Author.objects.standing().count() == 2


def test_the_cards_of_what_came_by_a_merge_carry_the_new_address(client: Client) -> None:
    by = By(make_user())
    import_bytes(list_page("Ada Lovelace", ["On Engines"]), list_page("Countess Ada", ["On Looms and their cards"]))
    kept, gone = owner("Ada Lovelace"), owner("Countess Ada")
    merges.merge(gone, kept, by, "One person.")
    locks.edit(kept, "name", "Augusta King", by)
    kept = fresh(kept)
    shown = page(client, kept)
    assert "/ada-lovelace/" not in shown
    assert kept.works_count == 2


def test_a_merged_record_and_a_joined_work_are_not_edited() -> None:
    by = By(make_user())
    import_bytes(list_page("Ada Lovelace", ["On Engines"]), list_page("Countess Ada", ["On Looms and their cards"]))
    gone = owner("Countess Ada")
    one, other = Work.objects.order_by("id")
    merges.merge(gone, owner("Ada Lovelace"), by, "One person.")
    same_works.join(one, other, by, "One work.")
    for record, field in ((gone, "role"), (one, "host")):
        with pytest.raises(Conflict, match="merged into another one already"):
            locks.edit(record, field, "x", by)


def test_an_edit_that_is_undone_after_a_merge_shows_when_the_merge_is_undone() -> None:
    by = By(make_user())
    import_bytes(list_page("Ada Lovelace", ["On Engines"]), list_page("Countess Ada", ["On Looms and their cards"]))
    kept, gone = owner("Ada Lovelace"), owner("Countess Ada")
    lock = locks.edit(gone, "name", "Ada King", by)
    role = locks.edit(gone, "role", "Countess", by)
    merge = merges.merge(gone, kept, by, "One person.")
    undo.undo(lock, by)
    undo.undo(role, by)
    assert (fresh(kept).name, fresh(kept).role) == ("Ada Lovelace", "")
    undo.undo(merge, by)
    gone = fresh(gone)
    assert (gone.name, gone.role, gone.locked, gone.imported_name) == ("Countess Ada", "", {}, "")


def test_of_two_who_edit_one_record_the_second_is_told_who_was_first() -> None:
    cleo, dora = make_user("Cleo"), make_user("Dora")
    author = ada()
    seen = decisions.newest()
    locks.edit(author, "role", "Countess", By(cleo), seen=seen)
    with pytest.raises(Conflict, match="Cleo decided about this meanwhile"):
        locks.edit(author, "role", "Poet", By(dora), seen=seen)
    assert fresh(author).role == "Countess"
    assert Decision.objects.filter(kind=Decision.Kind.LOCK).count() == 1


def test_locks_survive_the_import_of_every_page_in_any_order() -> None:
    by = By(make_user())
    import_seeds("003")
    author = owner("Jiacheng Sun")
    work = author.authorships.order_by("id")[0].work
    locks.edit(author, "role", "Professor", by)
    locks.edit(work, "year", 1999, by)
    import_seeds("000", "001", "004", "002")
    assert fresh(author).role == "Professor"
    assert fresh(author).proposals == {"role": "Researcher"}
    assert fresh(work).year == 1999
