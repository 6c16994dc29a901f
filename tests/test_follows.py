"""Following: counts that are right in any race, what is told of each, merges, trust, and the pages of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiles import follows, leaving
from profiles.models import Author, Follow, Tell, TrustDue, User
from tests.feed_world import ago, follow, make_author, make_institution, make_reader, make_topic, make_work
from tests.make import import_seeds, make_owner, make_user, owner
from tests.reading import text
from works import subject_follows
from works.ledger import merges, undo
from works.ledger.decisions import By
from works.models import SubjectFollow, Topic

TABS = 25


def at_once(acts: Sequence[Callable[[], object]]) -> int:
    """How many of these, done at the same moment in as many threads as there may be, said that they did something."""
    start = threading.Barrier(min(TABS, len(acts)))

    def do(numbered: tuple[int, Callable[[], object]]) -> bool:
        number, act = numbered
        try:
            if number < start.parties:
                start.wait()
            return bool(act())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(start.parties) as pool:
        return sum(pool.map(do, enumerate(acts)))


def counts(author: Author, topic: Topic) -> tuple[int, int]:
    author.refresh_from_db()
    topic.refresh_from_db()
    return author.followers_count, topic.followers_count


@pytest.mark.django_db(transaction=True)
def test_a_hundred_readers_in_two_tabs_each_count_as_a_hundred_and_leave_as_many() -> None:
    sun, topic = make_author(), make_topic()
    readers = User.objects.bulk_create(User(email=f"r{n}@example.org") for n in range(100))
    assert at_once([lambda r=r: follows.start(r, sun) for r in readers * 2]) == 100  # type: ignore[misc]
    assert at_once([lambda r=r: subject_follows.start(r, topic) for r in readers * 2]) == 100  # type: ignore[misc]
    assert counts(sun, topic) == (100, 100)
    gone, stay = readers[:60], readers[60:]
    assert at_once([lambda r=r: subject_follows.stop(r, topic) for r in gone[:30] * 2]) == 30  # type: ignore[misc]
    assert at_once([lambda r=r: follows.stop(r, sun) for r in gone[:30] * 2]) == 30  # type: ignore[misc]
    at_once([lambda r=r: follows.forget([r]) for r in gone[20:]])  # type: ignore[misc]
    assert counts(sun, topic) == (40, 40)
    assert set(Follow.objects.values_list("user", flat=True)) == {reader.pk for reader in stay}
    assert SubjectFollow.objects.count() == 40


@pytest.mark.django_db(transaction=True)
def test_who_follows_and_stops_at_the_same_time_is_counted_as_what_they_are_in_the_end() -> None:
    sun, topic, cleo = make_author(), make_topic(), make_user("Cleo")
    for _ in range(5):
        at_once(
            [
                *[lambda: follows.start(cleo, sun), lambda: follows.stop(cleo, sun)] * 4,
                *[lambda: subject_follows.start(cleo, topic), lambda: subject_follows.stop(cleo, topic)] * 4,
            ]
        )
        assert counts(sun, topic) == (Follow.objects.count(), SubjectFollow.objects.count())


@pytest.mark.django_db
def test_a_deleted_account_leaves_no_count_behind() -> None:
    sun, topic, pku, cleo = make_author(), make_topic(), make_institution(), make_reader()
    follows.start(cleo, sun)
    for subject in (topic, pku):
        subject_follows.start(cleo, subject)
        subject_follows.start(make_user(f"Stays by {subject.slug}"), subject)
    leaving.leave(cleo)
    pku.refresh_from_db()
    assert (*counts(sun, topic), pku.followers_count) == (0, 1, 1)


@pytest.mark.django_db
def test_a_follower_says_what_to_be_told() -> None:
    sun, topic, cleo = make_author(), make_topic(), make_user("Cleo")
    assert not follows.hear(cleo, sun, Tell.OFF)
    follows.start(cleo, sun)
    assert Follow.objects.get().tell == "works"
    assert follows.hear(cleo, sun, Tell.EVERYTHING)
    assert not follows.start(cleo, sun, Tell.OFF)
    assert Follow.objects.get().tell == "everything"
    subject_follows.start(cleo, topic, Tell.OFF)
    assert subject_follows.hear(cleo, topic, Tell.WORKS)
    assert SubjectFollow.objects.get().tell == "works"


@pytest.mark.parametrize(
    ("gone", "kept", "told"),
    [("off", "works", "works"), ("everything", "works", "everything"), ("works", "everything", "everything")],
)
@pytest.mark.django_db
def test_who_followed_both_of_a_merge_hears_what_was_more_and_gets_each_back(gone: str, kept: str, told: str) -> None:
    absorbed, survivor = make_author("J. Sun"), make_author("Jiacheng Sun")
    both, one = make_user("Cleo"), make_user("Dee")
    follow(both, absorbed, since=30, tell=gone)
    follow(both, survivor, since=10, tell=kept)
    follow(one, absorbed, since=20, tell=gone)
    before = rows()
    line = merges.merge(absorbed, survivor, By(make_user("Grace")), "One person.")
    assert [(who, tell) for who, _, tell, _ in rows()] == [("Cleo", told), ("Dee", gone)]
    assert [f"{ago(days):%F}" for days in (30, 20)] == [f"{at:%F}" for *_, at in rows()]
    undo.undo(line, By(make_user("Hedy")))
    assert rows() == before
    assert [Author.objects.get(pk=a.pk).followers_count for a in (absorbed, survivor)] == [2, 1]


@pytest.mark.django_db
def test_what_a_reader_chose_since_a_merge_stands_when_it_is_undone() -> None:
    absorbed, survivor, cleo = make_author("J. Sun"), make_author("Jiacheng Sun"), make_user("Cleo")
    follow(cleo, absorbed, tell="everything")
    follow(cleo, survivor, tell="works")
    line = merges.merge(absorbed, survivor, By(make_user("Grace")), "One person.")
    follows.hear(cleo, absorbed, Tell.OFF)
    undo.undo(line, By(make_user("Hedy")))
    assert [tell for *_, tell, _ in rows()] == ["off", "off"]


@pytest.mark.django_db
def test_a_merge_of_before_the_choice_of_what_is_told_is_undone_too() -> None:
    absorbed, survivor, cleo = make_author("J. Sun"), make_author("Jiacheng Sun"), make_user("Cleo")
    follow(cleo, survivor)
    follows.give_back({"users": [cleo.pk], "new": [cleo.pk]}, survivor.pk, absorbed.pk)
    assert Follow.objects.get().author == absorbed


def rows() -> list[tuple[str, str, str, object]]:
    found = Follow.objects.order_by("user__name", "author__name")
    return list(found.values_list("user__name", "author__name", "tell", "created_at"))


def due() -> list[int]:
    return list(TrustDue.objects.values_list("author", flat=True))


@pytest.mark.django_db
def test_only_a_verified_follower_moves_the_trust_of_a_claimed_record() -> None:
    claimed, unclaimed = make_author(), make_author("Wei Zhang")
    make_owner(claimed, "Sun", level=2)
    verified, hardly = make_owner(make_author("Ada"), "Ada"), make_owner(make_author("Ben"), "Ben", level=2)
    TrustDue.objects.all().delete()
    for reader in (hardly, make_user("Cleo")):
        follows.start(reader, claimed)
        follows.stop(reader, claimed)
    follows.start(verified, unclaimed)
    follows.stop(verified, unclaimed)
    assert due() == []
    follows.start(verified, claimed)
    follows.start(verified, claimed)
    assert due() == [claimed.pk]
    follows.stop(verified, claimed)
    follows.stop(verified, claimed)
    assert due() == [claimed.pk] * 2
    follows.start(verified, claimed)
    follows.forget([verified])
    assert due() == [claimed.pk] * 4


@pytest.mark.django_db
def test_five_hundred_ordinary_followers_move_and_ask_for_nothing() -> None:
    sun = make_author()
    make_owner(sun, "Sun", level=3)
    TrustDue.objects.all().delete()
    trust = (sun.trust_score, sun.trust_inputs)
    readers = User.objects.bulk_create(User(email=f"r{n}@example.org") for n in range(500))
    for reader in readers:
        follows.start(reader, sun)
    sun.refresh_from_db()
    assert (sun.followers_count, due(), (sun.trust_score, sun.trust_inputs)) == (500, [], trust)


@pytest.mark.django_db
def test_an_unclaimed_record_costs_no_question_who_follows() -> None:
    sun, cleo = make_author(), make_user("Cleo")
    with CaptureQueriesContext(connection) as captured:
        follows.start(cleo, sun)
    assert not [query for query in captured.captured_queries if "profiles_claim" in query["sql"]]


@pytest.mark.parametrize("noun", ["topic", "institution"])
@pytest.mark.django_db
def test_a_topic_and_an_institution_have_the_button_of_an_author(client: Client, noun: str) -> None:
    subject = make_topic() if noun == "topic" else make_institution()
    make_work("Sinks", about=[subject])
    page = subject.get_absolute_url()
    assert f"Follow {noun} 0" in text(client.get(page).content.decode())
    for answer in (client.post(f"{page}follow/"), client.post(f"{page}follow/", headers={"HX-Request": "true"})):
        way = answer.headers.get("HX-Redirect") or answer["Location"]
        assert way == f"/accounts/login/?next={page}".replace("/", "%2F").replace(
            "%2Faccounts%2Flogin%2F", "/accounts/login/"
        )
    assert not SubjectFollow.objects.exists()
    client.force_login(make_user("Cleo"))
    assert client.get(f"{page}follow/").status_code == 405
    assert client.post(f"{page}follow/")["Location"] == page
    said = client.get(page).content.decode()
    assert "Following 1" in text(said)
    assert "every change" not in said
    assert "Saved." not in said
    part = client.post(f"{page}follow/", {"tell": "off"}, headers={"HX-Request": "true", "HX-Target": "follow"})
    assert '<p class="fine" role="status">Saved.</p>' in part.content.decode()
    assert '<option value="off" selected>' in part.content.decode()
    assert SubjectFollow.objects.get().tell == "off"
    part = client.post(f"{page}follow/", {"stop": "1"}, headers={"HX-Request": "true", "HX-Target": "follow"})
    assert f"Follow {noun} 0" in text(part.content.decode())
    assert client.post(f"/{noun}s/none/follow/").status_code == 404


@pytest.mark.django_db
def test_what_is_told_is_chosen_beside_the_button_and_nonsense_changes_nothing(client: Client) -> None:
    import_seeds("000")
    sun = owner("Jiacheng Sun")
    client.force_login(make_user("Cleo"))
    url = f"/authors/{sun.public_id}/follow/"
    client.post(url, {"tell": "everything"})
    assert '<option value="everything" selected>' in client.get(sun.get_absolute_url()).content.decode()
    for nonsense in ("sometimes", "", "\0"):
        client.post(url, {"tell": nonsense})
    assert Follow.objects.get().tell == "everything"


@pytest.mark.django_db
def test_a_hidden_record_is_left_and_not_followed(client: Client) -> None:
    sun, cleo = make_author(), make_user("Cleo")
    follows.start(cleo, sun)
    Author.objects.update(hidden_at=timezone.now())
    client.force_login(cleo)
    url = f"/authors/{sun.public_id}/follow/"
    assert client.post(url).status_code == 404
    assert client.post(url, {"stop": "1", "from": "following"})["Location"].startswith("/following/")
    assert not Follow.objects.exists()


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused() -> None:
    topic, cleo = make_topic(), make_user("Cleo")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cleo)
    for address in (f"{topic.get_absolute_url()}follow/", "/following/mail/"):
        assert strict.post(address, {"digest": "daily"}).status_code == 403
    assert not SubjectFollow.objects.exists()
