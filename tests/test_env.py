"""Settings from the environment: what is taken, and the sentence for what is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bzpeer import env

NAME = "BZPEER_TESTED"


def refused(monkeypatch: pytest.MonkeyPatch, value: str, read: Callable[[str], object]) -> str:
    """The sentence that ends the start."""
    monkeypatch.setenv(NAME, value)
    with pytest.raises(SystemExit) as ended:
        read(NAME)
    sentence = str(ended.value.code)
    assert sentence.startswith(f"bzpeer cannot start: {NAME} ")
    return sentence


def taken(monkeypatch: pytest.MonkeyPatch, value: str, read: Callable[[str], object]) -> object:
    monkeypatch.setenv(NAME, value)
    return read(NAME)


@pytest.mark.parametrize("value", ["1", "true", "YES", " on "])
def test_a_flag_may_be_said_in_several_ways(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert taken(monkeypatch, value, env.flag) is True


@pytest.mark.parametrize("value", ["0", "false", "No", "off"])
def test_a_flag_that_is_on_by_default_can_be_switched_off(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert taken(monkeypatch, value, lambda name: env.flag(name, default=True)) is False


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_variable_means_its_default(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert taken(monkeypatch, value, lambda name: env.flag(name, default=True)) is True
    assert taken(monkeypatch, value, lambda name: env.number(name, 300)) == 300
    assert taken(monkeypatch, value, lambda name: env.text(name, "bzpeer")) == "bzpeer"
    assert taken(monkeypatch, value, lambda name: env.words(name, "a, b")) == ["a", "b"]


@pytest.mark.parametrize("value", ["maybe", "2", "truthy", "ja"])
def test_a_flag_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert repr(value) in refused(monkeypatch, value, env.flag)


def test_what_is_missing_and_has_no_default_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for read in (env.text, env.database, env.redis):
        assert "is not set" in refused(monkeypatch, "", read)


@pytest.mark.parametrize("value", ["-1", "1.5", "many", "1e3", "٣", "9" * 40, "65536", "0"])
def test_a_number_out_of_bounds_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    sentence = refused(monkeypatch, value, lambda name: env.number(name, 25, least=1, most=65_535))
    assert "a whole number from 1 to 65535" in sentence


def test_a_short_secret_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = refused(monkeypatch, "hunter2", lambda name: env.secret(name, least=50))
    assert "hunter2" not in sentence
    assert "secrets.token_urlsafe" in sentence


@pytest.mark.parametrize("value", ["https://example.org", "example.org:8000", "example.org/", "a b"])
def test_a_host_with_more_than_its_name_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert repr(value) in refused(monkeypatch, f"example.net,{value}", lambda name: env.hosts(name, ""))


def test_hosts_are_names_domains_and_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["example.org", ".example.net", "*", "127.0.0.1", "[::1]"]
    assert taken(monkeypatch, ", ".join(names), lambda name: env.hosts(name, "")) == names


@pytest.mark.parametrize("value", ["example.org", "https://", "//example.org", "ftp://example.org"])
def test_an_origin_without_scheme_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert repr(value) in refused(monkeypatch, value, env.origins)


@pytest.mark.parametrize("value", ["somebody", "@example.org", "somebody@", "a b"])
def test_what_is_no_mail_address_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert "expected an e-mail address" in refused(monkeypatch, value, lambda name: env.mail_address(name, ""))


def test_a_mail_address_may_carry_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "BZPEER <bzpeer@example.org>"
    assert taken(monkeypatch, address, lambda name: env.mail_address(name, "")) == address


def test_a_logging_level_is_one_of_five(monkeypatch: pytest.MonkeyPatch) -> None:
    assert taken(monkeypatch, "debug", lambda name: env.level(name, "INFO")) == "DEBUG"
    assert "DEBUG, INFO, WARNING" in refused(monkeypatch, "loud", lambda name: env.level(name, "INFO"))


def test_two_flags_that_exclude_each_other_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER", "1")
    assert "and so is OTHER" in refused(monkeypatch, "1", lambda name: env.one_of_two(name, "OTHER"))
    assert taken(monkeypatch, "0", lambda name: env.one_of_two(name, "OTHER")) is False


@pytest.mark.parametrize(
    "value",
    [
        "mysql://bzpeer@db/bzpeer",
        "sqlite:///bzpeer.db",
        "db:5432",
        "postgresql://bzpeer:pass/word@db/bzpeer",
        "postgresql://bzpeer:pass#word@db/bzpeer",
        "postgresql://bzpeer:password@db:port/bzpeer",
        "postgresql://bzpeer:password@[db/bzpeer",
        "postgresql://bzpeer:password@db",
        "postgresql://bzpeer:password@db:5432/",
    ],
)
def test_a_database_address_that_is_none_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    sentence = refused(monkeypatch, value, env.database)
    assert "postgresql://user:password@host:5432/bzpeer" in sentence
    assert "bzpeer:pass" not in sentence


def test_a_database_address_becomes_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "postgresql://ada:p%40ss@db:5433/works?sslmode=require&connect_timeout=2")
    found = env.database(NAME)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("ada", "p@ss", "db", 5433)
    assert found["NAME"] == "works"
    assert found["OPTIONS"] == {"sslmode": "require", "connect_timeout": 2}


def test_a_database_that_is_away_is_noticed_in_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "postgresql://db/works")
    assert env.database(NAME)["OPTIONS"] == {"connect_timeout": 5}


@pytest.mark.parametrize(
    "value",
    [
        "http://valkey:6379/0",
        "valkey:6379",
        "redis://",
        "redis://valkey:port/0",
        "redis://:pass/word@valkey:6379/0",
        "redis://valkey/zero",
        "unix://",
        "unix:///run/valkey.sock?db=zero",
    ],
)
def test_a_broker_address_that_is_none_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    sentence = refused(monkeypatch, value, env.redis)
    assert "redis://host:6379/0" in sentence
    assert "pass/" not in sentence


@pytest.mark.parametrize(
    ("value", "broker"),
    [
        ("redis://valkey:6379/0", "redis://valkey:6379/0"),
        ("rediss://:p%40ss@valkey/3", "rediss://:p%40ss@valkey/3"),
        ("unix:///run/valkey.sock?db=5", "redis+socket:///run/valkey.sock?virtual_host=5"),
        ("unix:///home/ada%20l/valkey.sock", "redis+socket:///home/ada%20l/valkey.sock?virtual_host=0"),
    ],
)
def test_celery_gets_the_same_server_in_its_own_form(monkeypatch: pytest.MonkeyPatch, value: str, broker: str) -> None:
    assert taken(monkeypatch, value, env.redis) == value
    assert env.broker(value) == broker


def test_a_link_is_a_whole_address_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("", "https://code.example.org/bzpeer", "http://10.0.0.1:3000/a/b?x=1"):
        assert taken(monkeypatch, value, env.link) == value
    for value in ("javascript:alert(1)", "code.example.org", "https://", "https://[", 'https://a.example/"><b>'):
        assert repr(value) in refused(monkeypatch, value, env.link)
