"""How well predicted authors agree with labelled ones: `python -m works.identity.evaluation GOLD.jsonl.gz [--json]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict


@dataclass(frozen=True, slots=True)
class Labelled:
    """One scored record: the name in question, who it is, and which author it was given to."""

    record: Hashable
    name: str
    person: Hashable
    cluster: Hashable


class Scores(TypedDict):
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float
    f1: float


class Ambiguous(TypedDict):
    """Scores on the names that more than one person bears."""

    b_cubed: Scores
    pairwise: Scores
    records: int
    names: int


class Report(TypedDict):
    """What an evaluation prints."""

    b_cubed: Scores
    pairwise: Scores
    ambiguous: Ambiguous
    misplaced: int
    misplaced_share: float
    # Those open at the end; later merges answer some of those that were asked.
    questions_per_100: float
    asked_per_100: float
    records: int
    seconds: float


def b_cubed(items: Sequence[Labelled]) -> Scores:
    """Mean over records: the share of one's cluster that is of one's person, and the share of one's person found."""
    cells, persons, clusters = _tables(items)
    if not items:
        return _scores(1.0, 1.0)
    precision = sum(n * n / clusters[cluster] for (_, cluster), n in cells.items()) / len(items)
    recall = sum(n * n / persons[person] for (person, _), n in cells.items()) / len(items)
    return _scores(precision, recall)


def pairwise(items: Sequence[Labelled]) -> Scores:
    """Over pairs of records: how many that were put together belong together, and the other way round."""
    cells, persons, clusters = _tables(items)
    right, together, belonging = (_pairs(table.values()) for table in (cells, clusters, persons))
    return _scores(right / together if together else 1.0, right / belonging if belonging else 1.0)


def misplaced(items: Sequence[Labelled]) -> int:
    """Records that stand with an author most of whose records are another person's."""
    cells, _, clusters = _tables(items)
    largest: dict[Hashable, int] = {}
    for (_, cluster), n in cells.items():
        largest[cluster] = max(n, largest.get(cluster, 0))
    return len(items) - sum(largest[cluster] for cluster in clusters)


def only_ambiguous(items: Iterable[Labelled]) -> list[Labelled]:
    """The records of names that more than one person bears."""
    items = list(items)
    people: dict[str, set[Hashable]] = {}
    for item in items:
        people.setdefault(item.name, set()).add(item.person)
    return [item for item in items if len(people[item.name]) > 1]


def report(items: Sequence[Labelled], questions: int, asked: int, seconds: float) -> Report:
    """All figures of one evaluation."""
    hard = only_ambiguous(items)
    names = len({item.name for item in hard})
    wrong = misplaced(items)
    return {
        "b_cubed": b_cubed(items),
        "pairwise": pairwise(items),
        "ambiguous": {"b_cubed": b_cubed(hard), "pairwise": pairwise(hard), "records": len(hard), "names": names},
        "misplaced": wrong,
        "misplaced_share": wrong / max(1, len(items)),
        "questions_per_100": 100 * questions / max(1, len(items)),
        "asked_per_100": 100 * asked / max(1, len(items)),
        "records": len(items),
        "seconds": round(seconds, 3),
    }


def _tables(
    items: Sequence[Labelled],
) -> tuple[Counter[tuple[Hashable, Hashable]], Counter[Hashable], Counter[Hashable]]:
    cells = Counter((item.person, item.cluster) for item in items)
    return cells, Counter(item.person for item in items), Counter(item.cluster for item in items)


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _scores(precision: float, recall: float) -> Scores:
    both = precision + recall
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / both if both else 0.0}


def text(result: Mapping[str, object]) -> str:
    """The figures in lines, for people."""
    lines = []
    for key, value in result.items():
        if isinstance(value, dict):
            value = text(value).replace("\n", "; ")
        lines.append(f"{key}: {value:.4f}" if isinstance(value, float) else f"{key}: {value}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Import a gold file in memory, in year order, and print how well its people were told apart."""
    # Imported here, since the metrics are of use without it.
    from works.identity.gold import BadGold
    from works.identity.replay import replay

    parser = argparse.ArgumentParser(prog="works.identity.evaluation", description=main.__doc__)
    parser.add_argument("gold", type=Path, help="records as JSON lines, gzipped")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    try:
        result = replay(options.gold)
    except BadGold as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write((json.dumps(result) if options.json else text(result)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
