"""Home, the list of researchers, following, and every other public page."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from profiles.addresses import address
from profiles.models import Follow
from tests.make import import_seeds, make_user, owner
from tests.reading import page, text
from works.models import Work

pytestmark = pytest.mark.django_db


def test_home_and_the_list_show_names_counts_and_trust(client: Client) -> None:
    import_seeds()
    home = text(client.get("/").content.decode())
    for name, works in (("Jiacheng Sun", 39), ("Tianyang Hu", 14), ("Kaiqi Jiang", 4)):
        assert re.search(rf"{name} {works} works · \d+ co-authors · Trust \d+", home), name
    first = client.get("/authors/").content.decode()
    assert first.count('class="person"') == 50
    following = re.search(r'rel="next" href="(\?after=[^"]+)"', first)
    assert following
    second = client.get("/authors/" + following[1].replace("&amp;", "&")).content.decode()
    assert second.count('class="person"') == 28
    person = r'class="person" href="([^"]+)"'
    assert not set(re.findall(person, first)) & set(re.findall(person, second))


def test_following_goes_through_log_in_and_back(client: Client) -> None:
    import_seeds("000")
    author = owner("Jiacheng Sun")
    html = page(client, author)
    assert f'href="/accounts/login/?next={author.get_absolute_url()}"' in html
    make_user("Cleo")
    response = client.post(
        f"/accounts/login/?next={author.get_absolute_url()}", {"login": "cleo@example.org", "password": "open sesame"}
    )
    assert (response.status_code, response["Location"]) == (302, author.get_absolute_url())


def test_cleo_follows_and_stops_following(client: Client) -> None:
    import_seeds("000")
    author, cleo = owner("Jiacheng Sun"), make_user("Cleo")
    client.force_login(cleo)
    url = f"/authors/{author.public_id}/follow/"
    assert client.post(url)["Location"] == author.get_absolute_url()
    assert "Following 1" in text(page(client, author))
    client.post(url)
    assert Follow.objects.count() == 1
    part = client.post(url, {"stop": "1"}, headers={"HX-Request": "true", "HX-Target": "follow"}).content.decode()
    assert "Follow researcher 0" in text(part)
    assert part.strip().startswith('<div id="follow"')
    assert not Follow.objects.exists()


def test_a_stranger_cannot_follow_and_is_sent_to_log_in(client: Client) -> None:
    import_seeds("000")
    author = owner("Jiacheng Sun")
    url = f"/authors/{author.public_id}/follow/"
    assert client.get(url).status_code == 405
    assert client.post(url)["Location"].startswith("/accounts/login/?next=")
    answer = client.post(url, headers={"HX-Request": "true", "HX-Target": "follow"})
    assert answer["HX-Redirect"].startswith("/accounts/login/?next=")
    assert not Follow.objects.exists()


def test_every_public_page_answers(client: Client) -> None:
    import_seeds()
    work = Work.objects.get(title__startswith="Any-Order GPT")
    addresses = ["/", "/about/", "/authors/", work.get_absolute_url(), "/topics/lg/", "/institutions/pku/"]
    for public in addresses:
        response = client.get(public)
        assert response.status_code == 200, public
        assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Reported by 1 page" in text(client.get(work.get_absolute_url()).content.decode())
    assert client.get(f"/works/{work.public_id}/").status_code == 301
    for nowhere in ("/works/2222222222/x/", "/topics/none/", "/institutions/none/", "/nowhere"):
        assert client.get(nowhere).status_code == 404


def test_addresses_made_without_the_resolver_are_its_addresses() -> None:
    assert address("2345678923", "ada-lovelace") == reverse("author", args=["2345678923", "ada-lovelace"])
    import_seeds("001")
    assert [topic["url"] for topic in owner("Tianyang Hu").side["topics"]] == [
        reverse("topic", args=["lg"]),
        reverse("topic", args=["ml"]),
    ]
