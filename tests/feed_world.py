"""Authors, topics and works of chosen days, for tests of feeds and digests: no import chooses when a work is seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import F
from django.utils import timezone

from profiles.models import Author, Follow, TrustScore, User
from profiles.names import slug
from tests.make import make_user
from works import cards, topics
from works.models import Authorship, Institution, SubjectFollow, Topic, Work

_NUMBERS = count(1)


def ago(days: float) -> dt.datetime:
    """The moment so many days ago."""
    return timezone.now() - dt.timedelta(days=days)


def make_author(name: str = "Jiacheng Sun", **fields: Any) -> Author:
    """A public record of this name, unclaimed unless said otherwise."""
    author = Author.named(name, **{"level": 1, "works_count": 1, **fields})
    author.save()
    return author


def make_topic(code: str = "LG") -> Topic:
    """The topic of this code."""
    topic = topics.new(code)
    topic.save()
    return topic


def make_institution(name: str = "PKU") -> Institution:
    """The institution of this name."""
    return Institution.objects.create(name=name, slug=slug(name))


def make_work(
    title: str = "",
    *by: Author,
    about: Sequence[Topic | Institution] = (),
    seen: float = 0,
    published: float | None = 5,
    year: int | None = None,
    **fields: Any,
) -> Work:
    """A work first seen so many days ago, and published so many; with a year alone where one is given."""
    title = title or f"Work {next(_NUMBERS)}"
    day = None if year or published is None else ago(published).date()
    first = day or (dt.date(year, 1, 1) if year else None)
    known = {"published_on": day, "year": first.year if first else None, "ordered_on": first, "slug": "work"}
    plain = {"title": title, "title_html": title, "squash": title.lower(), "created_at": ago(seen)}
    work = Work.objects.create(**{**plain, **known, "byline_complete": True, "byline_length": len(by), **fields})
    for place, author in enumerate(by, start=1):
        slot = {"printed_name": author.name, "folded_name": author.folded_name, "reason": "Test."}
        Authorship.objects.create(work=work, base_work=work, author=author, position=place, **slot)
    for subject in about:
        carried = work.topics if isinstance(subject, Topic) else work.institutions
        carried.add(subject, through_defaults={"ordered_on": first})  # type: ignore[arg-type]
        type(subject)._default_manager.filter(pk=subject.pk).update(works_count=F("works_count") + 1)
    cards.render([work.pk])
    return work


def make_reader(name: str = "Cleo", digest: str = "daily") -> User:
    """An account with a confirmed address that wants digests."""
    user = make_user(name, digest=digest)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def confirm(user: User, confirmed: bool = True) -> None:
    """The account's addresses are confirmed, or are not any more."""
    EmailAddress.objects.filter(user=user).update(verified=confirmed)


def follow(user: User, followed: Author | Topic | Institution, since: float = 10, tell: str = "works") -> None:
    """Lets the user follow since so many days ago."""
    type(followed)._default_manager.filter(pk=followed.pk).update(followers_count=F("followers_count") + 1)
    if isinstance(followed, Author):
        Follow.objects.create(user=user, author=followed, tell=tell, created_at=ago(since))
    else:
        which = {"topic": followed} if isinstance(followed, Topic) else {"institution": followed}
        SubjectFollow.objects.create(user=user, **which, tell=tell, created_at=ago(since))


def move_trust(author: Author, before: int, after: int, reason: str, days: float = 0) -> TrustScore:
    """A line of history that moved the record's trust so many days ago."""
    line = {"score": after, "change": after - before, "version": "trust-v1", "inputs": {}, "reason": reason}
    return TrustScore.objects.create(author=author, computed_at=ago(days), **line)
