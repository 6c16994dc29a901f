"""A silent rename: the name that the person of a record goes by, and no old one anywhere a reader looks.

What sources print stays as it is: new captures are matched by it, and curators see it at the desk. What readers see of
it goes through works.owners.shown.
"""

from __future__ import annotations

import datetime as dt
import unicodedata

from django.core.exceptions import ValidationError
from django.utils import timezone

from profiles.models import Author, Claim, User
from profiles.names import LONGEST, fold
from profiles.powers import Power
from works.ledger import locks, undo
from works.ledger.decisions import Conflict
from works.models import Decision
from works.models.ledger import DecisionQuerySet
from works.owners import acting

MOST, PERIOD = 3, dt.timedelta(days=30)


def check(name: str) -> str:
    """The name on one line, where it can be one; ValidationError with a sentence where it cannot."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if len(name) > LONGEST:
        raise ValidationError(f"A name has at most {LONGEST} characters.")
    if any(unicodedata.category(char).startswith("C") for char in name):
        raise ValidationError("A name holds no invisible characters.")
    if not any(char.isalpha() for char in name) or not fold(name):
        raise ValidationError("A name holds at least one letter.")
    return name


def rename(user: User, author: Author, name: str, seen: int | None = None) -> Decision:
    """The stored rename: the old name is not shown from now on; raises Conflict where it cannot be."""
    with acting.turn_of(user, author, Power.RENAME) as owner:
        acting.nobody_else_since(owner, seen)
        if name == owner.author.name and owner.author.renamed_at:
            raise Conflict("This is the name that the record shows.")
        if left(owner.claim) <= 0:
            raise Conflict(f"A record is renamed at most {MOST} times in {PERIOD.days} days. Please wait some days.")
        return locks.edit(owner.author, "name", name, owner.by)


def left(claim: Claim) -> int:
    """How often the owner may still rename the record for now."""
    since = timezone.now() - PERIOD
    return MOST - _lines(claim).filter(created_at__gt=since, details__silent=True, part_of=None).count()


def give_back(user: User, author: Author) -> Decision:
    """The line that lets the record show the name that sources print again; Conflict where it does."""
    with acting.turn_of(user, author, Power.RENAME) as owner:
        lines = [undo.undo(line, owner.by) for line in _lines(owner.claim).in_force().order_by("id")]
        if not lines:
            raise Conflict("The record shows the name that its sources print.")
        return lines[-1]


def _lines(claim: Claim) -> DecisionQuerySet:
    return Decision.objects.filter(claim=claim, kind=Decision.Kind.LOCK, details__field="name")
