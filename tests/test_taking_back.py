"""Everything that a wrong owner did is taken back, and readers see what they saw before."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles.models import Author, AuthorLink, Claim, User
from tests.ledger_world import PAGES, capture, curator, make_world, nothing_differs_from_the_ledger, slots_on, weis
from tests.make import make_owner
from tests.owner_world import seen
from tests.test_rebuild_identities import assert_clean
from works import refresh
from works.ledger import merges, splits, undo
from works.ledger.decisions import Conflict
from works.models import Authorship, Decision, Question
from works.owners import choices, links, renames, taking_back, ticks
from works.owners.tick import Tick

pytestmark = pytest.mark.django_db

REASON = "It was not the person of the record."


@pytest.fixture
def wrong() -> tuple[User, Author, Claim]:
    """Somebody who owns a record at L3 that is not theirs."""
    make_world()
    author = weis()[0]
    user = make_owner(author, "Impostor")
    refresh.authors([author.pk], "claim verified")
    author.refresh_from_db()
    return user, author, Claim.objects.get()


def assert_as_before(before: dict[str, str]) -> None:
    """Every page is as it was; what is there beside leads to one of them."""
    now = seen()
    assert {address: now.get(address) for address in before} == before
    assert all(now[address].startswith("301") for address in now.keys() - before.keys())
    assert nothing_differs_from_the_ledger()


def do_everything(user: User, author: Author) -> None:
    [bees], [tunnels], [looms] = (slots_on(author, word) for word in ("Bees", "Tunnels", "Looms"))
    [rivers] = slots_on(weis()[1], "Rivers")
    ticks.answer(user, author, {bees: Tick.MINE, tunnels: Tick.NOT_MINE, looms: Tick.UNSURE, rivers: Tick.MINE})
    renames.rename(user, author, "Impostor Prime")
    links.add(user, author, "https://impostor.example.org/", "Buy here")
    choices.set_open(user, author, is_open=True)
    choices.hide_metrics(user, author, hide=True)
    choices.hide_affiliation(user, author, hide=True)


def test_pages_are_as_before_and_an_import_changes_nothing(wrong: tuple[User, Author, Claim]) -> None:
    user, author, claim = wrong
    before = seen()
    do_everything(user, author)
    assert seen() != before
    report = taking_back.all_of(claim, curator().user or user, REASON)
    assert (len(report.undone), report.left) == (6, [])
    assert_as_before(before)
    author.refresh_from_db()
    assert (author.name, author.renamed_at, author.hides_metrics, author.locked) == ("Wei Zhang", None, False, {})
    assert (author.links.count(), author.open_to_collaborate) == (0, None)
    assert not Question.objects.open().filter(kind="misfit").exists()
    assert_clean()
    # A new capture says the same of everybody, so that only its day is new.
    for name in PAGES:
        capture(name, 0)
    assert_as_before(before)


def test_what_was_taken_back_is_the_curators_act_with_its_reason(wrong: tuple[User, Author, Claim]) -> None:
    user, author, claim = wrong
    grace = curator().user
    assert grace is not None
    ticks.answer(user, author, {slots_on(author, "Bees")[0]: Tick.MINE})
    taking_back.all_of(claim, grace, REASON)
    line = Decision.objects.get(kind=Decision.Kind.UNDO)
    assert (line.actor, line.claim, REASON in line.reason) == (grace, None, True)
    # It may be called twice.
    assert taking_back.all_of(claim, grace, REASON).undone == []


def test_what_an_owner_undid_is_not_done_again(wrong: tuple[User, Author, Claim]) -> None:
    user, author, claim = wrong
    before = seen()
    ticks.answer(user, author, dict.fromkeys(slots_on(author, "Bees"), Tick.NOT_MINE))
    line = ticks.last(claim)
    assert line is not None
    ticks.take_back_last(user, author, line.pk)
    taking_back.all_of(claim, curator().user or user, REASON)
    assert_as_before(before)


def test_what_a_curator_did_again_stays_and_is_listed(wrong: tuple[User, Author, Claim]) -> None:
    user, author, claim = wrong
    slots = slots_on(author, "Bees")
    ticks.answer(user, author, dict.fromkeys(slots, Tick.NOT_MINE))
    line = Decision.objects.get(kind=Decision.Kind.SPLIT)
    undo.undo(undo.undo(line, curator()), curator())
    report = taking_back.all_of(claim, curator("Judge").user or user, REASON)
    assert [(left.pk, why) for left, why in report.left] == [(line.pk, "Grace confirmed this since.")]
    assert Authorship.objects.get(pk=slots[0]).author != author


def test_what_a_curator_decided_about_the_same_works_stays(wrong: tuple[User, Author, Claim]) -> None:
    user, author, claim = wrong
    other = weis()[1]
    [bees] = slots_on(author, "Bees")
    ticks.answer(user, author, {bees: Tick.MINE})
    splits.split(author, [bees], curator(), "The other Wei.", to=other)
    taking_back.all_of(claim, curator().user or user, REASON)
    assert Authorship.objects.get(pk=bees).author == other
    assert_clean()


def test_links_of_curators_and_what_they_typed_stay(wrong: tuple[User, Author, Claim]) -> None:
    user, author, claim = wrong
    AuthorLink.objects.create(author=author, url="https://wei.example.org/", origin=AuthorLink.Origin.CURATOR)
    links.add(user, author, "https://impostor.example.org/")
    taking_back.all_of(claim, curator().user or user, REASON)
    assert [link.url for link in author.links.all()] == ["https://wei.example.org/"]


def test_what_moved_with_a_merge_is_taken_back_too(wrong: tuple[User, Author, Claim]) -> None:
    user, author, claim = wrong
    renames.rename(user, author, "Impostor Prime")
    other = weis_named("Wei Zhang")
    merges.merge(author, other, curator(), "One person.")
    other.refresh_from_db()
    assert (other.name, other.level) == ("Impostor Prime", 3)
    taking_back.all_of(claim, curator().user or user, REASON)
    other.refresh_from_db()
    assert (other.name, other.renamed_at) == ("Wei Zhang", None)
    assert_clean()


def test_what_was_merged_hides_no_metrics_either_once_it_stands_for_itself(wrong: tuple[User, Author, Claim]) -> None:
    user, author, claim = wrong
    choices.hide_metrics(user, author, hide=True)
    merge = merges.merge(author, weis()[1], curator(), "One person.")
    taking_back.all_of(claim, curator().user or user, REASON)
    undo.undo(merge, curator())
    author.refresh_from_db()
    assert not author.hides_metrics


def weis_named(name: str) -> Author:
    return Author.objects.standing().get(name=name)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(("Bees", "Tunnels", "Looms")), st.sampled_from(list(Tick))),
        st.tuples(st.just("Rivers"), st.just(Tick.MINE)),
        st.sampled_from(("rename", "name back", "link", "hide", "open", "sources say", "take back")),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_a_wrong_owner_did_is_taken_back(
    wrong: tuple[User, Author, Claim], steps: list[str | tuple[str, Tick]]
) -> None:
    user, author, claim = wrong
    before = seen()
    for number, step in enumerate(steps):
        # Some steps cannot be, after others: what is refused leaves nothing.
        try:
            _do(user, author, claim, step, number)
        except Conflict:
            continue
    taking_back.all_of(claim, curator().user or user, REASON)
    assert_as_before(before)


def _do(user: User, author: Author, claim: Claim, step: str | tuple[str, Tick], number: int) -> None:
    if isinstance(step, tuple):
        word, tick = step
        slots = Authorship.objects.filter(work__title__contains=word, printed_name="Wei Zhang")
        ticks.answer(user, author, dict.fromkeys(slots.values_list("id", flat=True), tick))
    elif step == "rename":
        renames.rename(user, author, f"Name {'ABCDEFG'[number]}")
    elif step == "name back":
        renames.give_back(user, author)
    elif step == "link":
        links.add(user, author, f"https://example.org/{number}")
    elif step == "hide":
        author.refresh_from_db()
        choices.hide_metrics(user, author, hide=not author.hides_metrics)
    elif step == "take back":
        line = ticks.last(claim)
        ticks.take_back_last(user, author, line.pk if line else 0)
    else:
        choices.set_open(user, author, is_open=number % 2 == 0 if step == "open" else None)
