"""Following authors; the count on the record is moved by exactly what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Case, Count, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from profiles import versions
from profiles.models import Author, Follow, User


def start(user: User, author: Author) -> bool:
    """Follows the author, or who absorbed them meanwhile; False where the user did already, also in another tab."""
    with transaction.atomic():
        followed = _hold(author)
        _, made = Follow.objects.get_or_create(user=user, author=followed)
        if made:
            _count({followed.pk: 1})
        return made


def stop(user: User, author: Author) -> bool:
    """Ends the following; False where the user did not follow."""
    with transaction.atomic():
        followed = _hold(author)
        gone, _ = Follow.objects.filter(user=user, author=followed).delete()
        if gone:
            _count({followed.pk: -gone})
        return bool(gone)


def forget(users: Iterable[User]) -> None:
    """Ends everything that these users follow, before their accounts go."""
    with transaction.atomic():
        ended = Follow.objects.filter(user__in=users)
        # Counted once the rows are held: what is counted is then what is deleted.
        list(Author.objects.filter(id__in=ended.values("author")).order_by("id").select_for_update().values("id"))
        lost = dict(ended.values("author").annotate(n=Count("*")).values_list("author", "n"))
        ended.delete()
        _count({author: -n for author, n in lost.items()})


def move(gone: int, kept: int) -> dict[str, list[int]]:
    """Gives the followers of one author to another; what `give_back` needs to undo it, as JSON.

    The caller holds both authors' rows.
    """
    users = sorted(Follow.objects.filter(author=gone).values_list("user", flat=True))
    both = set(Follow.objects.filter(author=kept, user__in=users).values_list("user", flat=True))
    Follow.objects.filter(author=gone).delete()
    Follow.objects.bulk_create([Follow(user_id=user, author_id=kept) for user in users if user not in both])
    _recount([gone, kept])
    return {"users": users, "new": [user for user in users if user not in both]}


def give_back(moved: Mapping[str, list[int]], kept: int, gone: int) -> None:
    """Undoes `move` for those who follow still: they follow whom they followed then."""
    still = set(Follow.objects.filter(author=kept, user__in=moved["users"]).values_list("user", flat=True))
    Follow.objects.bulk_create([Follow(user_id=user, author_id=gone) for user in sorted(still)], ignore_conflicts=True)
    Follow.objects.filter(author=kept, user__in=still & set(moved["new"])).delete()
    _recount([gone, kept])


def _recount(authors: list[int]) -> None:
    followers = Follow.objects.filter(author=OuterRef("pk")).values("author").annotate(n=Count("*")).values("n")
    Author.objects.filter(id__in=authors).update(followers_count=Coalesce(Subquery(followers), 0))
    versions.grow(authors)


def _hold(author: Author) -> Author:
    # The author's row first, as a merge takes it: otherwise the two wait for each other, or the follow is left behind.
    held = Author.objects.select_for_update().get(pk=author.pk)
    return held if held.merged_into_id is None else Author.objects.select_for_update().get(pk=held.merged_into_id)


def _count(changes: Mapping[int, int]) -> None:
    change = Case(*(When(id=author, then=Value(by)) for author, by in changes.items()), default=Value(0))
    Author.objects.filter(id__in=changes).update(followers_count=F("followers_count") + change)
    versions.grow(changes)
