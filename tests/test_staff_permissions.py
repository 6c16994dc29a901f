"""What each kind of person may do at the desk: every address of the admin, walked as each of them."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from profiles import objections
from profiles.models import (
    AffiliationDomain,
    Author,
    AuthorLink,
    Claim,
    Contest,
    Conversation,
    Objection,
    Report,
    ReportReading,
    TrustScore,
    User,
)  # fmt: skip
from tests.make import import_seeds, make_user
from tests.staff_rules import CURATOR, EDITOR, EVERYBODY, MAY, READ_ONLY, READER, ROOT, STAFF, STRANGER
from works.ledger import decisions, locks, merges, questions
from works.ledger.decisions import By
from works.models import (
    Authorship,
    Decision,
    ImportBatch,
    ImportPage,
    Listing,
    Question,
    ReportedNumber,
    Source,
    SourceProfile,
    Work,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _groups(db: None) -> None:
    """The groups of the migration, also after a browser test of this worker emptied every table."""
    migration().make(apps, None)


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the admin: its name, and the names of its parts."""

    name: str
    parts: tuple[str, ...]


@cache
def addresses() -> list[Address]:
    admin = next(found for found in get_resolver().url_patterns if str(found.pattern) == "admin/")
    assert isinstance(admin, URLResolver)
    return list(_walk(admin))


def _walk(resolver: URLResolver) -> Iterator[Address]:
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            yield from _walk(found)
        # Without a name: Django's old form of a record's address, and what answers where nothing else does.
        elif isinstance(found, URLPattern) and found.name:
            parts = re.findall(r"<(?:\w+:)?(\w+)>", str(found.pattern))
            yield Address(found.name, tuple(parts))


@dataclass(frozen=True, slots=True)
class World:
    """Records to go to, and people to go there."""

    people: dict[str, User | None]
    rows: dict[str, int]
    other_author: Author
    other_work: Work
    slot: Authorship


@pytest.fixture
def world() -> World:
    import_seeds("000", "001")
    people: dict[str, User | None] = {
        STRANGER: None,
        READER: make_user("Reader"),
        STAFF: make_user("Staff", is_staff=True),
    }
    for group in (READ_ONLY, EDITOR, CURATOR):
        people[group] = make_user(group.replace(" ", ""), is_staff=True)
        people[group].groups.add(Group.objects.get(name=group))  # type: ignore[union-attr]
    people[ROOT] = root = make_user("Root", is_staff=True, is_superuser=True)
    author, other = Author.objects.filter(works_count__gte=2).order_by("-works_count", "id")[:2]
    slot = author.authorships.select_related("work").earliest("id")
    locks.edit(author, "role", "Reader", By(root))
    locks.edit(slot.work, "host", "JMLR", By(root))
    EmailAddress.objects.create(user=root, email=root.email)
    questions.ask([questions.about_people(author, other, 1.0, [])])
    models = (ImportBatch, ImportPage, Listing, ReportedNumber, Source, SourceProfile, Question, TrustScore, Group)
    rows = {model._meta.label_lower.replace(".", "_"): model._default_manager.earliest("pk").pk for model in models}
    rows |= {"profiles_author": author.pk, "works_work": slot.work_id, "works_authorship": slot.pk}
    rows |= {"profiles_user": people[READER].pk, "auth_user": people[READER].pk}  # type: ignore[union-attr]
    rows |= {
        "account_emailaddress": EmailAddress.objects.get().pk,
        "auth_permission": Permission.objects.earliest("pk").pk,
    }
    rows |= _of_people(author, other)
    return World(people, rows, other, Work.objects.exclude(pk=slot.work_id).earliest("id"), slot)


def _of_people(author: Author, other: Author) -> dict[str, int]:
    """What people asked for: two claims, one of them contested, an objection, a report, a tie and a link."""
    one, two = make_user("One"), make_user("Two")
    claim = Claim.objects.create(author=other, user=one, name=other.name)
    contested = Claim.objects.create(author=author, user=two, name=author.name, state="contested", is_owner=True)
    contest = Contest.objects.create(claim=contested, user=one, text="Not them.", claim_state="pending")
    talk = Conversation.objects.create(
        from_author=author, to_author=other, sender=one, recipient=two, subject="Private", text="Private"
    )
    return {
        "profiles_claim": claim.pk,
        "profiles_contest": contest.pk,
        "profiles_objection": objections.open_objection(other, "Not them.").pk,
        "profiles_report": Report.objects.create(conversation=talk, user=two, text="Rude.").pk,
        "profiles_affiliationdomain": AffiliationDomain.objects.create(
            domain="pku.edu.cn", affiliation="Peking University", folded_affiliation="peking university"
        ).pk,
        "profiles_authorlink": AuthorLink.objects.create(
            author=author, url="https://example.org/", origin=AuthorLink.Origin.CURATOR
        ).pk,
    }


def test_every_address_of_the_admin_has_a_rule() -> None:
    assert {address.name for address in addresses()} == MAY.keys()


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_may_do_exactly_what_the_table_says(client: Client, world: World, who: str) -> None:
    user = world.people[who]
    if user:
        client.force_login(user)
    # A line of the person's own, since only that is undone in the queue.
    line = decisions.write(
        Decision.Kind.KEEP, By(user or make_user("Somebody")), "It belongs.", author=world.slot.author
    )
    rows = {**world.rows, "works_decision": line.pk}
    faults, before = {}, _state()
    for address in addresses():
        url, rule = _url(address, rows), MAY[address.name]
        for method, allowed in (("get", rule.read), ("post", rule.send)):
            status, changed = _try(client, method, url, _form(address, world, line), before)
            if (status in _LET_IN) != (who in allowed) or status in {400, 500} or (changed and who not in allowed):
                faults[f"{method} {address.name}"] = (status, changed)
    assert faults == {}, "\n".join(f"{address}: {found}" for address, found in faults.items())


_LET_IN = {200, 302}
_TO_THE_LOG_IN = 401


def _try(client: Client, method: str, url: str, form: dict[str, Any], before: tuple[Any, ...]) -> tuple[int, bool]:
    """The status of the answer, and whether anything was changed; nothing stays."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.get(url, _QUERIES.get(url, form)) if method == "get" else client.post(url, form)
        changed = _state() != before
        transaction.set_rollback(True)
    client.cookies = cookies  # one of the addresses logs out
    to_the_log_in = answer.status_code == 302 and "/login/" in answer["Location"]
    return _TO_THE_LOG_IN if to_the_log_in else answer.status_code, changed


_QUERIES: dict[str, dict[str, Any]] = {
    "/admin/autocomplete/": {"app_label": "profiles", "model_name": "author", "field_name": "merged_into", "term": "x"}
}


# What a person could change: the columns of these tables, but for when somebody logged in last.
_CHANGED = {
    User: "id, email, password, is_staff", Source: "id, is_registered", Question: "id, skipped_at",
    AffiliationDomain: "*", AuthorLink: "*", **dict.fromkeys((Claim, Contest, Objection, Report), "id, state"),
    **dict.fromkeys((Decision, Group, Permission, EmailAddress, ImportBatch, ImportPage, ReportReading), "id"),
}  # fmt: skip
_STATE = " UNION ALL ".join(
    f"SELECT md5(string_agg(t::text, ' ' ORDER BY t.id)) FROM (SELECT {columns} FROM {model._meta.db_table}) AS t"
    for model, columns in _CHANGED.items()
)


def _state() -> tuple[Any, ...]:
    """What a person could change, in one statement: it is asked before and after each of some thousand requests."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        return tuple(cursor.fetchall())


def _url(address: Address, rows: dict[str, int]) -> str:
    record = re.sub(r"_(password_change|roll_back|[a-z]+)$", "", address.name)
    known = {"pk": rows.get(record), "id": rows.get(record), "object_id": rows.get(record), "app_label": "works"}
    known |= {"field": "host" if record == "works_work" else "role"}
    if address.name == "works_question_undo":
        known["pk"] = rows["works_decision"]
    if address.name == "view_on_site":
        kind = ContentType.objects.get_for_model(Author).pk
        known |= {"content_type_id": kind, "object_id": rows["profiles_author"]}
    parts = {part: known[part] for part in address.parts}
    assert None not in parts.values(), address
    return reverse(f"admin:{address.name}", kwargs=parts)


def _form(address: Address, world: World, line: Decision) -> dict[str, Any]:
    forms: dict[str, dict[str, Any]] = {
        "profiles_author_edit": {"role": "Dean"},
        "works_work_edit": {"host": "arXiv"},
        "profiles_author_split": {"mention": world.slot.pk, "sure": "yes"},
        "profiles_author_merge": {"with": world.other_author.pk},
        "works_work_join": {"with": world.other_work.pk},
        "works_question_answer": {"answer": "skip"},
        "works_source_change": {},
        "profiles_claim_decide": {"decision": "hold", "reason": "We look.", "seen": 0},
        "profiles_contest_decide": {"decision": "dismiss", "reason": "It is them.", "seen": 0},
        "profiles_objection_decide": {"decision": "dismiss", "reason": "It is right.", "seen": "open"},
        "profiles_report_close": {"reason": "We spoke to both."},
        "profiles_affiliationdomain_add": {"domain": "mit.edu", "affiliation": "MIT"},
        "profiles_affiliationdomain_change": {"domain": "mit.edu", "affiliation": "MIT"},
        "profiles_authorlink_add": {"author": world.slot.author_id, "url": "https://example.net/"},
        "profiles_authorlink_change": {"author": world.slot.author_id, "url": "https://example.net/"},
    }
    form = forms.get(address.name, {"post": "yes"} if address.name.endswith("_delete") else {})
    return {"seen": line.pk, **form}


def test_editors_undo_edits_and_nothing_else(client: Client, world: World) -> None:
    editor, author = world.people[EDITOR], world.slot.author
    assert editor is not None
    assert author is not None
    client.force_login(editor)
    edit = Decision.objects.filter(kind=Decision.Kind.LOCK, author=author).get()
    page = f"/admin/profiles/author/{author.pk}/change/"
    assert f"/admin/works/decision/{edit.pk}/undo/" in client.get(page).content.decode()
    assert client.post(f"/admin/works/decision/{edit.pk}/undo/").status_code == 302
    again = Decision.objects.get(undoes=edit)
    assert client.post(f"/admin/works/decision/{again.pk}/undo/").status_code == 302
    Claim.objects.all().delete()  # a contested one bars a merge
    merge = merges.merge(world.other_author, author, By(editor), "One person.")
    assert f"/admin/works/decision/{merge.pk}/undo/" not in client.get(page).content.decode()
    assert client.post(f"/admin/works/decision/{merge.pk}/undo/").status_code == 403
    merge.refresh_from_db()
    assert merge.in_force


def test_nobody_of_the_desk_may_touch_accounts() -> None:
    held = Permission.objects.filter(group__name__in=(READ_ONLY, EDITOR, CURATOR))
    assert not held.filter(content_type__app_label__in=("auth", "account", "sessions", "admin")).exists()
    assert not held.filter(content_type__model__in=("user", "follow")).exists()
    # What curators type in themselves they may take away again; nothing imported, and nothing of anybody's.
    deletable = held.filter(codename__startswith="delete_").values_list("codename", flat=True)
    assert set(deletable) == {"delete_affiliationdomain", "delete_authorlink"}
    assert set(held.filter(group__name=READ_ONLY).values_list("codename", flat=True)) == {
        codename for _, _, codename, _ in migration().VIEW
    }


PEOPLE = "works.migrations.0009_people_groups"


def migration() -> Any:
    return importlib.import_module("works.migrations.0006_staff_groups")


def test_the_groups_are_made_once_and_keep_what_they_were_given_besides() -> None:
    group = Group.objects.get(name=CURATOR)
    extra, taken = Permission.objects.get(codename="delete_work"), Permission.objects.get(codename="decide")
    group.permissions.add(extra)
    group.permissions.remove(taken)
    before = Permission.objects.count()
    migration().make(apps, None)
    assert {extra, taken} <= set(group.permissions.all())
    assert (Group.objects.count(), Permission.objects.count()) == (3, before)
    # The names are those that Django gives them by itself.
    held = Permission.objects.values_list("content_type__app_label", "content_type__model", "codename", "name")
    for migration_module in (migration().GROUPS[CURATOR], importlib.import_module(PEOPLE).named()):
        assert set(migration_module) <= set(held)
