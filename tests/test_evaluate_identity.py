"""`manage.py evaluate_identity`: a gold file through the real import, into a database of its own."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.workers import environment, wait_until
from works.identity.gold import BadGold, read
from works.identity.replay import Replay
from works.matching.evaluation import Evaluation
from works.models import Authorship, Work

TEAM = ["Zbigniew Kowalczyk", "Mari Tamm"]
OTHERS = ["Oddvar Haugland", "Ieva Ozola"]


def record(number: int, person: str, authors: Iterable[str], **changes: Any) -> dict[str, Any]:
    plain = {
        "id": f"r{number}", "title": f"Paper {number} on frogs", "year": 2000 + number, "venue": "Frog Letters",
        "focus": "Wei Wang", "person": person, "authors": list(authors),
    }  # fmt: skip
    return plain | changes


# Two people of one name, one of them hidden in places; one paper twice; a group; a title that says nothing; no year.
GOLD = (
    record(1, "a", ["Wei Wang", *TEAM]),
    record(2, "b", ["Wei Wang", *OTHERS], title="Bridges of steel", venue="Bridges"),
    record(3, "a", TEAM, affiliations="University of Ponds, Tartu"),
    record(4, "b", [OTHERS[0], "Wei Wang"], title="Steel and rust", venue=None, affiliations=["Bridge Office, Bergen"]),
    record(5, "a", ["W. Wang", TEAM[1]], focus="W. Wang", title="Frogs <i>in</i> $O(n)$ ponds"),
    record(6, "c", ["The HERMES Collaboration"], title="Editorial", venue=None),
    record(7, "b", ["Wei Wang", *OTHERS], title="Rust again"),
    record(7, "o", ["Wei Wang", *OTHERS], title="Rust again", focus=OTHERS[0]),
    record(8, "a", ["wei wang", TEAM[0]], title="\u0000Ponds", venue="V" * 150),
    record(9, "d", ["", "Wang Wei"], focus="Wang Wei", title=None, year=None),
    record(10, "a", [*TEAM, "Wei Wang"], title="Ponds of frogs"),
    record(11, "b", OTHERS, title="Steel bridges rust"),
)


def gold_file(folder: Path, records: Iterable[object] = GOLD) -> Path:
    path = folder / "gold.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, records)).encode()))
    return path


def databases() -> set[str]:
    """The scratch databases that there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE '%%\\_evaluation\\_%%'")
        return {row[0] for row in cursor.fetchall()}


def command(*arguments: str, **variables: str) -> list[str]:
    return [sys.executable, "manage.py", "evaluate_identity", *arguments]


@pytest.mark.django_db
def test_the_database_decides_as_the_rules_do_in_memory(tmp_path: Path) -> None:
    records = read(gold_file(tmp_path))
    stored, replayed = Evaluation("a test"), Replay()
    for one in records:
        stored.add(one)
        replayed.add(one)
    groups: list[set[frozenset[Any]]] = []
    for items in (stored.labelled(), replayed.labelled()):
        found: dict[Any, set[Any]] = {}
        for number, item in enumerate(items):
            found.setdefault(item.cluster, set()).add(number)
        groups.append({frozenset(group) for group in found.values()})
    assert groups[0] == groups[1]
    assert frozenset({0, 2, 9}) <= max(groups[0], key=len)
    assert stored.questions() == replayed.questions()
    assert Work.objects.count() == len(GOLD) - 1
    hidden = Authorship.objects.get(work__identifiers=["gold:r3"], printed_name="Wei Wang")
    assert (hidden.position, hidden.affiliations) == (None, ["University of Ponds, Tartu"])
    assert hidden.author is not None


@pytest.mark.django_db(transaction=True)
def test_the_figures_are_printed_and_nothing_is_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate_identity", str(gold_file(tmp_path)), "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["records"] == len(GOLD)
    assert set(found["b_cubed"]) == set(found["pairwise"]) == {"precision", "recall", "f1"}
    assert found["b_cubed"]["precision"] == 1
    assert found["ambiguous"]["records"] == 9
    assert found["misplaced"] == 0
    assert found["seconds"] > 0
    assert found["questions_per_100"] >= 0
    assert not Work.objects.exists()
    assert not databases()


@pytest.mark.django_db(transaction=True)
def test_ctrl_c_leaves_no_database_behind(tmp_path: Path) -> None:
    path = gold_file(tmp_path, (record(n, "a", TEAM, id=str(n), year=2000) for n in range(5_000)))
    for number in (signal.SIGINT, signal.SIGTERM):
        process = subprocess.Popen(
            command(str(path)), cwd=settings.BASE_DIR, env=environment(), stderr=subprocess.PIPE, text=True
        )
        try:
            wait_until(lambda: bool(databases()), "the scratch database is made")
            time.sleep(1)
            process.send_signal(number)
            _, said = process.communicate(timeout=60)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
        assert process.returncode == 130
        assert "Interrupted; the scratch database is gone." in said
        assert not databases()


@pytest.mark.django_db(transaction=True)
def test_a_role_that_may_not_create_databases_is_told(tmp_path: Path) -> None:
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS evaluator")
        cursor.execute("CREATE ROLE evaluator LOGIN PASSWORD 'frogs' NOCREATEDB")
    try:
        variables = environment()
        parts = variables["DATABASE_URL"].split("@")
        variables["DATABASE_URL"] = f"postgresql://evaluator:frogs@{parts[-1]}"
        done = subprocess.run(
            command(str(gold_file(tmp_path))), cwd=settings.BASE_DIR, env=variables, capture_output=True, text=True,
            check=False, timeout=60,
        )  # fmt: skip
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP ROLE evaluator")
    assert done.returncode == 1, name
    assert "The role 'evaluator' may not create databases" in done.stderr
    assert 'ALTER ROLE "evaluator" CREATEDB' in done.stderr


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "Line 2 is not JSON"),
        ("[1]", "Line 2: expected an object"),
        (json.dumps({"id": "x", "authors": [], "person": "p"}), "Line 2: “focus” is missing."),
        (json.dumps({**GOLD[0], "authors": "Wei Wang"}), "Line 2: “authors” is 'Wei Wang'; expected a list"),
        (json.dumps({**GOLD[0], "authors": [None]}), "Line 2: “authors” is [None]"),
        (json.dumps({**GOLD[0], "year": "2001"}), "Line 2: “year” is '2001'; expected a year or null."),
        (json.dumps({**GOLD[0], "person": None}), "Line 2: “person” is None; expected a text."),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, sentence: str) -> None:
    path = tmp_path / "gold.jsonl.gz"
    path.write_bytes(gzip.compress(f"{json.dumps(GOLD[0])}\n{line}\n".encode()))
    with pytest.raises(BadGold, match="Line 2") as told:
        read(path)
    assert sentence in str(told.value)


def test_a_bad_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl.gz"
    for raw, sentence in (
        (b"plain text", "is not a whole gzipped file"),
        (gzip.compress(b"x" * 999)[:-9], "is not a whole gzipped file"),
        (gzip.compress(b"\xff\xfe{}"), "is not text in UTF-8"),
        (gzip.compress(b"\n"), "holds no records"),
    ):
        path.write_bytes(raw)
        with pytest.raises(BadGold, match=sentence):
            read(path)
    with pytest.raises(BadGold, match="cannot be read: No such file"):
        read(tmp_path / "none.gz")
