"""Requests per second of an author's page in its several ways, each as a ratio to a bare view of the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import installed, machine, place, rounds, web
from benchmarks.client import Connection
from benchmarks.rounds import Times
from profiles.models import Author, User

ROUNDS, BURST, WARM = 200, 5, 100
KEPT_FOR = 3600  # seconds, longer than any measurement
FEW, TYPICAL = 3, 39


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a case, the bare view of the same server, and what PERFORMANCE.md aims for."""

    name: str
    case: str
    bare: str
    goal: str = ""


ROWS = (
    Row("bare view, server without page cache", "bare cold", "bare cold"),
    Row("rendered, not logged in", "cold", "bare cold", "12 / 7"),
    Row("rendered, logged in", "logged in", "bare cold", "14 / 8"),
    Row("bare view, server with page cache", "bare kept", "bare kept"),
    Row("from the page cache", "kept", "bare kept", "1.6 / 1.05"),
    Row("from the page cache, gzip", "kept gzip", "bare kept"),
    Row("from the page cache, 304", "304", "bare kept", "1.4 / .85"),
)


def run(folder: Path) -> None:
    """Prints the table, and how many queries the page needs for few works and for many."""
    call_command("collectstatic", interactive=False, verbosity=0)
    print(f"\n{installed.stand()}")
    place.empty_valkey()
    author = _with_works(TYPICAL)
    bodies = folder / "bodies"
    bodies.mkdir()
    body = bodies / "profile"
    body.write_bytes(Client(headers={"host": "127.0.0.1"}).get(author.get_absolute_url()).content)
    place.empty_valkey()
    with ExitStack() as stack:
        cold = stack.enter_context(Connection(stack.enter_context(web.server(bodies, 0)).port))
        kept = stack.enter_context(Connection(stack.enter_context(web.server(bodies, KEPT_FOR)).port))
        times = rounds.measure(_cases(cold, kept, author.get_absolute_url(), body), ROUNDS, BURST, WARM)
    _print(times, author, body)
    _print_queries()
    place.empty_valkey()


def _with_works(count: int) -> Author:
    """The author with so many works, or nearly so many; with most of all for 0."""
    found = Author.objects.public().order_by("-works_count", "id")
    return (found.filter(works_count__lte=count) if count else found)[0]


def _cases(cold: Connection, kept: Connection, url: str, body: Path) -> dict[str, Callable[[], object]]:
    first = kept.send(kept.request(url))
    etag, size = first.header("ETag"), body.stat().st_size
    if not etag:
        raise SystemExit(f"The page is not kept; the first answer was {first.status}: {first.head!r}")
    cookie = f"{settings.SESSION_COOKIE_NAME}={_session()}"
    return {
        "bare cold": _case(cold, cold.request("/bare/profile/"), size, size),
        "bare kept": _case(kept, kept.request("/bare/profile/"), size, size),
        "cold": _case(cold, cold.request(url), size - 200, size + 200),
        "logged in": _case(cold, cold.request(url, Cookie=cookie), size - 500, size + 2_000),
        "kept": _case(kept, kept.request(url), size - 200, size + 200),
        "kept gzip": _case(kept, kept.request(url, Accept_Encoding="gzip"), 1_000, size // 2),
        "304": _case(kept, kept.request(url, If_None_Match=etag), 0, 0, status=304),
    }


def _case(link: Connection, request: bytes, least: int, most: int, status: int = 200) -> Callable[[], object]:
    def call() -> None:
        answer = link.send(request)
        if answer.status != status or not least <= len(answer.body) <= most:
            raise SystemExit(f"{request!r} was answered by {answer.status} with {len(answer.body):,} bytes.")

    return call


def _session() -> str:
    """The key of the session of a reader who is logged in."""
    user = User.objects.filter(email="reader@example.org").first() or User.objects.create_user("reader@example.org")
    client = Client()
    client.force_login(user)
    return str(client.session.session_key)


def _print(times: dict[str, Times], author: Author, body: Path) -> None:
    print(f"\nProfile of {author.works_count} works, {body.stat().st_size / 1000:.0f} kB")
    print(f"{machine.line()}; medians of {ROUNDS} rounds, one connection\n")
    print(f"{'':38} {'requests/s':>10} {'ms':>8} {'×  bare':>8}  {'goal / heroic':14} {'spread':>7}")
    for row in ROWS:
        time = times[row.case]
        ratio = f"{time.median / times[row.bare].median:.2f}" if row.case != row.bare else "1"
        figures = f"{1 / time.median:>10,.0f} {time.median * 1000:>8.2f} {ratio:>8}"
        print(f"{row.name:38} {figures}  {row.goal:14} {time.spread:>6.0%}")


def _print_queries() -> None:
    print(f"\n{'queries':38} {'not logged in':>14} {'logged in':>10}")
    for works in (FEW, TYPICAL, 0):
        author = _with_works(works)
        counts = [_queries(author, logged_in) for logged_in in (False, True)]
        print(f"{author.works_count:>8,} works{'':24} {counts[0]:>14} {counts[1]:>10}")


def _queries(author: Author, logged_in: bool) -> int:
    # A query in the address keeps the page cache out.
    address = f"{author.get_absolute_url()}?sort=newest"
    client = Client(headers={"host": "127.0.0.1"})
    if logged_in:
        client.force_login(User.objects.get(email="reader@example.org"))
        client.get(address)  # from now on the session is in Valkey
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
