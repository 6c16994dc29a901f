"""A silent rename: the old name is nowhere that a reader looks, and no import brings it back."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from graph import slices
from graph.focus import of_author
from graph.models import Slice
from profiles.models import Author, Follow, User
from tests import what_readers_see
from tests.captures import MAY_2026, raw
from tests.ledger_world import curator
from tests.make import feed_page, feed_work, import_bytes, import_seeds, make_owner, make_user
from tests.make import owner as page_owner
from tests.owner_world import seen
from tests.test_rebuild_identities import assert_clean, assert_named_and_mended, corrupt
from works import refresh
from works.ledger import locks, merges
from works.ledger.decisions import Conflict
from works.models import Decision, Institution, Topic, Work
from works.owners import renames, shown

pytestmark = pytest.mark.django_db

OLD = re.compile("tian.?yang", re.IGNORECASE)
NEW = "Noor Lindqvist"


def addresses() -> list[str]:
    """Every public address: those of pages, feeds, graphs, and of what can be said of a record without an account."""
    found = what_readers_see.addresses()
    found += [f"{author.get_absolute_url()}feed.atom" for author in Author.objects.standing()]
    found += sorted({author.get_name_url() for author in Author.objects.standing()})
    found += [f"{one.get_absolute_url()}feed.atom" for model in (Topic, Institution) for one in model.objects.all()]
    for author in Author.objects.order_by("id"):
        found += [f"/graph/?focus=author:{author.public_id}", f"/authors/{author.public_id}/object/"]
    return found


def walk(client: Client) -> dict[str, str]:
    """All that is answered at each address, headers and graphs among it."""
    for author in Author.objects.standing().filter(works_count__gt=0):
        slices.build(slices.ask(of_author(author)).pk)
    seen = {}
    for address in addresses():
        answer = client.get(address)
        assert answer.status_code in (200, 301, 302, 404, 410), address
        seen[address] = answer.content.decode() + json.dumps(dict(answer.items()))
    return seen


def assert_nowhere(client: Client) -> None:
    for address, page in walk(client).items():
        found = OLD.search(page)
        assert not found, f"{address}: …{page[max(0, found.start() - 80) : found.end() + 40]}…"


@pytest.fixture
def tianyang() -> tuple[User, Author]:
    import_seeds("000", "001", "002")
    author = page_owner("Tianyang Hu")
    # One person of the name, so that whoever reads of it reads of the old name.
    for other in Author.objects.standing().filter(name="Tianyang Hu").exclude(pk=author.pk):
        merges.merge(other, author, curator(), "One person.")
    user = make_owner(author, "Noor")
    refresh.authors([author.pk], "claim verified")
    author.refresh_from_db()
    return user, author


def test_the_old_name_is_nowhere_and_no_import_brings_it_back(
    tianyang: tuple[User, Author], client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    user, author = tianyang
    old_address, works = author.get_absolute_url(), author.works_count
    before = walk(client)
    assert sum(bool(OLD.search(page)) for page in before.values()) > 10
    reader = Client()
    reader.force_login(make_user("Reader"))
    with django_capture_on_commit_callbacks(execute=True):
        renames.rename(user, author, NEW)
    assert_nowhere(reader)
    for days, number in enumerate(("000", "001", "002", "004"), start=1):
        with django_capture_on_commit_callbacks(execute=True):
            import_bytes(raw(number), captured_on=MAY_2026 + dt.timedelta(days))
    assert_nowhere(client)
    author.refresh_from_db()
    assert (author.name, author.slug, author.folded_name) == (NEW, "noor-lindqvist", "noor lindqvist")
    # The plain list, which was not here before, brought four more works of the person it knows by the old name.
    assert author.authorships.count() == author.works_count == works + 4
    answer = client.get(old_address)
    assert (answer.status_code, answer["Location"], answer.content) == (301, author.get_absolute_url(), b"")
    of_old = client.get("/authors/?name=Tianyang+Hu", follow=True)
    assert (of_old.status_code, NEW in of_old.content.decode()) == (404, False)
    assert NEW in client.get("/authors/?name=noor lindqvist", follow=True).content.decode()
    assert_clean()


def test_pages_are_as_before_when_the_old_name_is_taken_back(tianyang: tuple[User, Author]) -> None:
    user, author = tianyang
    before = seen()
    renames.rename(user, author, NEW)
    renames.rename(user, author, "Noor L.")
    renames.give_back(user, author)
    author.refresh_from_db()
    assert (author.name, author.renamed_at, author.imported_name, author.locked) == ("Tianyang Hu", None, "", {})
    assert seen() == before
    with pytest.raises(Conflict, match="that its sources print"):
        renames.give_back(user, author)


def test_a_byline_names_whom_it_printed_twice_by_the_slots() -> None:
    twins = feed_work(
        "On Twins in Bylines and Lists of Names", ["Ada Lovelace", "Ben B", "Ada Lovelace"], complete=True
    )
    import_bytes(feed_page("Ada Lovelace", [twins, feed_work("On Engines", ["Ada Lovelace"], complete=True)]))
    author = page_owner("Ada Lovelace")
    user = make_owner(author, "Ada")
    renames.rename(user, author, "Zoe King")
    work = Work.objects.get(title__startswith="On Twins")
    slots = list(work.authorships.filter(position__isnull=False).order_by("position"))
    mine = [slot.position for slot in slots if slot.author_id == author.pk]
    [listing] = work.listings.select_related("profile__author")
    shown.dress(work.pk, [listing])
    names = shown.on([work.pk])
    expected = [
        "Zoe King" if n in mine else name for n, name in ((1, "Ada Lovelace"), (2, "Ben B"), (3, "Ada Lovelace"))
    ]
    assert (listing.record["byline"], [names.slot(slot.pk, slot.printed_name) for slot in slots]) == (
        expected,
        expected,
    )


def test_sentences_lose_the_old_name_however_it_is_spelled() -> None:
    import_bytes(feed_page("Jia-Cheng Sun", [feed_work("On Engines", ["J. Sun", "Jia-Cheng Sun"], complete=True)]))
    author = page_owner("Jia-Cheng Sun")
    user = make_owner(author, "Zoe")
    renames.rename(user, author, "Zoe Sun-Berg")
    author.refresh_from_db()
    old = shown.OldNames.of([author])
    sentence = (
        "Jia-Cheng Sun, jiacheng sun and Zoe Sun-Berg stand on import of jia_cheng_sun.txt; Jia-Cheng Sunberg not."
    )
    assert old.replaced(sentence) == (
        "Zoe Sun-Berg, Zoe Sun-Berg and Zoe Sun-Berg stand on import of Zoe Sun-Berg.txt; Jia-Cheng Sunberg not."
    )
    assert shown.OldNames.of([page_owner("Zoe Sun-Berg")]).news == old.news


def test_a_picture_that_names_the_old_name_is_not_shown_even_two_steps_away(tianyang: tuple[User, Author]) -> None:
    user, author = tianyang
    for one in Author.objects.standing().filter(works_count__gt=0):
        slices.build(slices.ask(of_author(one)).pk)
    naming = {row.focus[7:] for row in Slice.objects.all() if "Tianyang Hu" in json.dumps(row.payload)}
    assert len(naming) > 3
    renames.rename(user, author, NEW)
    for one in Author.objects.filter(public_id__in=naming):
        assert slices.latest(of_author(one)) is None
        assert slices.ask(of_author(one)).state == Slice.State.BUILDING


def test_a_rename_is_seen_on_kept_pages_at_once(
    tianyang: tuple[User, Author], client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    user, author = tianyang
    near = Author.objects.get(public_id=author.side["coauthors"][0]["id"])
    for _ in range(2):
        assert "Tianyang Hu" in client.get(near.get_absolute_url()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        renames.rename(user, author, NEW)
    near.refresh_from_db()
    assert "Tianyang Hu" not in client.get(near.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "one letter"),
        ("…", "one letter"),
        ("12 34", "one letter"),
        ("Ada\u202eB", "invisible"),
        ("x" * 301, "most"),
    ],
)
def test_what_is_no_name_is_refused(typed: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        renames.check(typed)


def test_a_name_is_kept_as_typed_on_one_line() -> None:
    assert renames.check("  Nguyễn\n Thị  Minh ") == "Nguyễn Thị Minh"


def test_a_record_is_renamed_three_times_a_month(tianyang: tuple[User, Author], client: Client) -> None:
    user, author = tianyang
    for name in ("One One", "Two Two", "Three Three"):
        renames.rename(user, author, name)
    with pytest.raises(Conflict, match="at most 3 times in 30 days"):
        renames.rename(user, author, "Four Four")
    client.force_login(user)
    answer = client.post(f"/authors/{author.public_id}/manage/name/", {"name": "Four Four"})
    body = answer.content.decode()
    assert (answer.status_code, "at most 3 times" in body, 'value="Four Four"' in body) == (422, True, True)


@pytest.mark.parametrize("level", [2, 0])
def test_only_a_verified_owner_renames(tianyang: tuple[User, Author], level: int) -> None:
    user, author = tianyang
    if level:
        Author.objects.filter(pk=author.pk).update(level=level)
    else:
        user = make_user("Stranger", is_staff=True)
    with pytest.raises(Conflict):
        renames.rename(user, author, NEW)
    author.refresh_from_db()
    assert (author.name, author.renamed_at) == ("Tianyang Hu", None)


def test_a_curator_who_mends_a_name_leaves_the_printed_ones(tianyang: tuple[User, Author], client: Client) -> None:
    _, author = tianyang
    locks.edit(author, "name", "T. Y. Hu", curator())
    author.refresh_from_db()
    assert author.renamed_at is None
    assert "Tianyang Hu" in client.get(author.get_absolute_url()).content.decode()


def test_owners_of_other_records_read_no_old_name_in_their_list_of_works(client: Client) -> None:
    works = [feed_work("On Engines", ["Ada Lovelace", "Ben Bitdiddle"], complete=True)]
    import_bytes(*(feed_page(name, works) for name in ("Ada Lovelace", "Ben Bitdiddle")))
    ada, ben = page_owner("Ada Lovelace"), page_owner("Ben Bitdiddle")
    client.force_login(make_owner(ben, "Ben"))
    address = f"/authors/{ben.public_id}/works/"
    assert "Ada Lovelace, Ben Bitdiddle" in client.get(address).content.decode()
    renames.rename(make_owner(ada, "Zoe"), ada, "Zoe King")
    page = client.get(address).content.decode()
    assert "Zoe King, Ben Bitdiddle" in page
    assert "Listed by Scholar Feed (Ben Bitdiddle), Scholar Feed (Zoe King)" in page
    assert "Lovelace" not in page


def test_a_rename_that_was_forgotten_is_mended(tianyang: tuple[User, Author]) -> None:
    user, author = tianyang
    renames.rename(user, author, NEW)
    corrupt("UPDATE profiles_author SET renamed_at = NULL WHERE id = %s", author.pk)
    assert_named_and_mended(f"Author {author.pk} shows printed names; after the ledger the record hides them.")


def test_followers_stay_and_nobody_is_told(tianyang: tuple[User, Author]) -> None:
    user, author = tianyang
    reader = make_user("Reader")
    Follow.objects.create(user=reader, author=author)
    renames.rename(user, author, NEW)
    assert Follow.objects.filter(author=author).count() == 1
    assert not reader.notices.exists()
    assert Decision.objects.filter(kind=Decision.Kind.LOCK, details__silent=True).count() == 1
