"""`manage.py rebuild_identities`: what the tables keep of the ledger, compared with it and mended."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from profiles.models import Author
from tests.make import feed_page, feed_work, import_bytes, import_seeds, list_page, make_user, owner
from works.ledger import locks, merges, same_works, splits, undo
from works.ledger.decisions import By
from works.models import Authorship, Decision, Frequency, SourceProfile, Work

pytestmark = pytest.mark.django_db


def run(*options: str) -> tuple[int, str]:
    """The exit code of the command and what it said."""
    said = StringIO()
    try:
        call_command("rebuild_identities", *options, stdout=said, stderr=StringIO())
    except SystemExit as end:
        return int(str(end.code)), said.getvalue()
    return 0, said.getvalue()


def check() -> tuple[int, str]:
    return run("--check")


def assert_clean() -> None:
    assert check() == (0, "Everything is as the ledger says.\n")


def corrupt(sql: str, *values: int) -> None:
    """Writes past the ledger."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql, values)
        assert cursor.rowcount == 1


def assert_named_and_mended(*sentences: str) -> None:
    """The check says these sentences and keeps its hands off; a run mends what they name."""
    for _ in range(2):
        code, said = check()
        assert code == 1
        for sentence in sentences:
            assert sentence in said
    code, said = run()
    assert code == 0
    assert "mended" in said
    assert_clean()


def two_people() -> tuple[Author, Author]:
    """Two authors of three works each, on a page of their own."""
    titles = ("alpha", "beta", "gamma")
    for name, friend in (("Ada Wong", "Bo Tan"), ("Eve Moss", "Flo Kerr")):
        works = [feed_work(f"{name} on {title} of graphs", [name, friend]) for title in titles]
        import_bytes(feed_page(name, works))
    return owner("Ada Wong"), owner("Eve Moss")


def by_curator() -> By:
    return By(make_user("Cora"))


def test_the_seeds_are_as_the_ledger_says() -> None:
    import_seeds()
    assert_clean()


def test_verbs_leave_everything_as_the_ledger_says() -> None:
    ada, eve = two_people()
    by = by_curator()
    merge = merges.merge(eve, ada, by, "One person.")
    assert_clean()
    undo.undo(merge, by)
    assert_clean()
    slot = ada.authorships.order_by("id").first()
    assert slot
    split = splits.split(ada, [slot.pk], by, "Another Ada.")
    assert_clean()
    undo.undo(undo.undo(split, by), by)
    assert_clean()
    one, other = Work.objects.order_by("id")[:2]
    joined = same_works.join(other, one, by, "One work.")
    locks.edit(ada, "name", "Ada B. Wong", by)
    locks.edit(one, "title", "On everything", by)
    code, said = check()
    # The words of the new title are not those that were counted.
    assert (code, "Frequencies" in said, "differ" in said) == (0, True, False)
    run()
    assert_clean()
    undo.undo(joined, by)
    assert check()[0] == 0


def test_a_lead_that_no_merge_made_is_ended() -> None:
    ada, eve = two_people()
    corrupt("UPDATE profiles_author SET merged_into_id = %s WHERE id = %s", ada.pk, eve.pk)
    assert_named_and_mended(
        f"Author {eve.pk} leads to {ada.pk}; the ledger lets it stand.", "Merged authors: 1 differed."
    )
    eve.refresh_from_db()
    assert (eve.merged_into_id, eve.works_count) == (None, 3)


def test_a_merge_that_was_forgotten_is_done() -> None:
    ada, eve = two_people()
    merges.merge(eve, ada, by_curator(), "One person.")
    corrupt("UPDATE profiles_author SET merged_into_id = NULL, merge_reason = '' WHERE id = %s", eve.pk)
    assert_named_and_mended(f"Author {eve.pk} stands for itself; the ledger lets it lead to {ada.pk}.")
    eve.refresh_from_db()
    assert (eve.merged_into_id, eve.merge_reason) == (ada.pk, "One person.")


def test_merges_of_merges_are_flat() -> None:
    ada, eve = two_people()
    import_bytes(feed_page("Ida Roth", [feed_work("Ida on delta of graphs", ["Ida Roth"])]))
    ida, by = owner("Ida Roth"), by_curator()
    merges.merge(ida, eve, by, "One person.")
    merges.merge(eve, ada, by, "One person.")
    assert_clean()
    corrupt("UPDATE profiles_author SET merged_into_id = %s WHERE id = %s", eve.pk, ida.pk)
    assert_named_and_mended(f"Author {ida.pk} leads to {eve.pk}; the ledger lets it lead to {ada.pk}.")


def test_a_source_profile_goes_back_to_its_author() -> None:
    ada, eve = two_people()
    profile = SourceProfile.objects.get(author=eve)
    corrupt("UPDATE works_sourceprofile SET author_id = %s WHERE id = %s", ada.pk, profile.pk)
    assert_named_and_mended(f"Source profile {profile.pk} is author {ada.pk}'s; the ledger gives it to {eve.pk}.")


def test_a_slot_shows_who_the_ledger_says_where_the_byline_says() -> None:
    ada, eve = two_people()
    slot = Authorship.objects.filter(author=ada).order_by("id")[0]
    corrupt("UPDATE works_authorship SET author_id = %s, position = 7 WHERE id = %s", eve.pk, slot.pk)
    assert_named_and_mended(
        f"Slot {slot.pk} of work {slot.work_id} shows author {eve.pk} at position 7; "
        f"what follows is author {ada.pk} at position 1."
    )
    other = Authorship.objects.filter(author=eve).order_by("id")[0]
    corrupt("UPDATE works_authorship SET author_id = NULL, aside = 'withdrawn' WHERE id = %s", other.pk)
    assert_named_and_mended(f"shows nobody (withdrawn) at position 1; what follows is author {eve.pk} at position 1.")


def test_listings_and_slots_go_back_to_their_work() -> None:
    two_people()
    one, other = Work.objects.order_by("id")[:2]
    slot = one.authorships.order_by("id").last()
    listing = one.listings.get()
    assert slot
    corrupt(
        "UPDATE works_authorship SET work_id = %s, position = NULL, author_id = NULL, aside = 'nobody' WHERE id = %s",
        other.pk,
        slot.pk,
    )
    corrupt("UPDATE works_listing SET work_id = %s WHERE id = %s", other.pk, listing.pk)
    assert_named_and_mended(
        f"Slot {slot.pk} stands on work {other.pk}; it belongs on {one.pk}.",
        f"Listing {listing.pk} stands on work {other.pk}; it belongs on {one.pk}.",
    )
    assert Authorship.objects.get(pk=slot.pk).author_id is not None


def test_a_joining_of_works_that_was_forgotten_is_done() -> None:
    two_people()
    one, other = Work.objects.order_by("id")[:2]
    same_works.join(other, one, by_curator(), "One work.")
    corrupt("UPDATE works_work SET merged_into_id = NULL WHERE id = %s", other.pk)
    assert_named_and_mended(f"Work {other.pk} stands for itself; the ledger lets it lead to {one.pk}.")
    assert one.listings.count() == 2


def test_locked_fields_are_those_of_the_ledger() -> None:
    ada, _ = two_people()
    work, by = Work.objects.order_by("id")[0], by_curator()
    locks.edit(ada, "name", "Ada B. Wong", by)
    locks.edit(work, "title", "On everything", by)
    corrupt("""UPDATE profiles_author SET locked = '{"role": "Dean"}' WHERE id = %s""", ada.pk)
    corrupt("UPDATE works_work SET locked = '{}' WHERE id = %s", work.pk)
    assert_named_and_mended(
        f"Author {ada.pk} has role='Dean' locked; the ledger has name='Ada B. Wong'.",
        f"Work {work.pk} has nothing locked; the ledger has title='On everything'.",
    )


def test_a_line_is_in_force_as_its_undo_lines_say() -> None:
    ada, eve = two_people()
    by = by_curator()
    merge = merges.merge(eve, ada, by, "One person.")
    undo.undo(merge, by)
    corrupt("UPDATE works_decision SET in_force = true WHERE id = %s", merge.pk)
    assert_named_and_mended(f"Line {merge.pk} is kept as in force, and was undone.")
    assert Author.objects.get(pk=eve.pk).merged_into_id is None
    link = Decision.objects.filter(kind="link").order_by("id")[0]
    corrupt("UPDATE works_decision SET in_force = false WHERE id = %s", link.pk)
    assert_named_and_mended(f"Line {link.pk} is kept as undone, and is in force.")


def test_name_blocks_are_those_of_the_printed_name() -> None:
    ada, _ = two_people()
    slot = ada.authorships.order_by("id")[0]
    corrupt("UPDATE works_authorship SET blocks = '{x y}' WHERE id = %s", slot.pk)
    assert_named_and_mended(f"Slot {slot.pk} (Ada Wong) stands in the name blocks ['x y']; it belongs in")


def test_frequencies_are_counted_anew() -> None:
    two_people()
    before = dict(Frequency.objects.values_list("id", "count"))
    corrupt("UPDATE works_frequency SET count = 99 WHERE kind = 'family' AND key = 'wong'")
    corrupt("DELETE FROM works_frequency WHERE kind = 'word' AND key = 'alpha'")
    code, said = check()
    assert code == 0
    assert "Frequencies: 2 would change" in said
    assert run()[0] == 0
    assert_clean()
    assert Frequency.objects.get(kind="family", key="wong").count == 1
    assert len(before) == Frequency.objects.count()


def test_only_some_differences_of_a_kind_are_told_one_by_one() -> None:
    import_bytes(list_page("Ada Wong", [f"Paper number {n} on many things" for n in range(9)]))
    Authorship.objects.update(blocks=[])
    code, said = check()
    assert code == 1
    assert said.count("stands in the name blocks") == 5
    assert "Name blocks: 9 differed." in said
