"""Links by which a page says whose it is: <a rel="me"> and <link rel="me">. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import SplitResult, urljoin, urlsplit

MOST_LINKS = 500
_PROFILE = re.compile(r"/authors/([0-9a-z]{1,32})(?:/[^/]*)?/?")


class _Reader(HTMLParser):
    """Collects the links of rel=me, and where the page says that they begin."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base, self.found = "", list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps the link; of an attribute given twice the first counts, as in a browser."""
        given = dict(reversed(attrs))
        href = given.get("href")
        if not href:
            return
        if tag == "base":
            self.base = self.base or href
        elif tag in {"a", "link"} and "me" in (given.get("rel") or "").lower().split():
            self.found.append(href)


def links(html: str, url: str) -> list[str]:
    """The absolute addresses of the page's links with rel=me, in their order."""
    reader = _Reader()
    reader.feed(html)
    # Never closed: what no bracket ends is no link, and a page full of such would keep a worker busy for minutes.
    found = []
    for href in reader.found[:MOST_LINKS]:
        try:
            found.append(urljoin(urljoin(url, reader.base), href.strip()))
        except ValueError:
            continue
    return found


def points_to(link: str, site: str, public_ids: Iterable[str]) -> bool:
    """Whether the link is a profile of this site with one of these ids; http or https, an old name, a slash are one."""
    try:
        there, here = urlsplit(link), urlsplit(site)
        same_host = _host(there) == _host(here)
    except ValueError:
        return False
    match = _PROFILE.fullmatch(there.path)
    is_web = there.scheme in {"http", "https"} and not there.username
    return bool(same_host and is_web and match and match[1] in set(public_ids))


def _host(parts: SplitResult) -> tuple[str, int | None]:
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = None if parts.port in (usual, None) else parts.port
    return (parts.hostname or "").rstrip(".").encode("idna").decode(), port
