"""The works of a record that can prove something: those that its owner did not put there."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from profiles.models import Author
from works.models import Assignment, Authorship


def slots(authors: Collection[int]) -> QuerySet[Authorship]:
    """The slots of these records on listed works, without those that an owner claimed as theirs."""
    by_an_owner = Assignment.objects.filter(
        mention=OuterRef("pk"), decision__in_force=True, decision__claim__isnull=False
    )
    return Authorship.objects.filter(~Exists(by_an_owner), author__in=authors, work__is_listed=True)


def of_small_teams(authors: Collection[int]) -> QuerySet[Authorship]:
    """The same on works whose team is small enough for its members to know each other."""
    return slots(authors).filter(work__byline_length__lte=settings.COAUTHOR_LIMIT)


def shared(one: Author, other: Author) -> list[int]:
    """The ids of works that both records share, in a team small enough for its members to know each other."""
    if one.pk == other.pk:
        return []
    of_other = slots([other.pk]).filter(work=OuterRef("work"))
    found = of_small_teams([one.pk]).filter(Exists(of_other))
    return sorted(set(found.values_list("work", flat=True)))


def coauthors(author: Author) -> dict[int, list[int]]:
    """The other records on the works of this one, each with the ids of the works shared, by the same rules."""
    works = of_small_teams([author.pk]).values("work")
    by_an_owner = Assignment.objects.filter(
        mention=OuterRef("pk"), decision__in_force=True, decision__claim__isnull=False
    )
    others = Authorship.objects.filter(~Exists(by_an_owner), work__in=works, author__isnull=False)
    found: dict[int, list[int]] = {}
    for other, work in others.exclude(author=author).order_by("author", "work").values_list("author", "work"):
        assert other is not None, "Slots without an author were left out."
        found.setdefault(other, []).append(work)
    return found
