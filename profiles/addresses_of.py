"""E-mail addresses of an account: which are confirmed, and where its mail goes."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from profiles.models import User


def confirmed(user: User) -> list[str]:
    """The addresses that the person confirmed, the primary one first."""
    found = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "id")
    return list(found.values_list("email", flat=True))


def for_mail(user: User) -> str | None:
    """Where mail to the person goes: the confirmed primary address, or the only confirmed one; None without one."""
    found = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "id")[:2]
    if not found or (len(found) > 1 and not found[0].primary):
        return None
    return str(found[0].email)
