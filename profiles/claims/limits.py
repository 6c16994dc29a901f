"""How often a person may claim and contest on one day."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from profiles.claims.errors import TooOften
from profiles.models import ClaimEvent, Contest, User

Kind = ClaimEvent.Kind
_DAY = timedelta(days=1)


def claims(user: User) -> None:
    """Nothing, or TooOften where the person opened, reopened or appealed so many claims within a day."""
    _hold(user)
    asked = ClaimEvent.objects.filter(actor=user, kind__in=(Kind.OPENED, Kind.REOPENED, Kind.APPEALED))
    if asked.filter(created_at__gt=timezone.now() - _DAY).count() >= settings.CLAIMS_PER_DAY:
        raise TooOften(
            f"You can claim, reopen or appeal {settings.CLAIMS_PER_DAY} times a day. Please come back later."
        )


def contests(user: User) -> None:
    """Nothing, or TooOften where the person contested so many claims within a day."""
    _hold(user)
    asked = Contest.objects.filter(user=user, created_at__gt=timezone.now() - _DAY)
    if asked.count() >= settings.CONTESTS_PER_DAY:
        raise TooOften(f"You can contest {settings.CONTESTS_PER_DAY} claims a day. Please come back later.")


def _hold(user: User) -> None:
    # After the author's row, as everywhere: two tabs of one person are counted one after the other.
    list(User.objects.filter(pk=user.pk).select_for_update(no_key=True).values("pk"))
