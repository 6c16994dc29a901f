"""One conversation as one of its two people reads it."""

from __future__ import annotations

from dataclasses import dataclass

from django.shortcuts import get_object_or_404

from profiles.conversations import blocks, messages, people, reports, writing
from profiles.conversations.people import Owners, Person, Side
from profiles.models import Conversation, User

State = Conversation.State


def find(user: User, pk: int) -> Conversation:
    """The conversation, for one of its two people; 404 for everybody else."""
    return get_object_or_404(Conversation.objects.of(user).select_related(*people.RECORDS), pk=pk)


@dataclass(frozen=True, slots=True)
class Thread:
    """What the page shows: who, what was written, and what this reader may do."""

    conversation: Conversation
    me: Person
    other: Person
    is_sender: bool
    unread: int
    # Why nothing can be written, or the invitation not be accepted; "" where it can.
    obstacle: str
    reported: bool
    can_block: bool
    is_blocked: bool
    page: messages.Page

    @classmethod
    def of(cls, conversation: Conversation, user: User, before: int | None = None) -> Thread:
        """Read for this person, with the newest messages or those before this one."""
        side, owners = people.side_of(conversation, user), Owners([conversation])
        other = people.account_id(conversation, side.other)
        is_blocked = other is not None and blocks.between(user, other)[0]
        invited = conversation.state == State.INVITED
        obstacle = (writing.rest if invited else writing.obstacle)(conversation, user, owners)
        return cls(
            conversation,
            owners.person(conversation, side),
            owners.person(conversation, side.other),
            side is Side.SENDER,
            people.unread(conversation, side),
            obstacle,
            reports.is_open(conversation, user),
            other is not None and not is_blocked,
            is_blocked,
            messages.page(conversation, before),
        )

    @property
    def is_invitation(self) -> bool:
        """Whether it waits for an answer."""
        return self.conversation.state == State.INVITED

    @property
    def is_talk(self) -> bool:
        """Whether it was accepted, and nobody closed it."""
        return self.conversation.state == State.ACCEPTED

    @property
    def after(self) -> int:
        """The id after which newer messages come."""
        return self.page.last
