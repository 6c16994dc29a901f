"""Following authors; the count on the record is moved by exactly what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Case, Count, F, Value, When

from bzpeer import pagecache
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


def _hold(author: Author) -> Author:
    # The author's row first, as a merge takes it: otherwise the two wait for each other, or the follow is left behind.
    held = Author.objects.select_for_update().get(pk=author.pk)
    return held if held.merged_into_id is None else Author.objects.select_for_update().get(pk=held.merged_into_id)


def _count(changes: Mapping[int, int]) -> None:
    authors = Author.objects.filter(id__in=changes)
    change = Case(*(When(id=author, then=Value(by)) for author, by in changes.items()), default=Value(0))
    authors.update(followers_count=F("followers_count") + change, version=F("version") + 1)
    versions = dict(authors.values_list("public_id", "version"))
    transaction.on_commit(lambda: pagecache.publish(versions), robust=True)
