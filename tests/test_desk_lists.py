"""The desk's lists of big tables: nothing counts a whole table, and no number of rows adds a query."""

from __future__ import annotations

import re

import pytest
from django.conf import LazySettings
from django.contrib import admin
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from bzpeer import desk
from profiles.models import Author, User
from tests.make import make_user

pytestmark = pytest.mark.django_db

AUTHORS = "/admin/profiles/author/"


@pytest.fixture
def curator(client: Client, settings: LazySettings) -> Client:
    settings.ROOT_URLCONF = "tests.desk_site"
    client.force_login(make_user("Root", is_staff=True, is_superuser=True))
    return client


def make_authors(number: int, level: int = 1) -> None:
    Author.objects.bulk_create(Author.named(f"Author Nr{n}", level=level) for n in range(number))


def asked(client: Client, address: str) -> tuple[str, list[str]]:
    """What the page shows, and the queries it took."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode(), [query["sql"] for query in queries.captured_queries]


def found(page: str) -> str:
    words = re.search(r'<p class="desk-found">\s*(.*?)\s*</p>', page)
    assert words
    return words[1]


def unbounded(queries: list[str]) -> list[str]:
    return [sql for sql in queries if "COUNT(" in sql and not re.search(r"LIMIT \d+\) subquery", sql)]


@pytest.mark.parametrize("query", ["", "?q=author", "?level__exact=1", "?p=3", "?q=nobody", "?all="])
def test_no_list_counts_a_whole_table(curator: Client, query: str) -> None:
    make_authors(120)
    _, queries = asked(curator, AUTHORS + query)
    assert any("COUNT(" in sql for sql in queries)
    assert unbounded(queries) == []


def test_a_search_for_a_key_counts_no_whole_table(curator: Client) -> None:
    make_authors(60)
    address = "/admin/autocomplete/?app_label=profiles&model_name=author&field_name=merged_into&term=author"
    text, queries = asked(curator, address)
    assert '"more": true' in text
    assert unbounded(queries) == []


def test_the_size_of_a_whole_list_is_an_estimate_beyond_a_thousand(curator: Client) -> None:
    make_authors(1_100)
    assert found(asked(curator, AUTHORS)[0]) == "1,000+ authors"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE profiles_author")
    page, _ = asked(curator, AUTHORS)
    assert found(page) == "about 1,100 authors"
    assert 'href="?p=20"' in page
    assert 'href="?p=21"' not in page


def test_the_size_of_a_part_of_a_list_is_exact_up_to_a_thousand(curator: Client) -> None:
    make_authors(1_001)
    make_authors(7, level=0)
    assert found(asked(curator, f"{AUTHORS}?level__exact=0")[0]) == "7 authors"
    assert found(asked(curator, f"{AUTHORS}?level__exact=1")[0]) == "1,000+ authors"


@pytest.mark.parametrize("address", [AUTHORS, "/admin/profiles/user/"])
def test_more_rows_take_no_more_queries(curator: Client, address: str) -> None:
    make_authors(2)
    few = len(asked(curator, address)[1])
    make_authors(40)
    User.objects.bulk_create(User(email=f"reader{n}@example.org") for n in range(40))
    Author.objects.exclude(pk=Author.objects.earliest("pk").pk).update(merged_into=Author.objects.earliest("pk"))
    page, queries = asked(curator, address)
    assert page.count('class="data-row') > 40
    assert len(queries) == few <= 8


def test_words_are_searched_as_they_stand(curator: Client) -> None:
    make_authors(12)
    assert found(asked(curator, f"{AUTHORS}?q=author+nr1")[0]) == "3 authors"
    assert found(asked(curator, f"{AUTHORS}?q=nr1+author")[0]) == "0 authors"
    assert found(asked(curator, f"{AUTHORS}?q=%22nr1%5C")[0]) == "0 authors"


def test_only_columns_with_an_index_are_sorted_by() -> None:
    class Names(desk.ReadOnlyAdmin):
        list_display = ("public_id", "name", "folded_name", "merged_into", "level")

    names = Names(Author, admin.site)
    assert names.get_sortable_by(RequestFactory().get("/")) == ["public_id", "folded_name"]


def test_every_list_of_the_admin_is_one_of_the_desk() -> None:
    others = {model for model, registered in admin.site._registry.items() if not isinstance(registered, desk.DeskAdmin)}
    assert others == set()


def test_the_navigation_shows_what_somebody_may_open(curator: Client) -> None:
    page, _ = asked(curator, "/admin/")
    groups = re.findall(r"<h2[^>]*>\s*(Imports|Questions|Records|Accounts)\s", page)
    assert groups[0] == "Imports"
    assert groups[-1] == "Accounts"
    assert "/admin/auth/permission/" not in page
    reader = make_user("Dora", is_staff=True)
    request = RequestFactory().get("/admin/")
    request.user = reader
    assert desk.navigation(request) == []
