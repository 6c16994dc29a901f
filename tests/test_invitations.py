"""Who may invite whom: every state of the panel, the form, the answers, and what ends an invitation."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiles.claims.errors import NotPossible
from profiles.conversations import blocks, invitations
from profiles.conversations.invitations import Letter
from profiles.conversations.panel import UNCLAIMED, State, panel
from profiles.models import Author, Claim, Conversation, Message, User
from tests.make import feed_page, feed_work, import_bytes, make_owner, make_user, owner
from tests.reading import page, text
from tests.talking import LETTER, contest, make_person, make_record, make_talk, told
from works.models import Work

pytestmark = pytest.mark.django_db

FORM = {"subject": " About   sinks\n", "text": "Hello\r\nthere", "work": "", "work_address": ""}


def seen_by(client: Client, user: User, author: Author) -> str:
    """The panel of the profile as this person reads it."""
    client.force_login(user)
    html = page(client, author)
    return html[html.index("Direct collaboration") :].split("</section>")[0]


def invite_page(client: Client, author: Author, **form: str) -> Any:
    return client.post(f"/authors/{author.public_id}/invite/", FORM | form)


@pytest.mark.parametrize(
    ("level", "fields", "sentence"),
    [
        (1, {}, UNCLAIMED),
        (2, {}, "claimed, but not verified yet"),
        (3, {"open_to_collaborate": None}, "Wei Li is not open for invitations."),
        (3, {"open_to_collaborate": False}, "Wei Li is not open for invitations."),
        (3, {"contested_at": timezone.now()}, "under review: invitations rest"),
        (3, {}, "Log in to invite"),
    ],
)
def test_readers_who_are_not_logged_in_read_why_without_a_query(
    client: Client, level: int, fields: dict[str, Any], sentence: str
) -> None:
    author = make_record("Wei Li", level=level, **fields)
    assert sentence in page(client, author)
    with CaptureQueriesContext(connection) as captured:
        panel(AnonymousUser(), author)
    assert len(captured) == 0


def test_an_unclaimed_record_cannot_be_invited(client: Client) -> None:
    ada, _ = make_person("Ada Sun")
    assert UNCLAIMED in seen_by(client, ada, make_record("Wei Li"))


@pytest.mark.parametrize(("state", "said"), [("pending", "is pending"), ("on_hold", "is on hold")])
def test_whose_claim_waits_is_not_told_to_claim_first(client: Client, state: str, said: str) -> None:
    ada, _ = make_person("Ada Sun")
    record = make_record("Wei Li")
    Claim.objects.create(author=record, user=ada, name="Wei", state=state)
    seen = seen_by(client, ada, record)
    assert f"Your claim {said}; once it is verified (L3)" in seen
    assert UNCLAIMED not in seen
    Claim.objects.filter(author=record).update(state="withdrawn")
    assert UNCLAIMED in seen_by(client, ada, record)


def test_a_record_that_is_claimed_but_not_verified_cannot_be_invited(client: Client) -> None:
    ada, _ = make_person("Ada Sun")
    _, record = make_person("Ben Moon", level=2)
    assert "claimed, but not verified yet" in seen_by(client, ada, record)


def test_who_is_not_open_cannot_be_invited(client: Client) -> None:
    ada, _ = make_person("Ada Sun")
    _, record = make_person("Ben Moon", open_to_collaborate=None)
    assert "Ben Moon is not open for invitations." in seen_by(client, ada, record)
    assert invite_page(client, record).status_code == 409
    assert not Conversation.objects.exists()


def test_while_a_claim_is_contested_invitations_rest(client: Client) -> None:
    ada, own = make_person("Ada Sun")
    ben, record = make_person("Ben Moon")
    contest(ben)
    assert "under review: invitations rest" in seen_by(client, ada, record)
    assert "nobody can invite you" in seen_by(client, ben, record)
    assert "Your claim on Ben Moon is under review" in seen_by(client, ben, own)


def test_who_owns_nothing_verified_reads_what_is_missing(client: Client) -> None:
    _, record = make_person("Ben Moon")
    assert "claim and verify (L3) your own record first" in seen_by(client, make_user("Cleo"), record)
    cy, _ = make_person("Cy Star", level=2)
    assert "Your record Cy Star is claimed (L2), but not verified" in seen_by(client, cy, record)
    dan, _ = make_person("Dan Field", hidden_at=timezone.now())
    assert "Your record Dan Field is hidden" in seen_by(client, dan, record)
    with pytest.raises(NotPossible, match="not verified"):
        invitations.invite(cy, record, LETTER)


def test_on_ones_own_record_one_reads_how_to_be_invited(client: Client) -> None:
    ben, record = make_person("Ben Moon", open_to_collaborate=None)
    assert "Say that you are open to collaborate" in seen_by(client, ben, record)
    Author.objects.filter(pk=record.pk).update(open_to_collaborate=True)
    assert "verified authors can invite you" in seen_by(client, ben, record)
    cy, unverified = make_person("Cy Star", level=2)
    assert "Once it is verified (L3)" in seen_by(client, cy, unverified)


def test_who_may_invite_finds_the_button_and_the_form_sends_it(client: Client) -> None:
    ada, own = make_person("Ada Sun")
    ben, record = make_person("Ben Moon")
    panel_html = seen_by(client, ada, record)
    assert f'href="/authors/{record.public_id}/invite/"' in panel_html
    form = client.get(f"/authors/{record.public_id}/invite/").content.decode()
    assert 'name="subject"' in form
    response = invite_page(client, record, record=own.public_id)
    made = Conversation.objects.get()
    assert response["Location"] == f"/conversations/{made.pk}/"
    assert (made.subject, made.text) == ("About sinks", "Hello\nthere")
    assert (made.from_author, made.to_author, made.sender, made.recipient) == (own, record, ada, ben)
    assert (made.sender_unread, made.recipient_unread) == (0, 1)
    assert told(ben) == ["Ada Sun invites you to a conversation"]
    html = seen_by(client, ada, record)
    assert f"You invited Ben Moon on {timezone.now():%-d %B %Y}" in html
    assert f"/conversations/{made.pk}/" in html
    assert "Ada Sun invited you on" in seen_by(client, ben, own)
    invitations.accept(made, ben)
    for person, other in ((ada, record), (ben, own)):
        assert f"/conversations/{made.pk}/#newest" in seen_by(client, person, other)


def test_a_stranger_is_sent_to_the_log_in_and_a_hidden_record_is_not_there(client: Client) -> None:
    _, record = make_person("Ben Moon")
    assert "/accounts/login/?next=" in client.get(f"/authors/{record.public_id}/invite/")["Location"]
    assert "/accounts/login/" in invite_page(client, record)["Location"]
    Author.objects.filter(pk=record.pk).update(hidden_at=timezone.now())
    client.force_login(make_person("Ada Sun")[0])
    assert invite_page(client, record).status_code == 404
    assert not Conversation.objects.exists()


def test_what_cannot_be_sent_stays_in_the_form_with_the_reason(client: Client) -> None:
    ada, own = make_person("Ada Sun")
    _, record = make_person("Ben Moon")
    client.force_login(ada)
    for wrong in ({"subject": "x" * 201}, {"text": ""}, {"text": "y" * 5001}, {"subject": "nul\0"}, {"record": "zzz"}):
        response = invite_page(client, record, **{"record": own.public_id} | wrong)
        assert response.status_code == 422
        assert "errorlist" in response.content.decode()
    kept = invite_page(client, record, record=own.public_id, subject="", text="<script>mine</script>")
    assert "&lt;script&gt;mine" in kept.content.decode()
    assert not Conversation.objects.exists()


def test_line_breaks_count_once_as_in_the_browser(client: Client) -> None:
    ada, own = make_person("Ada Sun")
    _, record = make_person("Ben Moon")
    client.force_login(ada)
    assert invite_page(client, record, record=own.public_id, text="x\r\n" * 2499 + "xx").status_code == 302


def test_the_work_is_one_of_either_person(client: Client) -> None:
    works = [feed_work("Looms That Weave Silk", ["Ada Sun"]), feed_work("Silk Roads of Data", ["Ada Sun"])]
    other = [feed_work("Tunnels in Winter", ["Ben Moon"]), feed_work("Cold Months at Sea", ["Cy Star"])]
    import_bytes(feed_page("Ada Sun", works), feed_page("Ben Moon", other[:1]), feed_page("Cy Star", other[1:]))
    own, record = owner("Ada Sun"), owner("Ben Moon")
    ada = make_owner(own, "Ada")
    make_owner(record, "Ben")
    Author.objects.update(open_to_collaborate=True)
    client.force_login(ada)
    form = client.get(f"/authors/{record.public_id}/invite/").content.decode()
    for title in ("Looms That Weave Silk", "Silk Roads of Data", "Tunnels in Winter"):
        assert title in form
    assert "Cold Months" not in form
    foreign = Work.objects.get(title="Cold Months at Sea")
    response = invite_page(client, record, record=own.public_id, work_address=f"/works/{foreign.public_id}/x/")
    assert "not the address of one of your works" in response.content.decode()
    work = Work.objects.get(title="Tunnels in Winter")
    address = f"https://example.org{work.get_absolute_url()}?a=b"
    invite_page(client, record, record=own.public_id, work_address=address)
    made = Conversation.objects.get()
    assert (made.work_public_id, made.work_title) == (work.public_id, work.title)
    assert (
        f'<a href="/works/{work.public_id}/">Tunnels in Winter</a>'
        in client.get(f"/conversations/{made.pk}/").content.decode()
    )


def test_who_owns_two_records_chooses_with_which(client: Client) -> None:
    ada, _ = make_person("Ada Sun")
    second = make_record("Ada S. Sun", level=3)
    Claim.objects.create(author=second, user=ada, name="Ada", state=Claim.State.VERIFIED, is_owner=True)
    _, record = make_person("Ben Moon")
    foreign = make_person("Cy Star")[1]
    client.force_login(ada)
    assert invite_page(client, record, record=foreign.public_id).status_code == 422
    with pytest.raises(NotPossible, match="cannot invite others for Cy Star"):
        invitations.invite(ada, record, LETTER, foreign)
    invite_page(client, record, record=second.public_id)
    assert Conversation.objects.get().from_author == second


def test_there_is_a_limit_a_day_and_it_says_until_when(client: Client, settings: Any) -> None:
    settings.INVITATIONS_PER_DAY = 2
    ada, _ = make_person("Ada Sun")
    records = [make_person(name)[1] for name in ("Ben Moon", "Cy Star", "Dan Field")]
    sent = [invitations.invite(ada, record, LETTER) for record in records[:2]]
    invitations.withdraw(sent[0], ada)
    first = timezone.now() - dt.timedelta(hours=20)
    Conversation.objects.filter(pk=sent[0].pk).update(created_at=first)
    html = seen_by(client, ada, records[2])
    assert "You sent 2 invitations within a day" in html
    assert f"{first:%H:%M} UTC" in html
    kept = invite_page(client, records[2], text="Long and dear")
    assert kept.status_code == 429
    assert "Long and dear" in kept.content.decode()
    with pytest.raises(NotPossible, match="limit"):
        invitations.invite(ada, records[2], LETTER)
    Conversation.objects.filter(pk=sent[0].pk).update(created_at=first - dt.timedelta(hours=5))
    invitations.invite(ada, records[2], LETTER)


def test_who_declined_is_left_alone_for_a_while(client: Client) -> None:
    ada, ben, talk = make_talk(accepted=False)
    record = talk.to_author
    with pytest.raises(NotPossible, match="no answer yet"):
        invitations.invite(ada, record, LETTER)
    invitations.decline(talk, ben, "Not this year.")
    assert told(ada) == ["Ben Moon declined your invitation"]
    assert Message.objects.get().writer == ben
    talk.refresh_from_db()
    assert (talk.state, talk.sender_unread) == ("declined", 1)
    assert "was declined. You may send another from" in seen_by(client, ada, record)
    Conversation.objects.update(answered_at=timezone.now() - dt.timedelta(days=91))
    assert panel(ada, record).state is State.READY
    # A no does not keep the one who said it from asking.
    Conversation.objects.update(answered_at=timezone.now())
    Author.objects.filter(pk=talk.from_author.pk).update(open_to_collaborate=True)
    assert panel(ben, talk.from_author).state is State.READY


def test_only_the_right_one_answers_and_only_once() -> None:
    ada, ben, talk = make_talk(accepted=False)
    with pytest.raises(NotPossible, match="Only who was invited"):
        invitations.accept(talk, ada)
    with pytest.raises(NotPossible, match="Only who sent"):
        invitations.withdraw(talk, ben)
    with pytest.raises(NotPossible, match="has not been accepted"):
        invitations.close(talk, ben)
    invitations.accept(talk, ben)
    assert told(ada) == ["Ben Moon accepted your invitation"]
    for late, person in ((invitations.accept, ben), (invitations.decline, ben), (invitations.withdraw, ada)):
        with pytest.raises(NotPossible, match="accepted meanwhile"):
            late(talk, person)


def test_nobody_accepts_while_a_claim_is_contested_but_declining_is_always_possible() -> None:
    ada, ben, talk = make_talk(accepted=False)
    contest(ada)
    with pytest.raises(NotPossible, match="The claim on Ada Sun is under review"):
        invitations.accept(talk, ben)
    with pytest.raises(NotPossible, match="under review"):
        invitations.decline(talk, ben, "A word")
    invitations.decline(talk, ben)
    talk.refresh_from_db()
    assert talk.state == "declined"


def test_a_claim_that_is_rolled_back_takes_its_invitations_and_conversations_along() -> None:
    ada, ben, talk = make_talk()
    cy, other = make_person("Cy Star")
    sent = invitations.invite(ada, other, LETTER)
    dan, _ = make_person("Dan Field")
    got = invitations.invite(dan, talk.from_author, Letter("Other", "Text"))
    second = make_record("Ada Other", level=3)
    assert invitations.end_for(ada, second, "Not hers.") == 0
    assert invitations.end_for(ada, talk.from_author, "The claim on Ada Sun was rolled back.") == 3
    states = dict(Conversation.objects.values_list("pk", "state"))
    assert states == {talk.pk: "closed", sent.pk: "withdrawn", got.pk: "closed"}
    assert told(ben) == ["A conversation was closed"]
    assert told(cy) == ["Ada Sun invites you to a conversation", "An invitation was taken back"]
    assert invitations.end_for(ada, talk.from_author, "Again.") == 0


def test_what_was_sent_for_a_record_that_was_merged_ends_with_it_too() -> None:
    ada, _, talk = make_talk()
    kept = make_record("Ada Kept", level=3)
    Author.objects.filter(pk=talk.from_author.pk).update(merged_into=kept)
    assert invitations.end_for(ada, kept, "Rolled back.") == 1


def test_all_ends_before_an_account_goes() -> None:
    ada, ben, talk = make_talk()
    assert invitations.end_all(ben, "Ben Moon left.") == 1
    talk.refresh_from_db()
    assert (talk.state, told(ada)) == ("closed", ["A conversation was closed"])


def test_the_panel_takes_three_queries_at_most(django_assert_num_queries: Any) -> None:
    ada, _ = make_person("Ada Sun")
    record = make_person("Ben Moon")[1]
    with django_assert_num_queries(3):
        assert panel(ada, record).state is State.READY
    for name in ("Cy Star", "Dan Field", "Eve Stone"):
        invitations.invite(ada, make_person(name)[1], LETTER)
    with django_assert_num_queries(3):
        panel(ada, record)
    reader = make_user("Cleo")
    with django_assert_num_queries(2):
        assert panel(reader, record).state is State.NO_RECORD


def test_who_blocked_reads_so_and_who_was_blocked_does_not(client: Client) -> None:
    ada, ben, talk = make_talk(accepted=False)
    invitations.withdraw(talk, ada)
    blocks.block(talk, ben)
    not_open = "Ben Moon is not open for invitations."
    assert not_open in seen_by(client, ada, talk.to_author)
    assert "block" not in text(seen_by(client, ada, talk.to_author)).lower()
    assert "You blocked this person" in seen_by(client, ben, talk.from_author)
    with pytest.raises(NotPossible, match=not_open):
        invitations.invite(ada, talk.to_author, LETTER)
