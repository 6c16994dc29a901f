"""The two people of a conversation, each as the other sees them: by the record they act for, never by their account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from profiles import owners
from profiles.models import Author, Claim, Conversation, User


class Side(Enum):
    """Which of the two; its value is the name of the column with the account."""

    SENDER = "sender"
    RECIPIENT = "recipient"

    @property
    def other(self) -> Side:
        """The one across."""
        return Side.RECIPIENT if self is Side.SENDER else Side.SENDER


class Standing(Enum):
    """What a person is to the record they act for."""

    OWNER = "owner"
    CONTESTED = "contested"
    ENDED = "ended"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Person:
    """One of the two, with the record they act for and whether it is still theirs."""

    author: Author
    standing: Standing

    @property
    def name(self) -> str:
        """What the other calls them."""
        if self.standing is Standing.GONE:
            return "a former member"
        if self.standing is Standing.ENDED:
            return f"a person whose claim on {self.author.name} has ended"
        return self.author.name

    @property
    def url(self) -> str:
        """Their profile; "" where it does not speak for them any more, or is not shown."""
        speaks = self.standing in {Standing.OWNER, Standing.CONTESTED}
        return self.author.get_absolute_url() if speaks and self.author.hidden_at is None else ""


class Owners:
    """Who owns the records of some conversations, in one query."""

    def __init__(self, conversations: Iterable[Conversation]) -> None:
        authors = {home.pk for one in conversations for home in (record(one, Side.SENDER), record(one, Side.RECIPIENT))}
        claims = Claim.objects.owning().filter(author__in=authors) if authors else Claim.objects.none()
        self._claims = {claim.author_id: claim for claim in claims}

    def person(self, conversation: Conversation, side: Side) -> Person:
        """Who stands on this side of it."""
        author, account = record(conversation, side), account_id(conversation, side)
        claim = self._claims.get(author.pk)
        if account is None:
            return Person(author, Standing.GONE)
        if claim is None or claim.user_id != account:
            return Person(author, Standing.ENDED)
        return Person(author, Standing.CONTESTED if claim.state in owners.RESTING else Standing.OWNER)


def record(conversation: Conversation, side: Side) -> Author:
    """The record that this side acts for, or the one that absorbed it; select RECORDS to need no query."""
    author = conversation.from_author if side is Side.SENDER else conversation.to_author
    return author.merged_into or author


# For select_related.
RECORDS = ("from_author__merged_into", "to_author__merged_into")


def account_id(conversation: Conversation, side: Side) -> int | None:
    """The account on this side; None once it was deleted."""
    return conversation.sender_id if side is Side.SENDER else conversation.recipient_id


def account(conversation: Conversation, side: Side) -> User | None:
    """The account on this side, fetched; None once it was deleted."""
    return conversation.sender if side is Side.SENDER else conversation.recipient


def side_of(conversation: Conversation, user: User) -> Side:
    """On which side this person stands, who is one of the two."""
    assert user.pk in {conversation.sender_id, conversation.recipient_id}, "Strangers never come this far."
    return Side.SENDER if conversation.sender_id == user.pk else Side.RECIPIENT


def mailed_at(conversation: Conversation, side: Side) -> dt.datetime | None:
    """When this side was last told of a message they have not read; None where they were not."""
    return conversation.sender_mailed_at if side is Side.SENDER else conversation.recipient_mailed_at


def unread(conversation: Conversation, side: Side) -> int:
    """How much there is that this side has not read."""
    return conversation.sender_unread if side is Side.SENDER else conversation.recipient_unread
