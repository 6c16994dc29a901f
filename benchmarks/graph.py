"""What a slice, a path and the upkeep of edges cost: typical authors and the largest hub, installations side by side.

`make bench ARGS=graph` takes all made-up installations that are kept, `make bench ARGS="graph 100000"` those up to this
size. Figures of different sizes are taken in turn, in one run, so that their ratios hold on a machine that others use.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import psutil
from django.core.management import call_command
from django.db import connection, transaction

from benchmarks import installed, machine, place, sizes
from graph import drawing, edges, neighbourhood, paths, weave
from graph.focus import Focus, of_author
from profiles.models import Author
from works.generation import installation

if TYPE_CHECKING:
    import networkx as nx

ROUNDS, WARM, TYPICAL = 40, 2, 40
PAIRS, HUBS, UPKEEP = 200, 20, 1_000
EGOS, EGOS_OF_HUBS = 20, 1
# What a graph of networkx takes for each edge, by experience.
BYTES_AN_EDGE = 420
STAGES = ("query", "layout", "render")
HEAD = (
    f"{'authors':>10} {'':8} {'query ms':>9} {'layout ms':>10} {'SVG ms':>7} {'all ms':>7} {'× 1st':>6} {'× typ.':>6}"
)


@dataclass(slots=True)
class Case:
    """One line: whose slices are built in turn, and the seconds that each stage of each took."""

    authors: int
    name: str
    of: Iterator[Focus]
    seconds: dict[str, list[float]] = field(default_factory=lambda: {stage: [] for stage in STAGES})

    def build(self, *, keep: bool = True) -> None:
        """Builds the next slice as a worker would, without storing it."""
        about, clock = next(self.of), [time.perf_counter()]
        picture = weave.picture(neighbourhood.around(about))
        clock.append(time.perf_counter())
        placed = {} if picture.is_empty else drawing.places(picture)
        clock.append(time.perf_counter())
        _ = drawing.draw(picture, placed) if placed else ""
        clock.append(time.perf_counter())
        for stage, start, end in zip(STAGES, clock, clock[1:], strict=False) if keep else ():
            self.seconds[stage].append(end - start)

    def ms(self, *stages: str) -> float:
        """The median of these stages together, in milliseconds."""
        return 1000 * median(map(sum, zip(*(self.seconds[stage] for stage in stages), strict=True)))


def run() -> None:
    """Prints the tables, one for each question."""
    installed.stand()
    kept = sizes.kept()
    print(f"\nThe research graph\n{machine.line()}")
    cases = []
    for size in kept:
        with sizes.on(size):
            call_command("migrate", verbosity=0)
            print(f"{installation.stands()}; {_edges():,} edges", flush=True)
            cases += [Case(size, "typical", cycle(_typical(size))), Case(size, "hub", cycle(_hubs(1)))]
    _slices(cases)
    _paths(kept)
    _memory(kept)
    _networkx(kept)
    _upkeep(kept)
    place.empty_valkey()


def _slices(cases: Sequence[Case]) -> None:
    dice = Random(1)
    for round_ in range(WARM * TYPICAL + ROUNDS):
        for case in dice.sample(cases, len(cases)):
            with sizes.on(case.authors):
                case.build(keep=round_ >= WARM * TYPICAL)
    print(f"\nSlices, medians of {ROUNDS} rounds in turn\n\n{HEAD}")
    first = {case.name: case.ms(*STAGES) for case in reversed(cases)}
    typical = {case.authors: case.ms(*STAGES) for case in cases if case.name == "typical"}
    for case in cases:
        whole = case.ms(*STAGES)
        stages = f"{case.ms('query'):>9.1f} {case.ms('layout'):>10.1f} {case.ms('render'):>7.1f} {whole:>7.1f}"
        ratios = f"{whole / first[case.name]:>6.1f} {whole / typical[case.authors]:>6.1f}"
        print(f"{case.authors:>10,} {case.name:8} {stages} {ratios}", flush=True)
    print("Goal: layout 20 ms, SVG 2 ms, a hundred times the size 3 times the time, a hub 3 times a typical author.")


def _paths(kept: Sequence[int]) -> None:
    print(f"\nPaths, {PAIRS} pairs each\n\n{'authors':>10} {'':18} {'p50 ms':>7} {'p95 ms':>7} {'worst':>7}  found")
    for size in kept:
        with sizes.on(size):
            dice, hubs = Random(4), [hub.pk for hub in _hubs(HUBS)]
            anybody = [(dice.randint(1, size), dice.randint(1, size)) for _ in range(PAIRS)]
            for name, pairs in (
                ("any two", anybody),
                ("a hub and anybody", [(dice.choice(hubs), b) for _, b in anybody]),
            ):
                for a, b in pairs[:HUBS]:
                    paths.between(a, b)
                found, seconds = zip(*(_timed(paths.between, a, b) for a, b in pairs if a != b), strict=True)
                cut = quantiles(seconds, n=20)
                figures = f"{median(seconds) * 1000:>7.1f} {cut[18] * 1000:>7.1f} {max(seconds) * 1000:>7.1f}"
                print(f"{size:>10,} {name:18} {figures}  {_ends(found)}", flush=True)
    print("Goal at 1,000,000 authors: below 150 ms.")


def _ends(found: Sequence[paths.Search]) -> str:
    steps = [str(len(one.paths[0].steps)) if one.paths else str(one.end) for one in found]
    return ", ".join(f"{steps.count(end)} × {end}" for end in sorted(set(steps)))


def _upkeep(kept: Sequence[int]) -> None:
    head = f"{'authors':>10} {'gone s':>8} {'come s':>8} {'same s':>8}"
    print(f"\nUpkeep of edges for {UPKEEP:,} works, rolled back\n\n{head}")
    for size in kept:
        with sizes.on(size), transaction.atomic():
            ids = [row[0] for row in _rows("SELECT id FROM works_work ORDER BY id DESC LIMIT %s", UPKEEP)]
            slots = _rows(_GONE, ids)
            _, gone = _timed(edges.keep, ids)
            _rows(_BACK, *(list(column) for column in zip(*slots, strict=True)))
            _, come = _timed(edges.keep, ids)
            _, same = _timed(edges.keep, ids)
            transaction.set_rollback(True)
        with sizes.on(size):
            # What was rolled back is in the way of reading the index alone.
            _rows("VACUUM graph_edge")
        print(f"{size:>10,} {gone:>8.2f} {come:>8.2f} {same:>8.2f}", flush=True)
    print("Goal: with the works imported, not with the installation.")


def _memory(kept: Sequence[int]) -> None:
    print(f"\nMemory of a worker's process in MB\n\n{'authors':>10} {'before':>8} {'after':>8} {'most':>8}")
    for size in kept:
        with sizes.environment(size) as environment:
            command = [sys.executable, "-m", "benchmarks.graph_memory", str(size)]
            told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.split()
        print(f"{size:>10,} {told[0]:>8} {told[1]:>8} {told[2]:>8}", flush=True)
    print("200 slices of authors drawn at random. Goal: the same whatever the size.")


def _networkx(kept: Sequence[int]) -> None:
    print(f"\nnetworkx.ego_graph of two steps, beside\n\n{'authors':>10} {'GB':>6} {'typical ms':>11} {'hub ms':>9}")
    for size in kept:
        with sizes.on(size):
            if (needed := _edges() * BYTES_AN_EDGE) > psutil.virtual_memory().available * 0.7:
                print(f"{size:>10,}  needs about {needed / 1e9:.0f} GB, which this machine has not free")
                continue
            before = psutil.Process().memory_info().rss
            graph = _whole()
            held = (psutil.Process().memory_info().rss - before) / 1e9
            typical, hub = _typical(size)[:EGOS], _hubs(1) * EGOS_OF_HUBS
            figures = " ".join(
                f"{1000 * median(_ego(graph, one.pk) for one in ones):>10.0f}" for ones in (typical, hub)
            )
            print(f"{size:>10,} {held:>6.1f} {figures}", flush=True)
            del graph


def _whole() -> nx.Graph[int]:
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    with connection.cursor() as cursor:
        cursor.execute("SELECT a_id, b_id FROM graph_edge")
        while some := cursor.fetchmany(100_000):
            graph.add_edges_from(some)
    return graph


def _ego(graph: nx.Graph[int], person: int) -> float:
    import networkx as nx

    return _timed(nx.ego_graph, graph, person, 2)[1]


def _typical(size: int) -> list[Focus]:
    dice = Random(7)
    some = [dice.randint(1, size) for _ in range(20 * TYPICAL)]
    found = Author.objects.public().filter(pk__in=some, works_count__gte=5, works_count__lte=60).order_by("pk")
    return [of_author(author) for author in found[:TYPICAL]]


def _hubs(many: int) -> list[Focus]:
    return [of_author(author) for author in Author.objects.public().order_by("-coauthors_count", "pk")[:many]]


def _edges() -> int:
    return int(_rows("SELECT reltuples::bigint FROM pg_class WHERE relname = 'graph_edge'")[0][0])


def _timed[Result](call: Callable[..., Result], *values: Any) -> tuple[Result, float]:
    start = time.perf_counter()
    result = call(*values)
    return result, time.perf_counter() - start


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


_GONE = """
    WITH was AS (SELECT id, author_id FROM works_authorship WHERE work_id = ANY(%s) AND author_id IS NOT NULL)
    UPDATE works_authorship a SET author_id = NULL, aside = 'withdrawn' FROM was WHERE a.id = was.id
    RETURNING a.id, was.author_id
"""
_BACK = """
    UPDATE works_authorship a SET author_id = n.author, aside = ''
    FROM unnest(%s::bigint[], %s::bigint[]) AS n (id, author) WHERE a.id = n.id
"""
