"""An owner says which works are theirs: decided, proposed, undone, and standing above machines and imports."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from profiles.models import Author, Claim, User
from profiles.names import fold
from tests.ledger_world import capture, curator, make_world, slots_on, weis
from tests.make import DAY, feed_page, feed_work, import_bytes, make_owner, make_user
from tests.make import owner as page_owner
from tests.test_rebuild_identities import assert_clean
from works.ledger import answers, decisions, merges, splits
from works.ledger.decisions import Conflict
from works.matching import doubts
from works.models import Authorship, Decision, Question
from works.owners import ticks, worklist
from works.owners.tick import Tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> tuple[User, Author]:
    """Somebody who owns the record of the Wei Zhang with three works, at L3."""
    make_world()
    author = weis()[0]
    return make_owner(author, "Wei"), author


def at_level(author: Author, level: int) -> None:
    Author.objects.filter(pk=author.pk).update(level=level)


def titles(author: Author) -> set[str]:
    return {slot.work.title.split()[0] for slot in author.authorships.select_related("work")}


def said(author: Author, slot: int) -> tuple[str, str] | None:
    found = worklist.states(Claim.objects.get(author=author), author, [slot]).get(slot)
    return (found.tick, found.words) if found else None


def test_works_that_are_not_theirs_go_together_to_a_new_record(world: tuple[User, Author]) -> None:
    user, author = world
    slots = slots_on(author, "Bees", "Tunnels")
    outcome = ticks.answer(user, author, dict.fromkeys(slots, Tick.NOT_MINE))
    assert outcome.sentence == "You said: 2 not mine."
    assert titles(author) == {"Looms"}
    [other] = Author.objects.filter(authorships__in=slots).distinct()
    assert (titles(other), other.level) == ({"How", "Ventilation"}, 1)
    line = Decision.objects.get(kind=Decision.Kind.SPLIT)
    assert (line.claim, line.actor) == (Claim.objects.get(), user)
    assert said(author, slots[0]) == ("not_mine", "decided")
    assert_clean()


def test_what_an_owner_split_off_stays_so_when_every_page_comes_again(world: tuple[User, Author]) -> None:
    user, author = world
    slots = slots_on(author, "Tunnels")
    ticks.answer(user, author, {slots[0]: Tick.NOT_MINE})
    for day, name in enumerate(("wei", "cy", "ada", "other wei"), start=1):
        capture(name, day)
    author.refresh_from_db()
    assert titles(author) == {"Looms", "How"}
    assert Authorship.objects.get(pk=slots[0]).author != author
    assert_clean()


def test_works_that_are_theirs_are_pinned_and_nothing_is_asked_about_them(world: tuple[User, Author]) -> None:
    user, author = world
    slots = slots_on(author, "Tunnels", "Looms", "Bees")
    ticks.answer(user, author, dict.fromkeys(slots, Tick.MINE))
    line = Decision.objects.get(kind=Decision.Kind.KEEP)
    assert {(a.mention_id, a.author_id) for a in line.assignments.all()} == {(slot, author.pk) for slot in slots}
    assert said(author, slots[0]) == ("mine", "decided")
    doubts.review([author])
    assert not Question.objects.open().filter(kind__in=("split", "misfit")).exists()
    assert_clean()


def test_an_open_question_ends_where_the_owner_says_that_the_works_belong(world: tuple[User, Author]) -> None:
    user, author = world
    [slot] = slots_on(author, "Tunnels")
    question = Question.objects.create(
        kind="misfit", key="misfit:x", author=author, mentions=[slot], name=author.folded_name, strength=1
    )
    Authorship.objects.filter(pk=slot).update(is_doubted=True)
    ticks.answer(user, author, {slot: Tick.MINE})
    question.refresh_from_db()
    assert (question.state, question.decision.claim) == ("moot", Claim.objects.get())  # type: ignore[union-attr]
    assert not Authorship.objects.get(pk=slot).is_doubted
    ticks.take_back_last(user, author, ticks.last(Claim.objects.get()).pk)  # type: ignore[union-attr]
    question.refresh_from_db()
    assert question.state == "open"
    assert Authorship.objects.get(pk=slot).is_doubted


def test_a_group_that_fits_as_little_is_asked_about_without_what_the_owner_kept() -> None:
    import_bytes(feed_page("Ada Lovelace", [_far(n, "LG") for n in range(6)] + [_far(n, "PH") for n in range(6, 9)]))
    author = page_owner("Ada Lovelace")
    user = make_owner(author, "Ada")
    found = Question.objects.open().filter(author=author, kind="split").first()
    assert found is not None, "The world has to hold a question about the list."
    first, *rest = found.mentions
    ticks.answer(user, author, {first: Tick.MINE})
    doubts.review([author])
    asked = {slot for row in Question.objects.open().filter(author=author) for slot in row.mentions}
    assert asked == set(rest)


def _far(number: int, category: str) -> str:
    words = {
        "LG": "Gradient Learning of Neural Networks With Attention and Sparse Kernels Part",
        "PH": "Glacier Ventilation Measured in Alpine Tunnels During Winter Storms Part",
    }
    people = ["Ada Lovelace", *(["Ben Bitdiddle", "Cy Byte"] if category == "LG" else ["Dee Dee", "Eva Lu"])]
    return feed_work(f"{words[category]} {number}", people, category=category)


def test_what_they_are_unsure_of_is_marked_and_a_curator_is_asked(world: tuple[User, Author]) -> None:
    user, author = world
    [slot] = slots_on(author, "Tunnels")
    outcome = ticks.answer(user, author, {slot: Tick.UNSURE})
    assert outcome.sentence == "You said: 1 unsure. A curator is asked about 1 work."
    question = Question.objects.open().get(kind="misfit")
    assert question.evidence[0]["text"] == "The claimant is not sure whether it is theirs."
    assert Authorship.objects.get(pk=slot).is_doubted
    assert said(author, slot) == ("unsure", "a curator is asked")
    author.refresh_from_db()
    assert author.side["doubted"] == 1
    # An import does not take back what its owner asked, and an answer ends it.
    capture("wei", 3)
    question.refresh_from_db()
    assert question.state == "open"
    answers.different(question, curator().user or make_user())
    assert slot not in set(author.authorships.values_list("id", flat=True))
    assert said(author, slot) == ("not_mine", "a curator has answered")


def test_to_be_sure_again_takes_the_question_back(world: tuple[User, Author]) -> None:
    user, author = world
    slots = slots_on(author, "Tunnels", "Bees")
    ticks.answer(user, author, dict.fromkeys(slots, Tick.UNSURE))
    ticks.answer(user, author, {slots[0]: Tick.MINE})
    assert Question.objects.open().get(kind="misfit").mentions == [slots[1]]
    assert list(Authorship.objects.filter(is_doubted=True).values_list("id", flat=True)) == [slots[1]]
    ticks.answer(user, author, {slots[0]: Tick.UNSURE})
    assert said(author, slots[0]) == ("unsure", "a curator is asked")
    assert Authorship.objects.get(pk=slots[0]).is_doubted


def test_a_record_is_not_left_empty(world: tuple[User, Author]) -> None:
    user, author = world
    author.source_profiles.update(author=weis()[1])
    everything = dict.fromkeys(slots_on(author, ""), Tick.NOT_MINE)
    with pytest.raises(Conflict, match="withdraw your claim instead"):
        ticks.answer(user, author, everything)
    assert len(titles(author)) == 3


def test_at_l2_ticks_are_proposals_and_nothing_changes(world: tuple[User, Author]) -> None:
    user, author = world
    at_level(author, 2)
    [bees], [tunnels], [looms] = (slots_on(author, word) for word in ("Bees", "Tunnels", "Looms"))
    before = Decision.objects.count()
    outcome = ticks.answer(user, author, {bees: Tick.MINE, tunnels: Tick.NOT_MINE, looms: Tick.UNSURE})
    assert outcome.sentence == "You said: 1 mine, 1 not mine, 1 unsure. A curator is asked about 3 works."
    assert Decision.objects.count() == before
    assert len(titles(author)) == 3
    assert not Authorship.objects.filter(is_doubted=True).exists()
    asked = {row.mentions[0]: row for row in Question.objects.open().filter(kind="misfit")}
    assert {slot: row.evidence[0]["text"] for slot, row in asked.items()} == {
        bees: "The claimant says that this work is theirs.",
        tunnels: "The claimant says that this work is not theirs.",
        looms: "The claimant is not sure whether it is theirs.",
    }
    capture("wei", 2)
    assert Question.objects.open().filter(kind="misfit").count() == 3
    answers.different(asked[tunnels], make_user("Grace"))
    assert titles(author) == {"How", "Looms"}
    assert said(author, tunnels) == ("not_mine", "a curator has answered")


def test_works_of_a_record_that_nobody_claims_are_taken_over(world: tuple[User, Author]) -> None:
    user, author = world
    other = weis()[1]
    [rivers] = slots_on(other, "Rivers")
    ticks.answer(user, author, {rivers: Tick.MINE})
    assert Authorship.objects.get(pk=rivers).author == author
    assert Decision.objects.get(kind=Decision.Kind.SPLIT).other == author
    capture("other wei", 4)
    assert Authorship.objects.get(pk=rivers).author == author
    assert_clean()


def test_a_record_that_would_be_empty_is_merged(world: tuple[User, Author]) -> None:
    user, author = world
    slots = slots_on(author, "Bees")
    ticks.answer(user, author, {slots[0]: Tick.NOT_MINE})
    [new] = Author.objects.filter(authorships__in=slots)
    ticks.answer(user, author, {slots[0]: Tick.MINE})
    new.refresh_from_db()
    assert new.merged_into == author
    assert len(titles(author)) == 3
    assert_clean()


@pytest.mark.parametrize("why", ["claimed", "a pending claim", "told apart"])
def test_works_of_others_are_asked_about_where_somebody_else_has_a_say(world: tuple[User, Author], why: str) -> None:
    user, author = world
    other = weis()[1]
    [rivers] = slots_on(other, "Rivers")
    if why == "claimed":
        make_owner(other, "Another", level=2)
    elif why == "a pending claim":
        Claim.objects.create(author=other, user=make_user("Another"), name="Wei Zhang")
    else:
        decisions.write(Decision.Kind.APART, curator(), "Two people.", author=author, other=other)
    outcome = ticks.answer(user, author, {rivers: Tick.MINE})
    assert outcome.sentence == "You said: 1 mine. A curator is asked about 1 work."
    assert Authorship.objects.get(pk=rivers).author == other
    question = Question.objects.open().get(kind="misfit")
    assert (question.author, question.other) == (other, author)
    answers.different(question, make_user("Judge"))
    assert Authorship.objects.get(pk=rivers).author == author


def test_works_of_other_names_are_not_taken(world: tuple[User, Author]) -> None:
    user, author = world
    strange = Authorship.objects.filter(author__name="Dee Dee").values_list("id", flat=True)[0]
    with pytest.raises(Conflict, match="not offered"):
        ticks.answer(user, author, {strange: Tick.MINE})
    with pytest.raises(Conflict, match="not offered"):
        ticks.answer(user, author, {2**50: Tick.MINE})


def test_the_last_decisions_are_undone_one_after_the_other(world: tuple[User, Author]) -> None:
    user, author = world
    [bees], [tunnels] = slots_on(author, "Bees"), slots_on(author, "Tunnels")
    ticks.answer(user, author, {bees: Tick.MINE})
    ticks.answer(user, author, {tunnels: Tick.NOT_MINE})
    for _ in range(2):
        line = ticks.last(Claim.objects.get())
        assert line is not None
        ticks.take_back_last(user, author, line.pk)
    assert ticks.last(Claim.objects.get()) is None
    assert len(titles(author)) == 3
    assert (said(author, bees), said(author, tunnels)) == (None, None)
    assert_clean()


def test_all_of_one_form_is_taken_back_at_once(world: tuple[User, Author], client: Client) -> None:
    user, author = world
    [bees], [tunnels] = slots_on(author, "Bees"), slots_on(author, "Tunnels")
    [third] = author.authorships.exclude(id__in=(bees, tunnels)).values_list("id", flat=True)
    client.force_login(user)
    address = f"/authors/{author.public_id}/works/"
    form = {f"tick-{bees}": "mine", f"tick-{tunnels}": "not_mine", f"tick-{third}": "unsure"}
    page = client.post(address, form, follow=True).content.decode()
    assert "You said: 1 mine, 1 not mine, 1 unsure." in page
    assert "Your last answer: 1 mine, 1 not mine, 1 unsure." in page
    line = ticks.last(Claim.objects.get())
    assert line is not None
    client.post(f"{address}take-back/", {"line": line.pk})
    assert [said(author, slot) for slot in (bees, tunnels, third)] == [None] * 3
    assert len(titles(author)) == 3
    assert not Authorship.objects.filter(pk=third, is_doubted=True).exists()
    assert_clean()


def test_the_rest_of_a_page_is_theirs_at_one_press(world: tuple[User, Author], client: Client) -> None:
    user, author = world
    [bees] = slots_on(author, "Bees")
    client.force_login(user)
    address = f"/authors/{author.public_id}/works/"
    page = client.get(address).content.decode()
    shown = re.findall(r'name="shown" value="(\d+)"', page)
    assert sorted(map(int, shown)) == sorted(author.authorships.values_list("id", flat=True))
    form = {"shown": shown, f"tick-{bees}": "unsure", "rest": "mine"}
    assert "You said: 2 mine, 1 unsure." in client.post(address, form, follow=True).content.decode()
    assert "All the rest on this page" not in client.get(address).content.decode()


def test_works_in_doubt_are_marked_and_come_first(world: tuple[User, Author], client: Client) -> None:
    user, author = world
    oldest = author.authorships.order_by("work__ordered_on", "id").first()
    assert oldest is not None
    claim = Claim.objects.get()
    Authorship.objects.filter(pk=oldest.pk).update(is_doubted=True)
    rows = worklist.of(claim, author, 1, only_open=False).rows
    assert [row.slot == oldest.pk and row.is_doubted for row in rows] == [True, False, False]
    client.force_login(user)
    page = client.get(f"/authors/{author.public_id}/works/").content.decode()
    assert page.count("May belong to another Wei Zhang") == 1


@pytest.mark.parametrize(("state", "why"), [("contested", "Somebody contests"), ("on_hold", "Your claim is on hold")])
def test_while_a_claim_rests_nothing_can_be_ticked(
    world: tuple[User, Author], client: Client, state: str, why: str
) -> None:
    user, author = world
    Claim.objects.update(state=state)
    client.force_login(user)
    page = client.get(f"/authors/{author.public_id}/works/").content.decode()
    assert f'<p class="locked" id="rests">{why}' in page
    assert page.count('<fieldset disabled aria-describedby="rests">') == page.count("<fieldset") > 0
    assert "tick-save" not in page


def test_what_a_curator_decided_since_is_not_undone(world: tuple[User, Author]) -> None:
    user, author = world
    [bees] = slots_on(author, "Bees")
    ticks.answer(user, author, {bees: Tick.MINE})
    line = ticks.last(Claim.objects.get())
    assert line is not None
    splits.split(author, [bees], curator(), "Another Wei.")
    assert ticks.last(Claim.objects.get()) is None
    with pytest.raises(Conflict, match="curator decided since"):
        ticks.take_back_last(user, author, line.pk)


def test_of_a_curator_and_an_owner_the_second_is_told_without_a_name(world: tuple[User, Author]) -> None:
    user, author = world
    other, seen = weis()[1], decisions.newest()
    splits.split(author, slots_on(author, "Bees"), curator(), "Another Wei.", seen=seen)
    with pytest.raises(Conflict) as told:
        ticks.answer(user, author, dict.fromkeys(slots_on(author, "Tunnels"), Tick.NOT_MINE), seen)
    assert str(told.value).startswith("A curator decided about this record meanwhile")
    seen = decisions.newest()
    ticks.answer(user, author, dict.fromkeys(slots_on(author, "Tunnels"), Tick.NOT_MINE), seen)
    with pytest.raises(Conflict, match="The owner of the record decided about this meanwhile"):
        merges.merge(other, author, curator(), "One person.", seen=seen)


@pytest.mark.parametrize("who", ["a stranger", "a contested owner", "one who lost it"])
def test_nobody_else_ticks(world: tuple[User, Author], who: str) -> None:
    user, author = world
    if who == "a stranger":
        user = make_user("Stranger", is_staff=True)
    elif who == "a contested owner":
        Claim.objects.update(state=Claim.State.CONTESTED)
    else:
        Claim.objects.update(state=Claim.State.REFUSED, is_owner=False)
    with pytest.raises(Conflict):
        ticks.answer(user, author, dict.fromkeys(slots_on(author, "Bees"), Tick.NOT_MINE))
    assert len(titles(author)) == 3


def test_the_page_takes_ticks_without_and_with_htmx(world: tuple[User, Author], client: Client) -> None:
    user, author = world
    client.force_login(user)
    address = f"/authors/{author.public_id}/works/"
    shown = client.get(address).content.decode()
    assert "Sediment in Slow Rivers" in shown.partition("Also yours?")[2]
    assert "Ada Lovelace, Wei Zhang" in shown
    [bees], [tunnels] = slots_on(author, "Bees"), slots_on(author, "Tunnels")
    seen = decisions.newest()
    answer = client.post(address, {f"tick-{bees}": "mine", "tick-x": "mine", "seen": seen}, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert "You said: 1 mine." in answer.content.decode()
    part = client.post(
        f"{address}?show=open", {f"tick-{tunnels}": "unsure"}, headers={"HX-Request": "true", "HX-Target": "ticks"}
    )
    body = part.content.decode()
    assert body.lstrip().startswith('<section id="ticks"')
    assert "A curator is asked about 1 work." in body
    assert "Ventilation" not in body
    splits.split(author, [bees], curator(), "Another Wei.")
    late = client.post(address, {f"tick-{tunnels}": "mine", "seen": seen})
    assert (late.status_code, "A curator decided" in late.content.decode()) == (409, True)


def test_a_long_list_is_paged_and_its_queries_do_not_grow(
    client: Client, django_assert_max_num_queries: object
) -> None:
    works = [feed_work(f"On Engines of Kind {n} and Their Uses", ["Ada Lovelace"], complete=True) for n in range(60)]
    import_bytes(feed_page("Ada Lovelace", works), captured_on=DAY)
    author = page_owner("Ada Lovelace")
    client.force_login(make_owner(author, "Ada"))
    address = f"/authors/{author.public_id}/works/"
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        first = client.get(address).content.decode()
    assert (first.count('class="tick"'), "Page 1 of 2" in first) == (50, True)
    assert client.get(f"{address}?page=2").content.decode().count('class="tick"') == 10
    assert client.get(f"{address}?page=99").status_code == 200


def test_the_page_is_only_there_for_the_owner(world: tuple[User, Author], client: Client) -> None:
    _, author = world
    for path in (f"/authors/{author.public_id}/works/", f"/authors/{author.public_id}/manage/"):
        assert client.get(path).status_code == 302
        client.force_login(make_user(f"Somebody{fold(path)[:3]}{len(path)}", is_staff=True, is_superuser=True))
        assert client.get(path).status_code == 404
        assert client.post(path, {}).status_code in (404, 405)
        client.logout()
