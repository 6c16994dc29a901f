"""Following topics and institutions; the count on each is moved by exactly what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import F

from profiles.models import Tell, User
from works.models import Institution, SubjectFollow, Topic

type Subject = Topic | Institution
FIELDS: dict[str, type[Topic] | type[Institution]] = {"topic": Topic, "institution": Institution}


def field(subject: Subject) -> str:
    """The column of a follow that holds a subject of this kind."""
    return "topic" if isinstance(subject, Topic) else "institution"


def find(noun: str, slug: str) -> Subject | None:
    """The "topic" or "institution" of this slug; None where there is none."""
    if noun not in FIELDS:
        return None
    rows: models.QuerySet[Any] = FIELDS[noun]._default_manager.filter(slug=slug.replace("\0", ""))
    return rows.first()


def start(user: User, subject: Subject, tell: str = Tell.WORKS) -> bool:
    """Follows the topic or institution; False where the user did already, also in another tab."""
    with transaction.atomic():
        _hold(type(subject), [subject.pk])
        _, made = SubjectFollow.objects.get_or_create(user=user, **{field(subject): subject}, defaults={"tell": tell})
        if made:
            _count(type(subject), subject.pk, 1)
        return made


def stop(user: User, subject: Subject) -> bool:
    """Ends the following; False where the user did not follow."""
    with transaction.atomic():
        _hold(type(subject), [subject.pk])
        gone, _ = SubjectFollow.objects.filter(user=user, **{field(subject): subject}).delete()
        if gone:
            _count(type(subject), subject.pk, -gone)
        return bool(gone)


def hear(user: User, subject: Subject, tell: Tell) -> bool:
    """Sets what the user wants to hear of the subject; False where the user does not follow."""
    return bool(SubjectFollow.objects.filter(user=user, **{field(subject): subject}).update(tell=tell))


def forget(users: Iterable[User]) -> None:
    """Ends every following of a topic or institution by these users, before their accounts go."""
    with transaction.atomic():
        for name, model in FIELDS.items():
            ended = SubjectFollow.objects.filter(user__in=users).exclude(**{name: None})
            # Counted once the rows are held: what is counted is then what is deleted.
            held = _hold(model, ended.values(name))
            of_held = ended.filter(**{f"{name}__in": held})
            lost = Counter(of_held.values_list(name, flat=True))
            of_held.delete()
            for subject, n in sorted(lost.items()):
                _count(model, subject, -n)


def _hold(model: type[Subject], ids: Any) -> list[int]:
    # Not against imports, which tag works with the same row and change nothing of it.
    rows: models.QuerySet[Any] = model._default_manager.filter(id__in=ids).order_by("id")
    return list(rows.select_for_update(no_key=True).values_list("id", flat=True))


def _count(model: type[Subject], subject: int, by: int) -> None:
    model._default_manager.filter(pk=subject).update(followers_count=F("followers_count") + by)
