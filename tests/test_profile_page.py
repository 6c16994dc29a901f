"""The profile page as readers get it, without JavaScript."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from profiles.models import Author
from tests.make import feed_page, feed_work, import_bytes, import_seeds, owner, two_bens
from tests.reading import page, text

pytestmark = pytest.mark.django_db


def test_the_first_capture_alone_reads_as_the_capture_does(client: Client) -> None:
    import_seeds("000")
    seen = text(page(client, owner("Jiacheng Sun")))
    for words in (
        "Researcher profile",
        "Jiacheng Sun",
        "Affiliation not imported",
        "Open to collaborate",
        "Trust snapshot",
        "Quick read",
        "Trust 17 - Unverified",
        "Verification L1",
        "Unclaimed author",
        "4 works",
        "0 followers",
        "2 topics",
        "4 close collaborators",
        "Decide how to stay connected",
        "Follow researcher 0",
        "Log in to claim",
        "Claim this author entity first to unlock direct invitations.",
        "See the researcher in context",
        "Open full explorer",
        "Building this graph slice",
        "4 published items",
        "Despite the prevalence of the attention sink phenomenon",
    ):
        assert words in seen, words
    assert "contributes to research discovery" not in seen


def test_the_eight_parts_stand_in_their_order(client: Client) -> None:
    import_seeds()
    html = page(client, owner("Jiacheng Sun"))
    parts = ["Researcher profile", "Trust snapshot", "Numbers and where", "Decide how", "How to connect"]
    parts += ["Open a focused", "See the researcher in context", "published items", "Plain list for reading"]
    places = [html.index(part) for part in parts]
    assert places == sorted(places)


def test_the_sum_of_trust_is_on_the_page(client: Client) -> None:
    import_seeds("000")
    seen = text(page(client, owner("Jiacheng Sun")))
    assert "How 17 is reached" in seen
    assert re.search(r"Identity levelL1, imported record ?5 ?55", seen)
    assert re.search(r"Source-backed works4 works captured from a registered source, 2 points each ?8 ?14", seen)
    assert "A claim by the researcher lifts the record to L2" in seen


def test_reported_numbers_say_who_reported_them_and_when(client: Client) -> None:
    import_seeds()
    seen = text(page(client, owner("Jiacheng Sun")))
    for words in (
        "h-index 37 reported by Scholar Feed on 31 May 2026",
        "Citations 1,629 reported by Scholar Feed on 31 May 2026",
        "Novelty 56% reported by Scholar Feed on 31 May 2026",
        "AI Score 63 reported by Scholar Feed on 31 May 2026",
        "Papers 39 reported by Scholar Feed on 31 May 2026",
        "Works 39 computed here from the imported listings",
    ):
        assert words in seen, words
    assert "It cannot have been computed from this list." in seen


def test_no_numbers_are_no_zeros(client: Client) -> None:
    import_seeds("004")
    seen = text(page(client, owner("Tianyang Hu")))
    assert "No citation data" in seen
    assert "h-index" not in seen.replace("About", "")


def test_bylines_always_show_and_mark_the_pages_own_person(client: Client) -> None:
    import_seeds()
    tianyang = owner("Tianyang Hu")
    html = page(client, tianyang)
    marked = f'<a class="self" href="{tianyang.get_absolute_url()}" aria-current="page">Tianyang Hu</a>'
    assert html.count(marked) == 14
    assert text(html).count("position not imported") == 7
    assert "3rd of more than 3" in text(page(client, owner("Jiacheng Sun")))


def test_a_complete_byline_tells_the_position_of_how_many(client: Client) -> None:
    work = feed_work("A Title of Five Words", ["Ben B", "Ada Lovelace"], complete=True)
    import_bytes(feed_page("Ada Lovelace", [work]))
    assert "2nd of 2" in text(page(client, owner("Ada Lovelace")))


def test_a_work_shows_everything_the_captures_show(client: Client) -> None:
    import_seeds()
    html = page(client, owner("Jiacheng Sun"))
    card = next(part for part in html.split("<article") if "Structural Origin of Attention Sink" in part)
    seen = text(card)
    for words in ("preprint", "7 May 2026", "arXiv", "LG", "Heat 11.1 on 31 May 2026", "Siquan Li", "et al."):
        assert words in seen, words
    assert "<em>mechanistic explanation</em>" in card
    assert seen.count("Scholar Feed") == 3
    assert "Code" in text(next(part for part in html.split("<article") if "SA-Solver: Stochastic" in part))


def test_formulas_are_mathml_on_the_server(client: Client) -> None:
    import_seeds("004")
    html = page(client, owner("Tianyang Hu"))
    assert "<math" in html
    assert "$K_t$" not in html
    assert '<a href="https://github.com/Luo-Yihong/TDM-R1"' in html


def test_the_plain_list_has_titles_and_abstracts_and_nothing_else(client: Client) -> None:
    import_seeds()
    tianyang = owner("Tianyang Hu")
    response = client.get(tianyang.get_absolute_url() + "publications/")
    html = response.content.decode()
    assert html.count("<section>") == 14
    assert "Taming the Entropy Cliff" in html
    assert "Trust" not in text(html[html.index("<main") : html.index("</main")])


def test_namesakes_are_named(client: Client) -> None:
    two_bens()
    for ben in Author.objects.filter(name="Ben Bitdiddle"):
        assert "1 other record carries the name Ben Bitdiddle" in text(page(client, ben))
    assert len(re.findall('class="person"', client.get("/names/ben-bitdiddle/").content.decode())) == 2


def test_an_old_name_or_a_short_address_leads_to_the_page(client: Client) -> None:
    import_seeds("000")
    author = owner("Jiacheng Sun")
    for old in (f"/authors/{author.public_id}/", f"/authors/{author.public_id}/former-name/"):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, author.get_absolute_url())
    assert client.get("/authors/2222222222/nobody/").status_code == 404


def test_a_merged_record_leads_to_the_survivor(client: Client) -> None:
    import_bytes(feed_page("Ben Bitdiddle", two_bens()))
    gone = Author.objects.exclude(merged_into=None).get()
    response = client.get(f"/authors/{gone.public_id}/{gone.slug}/")
    assert (response.status_code, response["Location"]) == (301, owner("Ben Bitdiddle").get_absolute_url())


def test_a_record_without_a_source_is_not_for_search_engines(client: Client) -> None:
    nameless = Author.named("Ada Lovelace")
    nameless.save()
    html = page(client, nameless)
    assert '<meta name="robots" content="noindex">' in html
    assert "No work has been imported for this record yet." in html
