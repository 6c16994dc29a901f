"""Whether somebody can write in a conversation now, and the reason where not."""

from __future__ import annotations

from profiles.conversations import blocks, people
from profiles.conversations.people import Owners, Person, Standing
from profiles.models import Conversation, User

# Whoever was blocked reads the same as where it simply rests.
NO_NEW_MESSAGES = "This conversation takes no new messages."

State = Conversation.State

_BY_STATE = {
    State.INVITED: "You can write to each other once the invitation is accepted.",
    State.DECLINED: "The invitation was declined.",
    State.WITHDRAWN: "The invitation was withdrawn.",
    State.CLOSED: "This conversation is closed. It can still be read.",
}


def obstacle(conversation: Conversation, user: User, owners: Owners | None = None) -> str:
    """Why this person cannot write in it now, in a sentence for them; "" where they can."""
    return _BY_STATE.get(State(conversation.state), "") or rest(conversation, user, owners)


def rest(conversation: Conversation, user: User, owners: Owners | None = None) -> str:
    """Why the two of an invitation or conversation cannot act in it now; "" where they can."""
    side, owners = people.side_of(conversation, user), owners or Owners([conversation])
    me, other = owners.person(conversation, side), owners.person(conversation, side.other)
    return _mine(me) or _theirs(other) or _blocked(conversation, user)


def _mine(me: Person) -> str:
    if me.standing is Standing.CONTESTED:
        return f"Your claim on {me.author.name} is under review: writing rests until a curator has decided."
    if me.standing is Standing.ENDED:
        return f"Your claim on {me.author.name} has ended, so you cannot write for it any more."
    return ""


def _theirs(other: Person) -> str:
    if other.standing is Standing.CONTESTED:
        return f"The claim on {other.author.name} is under review: writing rests until a curator has decided."
    if other.standing is Standing.ENDED:
        return (
            f"The claim of the other person on {other.author.name} has ended: "
            f"do not take what they wrote for words of {other.author.name}."
        )
    return "The other person deleted their account." if other.standing is Standing.GONE else ""


def _blocked(conversation: Conversation, user: User) -> str:
    other = people.account_id(conversation, people.side_of(conversation, user).other)
    mine, theirs = blocks.between(user, other) if other else (False, False)
    if mine:
        return "You blocked this person. Unblock them to write again."
    return NO_NEW_MESSAGES if theirs else ""
