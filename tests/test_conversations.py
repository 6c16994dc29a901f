"""Conversations: written, counted, paged, arriving, told by mail, and what strangers and the locked read."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiles.claims.errors import NotPossible
from profiles.conversations import blocks, invitations, messages, presence, ringing
from profiles.models import Author, Claim, Conversation, Message, Notice, User
from tests.make import make_user
from tests.reading import text
from tests.talking import LETTER, contest, make_person, make_record, make_talk, told

pytestmark = pytest.mark.django_db


def url(talk: Conversation, rest: str = "") -> str:
    return f"/conversations/{talk.pk}/{rest}"


def part(client: Client, address: str, target: str, **data: str) -> Any:
    """The answer to HTMX asking for this part; a POST where there are data."""
    headers = {"HX-Request": "true", "HX-Target": target}
    return client.post(address, data, headers=headers) if data else client.get(address, headers=headers)


def unread(talk: Conversation) -> tuple[int, int]:
    talk.refresh_from_db()
    return talk.sender_unread, talk.recipient_unread


def say(talk: Conversation, user: User, count: int, word: str = "Line") -> list[Message]:
    return [messages.write(talk, user, f"{word} {n}.") for n in range(1, count + 1)]


def shown(html: str) -> list[str]:
    """The messages of a page or part, in their order."""
    return re.findall(r'<p class="words" dir="auto">(.*?)</p>', html, re.DOTALL)


def test_an_accepted_invitation_is_a_conversation_that_begins_with_it(client: Client) -> None:
    ada, ben, talk = make_talk()
    client.force_login(ben)
    response = client.post(url(talk, "write/"), {"text": "Gladly.\r\n<i>Ben</i>"})
    assert response["Location"] == url(talk, "#newest")
    client.force_login(ada)
    html = client.get(url(talk)).content.decode()
    assert shown(html) == [
        "Shall we compare notes?\nI have &lt;b&gt;data&lt;/b&gt;.",
        "Gladly.\n&lt;i&gt;Ben&lt;/i&gt;",
    ]
    assert f'<a href="{talk.to_author.get_absolute_url()}">Ben Moon</a>' in html
    assert "with Ben Moon you as Ada Sun In conversation" in text(html)


def test_strangers_find_nothing_and_who_is_not_logged_in_is_sent_to_the_log_in(client: Client) -> None:
    _, _, talk = make_talk()
    assert client.get(url(talk))["Location"] == f"/accounts/login/?next=%2Fconversations%2F{talk.pk}%2F"
    posts = ("write/", "read/", "accept/", "decline/", "withdraw/", "close/", "block/", "report/")
    for rest in posts:
        assert "/accounts/login/" in client.post(url(talk, rest), {"text": "x"})["Location"]
    for person in (make_user("Cleo"), make_user("Root", is_staff=True, is_superuser=True)):
        client.force_login(person)
        assert client.get(url(talk)).status_code == 404
        assert part(client, url(talk, "?after=0"), "newer").status_code == 404
        for rest in posts:
            assert client.post(url(talk, rest), {"text": "x"}).status_code == 404, rest
        assert "Attention sinks" not in client.get("/conversations/").content.decode()
    assert not Message.objects.exists()


def test_an_unknown_verb_is_not_there_and_reading_by_get_changes_nothing(client: Client) -> None:
    ada, ben, talk = make_talk()
    messages.write(talk, ada, "Hello")
    client.force_login(ben)
    assert client.post(url(talk, "delete/")).status_code == 404
    assert client.get(url(talk, "close/")).status_code == 405
    with CaptureQueriesContext(connection) as captured:
        client.get(url(talk))
        part(client, url(talk, "?after=0"), "newer")
    written = [query["sql"] for query in captured if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert written == []
    assert unread(talk) == (0, 1)


def test_what_is_unread_is_counted_exactly_for_each_side(client: Client) -> None:
    ada, ben, talk = make_talk()
    first, *_, last = say(talk, ada, 3)
    assert unread(talk) == (0, 3)
    messages.read(talk, ben, first.pk)
    assert unread(talk) == (0, 2)
    # Who answers has read what they saw, not what came since.
    messages.write(talk, ben, "Yes", seen=last.pk - 1)
    assert unread(talk) == (1, 1)
    client.force_login(ben)
    done = part(client, url(talk, "read/"), "read", upto=str(last.pk)).content.decode()
    assert 'id="unread-talks" hx-swap-oob="true"></span>' in done
    assert unread(talk) == (1, 0)
    messages.read(talk, ben, 0)
    assert unread(talk) == (1, 0)
    client.force_login(ada)
    html = client.get(url(talk)).content.decode()
    upto = re.search(r'name="upto" value="(\d+)"', html)
    assert upto
    assert client.post(url(talk, "read/"), {"upto": upto[1]})["Location"] == "/conversations/"
    assert unread(talk) == (0, 0)
    assert "mark-read" not in client.get(url(talk)).content.decode()


def test_an_invitation_is_unread_until_it_is_opened_or_answered(client: Client) -> None:
    ada, ben, talk = make_talk(accepted=False)
    assert unread(talk) == (0, 1)
    client.force_login(ben)
    client.post(url(talk, "read/"), {"upto": "0"})
    assert unread(talk) == (0, 0)
    _, record = make_person("Cy Star")
    other = invitations.invite(ada, record, LETTER)
    invitations.withdraw(other, ada)
    assert unread(other) == (0, 0)


def test_a_notice_is_read_once_its_person_answers_and_the_menu_counts_messages(client: Client) -> None:
    ada, _ = make_person("Ada Sun")
    ben, record = make_person("Ben Moon")
    talk = invitations.invite(ada, record, LETTER)
    client.force_login(ben)
    menu = client.get("/about/").content.decode()
    assert "Inbox 1 unread Conversations 1 unread" in text(menu)
    client.post(url(talk, "accept/"))
    assert not Notice.objects.unread().filter(user=ben).exists()
    assert Notice.objects.unread().filter(user=ada).exists()
    client.force_login(ada)
    client.post(url(talk, "write/"), {"text": "Good."})
    assert not Notice.objects.unread().filter(user=ada).exists()
    other = make_talk_of(ben)
    say(other, ben, 2)
    client.force_login(ben)
    assert "Conversations 1 unread" in text(client.get("/about/").content.decode())
    client.force_login(make_user("Nobody"))
    assert "unread-count" not in client.get("/about/").content.decode()


def make_talk_of(sender: User) -> Conversation:
    """A conversation that this person began with somebody new."""
    cy, record = make_person("Cy Star")
    talk = invitations.invite(sender, record, LETTER)
    invitations.accept(talk, cy)
    return talk


def test_a_long_conversation_is_paged_from_the_newest_backwards(client: Client) -> None:
    ada, ben, talk = make_talk()
    said = [f"Line {n}." for n in range(1, 71)]
    Message.objects.bulk_create([Message(conversation=talk, writer=ada, text=text) for text in said])
    client.force_login(ben)
    newest = client.get(url(talk)).content.decode()
    assert shown(newest) == said[40:]
    seen, html = said[40:], newest
    for expected in (said[10:40], said[:10]):
        earlier = re.search(r'id="earlier"><a class="button secondary" href="([^"]+)"', html)
        assert earlier
        fragment = part(client, earlier[1], "earlier").content.decode()
        assert fragment.lstrip().startswith(("<p id", "<article")), fragment[:80]
        whole = client.get(earlier[1]).content.decode()
        assert [words for words in shown(fragment) if words in said] == expected
        assert [words for words in shown(whole) if words in said] == expected
        assert "To the newest messages" in whole
        seen, html = expected + seen, fragment
    assert seen == said
    assert shown(html)[0].startswith("Shall we compare notes?")
    assert 'id="earlier"' not in html


def test_an_open_page_gets_only_what_is_newer(client: Client) -> None:
    ada, ben, talk = make_talk()
    first, second = say(talk, ada, 2)
    client.force_login(ben)
    address = re.search(r'id="newer" data-poll="4" hx-get="([^"]+)"', client.get(url(talk)).content.decode())
    assert address
    nothing = part(client, address[1], "newer")
    assert (nothing.status_code, nothing.content) == (204, b"")
    third = messages.write(talk, ada, "Third.")
    fresh = part(client, address[1], "newer").content.decode()
    assert shown(fresh) == ["Third."]
    assert f"?after={third.pk}" in fresh
    assert f'name="upto" value="{third.pk}"' in fresh
    assert shown(part(client, url(talk, f"?after={first.pk}"), "newer").content.decode()) == ["Line 2.", "Third."]
    # The same address without HTMX stands alone.
    assert shown(client.get(url(talk, f"?after={second.pk}")).content.decode())[-1] == "Third."
    for odd in ("?after=x", "?after=-1", "?after=" + "9" * 30, "?before=0"):
        assert client.get(url(talk, odd)).status_code == 200


def test_a_tab_whose_session_ended_is_told_and_asks_no_more(client: Client) -> None:
    _, ben, talk = make_talk()
    client.force_login(ben)
    client.logout()
    over = part(client, url(talk, "?after=0"), "newer")
    assert over.status_code == 200
    assert "Your session has ended" in over.content.decode()
    assert "hx-get" not in over.content.decode()
    unsent = part(client, url(talk, "write/"), "answer", text="Dear <Ada>")
    assert (unsent.status_code, unsent["HX-Reswap"]) == (401, "outerHTML")
    assert "Dear &lt;Ada&gt;" in unsent.content.decode()
    assert "session has ended" in unsent.content.decode()


def test_who_waits_for_an_answer_sees_the_page_anew_when_it_came(client: Client) -> None:
    ada, ben, talk = make_talk(accepted=False)
    client.force_login(ada)
    address = re.search(r'hx-get="([^"]+invited=1)"', client.get(url(talk)).content.decode())
    assert address
    waiting = address[1].replace("&amp;", "&")
    assert part(client, waiting, "newer").status_code == 204
    invitations.accept(talk, ben)
    assert part(client, waiting, "newer")["HX-Refresh"] == "true"


def test_a_message_that_cannot_be_sent_stays_in_the_form(client: Client) -> None:
    _, ben, talk = make_talk()
    client.force_login(ben)
    for wrong in ("", "   ", "z" * 10_001, "nul\0"):
        whole = client.post(url(talk, "write/"), {"text": wrong})
        assert whole.status_code == 422
        assert "errorlist" in whole.content.decode()
        fragment = part(client, url(talk, "write/"), "answer", text=wrong)
        assert (fragment.status_code, fragment["HX-Reswap"]) == (422, "outerHTML")
    assert "z" * 10_001 in client.post(url(talk, "write/"), {"text": "z" * 10_001}).content.decode()
    assert not Message.objects.exists()


def test_a_message_by_htmx_brings_a_fresh_form_and_calls_for_what_is_new(client: Client) -> None:
    _, ben, talk = make_talk()
    client.force_login(ben)
    sent = part(client, url(talk, "write/"), "answer", text="Hello")
    assert "written" in sent["HX-Trigger"]
    assert "Hello" not in sent.content.decode()
    assert "autofocus" in sent.content.decode()


def test_very_many_messages_in_a_minute_are_too_many(client: Client) -> None:
    _, ben, talk = make_talk()
    client.force_login(ben)
    answers = [client.post(url(talk, "write/"), {"text": f"{n}"}) for n in range(31)]
    assert [answer.status_code for answer in answers] == [302] * 30 + [429]
    assert "very often" in answers[-1].content.decode()
    assert Message.objects.count() == 30


def test_one_mail_a_quiet_period_until_they_have_read(settings: Any) -> None:
    ada, ben, talk = make_talk()
    say(talk, ada, 5)
    assert told(ben) == ["A message from Ada Sun"]
    notice = Notice.objects.get()
    assert "Line" not in notice.text
    assert (notice.url, notice.by_mail) == (url(talk), True)
    an_hour_ago = timezone.now() - dt.timedelta(minutes=settings.QUIET_MINUTES + 1)
    Conversation.objects.filter(pk=talk.pk).update(recipient_mailed_at=an_hour_ago)
    say(talk, ada, 2)
    assert len(told(ben)) == 2
    messages.read(talk, ben, Message.objects.latest("id").pk)
    presence.note(talk, ada.pk)
    say(talk, ben, 1)
    assert told(ada) == []


def test_who_has_read_and_went_away_is_told_anew_and_who_is_there_is_not(valkey: Any) -> None:
    ada, ben, talk = make_talk()
    messages.read(talk, ben, say(talk, ada, 1)[0].pk)
    say(talk, ada, 1)
    assert len(told(ben)) == 1
    valkey.flushdb()
    say(talk, ada, 2)
    assert len(told(ben)) == 2


def test_who_had_just_left_is_told_a_little_later(valkey: Any) -> None:
    ada, ben, talk = make_talk()
    presence.note(talk, ben.pk)
    say(talk, ada, 2)
    waiting = make_person("Cy Star")[1]
    invitations.invite(ada, waiting, LETTER)
    soon = timezone.now() + dt.timedelta(minutes=3)
    assert (ringing.ring_missed(), told(ben)) == (0, [])
    ringing.ring_missed(soon)
    assert told(ben) == []
    valkey.flushdb()
    ringing.ring_missed(soon)
    ringing.ring_missed(soon)
    assert (told(ben), told(ada)) == (["A message from Ada Sun"], [])
    messages.read(talk, ben, Message.objects.latest("id").pk)
    valkey.flushdb()
    assert ringing.ring_missed(soon) == 0


def test_without_valkey_messages_still_go_and_somebody_is_told(client: Client, settings: Any) -> None:
    ada, ben, talk = make_talk()
    client.force_login(ada)
    caches = settings.CACHES
    settings.CACHES = {"default": caches["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    assert client.post(url(talk, "write/"), {"text": "Hello"}).status_code == 302
    assert client.get(url(talk)).status_code == 200
    assert told(ben) == ["A message from Ada Sun"]
    settings.CACHES = caches


def test_either_side_can_close_and_both_read_on(client: Client) -> None:
    ada, ben, talk = make_talk()
    messages.write(talk, ada, "Last words")
    client.force_login(ben)
    closed = client.post(url(talk, "close/"), follow=True).content.decode()
    assert "You closed the conversation." in closed
    assert "Last words" in closed
    assert 'name="text"' not in closed
    assert "data-poll" not in closed
    assert told(ada) == ["Ben Moon closed a conversation"]
    assert client.post(url(talk, "write/"), {"text": "More"}).status_code == 409
    client.post(url(talk, "close/"))
    assert told(ada) == ["Ben Moon closed a conversation"]
    client.force_login(ada)
    assert "This conversation is closed. It can still be read." in client.get(url(talk)).content.decode()


def test_who_deleted_their_account_is_a_former_member(client: Client) -> None:
    ada, ben, talk = make_talk()
    messages.write(talk, ben, "Goodbye")
    Claim.objects.filter(user=ben).update(is_owner=False, state="withdrawn")
    ben.delete()
    client.force_login(ada)
    for address in (url(talk), "/conversations/"):
        html = client.get(address).content.decode()
        assert "with a former member" in text(html)
        assert "Ben Moon" not in html
    assert "<b>a former member</b>" in client.get(url(talk)).content.decode()
    assert "The other person deleted their account." in client.get(url(talk)).content.decode()
    assert client.post(url(talk, "block/"), follow=True).status_code == 200
    with pytest.raises(NotPossible, match="deleted"):
        messages.write(talk, ada, "Are you there?")
    messages.read(talk, ada, Message.objects.get().pk)
    assert unread(talk)[0] == 0


def test_while_a_claim_is_contested_all_is_read_and_nothing_written(client: Client) -> None:
    ada, ben, talk = make_talk()
    messages.write(talk, ada, "Before")
    contest(ada)
    for person, reason in (
        (ada, "Your claim on Ada Sun is under review: writing rests"),
        (ben, "The claim on Ada Sun is under review: writing rests"),
    ):
        client.force_login(person)
        html = client.get(url(talk)).content.decode()
        assert "Before" in html
        assert reason in html
        assert 'name="text"' not in html
        refused = client.post(url(talk, "write/"), {"text": "Now"})
        assert refused.status_code == 409
        assert reason in refused.content.decode()
    assert Message.objects.count() == 1


def test_the_words_of_somebody_whose_claim_ended_are_not_shown_as_the_researchers(client: Client) -> None:
    ada, ben, talk = make_talk()
    messages.write(talk, ada, "I am Ada, really")
    Claim.objects.filter(user=ada).update(is_owner=False, state="refused")
    true_ada = make_user("True")
    Claim.objects.create(author=talk.from_author, user=true_ada, name="Ada", state="verified", is_owner=True)
    client.force_login(ben)
    html = client.get(url(talk)).content.decode()
    assert "<b>a person whose claim on Ada Sun has ended</b>" in html
    assert "do not take what they wrote for words of Ada Sun" in html
    assert "with a person whose claim on Ada Sun has ended" in text(client.get("/conversations/").content.decode())
    client.force_login(ada)
    assert "Your claim on Ada Sun has ended" in client.get(url(talk)).content.decode()
    client.force_login(true_ada)
    assert client.get(url(talk)).status_code == 404


def test_a_record_that_was_merged_or_renamed_speaks_with_its_new_name(client: Client) -> None:
    ada, ben, talk = make_talk()
    kept = make_record("Ada Kept", level=3)
    Author.objects.filter(pk=talk.from_author.pk).update(merged_into=kept)
    Claim.objects.filter(user=ada).update(author=kept)
    client.force_login(ben)
    html = client.get(url(talk)).content.decode()
    assert f'<a href="{kept.get_absolute_url()}">Ada Kept</a>' in html
    assert "Ada Sun" not in html
    assert client.post(url(talk, "write/"), {"text": "Hello"}).status_code == 302


def test_accounts_and_addresses_are_never_shown(client: Client) -> None:
    ada, ben, talk = make_talk()
    User.objects.filter(pk=ada.pk).update(name="Secret Account")
    messages.write(talk, ada, "Hello")
    client.force_login(ben)
    for address in (url(talk), "/conversations/", "/conversations/blocked/", url(talk, "report/")):
        html = client.get(address).content.decode()
        assert "Secret Account" not in html
        assert "@example.org" not in html
        assert client.get(address)["Cache-Control"].count("no-store") == 1
    assert not Notice.objects.filter(text__icontains="secret").exists()


def test_the_list_has_newest_first_with_counts_and_choices(client: Client) -> None:
    ada, ben, talk = make_talk()
    cy, record = make_person("Cy Star")
    invitations.invite(ben, record, LETTER)
    messages.write(talk, ada, "Hello")
    Conversation.objects.filter(pk=talk.pk).update(newest_at=timezone.now() + dt.timedelta(seconds=5))
    client.force_login(ben)
    html = text(client.get("/conversations/").content.decode())
    assert "All 2 Unread 1 Invitations 1 In conversation 1 Ended 0" in html
    assert html.index("1 unread with Ada Sun In conversation") < html.index("with Cy Star Waiting for an answer")
    for state, present, absent in (
        ("unread", "Ada Sun", "Cy Star"),
        ("invitations", "Cy Star", "Ada Sun"),
        ("open", "Ada Sun", "Cy Star"),
        ("nonsense", "Ada Sun", "nobody"),
    ):
        html = text(client.get(f"/conversations/?state={state}").content.decode())
        assert f"with {present}" in html
        assert f"with {absent}" not in html
    assert "No conversation is here" in client.get("/conversations/?state=ended").content.decode()
    client.force_login(cy)
    assert "Invitation to you" in client.get("/conversations/").content.decode()


def test_the_list_is_paged_and_its_queries_do_not_grow(client: Client) -> None:
    ada, ben, talk = make_talk()
    client.force_login(ben)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = queries("/conversations/"), queries(url(talk))
    closed = [
        Conversation(
            from_author=talk.from_author, to_author=talk.to_author, sender=ada, recipient=ben,
            subject=f"Subject {n}.", text="Text", state="closed",
        )
        for n in range(65)
    ]  # fmt: skip
    Conversation.objects.bulk_create(closed)
    say(talk, ada, 40)
    assert (queries("/conversations/"), queries(url(talk))) == few
    assert few[0] <= 8
    assert few[1] <= 10
    found: list[str] = []
    address = "/conversations/?state=ended"
    for _ in range(3):
        html = client.get(address).content.decode()
        found += re.findall(r"Subject (\d+)\.", html)
        older = re.search(r'rel="next" href="([^"]+)"', html)
        address = "/conversations/" + older[1].replace("&amp;", "&") if older else ""
    assert (address, sorted(map(int, found))) == ("", list(range(65)))
    for odd in ("?before=x~1", "?before=2026-01-01~1", "?before=2026-01-01T00:00:00%2B00:00~x", "?before=%00"):
        assert client.get("/conversations/" + odd).status_code == 200


def test_who_asks_for_news_costs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    _, ben, talk = make_talk()
    client.force_login(ben)
    with django_assert_max_num_queries(4):
        part(client, url(talk, "?after=0"), "newer")


def test_everything_works_by_forms_alone(client: Client) -> None:
    ada, ben, talk = make_talk(accepted=False)
    client.force_login(ben)
    html = client.get(url(talk)).content.decode()
    for verb in ("accept", "decline", "block"):
        assert f'action="{url(talk, verb)}/"' in html
    assert f'href="{url(talk, "report/")}"' in html
    assert "You accepted the invitation" in client.post(url(talk, "accept/"), follow=True).content.decode()
    assert "accepted meanwhile" in client.post(url(talk, "decline/"), follow=True).content.decode()
    client.force_login(ada)
    assert "accepted meanwhile" in client.post(url(talk, "withdraw/"), follow=True).content.decode()
    second = make_person("Cy Star")
    other = invitations.invite(ada, second[1], LETTER)
    assert f'action="{url(other, "withdraw")}/"' in client.get(url(other)).content.decode()
    client.force_login(second[0])
    assert client.post(url(other, "decline/"), {"word": "x" * 1001}).status_code == 422
    declined = client.post(url(other, "decline/"), {"word": "Too busy."}, follow=True).content.decode()
    assert "You declined the invitation." in declined
    assert "Too busy." in declined
    blocks.block(other, ada)
