"""Blocking without the other being told, and reports: the only way the staff may read what two people wrote."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.test import Client

from profiles.claims.errors import NotPossible
from profiles.conversations import blocks, invitations, messages, reports
from profiles.models import Block, Message, Report, ReportReading, User
from tests.make import make_user
from tests.reading import text
from tests.talking import LETTER, make_person, make_talk, told

pytestmark = pytest.mark.django_db


def make_staff(name: str = "Stella", may_read: bool = True) -> User:
    """Somebody of the staff, with the right to read what was reported unless told otherwise."""
    user = make_user(name, is_staff=True)
    if may_read:
        user.user_permissions.add(Permission.objects.get(codename="read_reported"))
    return User.objects.get(pk=user.pk)


def test_who_is_blocked_cannot_write_and_is_not_told(client: Client) -> None:
    ada, ben, talk = make_talk()
    client.force_login(ben)
    done = client.post(f"/conversations/{talk.pk}/block/", follow=True).content.decode()
    assert "You blocked this person. They are not told." in done
    assert "Unblock them to write again" in done
    assert '<span class="talk-state">You blocked them' in done
    assert talk.subject not in client.get("/conversations/?state=open").content.decode()
    for kept in ("", "?state=ended"):
        assert "<span>You blocked them" in client.get(f"/conversations/{kept}").content.decode()
    assert told(ada) == []
    with pytest.raises(NotPossible, match="Unblock them"):
        messages.write(talk, ben, "Hello")
    client.force_login(ada)
    html = client.get(f"/conversations/{talk.pk}/").content.decode()
    assert "This conversation takes no new messages." in html
    assert "you were blocked" not in html.lower()
    assert '<span class="talk-state">In conversation' in html
    assert talk.subject in client.get("/conversations/?state=open").content.decode()
    assert "Blocked people" not in html
    refused = client.post(f"/conversations/{talk.pk}/write/", {"text": "Why?"})
    assert refused.status_code == 409
    assert not Message.objects.exists()
    # They can still protect themselves too.
    assert client.post(f"/conversations/{talk.pk}/block/", follow=True).status_code == 200
    assert Block.objects.count() == 2


def test_unblocking_opens_the_conversation_again(client: Client) -> None:
    ada, ben, talk = make_talk()
    blocks.block(talk, ben)
    client.force_login(ben)
    html = client.get("/conversations/blocked/").content.decode()
    assert "Ada Sun" in html
    block = Block.objects.get()
    assert f'name="block" value="{block.pk}"' in html
    client.post("/conversations/blocked/", {"block": str(block.pk)})
    messages.write(talk, ada, "Hello again")
    assert "You have blocked nobody." in client.get("/conversations/blocked/").content.decode()
    for odd in ("", "x", "9" * 30, str(block.pk)):
        assert client.post("/conversations/blocked/", {"block": odd}).status_code == 302


def test_nobody_takes_back_the_block_of_another(client: Client) -> None:
    ada, ben, talk = make_talk()
    blocks.block(talk, ben)
    client.force_login(ada)
    client.post("/conversations/blocked/", {"block": str(Block.objects.get().pk)})
    assert Block.objects.count() == 1
    assert "You have blocked nobody." in client.get("/conversations/blocked/").content.decode()
    client.logout()
    assert "/accounts/login/" in client.post("/conversations/blocked/", {"block": "1"})["Location"]


def test_a_block_ends_open_invitations_in_words_that_tell_nothing() -> None:
    ada, ben, talk = make_talk(accepted=False)
    blocks.block(talk, ben)
    talk.refresh_from_db()
    assert talk.state == "declined"
    assert told(ada) == ["Ben Moon declined your invitation"]
    cy, record = make_person("Cy Star")
    sent = invitations.invite(ada, record, LETTER)
    blocks.block(sent, ada)
    sent.refresh_from_db()
    assert (sent.state, told(cy)) == ("withdrawn", ["Ada Sun invites you to a conversation"])
    with pytest.raises(NotPossible, match="blocked this person already"):
        blocks.block(sent, ada)


def test_the_list_of_the_blocked_takes_the_same_queries_for_many(django_assert_num_queries: Any) -> None:
    ada, _, talk = make_talk()
    blocks.block(talk, ada)
    with django_assert_num_queries(3):
        assert [person.name for _, person in blocks.listed(ada)] == ["Ben Moon"]
    for name in ("Cy Star", "Dan Field"):
        blocks.block(invitations.invite(ada, make_person(name)[1], LETTER), ada)
    with django_assert_num_queries(3):
        assert [person.name for _, person in blocks.listed(ada)] == ["Dan Field", "Cy Star", "Ben Moon"]


def test_either_person_reports_once_and_the_other_is_not_told(client: Client) -> None:
    ada, ben, talk = make_talk()
    for person in (ada, ben):
        client.force_login(person)
        html = client.post(f"/conversations/{talk.pk}/report/", {"text": "Rude."}, follow=True).content.decode()
        assert "the staff will look at it" in html
        assert "You reported this. The staff are looking at it." in text(html)
    again = client.post(f"/conversations/{talk.pk}/report/", {"text": "Rude, I say."})
    assert again.status_code == 409
    assert "You reported this already" in again.content.decode()
    assert "Rude, I say." in again.content.decode()
    assert client.post(f"/conversations/{talk.pk}/report/", {"text": ""}).status_code == 422
    assert set(Report.objects.values_list("user", "text")) == {(ada.pk, "Rude."), (ben.pk, "Rude.")}
    assert told(ada) == told(ben) == []


def test_an_invitation_can_be_reported_too(client: Client) -> None:
    _, ben, talk = make_talk(accepted=False)
    client.force_login(ben)
    assert "Somebody of the staff will read" in client.get(f"/conversations/{talk.pk}/report/").content.decode()
    assert client.post(f"/conversations/{talk.pk}/report/", {"text": "Spam."}).status_code == 302


def test_very_many_reports_a_day_are_too_many(client: Client) -> None:
    _, ben, talk = make_talk()
    client.force_login(ben)
    answers = [client.post(f"/conversations/{talk.pk}/report/", {"text": "Rude."}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [302] + [409] * 9 + [429]


def test_the_staff_read_all_of_it_while_a_report_is_open_and_each_reading_is_kept() -> None:
    ada, ben, talk = make_talk()
    messages.write(talk, ada, "Rude words")
    report, stella = reports.report(talk, ben, "Rude."), make_staff()
    said = reports.read(report, stella)
    assert [message.writer_id for message in said] == [ada.pk, ada.pk]
    assert said[0].text.startswith("Attention sinks\n\nShall we")
    assert said[1].text == "Rude words"
    reports.read(report, stella)
    assert list(ReportReading.objects.values_list("report", "reader")) == [(report.pk, stella.pk)] * 2
    reports.close(report, stella, "The writer was warned.")
    assert told(ben) == ["A message from Ada Sun", "Your report was looked at"]
    assert told(ada) == []
    report.refresh_from_db()
    assert (report.state, report.decided_by, report.outcome) == ("closed", stella, "The writer was warned.")
    for late in (lambda: reports.read(report, stella), lambda: reports.close(report, stella, "Again.")):
        with pytest.raises(NotPossible, match="closed"):
            late()
    assert ReportReading.objects.count() == 2
    # A closed report does not stop a new one.
    assert reports.report(talk, ben, "Again rude.").pk != report.pk


def test_without_the_right_or_as_one_of_the_two_nobody_reads() -> None:
    ada, ben, talk = make_talk()
    report = reports.report(talk, ben, "Rude.")
    permission = Permission.objects.get(codename="read_reported")
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    for person in (ada, ben):
        person.user_permissions.add(permission)
    for name, person in (
        ("staff without the right", make_staff("Sten", may_read=False)),
        ("a reader with a right by mistake", ben),
        ("staff who is in the conversation", User.objects.get(pk=ada.pk)),
        ("a reader", make_user("Cleo")),
    ):
        with pytest.raises(PermissionDenied):
            reports.read(report, person)
        with pytest.raises(PermissionDenied):
            reports.close(report, person, "Nothing wrong.")
        assert not ReportReading.objects.exists(), name
    report.refresh_from_db()
    assert report.state == "open"
