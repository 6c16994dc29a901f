"""Rows that verbs hold while they decide, always in this order: authors, people, conversations, each by their ids."""

from __future__ import annotations

from profiles.models import Author, Conversation, User


def hold_authors(*ids: int) -> dict[int, Author]:
    """The records, held until the transaction ends."""
    found = Author.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    return {author.pk: author for author in found}


def hold_people(*ids: int) -> None:
    """Holds the accounts until the transaction ends; who was deleted meanwhile is not among them."""
    list(User.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values("pk"))


def hold(conversation: Conversation) -> Conversation:
    """The conversation as it is now, held after its two people; Conversation.DoesNotExist where it is gone."""
    hold_people(*filter(None, (conversation.sender_id, conversation.recipient_id)))
    return Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
