"""The ledger at the desk: lists that stay fast, lines with their evidence, histories in pages, and undoing."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from profiles.models import Author, User
from tests.make import feed_page, feed_work, import_bytes, list_page, make_user, owner
from tests.reading import text
from works.desk import past
from works.ledger import apart, decisions, locks, merges, undo
from works.ledger.decisions import By
from works.models import Decision, Work

pytestmark = pytest.mark.django_db

LINES = "/admin/works/decision/"
# Big tables: a count over one of them must stop at a limit.
BIG = ("profiles_author", "works_work", "works_decision", "works_authorship", "works_listing")


@pytest.fixture
def root(client: Client) -> User:
    user = make_user("Root", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def two() -> tuple[Author, Author]:
    import_bytes(
        list_page("Ada Lovelace", ["On Engines", "On Looms and their cards"]),
        list_page("Countess Ada", ["On Numbers of Bernoulli"]),
    )
    return owner("Ada Lovelace"), owner("Countess Ada")


def listed(client: Client, query: str = "") -> str:
    return text(client.get(LINES + query).content.decode())


def test_the_ledger_is_listed_by_kind_by_who_decided_and_by_record(client: Client, root: User) -> None:
    ada, countess = two()
    merges.merge(countess, ada, By(root), "One and the same person.")
    assert "Import of page1.txt." in listed(client)
    people = listed(client, "?by=people")
    assert "One and the same person." in people
    assert "Import of page1.txt." not in people
    rules = listed(client, "?by=rules")
    assert "Import of page1.txt." in rules
    assert "One and the same person." not in rules
    assert "One and the same person." not in listed(client, "?kind__exact=lock")
    assert "One and the same person." in listed(client, f"?q={ada.public_id}")
    assert "Import of page1.txt." not in listed(client, f"?q={ada.public_id}")
    assert "One and the same person." not in listed(client, "?q=nobody")


def test_a_line_shows_its_evidence_what_it_gave_and_what_undid_it(client: Client, root: User) -> None:
    ada, countess = two()
    evidence = [{"feature": "name", "value": 1, "points": 2.5, "text": "Both sign as <Ada>."}]
    merge = merges.merge(countess, ada, By(root), "One person.", score=7.25, evidence=evidence)
    said = text(client.get(f"{LINES}{merge.pk}/change/").content.decode())
    assert "Both sign as &lt;Ada&gt;. 2.5 points" in said
    assert "7.3 points" in said
    answer = client.post(f"{LINES}{merge.pk}/undo/", follow=True)
    assert f"Undone: line {merge.pk + 1}" in text(answer.content.decode())
    assert "Root undid this already" in text(client.post(f"{LINES}{merge.pk}/undo/", follow=True).content.decode())
    link = Decision.objects.filter(kind=Decision.Kind.LINK).earliest("id")
    said = text(client.get(f"{LINES}{link.pk}/change/").content.decode())
    assert "Ada Lovelace on On Engines" in said
    assert "not undone" in text(client.post(f"{LINES}{link.pk}/undo/", follow=True).content.decode())


def test_what_was_undone_and_done_again_is_undone_again(client: Client, root: User) -> None:
    ada, countess = two()
    merge = merges.merge(countess, ada, By(root), "One person.")
    undo.undo(undo.undo(merge, By(root)), By(root))
    countess.refresh_from_db()
    assert countess.merged_into == ada
    said = text(client.post(f"{LINES}{merge.pk}/undo/", follow=True).content.decode())
    assert "Undone" in said
    countess.refresh_from_db()
    assert countess.merged_into is None


def test_the_history_of_a_record_holds_that_of_what_was_merged_into_it_in_pages(client: Client, root: User) -> None:
    ada, countess = two()
    for n in range(40):
        locks.edit(countess, "role", f"Countess {n}", By(root))
    merges.merge(countess, ada, By(root), "One person.")
    first = past.of_author(ada, root)
    assert first.entries[0].decision.kind == Decision.Kind.MERGE
    assert len(first.entries) == past.A_PAGE
    assert first.before is not None
    rest = past.of_author(ada, root, first.before)
    kinds = [entry.decision.kind for entry in rest.entries]
    assert kinds == ["lock"] * 11 + ["link", "link"]
    assert rest.before is None
    assert [entry.given for entry in rest.entries][-2:] == [2, 3]
    html = client.get(f"/admin/profiles/author/{ada.pk}/change/").content.decode()
    assert f"?before={first.before}" in html
    older = text(client.get(f"/admin/profiles/author/{ada.pk}/change/?before={first.before}").content.decode())
    assert "Import of page1.txt." in older


def test_the_history_of_a_work_tells_who_was_given_its_slots(root: User) -> None:
    two()
    work = Work.objects.get(title="On Engines")
    locks.edit(work, "host", "JMLR", By(root))
    edit, link = past.of_work(work, root).entries
    assert (edit.decision.kind, edit.may_undo, edit.who) == ("lock", True, "Root")
    assert (link.decision.kind, link.may_undo, link.given) == ("link", False, 1)


def test_a_form_that_was_sent_from_elsewhere_is_refused(root: User) -> None:
    ada, countess = two()
    line = apart.keep_apart(ada, countess, By(root), "Two people.")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(root)
    for address in (f"{LINES}{line.pk}/undo/", f"/admin/profiles/author/{ada.pk}/merge/"):
        assert strict.post(address, {"with": countess.pk, "seen": decisions.newest()}).status_code == 403
    line.refresh_from_db()
    assert line.in_force
    # What changes something is never done by following a link.
    assert strict.get(f"{LINES}{line.pk}/undo/").status_code == 405


LISTS = (
    "profiles/author/", "profiles/author/?q=ada", "works/work/", "works/work/?q=on", "works/decision/",
    "works/decision/?by=people", "works/authorship/", "works/listing/", "profiles/author/find/?term=ada",
    "works/work/find/?term=on",
)  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_no_list_counts_a_big_table_or_reads_it_without_an_end(client: Client, root: User, address: str) -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work(f"On Engine Nr {n}", ("Ada Lovelace",)) for n in range(60)]))
    # More than a page of each: what fits on one is read as it is.
    Author.objects.bulk_create(Author.named(f"Ada Nr {n}") for n in range(60))
    for n in range(60):
        decisions.write(Decision.Kind.KEEP, By(root), f"Belongs, said {n} times.")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/admin/{address}").status_code == 200
    assert len(queries) <= 12
    for query in queries.captured_queries:
        sql = query["sql"]
        if re.search(rf'FROM "({"|".join(BIG)})"', sql) and '."public_id" = ' not in sql:
            assert "LIMIT" in sql or re.search(r'"id" (=|IN) ', sql), sql


def test_people_are_found_by_an_index_among_many() -> None:
    plan = _fill_and_explain(
        "INSERT INTO profiles_author (public_id, name, folded_name, slug, imported_name, role, affiliation, level,"
        " merge_reason, locked, proposals, works_count, topics_count, coauthors_count, followers_count, trust_score,"
        " trust_inputs, side, version, hides_metrics)"
        " SELECT 'x' || n, 'Person ' || n, md5(n::text), 'x', '', '', '', 0, '',"
        " '{}', '{}', 0, 0, 0, 0, 0, '{}', '{}', 1, false FROM generate_series(1, 50000) AS n",
        "profiles_author",
        "/admin/profiles/author/?q=abc1",
    )
    assert "Seq Scan" not in plan
    assert "profiles_author_folded_name" in plan


def test_works_are_found_by_an_index_among_many() -> None:
    plan = _fill_and_explain(
        "INSERT INTO works_work (public_id, title, title_html, slug, squash, abstract_html, abstract_key, abstract_cut,"
        " kind, host, has_code, byline_complete, byline_length, identifiers, is_listed, locked, proposals, card,"
        " card_version) SELECT 'x' || n, 'Über ' || md5(n::text), '', '', '', '', '', false, '', '', false, false, 0,"
        " '{}', true, '{}', '{}', '', '' FROM generate_series(1, 30000) AS n",
        "works_work",
        "/admin/works/work/?q=ÜBER abc1",
    )
    assert "Seq Scan" not in plan
    assert "works_by_start_of_title" in plan


def _fill_and_explain(fill: str, table: str, address: str) -> str:
    """The planner's way to the rows of a list, with its usual settings, once the table has many rows."""
    client = Client()
    client.force_login(make_user("Root", is_staff=True, is_superuser=True))
    with connection.cursor() as cursor:
        cursor.execute(fill)
        cursor.execute(f"ANALYZE {table}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        found = [q["sql"] for q in queries.captured_queries if f'FROM "{table}"' in q["sql"] and "LIKE" in q["sql"]]
        assert len(found) == 2
        plans = []
        for sql in found:
            cursor.execute("EXPLAIN " + sql)
            plans += [row[0] for row in cursor.fetchall()]
    return "\n".join(plans)
