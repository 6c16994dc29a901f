"""Which lines of the ledger are in force."""

from __future__ import annotations

from works.ledger.in_force import Chains, Line


def chain(*undoes: int | None, part_of: dict[int, int] | None = None) -> Chains:
    """Lines 0, 1, …, each with the line that it undoes."""
    wholes = part_of or {}
    return Chains(Line(n, undone, wholes.get(n), undone is not None, True) for n, undone in enumerate(undoes))


def test_an_even_number_of_undo_lines_leaves_a_line_in_force() -> None:
    lines = chain(None, 0, 1, 2)
    assert [lines.is_due(n) for n in range(4)] == [False, True, False, True]


def test_a_part_is_in_force_with_its_whole() -> None:
    assert chain(None, None, part_of={1: 0}).is_due(1)
    assert not chain(None, None, 0, part_of={1: 0}).is_due(1)
    assert chain(None, None, 0, 2, part_of={1: 0}).is_due(1)


def test_what_an_undoing_brought_goes_with_it_for_good() -> None:
    brought = {2: 1}
    assert chain(None, 0, None, part_of=brought).is_due(2)
    assert not chain(None, 0, None, 1, part_of=brought).is_due(2)
    assert not chain(None, 0, None, 1, 3, part_of=brought).is_due(2)
