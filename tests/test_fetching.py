"""Pages whose address somebody else chose: what is asked, what is not, and what is read of an answer."""

from __future__ import annotations

import datetime as dt
import gzip
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from bzpeer import env
from tests.homepages import Site, allow, never_ending, page, sent_on, serving
from works.proofs.addresses import Network, may_be_asked, networks
from works.proofs.fetching import LONGEST, NotFetched, fetch

NOT_OF_THE_WORLD = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/29",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4", "::/96", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32",
    "3fff::/20", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
]  # fmt: skip
INSIDE = [ipaddress.ip_network(network) for network in NOT_OF_THE_WORLD]
PRIVATE_IPV4 = [network for network in INSIDE if network.version == 4]


def among(found: Sequence[Network]) -> st.SearchStrategy[str]:
    one = st.sampled_from(found).flatmap(lambda network: st.ip_addresses(network=network))
    return one.map(str)


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    with serving({"/": page("<p>Höhe</p>"), "/other": page("other")}) as server:
        allow(settings, server)
        yield server


def why_not(url: str, **options: object) -> str:
    with pytest.raises(NotFetched) as stopped:
        fetch(url, **options)  # type: ignore[arg-type]
    return str(stopped.value)


@given(among(INSIDE))
def test_no_address_outside_the_world_is_asked(address: str) -> None:
    assert not may_be_asked(address)


@given(among(PRIVATE_IPV4))
def test_nor_one_that_is_hidden_in_an_address_of_ipv6(address: str) -> None:
    number = int(ipaddress.IPv4Address(address))
    hidden = (0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80, number)
    assert not any(may_be_asked(str(ipaddress.IPv6Address(value))) for value in hidden)
    teredo = 0x20010000 << 96 | 0x08080808 << 64 | number ^ 0xFFFFFFFF
    assert not may_be_asked(str(ipaddress.IPv6Address(teredo)))


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.4.4", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_the_world_is_asked(address: str) -> None:
    assert may_be_asked(address)


@pytest.mark.parametrize("text", ["", "localhost", "fe80::1%eth0", "1.1.1", "0x7f000001", "1.1.1.1/8"])
def test_what_is_no_address_is_not_asked(text: str) -> None:
    assert not may_be_asked(text)


def test_an_intranet_may_name_its_networks_but_never_the_machine_itself() -> None:
    private = networks(["10.20.0.0/16", "0.0.0.0/0", "fd00::/8", "::/0"])
    assert may_be_asked("10.20.1.1", private)
    assert may_be_asked("fd12::1", private)
    assert may_be_asked("::ffff:10.20.1.1", private)
    assert not any(may_be_asked(own, private) for own in ("127.0.0.1", "::1", "169.254.169.254", "0.0.0.0", "fe80::1"))
    assert not may_be_asked("10.21.0.1", networks(["10.20.0.0/16"]))


def test_a_page_is_brought_with_the_address_it_came_from(site: Site) -> None:
    found = fetch(f"{site.url}/")
    assert (found.url, found.text) == (f"{site.url}/", "<p>Höhe</p>")
    [(_, headers)] = site.asked
    assert headers["User-Agent"].startswith("BZPEER (+http")
    assert headers["Host"] == f"127.0.0.1:{site.port}"
    assert "Cookie" not in headers


def test_without_the_setting_of_the_tests_this_machine_is_not_asked(site: Site, settings: Settings) -> None:
    settings.FETCH_ALLOWED_FOR_TESTS = frozenset()
    assert "80 and 443" in why_not(f"{site.url}/")
    assert "not a host of the public network" in why_not("http://127.0.0.1/")
    assert site.asked == []


def test_on_an_installation_the_setting_of_the_tests_opens_nothing(site: Site, settings: Settings) -> None:
    settings.LOCAL = False
    why_not(f"{site.url}/")
    assert site.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/",
        "http://[fe80::1]/", "http://[64:ff9b::7f00:1]/", "http://localhost./",
    ],
)  # fmt: skip
def test_hosts_of_this_machine_and_its_network_are_refused(url: str) -> None:
    assert "not a host of the public network" in why_not(url)


def test_one_private_address_among_public_ones_refuses_the_host() -> None:
    sentence = why_not("http://example.org/", resolver=lambda *_: ["93.184.216.34", "10.0.0.1"])
    assert "not a host of the public network" in sentence


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "//example.org/",
        "http://", "http:///path", "http://user@example.org/", "http://user:word@example.org/", "http://a\nb/",
        "http://example.org/\r\nHost: evil", "http://exam ple.org/", "http://example.org\\@127.0.0.1/",
        "http://example.org:99999/", "http://[::1/", f"http://example.org/{'x' * 3000}", "http://..../",
    ],
)  # fmt: skip
def test_addresses_that_are_none_of_the_web_are_not_looked_up(url: str) -> None:
    def resolver(*_: object) -> list[str]:
        raise AssertionError("The name was looked up.")

    assert why_not(url, resolver=resolver)


@pytest.mark.parametrize("port", [22, 25, 5432, 6379, 8080, 8443])
def test_other_ports_than_those_of_web_servers_are_refused(port: int) -> None:
    assert "80 and 443" in why_not(f"http://example.org:{port}/", resolver=lambda *_: ["93.184.216.34"])


def test_a_redirect_is_followed_and_a_private_target_refused(site: Site, settings: Settings) -> None:
    with serving({"/": page("secret")}) as inner:
        site.answers["/on"] = sent_on("/other")
        site.answers["/in"] = sent_on(f"http://127.0.0.1:{inner.port}/")
        site.answers["/metadata"] = sent_on("http://169.254.169.254/")
        site.answers["/file"] = sent_on("file:///etc/passwd")
        assert fetch(f"{site.url}/on").text == "other"
        assert "80 and 443" in why_not(f"{site.url}/in")
        assert "not a host of the public network" in why_not(f"{site.url}/metadata")
        assert "http:// or https://" in why_not(f"{site.url}/file")
        assert inner.asked == []


def test_three_redirects_are_followed_and_no_fourth(site: Site) -> None:
    for number in range(5):
        site.answers[f"/{number}"] = sent_on(f"/{number + 1}")
    site.answers["/5"] = page("here")
    assert fetch(f"{site.url}/2").text == "here"
    assert "more than 3 times" in why_not(f"{site.url}/1")


def test_a_name_that_answers_differently_the_second_time_moves_nothing(site: Site) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    found = fetch(f"http://rebinding.example:{site.port}/", resolver=lambda *_: next(answers))
    assert found.text == "<p>Höhe</p>"
    # It was looked up once, and the connection went to what was checked, under the name that was asked for.
    assert next(answers) == ["127.0.0.2"]
    assert site.asked[0][1]["Host"] == f"rebinding.example:{site.port}"


def test_each_redirect_is_looked_up_and_checked_anew(site: Site) -> None:
    site.answers["/on"] = sent_on(f"http://rebinding.example:{site.port}/")
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    assert "80 and 443" in why_not(f"http://rebinding.example:{site.port}/on", resolver=lambda *_: next(answers))
    assert [path for path, _ in site.asked] == ["/on"]


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_slow_drip_is_ended_in_time(site: Site, where: str) -> None:
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        if where == "body":
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html")
            handler.end_headers()
        while not over.wait(0.05):
            handler.wfile.write(b"X" if where == "headers" else b"<")
            handler.wfile.flush()

    site.answers["/slow"] = drip
    started = time.monotonic()
    assert "within 0.6 seconds" in why_not(f"{site.url}/slow", seconds=0.6)
    assert time.monotonic() - started < 1.5
    over.set()


def test_a_resolver_that_never_answers_is_left_behind() -> None:
    over = threading.Event()

    def resolver(*_: object) -> list[str]:
        over.wait(20)
        return []

    started = time.monotonic()
    assert "within 0.3 seconds" in why_not("http://example.org/", resolver=resolver, seconds=0.3)
    assert time.monotonic() - started < 1.5
    over.set()


def test_a_server_that_takes_the_connection_and_says_nothing_is_left_in_time(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings.FETCH_ALLOWED_FOR_TESTS = {f"127.0.0.1:{port}"}
        for scheme in ("http", "https"):
            assert "within 0.3 seconds" in why_not(f"{scheme}://127.0.0.1:{port}/", seconds=0.3)


def test_of_an_endless_page_the_beginning_is_read(site: Site) -> None:
    site.answers["/endless"] = never_ending
    assert len(fetch(f"{site.url}/endless").text) == LONGEST


def test_endless_headers_are_given_up(site: Site) -> None:
    def headers(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        while True:
            handler.wfile.write(b"X-More: " + b"x" * 60_000 + b"\r\n")

    site.answers["/headers"] = headers
    assert "did not answer as a web server does" in why_not(f"{site.url}/headers")


def test_a_packed_page_is_unpacked_no_further_than_is_read(site: Site) -> None:
    bomb = gzip.compress(b"<p>" + b"x" * 200_000_000)
    site.answers["/bomb"] = page(bomb, Content_Encoding="gzip")
    site.answers["/packed"] = page(gzip.compress(b"<p>small</p>"), Content_Encoding="gzip")
    site.answers["/other"] = page(b"abc", Content_Encoding="br")
    site.answers["/broken"] = page(b"abc", Content_Encoding="gzip")
    assert len(fetch(f"{site.url}/bomb").text) == LONGEST
    assert fetch(f"{site.url}/packed").text == "<p>small</p>"
    assert "packing" in why_not(f"{site.url}/other")
    assert "packing" in why_not(f"{site.url}/broken")


@pytest.mark.parametrize("kind", ["application/pdf", "text/plain", "image/svg+xml", "application/json"])
def test_what_is_no_page_is_not_read(site: Site, kind: str) -> None:
    site.answers["/thing"] = page("<a rel=me>", kind=kind)
    assert kind in why_not(f"{site.url}/thing")


def test_an_answer_that_is_no_page_says_its_status(site: Site) -> None:
    site.answers["/broken"] = page("x", status=503)
    assert "404" in why_not(f"{site.url}/missing")
    with pytest.raises(NotFetched) as stopped:
        fetch(f"{site.url}/broken")
    assert "503" in str(stopped.value)
    assert stopped.value.passing


@pytest.mark.parametrize(("charset", "raw"), [("latin-1", b"\xe9"), ("no-such", b"a"), ("utf-8", b"\xff")])
def test_any_charset_is_read_as_well_as_it_can_be(site: Site, charset: str, raw: bytes) -> None:
    site.answers["/charset"] = page(raw, kind=f"text/html; charset={charset}")
    assert len(fetch(f"{site.url}/charset").text) == 1


def test_an_unknown_name_and_a_closed_port_are_said_as_such(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    settings.FETCH_ALLOWED_FOR_TESTS = {f"127.0.0.1:{port}"}
    assert "did not answer" in why_not(f"http://127.0.0.1:{port}/")
    assert "not known to the network" in why_not("http://no-such-name.invalid/")


def test_a_proxy_named_in_the_environment_is_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert fetch(f"{site.url}/other").text == "other"


def _certificate(folder: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{name}.pem"
    path.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM) + secret)
    return path


def test_the_certificate_must_be_that_of_the_name_and_https_never_becomes_http(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _certificate(tmp_path, "pages.example")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path)
    with serving({"/": page("safe"), "/down": sent_on("http://pages.example/")}, tls) as server:
        allow(settings, server)
        here = {"resolver": lambda *_: ["127.0.0.1"]}
        address = f"https://pages.example:{server.port}/"
        assert "could not be verified" in why_not(address, **here)
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        assert fetch(address, resolver=lambda *_: ["127.0.0.1"]).text == "safe"
        assert "could not be verified" in why_not(f"https://other.example:{server.port}/", **here)
        assert "not encrypted" in why_not(f"{address}down", **here)


def test_networks_of_the_environment_are_read_and_a_wrong_one_ends_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FETCH_PRIVATE_NETWORKS", "10.20.0.0/16, fd12:3456::/32")
    assert env.networks("FETCH_PRIVATE_NETWORKS") == ["10.20.0.0/16", "fd12:3456::/32"]
    monkeypatch.setenv("FETCH_PRIVATE_NETWORKS", "10.20.0.1/16")
    with pytest.raises(SystemExit, match=r"FETCH_PRIVATE_NETWORKS holds '10\.20\.0\.1/16'"):
        env.networks("FETCH_PRIVATE_NETWORKS")
