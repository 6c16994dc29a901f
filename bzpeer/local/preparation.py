"""What has to be done before the site is worth visiting, and how to know that it was done already."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bzpeer.embedded import Servers, places
from bzpeer.embedded.processes import said_plainly

_DEMO_NOTE = "demo-accounts.txt"
_APPLIED = "SELECT string_agg(app || '.' || name, ',' ORDER BY app, name) FROM django_migrations"


@dataclass(frozen=True)
class Preparation:
    """Remembers, beside the data, for which migrations, seeds and packages the database was last prepared."""

    servers: Servers

    @property
    def due(self) -> bool:
        """True on the first run, after a change of the checkout, and where the database's migrations are not those."""
        note = self.servers.data / "prepared"
        return not note.exists() or note.read_text() != self._state()

    @property
    def demo(self) -> str:
        """What the demonstration said of itself when it was last set up: the accounts to try."""
        note = self.servers.data / _DEMO_NOTE
        return note.read_text().strip() if note.exists() else ""

    def new_demo_note(self) -> Path:
        """An empty file for the demonstration to say so in."""
        note = self.servers.data / _DEMO_NOTE
        with said_plainly("The note of the demo accounts cannot be made"):
            note.write_text("")
        return note

    def note_done(self) -> None:
        """Remembers that the database is up to date and filled."""
        with said_plainly("What was prepared cannot be noted"):
            (self.servers.data / "prepared").write_text(self._state())

    def _state(self) -> str:
        digest = hashlib.sha256()
        for path in _sources():
            digest.update(f"{path.relative_to(places.CHECKOUT)}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
        digest.update((self.servers.ask(_APPLIED) or "nothing").encode())
        return digest.hexdigest()


def _sources() -> Iterator[Path]:
    """Every file that decides what a prepared database holds."""
    root = places.CHECKOUT
    yield root / "uv.lock"
    yield from sorted(root.glob("*/migrations/*.py"))
    yield from sorted(root.glob("*/management/commands/*.py"))
    yield from sorted(path for path in (root / "seeds").rglob("*") if path.is_file())
