"""Settings come from environment variables; a missing or wrong one ends the start with a sentence that names it."""

from __future__ import annotations

import os
from typing import Any, NoReturn
from urllib.parse import parse_qs, quote, unquote, urlsplit

import dj_database_url

_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def _stop(name: str, sentence: str) -> NoReturn:
    raise SystemExit(f"bzpeer cannot start: {name} {sentence}")


def text(name: str, default: str | None = None) -> str:
    """The variable's text; ends the start where it is missing and has no default."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        _stop(name, "is not set. `make run` sets it for you; docs/deploy.md lists every variable.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """The variable's comma-separated words."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off or nothing."""
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value not in _YES | _NO:
        _stop(name, f"is {value!r}: expected one of 1, true, yes, on, 0, false, no, off.")
    return value in _YES


def number(name: str, default: int) -> int:
    """The variable as a whole number, not negative."""
    value = os.environ.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit()):
        _stop(name, f"is {value!r}: expected a whole number.")
    return int(value)


def database(name: str) -> dict[str, Any]:
    """Django's settings for the PostgreSQL database that the URL names."""
    url = text(name)
    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        _stop(name, "must be a PostgreSQL address such as postgresql://user:password@host:5432/bzpeer.")
    try:
        return dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    except ValueError as error:
        _stop(name, f"cannot be read as an address: {error}.")


def redis(name: str) -> str:
    """The Redis or Valkey address, checked: redis://, rediss:// or unix:///path/to/socket."""
    url = text(name)
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        _stop(name, "must be a Redis or Valkey address: redis://host:6379/0, rediss://… or unix:///path/to/socket.")
    return url


def broker(redis_url: str) -> str:
    """The same server in the form Celery expects, which writes sockets as redis+socket://."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{quote(unquote(parts.path))}?virtual_host={database}"
