"""The inbox of a person: the site's notices to them, newest first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models.functions import Now

from profiles.models import Notice, User

A_PAGE = 25
# More than these are shown as "99+": nobody needs the exact number, and counting it would cost.
COUNTED = 100
_LONGEST_NUMBER = 19


@dataclass(frozen=True, slots=True)
class Page:
    """Some notices of one person, and where the next ones begin."""

    notices: list[Notice]
    before: str
    older: int | None

    @property
    def newest(self) -> int:
        """The number of the first notice shown; 0 where there is none."""
        return self.notices[0].pk if self.notices else 0


def page(user: User, before: str = "") -> Page:
    """A page of the person's notices: the newest, or those older than the number in the address."""
    found = Notice.objects.filter(user=user)
    if before.isascii() and before.isdigit() and len(before) < _LONGEST_NUMBER:
        found = found.filter(id__lt=int(before))
    else:
        before = ""
    notices = list(found[: A_PAGE + 1])
    older = notices[A_PAGE - 1].pk if len(notices) > A_PAGE else None
    return Page(notices[:A_PAGE], before, older)


def read(notice: Notice) -> bool:
    """Marks one notice as read; False where it was already."""
    return bool(Notice.objects.unread().filter(pk=notice.pk).update(read_at=Now()))


def read_about(user: User, url: str) -> int:
    """Marks the person's notices about this page as read, for who was there and acted; how many."""
    return Notice.objects.unread().filter(user=user, url=url).update(read_at=Now())


def read_through(user: User, newest: int) -> int:
    """Marks the person's notices up to this number as read, so that what came meanwhile stays unread; how many."""
    return Notice.objects.unread().filter(user=user, id__lte=newest).update(read_at=Now())
