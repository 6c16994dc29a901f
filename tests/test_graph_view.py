"""What readers find in a slice besides its states: more of it, its table and groups, cards, other foci, filters."""

from __future__ import annotations

from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from graph import focus, generations, slices
from graph.parameters import Parameters, query
from graph.pictures import Kind
from profiles.models import Author
from tests.graph_builders import built, make_ada, make_author, make_work, make_world
from tests.graph_pages import fragment, html, table, text
from works.models import Institution, Topic, Work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_is_rung(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker runs here; that one is asked is a matter of test_graph_slices."""
    monkeypatch.setattr(slices, "_ring", lambda slice_id: None)


def test_more_are_shown_to_who_asks_for_them_as_a_page_and_as_a_fragment(client: Client) -> None:
    ada = make_world(works=60)
    total = built(ada).payload["total"]
    address = f"/graph/?focus=author:{ada.public_id}&amp;most=80"
    assert f'<a href="{address}" hx-get="{address}" hx-target="#graph-slice"' in html(fragment(client, ada))
    built(ada, Parameters(most=80))
    for answer in (fragment(client, ada, "&most=80"), client.get(unescape(address))):
        assert f"80 of {total} shown · {total - 80} more hidden" in text(answer)
        assert html(answer).count('class="graph-node') == 160
        assert "Show fewer" in text(answer)
        assert "Show more" not in text(answer)
        assert "graph-canvas graph-large" in html(answer)
        assert len(table(answer)) == 80


def test_the_table_is_sorted_by_its_titles_without_javascript_too(client: Client) -> None:
    ada = make_ada()
    built(ada)
    address = f"/graph/?focus=author:{ada.public_id}"
    usual = html(client.get(address))
    assert f'<th scope="col"><a href="{escape(address)}&amp;sort=name#graph-table"' in usual
    assert '<th scope="col" aria-sort="ascending"><a href="' in usual.split("How near</a>")[0]
    assert '<details class="graph-table">' in usual
    sorted_by_name = client.get(f"{address}&sort=-name")
    assert [row[0] for row in table(sorted_by_name)] == ["Turin", "Logic", "Engines", "Ben", "Ada"]
    assert '<details class="graph-table" open>' in html(sorted_by_name)
    assert html(sorted_by_name).count("aria-sort") == 1
    part = client.get(f"{address}&sort=kind", headers={"HX-Request": "true", "HX-Target": "graph-table"})
    assert html(part).strip().startswith('<div id="graph-table" class="graph-more">')
    assert table(client.get(f"{address}&sort=%00x"))[0][0] == "Ada"


def test_groups_of_people_have_a_letter_in_the_picture_the_table_and_the_legend(client: Client) -> None:
    ada = make_author("Ada")
    club = [make_author(f"{name} Frog") for name in ("Ben", "Cleo", "Dan", "Eva")]
    make_work("Ours", [ada, *club])
    built(ada)
    answer = fragment(client, ada)
    assert "A: Frog, Frog, Frog +1" in text(answer)
    assert [row[2] for row in table(answer)] == ["", "A", "A", "A", "A", ""]
    assert html(answer).count('<g class="graph-badge">') == 2 * 4 + 1
    assert "1 shared work, 2024, group A</title>" in html(answer)


def test_people_who_objected_are_one_hidden_person(client: Client) -> None:
    ada = make_author("Ada")
    ben, cleo, dan = make_author("Ben"), make_author("Cleo"), make_author("Dan")
    make_work("Ours", [ada, ben, cleo, dan])
    Author.objects.filter(pk=ben.pk).update(hidden_at=timezone.now())
    built(ada)
    assert "All 4 shown · 1 hidden person" in text(fragment(client, ada))
    Author.objects.filter(pk=cleo.pk).update(hidden_at=timezone.now())
    assert "Cleo" not in text(fragment(client, ada)), "the slice that names her is not shown any more"
    built(ada)
    assert "All 3 shown · 2 hidden people" in text(fragment(client, ada))


def test_works_topics_and_institutions_have_graphs_of_their_own(client: Client) -> None:
    make_ada()
    for subject in (Topic, Institution):
        subject._default_manager.update(works_count=1)
    foci = [focus.of_work(Work.objects.get())]
    foci += [focus.of_subject(Topic.objects.get()), focus.of_subject(Institution.objects.get())]
    for about in foci:
        assert built(about).state == "ready"
        page = client.get(about.address)
        assert f'<h1 id="graph-title" tabindex="-1">{about.name}</h1>' in html(page)
        assert {row[0] for row in table(page)} == {"Ada", "Ben", "Engines", "Logic", "Turin"}
        assert f'href="{about.address}"' in html(client.get(about.url)), "the record's page leads there"
    Work.objects.update(is_listed=False)
    assert client.get(foci[0].address).status_code == 410
    Topic.objects.update(works_count=0)
    assert client.get(foci[1].address).status_code == 410
    for key in ("work:bcdfghjkmn", "topic:nothing", "institution:nothing"):
        assert client.get(f"/graph/?focus={key}").status_code == 404


def test_a_change_near_a_work_is_a_new_generation_of_its_graph(client: Client) -> None:
    make_ada()
    work = Work.objects.get()
    first = built(focus.of_work(work))
    generations.grow([work.pk])
    assert focus.of_work(work).generation == first.generation + 1
    assert "a newer one is being built" in text(client.get(focus.of_work(work).address))


def test_a_card_says_what_a_node_is_and_what_it_shares_with_the_focus(client: Client) -> None:
    ada, ben = make_author("Ada", works_count=9), make_author("Ben <b>", works_count=12, coauthors_count=3)
    for year in (2021, 2026, 2023):
        make_work(f"Work of {year}", [ada, ben], year, topics=["Logic"])
    work, topic = Work.objects.get(year=2023), Topic.objects.get()
    Topic.objects.update(works_count=3)
    mine = f"author:{ada.public_id}"

    def card(key: str, **headers: str) -> str:
        return text(client.get(f"/graph/card/?node={key}&focus={mine}&home={mine}", headers=headers))

    part = {"HX-Request": "true", "HX-Target": "graph-card"}
    told = card(f"author:{ben.public_id}", **part)
    assert told.startswith(
        "× Ben <b> Researcher 12 works · 3 co-authors · 0 topics 3 shared works, 2021–2026, with Ada"
    )
    assert told.index("Work of 2026") < told.index("Work of 2023") < told.index("Work of 2021")
    assert told.endswith("Centre here Path from Ada Open in the explorer")
    assert card(f"work:{work.public_id}", **part).startswith("× Work of 2023 Work 2023 Ada, Ben <b> Centre here")
    assert "Topic 3 works Newest works of Ada Work of 2026" in card(f"topic:{topic.slug}", **part)
    whole = client.get(f"/graph/card/?node=author:{ben.public_id}&focus={mine}")
    assert f'<a class="button secondary" href="/graph/?focus=author:{ben.public_id}">Centre here</a>' in html(whole)
    assert "Back to the graph of Ada" in text(whole)
    with CaptureQueriesContext(connection) as asked:
        card(f"author:{ben.public_id}", **part)
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) == 6
    Author.objects.filter(pk=ben.pk).update(hidden_at=timezone.now())
    assert client.get(f"/graph/card/?node=author:{ben.public_id}&focus={mine}").status_code == 410
    assert "Ben" not in card(f"work:{work.public_id}", **part)
    assert client.get("/graph/card/?node=author:x%00").status_code == 400
    assert client.get(f"/graph/card/?node={mine}&focus=author:x%00&home=%22%3E").status_code == 200


def test_the_slice_of_a_profile_that_moved_leads_back_to_it(client: Client) -> None:
    ada = make_ada()
    ben = Author.objects.get(name="Ben")
    for author in (ada, ben):
        built(author)
    assert "Back to this page" not in text(fragment(client, ada, f"&home=author:{ada.public_id}"))
    moved = fragment(client, ben, f"&home=author:{ada.public_id}")
    assert text(moved).startswith("Around Ben · Back to this page’s graph")
    assert f'hx-get="/graph/?focus=author:{ada.public_id}&amp;home=author:{ada.public_id}"' in html(moved)


def test_without_javascript_filters_are_answered_from_the_map(client: Client) -> None:
    ada = make_world(works=60)
    asked = Parameters(kinds=frozenset({Kind.PERSON}), first_year=2010)
    assert "Building this graph slice" in text(fragment(client, ada, f"&{query(asked)}"))
    assert built(ada, asked).parameters == "map=1"
    answer = fragment(client, ada, f"&{query(asked)}")
    assert {row[1] for row in table(answer)} == {"person"}
    assert len(table(answer)) == 40
    assert html(answer).count("<svg xmlns") == 2
    assert "more hidden" in text(answer)
    rows = table(fragment(client, ada, "&weight=1&from=1900"))
    assert any(row[2] for row in rows)
    assert {row[2] for row in rows if row[1] != "person"} == {""}, "groups are of people"
    limits = {**settings.ACCOUNT_RATE_LIMITS, "graph_map": "2/m/ip"}
    with override_settings(ACCOUNT_RATE_LIMITS=limits):
        answers = [fragment(client, ada, f"&with=topic:t{number}").status_code for number in range(3)]
    assert 429 in answers
    nothing = fragment(client, ada, "&from=2900")
    assert "Nothing is left" in text(nothing)
    strange = client.get(f"/graph/?focus=author:{ada.public_id}&depth=9")
    assert strange.status_code == 400
    assert "depth is a number from 1 to 3." in strange.content.decode()
