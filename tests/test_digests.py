"""Digests: who gets one, when, with what in it, how it ends, and that a crash neither doubles nor loses anything."""

from __future__ import annotations

import datetime as dt
import email
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import psycopg
import pytest
import redis
from allauth.account.models import EmailAddress
from django.conf import settings as site
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from profiles.models import Author, Digest, Follow, User
from tests.feed_world import ago, confirm, follow, make_author, make_reader, make_topic, make_work, move_trust
from tests.reading import text
from tests.test_follows import at_once
from tests.workers import environment, kill, wait_until, worker
from works import digests
from works.models import SubjectFollow
from works.tasks import send_digest

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 16, 7, tzinfo=dt.UTC)


@pytest.fixture
def cleo() -> User:
    """Follows Jiacheng Sun, of whom something is new since yesterday."""
    cleo, sun = make_reader(), make_author()
    follow(cleo, sun, since=10)
    make_work("Attention Sinks", sun, seen=1)
    return cleo


def sent() -> list[mail.EmailMessage]:
    return mail.outbox


def test_a_mail_tells_what_is_new_and_why(cleo: User) -> None:
    sun = Author.objects.get()
    make_work("Old", sun, seen=1, published=900)
    make_work("Not yet settled", sun)
    assert digests.send(cleo.pk, "2026-11-17")
    [message] = sent()
    assert (message.subject, message.to) == ("BZPEER: “Attention Sinks”", ["cleo@example.org"])
    assert "You follow Jiacheng Sun" in message.body
    assert re.search(rf"^  {site.SITE_URL}/works/\w+/work/$", str(message.body), re.M)
    assert "Old" not in message.body
    assert "Not yet" not in message.body
    digest = Digest.objects.get()
    assert digest.sent_at
    assert digest.period == "2026-11-17"


def test_titles_and_names_are_text_in_a_mail(cleo: User) -> None:
    sun = Author.objects.get()
    make_work("P < Q & 'R'\nBcc: x@example.org", sun, seen=0.5)
    Author.objects.update(name="O'Sun & Co")
    digests.send(cleo.pk, "2026-11-17")
    [message] = sent()
    assert "P < Q & 'R'" in message.body
    assert "You follow O'Sun & Co" in message.body
    Digest.objects.all().delete()
    Follow.objects.update(created_at=ago(0.7))
    assert digests.send(cleo.pk, "2026-11-18")
    assert "\n" not in sent()[1].subject


def test_of_each_period_there_is_one_mail_however_often_it_is_asked_for(cleo: User) -> None:
    assert [digests.send(cleo.pk, "2026-11-17") for _ in range(3)] == [True, False, False]
    assert len(sent()) == 1


def test_nothing_new_is_no_mail_and_the_next_one_goes_on_where_the_last_ended(cleo: User) -> None:
    digests.send(cleo.pk, "2026-11-17")
    assert not digests.send(cleo.pk, "2026-11-18")
    assert Digest.objects.count() == 1
    sun = Author.objects.get()
    Digest.objects.update(until=ago(0.4))
    make_work("Springs", sun, seen=0.2)
    make_work("Wells", sun, seen=0.3)
    assert digests.send(cleo.pk, "2026-11-19")
    assert "2 new works" in sent()[1].subject
    assert "Attention Sinks" not in sent()[1].body
    assert Digest.objects.get(period="2026-11-19").since == Digest.objects.get(period="2026-11-17").until


def test_what_a_crash_left_unsent_is_in_the_next_mail(cleo: User) -> None:
    Digest.objects.create(user=cleo, period="2026-11-17", since=ago(2), until=ago(0.1))
    assert not digests.send(cleo.pk, "2026-11-17")
    assert digests.send(cleo.pk, "2026-11-18")
    assert "Attention Sinks" in sent()[0].body


def test_what_was_first_seen_before_a_follow_is_in_no_mail(cleo: User) -> None:
    wei, topic = make_author("Wei Zhang"), make_topic()
    make_work("Before", wei, about=[topic], seen=4)
    make_work("After", wei, seen=2)
    follow(cleo, wei, since=3)
    follow(cleo, topic, since=3)
    digests.send(cleo.pk, "2026-11-17")
    assert "Before" not in sent()[0].body
    assert "After" in sent()[0].body


def test_after_a_long_silence_a_mail_has_an_end_and_leads_to_the_feed(cleo: User) -> None:
    sun = Author.objects.get()
    for n in range(55):
        make_work(f"Nr {n}.", sun, seen=2 + n / 100)
    digests.send(cleo.pk, "2026-11-17")
    [message] = sent()
    assert message.subject == "BZPEER: 50 and more new works of what you follow"
    assert message.body.count("You follow Jiacheng Sun") == 50
    assert f"There is more in your feed: {site.SITE_URL}/feed/" in message.body


def test_who_follows_every_change_is_told_of_it_by_mail(cleo: User) -> None:
    Follow.objects.update(tell="everything", created_at=ago(0.7))
    move_trust(Author.objects.get(), 17, 65, "claim verified", days=0.5)
    move_trust(Author.objects.get(), 65, 66, "not settled yet")
    digests.send(cleo.pk, "2026-11-17")
    assert "Jiacheng Sun: Trust 17 → 65: claim verified" in sent()[0].body
    assert "not settled" not in sent()[0].body
    assert "Attention" not in sent()[0].body


def test_hidden_records_and_what_is_switched_off_are_in_no_mail(cleo: User) -> None:
    Follow.objects.update(tell="off")
    assert not digests.send(cleo.pk, "2026-11-17")
    Follow.objects.update(tell="everything")
    Author.objects.update(hidden_at=timezone.now())
    assert not digests.send(cleo.pk, "2026-11-17")
    assert sent() == []


def test_no_mail_goes_to_an_address_that_nobody_confirmed_nor_to_a_locked_account(cleo: User) -> None:
    confirm(cleo, False)
    assert not digests.send(cleo.pk, "2026-11-17")
    confirm(cleo)
    User.objects.update(is_active=False)
    assert not digests.send(cleo.pk, "2026-11-17")
    assert list(digests.due(MONDAY)) == []
    assert (sent(), Digest.objects.count()) == ([], 0)


def test_who_wants_another_rhythm_meanwhile_gets_that(cleo: User) -> None:
    assert not digests.send(cleo.pk, "2026-W47")
    User.objects.update(digest="weekly")
    assert not digests.send(cleo.pk, "2026-11-16")
    assert digests.send(cleo.pk, "2026-W47")


@pytest.mark.parametrize(
    ("moment", "daily", "weekly"),
    [
        (MONDAY, "2026-11-16", "2026-W47"),
        (MONDAY.replace(hour=5), None, None),
        (MONDAY.replace(hour=12), None, None),
        (MONDAY.replace(day=17), "2026-11-17", None),
        (dt.datetime(2027, 1, 4, 11, 59, tzinfo=dt.UTC), "2027-01-04", "2027-W01"),
        (dt.datetime(2024, 12, 30, 6, tzinfo=dt.UTC), "2024-12-30", "2025-W01"),
    ],
)
def test_digests_are_due_in_the_morning_and_weekly_ones_on_mondays(
    moment: dt.datetime, daily: str | None, weekly: str | None
) -> None:
    day, week = make_reader("Day"), make_reader("Week", digest="weekly")
    make_reader("Never", digest="never")
    expected = [(reader.pk, period) for reader, period in ((day, daily), (week, weekly)) if period]
    assert list(digests.due(moment)) == expected


def test_everybody_is_found_in_batches_but_for_who_has_one(cleo: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "A_BATCH", 3)
    readers = [cleo, *(make_reader(f"Reader{n}") for n in range(7))]
    EmailAddress.objects.create(user=readers[1], email="second@example.org", verified=True)
    Digest.objects.create(user=readers[4], period="2026-11-17", since=ago(1), until=ago(0))
    due = [pk for pk, _ in digests.due(MONDAY.replace(day=17))]
    assert due == [reader.pk for reader in readers if reader != readers[4]]


def test_a_mail_server_that_does_not_answer_leaves_the_digest_for_later(
    cleo: User, settings: object, tmp_path: Path
) -> None:
    smtp = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "127.0.0.1", "port": 1}}
    settings.MAILERS = {"default": smtp}  # type: ignore[attr-defined]
    with pytest.raises(OSError, match="refused"):
        digests.send(cleo.pk, "2026-11-17")
    assert not Digest.objects.exists()


def link_of(message: mail.EmailMessage) -> str:
    """The path that the mail's headers name for one click."""
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message.extra_headers["List-Unsubscribe"]
    assert address.startswith(f"<{site.SITE_URL}/")
    assert address[1:-1] in message.body
    return str(address[1:-1].removeprefix(site.SITE_URL))


def test_one_click_ends_the_mails_without_a_log_in_and_looking_changes_nothing(cleo: User) -> None:
    digests.send(cleo.pk, "2026-11-17")
    link, strict = link_of(sent()[0]), Client(enforce_csrf_checks=True)
    for method in (strict.get, strict.head):
        assert method(link).status_code == 200
    assert "Mails with what is new come to you" in text(strict.get(link).content.decode())
    assert User.objects.get().digest == "daily"
    answer = strict.post(link, {"List-Unsubscribe": "One-Click"})
    assert "No more mails come" in text(answer.content.decode())
    assert User.objects.get().digest == "never"
    assert Follow.objects.count() == 1
    assert not digests.send(cleo.pk, "2026-11-18")
    assert strict.post(link).status_code == 200


def test_one_following_is_ended_by_the_link_too(cleo: User) -> None:
    topic, sun = make_topic(), Author.objects.get()
    wei, other = make_author("Wei Zhang"), make_author("Not In The Mail")
    follow(cleo, wei, tell="everything")
    make_work("On Looms", about=[topic], seen=0.5)
    for followed in (topic, other):
        follow(cleo, followed)
    digests.send(cleo.pk, "2026-11-17")
    link, client = link_of(sent()[0]), Client()
    move_trust(wei, 17, 23, "import", days=0.5)
    page = client.get(link).content.decode()
    assert f'value="researcher:{wei.public_id}"' in page
    Follow.objects.filter(author=wei).update(tell="works")
    page = client.get(link).content.decode()
    assert re.findall(r'name="unfollow" value="([^"]+)"', page) == [f"researcher:{sun.public_id}", "topic:lg"]
    assert "Not In The Mail" not in page
    assert "You no longer follow Machine Learning" in text(client.post(link, {"unfollow": "topic:lg"}).content.decode())
    assert not SubjectFollow.objects.exists()
    client.post(link, {"unfollow": f"researcher:{sun.public_id}"})
    assert {held.author for held in Follow.objects.all()} == {wei, other}
    for nonsense in ("topic:none", "researcher:\0", "x", "work:1"):
        assert client.post(link, {"unfollow": nonsense}).status_code == 200
    assert User.objects.get().digest == "daily"


def test_a_link_that_somebody_made_up_ends_nothing(cleo: User) -> None:
    digests.send(cleo.pk, "2026-11-17")
    link = link_of(sent()[0])
    digest = Digest.objects.get()
    for token in (f"{digest.pk}", f"{digest.pk}:x", link.rstrip("/").rpartition("/")[2][:-2], "x:y"):
        assert Client().post(f"/following/mail/{token}/").status_code == 404
    assert User.objects.get().digest == "daily"
    User.objects.all().delete()
    assert Client().get(link).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_ten_workers_with_one_digest_send_one_mail(cleo: User) -> None:
    assert at_once([lambda: digests.send(cleo.pk, "2026-11-17") for _ in range(10)]) == 1
    assert len(sent()) == 1


@pytest.fixture
def mails() -> Iterator[Path]:
    """The folder into which real workers mail, empty."""
    folder = Path(site.MAIL_DIR)
    folder.mkdir(exist_ok=True, parents=True)
    for file in folder.iterdir():
        file.unlink()
    yield folder
    for file in folder.iterdir():
        file.unlink()


def delivered(folder: Path) -> list[EmailMessage]:
    found = []
    for file in sorted(folder.iterdir()):
        parts = re.split(r"^-{79}$", file.read_text(), flags=re.M)
        found += [email.message_from_string(part.lstrip(), policy=default) for part in parts if part.strip()]
    return found


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_and_one_killed_after_the_mail_left_send_it_once_and_lose_nothing(
    cleo: User, mails: Path
) -> None:
    # The last word of who ends the digests is waited for, after the digest is written: held here, the worker stops.
    with psycopg.connect(environment()["DATABASE_URL"]) as holder, worker() as victim:
        holder.execute("SELECT 1 FROM profiles_user FOR NO KEY UPDATE")
        send_digest.delay(cleo.pk, "2026-11-17")
        wait_until(lambda: Digest.objects.exists() and waits(), "a worker to be between digest and mail")
        kill(victim)
    assert delivered(mails) == []
    with worker() as second:
        # The task of the one that was killed comes again as well; of this period nothing leaves any more.
        send_digest.delay(cleo.pk, "2026-11-17")
        wait_until(lambda: not queued(), "the worker to take the task")
        with psycopg.connect(environment()["DATABASE_URL"]) as holder:
            holder.execute("SELECT 1 FROM profiles_user FOR NO KEY UPDATE")
            send_digest.delay(cleo.pk, "2026-11-18")
            wait_until(lambda: Digest.objects.count() == 2 and waits(), "the next digest to be written")
            with psycopg.connect(environment()["DATABASE_URL"]) as other:
                other.execute("SELECT 1 FROM profiles_digest WHERE period = '2026-11-18' FOR UPDATE")
                holder.rollback()
                wait_until(lambda: len(delivered(mails)) == 1 and waits(), "the mail to leave, and no more")
                kill(second)
                # Else the database still does what the one that is no more asked of it last.
                other.execute(f"SELECT pg_terminate_backend(pid) FROM ({WAITING}) AS waiting")
                wait_until(lambda: not waits(), "the database to forget the worker")
    assert "Attention Sinks" in delivered(mails)[0].get_content()
    # What either was killed over comes again, in whatever order.
    for period in ("2026-11-18", "2026-11-17", "2026-11-18"):
        send_digest(cleo.pk, period)
    assert sent() == []
    [message] = delivered(mails)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert list(Digest.objects.values_list("sent_at", flat=True)) == [None, None]


# In this database, and not in that of other tests.
WAITING = """
    SELECT 1 AS id, pid FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE NOT granted AND datname = current_database()
"""


def waits() -> bool:
    """Whether a worker waits for a row that somebody holds."""
    with transaction.atomic():
        return len(User.objects.raw(WAITING)) > 0


def queued() -> int:
    """How many tasks no worker has taken yet."""
    with redis.Redis.from_url(site.REDIS_URL) as client:
        return int(client.llen(site.CELERY_TASK_DEFAULT_QUEUE))
