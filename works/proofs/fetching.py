"""Asking the network for a page whose address somebody else chose, so that it cannot be turned against our own.

Only http and https on their ports, only addresses of the world, each looked up once and then connected to as it was
checked: a name that answers differently the next time moves nothing. Redirects are followed here and checked anew.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

from works.proofs import addresses, wire

LONGEST = 512 * 1024
SECONDS = 10.0
MOST_REDIRECTS = 3
MOST_ADDRESSES = 3
PORTS = {"http": 80, "https": 443}
HTML = ("text/html", "application/xhtml+xml")
LONGEST_ADDRESS = 2_000
# What the headers of an answer may add to its body.
MOST_HEADERS = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
_NOT_IN_ADDRESSES = re.compile(r"[\x00-\x20\x7f\\]")

type Resolver = Callable[[str, int], Sequence[str]]


class NotFetched(Exception):
    """A page that was not brought; the message is a sentence for who named it. `passing` where later may be better."""

    def __init__(self, sentence: str, *, passing: bool = False) -> None:
        super().__init__(sentence)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came, with the address it came from at last."""

    url: str
    text: str
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """An address taken apart."""

    scheme: str
    host: str
    port: int
    target: str


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host; OSError where it has none."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def fetch(
    url: str,
    *,
    accept: Sequence[str] = HTML,
    longest: int = LONGEST,
    resolver: Resolver = resolve,
    seconds: float = SECONDS,
) -> Fetched:
    """The page at this address; raises NotFetched with a sentence for everything that stands against it."""
    end = time.monotonic() + seconds
    wanted = _Wanted(accept, longest)
    for _ in range(MOST_REDIRECTS + 1):
        place = _place(url)
        try:
            found = _ask(place, wanted, resolver, end)
        except TimeoutError:
            raise NotFetched(f"The page did not come within {seconds:g} seconds.", passing=True) from None
        except ssl.SSLCertVerificationError:
            raise NotFetched(f"The certificate of {place.host} could not be verified.") from None
        except (OSError, http.client.HTTPException):
            raise NotFetched(f"{place.host} did not answer as a web server does.", passing=True) from None
        if isinstance(found, _Text):
            return Fetched(url, found.text, found.is_cut)
        url = _redirected(url, found.location)
    raise NotFetched(f"The page was redirected more than {MOST_REDIRECTS} times.")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which kinds of pages are read, and how much of one."""

    accept: Sequence[str]
    longest: int


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of an answer, or its beginning."""

    text: str
    is_cut: bool


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """An answer that sends us on."""

    location: str


def _redirected(url: str, location: str) -> str:
    target = urljoin(url, location)
    if url.lower().startswith("https:") and not target.lower().startswith("https:"):
        raise NotFetched("The page was redirected from https to an address that is not encrypted.")
    return target


def _place(url: str) -> _Place:
    try:
        if len(url) > LONGEST_ADDRESS or _NOT_IN_ADDRESSES.search(url):
            raise ValueError(url)
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").removesuffix("."), parts.port
        ascii_host = host if ":" in host else host.encode("idna").decode()
    except ValueError:
        raise NotFetched("The address cannot be read.") from None
    if scheme not in PORTS:
        raise NotFetched("Only addresses that begin with http:// or https:// are looked at.")
    if not ascii_host or len(ascii_host) > 253:
        raise NotFetched("The address names no host.")
    if "@" in parts.netloc:
        raise NotFetched("An address with a user name or password in it is not looked at.")
    return _Place(scheme, ascii_host, port or PORTS[scheme], _target(parts))


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return path + (f"?{quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")}" if parts.query else "")


def _ask(place: _Place, wanted: _Wanted, resolver: Resolver, end: float) -> _Text | _Elsewhere:
    checked = _checked(place, resolver, end)
    tls_host = place.host if place.scheme == "https" else None
    with wire.connect(checked, place.port, tls_host, end, wanted.longest + MOST_HEADERS) as connection:
        asking = http.client.HTTPConnection(place.host, place.port)
        # It has `sendall`, `makefile` and `close`, which is all that is used of a socket.
        asking.sock = cast(socket.socket, connection)
        asking.request("GET", place.target, headers=_headers(place, wanted.accept))
        answer = asking.getresponse()
        if answer.status in _REDIRECTS and (location := answer.getheader("Location")):
            return _Elsewhere(location)
        return _read(answer, wanted)


def _headers(place: _Place, accept: Sequence[str]) -> dict[str, str]:
    host = f"[{place.host}]" if ":" in place.host else place.host
    own_port = "" if place.port == PORTS[place.scheme] else f":{place.port}"
    return {
        "Host": host + own_port,
        "User-Agent": f"BZPEER (+{settings.SITE_URL})",
        "Accept": ", ".join(accept),
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _checked(place: _Place, resolver: Resolver, end: float) -> Sequence[str]:
    """The host's addresses, of which every one may be asked."""
    found = _looked_up(place, resolver, end)
    ours = settings.LOCAL and found and all(f"{ip}:{place.port}" in settings.FETCH_ALLOWED_FOR_TESTS for ip in found)
    if ours:
        return found[:MOST_ADDRESSES]
    if place.port not in PORTS.values():
        raise NotFetched("Only the usual ports of web servers, 80 and 443, are looked at.")
    private = addresses.networks(settings.FETCH_PRIVATE_NETWORKS)
    if not found or not all(addresses.may_be_asked(ip, private) for ip in found):
        raise NotFetched(f"{place.host} is not a host of the public network, and such are not looked at.")
    return found[:MOST_ADDRESSES]


def _looked_up(place: _Place, resolver: Resolver, end: float) -> Sequence[str]:
    # The system's resolver has its own patience, which nothing ends: it is left behind where it takes too long.
    found: list[str] = []
    failed: list[OSError] = []

    def look_up() -> None:
        try:
            found.extend(resolver(place.host, place.port))
        except (OSError, UnicodeError) as error:
            failed.append(error if isinstance(error, OSError) else OSError(str(error)))

    looking = threading.Thread(target=look_up, daemon=True)
    looking.start()
    looking.join(wire.left(end))
    if looking.is_alive():
        raise TimeoutError
    if failed:
        raise NotFetched(f"The name {place.host} is not known to the network.", passing=True)
    return found


def _read(answer: http.client.HTTPResponse, wanted: _Wanted) -> _Text:
    if answer.status != 200:
        raise NotFetched(f"The page was answered with the status {answer.status}.", passing=answer.status >= 500)
    kind = answer.headers.get_content_type()
    if kind not in wanted.accept:
        raise NotFetched(f"What came is of the kind {kind[:60]}, and not a page of the kind {wanted.accept[0]}.")
    packed = answer.read(wanted.longest + 1)
    body = _unpacked(packed, (answer.getheader("Content-Encoding") or "identity").strip().lower(), wanted.longest)
    is_cut = max(len(packed), len(body)) > wanted.longest
    charset = answer.headers.get_content_charset() or "utf-8"
    try:
        return _Text(body[: wanted.longest].decode(charset, errors="replace"), is_cut)
    except LookupError:
        return _Text(body[: wanted.longest].decode(errors="replace"), is_cut)


def _unpacked(body: bytes, coding: str, longest: int) -> bytes:
    """The body as it was before a server packed it, no further than is read of any."""
    if coding == "identity":
        return body
    if coding not in {"gzip", "x-gzip"}:
        raise NotFetched("The page came in a packing that is not read.")
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, longest + 1)
    except zlib.error:
        raise NotFetched("The page came in a packing that cannot be opened.") from None
