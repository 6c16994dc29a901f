"""Measures of who is who: known cases, and what must hold for any grouping."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from works.identity.evaluation import Labelled, b_cubed, main, misplaced, only_ambiguous, pairwise, report


def grouped(*cells: tuple[str, str]) -> list[Labelled]:
    return [Labelled(number, "Wei Wang", person, cluster) for number, (person, cluster) in enumerate(cells)]


groupings = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), min_size=1, max_size=30).map(
    lambda cells: grouped(*cells)
)


def test_a_known_case() -> None:
    items = grouped(("a", "x"), ("a", "x"), ("a", "y"), ("b", "x"))
    assert b_cubed(items)["precision"] == pytest.approx((2 / 3 + 2 / 3 + 1 + 1 / 3) / 4)
    assert b_cubed(items)["recall"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert pairwise(items)["precision"] == pytest.approx(1 / 3)
    assert pairwise(items)["recall"] == pytest.approx(1 / 3)
    assert misplaced(items) == 1


@given(groupings)
def test_the_truth_scores_full(items: list[Labelled]) -> None:
    truth = [Labelled(i.record, i.name, i.person, i.person) for i in items]
    for scores in (b_cubed(truth), pairwise(truth)):
        assert (scores["precision"], scores["recall"], scores["f1"]) == pytest.approx((1, 1, 1))
    assert misplaced(truth) == 0


@given(groupings)
def test_shares_lie_between_nothing_and_all(items: list[Labelled]) -> None:
    for scores in (b_cubed(items), pairwise(items)):
        low, high = sorted((scores["precision"], scores["recall"]))
        assert 0 <= low <= scores["f1"] + 1e-9 <= high + 1e-8 <= 1 + 1e-7
    assert 0 <= misplaced(items) < len(items)


@given(groupings)
def test_precision_and_recall_trade_places_with_the_sides(items: list[Labelled]) -> None:
    turned = [Labelled(i.record, i.name, i.cluster, i.person) for i in items]
    for measure in (b_cubed, pairwise):
        assert measure(items)["precision"] == pytest.approx(measure(turned)["recall"])


@given(groupings, st.randoms())
def test_order_and_labels_are_irrelevant(items: list[Labelled], random: object) -> None:
    renamed = [Labelled(i.record, i.name, i.person, f"other {i.cluster}") for i in reversed(items)]
    assert b_cubed(renamed)["f1"] == pytest.approx(b_cubed(items)["f1"])
    assert pairwise(renamed)["f1"] == pytest.approx(pairwise(items)["f1"])


@given(groupings)
def test_splitting_all_is_precise_and_joining_all_complete(items: list[Labelled]) -> None:
    alone = [Labelled(i.record, i.name, i.person, i.record) for i in items]
    together = [Labelled(i.record, i.name, i.person, "all") for i in items]
    assert b_cubed(alone)["precision"] == pairwise(alone)["precision"] == 1
    assert b_cubed(together)["recall"] == pairwise(together)["recall"] == 1


def test_only_names_of_several_people_are_ambiguous() -> None:
    items = [*grouped(("a", "x"), ("b", "x")), Labelled(9, "Ada Lovelace", "c", "z")]
    assert [item.name for item in only_ambiguous(items)] == ["Wei Wang", "Wei Wang"]
    result = report(items, questions=3, asked=4, seconds=0.5)
    assert (result["records"], result["misplaced"], result["questions_per_100"]) == (3, 1, 100)
    assert result["ambiguous"]["b_cubed"]["precision"] == 0.5


def test_nothing_is_scored_as_nothing() -> None:
    assert report([], 0, 0, 0.0)["records"] == 0


def test_a_gold_file_is_evaluated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared = {"title": "Parallel graph colouring", "venue": "SC", "focus": "Wei Wang", "person": "1"}
    records = [
        {**shared, "id": "b", "year": 2001, "authors": ["Zbigniew Kowalczyk"]},
        {**shared, "id": "a", "year": 2000, "authors": ["Wei Wang", "Zbigniew Kowalczyk"]},
        {**shared, "id": "c", "year": None, "title": "Frogs", "venue": None, "authors": [], "person": "2"},
        # The same work again, now for its other author.
        {**shared, "id": "a", "year": 2000, "authors": ["Wei Wang"], "focus": "Zbigniew Kowalczyk", "person": "3"},
    ]
    gold = tmp_path / "gold.jsonl.gz"
    gold.write_bytes(gzip.compress("\n".join(map(json.dumps, records)).encode()))
    assert main([str(gold), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["records"] == 4
    assert result["b_cubed"]["f1"] == pytest.approx(1.0)
    assert main([str(gold)]) == 0
    assert "b_cubed" in capsys.readouterr().out
