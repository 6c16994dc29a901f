"""Not wanting to hear from somebody: the other is never told."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from profiles.claims.errors import NotPossible
from profiles.conversations import people, telling
from profiles.conversations.holding import hold_people
from profiles.models import Block, Conversation, User


def between(user: User, other: int) -> tuple[bool, bool]:
    """Whether the one blocked the other, and the other the one."""
    pairs = set(
        Block.objects.filter(Q(user=user, blocked_id=other) | Q(user_id=other, blocked=user)).values_list(
            "user_id", flat=True
        )
    )
    return user.pk in pairs, other in pairs


def block(conversation: Conversation, user: User) -> None:
    """Hears no more from the other of this conversation: open invitations end, and neither can write to the other."""
    other = people.account_id(conversation, people.side_of(conversation, user).other)
    if other is None:
        raise NotPossible("Their account is gone, so they cannot write to you any more.")
    try:
        with transaction.atomic():
            hold_people(user.pk, other)
            # Who writes holds the conversation's row: afterwards no message slips through.
            both = Conversation.objects.filter(sender__in=(user.pk, other), recipient__in=(user.pk, other))
            list(both.order_by("id").select_for_update().values("id"))
            Block.objects.create(user=user, blocked_id=other)
            _end_invitations(user, other)
    except IntegrityError as error:
        raise NotPossible("You blocked this person already.") from error


def _end_invitations(user: User, other: int) -> None:
    now, invited = timezone.now(), Conversation.objects.filter(state=Conversation.State.INVITED)
    invited.filter(sender=user, recipient_id=other).update(
        state=Conversation.State.WITHDRAWN, answered_at=now, recipient_unread=0
    )
    # To who was blocked it looks like any other answer.
    for got in invited.filter(sender_id=other, recipient=user):
        changes = {"state": Conversation.State.DECLINED, "answered_at": now, "recipient_unread": 0}
        Conversation.objects.filter(pk=got.pk).update(**changes)
        telling.declined(got)


def unblock(user: User, block: int) -> bool:
    """Takes a block of this person back; False where there is none any more."""
    gone, _ = Block.objects.filter(pk=block, user=user).delete()
    return bool(gone)


def listed(user: User) -> list[tuple[Block, people.Person]]:
    """Whom this person blocked, newest first, each by the record they were met with."""
    blocks = list(Block.objects.filter(user=user).order_by("-id"))
    if not blocks:
        return []
    blocked = [block.blocked_id for block in blocks]
    met = Conversation.objects.filter(Q(sender=user, recipient__in=blocked) | Q(recipient=user, sender__in=blocked))
    conversations = list(met.select_related(*people.RECORDS).order_by("newest_at", "id"))
    owners = people.Owners(conversations)
    who = {}
    for conversation in conversations:
        side = people.side_of(conversation, user).other
        who[people.account_id(conversation, side)] = owners.person(conversation, side)
    return [(block, who[block.blocked_id]) for block in blocks if block.blocked_id in who]
