"""What the public pages cost on a made-up installation, each beside a bare view of its own bytes; and long exports."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from django.core.management import call_command
from django.db import connection
from django.db.models import Count, F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import installed, machine, place, rounds, web
from benchmarks.client import Connection
from profiles.addresses import name_address
from profiles.models import Author
from works.models import Institution, Topic, Work

ROUNDS, BURST, WARM = 60, 3, 10
EXPORTS = 8
HEAD = f"{'':44} {'kB':>6} {'queries':>8} {'ms':>8} {'× bare':>8}"
_HOST = {"host": "127.0.0.1"}


@dataclass(frozen=True, slots=True)
class Page:
    """One line of the table: what it is, and its address."""

    name: str
    address: str

    @property
    def slug(self) -> str:
        """The name of its bytes for the bare view."""
        return "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in self.name)


def run(folder: Path) -> None:
    """Prints a line for each page, and one for each format of the longest export."""
    call_command("collectstatic", interactive=False, verbosity=0)
    print(f"\nReading\n{installed.stand()}")
    place.empty_valkey()
    bodies = folder / "bodies"
    bodies.mkdir()
    pages = list(_pages())
    queries = {page: _look(page, bodies) for page in pages}
    with ExitStack() as stack:
        server = stack.enter_context(web.server(bodies, 0))
        link = stack.enter_context(Connection(server.port))
        cases: dict[str, Callable[[], object]] = {}
        for page in pages:
            cases[page.address] = _case(link, page.address)
            cases[f"/bare/{page.slug}/"] = _case(link, f"/bare/{page.slug}/")
        times = rounds.measure(cases, ROUNDS, BURST, WARM)
        print(f"{machine.line()}; medians of {ROUNDS} rounds, one connection, no page cache\n\n{HEAD}")
        for page in pages:
            time_, size = times[page.address].median, (bodies / page.slug).stat().st_size
            figures = f"{time_ * 1000:>8.1f} {time_ / times[f'/bare/{page.slug}/'].median:>8.1f}"
            print(f"{page.name:44} {size / 1000:>6.0f} {queries[page]:>8} {figures}")
        _exports(server)
    place.empty_valkey()


def _pages() -> Iterator[Page]:
    hub = Author.objects.public().order_by("-works_count", "id")[0]
    many, url = f"{hub.works_count:,} works", hub.get_absolute_url()
    typical = Author.objects.public().filter(works_count__lte=39).order_by("-works_count", "id")[0]
    yield Page("home", "/")
    yield Page(f"profile of {typical.works_count} works", f"{typical.get_absolute_url()}?sort=newest")
    yield Page(f"profile of {many}", f"{url}?sort=newest")
    side = hub.side
    yield Page(f"{many}: page 50 of the list", f"{url}?page=50")
    yield Page(f"{many}: one year", f"{url}?year={side['years'][0][0]}")
    yield Page(f"{many}: one topic", f"{url}?topic={side['topics'][0]['code']}")
    yield Page(f"{many}: with one co-author", f"{url}?with={side['coauthors'][0]['id']}")
    yield Page(f"{many}: words of the title", f"{url}?q=learning")
    yield Page(f"{many}: by citations", f"{url}?sort=citations")
    yield Page(f"{many}: plain list", f"{url}publications/")
    for work in _works():
        yield Page(f"work of {work.byline_length:,} authors", work.get_absolute_url())
    topic, place_ = (model.objects.order_by("-works_count")[0] for model in (Topic, Institution))
    yield Page(f"topic of {topic.works_count:,} works", topic.get_absolute_url())
    yield Page(f"institution of {place_.works_count:,} works", place_.get_absolute_url())
    common = Author.objects.public().values("folded_name").annotate(people=Count("id")).order_by("-people")[0]
    yield Page(f"name of {common['people']:,} people", name_address(common["folded_name"]))
    yield Page("everybody by name", "/authors/")
    yield Page("topics", "/topics/")
    yield Page("institutions", "/institutions/")
    yield Page("search for a name and a word", "/search/?q=wang+learning")


def _works() -> list[Work]:
    whole = Work.objects.standing().filter(byline_complete=True)
    return [whole.filter(byline_length=4).order_by("-id")[0], whole.order_by(F("byline_length").desc(), "id")[0]]


def _look(page: Page, bodies: Path) -> int:
    """Keeps the page's bytes for the bare view; gives the number of its queries, once everything is warm."""
    client = Client(headers=_HOST)
    client.get(page.address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page.address)
    if answer.status_code != 200:
        raise SystemExit(f"{page.address} was answered by {answer.status_code}.")
    (bodies / page.slug).write_bytes(answer.content)
    return len(queries)


def _case(link: Connection, address: str) -> Callable[[], object]:
    request = link.request(address)

    def call() -> None:
        answer = link.send(request)
        if answer.status != 200:
            raise SystemExit(f"{address} was answered by {answer.status}.")

    return call


def _exports(server: web.Server) -> None:
    from works.exports.formats import FORMATS, address

    hub = Author.objects.public().order_by("-works_count", "id")[0]
    head = (
        f"{'format':12} {'MB':>6} {'first byte ms':>14} {'whole ms':>9} {'works/s':>8} {'memory MB':>10} {'grown':>6}"
    )
    print(f"\nExports of {hub.works_count:,} works, streamed; medians of {EXPORTS}\n\n{head}")
    for ending in FORMATS:
        request = address("authors", hub.public_id, ending)
        _download(server.port, request)
        before = server.memory()
        taken = [_download(server.port, request) for _ in range(EXPORTS)]
        first, whole, size = (median(column) for column in zip(*taken, strict=True))
        memory = server.memory()
        rate = hub.works_count / whole
        figures = f"{first * 1000:>14.0f} {whole * 1000:>9.0f} {rate:>8,.0f} {memory:>10.0f} {memory - before:>+6.1f}"
        print(f"{ending:12} {size / 1e6:>6.1f} {figures}", flush=True)


def _download(port: int, address: str) -> tuple[float, float, int]:
    """Seconds to the first byte of the file and to its end, and how many bytes it is."""
    with Connection(port) as link:
        request = link.request(address, Connection="close")
        start = time.perf_counter()
        link.socket.sendall(request)
        received, first = 0, 0.0
        while chunk := link.socket.recv(1 << 18):
            if not received:
                if not chunk.startswith(b"HTTP/1.1 200"):
                    raise SystemExit(f"{address} was answered by {chunk[:60]!r}.")
                first = time.perf_counter() - start
            received += len(chunk)
        return first, time.perf_counter() - start, received
