"""A silent rename goes along with a merge, comes back from it, and is the newest one where the merge is done again."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from profiles.models import Author, Claim
from tests.ledger_world import curator
from tests.make import feed_page, feed_work, import_bytes, make_owner
from tests.make import owner as page_owner
from tests.owner_world import seen
from tests.test_rebuild_identities import assert_clean
from works.ledger import merges, undo
from works.owners import renames

pytestmark = pytest.mark.django_db


def two_adas() -> tuple[Author, Author]:
    import_bytes(
        feed_page("Ada Lovelace", [feed_work("On Engines", ["Ada Lovelace"], complete=True)]),
        feed_page("Countess Ada", [feed_work("On Looms and Their Cards", ["Countess Ada"], complete=True)]),
    )
    return page_owner("Ada Lovelace"), page_owner("Countess Ada")


def test_a_new_name_goes_along_with_a_merge_and_comes_back_from_it(client: Client) -> None:
    gone, kept = two_adas()
    user = make_owner(gone, "Ada")
    renames.rename(user, gone, "Zoe King")
    before = seen()
    merge = merges.merge(gone, kept, curator(), "One person.")
    kept.refresh_from_db()
    assert (kept.name, kept.renamed_at is not None, kept.level) == ("Zoe King", True, 3)
    page = client.get(kept.get_absolute_url()).content.decode()
    assert not re.search("Lovelace|Countess", page)
    assert_clean()
    undo.undo(merge, curator())
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.name, kept.renamed_at, kept.level) == ("Countess Ada", None, 1)
    assert (gone.name, gone.level, Claim.objects.get().author) == ("Zoe King", 3, gone)
    assert seen() == before
    assert_clean()


def test_a_name_chosen_since_goes_along_with_a_merge_that_is_done_again(client: Client) -> None:
    gone, kept = two_adas()
    user = make_owner(gone, "Ada")
    renames.rename(user, gone, "Zoe King")
    merge = merges.merge(gone, kept, curator(), "One person.")
    taken_apart = undo.undo(merge, curator())
    renames.rename(user, gone, "Zoe Queen")
    undo.undo(taken_apart, curator())
    kept.refresh_from_db()
    assert (kept.name, kept.renamed_at is not None) == ("Zoe Queen", True)
    assert not re.search("Lovelace|Zoe King", client.get(kept.get_absolute_url()).content.decode())
    assert_clean()


def test_a_name_given_up_since_does_not_come_back_with_a_merge_that_is_done_again() -> None:
    gone, kept = two_adas()
    user = make_owner(gone, "Ada")
    renames.rename(user, gone, "Zoe King")
    merge = merges.merge(gone, kept, curator(), "One person.")
    taken_apart = undo.undo(merge, curator())
    renames.give_back(user, gone)
    for _ in range(3):
        taken_apart = undo.undo(taken_apart, curator())
        kept.refresh_from_db()
        assert (kept.name, kept.renamed_at) == ("Countess Ada", None)
        assert_clean()
