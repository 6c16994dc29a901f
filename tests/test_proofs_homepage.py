"""Links from a listed homepage: which pages are looked at, what is found on them, and what becomes of the proof."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from profiles.claims.errors import NotPossible
from profiles.models import Author, AuthorLink, Claim, Proof
from tests.homepages import Site, allow, page, sent_on, serving
from tests.proof_world import claim_of, level, list_link, stood, team, tie, works_at
from tests.workers import wait_until, worker
from works.proofs import homepage, rechecking, rel_me, waiting
from works.proofs.fetching import fetch

SITE = "https://bzpeer.example"
ID = "0123456789ab"


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    settings.SITE_URL = SITE
    with serving({}) as server:
        allow(settings, server)
        yield server


@pytest.fixture
def claim(db: None) -> Claim:
    """A claim on Ada's record."""
    return claim_of(team()[0])


def link_to(author: Author) -> str:
    return f'<p>I am <a class="x" rel="nofollow ME" href="{SITE}{author.get_absolute_url()}">Ada</a></p>'


def given_for(claim: Claim, url: str, origin: AuthorLink.Origin = AuthorLink.Origin.SOURCE) -> Proof:
    link = claim.author.links.filter(url=url).first() or list_link(claim.author, url, origin)
    return homepage.give(claim, link.pk)


def looked(proof: Proof) -> Proof:
    homepage.check(proof.pk)
    proof.refresh_from_db()
    return proof


def later(proof: Proof, **time: int) -> list[Proof]:
    """The proofs that are to be looked at when so much time has passed since the last look."""
    return homepage.due(timezone.now() + timedelta(**time), 10)


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<a rel="me" href="https://x.example/">', ["https://x.example/"]),
        ("<A HREF='https://x.example/' REL=ME>", ["https://x.example/"]),
        ('<link rel="authorization me" href="//x.example/a">', ["http://x.example/a"]),
        ('<base href="https://y.example/b/"><a rel=me href="c">', ["https://y.example/b/c"]),
        ('<a rel="me" href=" /a?b=1&amp;c=2 ">', ["http://home.example/a?b=1&c=2"]),
        ('<a rel="menu" href="/a"><a rel="met me" href="/b"><a href="/c"><a rel="me">', ["http://home.example/b"]),
        ('<!-- <a rel="me" href="/a"> --><script>"<a rel=me href=/b>"</script><style><a rel=me href=/c></style>', []),
        ('<a rel="x" rel="me" href="/a">', []),
        ('<a rel="me" href="http://[bad/">', []),
        ('<img rel="me" src="/a"><area rel="me" href="/b">', []),
        ("", []),
    ],
)
def test_links_of_a_page_that_say_whose_it_is(html: str, found: list[str]) -> None:
    assert rel_me.links(html, "http://home.example/") == found


@pytest.mark.parametrize("piece", ["<a ", '<a href="', "<!--", "</a ", "<?", "<![CDATA["])
def test_a_page_that_never_ends_what_it_begins_keeps_nobody_busy(piece: str) -> None:
    began = time.monotonic()
    assert rel_me.links('<a rel="me" href="/x">' + piece * 100_000, "http://home.example/") == ["http://home.example/x"]
    assert time.monotonic() - began < 3


@given(st.text(alphabet="<a rel=me href='/x'>\"&;!-/ \n", max_size=200))
def test_no_page_breaks_the_reader(html: str) -> None:
    rel_me.links(html, "http://home.example/")


@pytest.mark.parametrize(
    "link",
    [
        f"{SITE}/authors/{ID}/ada-lovelace/", f"http://bzpeer.example/authors/{ID}/ada-lovelace/",
        f"{SITE}/authors/{ID}/ada-lovelace", f"{SITE}/authors/{ID}/an-old-name/", f"{SITE}/authors/{ID}/",
        f"{SITE}/authors/{ID}", f"HTTPS://BZPEER.EXAMPLE:443/authors/{ID}/x/", f"{SITE}./authors/{ID}/",
        f"{SITE}/authors/{ID}/ada-lovelace/?from=home#works",
    ],
)  # fmt: skip
def test_a_profile_is_known_by_its_id_however_it_is_written(link: str) -> None:
    assert rel_me.points_to(link, SITE, [ID])


@pytest.mark.parametrize(
    "link",
    [
        f"{SITE}/authors/{ID[:-1]}/ada-lovelace/", f"{SITE}/authors/{ID}/ada-lovelace/publications/",
        f"https://evil.example/authors/{ID}/", f"https://bzpeer.example.evil.org/authors/{ID}/",
        f"https://bzpeer.example@evil.org/authors/{ID}/", f"https://user@bzpeer.example/authors/{ID}/",
        f"{SITE}:8443/authors/{ID}/", f"ftp://bzpeer.example/authors/{ID}/", f"{SITE}/", "", "http://[bad/",
        f"javascript:{SITE}/authors/{ID}/", f"{SITE}/x/authors/{ID}/", f"/authors/{ID}/", "https://..../",
    ],
)  # fmt: skip
def test_what_is_another_page_is_not_the_profile(link: str) -> None:
    assert not rel_me.points_to(link, SITE, [ID])


def test_a_listed_page_that_links_back_verifies_the_claim(claim: Claim, site: Site) -> None:
    site.answers["/ada"] = page(link_to(claim.author))
    proof = given_for(claim, f"{site.url}/ada")
    assert proof.state == "checking"
    assert looked(proof).state == "proven"
    assert level(claim.author) == 3
    # Twice is once: what was looked at is not looked at again before its time.
    assert claim.events.filter(kind="proven").count() == 2
    assert later(proof, days=89) == []
    assert later(proof, days=91) == [proof]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('<a href="{url}">', "no link with rel=me"),
        ('<a rel="me" href="{site}/authors/000000000000/ada/">', "no link with rel=me"),
        ('<a rel="me" href="https://elsewhere.example/">', "no link with rel=me"),
        ("", "no link with rel=me"),
    ],
)
def test_a_page_without_the_right_link_proves_nothing(claim: Claim, site: Site, body: str, words: str) -> None:
    site.answers["/ada"] = page(body.format(url=f"{SITE}{claim.author.get_absolute_url()}", site=SITE))
    proof = looked(given_for(claim, f"{site.url}/ada"))
    assert (proof.state, level(claim.author)) == ("failed", 1)
    assert words in proof.reason
    # The person was told, and can try again.
    assert claim.user
    assert claim.user.notices.filter(text=proof.reason).exists()
    assert given_for(claim, f"{site.url}/ada").pk != proof.pk


def test_a_page_that_is_sent_on_counts_by_where_it_ends(claim: Claim, site: Site) -> None:
    site.answers["/ada"] = sent_on("/~ada/")
    site.answers["/~ada/"] = page(link_to(claim.author))
    assert looked(given_for(claim, f"{site.url}/ada")).state == "proven"


def test_a_page_inside_our_network_is_not_looked_at(claim: Claim, site: Site, settings: Settings) -> None:
    site.answers["/ada"] = page(link_to(claim.author))
    settings.FETCH_ALLOWED_FOR_TESTS = frozenset()
    proof = looked(given_for(claim, "http://127.0.0.1/ada"))
    assert proof.state == "failed"
    assert "not a host of the public network" in proof.reason
    assert site.asked == []


def test_a_link_that_an_owner_added_proves_nothing_and_says_so(claim: Claim, site: Site) -> None:
    with pytest.raises(NotPossible, match="anybody can add a page"):
        given_for(claim, f"{site.url}/ada", AuthorLink.Origin.OWNER)
    assert not claim.proofs.filter(kind="homepage").exists()


def test_unless_it_lies_at_the_institution_that_sources_name(claim: Claim, site: Site) -> None:
    link = list_link(claim.author, "https://math.pku.edu.cn/~ada", AuthorLink.Origin.OWNER)
    near = list_link(claim.author, "https://evilpku.edu.cn/~ada", AuthorLink.Origin.OWNER)
    works_at(claim.author, "Peking University")
    tie("pku.edu.cn", "Peking University")
    whys = {one.link: one.why_not for one in homepage.homepages(claim)}
    assert whys == {link: "", near: homepage.OWN_LINK}


@pytest.fixture
def at_pku(claim: Claim) -> Claim:
    """The claim on a record whose person works at an institution with a domain, and time that passed."""
    works_at(claim.author, "Peking University")
    tie("pku.edu.cn", "Peking University")
    return stood(claim, 3)


def test_a_page_at_the_institution_is_not_enough_where_somebody_there_has_the_same_name(at_pku: Claim) -> None:
    link = list_link(at_pku.author, "https://math.pku.edu.cn/~ada", AuthorLink.Origin.OWNER)
    assert homepage.give(at_pku, link.pk).state == "checking"
    Author.named("Ada Lovelace", level=1).save()
    with pytest.raises(NotPossible, match="carries the same name"):
        homepage.give(at_pku, link.pk)


def test_an_address_of_the_institution_that_sends_everybody_anywhere_proves_nothing(
    at_pku: Claim, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_link(at_pku.author, "https://pku.edu.cn/go?to=elsewhere", AuthorLink.Origin.OWNER)
    proof = given_for(at_pku, "https://pku.edu.cn/go?to=elsewhere")
    # Where the page of the institution leads to is answered by a real server; its name is not ours to serve.
    site.answers["/mine"] = page(link_to(at_pku.author))
    monkeypatch.setattr(homepage, "fetch", lambda _: fetch(f"{site.url}/mine"))
    assert looked(proof).state == "failed"
    assert "leads away from the institution" in proof.reason


def test_a_curator_lists_no_page_that_proves_their_own_claim(claim: Claim) -> None:
    link = list_link(claim.author, "https://own.example.org/", AuthorLink.Origin.CURATOR)
    AuthorLink.objects.filter(pk=link.pk).update(added_by=claim.user)
    with pytest.raises(NotPossible, match="proves nothing"):
        homepage.give(claim, link.pk)


def test_a_link_of_another_record_is_not_looked_at(claim: Claim) -> None:
    other = list_link(Author.objects.get(name="Ben Bitdiddle"), "https://example.org/ben")
    with pytest.raises(NotPossible, match="does not stand on the record"):
        homepage.give(claim, other.pk)


def test_the_link_to_a_record_that_was_merged_into_this_one_counts(claim: Claim, site: Site) -> None:
    old = Author.named("Ada Lovelace", merged_into=claim.author)
    old.save()
    site.answers["/ada"] = page(link_to(old))
    assert looked(given_for(claim, f"{site.url}/ada")).state == "proven"


@pytest.fixture
def proven(claim: Claim, site: Site) -> Proof:
    """A proof that holds, by the page /ada."""
    site.answers["/ada"] = page(link_to(claim.author))
    return looked(given_for(claim, f"{site.url}/ada"))


def days_passed(proof: Proof, days: int) -> None:
    checked = parse_datetime(proof.details["checked_at"])
    assert checked
    proof.details["checked_at"] = (checked - timedelta(days=days)).isoformat()
    proof.save()


def test_a_link_that_is_gone_ends_the_proof_at_the_second_look_a_day_later(proven: Proof, site: Site) -> None:
    site.answers["/ada"] = page("moved")
    assert looked(proven).state == "proven"
    assert later(proven, hours=23) == []
    # Who asks again at once learns nothing new.
    assert looked(proven).state == "proven"
    assert later(proven, hours=25) == [proven]
    days_passed(proven, 1)
    assert looked(proven).state == "ended"
    assert "no link with rel=me" in proven.reason
    assert level(proven.claim.author) == 2


def test_one_that_was_only_away_for_a_day_does_not(proven: Proof, site: Site) -> None:
    good = site.answers["/ada"]
    for _ in range(3):
        site.answers["/ada"] = page("moved")
        assert looked(proven).state == "proven"
        site.answers["/ada"] = good
        assert looked(proven).state == "proven"
    assert "failed" not in proven.details


def test_a_site_that_does_not_answer_is_given_a_week(proven: Proof, site: Site) -> None:
    site.answers["/ada"] = page("busy", status=503)
    for _ in range(6):
        assert looked(proven).state == "proven"
        days_passed(proven, 1)
    assert looked(proven).state == "ended"


def test_a_link_that_was_taken_from_the_record_ends_it_too(proven: Proof) -> None:
    AuthorLink.objects.all().delete()
    looked(proven)
    days_passed(proven, 1)
    assert looked(proven).state == "ended"


def test_what_a_worker_lost_is_handed_out_again(claim: Claim, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr(waiting, "ring", lambda proof: rung.append(proof.pk))
    proof = given_for(claim, f"{site.url}/ada")
    rechecking.what_waits(timezone.now())
    assert rung == []
    rechecking.what_waits(timezone.now() + timedelta(minutes=6))
    assert rung == [proof.pk]


def test_a_withdrawn_claim_is_not_looked_at(claim: Claim, site: Site) -> None:
    proof = given_for(claim, f"{site.url}/ada")
    Claim.objects.filter(pk=claim.pk).update(state="withdrawn")
    homepage.check(proof.pk)
    assert site.asked == []


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_looks_at_the_page(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({}) as site:
        claim = claim_of(team()[0])
        path = claim.author.get_absolute_url()
        site.answers["/ada"] = page(f'<link rel="me" href="{settings.SITE_URL}{path}">')
        monkeypatch.setenv("FETCH_ALLOWED_FOR_TESTS", f"127.0.0.1:{urlsplit(site.url).port}")
        link = list_link(claim.author, f"{site.url}/ada")
        with worker():
            proof = homepage.give(claim, link.pk)
            wait_until(lambda: Proof.objects.get(pk=proof.pk).state == "proven", "the worker to look at the page")
    assert level(claim.author) == 3
