"""Settings come from environment variables; a missing or wrong one ends the start with a sentence that names it."""

from __future__ import annotations

import os
from email.utils import parseaddr
from ipaddress import ip_network
from typing import Any, NoReturn
from urllib.parse import parse_qs, quote, unquote, urlsplit

import dj_database_url

_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_MOST = 1_000_000_000
_CONNECT_SECONDS = 5
_DATABASE = "postgresql://user:password@host:5432/bzpeer"
_REDIS = "redis://host:6379/0, rediss://… or unix:///path/to/socket?db=0"
# No address is ever repeated in a sentence: it may hold a password.
_ENCODE = "A password with one of @ : / ? # % in it must be percent-encoded."


def _stop(name: str, sentence: str) -> NoReturn:
    raise SystemExit(f"bzpeer cannot start: {name} {sentence}")


def text(name: str, default: str | None = None) -> str:
    """The variable's text; ends the start where it is missing and has no default. Empty is the same as missing."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        _stop(name, "is not set. `make run` sets it for you; docs/deploy.md lists every variable.")
    return value


def secret(name: str, least: int) -> str:
    """The variable's text of at least so many characters, which no sentence repeats."""
    value = text(name)
    if len(value) < least:
        command = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        _stop(name, f"is shorter than {least} characters. This makes one: {command}")
    return value


def words(name: str, default: str = "") -> list[str]:
    """The variable's comma-separated words."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def hosts(name: str, default: str) -> list[str]:
    """The variable's comma-separated host names, as Django's ALLOWED_HOSTS wants them: bare."""
    found = words(name, default)
    for host in found:
        if "/" in host or " " in host or (":" in host and not host.startswith("[")):
            _stop(name, f"holds {host!r}: expected names without scheme, port or path, as in: example.org,.example.net")
    return found


def origins(name: str) -> list[str]:
    """The variable's comma-separated origins, each with its scheme."""
    found = words(name)
    for origin in found:
        if not origin.startswith(("https://", "http://")) or not urlsplit(origin).netloc:
            _stop(name, f"holds {origin!r}: expected origins with their scheme, as in: https://example.org")
    return found


def web_address(name: str, default: str, *, plain: bool) -> str:
    """The variable as the beginning of web addresses, without a path; plain http only where that is allowed."""
    value = text(name, default).rstrip("/")
    schemes = ("https", "http") if plain else ("https",)
    try:
        parts = urlsplit(value)
        good = parts.scheme in schemes and parts.hostname and not parts.username and (parts.port or 1)
    except ValueError:
        good = False
    if not good or value != f"{parts.scheme}://{parts.netloc}":
        _stop(name, f"is {value!r}: expected {' or '.join(schemes)} and a name without a path: https://example.org")
    return value


def link(name: str) -> str:
    """The variable as an address that a page may link to, or the empty string where it is not set."""
    value = text(name, "")
    try:
        parts = urlsplit(value)
        good = not value or (parts.scheme in {"https", "http"} and parts.hostname and not set(value) & set(' \t\n<>"'))
    except ValueError:
        good = False
    if not good:
        _stop(name, f"is {value!r}: expected an address such as https://code.example.org/bzpeer")
    return value


def site_of(hosts: list[str], *, local: bool) -> str:
    """How links in mails begin where nothing else is said: with the first of the site's names."""
    if local:
        return "http://127.0.0.1:8000"
    names = [host.lstrip(".") for host in hosts if host.strip(".*")]
    return f"https://{names[0] if names else 'localhost'}"


def networks(name: str) -> list[str]:
    """The variable's comma-separated networks, each as an address and the length of its prefix."""
    found = words(name)
    for network in found:
        try:
            ip_network(network)
        except ValueError:
            _stop(name, f"holds {network[:60]!r}: expected networks, as in: 10.20.0.0/16,fd12:3456::/32")
    return found


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off; the default where the variable is empty or missing."""
    value = text(name, "1" if default else "0").lower()
    if value not in _YES | _NO:
        _stop(name, f"is {value!r}: expected one of 1, true, yes, on, 0, false, no, off.")
    return value in _YES


def one_of_two(name: str, other: str) -> bool:
    """The flag; ends the start where it is on together with the other one."""
    if flag(name) and flag(other):
        _stop(name, f"is on, and so is {other}: at most one of the two can be.")
    return flag(name)


def number(name: str, default: int, least: int = 0, most: int = _MOST) -> int:
    """The variable as a whole number within these bounds."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and len(value) < 20 and least <= int(value) <= most):
        _stop(name, f"is {value[:30]!r}: expected a whole number from {least} to {most}.")
    return int(value)


def level(name: str, default: str) -> str:
    """The variable as the name of a logging level."""
    value = text(name, default).upper()
    if value not in _LEVELS:
        _stop(name, f"is {value!r}: expected one of {', '.join(_LEVELS)}.")
    return value


def mail_address(name: str, default: str) -> str:
    """The variable as an e-mail address, alone or as in: BZPEER <bzpeer@example.org>."""
    value = text(name, default)
    user, at, host = parseaddr(value)[1].rpartition("@")
    if not (user and at and host) or "\n" in value:
        _stop(name, f"is {value!r}: expected an e-mail address, as in: BZPEER <bzpeer@example.org>")
    return value


def database(name: str) -> dict[str, Any]:
    """Django's settings for the PostgreSQL database that the URL names."""
    url = text(name)
    if url.partition("://")[0] not in {"postgres", "postgresql"}:
        _stop(name, f"must be a PostgreSQL address such as {_DATABASE}.")
    try:
        found: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)}
    except ValueError:
        _stop(name, f"cannot be read as an address such as {_DATABASE}. {_ENCODE}")
    if not found["NAME"]:
        _stop(name, f"names no database: expected an address such as {_DATABASE}.")
    # A server that is gone is to be noticed before the reader, or a health check, gives up.
    found["OPTIONS"] = {"connect_timeout": _CONNECT_SECONDS, **found.get("OPTIONS", {})}
    return found


def redis(name: str) -> str:
    """The Redis or Valkey address, checked: redis://, rediss:// or unix:///path/to/socket."""
    url = text(name)
    scheme = url.partition("://")[0]
    if scheme not in {"redis", "rediss", "unix"}:
        _stop(name, f"must be a Redis or Valkey address: {_REDIS}.")
    try:
        parts = urlsplit(url)
        place = parts.path if scheme == "unix" else parts.hostname
        readable = parts.port is None or scheme != "unix"
    except ValueError:
        place, readable = None, False
    if not (place and readable):
        _stop(name, f"cannot be read as an address: {_REDIS}. {_ENCODE}")
    number = parse_qs(parts.query).get("db", ["0" if scheme == "unix" else parts.path.strip("/") or "0"])[0]
    if not (number.isascii() and number.isdigit()):
        _stop(name, f"asks for the database {number!r}: expected a number, as in {_REDIS}.")
    return url


def broker(redis_url: str) -> str:
    """The same server in the form Celery expects, which writes sockets as redis+socket://."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{quote(unquote(parts.path))}?virtual_host={database}"
