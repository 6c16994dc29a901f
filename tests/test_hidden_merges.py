"""A hidden record and merges: a person decides the objection first, and no machine shows it again."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from profiles.models import Author, Objection
from tests.hidden_records import hide, links
from tests.make import feed_page, feed_work, import_bytes, list_page, make_user
from works import hiding
from works.ledger import merges, rollback, undo
from works.ledger.decisions import By, Conflict
from works.models import ImportBatch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_kept_pages(settings: LazySettings) -> None:
    """Kept pages are told of a change after the commit, which a test has none of."""
    settings.PAGE_CACHE_SECONDS = 0


def two_records() -> tuple[Author, Author]:
    """Two records of one name; the machine joins them when it sees the list of `joining()`."""
    one = [feed_work("On Engines", ["Ada Lovelace", "Ben Bitdiddle"])]
    two = [feed_work("On Looms", ["Ada Lovelace", "Cy Byte"])]
    import_bytes(feed_page("Ben Bitdiddle", one), feed_page("Cy Byte", two))
    return tuple(Author.objects.filter(name="Ada Lovelace").order_by("id"))  # type: ignore[return-value]


def joining() -> ImportBatch:
    return import_bytes(list_page("Ada Lovelace", ["On Engines", "On Looms"]))


@pytest.mark.parametrize("which", [0, 1])
def test_a_machine_that_joins_it_with_another_record_hides_both(which: int) -> None:
    hidden = two_records()[which]
    hide(hidden)
    joining()
    records = Author.objects.filter(name="Ada Lovelace")
    assert records.exclude(merged_into=None).count() == 1
    assert not records.filter(hidden_at=None).exists()
    assert links() == []


@pytest.mark.parametrize("which", [0, 1])
def test_what_was_hidden_by_such_a_join_alone_is_shown_when_it_is_undone(which: int) -> None:
    records = two_records()
    hide(records[which])
    batch = joining()
    rollback.roll_back(batch, By(make_user("Root")))
    assert [Author.objects.get(pk=one.pk).hidden_at is None for one in records] == [which != 0, which != 1]


def test_what_was_hidden_as_one_stays_hidden_on_both_sides_and_each_is_decided_by_itself() -> None:
    one, two = two_records()
    curator = make_user("Root")
    merge = merges.merge(two, one, By(curator), "One person.")
    hide(one)
    undo.undo(merge, By(curator))
    assert not Author.objects.filter(name="Ada Lovelace", hidden_at=None).exists()
    [objection] = Objection.objects.filter(author=two)
    hiding.dismiss(objection, curator, "Not meant.")
    assert [author.name for author in Author.objects.public().filter(name="Ada Lovelace")] == ["Ada Lovelace"]
    assert Author.objects.get(pk=two.pk).hidden_at is None


def test_a_person_decides_the_objection_before_a_merge() -> None:
    one, two = two_records()
    hide(two)
    for absorbed, survivor in ((one, two), (two, one)):
        with pytest.raises(Conflict, match=f"{two.public_id}\\) is hidden after an objection. Decide the objection"):
            merges.merge(absorbed, survivor, By(make_user(f"Root{absorbed.pk}")), "One person.")
    two.refresh_from_db()
    assert two.merged_into is None


def test_the_address_of_a_record_that_was_merged_into_it_says_nothing_either() -> None:
    one, two = two_records()
    merges.merge(two, one, By(make_user("Root")), "One person.")
    hide(one)
    answer = Client().get(two.get_absolute_url())
    assert answer.status_code == 410
    assert "Location" not in answer.headers
