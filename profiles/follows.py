"""Following authors; the count on the record is moved by exactly what changed."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from bzpeer import pagecache
from profiles.models import Author, Follow, User


def start(user: User, author: Author) -> bool:
    """Follows the author; False where the user did already, also in another tab at the same moment."""
    with transaction.atomic():
        _, made = Follow.objects.get_or_create(user=user, author=author)
        if made:
            _count(author, 1)
        return made


def stop(user: User, author: Author) -> bool:
    """Ends the following; False where the user did not follow."""
    with transaction.atomic():
        gone, _ = Follow.objects.filter(user=user, author=author).delete()
        if gone:
            _count(author, -gone)
        return bool(gone)


def _count(author: Author, change: int) -> None:
    Author.objects.filter(pk=author.pk).update(followers_count=F("followers_count") + change, version=F("version") + 1)
    version = Author.objects.values_list("version", flat=True).get(pk=author.pk)
    transaction.on_commit(lambda: pagecache.publish({author.public_id: version}))
