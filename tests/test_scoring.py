"""Trust kept up to date: for exactly the records a change touches, with its reason, and never by an unclaimed one's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from profiles import due
from profiles.claims import contests
from profiles.models import Author, Claim, Follow, Proof, TrustDue, TrustScore, User
from tests.feed_world import make_author as feed_author
from tests.make import feed_page, feed_work, import_bytes, make_user, owner
from tests.reading import page, text
from works import scoring
from works.models import Work

TEAM = ["Ada Lovelace", "Ben Bitdiddle", "Cy Byte"]
TITLES = ("Looms That Weave Algebraic Patterns Into Silk", "Engines That Reckon With Punched Pasteboard Cards")


def make_team() -> tuple[Author, Author, Author]:
    """Ada, Ben and Cy, who wrote two works together, each with a page of a source."""
    works = [feed_work(title, TEAM, complete=True) for title in TITLES]
    import_bytes(*(feed_page(name, works) for name in TEAM))
    ada, ben, cy = (owner(name) for name in TEAM)
    return ada, ben, cy


def raise_to(author: Author, level: int, user: User | None = None) -> Claim:
    """The record owned by this person (or one named like it) at this level, its trust due."""
    person = user or make_user(author.name.split()[0])
    claim, _ = Claim.objects.get_or_create(author=author, user=person, defaults={"name": author.name})
    state = Claim.State.VERIFIED if level > 2 else Claim.State.PENDING
    Claim.objects.filter(pk=claim.pk).update(is_owner=True, state=state)
    Author.objects.filter(pk=author.pk).update(level=level)
    due.trust([author.pk], "claim verified")
    return claim


def score(author: Author) -> int:
    return Author.objects.get(pk=author.pk).trust_score


@pytest.mark.django_db
def test_a_claim_moves_the_score_by_what_its_level_is_worth_and_says_why(client: Client) -> None:
    ada, _, _ = make_team()
    before = score(ada)
    raise_to(ada, 3)
    assert scoring.compute_due() > 0
    assert score(ada) == before + 40
    line = TrustScore.objects.filter(author=ada).first()
    assert line
    assert (line.change, line.reason) == (40, "claim verified")
    seen = text(page(client, ada))
    assert f"Trust {before + 40} - Verified" in seen
    assert "+40 claim verified" in seen
    assert not TrustDue.objects.exists()


@pytest.mark.django_db
def test_who_is_verified_corroborates_their_claimed_coauthors_and_nobody_else() -> None:
    ada, ben, cy = make_team()
    raise_to(ada, 2)
    scoring.compute_due()
    ada_before, cy_before = score(ada), score(cy)
    claim = raise_to(ben, 3)
    scoring.compute_due()
    assert score(ada) == ada_before + 2
    assert score(cy) == cy_before, "Nobody claimed Cy's record: other people cannot move its number."
    newest = TrustScore.objects.filter(author=ada).first()
    assert newest
    assert newest.reason == "somebody near was verified"
    Claim.objects.filter(pk=claim.pk).update(is_owner=False, state=Claim.State.REFUSED)
    Author.objects.filter(pk=ben.pk).update(level=1)
    due.trust([ben.pk], "claim rolled back")
    scoring.compute_due()
    assert score(ada) == ada_before


@pytest.mark.django_db
def test_a_contest_moves_nobody_elses_score_until_it_is_decided() -> None:
    ada, ben, _ = make_team()
    claim = raise_to(ada, 3)
    raise_to(ben, 2)
    reader = make_user("Far")
    far = raise_to(feed_author("Far Away"), 3, reader)
    Follow.objects.create(user=reader, author=ben)
    due.trust([ben.pk], "a verified person follows")
    scoring.compute_due()
    before = score(ben)
    for one in (claim, far):
        contests.contest(one, make_user(f"Doubt{one.pk}"), "It is mine.")
    scoring.recompute({ben.pk: "looked again"})
    assert score(ben) == before
    contests.uphold(claim.contests.get(), make_user("Grace"), "It is somebody else's.")
    scoring.compute_due()
    assert score(ben) == before - 2


@pytest.mark.django_db
def test_two_records_of_one_person_do_not_corroborate_each_other() -> None:
    ada, ben, _ = make_team()
    twofold = make_user("Twofold")
    raise_to(ada, 3, twofold)
    scoring.compute_due()
    before = score(ada)
    raise_to(ben, 3, twofold)
    scoring.compute_due()
    assert score(ada) == before


@pytest.mark.django_db
def test_an_authority_counts_where_it_knows_a_work_and_until_its_proof_ends() -> None:
    ada, _, _ = make_team()
    claim = raise_to(ada, 3)
    scoring.compute_due()
    before = score(ada)
    work = Work.objects.earliest("id").pk
    held: dict[str, Any] = {"claim": claim, "state": Proof.State.PROVEN, "proven_at": timezone.now()}
    Proof.objects.create(kind="orcid", subject="0000-0001", details={"authority": "orcid", "works": [work]}, **held)
    Proof.objects.create(kind="homepage", subject="x", details={"authority": "dblp", "works": []}, **held)
    due.trust([ada.pk], "ORCID record linked")
    scoring.compute_due()
    assert score(ada) == before + 3
    Proof.objects.filter(kind="orcid").update(expires_at=timezone.now())
    due.trust([ada.pk], "proof expired")
    scoring.compute_due()
    assert score(ada) == before


@pytest.mark.django_db
def test_only_verified_followers_who_are_no_coauthors_count_and_three_of_a_domain_at_most() -> None:
    ada, ben, _ = make_team()
    raise_to(ada, 3)
    raise_to(ben, 3, make_user("Ben"))
    strangers = [f"Person{chr(97 + n)} Alone{chr(97 + n)}" for n in range(5)]
    import_bytes(*(feed_page(name, [feed_work(f"A Study by {name} of Rivers", [name])]) for name in strangers))
    scoring.compute_due()
    before = score(ada)
    Follow.objects.create(user=User.objects.get(email="ben@example.org"), author=ada)
    for name in strangers:
        person = make_user(name.split()[0])
        raise_to(owner(name), 3, person)
        Follow.objects.create(user=person, author=ada)
    due.trust([ada.pk], "new followers")
    scoring.compute_due()
    inputs = Author.objects.get(pk=ada.pk).trust_inputs
    assert inputs["independent_followers"] == 3
    assert score(ada) == before + 2
    User.objects.filter(email="persona@example.org").update(email="persona@elsewhere.example")
    due.trust([ada.pk], "new followers")
    scoring.compute_due()
    assert Author.objects.get(pk=ada.pk).trust_inputs["independent_followers"] == 4


@pytest.mark.django_db
def test_500_new_followers_move_nothing() -> None:
    ada, _, _ = make_team()
    raise_to(ada, 3)
    scoring.compute_due()
    before, lines = score(ada), TrustScore.objects.count()
    crowd = User.objects.bulk_create([User(email=f"reader{n}@crowd.example") for n in range(500)])
    Follow.objects.bulk_create([Follow(user=reader, author=ada) for reader in crowd])
    due.trust([ada.pk], "500 new followers")
    scoring.compute_due()
    assert (score(ada), TrustScore.objects.count()) == (before, lines)


@pytest.mark.django_db
def test_an_import_keeps_who_backs_a_claimed_record() -> None:
    ada, ben, _ = make_team()
    raise_to(ada, 3)
    raise_to(ben, 3)
    scoring.compute_due()
    before = score(ada)
    works = [feed_work(title, TEAM, complete=True) for title in (*TITLES, "Numbers That Nobody Has Yet Written Down")]
    import_bytes(feed_page("Ada Lovelace", works), captured_on=timezone.now().date())
    assert score(ada) == before + 2, "One work more, and Ben still stands behind Ada."
    history = Author.objects.get(pk=ada.pk).side["trust_history"]
    assert [line["change"] for line in history[:2]] == ["+2", "+42"]


@pytest.mark.django_db(transaction=True)
def test_a_score_that_is_due_is_said_to_be_and_the_page_is_not_kept(client: Client) -> None:
    ada, _, _ = make_team()
    assert "Being computed anew" not in text(page(client, ada))
    due.trust([ada.pk], "claim verified")
    assert "Being computed anew" in text(page(client, ada))
    scoring.compute_due()
    assert "Being computed anew" not in text(page(client, ada))


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_records() -> None:
    def queries(team: int) -> int:
        names = [f"Person{chr(97 + n)} Team{chr(97 + team)}" for n in range(team)]
        work = feed_work(f"What {team} People Found Out About Slow Rivers", names, complete=True)
        import_bytes(*(feed_page(name, [work]) for name in names))
        for name in names:
            raise_to(owner(name), 3, make_user(name.replace(" ", ".")))
        with CaptureQueriesContext(connection) as asked:
            scoring.compute_due()
        return len(asked)

    assert queries(2) == queries(9) <= 40


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_compute_each_record_once() -> None:
    for author in make_team():
        raise_to(author, 2)
    lines = TrustScore.objects.count()

    def work(_: int) -> int:
        try:
            return scoring.compute_due()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 3
    assert TrustScore.objects.count() == lines + 3
    assert not TrustDue.objects.exists()


class TestHistory(TestCase):
    """The history adds up, whatever happens to a record."""

    @examples(max_examples=25, deadline=None)
    @given(st.lists(st.integers(1, 4), max_size=6))
    def test_the_changes_add_up_to_the_score(self, levels: list[int]) -> None:
        author = Author.named("Ada Lovelace", level=1)
        author.save()
        for level in levels:
            Author.objects.filter(pk=author.pk).update(level=level)
            due.trust([author.pk], f"level {level}")
            scoring.compute_due()
        lines = TrustScore.objects.filter(author=author)
        assert sum(line.change for line in lines) == score(author)
        assert all(0 <= line.score <= 100 for line in lines)
