"""Objecting to a record: without an account, within limits, and with an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.utils import timezone

from profiles import objections, tasks
from profiles.claims.errors import NotPossible
from profiles.models import Author, Objection
from profiles.objections import AlreadyDecided
from tests.make import feed_page, feed_work, import_bytes, make_owner, make_user, owner
from works import hiding
from works.ledger import merges
from works.ledger.decisions import By
from works.tasks import hide_due

pytestmark = pytest.mark.django_db

TEXT = "This is not me, and I do not want to be shown here."


@pytest.fixture
def ada() -> Author:
    works = [feed_work("On Engines", ["Ada Lovelace", "Ben Bitdiddle"])]
    import_bytes(feed_page("Ada Lovelace", works))
    return owner("Ada Lovelace")


def object_to(author: Author, client: Client | None = None, **fields: str) -> Any:
    address = f"/authors/{author.public_id}/object/"
    return (client or Client()).post(address, {"text": TEXT, **fields})


def let_a_day_pass() -> None:
    for objection in Objection.objects.all():
        objection.hide_at -= timedelta(days=1, seconds=1)
        objection.created_at -= timedelta(days=1, seconds=1)
        objection.save()


def shown(author: Author) -> bool:
    # With a query, which passes the kept pages: they are told after a commit, which a test has none of.
    return Client().get(f"{author.get_absolute_url()}?sort=newest").status_code == 200


def test_anyone_objects_from_the_profile_without_an_account(ada: Author) -> None:
    client = Client()
    page = client.get(ada.get_absolute_url()).content.decode()
    assert f'href="/authors/{ada.public_id}/object/"' in page
    assert "Object to this record being shown</a>" in page
    form = client.get(f"/authors/{ada.public_id}/object/").content.decode()
    assert "all of it is hidden within a day" in form
    assert "is better told to a curator, or put right by the person of the record" in form
    assert f'<a href="{ada.get_absolute_url()}#claim">' in form
    assert "The record of Ada Lovelace" in form
    answer = client.post(f"/authors/{ada.public_id}/object/", {"text": TEXT}, follow=True)
    assert "In 24 hours at the latest" in answer.content.decode()
    objection = Objection.objects.get()
    assert (objection.author, objection.text, objection.email, objection.state) == (ada, TEXT, "", "open")
    in_time = timedelta(hours=24) - objections.LOOK_EVERY
    assert objection.hide_at - objection.created_at == pytest.approx(in_time, abs=timedelta(minutes=1))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Say in a sentence what is wrong"),
        ({"text": "x" * 4001}, "at most 4000 characters"),
        ({"text": "a\0b"}, "Null characters are not allowed"),
        ({"email": "nobody"}, "This is no e-mail address"),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(
    ada: Author, fields: dict[str, str], sentence: str
) -> None:
    answer = object_to(ada, None, **fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert fields.get("email", TEXT) in answer.content.decode() or "text" in fields
    assert not Objection.objects.exists()


def test_a_form_from_elsewhere_is_refused(ada: Author) -> None:
    assert object_to(ada, Client(enforce_csrf_checks=True)).status_code == 403


def test_what_is_typed_is_shown_as_text(ada: Author) -> None:
    page = object_to(ada, text="<script>alert(1)</script>", email="nobody").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_one_address_objects_five_times_an_hour(ada: Author) -> None:
    ben = Author.objects.get(name="Ben Bitdiddle")
    assert [object_to(author).status_code for author in (ada, ben, ada, ben, ada)] == [302] * 5
    answer = object_to(ben)
    assert answer.status_code == 429
    assert "Many objections came from your address" in answer.content.decode()
    assert TEXT in answer.content.decode()
    assert Objection.objects.count() == 5
    assert object_to(ben, Client(REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_many_who_object_to_one_record_are_told_that_it_is_known(ada: Author) -> None:
    for number in range(objections.MOST_OF_A_RECORD):
        assert object_to(ada, Client(REMOTE_ADDR=f"192.0.2.{number + 1}")).status_code == 302
    answer = object_to(ada, Client(REMOTE_ADDR="192.0.2.99"))
    assert answer.status_code == 429
    assert "a curator will read them" in answer.content.decode()


def test_many_who_object_to_many_records_empty_no_site(ada: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objections, "MOST_OF_ALL", 2)
    ben = Author.objects.get(name="Ben Bitdiddle")
    assert [object_to(author).status_code for author in (ada, ben, ada)] == [302, 302, 429]
    let_a_day_pass()
    assert object_to(ada).status_code == 302


def test_a_record_is_hidden_when_its_time_has_come_and_not_before(ada: Author) -> None:
    object_to(ada)
    hide_due()
    assert shown(ada)
    let_a_day_pass()
    hide_due()
    assert not shown(ada)
    ada.refresh_from_db()
    version = ada.version
    hide_due()
    ada.refresh_from_db()
    assert ada.version == version


def test_the_hours_are_a_setting(ada: Author, settings: LazySettings) -> None:
    settings.OBJECTION_HOURS = 0
    page = Client().get(f"/authors/{ada.public_id}/object/thanks/").content.decode()
    assert "Within minutes" in page
    object_to(ada)
    assert hiding.hide_due(timezone.now()) == 1


def test_what_a_curator_dismissed_before_is_not_hidden(ada: Author) -> None:
    object_to(ada)
    hiding.dismiss(Objection.objects.get(), make_user("Curator"), "The record is right.")
    let_a_day_pass()
    assert hiding.hide_due() == 0
    assert shown(ada)


def test_what_a_curator_upheld_is_hidden_at_once(ada: Author) -> None:
    object_to(ada)
    hiding.uphold(Objection.objects.get(), make_user("Curator"), "The person asked for it.")
    assert not shown(ada)


def test_of_two_curators_the_second_is_told(ada: Author) -> None:
    object_to(ada)
    one, two = Objection.objects.get(), Objection.objects.get()
    hiding.dismiss(one, make_user("Cleo"), "The record is right.")
    with pytest.raises(AlreadyDecided, match=r"Cleo decided this meanwhile \(dismissed.*\): The record is right\."):
        hiding.uphold(two, make_user("Dora"), "Hide it.")
    assert shown(ada)
    assert Objection.objects.get().decided_by.name == "Cleo"  # type: ignore[union-attr]


def test_a_record_stays_hidden_while_another_objection_says_so(ada: Author) -> None:
    curator = make_user("Curator")
    object_to(ada)
    object_to(ada)
    one, two = Objection.objects.order_by("id")
    hiding.uphold(one, curator, "Hidden.")
    hiding.dismiss(two, curator, "Not for this reason.")
    assert not shown(ada)
    one.refresh_from_db()
    hiding.dismiss(one, curator, "Both agreed to show it.")
    assert shown(ada)


def test_an_upheld_objection_can_be_taken_back_and_a_record_objected_to_anew(ada: Author) -> None:
    curator = make_user("Curator")
    object_to(ada)
    hiding.uphold(Objection.objects.get(), curator, "Hidden.")
    hiding.dismiss(Objection.objects.get(), curator, "That was a mistake.")
    object_to(ada)
    let_a_day_pass()
    assert hiding.hide_due() == 1


def test_nobody_decides_about_a_record_that_was_merged_into_their_own(ada: Author) -> None:
    object_to(ada)
    mine = Author.named("Countess Ada", level=1)
    mine.save()
    grace = make_owner(mine, "Grace")
    merges.merge(ada, mine, By(make_user("Root")), "One person.")
    with pytest.raises(NotPossible, match="a record that they claim"):
        hiding.dismiss(Objection.objects.get(), grace, "It is mine.")
    assert Objection.objects.get().state == Objection.State.OPEN


def test_an_objection_to_a_record_that_is_merged_meanwhile_hides_who_absorbed_it(ada: Author) -> None:
    ben = Author.objects.get(name="Ben Bitdiddle")
    object_to(ben)
    merges.merge(ben, ada, By(make_user("Curator")), "One person.")
    assert Client().get(f"/authors/{ben.public_id}/object/").headers["Location"] == f"/authors/{ada.public_id}/object/"
    let_a_day_pass()
    assert hiding.hide_due() == 1
    assert not shown(ada)


@pytest.mark.parametrize(
    ("verb", "words"),
    [(hiding.uphold, "The record is not shown any more."), (hiding.dismiss, "The record is shown.")],
)
def test_one_plain_mail_with_the_decision_goes_to_who_gave_an_address(
    ada: Author, verb: Any, words: str, django_capture_on_commit_callbacks: Any
) -> None:
    object_to(ada, email="someone@example.org")
    objection = Objection.objects.get()
    assert objection.email == "someone@example.org"
    tasks.answer_objection(objection.pk)
    assert mail.outbox == []
    verb(objection, make_user("Curator"), "We looked.")
    assert objections.unanswered(10) == [objection.pk]
    for _ in range(2):
        tasks.answer_objection(objection.pk)
    [sent] = mail.outbox
    assert sent.to == ["someone@example.org"]
    assert words in sent.body
    assert "We looked." in sent.body
    # A withdrawn name, and who decided, are nobody's business.
    assert "Ada" not in sent.body
    assert "Curator" not in sent.body
    objection.refresh_from_db()
    assert objection.email == ""
    assert objections.unanswered(10) == []


def test_an_answer_that_cannot_leave_is_tried_again(ada: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    object_to(ada, email="someone@example.org")
    objection = Objection.objects.get()
    hiding.dismiss(objection, make_user("Curator"), "We looked.")

    def no_server(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(objections, "send_mail", no_server)
    with pytest.raises(ConnectionRefusedError):
        objections.answer(objection.pk)
    assert objections.unanswered(10) == [objection.pk]


def test_nobody_without_an_address_gets_a_mail(ada: Author) -> None:
    object_to(ada)
    hiding.dismiss(Objection.objects.get(), make_user("Curator"), "We looked.")
    tasks.answer_objections()
    assert objections.unanswered(10) == []
    assert mail.outbox == []


def test_there_is_nothing_to_object_to_where_nothing_is_shown(ada: Author) -> None:
    hiding.hide(ada.pk)
    for method in ("get", "post"):
        answer = getattr(Client(), method)(f"/authors/{ada.public_id}/object/", {"text": TEXT})
        assert answer.status_code == 410
        assert "Ada" not in answer.content.decode()
    assert Client().get("/authors/2222222222/object/").status_code == 404
