"""Notices: the inbox, its mails, which leave at most once, and the link that ends them."""

from __future__ import annotations

import datetime as dt
import re
import smtplib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from profiles import mailing, navigation, notices, tasks
from profiles.models import Notice, User
from tests.make import import_seeds, make_user, owner
from tests.production import environment, python
from tests.workers import wait_until, worker


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hashes that cost nothing: the tests are about other things."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def confirmed(user: User, email: str = "", *, primary: bool = True) -> User:
    """The person, with this address confirmed."""
    EmailAddress.objects.create(user=user, email=email or user.email, verified=True, primary=primary)
    return user


def notice(user: User, subject: str = "Your claim was verified", **fields: Any) -> Notice:
    said = {"text": "A curator looked.", "url": "/about/", **fields}
    return Notice.objects.create(user=user, subject=subject, **said)


@pytest.mark.django_db
def test_a_notice_is_mailed_once_in_plain_words_with_its_link_and_a_way_to_stop(settings: Any) -> None:
    settings.SITE_URL = "https://people.example.org"
    told = notice(confirmed(make_user("Cleo")))
    assert mailing.mail(told.pk)
    assert not mailing.mail(told.pk)
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["cleo@example.org"], "BZPEER: Your claim was verified")
    assert "A curator looked." in sent.body
    assert "https://people.example.org/about/\n" in sent.body
    assert f"<{mailing.stop_link(told.user)}>" == sent.extra_headers["List-Unsubscribe"]
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Notice.objects.get().mailed_at


@pytest.mark.parametrize(
    ("hosts", "told", "expected"),
    [
        ("people.example.org,www.example.org", "", "https://people.example.org"),
        (".example.org", "", "https://example.org"),
        ("*", "", "https://localhost"),
        ("*", "http://intranet:8080/", "http://intranet:8080"),
    ],
)
def test_links_of_workers_begin_with_the_first_name_of_the_site_or_as_was_said(
    hosts: str, told: str, expected: str
) -> None:
    env = environment(ALLOWED_HOSTS=hosts, SITE_URL=told)
    assert python("-c", "from bzpeer import settings; print(settings.SITE_URL)", env=env).stdout == f"{expected}\n"


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_send_one_mail() -> None:
    told = notice(confirmed(make_user("Cleo")))
    start = Barrier(8)

    def work(_: int) -> bool:
        try:
            start.wait()
            return mailing.mail(told.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == len(mail.outbox) == 1


@pytest.mark.django_db
def test_an_address_that_nobody_confirmed_gets_no_mail_and_later_no_flood() -> None:
    cleo = make_user("Cleo")
    EmailAddress.objects.create(user=cleo, email=cleo.email, verified=False, primary=True)
    told = notice(cleo)
    assert not mailing.mail(told.pk)
    EmailAddress.objects.update(verified=True)
    assert not mailing.mail(told.pk)
    assert mail.outbox == []
    assert Notice.objects.get().mailed_at is None


@pytest.mark.django_db
def test_mail_goes_to_the_confirmed_primary_address_or_to_the_only_confirmed_one() -> None:
    cleo = make_user("Cleo")
    EmailAddress.objects.create(user=cleo, email=cleo.email, verified=False, primary=True)
    confirmed(cleo, "cleo@pku.edu.cn", primary=False)
    assert mailing.mail(notice(cleo).pk)
    EmailAddress.objects.filter(primary=True).update(verified=True)
    assert mailing.mail(notice(cleo).pk)
    assert [sent.to for sent in mail.outbox] == [["cleo@pku.edu.cn"], ["cleo@example.org"]]


@pytest.mark.django_db
def test_a_subject_of_several_lines_is_one_line() -> None:
    assert mailing.mail(notice(confirmed(make_user("Cleo")), "Hello\nBcc: everybody@example.org").pk)
    assert mail.outbox[0].message()["Subject"] == "BZPEER: Hello Bcc: everybody@example.org"
    assert mail.outbox[0].recipients() == ["cleo@example.org"]


class _Closed(EmailBackend):
    """A mail server that cannot be reached."""

    def open(self) -> bool:
        raise ConnectionRefusedError


class _Breaking(EmailBackend):
    """A mail server that ends the connection while the mail goes out: nobody knows whether it took it."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected


@pytest.mark.django_db
def test_while_the_mail_server_is_down_the_notice_waits(settings: Any) -> None:
    told = notice(confirmed(make_user("Cleo")))
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}._Closed"}}
    with pytest.raises(ConnectionRefusedError):
        mailing.mail(told.pk)
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert mailing.mail(told.pk)
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_mail_that_may_have_left_is_not_sent_again(settings: Any) -> None:
    told = notice(confirmed(make_user("Cleo")))
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}._Breaking"}}
    with pytest.raises(smtplib.SMTPServerDisconnected):
        mailing.mail(told.pk)
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert not mailing.mail(told.pk)
    assert navigation.unread(told.user)[0] == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_mails_what_somebody_was_told_and_what_was_left_behind(settings: Any) -> None:
    cleo = confirmed(make_user("Cleo"))
    left = notice(cleo, "Left behind", created_at=timezone.now() - dt.timedelta(minutes=5))
    with worker():
        notices.tell(cleo, "Somebody invited you", "Look.", "/inbox/")
        wait_until(lambda: Notice.objects.filter(mailed_at=None).count() == 1, "the notice is mailed")
        tasks.mail_left_notices()
        wait_until(lambda: not Notice.objects.filter(mailed_at=None).exists(), "the one left behind is mailed")
    assert Notice.objects.get(pk=left.pk).mailed_at


@pytest.mark.django_db
def test_what_is_new_or_stale_is_not_picked_up() -> None:
    cleo, now = confirmed(make_user("Cleo")), timezone.now()
    notice(cleo, "new", created_at=now)
    notice(cleo, "stale", created_at=now - dt.timedelta(days=4))
    notice(cleo, "inbox only", created_at=now - dt.timedelta(hours=1), by_mail=False)
    notice(cleo, "left", created_at=now - dt.timedelta(hours=1))
    assert [found.subject for found in mailing.left()] == ["left"]


@pytest.mark.django_db
def test_one_click_in_the_mail_program_ends_the_mails(client: Client) -> None:
    cleo = confirmed(make_user("Cleo"))
    link = mailing.stop_link(cleo).removeprefix("http://127.0.0.1:8000")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not mailing.mail(notice(cleo).pk)
    assert mail.outbox == []


@pytest.mark.django_db
def test_a_person_who_opens_the_link_is_asked_first_and_others_links_stop_nothing(client: Client) -> None:
    cleo = make_user("Cleo")
    link = mailing.stop_link(cleo).removeprefix("http://127.0.0.1:8000")
    assert "Stop notices by mail?" in client.get(link).content.decode()
    assert User.objects.get(pk=cleo.pk).notices_by_mail
    forged = re.sub(r"/\d+:", f"/{make_user('Ben').pk}:", link)
    assert client.post(forged).status_code == 404
    assert client.post("/inbox/stop/x/").status_code == 404
    assert "No more notices" in client.post(link).content.decode()
    assert not User.objects.get(pk=cleo.pk).notices_by_mail
    client.force_login(cleo)
    client.post("/inbox/mails/", {"by_mail": "1"})
    assert User.objects.get(pk=cleo.pk).notices_by_mail
    client.post("/inbox/mails/")
    assert not User.objects.get(pk=cleo.pk).notices_by_mail


@pytest.mark.django_db
def test_the_inbox_shows_the_newest_first_and_pages_to_the_oldest(client: Client) -> None:
    cleo = make_user("Cleo")
    for number in range(60):
        notice(cleo, f"Notice {number:02}")
    client.force_login(cleo)
    seen: list[str] = []
    address = "/inbox/"
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r"</span> (Notice \d\d)</h2>", page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        address = more[1] if more else ""
    assert seen == [f"Notice {number:02}" for number in reversed(range(60))]


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["x", "-1", "0", "9" * 30, "9" * 5000, "1%00"])
def test_no_place_of_the_inbox_breaks_it(client: Client, before: str) -> None:
    client.force_login(make_user("Cleo"))
    assert client.get(f"/inbox/?before={before}").status_code == 200


@pytest.mark.django_db
def test_a_long_inbox_costs_as_many_queries_as_a_short_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cleo = make_user("Cleo")
    client.force_login(cleo)
    for _ in range(2):
        # Session, person, notices, and how many of them and of messages are unread.
        with django_assert_num_queries(4):
            client.get("/inbox/")
        for _ in range(120):
            notice(cleo)
    assert "99+" in client.get("/about/").content.decode()


@pytest.mark.django_db
def test_the_counts_stand_on_every_page_and_cost_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cleo = make_user("Cleo")
    client.force_login(cleo)
    assert "unread-count" not in client.get("/about/").content.decode()
    notice(cleo)
    notice(make_user("Ben"))
    with django_assert_num_queries(3):
        page = client.get("/about/").content.decode()
    assert '<b class="unread-count">1<' in page
    with django_assert_num_queries(0):
        Client().get("/about/")


@pytest.mark.django_db
def test_opening_a_notice_marks_it_read_and_leads_on(client: Client) -> None:
    cleo = make_user("Cleo")
    client.force_login(cleo)
    first, second = notice(cleo), notice(cleo)
    assert client.post(f"/inbox/{first.pk}/")["Location"] == "/about/"
    assert client.post(f"/inbox/{second.pk}/", {"stay": "1"})["Location"] == "/inbox/"
    assert navigation.unread(cleo)[0] == 0
    assert client.get(f"/inbox/{first.pk}/").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_a_notice_leads_nowhere_else(client: Client, url: str) -> None:
    cleo = make_user("Cleo")
    client.force_login(cleo)
    assert client.post(f"/inbox/{notice(cleo, url=url).pk}/")["Location"] == "/inbox/"


@pytest.mark.django_db
def test_all_is_read_but_what_came_meanwhile(client: Client) -> None:
    cleo = make_user("Cleo")
    client.force_login(cleo)
    shown = notice(cleo)
    notice(cleo)
    client.post("/inbox/read/", {"newest": shown.pk})
    assert navigation.unread(cleo)[0] == 1
    client.post("/inbox/read/", {"newest": "many"})
    assert navigation.unread(cleo)[0] == 1


@pytest.mark.django_db
def test_htmx_gets_the_list_alone_with_the_new_count(client: Client) -> None:
    cleo = make_user("Cleo")
    client.force_login(cleo)
    told = notice(cleo)
    notice(cleo)
    headers = {"HX-Request": "true", "HX-Target": "inbox"}
    part = client.post(f"/inbox/{told.pk}/", {"stay": "1"}, headers=headers).content.decode()
    assert part.strip().startswith('<div id="inbox"')
    assert 'id="unread" hx-swap-oob="true"' in part
    assert '<b class="unread-count">1<' in part
    part = client.post("/inbox/read/", {"newest": told.pk + 1}, headers=headers).content.decode()
    assert "unread-count" not in part


@pytest.mark.django_db
def test_nobody_opens_or_reads_what_another_was_told(client: Client) -> None:
    told = notice(make_user("Cleo"), "For Cleo alone")
    assert client.get("/inbox/")["Location"].startswith("/accounts/login/?next=/inbox/")
    assert client.post("/inbox/read/", {"newest": told.pk})["Location"].startswith("/accounts/login/")
    assert client.post(f"/inbox/{told.pk}/")["Location"].startswith("/accounts/login/")
    client.force_login(make_user("Grace", is_staff=True, is_superuser=True))
    assert client.post(f"/inbox/{told.pk}/").status_code == 404
    client.post("/inbox/read/", {"newest": told.pk})
    assert "For Cleo alone" not in client.get("/inbox/").content.decode()
    assert Notice.objects.get().read_at is None


@pytest.mark.django_db
def test_what_somebody_wrote_is_shown_as_text(client: Client) -> None:
    cleo = make_user("Cleo")
    notice(cleo, "<script>alert(1)</script>", text="<img src=x onerror=alert(1)>\nsecond line")
    client.force_login(cleo)
    page = client.get("/inbox/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<br>second line" in page


@pytest.mark.django_db
def test_a_profile_stays_within_its_queries_for_who_is_logged_in(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    import_seeds("000")
    cleo = make_user("Cleo")
    notice(cleo)
    client.force_login(cleo)
    with django_assert_max_num_queries(12):
        client.get(owner("Jiacheng Sun").get_absolute_url())
