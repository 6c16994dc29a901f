"""The page of a work: its authors however many, what each source asserts, how to cite it, and where it leads."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from profiles.models import Author
from tests.cited import cite
from tests.make import feed_page, feed_work, import_bytes, import_seeds, owner
from tests.reading import text
from works.ledger import locks, same_works
from works.ledger.decisions import By
from works.models import Authorship, Listing, SourceProfile, Work

pytestmark = pytest.mark.django_db


def show(client: Client, work: Work, query: str = "") -> str:
    response = client.get(work.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def assertions(html: str) -> list[str]:
    """What each source says, in words."""
    return [text(part.partition("</section>")[0]) for part in html.split('<section class="assertion">')[1:]]


def test_what_five_captures_assert_stands_side_by_side(client: Client) -> None:
    import_seeds()
    html = show(client, Work.objects.get(title__startswith="The Structural Origin"))
    seen = text(html)
    for words in (
        "preprint · arXiv · 7 May 2026",
        "Siquan LiKaiqi JiangJiacheng Sun et al. Tianyang Hu position not imported",
        "Heat 11.1 reported by Scholar Feed on 31 May 2026",
        "No citation data: no source tells how often the work is cited.",
        "Reported by 5 pages",
        "Follow Siquan Li",
    ):
        assert words in seen, words
    assert "<em>mechanistic explanation</em>" in html
    said = assertions(html)
    # Two pages of one source that say the same stand in one column.
    assert [words.split()[0] for words in said] == ["BZPEER", "Publication", "Scholar", "Scholar"]
    assert "Kind preprint" in said[0]
    assert "Date 2026" in said[0]
    assert "Kind not said" in said[1]
    assert "Authors Siquan Li, Kaiqi Jiang, Jiacheng Sun et al." in said[2]
    assert sum(words.count(", line ") for words in said) == 5
    assert "differs" not in " ".join(said)
    assert '<a href="/topics/lg/">' in html


def test_what_differs_is_said_in_words_and_what_a_curator_typed_too(client: Client) -> None:
    engines = feed_work("On Engines of Brass", ["Ada Lovelace", "Ben B"], "May 7, 2024", complete=True)
    other = feed_work(
        "Notes of a Traveller Among Brazen Machines", ["Ben B", "Ada Lovelace"], "Jun 3, 2025", complete=True,
        abstract="A wholly other text about engines, which is as long as an abstract has to be to be told from others.",
    )  # fmt: skip
    import_bytes(feed_page("Ada Lovelace", [engines]))
    import_bytes(feed_page("Ben B", [other]))
    one, gone = Work.objects.order_by("id")
    same_works.join(gone, one, By(), "One work in two forms.")
    locks.edit(one, "kind", "talk", By())
    html = show(client, one)
    said = assertions(html)
    assert "Edited here by a person, and not by a source: kind." in text(html)
    assert "Another version, joined to this one: Notes of a Traveller" in text(html)
    assert "differs" not in said[0]
    assert "Title Notes of a Traveller Among Brazen Machines differs" in said[1]
    assert "Authors Ben B, Ada Lovelace differs Date 3 June 2025 differs" in said[1]
    assert "another text A wholly other text about engines" in said[1]


def test_each_id_and_number_leads_to_where_it_comes_from(client: Client) -> None:
    abstract = "We give the code of all engines at https://github.com/ada/engines and more than that, in plain words."
    engines = feed_work("On Engines", ["Ada Lovelace"], abstract=abstract, complete=True)
    import_bytes(feed_page("Ada Lovelace", [engines]))
    work = Work.objects.get()
    cite(work, 1234)
    Work.objects.filter(pk=work.pk).update(identifiers=["doi:10.1000/a<b>", "arxiv:2401.00001", "local:7"])
    html = show(client, work)
    assert '<a href="https://doi.org/10.1000/a%3Cb%3E" rel="noopener">10.1000/a&lt;b&gt;</a>' in html
    assert '<a href="https://arxiv.org/abs/2401.00001" rel="noopener">2401.00001</a>' in html
    assert "local 7" in text(html)
    assert '<a href="https://github.com/ada/engines" rel="nofollow noopener ugc">github.com/ada/engines</a>' in html
    assert "Citations 1,234 reported by Scholar Feed on 31 May 2026" in text(html)
    for anchor in ("heat", "citations", "code"):
        assert (f'href="/about/#{anchor}"' in html) == (anchor != "heat")
    # On cards too, the badge leads to the code.
    card = client.get(owner("Ada Lovelace").get_absolute_url()).content.decode()
    assert '<a class="badge" href="https://github.com/ada/engines" rel="nofollow noopener ugc">Code</a>' in card
    assert "1,234 citations on 31 May 2026" in text(card)


def test_the_work_can_be_cited_in_four_forms(client: Client) -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work("On $n^2$ Engines", ["Ada Lovelace"], complete=True)]))
    work = Work.objects.get()
    html = show(client, work)
    assert "Lovelace, A. (2024). On n² Engines." in text(html)
    for form, sample in (("bib", "title = {"), ("ris", "TY  - "), ("csl", "&quot;title&quot;")):
        found = re.search(rf'<pre id="cite-{form}" tabindex="0">(.*?)</pre>', html, re.S)
        assert found, form
        assert sample in found[1], form
        assert f'data-copy="cite-{form}" hidden>' in html
    for ending in ("bib", "ris", "csl.json", "json", "csv", "jsonld"):
        assert f'href="/works/{work.public_id}.{ending}" download' in html


def detectors(title: str = "On Small Detectors", name: str = "Ada Lovelace") -> Work:
    """A work of two authors, which one page lists."""
    import_bytes(feed_page(name, [feed_work(title, [name, "Ben B"], complete=True)]))
    return Work.objects.get(title=title)


def add_authors(work: Work, positions: range, *, with_records: bool) -> list[str]:
    """Prints so many more names in the byline; gives them."""
    names = [f"Cy {n:05}th" for n in positions]
    authors: Sequence[Author | None] = [None] * len(names)
    if with_records:
        authors = Author.objects.bulk_create(Author.named(name, level=1) for name in names)
    aside = "" if with_records else Authorship.Aside.NOBODY
    Authorship.objects.bulk_create(
        Authorship(
            work=work, base_work=work, author=author, aside=aside, position=n, printed_name=name, reason="Printed."
        )
        for n, name, author in zip(positions, names, authors, strict=True)
    )  # fmt: skip
    return names


def add_pages(work: Work, count: int) -> None:
    """Lets so many more pages of the same source list the work as its page does."""
    listing = work.listings.select_related("profile").get()
    authors = Author.objects.bulk_create(Author.named(f"Dee {n}th", level=1) for n in range(count))
    profiles = SourceProfile.objects.bulk_create(
        SourceProfile(
            source=listing.profile.source, name=author.name, folded_name=author.folded_name, author=author,
            reason="Its page.", captured_on=listing.captured_on,
        )
        for author in authors
    )  # fmt: skip
    Listing.objects.bulk_create(
        Listing(
            profile=profile, work=work, base_work=work, page=listing.page, line=1_000 + n, record=listing.record,
            captured_on=listing.captured_on, reason="Same title.",
        )
        for n, profile in enumerate(profiles)
    )  # fmt: skip


def queries(client: Client, work: Work) -> int:
    with CaptureQueriesContext(connection) as captured:
        show(client, work)
    return len(captured)


def test_500_authors_and_20_listings_take_no_more_queries_than_two_and_one(client: Client) -> None:
    small, large = detectors(), detectors("On Large Colliders and Their Walls", "Dora Dent")
    add_authors(large, range(3, 501), with_records=True)
    add_pages(large, 19)
    queries(client, small)
    assert queries(client, large) == queries(client, small) <= 16
    html = show(client, large)
    seen = text(html)
    assert "Reported by 20 pages" in seen
    assert "and 15 pages more that say the same" in seen
    assert "Authors 51 to 500 of 500" in seen
    # An entry of 500 names is a file.
    assert 'id="cite-bib"' not in html
    assert f'href="/works/{large.public_id}.bib" download>BibTeX</a>' in html
    add_pages_of_hundreds(large)
    assert queries(client, large) == queries(client, small) + 1
    assert "Reported by 120 pages" in text(show(client, large))


def add_pages_of_hundreds(work: Work) -> None:
    listing = work.listings.order_by("id")[0]
    Listing.objects.filter(work=work).exclude(pk=listing.pk).delete()
    add_pages(work, 119)


def test_3000_authors_are_all_reached_by_pages_of_bounded_size(client: Client) -> None:
    work = detectors()
    names = add_authors(work, range(3, 3001), with_records=False)
    asked = ("", "?authors=551", "?authors=2551", "?authors=7", "?authors=x%00")
    pages = [show(client, work, query) for query in asked]
    assert all(len(html.encode()) < 100_000 for html in pages)
    seen = [text(html) for html in pages]
    assert ["Authors 51 to 550 of 3,000" in words for words in seen] == [True, False, False, True, True]
    assert ['id="authors" open' in html for html in pages] == [False, True, True, True, True]
    assert "Authors 551 to 1,050 of 3,000" in seen[1]
    assert [names[-1] in words for words in seen[:3]] == [False, False, True]
    assert re.findall(r'href="\?authors=(\d+)#authors"', pages[0]) == ["51", "551", "1051", "1551", "2051", "2551"]
