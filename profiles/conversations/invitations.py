"""Invitations: sent, answered, taken back, ended; whoever comes too late is told what happened meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now

from profiles.claims.errors import NotPossible
from profiles.conversations import messages, people, telling, writing
from profiles.conversations.holding import hold, hold_authors, hold_people
from profiles.conversations.panel import Panel, panel
from profiles.conversations.panel import State as PanelState
from profiles.conversations.people import Side
from profiles.models import Author, Conversation, User

State = Conversation.State

_TOO_LATE = {
    State.INVITED: "The invitation has not been accepted.",
    State.ACCEPTED: "The invitation was accepted meanwhile.",
    State.DECLINED: "The invitation was declined meanwhile.",
    State.WITHDRAWN: "The invitation was withdrawn meanwhile.",
    State.CLOSED: "The conversation was closed meanwhile.",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """What an invitation says."""

    subject: str
    text: str
    # What the page of the work is called, and its title; "" for none.
    work_public_id: str = ""
    work_title: str = ""


def invite(sender: User, author: Author, letter: Letter, record: Author | None = None) -> Conversation:
    """The invitation of the record's person, sent for this or the best proven of the sender's records."""
    try:
        with transaction.atomic():
            look = _ready(sender, author)
            # Held before it is looked at again: of two tabs, or two people, the second sees what the first did.
            held = hold_authors(author.pk, *(own.pk for own in look.records))
            hold_people(sender.pk, look.recipient)
            look = _ready(sender, held[author.pk])
            return _send(sender, look.recipient, _chosen(look.records, record), held[author.pk], letter)
    except IntegrityError as error:
        raise NotPossible(f"You have invited {author.name} already.") from error


def _ready(sender: User, author: Author) -> Panel:
    look = panel(sender, author)
    if look.state is not PanelState.READY:
        raise NotPossible(look.sentence)
    return look


def _chosen(records: list[Author], record: Author | None) -> Author:
    if record is None:
        return records[0]
    if record not in records:
        raise NotPossible(f"You cannot invite others for {record.name}.")
    return record


def _send(sender: User, recipient: int, own: Author, author: Author, letter: Letter) -> Conversation:
    made = Conversation.objects.create(
        from_author=own,
        to_author=author,
        sender=sender,
        recipient_id=recipient,
        subject=letter.subject,
        text=letter.text,
        work_public_id=letter.work_public_id,
        work_title=letter.work_title,
    )
    telling.invited(made)
    return made


def accept(conversation: Conversation, user: User) -> None:
    """Makes a conversation of it; NotPossible where it is not theirs to accept, or not any more."""
    with transaction.atomic():
        held = _open(conversation, user, Side.RECIPIENT)
        if reason := writing.rest(held, user):
            raise NotPossible(reason)
        _answer(held, State.ACCEPTED)
        telling.accepted(held)


def decline(conversation: Conversation, user: User, word: str = "") -> None:
    """Says no, with a word or without; the sender cannot ask again for a while."""
    with transaction.atomic():
        held = _open(conversation, user, Side.RECIPIENT)
        # The word is a message like others: only who may write may add it.
        if word and (reason := writing.rest(held, user)):
            raise NotPossible(reason)
        _answer(held, State.DECLINED)
        if word:
            messages.add(held, user, word)
        telling.declined(held)


def withdraw(conversation: Conversation, user: User) -> None:
    """Takes an invitation back that was not answered yet."""
    with transaction.atomic():
        held = _open(conversation, user, Side.SENDER)
        _answer(held, State.WITHDRAWN)


def close(conversation: Conversation, user: User) -> None:
    """Ends the conversation for both; it can still be read."""
    with transaction.atomic():
        held = hold(conversation)
        side = people.side_of(held, user)
        _end(held, State.ACCEPTED, State.CLOSED)
        telling.closed(held, side)


def end_for(user: User, author: Author, reason: str) -> int:
    """Ends all that this person has open for this record, and tells the others the reason, a sentence; how many.

    For claims that are rolled back: the caller holds the author's row.
    """
    sent = Q(from_author=author) | Q(from_author__merged_into=author)
    got = Q(to_author=author) | Q(to_author__merged_into=author)
    return _end_all(Q(sent, sender=user) | Q(got, recipient=user), user, reason)


def end_all(user: User, reason: str) -> int:
    """Ends all that this person has open, before their account goes; how many."""
    return _end_all(Q(sender=user) | Q(recipient=user), user, reason)


def _end_all(theirs: Q, user: User, reason: str) -> int:
    with transaction.atomic():
        found = Conversation.objects.filter(theirs, state__in=(State.INVITED, State.ACCEPTED))
        hold_people(*{one for pair in found.values_list("sender", "recipient") for one in pair if one})
        held = list(found.order_by("id").select_for_update(of=("self",), no_key=True))
        for one in held:
            side = people.side_of(one, user)
            sent = one.state == State.INVITED and side is Side.SENDER
            _end(one, State(one.state), State.WITHDRAWN if sent else State.CLOSED)
            subject = "An invitation was taken back" if sent else "A conversation was closed"
            telling.ended(one, side.other, subject, reason)
    return len(held)


def _open(conversation: Conversation, user: User, side: Side) -> Conversation:
    """The open invitation, held, which is this side's to answer."""
    held = hold(conversation)
    if people.side_of(held, user) is not side:
        whose = "who was invited" if side is Side.RECIPIENT else "who sent the invitation"
        raise NotPossible(f"Only {whose} can do that.")
    if held.state != State.INVITED:
        raise NotPossible(_TOO_LATE[State(held.state)])
    return held


def _answer(held: Conversation, state: State) -> None:
    _end(held, State.INVITED, state)


def _end(held: Conversation, was: State, state: State) -> None:
    # What the recipient had not read was the invitation, which needs no reading any more.
    read = {"recipient_unread": 0} if was == State.INVITED else {}
    if not Conversation.objects.filter(pk=held.pk, state=was).update(state=state, answered_at=Now(), **read):
        raise NotPossible(_TOO_LATE[State(held.state)])
