"""The made-up installations that are kept, side by side in one process: each with a connection of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from benchmarks import installed

_opened: dict[int, BaseDatabaseWrapper] = {}


def kept() -> list[int]:
    """The sizes that are kept, up to that of the database at hand, the smallest first."""
    return sorted(size for size in installed.kept() if size <= _at_hand())


@contextmanager
def on(size: int) -> Iterator[None]:
    """Within the block the database is the one of this size."""
    usual = connections["default"]
    connections["default"] = _connection(size)
    try:
        yield
    finally:
        connections["default"] = usual


@contextmanager
def environment(size: int) -> Iterator[dict[str, str]]:
    """The environment of a process of its own on the database of this size."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{installed.PREFIX}{size}")
    yield {**os.environ, "DATABASE_URL": urlunsplit(address)}


def _at_hand() -> int:
    return int(urlsplit(os.environ["DATABASE_URL"]).path.rpartition("_")[2])


def _connection(size: int) -> BaseDatabaseWrapper:
    if size not in _opened:
        usual = connections["default"]
        settings = {**usual.settings_dict, "NAME": f"{installed.PREFIX}{size}"}
        _opened[size] = type(usual)(settings, "default")
    return _opened[size]
