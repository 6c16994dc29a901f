"""Public ids that look random and follow from the row's number: two rows of a table never have the same. Pure."""

from __future__ import annotations

from itertools import product

from profiles.identifiers import ALPHABET, LENGTH

_ALL = int(len(ALPHABET) ** LENGTH)
# Has no factor in common with the number of ids: each number leads to an id of its own.
_STEP, _START = 123_456_789_012_347, 98_765_432_109_876
_PARTS = ["".join(letters) for letters in product(ALPHABET, repeat=3)]


def public_id(number: int) -> str:
    """The public id of the row of this number."""
    rest, letter = divmod((number * _STEP + _START) % _ALL, len(ALPHABET))
    rest, last = divmod(rest, len(_PARTS))
    first, middle = divmod(rest, len(_PARTS))
    return _PARTS[first] + _PARTS[middle] + _PARTS[last] + ALPHABET[letter]
