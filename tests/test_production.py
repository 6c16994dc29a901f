"""An installation: its settings from the environment, its image, its compose file, and the documents about them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bzpeer import bootstrap
from tests.production import (
    environment,
    file,
    get,
    image_command,
    image_environment,
    python,
    read,
    settings_variables,
    web,
)

REQUIRED = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"}
# Read by the settings, and none of an installation's business.
NOT_IN_COMPOSE = {"BZPEER_LOCAL", "CELERY_QUEUE", "DEBUG", "FETCH_ALLOWED_FOR_TESTS", "MAIL_DIR", "STATIC_ROOT"}
# Any text will do for these.
FREE_TEXT = {"CELERY_QUEUE", "EMAIL_HOST", "EMAIL_HOST_PASSWORD", "EMAIL_HOST_USER", "MAIL_DIR", "STATIC_ROOT"}
FREE_TEXT |= {"FETCH_ALLOWED_FOR_TESTS", "ORCID_CLIENT_ID", "ORCID_SECRET"}
WRONG = {
    "ALLOWED_HOSTS": "https://bzpeer.example.org",
    "ALLOW_ROBOTS": "some of them",
    "COAUTHOR_LIMIT": "one",
    "API_REQUESTS_PER_MINUTE": "a few",
    "BEHIND_PROXY": "two",
    "BZPEER_LOCAL": "perhaps",
    "CLAIMS_PER_DAY": "0",
    "CLAIM_QUIET_HOURS": "two days",
    "CONTESTS_PER_DAY": "none",
    "CONVERSATION_POLL_SECONDS": "0",
    "CSRF_TRUSTED_ORIGINS": "bzpeer.example.org",
    "DATABASE_URL": "mysql://db/bzpeer",
    "DEBUG": "a little",
    "DEFAULT_FROM_EMAIL": "nobody",
    "EMAIL_PORT": "587/tcp",
    "EMAIL_USE_SSL": "465",
    "EMAIL_USE_TLS": "starttls",
    "FETCH_PRIVATE_NETWORKS": "10.20.0.1/99",
    "INVITATIONS_PER_DAY": "many",
    "INVITE_AGAIN_DAYS": "never",
    "LOG_LEVEL": "chatty",
    "OBJECTION_HOURS": "721",
    "ORCID_API_URL": "http://pub.orcid.org",
    "ORCID_URL": "orcid.org",
    "PAGE_CACHE_SECONDS": "5min",
    "PROOF_DAYS": "0",
    "QUIET_MINUTES": "an hour",
    "REDIS_URL": "localhost",
    "SECRET_KEY": "secret",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": "some",
    "SECURE_HSTS_PRELOAD": "later",
    "SECURE_HSTS_SECONDS": "a year",
    "SECURE_SSL_REDIRECT": "if you like",
    "SITE_URL": "https://example.org/people/",
    "SOURCE_URL": "example.org/source",
    "STAFF_SECOND_FACTOR": "for some",
}


def test_an_installation_passes_djangos_own_check_without_a_warning() -> None:
    # Of a column that the database computes, Django asks whether that database can.
    env = environment(DATABASE_URL=os.environ["DATABASE_URL"])
    checked = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", env=env)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_every_variable_of_the_settings_is_looked_at_here() -> None:
    assert set(settings_variables()) == set(WRONG) | FREE_TEXT


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_wrong_value_ends_the_start_with_a_sentence_that_names_it(name: str) -> None:
    started = read(environment(**{name: WRONG[name]}))
    assert started.returncode == 1
    [line] = started.stderr.splitlines()
    assert line.startswith(f"bzpeer cannot start: {name} ")


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_what_has_no_default_is_named_where_it_is_missing(name: str) -> None:
    started = read(environment(**{name: ""}))
    assert started.returncode == 1
    assert started.stderr.startswith(f"bzpeer cannot start: {name} is not set.")


def test_everything_else_has_a_default() -> None:
    empty = dict.fromkeys((set(WRONG) | FREE_TEXT) - REQUIRED, "")
    started = read(environment(**empty))
    assert (started.returncode, started.stderr) == (0, "")


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "migrate"],
        ["-m", "celery", "-A", "bzpeer", "worker"],
        ["-m", "celery", "-A", "bzpeer", "beat"],
        ["-m", "granian", "--interface", "wsgi", "--port", "1", "bzpeer.wsgi:application"],
    ],
)
def test_no_process_answers_a_wrong_value_with_a_traceback(command: list[str]) -> None:
    started = python(*command, env=environment(LOG_LEVEL="chatty", GRANIAN_PORT="0"))
    assert started.returncode != 0
    assert "bzpeer cannot start: LOG_LEVEL is 'CHATTY'" in started.stdout + started.stderr
    assert "Traceback" not in started.stdout + started.stderr


def test_static_files_are_hashed_compressed_and_kept_by_browsers(tmp_path: Path) -> None:
    env = environment(STATIC_ROOT=str(tmp_path), SECURE_SSL_REDIRECT="0")
    collected = python("manage.py", "collectstatic", "--no-input", env=env)
    assert collected.returncode == 0, collected.stderr
    paths = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert re.fullmatch(r"css/site\.[0-9a-f]{12}\.css", paths["css/site.css"])
    with web(env) as port:
        answer, _ = get(port, f"/static/{paths['css/site.css']}")
        assert answer.status == 200
        assert "immutable" in (answer.getheader("Cache-Control") or "")
        assert "site." in get(port, "/nowhere/")[1]


def test_the_image_answers_its_own_health_check_whatever_the_site_is_called() -> None:
    for hosts in ("bzpeer.example.org,www.example.org", ".example.org", "*"):
        env = environment(ALLOWED_HOSTS=hosts)
        with web(env) as port:
            check = image_command("HEALTHCHECK")
            asked = env | {"GRANIAN_PORT": str(port)}
            assert subprocess.run(check, env=asked, timeout=30, check=False).returncode == 0
            assert subprocess.run(check, env=asked | {"GRANIAN_PORT": "1"}, stderr=-3, check=False).returncode == 1


def test_behind_a_proxy_a_request_is_as_secure_as_the_proxy_says() -> None:
    with web(environment(BEHIND_PROXY="1")) as port:
        plain, _ = get(port, "/healthz/nowhere", X_Forwarded_Proto="http")
        assert (plain.status, plain.getheader("Location")) == (301, "https://bzpeer.example.org/healthz/nowhere")
        secure, _ = get(port, "/healthz", X_Forwarded_Proto="https")
        assert secure.getheader("Strict-Transport-Security") == "max-age=31536000; includeSubDomains; preload"
    with web(environment()) as port:
        assert get(port, "/nowhere/", X_Forwarded_Proto="https")[0].status == 301


def test_the_image_brings_the_uv_that_the_checkout_fetches() -> None:
    assert f"uv=={bootstrap.WANTED}\n" in file("Dockerfile")


def test_the_image_takes_in_what_the_site_needs_and_nothing_else() -> None:
    allowed = {line[1:] for line in file(".dockerignore").splitlines() if line.startswith("!")}
    rooms = {"bzpeer", "graph", "profiles", "works", "static", "templates", "seeds"}
    assert allowed == rooms | {"manage.py", "pyproject.toml", "uv.lock", ".python-version"}
    assert file(".dockerignore").splitlines()[1] == "*"


def composed() -> dict[str, Any]:
    """The compose file with its anchors resolved."""
    import yaml

    found: dict[str, Any] = yaml.safe_load(file("docker-compose.yml"))
    return found


OURS = ("web", "worker", "beat", "migrate")


@pytest.mark.parametrize("service", OURS)
def test_each_of_our_containers_gets_every_variable_of_the_settings(service: str) -> None:
    given = composed()["services"][service]["environment"]
    assert set(given) == set(settings_variables()) - NOT_IN_COMPOSE
    assert set(given) >= REQUIRED
    for name in set(given) - REQUIRED - {"ALLOWED_HOSTS"}:
        assert re.fullmatch(rf"\$\{{{name}:-[^}}]*\}}", given[name]), name


def test_compose_starts_with_the_defaults_of_everything_but_what_is_required() -> None:
    given = composed()["services"]["web"]["environment"]
    chosen = {name: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value) for name, value in given.items()}
    started = read(environment(**{name: value for name, value in chosen.items() if "${" not in value}))
    assert (started.returncode, started.stderr) == (0, "")


def test_secrets_have_no_default_and_stand_in_no_file() -> None:
    text = file("docker-compose.yml")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "ALLOWED_HOSTS"):
        assert set(re.findall(rf"\$\{{{name}(.)(.)", text)) == {(":", "?")}
    assert "\nSECRET_KEY=\n" in file(".env.example")
    assert "\nPOSTGRES_PASSWORD=\n" in file(".env.example")


def test_database_and_broker_are_not_to_be_reached_from_outside() -> None:
    compose = composed()
    for name in ("database", "valkey"):
        service = compose["services"][name]
        assert "ports" not in service
        assert service["networks"] == ["inside"]
        assert service["healthcheck"]["test"]
        assert [volume.partition(":")[0] for volume in service["volumes"]] == [name]
    assert compose["networks"]["inside"] == {"internal": True}
    assert compose["services"]["web"]["ports"][0].startswith("127.0.0.1:")


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_a_container_starts_once_the_database_is_there_and_up_to_date(service: str) -> None:
    assert composed()["services"][service]["depends_on"] == {
        "database": {"condition": "service_healthy"},
        "valkey": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }


@pytest.mark.parametrize("service", OURS)
def test_our_containers_may_do_as_little_as_possible(service: str) -> None:
    container = composed()["services"][service]
    assert (container["read_only"], container["cap_drop"]) == (True, ["ALL"])
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert "USER 10001:10001" in file("Dockerfile")


def test_every_variable_of_the_compose_file_stands_in_the_example() -> None:
    used = set(re.findall(r"\$\{([A-Z_]+)", file("docker-compose.yml")))
    assert set(re.findall(r"^([A-Z_]+)=", file(".env.example"), re.M)) == used


def test_the_document_on_deploying_has_a_row_for_every_variable() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", file("docs/deploy.md"), re.M)
    composed_only = set(re.findall(r"\$\{([A-Z_]+)", file("docker-compose.yml")))
    assert sorted(rows) == sorted(set(settings_variables()) | composed_only | {*image_environment()} & set(rows))
    assert len(rows) == len(set(rows))


def test_python_of_the_tests_is_that_of_the_image() -> None:
    assert f"FROM python:{sys.version_info[0]}.{sys.version_info[1]}-slim" in file("Dockerfile")
