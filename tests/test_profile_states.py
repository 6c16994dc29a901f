"""Each state of a profile has its words: header, trust, metrics, works. Claims and graphs have files of their own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from profiles.models import Author, TrustDue
from tests.make import SEEDS, feed_page, feed_work, import_bytes, list_page, log_in, make_owner, owner
from tests.reading import page, text
from works import cards, refresh
from works.ledger import decisions, locks
from works.ledger.decisions import By
from works.models import Authorship
from works.owners import choices

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_kept_pages(settings: Any) -> None:
    settings.PAGE_CACHE_SECONDS = 0


def seen(client: Client, author: Author, query: str = "") -> str:
    return text(page(client, Author.objects.get(pk=author.pk), query))


def test_an_affiliation_is_named_or_not_imported_or_none_or_hidden_by_the_person(client: Client) -> None:
    profile = next(SEEDS.glob("000_*")).read_bytes()
    import_bytes(profile)
    author = owner("Jiacheng Sun")
    assert "Affiliation not imported" in seen(client, author)
    import_bytes(profile.replace(b"Affiliation not imported", b"Huawei Noah"))
    assert "Huawei Noah" in seen(client, author)
    user = make_owner(author, "Jia")
    log_in(client, user)
    answer = client.post(f"/authors/{author.public_id}/manage/affiliation/", {"on": "on"}, follow=True)
    assert "Your affiliation is hidden." in text(answer.content.decode())
    hidden = seen(Client(), author)
    assert "Affiliation hidden by the person" in hidden
    assert "Huawei" not in page(Client(), Author.objects.get(pk=author.pk))
    assert "Huawei" not in str(Author.objects.values_list("side", "affiliation").get(pk=author.pk))
    # What is imported later stays hidden, too, until the person shows it again.
    refresh.authors([author.pk], "once more")
    assert "Affiliation hidden by the person" in seen(Client(), author)
    with pytest.raises(decisions.Conflict, match="hidden already"):
        choices.hide_affiliation(user, author, hide=True)
    client.post(f"/authors/{author.public_id}/manage/affiliation/", {})
    assert "Huawei Noah" in seen(Client(), author)
    locks.edit(author, "affiliation", "", By())
    assert "No affiliation" in seen(Client(), author)


def test_trust_says_whether_it_is_computed_under_review_or_recomputing(client: Client) -> None:
    import_bytes(list_page("Ada Lovelace", ["On Looms of Silk and Brass"]))
    ada = owner("Ada Lovelace")
    words = seen(client, ada)
    assert "Trust 7 - Unverified" in words
    assert "Under review" not in words
    assert "Being computed anew" not in words
    Author.objects.filter(pk=ada.pk).update(contested_at=timezone.now())
    TrustDue.objects.create(author=ada, reason="a proof was given")
    words = seen(client, ada)
    assert "Under review: somebody contests the claim on this record" in words
    assert "Being computed anew; reload in a moment." in words


FLAGS = {
    (5, "100"): "The h-index 5 that Scholar Feed reports is larger than the number of works known here.",
    (3, "8"): "An h-index of 3 needs at least 9 citations; Scholar Feed reports 8.",
    (3, "100"): "The h-index 3 that Scholar Feed reports would need 3 cited works; only 2 of the works known here are",
    (2, "100"): "",
}


@pytest.mark.parametrize(("h_index", "citations"), FLAGS)
def test_an_h_index_that_cannot_be_is_flagged_with_the_reason(client: Client, h_index: int, citations: str) -> None:
    dates = ("May 7, 2024", "May 8, 2024", "May 7, 2026")
    works = [feed_work(f"On Looms and on Silk {n}", ["Ada Lovelace"], date) for n, date in enumerate(dates)]
    import_bytes(feed_page("Ada Lovelace", works, h_index=h_index, citations=citations))
    words = seen(client, owner("Ada Lovelace"))
    flag = FLAGS[h_index, citations]
    assert ("Does not fit." in words) == bool(flag)
    assert flag in words


def test_works_say_why_there_is_nothing_or_what_is_missing(client: Client) -> None:
    broken = feed_work(r"On \foo{Looms} and Brass", ["Ada Lovelace"], abstract="Short: $\\frac{$ is no formula.")
    import_bytes(feed_page("Ada Lovelace", [broken, feed_work("On Engines", ["Ada Lovelace"])]))
    ada = owner("Ada Lovelace")
    html = page(client, ada)
    # TeX that does not parse falls back to its source, and a short abstract stands open.
    assert '<code class="tex-source">\\foo' in html
    assert '<div class="abstract"><p>Short:' in html
    assert html.count('<details class="abstract">') == 0
    assert "All disputed" not in text(html)
    works = ada.works.all()
    works.update(abstract_html="", year=None, published_on=None)
    cards.render(list(works.values_list("id", flat=True)))
    Authorship.objects.filter(author=ada).update(is_doubted=True)
    refresh.authors([ada.pk], "doubted")
    words = seen(client, ada)
    assert words.count("Abstract not imported") == words.count("Year unknown") == 2
    assert "All disputed: each of these works may belong to another Ada Lovelace." in words
    assert "No work of this record matches the selection." in seen(client, ada, "?kind=talk")
    nameless = Author.named("Nobody Else")
    nameless.save()
    assert "No work has been imported for this record yet." in seen(client, nameless)


def test_every_number_leads_to_its_line_in_the_page_about_the_numbers(client: Client) -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work("On Looms", ["Ada Lovelace", "Ben B"])]))
    html = page(client, owner("Ada Lovelace"))
    about = client.get("/about/").content.decode()
    anchors = ["trust", "levels", "works", "followers", "topics", "coauthors", "h-index", "citations", "papers"]
    for anchor in [*anchors, "novelty", "ai-score", "metrics"]:
        assert f'href="/about/#{anchor}"' in html, anchor
        assert f'id="{anchor}"' in about, anchor


def test_the_actions_lead_to_every_export(client: Client) -> None:
    import_bytes(list_page("Ada Lovelace", ["On Looms of Silk and Brass"]))
    ada = owner("Ada Lovelace")
    html = page(client, ada)
    for ending in ("bib", "ris", "csl.json", "json", "csv"):
        assert f'<a href="/authors/{ada.public_id}.{ending}" download>' in html
    assert f'href="{ada.get_absolute_url()}publications/"' in html
    assert f'href="{ada.get_absolute_url()}feed.atom"' in html
