"""The feed: which works are new to a reader, in which order, why, and at what cost."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles.models import Author, Follow, User
from tests.feed_world import (
    ago,
    follow,
    make_author,
    make_institution,
    make_reader,
    make_topic,
    make_work,
    move_trust,
)
from tests.make import feed_page, feed_work, import_bytes, make_user, owner
from tests.reading import text
from works.feed import finding, reading
from works.feed.reading import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cleo() -> User:
    return make_reader()


def shown(user: User) -> list[str]:
    """The titles and changes of the whole feed, page after page."""
    place: Place | None = Place()
    found: list[str] = []
    while place:
        page = reading.page(user.pk, place)
        found += [e.change.reason if e.change else title(e.card) for e in page.entries]
        place = page.older
    return found


def title(card: str) -> str:
    found = re.search(r'class="work-title"><a [^>]*>(.*?)</a>', card)
    assert found
    return found[1]


def read(user: User, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/feed/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_new_work_stands_in_the_feed_and_says_why(cleo: User) -> None:
    sun, topic, pku = make_author(), make_topic(), make_institution()
    make_work("Attention Sinks", sun, about=[topic, pku])
    for followed in (sun, topic, pku):
        follow(cleo, followed)
    said = text(read(cleo))
    assert "You follow Jiacheng Sun , LG , PKU" in re.sub(r",", " ,", said)
    assert said.count("Attention Sinks") == 1


def test_an_imported_work_of_these_days_reaches_who_follows_by_the_front_door(client: Client, cleo: User) -> None:
    today = f"{timezone.now():%b %-d, %Y}"
    engines = feed_work("On Engines", ["Ada Lovelace"], date="May 7, 2019")
    import_bytes(feed_page("Ada Lovelace", [engines]))
    client.force_login(cleo)
    client.post(f"/authors/{owner('Ada Lovelace').public_id}/follow/")
    works = [feed_work("On Looms", ["Ada Lovelace"], date=today), feed_work("On Tides", ["Ada Lovelace"]), engines]
    import_bytes(feed_page("Ada Lovelace", works), captured_on=timezone.now().date())
    assert shown(cleo) == ["On Looms"]


@pytest.mark.parametrize(
    ("seen", "published", "since", "is_new"),
    [
        (0, 29, 1, True),  # young when first seen
        (0, 31, 1, False),  # an old list
        (0, 900, 2, False),
        (0, 100, 200, True),  # came out after the follow, found late
        (0, 100, 99, False),
        (300, 320, 1, True),  # seen long before the follow, and young then
        (0, -20, 1, True),  # dated ahead
    ],
)
def test_a_work_is_new_by_its_age_when_first_seen_or_by_the_follow(
    cleo: User, seen: float, published: float, since: float, is_new: bool
) -> None:
    sun = make_author()
    make_work("Sinks", sun, seen=seen, published=published)
    follow(cleo, sun, since=since)
    assert shown(cleo) == ["Sinks"] * is_new


def test_of_a_year_alone_its_last_day_counts_and_without_a_date_nothing_is_new(cleo: User) -> None:
    sun, year = make_author(), timezone.now().year
    follow(cleo, sun, since=1)
    make_work("This year", sun, year=year)
    make_work("Two years ago", sun, year=year - 2)
    make_work("No date", sun, published=None)
    assert shown(cleo) == ["This year"]


def test_a_year_after_that_of_the_follow_is_after_the_follow(cleo: User) -> None:
    sun, year = make_author(), timezone.now().year
    make_work("Of the next year", sun, year=year - 2)
    follow(cleo, sun, since=3 * 366)
    assert shown(cleo) == ["Of the next year"]


WORKS = st.lists(
    st.tuples(
        st.integers(0, 400),  # days since it was seen
        st.one_of(st.none(), st.integers(-5, 1200), st.sampled_from([2024, 2025, 2026])),  # days, or a year
        st.sampled_from(["author", "topic", "institution", "none", "author and topic"]),
        st.sampled_from(["standing"] * 5 + ["withdrawn", "merged"]),
    ),
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(works=WORKS, since=st.integers(0, 500), tell=st.sampled_from(["works", "works", "off"]))
def test_whatever_is_imported_the_feed_holds_what_is_new_and_nothing_else(
    works: list[tuple[int, Any, str, str]], since: int, tell: str
) -> None:
    with transaction.atomic():
        cleo = make_user("Cleo")
        sun, topic, pku, survivor = make_author(), make_topic(), make_institution(), make_work(published=9999)
        for followed in (sun, topic, pku):
            follow(cleo, followed, since=since, tell=tell)
        expected = []
        for number, (seen, date, where, state) in enumerate(sorted(works, key=lambda row: -row[0])):
            by = [sun] if "author" in where else []
            about = [topic] if "topic" in where else [pku] if where == "institution" else []
            is_year = isinstance(date, int) and date > 1999
            dated: dict[str, Any] = {"year": date} if is_year else {"published": date}
            dated |= {"is_listed": state != "withdrawn", "merged_into": survivor if state == "merged" else None}
            make_work(f"W{number}", *by, about=about, seen=seen, **dated)
            if tell == "works" and where != "none" and state == "standing" and is_news(seen, date, is_year, since):
                expected.append(f"W{number}")
        assert shown(cleo) == expected[::-1]
        transaction.set_rollback(True)


def is_news(seen: int, date: int | None, is_year: bool, since: int) -> bool:
    """The rule, told once more in other words."""
    if date is None:
        return False
    first_seen, followed = ago(seen).date(), ago(since).date()
    earliest = dt.date(date, 1, 1) if is_year else ago(date).date()
    latest = earliest + dt.timedelta(days=364) if is_year else earliest
    return earliest > followed or (first_seen - latest).days <= 30


def test_withdrawn_and_merged_works_and_hidden_records_never_show(cleo: User) -> None:
    sun, wei = make_author(), make_author("Wei Zhang")
    kept = make_work("Kept", sun)
    make_work("Withdrawn", sun, is_listed=False)
    make_work("Merged", sun, merged_into=kept)
    make_work("Of the hidden one", wei)
    for followed in (sun, wei):
        follow(cleo, followed, tell="everything")
    move_trust(wei, 17, 20, "import")
    Author.objects.filter(pk=wei.pk).update(hidden_at=timezone.now())
    assert shown(cleo) == ["Kept"]
    assert "Wei Zhang" not in read(cleo)


def test_a_work_of_a_hidden_record_shows_for_another_reason_without_a_word_of_it(cleo: User) -> None:
    wei, topic = make_author("Wei Zhang", hidden_at=timezone.now()), make_topic()
    make_work("Ours", wei, about=[topic])
    for followed in (wei, topic):
        follow(cleo, followed)
    said = read(cleo)
    assert "You follow LG" in text(said)
    assert wei.public_id not in said


def test_who_follows_every_change_sees_what_moved_the_trust_since_then(cleo: User) -> None:
    sun = make_author()
    follow(cleo, sun, since=10, tell="everything")
    move_trust(sun, 0, 17, "import", days=12)
    make_work("A work", sun, seen=3)
    move_trust(sun, 17, 17, "nothing moved", days=2)
    move_trust(sun, 17, 65, "claim verified", days=1)
    assert shown(cleo) == ["claim verified", "A work"]
    assert "Jiacheng Sun Trust 17 → 65: claim verified" in text(read(cleo))
    Follow.objects.update(tell="works")
    assert shown(cleo) == ["A work"]


def test_a_change_says_nothing_of_a_name_of_old(cleo: User) -> None:
    sun = make_author("Alice Sun", renamed_at=timezone.now(), imported_name="Robert Sun")
    follow(cleo, sun, tell="everything")
    move_trust(sun, 17, 19, "import of Robert Sun.txt")
    assert "Robert" not in read(cleo)
    assert shown(cleo) == ["import of Alice Sun.txt"]


def test_pages_hold_twenty_five_entries_each_and_together_everything_once(cleo: User) -> None:
    sun, topic = make_author(), make_topic()
    follow(cleo, sun, since=100, tell="everything")
    follow(cleo, topic, since=100)
    works = [make_work("", sun, about=[topic], seen=60 - n, published=60 - n).title for n in range(40)]
    for n in range(30):
        move_trust(sun, n, n + 1, f"line {n}", days=58 - 2 * n)
    first = reading.page(cleo.pk, Place())
    assert len(first.entries) == 25
    assert first.older
    everything = shown(cleo)
    assert len(everything) == len(set(everything)) == 70
    assert [entry for entry in everything if entry.startswith("Work")] == works[::-1]
    # What comes while one reads moves nothing.
    make_work("Brand new", sun)
    second = reading.page(cleo.pk, first.older)
    assert [e.change.reason if e.change else title(e.card) for e in second.entries] == everything[25:50]
    moments = [entry.at for entry in first.entries + second.entries]  # type: ignore[operator]
    assert moments == sorted(moments, reverse=True)


def test_a_flood_of_old_works_is_looked_through_in_steps_and_hides_nothing(
    cleo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "LOOK", 10)
    topic, sun = make_topic(), make_author()
    follow(cleo, topic)
    follow(cleo, sun, tell="everything")
    make_work("First", sun, about=[topic], seen=50, published=55)
    make_work("Of Sun alone", sun, seen=45, published=50)
    move_trust(sun, 1, 2, "moved", days=9)
    for _ in range(24):
        make_work("", about=[topic], seen=1, published=800)
    page = reading.page(cleo.pk, Place())
    assert page.older
    assert not [entry for entry in page.entries if entry.card]
    assert "Nothing is new among what was first seen since" in text(read(cleo))
    assert shown(cleo) == ["moved", "Of Sun alone", "First"]


@pytest.mark.parametrize("query", ["x", "1-", "-", "9" * 30 + "-1", "1-2-3", "%00", "٣-٤"])
def test_a_place_that_makes_no_sense_is_the_beginning(cleo: User, query: str) -> None:
    sun = make_author()
    make_work("Sinks", sun)
    follow(cleo, sun)
    assert "Sinks" in read(cleo, f"?before={query}")


def test_empty_feeds_say_what_to_do(cleo: User) -> None:
    assert "You follow nobody yet" in text(read(cleo))
    sun = make_author()
    make_work("Old", sun, published=900)
    follow(cleo, sun, since=10)
    since = f"{ago(10):%-d %B %Y}"
    assert f"Nothing new since {since}, when you began to follow" in text(read(cleo))
    Follow.objects.update(tell="off")
    assert "told nothing of all that you follow" in text(read(cleo))
    assert "The feed ends here" in text(read(cleo, "?before=1-1"))


def test_a_stranger_is_sent_to_log_in_and_sees_nobody_elses_feed(client: Client, cleo: User) -> None:
    sun = make_author()
    make_work("Sinks", sun)
    follow(cleo, sun)
    for address in ("/feed/", "/following/"):
        assert client.get(address)["Location"] == f"/accounts/login/?next={address}"
    assert "Sinks" not in read(make_user("Dee"))


def test_the_feed_takes_as_many_queries_for_many_follows_as_for_one(cleo: User) -> None:
    sun, topic = make_author(), make_topic()
    follow(cleo, sun, tell="everything")
    make_work("", sun)
    move_trust(sun, 1, 2, "moved")
    few = queries(cleo)
    for n in range(30):
        other = make_author(f"Person {n}")
        make_work("", other, sun, about=[topic])
        move_trust(other, 1, 2, "moved")
        follow(cleo, other, tell="everything")
    follow(cleo, topic)
    assert queries(cleo) == few
    assert few <= 8


def queries(user: User) -> int:
    client = Client()
    client.force_login(user)
    client.get("/feed/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/feed/").status_code == 200
    return len(captured)


def test_among_many_works_the_feed_is_found_by_indexes(cleo: User) -> None:
    sun, topic = make_author(), make_topic()
    make_work("", sun, about=[topic])
    follow(cleo, sun)
    follow(cleo, topic)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO works_work (public_id, title, title_html, slug, squash, abstract_html, abstract_key, kind,"
            " abstract_cut, host, has_code, byline_complete, byline_length, identifiers, is_listed, locked, proposals,"
            " card, card_version, published_on, ordered_on) SELECT 'x' || n, 'T', '', '', '', '', '', '', false, '',"
            " false, false, 0, '{}', true, '{}', '{}', '', '', now(), now() FROM generate_series(1, 20000) AS n"
        )
        cursor.execute(
            "INSERT INTO works_work_topics (work_id, topic_id) SELECT id, CASE id %% 10 WHEN 0 THEN %s ELSE %s END"
            " FROM works_work ON CONFLICT DO NOTHING",
            [topic.pk, make_topic("CV").pk],
        )
        cursor.execute("ANALYZE works_work")
        cursor.execute("ANALYZE works_work_topics")
        with CaptureQueriesContext(connection) as captured:
            assert len(reading.page(cleo.pk, Place()).entries) == 25
        plans = []
        for query in captured.captured_queries:
            cursor.execute("EXPLAIN " + query["sql"])
            plans += [row[0] for row in cursor.fetchall()]
    plan = "\n".join(plans)
    assert not re.search(r"Seq Scan on works_work\b|Seq Scan on works_work_topics", plan), plan
    assert "works_of_a_topic" in plan
