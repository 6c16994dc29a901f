"""Objections and reports at the desk, what waits on its index, and who sees what."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from profiles import objections
from profiles.models import (
    Author,
    Claim,
    Conversation,
    Message,
    Notice,
    Objection,
    Report,
    ReportReading,
)  # fmt: skip
from tests.make import feed_page, feed_work, import_bytes, make_user, owner
from tests.people_desk import CLAIMS, RIGHTS, at_desk, claim_of, curator, page_of, seen, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Author:
    works = [feed_work("On Engines", ["Ada Lovelace", "Ben Bitdiddle"])]
    import_bytes(feed_page("Ada Lovelace", works), feed_page("Ben Bitdiddle", works))
    return owner("Ada Lovelace")


OBJECTIONS = "/admin/profiles/objection/"


def test_an_objection_is_decided_at_the_desk(ada: Author) -> None:
    objection = objections.open_objection(ada, "Please do not show me.", "someone@example.org")
    client = at_desk(curator())
    assert "Please do not show me." in client.get(OBJECTIONS).content.decode()
    page = client.get(f"{OBJECTIONS}{objection.pk}/change/").content.decode()
    assert "someone@example.org" in page
    assert "unless somebody decides before" in page
    form = {"decision": "uphold", "reason": "They asked.", "seen": seen(page)}
    decide_it = f"{OBJECTIONS}{objection.pk}/decide/"
    assert told(client.post(decide_it, form, follow=True))[0].startswith("The objection is upheld")
    assert Author.objects.get(pk=ada.pk).hidden_at
    stale = client.post(decide_it, form, follow=True)
    assert stale.status_code == 409
    assert "Cleo decided this meanwhile" in told(stale)[0]
    page = client.get(f"{OBJECTIONS}{objection.pk}/change/").content.decode()
    assert "Hidden since" in page
    client.post(decide_it, {"decision": "dismiss", "reason": "A mistake.", "seen": seen(page)})
    assert Author.objects.get(pk=ada.pk).hidden_at is None
    assert Objection.objects.get().state == "dismissed"


def test_who_claims_a_record_decides_no_objection_to_it(ada: Author) -> None:
    user = curator()
    Claim.objects.create(author=ada, user=user, name="Ada")
    objection = objections.open_objection(ada, "Please do not show me.")
    form = {"decision": "dismiss", "reason": "It is mine.", "seen": "open"}
    answer = at_desk(user).post(f"{OBJECTIONS}{objection.pk}/decide/", form)
    assert told(answer) == ["Nobody decides about a record that they claim themselves."]


SECRET = "Meet me behind the library"


def reported(ada: Author) -> Report:
    sender, recipient = make_user("Sender"), make_user("Recipient")
    talk = Conversation.objects.create(
        from_author=ada, to_author=owner("Ben Bitdiddle"), sender=sender, recipient=recipient, subject=SECRET,
        text=SECRET, state="accepted", work_title=SECRET,
    )  # fmt: skip
    Message.objects.create(conversation=talk, writer=sender, text=f"{SECRET} at noon")
    return Report.objects.create(conversation=talk, user=recipient, text="This is harassment.")


def test_a_conversation_is_read_by_a_form_alone_and_each_time_is_kept(ada: Author) -> None:
    report = reported(ada)
    user = curator()
    client, address = at_desk(user), f"/admin/profiles/report/{report.pk}"
    for place in ("/admin/profiles/report/", f"{address}/change/", "/admin/"):
        assert SECRET not in client.get(place).content.decode()
    assert client.get(f"{address}/read/").status_code == 405
    assert not ReportReading.objects.exists()
    answer = client.post(f"{address}/read/")
    assert f"{SECRET} at noon" in answer.content.decode()
    # What was written was written by the other side.
    assert answer.content.decode().count("Ada Lovelace (the other side), ") == 2
    assert "no-store" in answer["Cache-Control"]
    assert [(line.report, line.reader) for line in ReportReading.objects.all()] == [(report, user)]
    assert "Cleo" in client.get(f"{address}/change/").content.decode()


def test_a_closed_report_opens_nothing_and_who_reported_is_told(ada: Author) -> None:
    report = reported(ada)
    client, address = at_desk(curator()), f"/admin/profiles/report/{report.pk}"
    assert told(client.post(f"{address}/close/", {"reason": ""})) == ["Say what came of it: who reported is told."]
    assert told(client.post(f"{address}/close/", {"reason": "We spoke to both."}, follow=True)) == [
        "The report is closed."
    ]
    answer = client.post(f"{address}/read/", follow=True)
    assert SECRET not in answer.content.decode()
    assert "The report is closed" in told(answer)[0]
    assert not ReportReading.objects.exists()
    assert Notice.objects.get(user=report.user).text == "We spoke to both."


def test_without_the_right_no_report_is_read_by_whoever_decides_claims(ada: Author) -> None:
    report = reported(ada)
    client = at_desk(curator("Dora", "view_claim", "decide_claim", "view_report"))
    address = f"/admin/profiles/report/{report.pk}"
    assert "Read the conversation" not in client.get(f"{address}/change/").content.decode()
    assert client.post(f"{address}/read/").status_code == 403
    assert client.post(f"{address}/close/", {"reason": "Nothing."}).status_code == 403


def test_who_is_in_the_conversation_does_not_judge_it(ada: Author) -> None:
    report = reported(ada)
    user = report.user
    assert user is not None
    user.is_staff = True
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=RIGHTS))
    client = at_desk(user)
    assert (
        "somebody else decides about it" in client.get(f"/admin/profiles/report/{report.pk}/change/").content.decode()
    )
    assert client.post(f"/admin/profiles/report/{report.pk}/read/").status_code == 403


@pytest.mark.parametrize("model", ["conversation", "message", "block", "notice", "reportreading", "proof"])
def test_there_is_no_list_of_what_is_private(model: str) -> None:
    client = at_desk(make_user("Root", is_staff=True, is_superuser=True))
    assert client.get(f"/admin/profiles/{model}/").status_code == 404


def test_who_only_looks_sees_no_address_and_no_proof(ada: Author) -> None:
    claim = claim_of(ada)
    objection = objections.open_objection(ada, "Please do not show me.", "someone@example.org")
    client = at_desk(curator("Viewer", "view_claim", "view_objection"))
    page = page_of(client, claim)
    assert "ada@" not in page
    assert "Verify" not in page
    assert (
        client.post(f"{CLAIMS}{claim.pk}/decide/", {"decision": "refuse", "reason": "x", "seen": "9"}).status_code
        == 403
    )
    page = client.get(f"{OBJECTIONS}{objection.pk}/change/").content.decode()
    assert "someone@" not in page
    assert client.post(f"{OBJECTIONS}{objection.pk}/decide/", {"decision": "dismiss", "reason": "x"}).status_code == 403


def test_what_people_typed_is_shown_as_text(ada: Author) -> None:
    claim = claim_of(ada)
    Claim.objects.filter(pk=claim.pk).update(name="<b>Ada</b>", text="<script>alert(1)</script>")
    client = at_desk(curator())
    for page in (page_of(client, claim), client.get(CLAIMS).content.decode()):
        assert "<script>alert" not in page
        assert "<b>Ada" not in page


def test_the_index_counts_what_waits_for_those_who_may_decide(ada: Author) -> None:
    claim_of(ada)
    objections.open_objection(ada, "Please do not show me.")
    reported(ada)
    page = at_desk(curator()).get("/admin/").content.decode()
    found = {name: number for number, name in re.findall(r"<b>(\d+)</b> <span>([^<]+)</span>", page)}
    assert found == {
        "Contests": "0", "Appeals": "0", "Claims on hold": "0", "New claims": "1", "Objections": "1", "Reports": "1"
    }  # fmt: skip
    assert "People who wait" not in at_desk(make_user("Staff", is_staff=True)).get("/admin/").content.decode()
    only = at_desk(curator("Dora", "view_report", "read_reported")).get("/admin/").content.decode()
    assert re.findall(r"<b>\d+</b> <span>([^<]+)</span>", only) == ["Reports"]


def test_each_number_of_the_index_leads_to_what_it_counts(ada: Author) -> None:
    appealed, held, new = claim_of(ada, "Appeals"), claim_of(ada, "Held"), claim_of(ada, "New")
    Claim.objects.filter(pk=new.pk).update(state="pending")
    Claim.objects.filter(pk__in=(appealed.pk, held.pk)).update(state="on_hold", appealed_at=None)
    Claim.objects.filter(pk=appealed.pk).update(appealed_at=timezone.now())
    client = at_desk(curator())
    page = client.get("/admin/").content.decode()
    for name, claim in (("Appeals", appealed), ("Claims on hold", held), ("New claims", new)):
        found = re.search(rf'<a href="([^"]+)"><b>1</b> <span>{name}', page)
        assert found, name
        listed = re.findall(r"/admin/profiles/claim/(\d+)/change/", client.get(found[1]).content.decode())
        assert set(listed) == {str(claim.pk)}


def test_a_reader_at_the_door_of_the_desk_is_told_in_our_words() -> None:
    client = Client()
    client.force_login(make_user("Reader"))
    answer = client.get("/admin/", follow=True)
    assert (answer.status_code, "This page is not for this account" in answer.content.decode()) == (403, True)


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_pages_take_a_number_of_queries_that_does_not_grow(ada: Author) -> None:
    claim = claim_of(ada)
    objection = objections.open_objection(ada, "Please do not show me.")
    client = at_desk(curator())
    addresses = ["/admin/", CLAIMS, f"{CLAIMS}{claim.pk}/change/", OBJECTIONS, f"{OBJECTIONS}{objection.pk}/change/"]
    few = [queries(client, address) for address in addresses]
    for number in range(4):
        claim_of(ada, f"Rival{number}")
        objections.open_objection(ada, f"Objection {number}.")
        Author.named("Ada Lovelace", level=1).save()
    assert [queries(client, address) for address in addresses] == few
    assert max(few) <= 24
