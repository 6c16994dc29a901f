"""Trust in bulk: for exactly the records whose inputs may have moved, with a line of history for each that did."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from profiles import due, trust, versions
from profiles.claims.ladder import VERIFIED
from profiles.models import Author, TrustDue, TrustScore
from profiles.trust import TrustInputs
from works import backers, turn
from works.backers import Backers

CHUNK = 2_000
# What the page shows of the history.
MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Move:
    """A record's score before and after, and what it is computed from now."""

    author: int
    before: int
    after: int
    inputs: TrustInputs
    reason: str

    def line(self) -> TrustScore:
        """The line of history, not stored yet."""
        return TrustScore(
            author_id=self.author, score=self.after, change=self.after - self.before, version=trust.VERSION,
            inputs=self.inputs.stored(), reason=self.reason,
        )  # fmt: skip

    def shown(self) -> dict[str, Any]:
        """The line as the profile shows it."""
        today = timezone.now().date()
        return {
            "on": today.isoformat(),
            "day": f"{today:%-d %B %Y}",
            "change": f"{self.after - self.before:+d}",
            "after": self.after,
            "reason": self.reason,
        }


def with_backers(inputs: TrustInputs, found: Backers | None) -> TrustInputs:
    """The inputs with who backs the record; nobody does for one that is not claimed."""
    found = found or Backers()
    return replace(
        inputs, verified_collaborators=found.collaborators, authorities=found.authorities,
        independent_followers=found.followers,
    )  # fmt: skip


def tell_the_backed(levels: Mapping[int, tuple[int, int]]) -> None:
    """Makes the trust due of everyone whom these records began or ceased to back: {author: level before and now}."""
    rose = [author for author, (before, now) in levels.items() if before < VERIFIED <= now]
    fell = [author for author, (before, now) in levels.items() if now < VERIFIED <= before]
    due.trust(backers.backed_by(rose), "somebody near was verified")
    due.trust(backers.backed_by(fell), "somebody near is not verified any more")


def shown_history(author: Author, move: Move | None) -> list[dict[str, Any]]:
    """The newest lines of the author's history as the page shows them, this move first."""
    lines = author.side.get("trust_history", [])
    return ([move.shown(), *lines] if move and move.before != move.after else lines)[:MOST_LINES]


def compute_due() -> int:
    """Computes all trust that is due, in bulk; gives how many records. May be run twice at once, and be killed."""
    done = 0
    while computed := _some():
        done += computed
    return done


def reasons_due(author_ids: Collection[int]) -> dict[int, str]:
    """Why the trust of these records is due, of those for which it is."""
    return _together(TrustDue.objects.filter(author__in=author_ids).order_by("id"))


def _together(lines: Iterable[TrustDue]) -> dict[int, str]:
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for line in lines:
        found[line.author_id][line.reason] = None
    return {author: "; ".join(reasons)[:300] for author, reasons in found.items()}


def _some() -> int:
    with transaction.atomic():
        # Who else computes now skips these; the lines go with the commit that has used them.
        waiting = list(TrustDue.objects.select_for_update(skip_locked=True).order_by("id")[:CHUNK])
        reasons = _together(waiting)
        if reasons:
            recompute(reasons)
            TrustDue.objects.filter(id__in=[line.pk for line in waiting]).delete()
    return len(reasons)


def recompute(reasons: Mapping[int, str]) -> None:
    """Computes the trust of these records anew, each with its reason, from what import and people left: 9 queries."""
    # Many rows at once, as a merge or an import takes them: the two would wait for each other.
    turn.take()
    rows = list(
        Author.objects.standing().filter(id__in=reasons).order_by("id").select_for_update()
        .only("id", "level", "trust_inputs", "trust_score", "side")
    )  # fmt: skip
    found = backers.of([author.pk for author in rows if author.level >= trust.CLAIMED])
    moves, levels = [], {}
    for author in rows:
        before = TrustInputs.from_stored(author.trust_inputs)
        now = with_backers(replace(before, level=author.level), found.get(author.pk))
        levels[author.pk] = (before.level, now.level)
        if now != before:
            score = trust.compute(now).score
            moves.append((author, Move(author.pk, author.trust_score, score, now, reasons[author.pk])))
    _write(moves)
    TrustScore.objects.bulk_create([move.line() for _, move in moves])
    # Also where nothing moved: the page may say that the score is being computed.
    versions.grow([author.pk for author in rows])
    tell_the_backed(levels)


def _write(moves: Sequence[tuple[Author, Move]]) -> None:
    if not moves:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE profiles_author SET trust_score = n.score, trust_inputs = n.inputs,
                side = jsonb_set(side, '{trust_history}', n.history)
            FROM unnest(%s::bigint[], %s::int[], %s::jsonb[], %s::jsonb[]) AS n (id, score, inputs, history)
            WHERE profiles_author.id = n.id
            """,
            [
                [move.author for _, move in moves],
                [move.after for _, move in moves],
                [json.dumps(move.inputs.stored()) for _, move in moves],
                [json.dumps(shown_history(author, move)) for author, move in moves],
            ],
        )
