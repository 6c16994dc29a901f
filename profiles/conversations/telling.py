"""What the two of a conversation are told by notices: names of records and what happened, never what was written."""

from __future__ import annotations

from django.urls import reverse

from profiles import notices
from profiles.conversations import people
from profiles.conversations.people import Owners, Side
from profiles.models import Conversation


def invited(held: Conversation) -> None:
    """Tells who was invited."""
    name = _name(held, Side.SENDER)
    text = f"{name} would like to begin a conversation with you. You can accept, decline, block or report it."
    _tell(held, Side.RECIPIENT, f"{name} invites you to a conversation", text)


def accepted(held: Conversation) -> None:
    """Tells who sent it that they can write now."""
    name = _name(held, Side.RECIPIENT)
    text = f"{name} accepted your invitation. You can write to each other now."
    _tell(held, Side.SENDER, f"{name} accepted your invitation", text)


def declined(held: Conversation) -> None:
    """Tells who sent it that the answer is no, in the same words where they were blocked."""
    name = _name(held, Side.RECIPIENT)
    _tell(held, Side.SENDER, f"{name} declined your invitation", f"{name} declined your invitation.")


def closed(held: Conversation, by: Side) -> None:
    """Tells the other in their inbox that nothing more will come."""
    name = _name(held, by)
    text = f"{name} closed your conversation. It can still be read."
    _tell(held, by.other, f"{name} closed a conversation", text, by_mail=False)


def ended(held: Conversation, side: Side, subject: str, reason: str) -> None:
    """Tells this side why the site ended it."""
    _tell(held, side, subject, reason)


def wrote(held: Conversation, writer: Side) -> None:
    """Tells the other that there is something to read."""
    name = _name(held, writer)
    _tell(held, writer.other, f"A message from {name}", f"{name} wrote to you. The words are on the site only.")


def _name(held: Conversation, side: Side) -> str:
    return Owners([held]).person(held, side).name


def _tell(held: Conversation, side: Side, subject: str, text: str, *, by_mail: bool = True) -> None:
    url = reverse("conversation", args=[held.pk])
    notices.tell(people.account(held, side), subject, text, url, by_mail=by_mail)
