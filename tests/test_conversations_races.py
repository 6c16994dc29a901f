"""Two tabs and two people at once, each on a connection of their own."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as site

from profiles.conversations import blocks, invitations, messages, reports
from profiles.models import Block, Conversation, Message, Report
from tests.races import at_once
from tests.talking import LETTER, make_person, make_talk, told

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_accepting_and_withdrawing_one_wins_and_the_other_is_told() -> None:
    ada, ben, talk = make_talk(accepted=False)
    refused = at_once(lambda: invitations.accept(talk, ben), lambda: invitations.withdraw(talk, ada))
    talk.refresh_from_db()
    assert len(refused) == 1
    assert ("withdrawn meanwhile" in refused[0]) is (talk.state == "withdrawn")
    assert ("accepted meanwhile" in refused[0]) is (talk.state == "accepted")
    assert told(ada) == (["Ben Moon accepted your invitation"] if talk.state == "accepted" else [])


def test_who_accepts_in_two_tabs_accepts_once() -> None:
    ada, ben, talk = make_talk(accepted=False)
    refused = at_once(*[lambda: invitations.accept(talk, ben)] * 3)
    assert refused == ["The invitation was accepted meanwhile."] * 2
    assert told(ada) == ["Ben Moon accepted your invitation"]


def test_who_invites_from_two_tabs_invites_once() -> None:
    ada, _ = make_person("Ada Sun")
    ben, record = make_person("Ben Moon")
    refused = at_once(*[lambda: invitations.invite(ada, record, LETTER)] * 3)
    assert len(refused) == 2
    assert all("You invited Ben Moon" in one for one in refused)
    assert told(ben) == ["Ada Sun invites you to a conversation"]


def test_two_who_invite_each_other_end_with_one_invitation() -> None:
    ada, own = make_person("Ada Sun")
    ben, record = make_person("Ben Moon")
    refused = at_once(lambda: invitations.invite(ada, record, LETTER), lambda: invitations.invite(ben, own, LETTER))
    assert len(refused) == 1
    assert "invited you on" in refused[0]
    assert Conversation.objects.count() == 1


def test_at_the_limit_only_one_of_two_invitations_goes_out() -> None:
    ada, _ = make_person("Ada Sun")
    records = [make_person(f"{name} Moon")[1] for name in ("Ben", "Cy", "Dan", "Eve", "Fay", "Gus", "Hal")]
    for record in records[: site.INVITATIONS_PER_DAY - 1]:
        invitations.invite(ada, record, LETTER)
    last = records[site.INVITATIONS_PER_DAY - 1 :]
    refused = at_once(*[lambda record=record: invitations.invite(ada, record, LETTER) for record in last])
    assert len(refused) == len(last) - 1
    assert all("which is the limit" in one for one in refused)
    assert Conversation.objects.count() == site.INVITATIONS_PER_DAY


def test_many_messages_at_once_are_counted_exactly_and_ring_once() -> None:
    ada, ben, talk = make_talk()
    refused = at_once(*[lambda: messages.write(talk, ada, "Hello")] * 6, lambda: messages.write(talk, ben, "Hi"))
    talk.refresh_from_db()
    assert refused == []
    assert (talk.sender_unread, talk.recipient_unread) == (1, 6)
    assert told(ben) == ["A message from Ada Sun"]
    assert told(ada) == ["A message from Ben Moon"]


def test_reading_while_messages_come_leaves_exactly_what_was_not_seen() -> None:
    ada, ben, talk = make_talk()
    seen = [messages.write(talk, ada, "Hello").pk for _ in range(3)][-1]
    at_once(
        *[lambda: messages.write(talk, ada, "More")] * 3,
        lambda: messages.read(talk, ben, seen),
        lambda: messages.read(talk, ben, seen),
    )
    talk.refresh_from_db()
    assert talk.recipient_unread == Message.objects.filter(pk__gt=seen).count() == 3


def test_after_a_block_nothing_arrives_and_two_tabs_block_once() -> None:
    ada, ben, talk = make_talk()
    refused = at_once(
        lambda: blocks.block(talk, ben), lambda: blocks.block(talk, ben), lambda: messages.write(talk, ada, "Hello")
    )
    assert "You blocked this person already." in refused
    assert Block.objects.count() == 1
    assert Message.objects.count() == 2 - len(refused)
    talk.refresh_from_db()
    assert talk.recipient_unread == Message.objects.count()


def test_an_invitation_and_a_block_at_once_leave_no_open_invitation() -> None:
    ada, ben, talk = make_talk()
    invitations.close(talk, ada)
    at_once(lambda: invitations.invite(ada, talk.to_author, LETTER), lambda: blocks.block(talk, ben))
    assert not Conversation.objects.filter(state="invited").exists()


def test_writing_and_closing_and_ending_at_once_hold_together() -> None:
    ada, ben, talk = make_talk()
    author: Any = talk.from_author
    at_once(
        lambda: messages.write(talk, ben, "Hello"),
        lambda: invitations.close(talk, ben),
        lambda: invitations.end_for(ada, author, "The claim was rolled back."),
    )
    talk.refresh_from_db()
    assert talk.state == "closed"
    closings = [subject for subject in told(ada) + told(ben) if "closed" in subject]
    assert len(closings) == 1


def test_who_reports_from_two_tabs_reports_once() -> None:
    _, ben, talk = make_talk()
    refused = at_once(*[lambda: reports.report(talk, ben, "Rude.")] * 3)
    assert refused == ["You reported this already, and it is being looked at."] * 2
    assert Report.objects.count() == 1
