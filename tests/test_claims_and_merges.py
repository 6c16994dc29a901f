"""Claims move with merges and come back with them; no machine merges a record that has an owner."""

from __future__ import annotations

import pytest

from profiles.models import Author, AuthorLink, Claim, ClaimEvent, User
from tests.ledger_world import curator, slots_on
from tests.make import DAY, feed_page, feed_work, import_bytes, list_page, make_owner, make_user
from tests.make import owner as page_owner
from tests.test_rebuild_identities import assert_clean
from works.ledger import merges, splits, undo
from works.ledger.decisions import By, Conflict
from works.models import Question
from works.owners import links

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Author, Author]:
    """Two records that may be one person, the one that goes first."""
    import_bytes(
        feed_page("Ada Lovelace", [feed_work("On Engines", ["Ada Lovelace", "Ben B"], complete=True)]),
        list_page("Countess Ada", ["On Looms and Their Cards", "On Silk"]),
    )
    return page_owner("Ada Lovelace"), page_owner("Countess Ada")


def fresh(author: Author) -> Author:
    return Author.objects.get(pk=author.pk)


def test_an_owner_goes_along_with_the_record(two: tuple[Author, Author]) -> None:
    gone, kept = two
    user = make_owner(gone, "Ada")
    claim = Claim.objects.get(user=user)
    merge = merges.merge(gone, kept, curator(), "One person.")
    claim.refresh_from_db()
    assert (claim.author, claim.is_owner, fresh(kept).level, fresh(gone).level) == (kept, True, 3, 1)
    assert ClaimEvent.objects.get(claim=claim).kind == ClaimEvent.Kind.MOVED
    assert_clean()
    undo.undo(merge, curator())
    claim.refresh_from_db()
    assert (claim.author, fresh(gone).level, fresh(kept).level) == (gone, 3, 1)
    assert_clean()


def test_a_merge_done_again_takes_the_owner_along_again(two: tuple[Author, Author]) -> None:
    gone, kept = two
    make_owner(gone, "Ada")
    line = undo.undo(merges.merge(gone, kept, curator(), "One person."), curator())
    undo.undo(line, curator())
    assert (Claim.objects.get().author, fresh(kept).level, fresh(gone).level) == (kept, 3, 1)


def test_an_owner_of_the_record_that_stays_stays(two: tuple[Author, Author]) -> None:
    gone, kept = two
    make_owner(kept, "Ada")
    waiting = Claim.objects.create(author=gone, user=make_user("Other"), name="Ada Lovelace")
    merge = merges.merge(gone, kept, curator(), "One person.")
    waiting.refresh_from_db()
    assert (waiting.author, fresh(kept).level) == (kept, 3)
    undo.undo(merge, curator())
    waiting.refresh_from_db()
    assert (waiting.author, fresh(kept).level, fresh(gone).level) == (gone, 3, 1)


def test_one_person_may_own_both(two: tuple[Author, Author]) -> None:
    gone, kept = two
    user = make_owner(gone, "Ada")
    Claim.objects.create(author=kept, user=user, name="Ada", state=Claim.State.VERIFIED, is_owner=True)
    Author.objects.filter(pk=kept.pk).update(level=3)
    merge = merges.merge(gone, kept, curator(), "One person.")
    assert (Claim.objects.owning().filter(author=kept).count(), fresh(kept).level) == (1, 3)
    undo.undo(merge, curator())
    assert (fresh(gone).level, fresh(kept).level) == (3, 3)


def test_records_of_two_owners_are_not_merged_and_nobody_is_named(two: tuple[Author, Author]) -> None:
    gone, kept = two
    make_owner(gone, "Ada")
    make_owner(kept, "Bea")
    with pytest.raises(Conflict) as told:
        merges.merge(gone, kept, curator(), "One person.")
    assert str(told.value).startswith("Each of the two records has an owner of its own.")
    assert fresh(gone).merged_into is None


@pytest.mark.parametrize("state", [Claim.State.CONTESTED, Claim.State.PENDING])
def test_what_waits_for_a_decision_is_decided_before_a_merge(two: tuple[Author, Author], state: Claim.State) -> None:
    gone, kept = two
    user = make_owner(gone, "Ada")
    if state == Claim.State.CONTESTED:
        Claim.objects.update(state=state)
    else:
        Claim.objects.create(author=kept, user=user, name="Ada", state=state)
    with pytest.raises(Conflict, match="before you merge"):
        merges.merge(gone, kept, curator(), "One person.")


def test_links_and_hidden_metrics_go_along_and_come_back(two: tuple[Author, Author]) -> None:
    gone, kept = two
    make_owner(gone, "Ada")
    for url, author in (
        ("https://a.example.org", gone),
        ("https://b.example.org", gone),
        ("https://b.example.org", kept),
    ):
        AuthorLink.objects.create(author=author, url=url, origin=AuthorLink.Origin.OWNER)
    Author.objects.filter(pk=gone.pk).update(hides_metrics=True)
    merge = merges.merge(gone, kept, curator(), "One person.")
    assert sorted(link.url for link in kept.links.all()) == ["https://a.example.org", "https://b.example.org"]
    assert fresh(kept).hides_metrics
    undo.undo(merge, curator())
    assert (gone.links.count(), kept.links.count(), fresh(kept).hides_metrics) == (2, 1, False)


def test_no_machine_merges_a_record_that_has_an_owner(two: tuple[Author, Author]) -> None:
    gone, kept = two
    make_owner(kept, "Ada", level=2)
    with pytest.raises(Conflict, match="by people alone"):
        merges.merge(gone, kept, By(), "Same name.")


@pytest.mark.parametrize("owned", ["the one that would go", "the one that would stay"])
def test_a_page_that_would_merge_an_owned_record_asks(owned: str) -> None:
    looms, tunnels = (
        feed_work(title, ["Ada Lovelace", other], complete=True)
        for title, other in (("On Engines That Weave Silk", "Ben B"), ("Ventilation of Tunnels in Winter", "Cy C"))
    )
    import_bytes(feed_page("Ben B", [looms]), feed_page("Cy C", [tunnels]), source="Elsewhere")
    one, other = Author.objects.filter(name="Ada Lovelace").order_by("id")
    user = make_owner(one if owned == "the one that would stay" else other, "Ada")
    [batch_page] = import_bytes(feed_page("Ada Lovelace", [looms, tunnels]), captured_on=DAY).pages.all()
    assert batch_page.state == "imported", batch_page.problems
    assert Author.objects.standing().filter(name="Ada Lovelace").count() == 2
    question = Question.objects.open().get(kind="person")
    assert {question.author, question.other} == {one, other}
    assert Claim.objects.get(user=user).author.merged_into is None
    assert_clean()
    # The same page again asks nothing more, and an answer merges them with the claim.
    import_bytes(feed_page("Ada Lovelace", [looms, tunnels]), captured_on=DAY)
    assert Question.objects.filter(kind="person").count() == 1


def test_an_owner_stays_with_the_record_that_is_split(two: tuple[Author, Author]) -> None:
    _, kept = two
    user = make_owner(kept, "Ada")
    line = splits.split(kept, slots_on(kept, "Silk"), curator(), "Another person's.")
    new = line.other
    assert new is not None
    assert (Claim.objects.get(user=user).author, fresh(kept).level, fresh(new).level) == (kept, 3, 1)


def test_who_owned_it_before_the_merge_acts_on_what_stands(two: tuple[Author, Author]) -> None:
    gone, kept = two
    user: User = make_owner(gone, "Ada")
    merges.merge(gone, kept, curator(), "One person.")
    links.add(user, fresh(kept), "https://ada.example.org")
    with pytest.raises(Conflict, match="Only who owns"):
        links.add(user, fresh(gone), "https://ada.example.org/2")


def test_two_claims_that_meet_by_a_merge_wait_for_a_curator(two: tuple[Author, Author]) -> None:
    gone, kept = two
    for author, name in ((gone, "Axel"), (kept, "Bert")):
        Claim.objects.create(author=author, user=make_user(name), name=author.name)
    merges.merge(gone, kept, curator(), "One person.")
    assert list(Claim.objects.values_list("state", "author")) == [("on_hold", kept.pk)] * 2
