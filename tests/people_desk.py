"""People and clients of the desk of people, for its tests."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.test import Client

from profiles.claims import verbs
from profiles.models import (
    Author,
    Claim,
    User,
)  # fmt: skip
from tests.make import make_user

CLAIMS = "/admin/profiles/claim/"
RIGHTS = ("view_claim", "view_contest", "view_objection", "view_proof", "decide_claim", "view_report", "read_reported")


def curator(name: str = "Cleo", *rights: str) -> User:
    user = make_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights or RIGHTS))
    return user


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def claimant(name: str = "Ada") -> User:
    user = make_user(name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def claim_of(author: Author, name: str = "Ada") -> Claim:
    return verbs.open_claim(claimant(name), author, author.name, f"I am {name}, and these are mine.")


def page_of(client: Client, claim: Claim) -> str:
    answer = client.get(f"{CLAIMS}{claim.pk}/change/")
    assert answer.status_code == 200
    return answer.content.decode()


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


def decide(client: Client, claim: Claim, decision: str, reason: str = "We spoke.", at: str = "") -> Any:
    form = {"decision": decision, "reason": reason, "seen": at or seen(page_of(client, claim))}
    return client.post(f"{CLAIMS}{claim.pk}/decide/", form, follow=True)


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]
