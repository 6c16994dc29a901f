"""The made-up installations that reading and searching are measured on; each is kept from one run to the next."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command

PREFIX = "bench_generated_"
# Made in a minute or two where nothing larger is kept.
AUTHORS = 20_000


def database(authors: int | None) -> str:
    """The name of the database for so many authors; of the largest that is kept where nobody says how many."""
    return f"{PREFIX}{authors or max(kept(), default=AUTHORS)}"


def stand() -> str:
    """What the database holds, in words; it is filled now where it is empty."""
    from graph import edges
    from works.generation import installation
    from works.generation.installation import Size

    call_command("migrate", verbosity=0)
    authors = int(urlsplit(os.environ["DATABASE_URL"]).path.rpartition("_")[2])
    if installation.is_empty():
        print(
            f"Filling a database for the measurements; later runs take it as it is. {authors:,} authors …", flush=True
        )
        installation.fill(Size(authors, 2 * authors))
        edges.fill()
    size = installation.stands()
    if size is None:
        raise SystemExit("The database of the measurements holds something else.")
    return str(size)


def kept() -> list[int]:
    """The sizes of the installations that are kept."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        numbers = [name.removeprefix(PREFIX) for (name,) in rows.fetchall()]
    return [int(number) for number in numbers if number.isdigit()]
