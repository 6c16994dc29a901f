"""What an owner asks curators: works they doubt, and works they propose as theirs or not while they may not decide."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from profiles.models import Author, Claim
from works.ledger import questions
from works.ledger.answers import works
from works.models import Question
from works.owners.tick import Tick

State = Question.State
# What is asked only since its owner said so does not stand above what the evidence asks.
STRENGTH = {Tick.MINE: 0.5, Tick.NOT_MINE: 2.0, Tick.UNSURE: 1.0}


def prefix(claim: Claim, tick: Tick, *, decides: bool = False) -> str:
    """How the keys of the claim's questions of this kind begin; only what a deciding owner is unsure of is a doubt."""
    kind = questions.DOUBTED if decides and tick == Tick.UNSURE else questions.PROPOSED
    return f"{kind}{claim.pk}:{tick}:"


def of_claim(claim: Claim) -> Q:
    """Which questions this claim asked."""
    return Q(key__startswith=f"{questions.DOUBTED}{claim.pk}:") | Q(key__startswith=f"{questions.PROPOSED}{claim.pk}:")


def tick_of(question: Question) -> Tick:
    """What the owner said who asked this."""
    return Tick(question.key.split(":")[2])


def ask(claim: Claim, author: Author, mentions: Collection[int], tick: Tick, *, decides: bool = False) -> bool:
    """Asks whether these slots are the record's; False where a curator has answered that already.

    `author` has the slots now: where that is not the claim's record, the answer gives them to it, or leaves them.
    """
    slots = sorted(mentions)
    other = claim.author if author.pk != claim.author_id else None
    digest = hashlib.sha256(" ".join(map(str, slots)).encode()).hexdigest()[:20]
    key = f"{prefix(claim, tick, decides=decides)}{author.pk}:{digest}"
    held = Question.objects.filter(key=key).first()
    if held and held.state in (State.SAME, State.DIFFERENT):
        return False
    evidence = [{"feature": "claimant", "value": 1.0, "points": STRENGTH[tick], "text": _sentence(tick, len(slots))}]
    fields = {
        "kind": Question.Kind.MISFIT, "author": author, "other": other, "mentions": slots,
        "name": author.folded_name, "strength": STRENGTH[tick], "evidence": evidence,
        "state": State.OPEN, "decision": None, "answered_at": None,
    }  # fmt: skip
    Question.objects.update_or_create(key=key, defaults=fields)
    return True


def _sentence(tick: Tick, count: int) -> str:
    what, verb = ("this work is", "it is") if count == 1 else (f"these {works(count)} are", "they are")
    if tick == Tick.UNSURE:
        return f"The claimant is not sure whether {verb} theirs."
    return f"The claimant says that {what} {'not ' if tick == Tick.NOT_MINE else ''}theirs."


def withdraw(claim: Claim, mentions: Collection[int]) -> None:
    """Takes these slots out of what the claim asks; a question about nothing more is none."""
    for question in Question.objects.open().filter(of_claim(claim), mentions__overlap=sorted(mentions)):
        question.mentions = [slot for slot in question.mentions if slot not in mentions]
        if not question.mentions:
            question.state, question.answered_at = State.MOOT, timezone.now()
        question.save(update_fields=["mentions", "state", "answered_at"])


def withdraw_all(claim: Claim) -> set[int]:
    """Ends everything that the claim asks; gives the records it asked about."""
    rows = Question.objects.open().filter(of_claim(claim))
    authors = {pk for pk in rows.values_list("author", flat=True) if pk}
    rows.update(state=State.MOOT, answered_at=timezone.now())
    return authors
