"""Works as they leave the site: who is named, what is told, and in how many queries."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from profiles.models import Author
from tests import make
from works.exports import rows
from works.lists import Choice
from works.models import Work

pytestmark = pytest.mark.django_db


def test_a_row_tells_what_the_sources_told_and_nothing_else() -> None:
    make.import_seeds()
    (work,) = Work.objects.standing().filter(title__startswith="The Structural Origin of Attention Sink")
    (row,) = rows.of([work.pk])
    assert row.url == reverse("work", args=[work.public_id, work.slug])
    assert row.title == work.title
    assert row.abstract
    assert "<" not in row.abstract
    assert [person.name for person in row.people[:2]] == ["Siquan Li", "Kaiqi Jiang"]
    assert row.people[0].position == 1
    hidden = row.people[-1]
    assert (hidden.name, hidden.position) == ("Tianyang Hu", None)
    assert hidden.url == Author.objects.get(public_id=hidden.public_id).get_absolute_url()
    assert not row.byline_complete
    assert ("LG", "Machine Learning", "lg") in row.topics
    assert row.heat is None or (row.heat_on and row.heat_source)
    assert (row.citations, row.citations_on, row.citations_source) == (None, None, "")
    assert {captured.source for captured in row.sources} == {"BZPEER", "Scholar Feed", "Publication list"}
    assert all(captured.captured_on == dt.date(2026, 5, 31) for captured in row.sources)


def test_heat_names_its_source_and_day() -> None:
    make.import_seeds("001")
    found = [row for row in rows.of(list(Work.objects.values_list("pk", flat=True))) if row.heat]
    assert found
    assert {(row.heat_source, row.heat_on) for row in found} == {("Scholar Feed", dt.date(2026, 5, 31))}
    assert all(isinstance(row.heat, Decimal) for row in found)


def test_rows_take_as_many_queries_for_one_work_as_for_thirty_nine() -> None:
    make.import_seeds("003")
    author = make.owner("Jiacheng Sun")
    work = author.works.values_list("pk", flat=True)[0]
    with CaptureQueriesContext(connection) as one:
        rows.of([work])
    with CaptureQueriesContext(connection) as all_of_them:
        assert len(list(rows.of_author(author))) == 39
    # The ids are one more.
    assert (len(one), len(all_of_them)) == (6, 7)


def test_an_author_s_rows_come_in_the_order_of_the_page_and_a_chunk_at_a_time() -> None:
    make.import_seeds("003")
    author = make.owner("Jiacheng Sun")
    found = rows.of_author(author, size=10)
    with CaptureQueriesContext(connection) as queries:
        first = next(found)
    assert len(queries) == 7
    rest = list(found)
    dated = [row.published_on for row in [first, *rest] if row.published_on]
    assert len(rest) == 38
    assert dated == sorted(dated, reverse=True)
    chosen = [row.year for row in rows.of_author(author, choice=Choice(year="2023", sort="title"))]
    assert len(chosen) == 8
    assert set(chosen) == {2023}


def test_a_chunk_ends_before_it_holds_too_many_names() -> None:
    make.import_seeds("003")
    author = make.owner("Jiacheng Sun")
    Work.objects.update(byline_length=4_000)
    assert {len(chunk) for chunk in rows.chunks_of(author)} == {2, 1}


def test_to_the_hidden_no_row_leads_and_the_hidden_in_et_al_are_not_named() -> None:
    make.import_seeds("001")
    author = make.owner("Tianyang Hu")
    works = list(author.works.values_list("pk", flat=True))
    assert all("Tianyang Hu" in {person.name for person in row.people} for row in rows.of(works))
    Author.objects.filter(pk=author.pk).update(hidden_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
    people = [person for row in rows.of(works) for person in row.people]
    assert author.public_id not in {person.public_id for person in people}
    assert "Tianyang Hu" not in {person.name for person in people}


def test_works_that_are_not_shown_have_no_row() -> None:
    make.import_seeds("001")
    first, second, third = Work.objects.order_by("pk")[:3]
    Work.objects.filter(pk=first.pk).update(is_listed=False)
    Work.objects.filter(pk=second.pk).update(merged_into=third)
    assert [row.id for row in rows.of([third.pk, second.pk, first.pk])] == [third.pk]
