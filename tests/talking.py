"""Owners of records who invite each other and talk, for tests of direct collaboration."""

from __future__ import annotations

from typing import Any

from profiles.conversations import invitations
from profiles.conversations.invitations import Letter
from profiles.models import Author, Claim, Conversation, Notice, User
from tests.make import make_owner

LETTER = Letter("Attention sinks", "Shall we compare notes?\nI have <b>data</b>.")


def make_record(name: str, **fields: Any) -> Author:
    """A public record that is open to collaborate."""
    author = Author.named(name, **{"level": 1, "works_count": 1, "open_to_collaborate": True, **fields})
    author.save()
    return author


def make_person(name: str, level: int = 3, **fields: Any) -> tuple[User, Author]:
    """An account and the record it owns; the address is of the first name."""
    author = make_record(name, **fields)
    return make_owner(author, name.split()[0], level), author


def make_talk(accepted: bool = True) -> tuple[User, User, Conversation]:
    """Ada Sun invited Ben Moon, who accepted unless told otherwise."""
    ada, _ = make_person("Ada Sun")
    ben, record = make_person("Ben Moon")
    talk = invitations.invite(ada, record, LETTER)
    if accepted:
        invitations.accept(talk, ben)
    talk.refresh_from_db()
    Notice.objects.all().delete()
    return ada, ben, talk


def contest(user: User) -> None:
    """The claims of this person are contested from now on."""
    Claim.objects.filter(user=user).update(state=Claim.State.CONTESTED)


def told(user: User) -> list[str]:
    """The subjects of what the person was told, oldest first."""
    return list(Notice.objects.filter(user=user).order_by("id").values_list("subject", flat=True))
