"""A made-up installation is what an import would have left: compared with what works computes itself, row by row."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from graph import edge_check, edges
from graph.models import Edge
from profiles.models import Author, TrustScore
from works import cards, refresh
from works.generation import installation, loading
from works.generation.installation import Size
from works.generation.public_ids import public_id
from works.imports import derive
from works.ledger import rebuild
from works.matching.recount import Recount
from works.models import (
    Authorship,
    ImportPage,
    Institution,
    Listing,
    Topic,
    Work,
    WorkInstitution,
    WorkText,
    WorkTopic,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("generated")]

SIZE = Size(authors=400, works=900, seed=3)
_SCHEMA = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2, 3
"""


@pytest.fixture(scope="module")
def generated(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[tuple[Any, ...]]]:
    """The installation, and the schema as it was before; nothing of it is left behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        before = loading.rows(_SCHEMA)
        installation.fill(SIZE)
        edges.fill()
        loading.run("SET CONSTRAINTS ALL IMMEDIATE")
        yield before
        transaction.set_rollback(True)


def test_there_is_what_was_asked_for() -> None:
    assert Author.objects.public().count() == 400
    assert abs(Work.objects.standing().count() - 900) <= 9
    assert installation.stands() == SIZE
    most = Author.objects.order_by("-works_count").values_list("works_count", flat=True)
    assert most[0] > 60 > 4 > most[200]
    assert Author.objects.filter(name__regex=r"[^\x01-\x7f]").count() > 40
    assert max(Work.objects.values_list("byline_length", flat=True)) == 100
    assert Authorship.objects.filter(position=None).exists()


def test_indexes_and_constraints_are_as_before(generated: list[tuple[Any, ...]]) -> None:
    assert loading.rows(_SCHEMA) == generated


def test_facts_texts_and_tags_are_what_the_listings_say() -> None:
    columns = [field.attname for field in Work._meta.concrete_fields]

    def told() -> list[list[Any]]:
        return [
            list(Work.objects.order_by("id").values_list(*columns)),
            list(WorkText.objects.order_by("work").values_list("work", "title_tex", "abstract", "marks", "vector")),
            list(WorkTopic.objects.order_by("work", "topic").values_list("work", "topic", "ordered_on")),
            list(WorkInstitution.objects.order_by("work", "institution").values_list("work", "institution")),
            list(Topic.objects.order_by("id").values_list("code", "name", "works_count")),
            list(Institution.objects.order_by("id").values_list("name", "folded_name", "works_count")),
        ]

    before, ids = told(), list(Work.objects.values_list("id", flat=True))
    WorkText.objects.all().delete()
    derive.bring_up_to_date(ids)
    for now, then in zip(told(), before, strict=True):
        assert now == then


def test_cards_are_those_of_the_template() -> None:
    before = dict(Work.objects.values_list("id", "card"))
    cards.render(before)
    assert dict(Work.objects.values_list("id", "card")) == before
    assert set(Work.objects.values_list("card_version", flat=True)) == {cards.version()}


def test_authors_have_what_refreshing_computes() -> None:
    columns = [field.attname for field in Author._meta.concrete_fields if field.attname != "version"]
    before = list(Author.objects.order_by("id").values(*columns))
    lines = TrustScore.objects.count()
    refresh.authors([row["id"] for row in before], "nothing new")
    assert list(Author.objects.order_by("id").values(*columns)) == before
    assert TrustScore.objects.count() == lines == 400


def test_everybody_belongs_to_whom_the_ledger_says() -> None:
    parts = (*rebuild.PARTS, *edge_check.PARTS)
    found = [difference.text for _, _, some in rebuild.rebuild(parts, mend=False) for difference in some]
    assert found == []
    assert Edge.objects.count() > 1000
    recount = Recount()
    assert list(recount.walk())
    assert recount.differing() == 0


def test_every_work_says_where_it_is_from() -> None:
    assert Listing.objects.count() == Work.objects.count()
    assert not ImportPage.objects.exclude(state=ImportPage.State.IMPORTED).exists()
    assert sum(page.result["works_new"] for page in ImportPage.objects.all()) == Work.objects.count()


def test_it_is_the_same_for_the_same_seed() -> None:
    def told() -> list[Any]:
        return [
            list(Author.objects.order_by("public_id").values_list("public_id", "name", "side")),
            list(Work.objects.order_by("public_id").values_list("public_id", "card")),
        ]

    before = told()
    _empty()
    installation.fill(SIZE)
    assert told() == before


def test_it_stays_away_from_what_is_there_unless_asked_to_add() -> None:
    with pytest.raises(CommandError, match="holds authors or works already"):
        call_command("generate", authors=100, stderr=io.StringIO())
    before = Author.objects.count()
    call_command("generate", authors=100, works=120, seed=9, add=True, stdout=io.StringIO(), stderr=io.StringIO())
    assert Author.objects.count() == before + 100
    assert [found for _, _, found in rebuild.rebuild(edge_check.PARTS, mend=False) if found] == []
    loading.run("SET CONSTRAINTS ALL IMMEDIATE")
    fresh = Author.named("Ada Lovelace")
    fresh.save()
    assert fresh.pk > before + 100


def test_an_interrupted_one_leaves_nothing() -> None:
    _empty()

    def told(what: str, done: int, of: int) -> None:
        if what == "Pages":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        installation.fill(SIZE, told)
    assert installation.is_empty()
    assert not ImportPage.objects.exists()


def test_public_ids_differ() -> None:
    assert len({public_id(number) for number in range(50_000)}) == 50_000


def _empty() -> None:
    loading.run("SET CONSTRAINTS ALL IMMEDIATE")
    tables = "works_importbatch, works_frequency, works_topic, works_institution, profiles_author, works_work"
    loading.run(f"TRUNCATE {tables} CASCADE")
