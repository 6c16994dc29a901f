"""Following authors; the count on the record is moved by exactly what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from profiles import due, trust, versions
from profiles.claims import ladder
from profiles.models import Author, Claim, Follow, Tell, User

# What else an account follows is ended by these: the rooms above, which know of it, add theirs as they start.
ELSEWHERE: list[Callable[[Collection[User]], None]] = []
_WEAKEST_FIRST = (Tell.OFF, Tell.WORKS, Tell.EVERYTHING)


def start(user: User, author: Author, tell: str = Tell.WORKS) -> bool:
    """Follows the author, or who absorbed them meanwhile; False where the user did already, also in another tab."""
    with transaction.atomic():
        followed = Author.objects.hold_survivor(author.pk)
        _, made = Follow.objects.get_or_create(user=user, author=followed, defaults={"tell": tell})
        if made:
            _count({followed.pk: 1})
            _tell_trust([user.pk], [followed], "a verified person follows")
        return made


def stop(user: User, author: Author) -> bool:
    """Ends the following; False where the user did not follow."""
    with transaction.atomic():
        followed = Author.objects.hold_survivor(author.pk)
        gone, _ = Follow.objects.filter(user=user, author=followed).delete()
        if gone:
            _count({followed.pk: -gone})
            _tell_trust([user.pk], [followed], "a verified person follows no more")
        return bool(gone)


def hear(user: User, author: Author, tell: Tell) -> bool:
    """Sets what the user wants to hear of the author; False where the user does not follow."""
    with transaction.atomic():
        followed = Author.objects.hold_survivor(author.pk)
        return bool(Follow.objects.filter(user=user, author=followed).update(tell=tell))


def forget(users: Iterable[User]) -> None:
    """Ends everything that these users follow, before their accounts go."""
    users = list(users)
    with transaction.atomic():
        for forget_elsewhere in ELSEWHERE:
            forget_elsewhere(users)
        ended = Follow.objects.filter(user__in=users)
        # Counted once the rows are held: what is counted is then what is deleted.
        held = Author.objects.filter(id__in=ended.values("author")).order_by("id").select_for_update()
        followed = list(held.only("id", "level"))
        of_held = ended.filter(author__in=followed)
        lost = dict(of_held.values("author").annotate(n=Count("*")).values_list("author", "n"))
        ids = sorted(set(of_held.values_list("user", flat=True)))
        of_held.delete()
        _count({author: -n for author, n in lost.items()})
        _tell_trust(ids, followed, "a verified person follows no more")


def move(gone: int, kept: int) -> dict[str, Any]:
    """Gives the followers of one author to another; what `give_back` needs to undo it, as JSON.

    Who followed both keeps the longer following, and hears what is more. The caller holds both authors' rows.
    """
    theirs = {follow.user_id: follow for follow in Follow.objects.filter(author=gone)}
    users = sorted(theirs)
    both = {follow.user_id: follow for follow in Follow.objects.filter(author=kept, user__in=users)}
    was = {str(user): [_stored(theirs[user]), _stored(both[user]) if user in both else None] for user in users}
    Follow.objects.filter(author=gone).delete()
    for user, follow in both.items():
        follow.tell = _stronger(follow.tell, theirs[user].tell)
        follow.created_at = min(follow.created_at, theirs[user].created_at)
    Follow.objects.bulk_update(both.values(), ["tell", "created_at"])
    new = [user for user in users if user not in both]
    Follow.objects.bulk_create(_made(user, kept, _stored(theirs[user])) for user in new)
    _recount([gone, kept])
    return {"users": users, "new": new, "was": was}


def give_back(moved: Mapping[str, Any], kept: int, gone: int) -> None:
    """Undoes `move` for those who follow still: they follow whom they followed then, as they did."""
    still = {follow.user_id: follow for follow in Follow.objects.filter(author=kept, user__in=moved["users"])}
    new = set(moved["new"])
    back, changed = [], []
    for user, follow in sorted(still.items()):
        of_gone, of_kept = moved.get("was", {}).get(str(user)) or (_stored(follow), None)
        joined = _stronger(of_gone[0], of_kept[0]) if of_kept else of_gone[0]
        # What the reader chose since the merge is meant for both.
        chosen = follow.tell if follow.tell != joined else None
        back.append(_made(user, gone, of_gone, chosen))
        if of_kept:
            changed.append(_made(user, kept, of_kept, chosen, pk=follow.pk))
    Follow.objects.bulk_create(back, ignore_conflicts=True)
    Follow.objects.bulk_update(changed, ["tell", "created_at"])
    Follow.objects.filter(author=kept, user__in=still.keys() & new).delete()
    _recount([gone, kept])


def _stored(follow: Follow) -> list[str]:
    return [follow.tell, follow.created_at.isoformat()]


def _made(user: int, author: int, stored: list[str], tell: str | None = None, pk: int | None = None) -> Follow:
    since = dt.datetime.fromisoformat(stored[1])
    return Follow(pk=pk, user_id=user, author_id=author, tell=tell or stored[0], created_at=since)


def _stronger(one: str, other: str) -> str:
    return max(one, other, key=lambda tell: _WEAKEST_FIRST.index(Tell(tell)))


def _recount(authors: list[int]) -> None:
    followers = Follow.objects.filter(author=OuterRef("pk")).values("author").annotate(n=Count("*")).values("n")
    Author.objects.filter(id__in=authors).update(followers_count=Coalesce(Subquery(followers), 0))
    versions.grow(authors)


def _count(changes: Mapping[int, int]) -> None:
    change = Case(*(When(id=author, then=Value(by)) for author, by in changes.items()), default=Value(0))
    Author.objects.filter(id__in=changes).update(followers_count=F("followers_count") + change)
    versions.grow(changes)


def _tell_trust(users: list[int], followed: list[Author], reason: str) -> None:
    # Nobody can move an unclaimed record's number, and none but verified people the others'.
    claimed = [author.pk for author in followed if author.level >= trust.CLAIMED]
    if not claimed:
        return
    # From that level of their own record on, a follower counts for the trust of others.
    if Claim.objects.owning().filter(user__in=users, author__level__gte=ladder.VERIFIED).exists():
        due.trust(claimed, reason)
