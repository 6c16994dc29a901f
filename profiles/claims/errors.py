"""What a person is told who wants something of a claim that cannot be."""

from __future__ import annotations


class NotPossible(Exception):
    """Something that cannot be done with a claim (any more); the message is a sentence for who wanted it."""


class TooOften(NotPossible):
    """Something that the person did often enough today."""
