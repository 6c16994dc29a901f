"""The queue of questions: shown side by side, answered into the ledger, conflicts told; without JavaScript here."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from profiles.models import Author, User
from tests.make import feed_page, feed_work, import_bytes, import_seeds, make_user, owner
from works.ledger import answers, questions, undo
from works.ledger.decisions import By
from works.models import Authorship, Decision, Question, Work

pytestmark = pytest.mark.django_db

QUEUE = "/admin/works/question/queue/"
PART = {"HX-Request": "true", "HX-Target": "queue"}
Kind, State = Question.Kind, Question.State


def make_curator(name: str = "Dora", *permissions: str) -> User:
    """Staff with these permissions, or with those to look at questions and to answer them."""
    user = make_user(name, is_staff=True)
    wanted = permissions or ("view_question", "change_question")
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    return user


def make_people(name: str, works: int = 1) -> Question:
    """The question that two pages of one source raise: each of its own person, of one name and with one co-author."""
    family = name.split()[-1]
    pages = [
        feed_page(name, [feed_work(f"{name} {what} {n}", [name, f"Cleo {family}ova", f"{other} {family}sen"])
                         for n in range(works)])
        for what, other in (("rivers of the north", "Ann"), ("bridges of the south", "Bo"))
    ]  # fmt: skip
    import_bytes(*pages)
    return Question.objects.get(kind=Kind.PERSON, author__name=name)


def make_list(author: Author, coauthor: str, kind: str = Kind.SPLIT, strength: float = 3.0) -> Question:
    """Whether the author's works with this co-author are somebody else's."""
    with_them = Authorship.objects.filter(author=author, work__authorships__author__name=coauthor)
    row = {"feature": "strangers", "value": 1.0, "points": 3.0, "text": "They share no co-author with the rest."}
    asked = questions.about_list(author, with_them.values_list("id", flat=True), strength, [row], kind)
    questions.ask([asked])
    questions.settle([author.pk])
    return Question.objects.get(key=asked.key)


def make_works(one: Work, other: Work, strength: float = 2.0) -> Question:
    """Whether two works are one."""
    row = {"feature": "title", "value": 1.0, "points": 2.0, "text": "The titles are alike."}
    questions.ask([questions.about_works(one.pk, other.pk, one.title, strength, [row])])
    return Question.objects.get(kind=Kind.WORK)


def text_of(answer: Any) -> str:
    """The words of the page."""
    plain = re.sub(r"<(style|script|svg).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", plain)).split())


def url_of(question: Question) -> str:
    return reverse("admin:works_question_answer", args=[question.pk])


def send(client: Client, question: Question, answer: str, **more: Any) -> Any:
    """What follows when the form that stands under the question is sent."""
    page = client.get(QUEUE, {"question": question.pk})
    return client.post(url_of(question), {"answer": answer, "seen": page.context["seen"], **more}, follow=True)


def test_two_people_stand_beside_each_other_with_the_evidence_below(client: Client) -> None:
    client.force_login(make_curator())
    question = make_people("Ada Sun", works=2)
    answer = client.get(QUEUE)
    said = text_of(answer)
    one, other = answer.context["sides"]
    assert (one.author, other.author) == (question.author, question.other)
    assert [(one.total, one.first_year, one.last_year), one.topics] == [(2, 2024, 2024), [("Machine Learning", 2)]]
    assert [(person.name, person.mark, person.works) for person in one.coauthors] == [
        ("Cleo Sunova", "shared", 2), ("Ann Sunsen", "", 2),
    ]  # fmt: skip
    assert "Are these one person?" in said
    assert "1 left" in said
    assert "Ada Sun rivers of the north 0" in said
    assert "Ada Sun bridges of the south 1" in said
    assert "Scholar Feed: Ada Sun" in said
    assert said.index("Each has a page of its own at a source") < said.index("+3.") < said.index("−0.35")
    assert f"{question.strength:+.2f} in total" in said


def test_the_newest_works_are_shown_and_a_way_to_all(client: Client) -> None:
    client.force_login(make_curator())
    make_people("Ada Sun", works=20)
    answer = client.get(QUEUE)
    assert [len(side.works) for side in answer.context["sides"]] == [12, 12]
    assert text_of(answer).count("All 20 works") == 2


def test_works_in_doubt_stand_beside_the_rest_of_the_list(client: Client) -> None:
    import_seeds("003")
    client.force_login(make_curator())
    sun = owner("Jiacheng Sun")
    question = make_list(sun, "Hsiang-Wei Huang")
    answer = client.get(QUEUE, {"question": question.pk})
    doubted, rest = answer.context["sides"]
    assert (doubted.total, rest.total) == (3, 36)
    assert {row.work.pk for row in doubted.works} == set(
        Authorship.objects.filter(id__in=question.mentions).values_list("work", flat=True)
    )
    said = text_of(answer)
    assert "The works in doubt 3 works" in said
    assert "The rest of the list 36 works" in said
    assert "Belongs" in said
    assert "Another person’s" in said


def test_two_works_stand_beside_each_other(client: Client) -> None:
    import_seeds("001")
    client.force_login(make_curator())
    one, other = Work.objects.order_by("id")[:2]
    one.identifiers = ["doi:10.1000/1"]
    one.save()
    make_works(one, other)
    said = text_of(client.get(QUEUE, {"kind": "work"}))
    assert "Are these one work?" in said
    assert "DOI 10.1000/1" in said
    assert "page of Tianyang Hu" in said
    assert said.count(one.title) >= 1
    assert "Same work" in said


@pytest.mark.parametrize(("answer", "kind", "state"), [("same", "merge", "same"), ("different", "apart", "different")])
def test_an_answer_is_a_line_of_the_ledger_with_its_author(client: Client, answer: str, kind: str, state: str) -> None:
    dora = make_curator()
    client.force_login(dora)
    question = make_people("Ada Sun")
    shown = send(client, question, answer)
    question.refresh_from_db()
    line = Decision.objects.of_people().get()
    assert (line.kind, line.actor, line.machine) == (kind, dora, "")
    assert (question.state, question.decision) == (state, line)
    assert "Decided:" in text_of(shown)
    assert "No question waits" in text_of(shown)


def test_a_list_is_split_or_left_together(client: Client) -> None:
    import_seeds("003")
    client.force_login(make_curator())
    sun = owner("Jiacheng Sun")
    Question.objects.all().delete()
    split, keep = make_list(sun, "Hsiang-Wei Huang"), make_list(sun, "Tianyang Hu", Kind.MISFIT)
    send(client, split, "different")
    assert Authorship.objects.filter(id__in=split.mentions).exclude(author=sun).count() == 3
    send(client, keep, "same")
    assert Authorship.objects.filter(id__in=keep.mentions, author=sun).count() == len(keep.mentions)
    assert list(Decision.objects.of_people().values_list("kind", flat=True)) == ["keep", "split"]


def test_two_works_are_joined(client: Client) -> None:
    import_seeds("001")
    client.force_login(make_curator())
    one, other = Work.objects.order_by("id")[:2]
    send(client, make_works(one, other), "same")
    other.refresh_from_db()
    assert other.merged_into == one


def test_the_strongest_comes_first_and_what_was_skipped_last(client: Client) -> None:
    client.force_login(make_curator())
    weak, strong = make_people("Ada Sun"), make_people("Bela Moon")
    Question.objects.filter(pk=strong.pk).update(strength=99)
    assert client.get(QUEUE).context["question"] == strong
    shown = send(client, strong, "skip")
    assert shown.context["question"] == weak
    assert "Skipped" in text_of(shown)
    assert not Decision.objects.of_people().exists()
    assert send(client, weak, "skip").context["question"] == strong


def test_the_queue_is_filtered_by_kind_and_by_how_a_name_begins(client: Client) -> None:
    import_seeds("001")
    client.force_login(make_curator())
    people = make_people("Ádá Sun")
    work = make_works(*Work.objects.order_by("id")[:2])
    queries = ("kind=person", "kind=work", "kind=split", "name=ada+s", "name=Sun,+Ada", "name=sun", "kind=rubbish")
    shown = {query: client.get(f"{QUEUE}?{query}").context["question"] for query in queries}
    begins = work.name[:12].upper()
    assert client.get(QUEUE, {"name": begins}).context["question"] == work
    assert shown == {
        "kind=person": people, "kind=work": work, "kind=split": None, "name=ada+s": people, "name=Sun,+Ada": people,
        "name=sun": None, "kind=rubbish": people,
    }  # fmt: skip


def test_the_filter_stays_from_question_to_question(client: Client) -> None:
    client.force_login(make_curator())
    first, other = make_people("Ada Sun"), make_people("Ada Sunde")
    make_people("Bela Moon")
    answer = client.post(url_of(first), {"answer": "skip", "seen": 0, "name": "ada", "kind": "person"})
    assert answer["Location"] == f"{QUEUE}?kind=person&name=ada"
    assert client.get(answer["Location"]).context["question"] == other


def test_of_two_curators_the_second_is_told_and_goes_on(client: Client) -> None:
    question, other = make_people("Ada Sun"), make_people("Bela Moon")
    client.force_login(make_curator())
    seen = client.get(QUEUE, {"question": question.pk}).context["seen"]
    answers.different(question, make_curator("Eva"))
    answer = client.post(url_of(question), {"answer": "same", "seen": seen}, headers=PART)
    assert answer.context["question"] == other
    assert "This question was answered by Eva already: different." in text_of(answer)
    assert Decision.objects.of_people().get().kind == Decision.Kind.APART


def test_who_decided_meanwhile_is_told_above_the_question_as_it_stands(client: Client) -> None:
    import_seeds("003")
    eva, sun = make_curator("Eva"), owner("Jiacheng Sun")
    Question.objects.all().delete()
    mine, hers = make_list(sun, "Hsiang-Wei Huang"), make_list(sun, "Tianyang Hu", Kind.MISFIT)
    client.force_login(make_curator())
    seen = client.get(QUEUE, {"question": mine.pk}).context["seen"]
    answers.same(hers, eva)
    for headers in (PART, {}):
        answer = client.post(url_of(mine), {"answer": "different", "seen": seen}, headers=headers, follow=True)
        assert answer.context["question"] == mine
        assert "Eva decided about this meanwhile" in text_of(answer)
    assert client.post(url_of(mine), {"answer": "different", "seen": answer.context["seen"]}).status_code == 302
    assert Decision.objects.of_people().count() == 2


def test_a_form_that_does_not_say_what_it_was_made_from_counts_as_old(client: Client) -> None:
    import_seeds("003")
    sun = owner("Jiacheng Sun")
    Question.objects.all().delete()
    mine, hers = make_list(sun, "Hsiang-Wei Huang"), make_list(sun, "Tianyang Hu", Kind.MISFIT)
    answers.same(hers, make_curator("Eva"))
    client.force_login(make_curator())
    client.post(url_of(mine), {"answer": "different"})
    assert Decision.objects.of_people().count() == 1


def test_the_last_answers_are_undone_one_after_another(client: Client) -> None:
    dora = make_curator()
    client.force_login(dora)
    first, second = make_people("Ada Sun"), make_people("Bela Moon")
    send(client, first, "same")
    shown = send(client, second, "different")
    for question in (second, first):
        last = shown.context["last"]
        assert last.answers.get() == question
        shown = client.post(reverse("admin:works_question_undo", args=[last.pk]), follow=True)
        assert shown.context["question"] == question
        assert "Undone:" in text_of(shown)
    assert shown.context["last"] is None
    assert Question.objects.open().count() == 2
    assert list(Decision.objects.of_people().values_list("kind", "actor")) == [
        ("undo", dora.pk), ("undo", dora.pk), ("apart", dora.pk), ("merge", dora.pk),
    ]  # fmt: skip


def test_an_answer_that_was_undone_elsewhere_is_told(client: Client) -> None:
    dora = make_curator()
    client.force_login(dora)
    decision = answers.same(make_people("Ada Sun"), dora)
    undo.undo(decision, By(make_curator("Eva")))
    answer = client.post(reverse("admin:works_question_undo", args=[decision.pk]), headers=PART)
    assert "Eva undid this already." in text_of(answer)


def test_nobody_undoes_here_what_somebody_else_decided(client: Client) -> None:
    decision = answers.same(make_people("Ada Sun"), make_curator("Eva"))
    client.force_login(make_curator())
    assert client.post(reverse("admin:works_question_undo", args=[decision.pk])).status_code == 404
    assert Decision.objects.in_force().filter(pk=decision.pk).exists()


def test_what_people_decided_before_stands_below(client: Client) -> None:
    eva = make_curator("Eva")
    question = make_people("Ada Sun")
    undo.undo(answers.same(question, eva), By(eva))
    client.force_login(make_curator())
    said = text_of(client.get(QUEUE))
    assert re.search(r"Decided before about these One person: .* Eva, .*, undone since", said)


def test_a_question_that_is_gone_is_told(client: Client) -> None:
    client.force_login(make_curator())
    question = make_people("Ada Sun")
    assert "was answered already" in text_of(client.get(QUEUE, {"question": question.pk + 1}))
    Question.objects.all().delete()
    assert "was answered already" in text_of(client.post(url_of(question), {"answer": "same"}, follow=True))


def test_the_number_of_queries_does_not_grow_with_the_works(client: Client) -> None:
    client.force_login(make_curator())
    counts = []
    for name, works in (("Ada Sun", 3), ("Bela Moon", 300)):
        question = make_people(name, works)
        for headers in ({}, PART):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(QUEUE, {"question": question.pk}, headers=headers).status_code == 200
            counts.append(len(queries))
    assert counts == [17, 17, 17, 17]


def test_more_than_a_thousand_are_not_counted(client: Client) -> None:
    client.force_login(make_curator())
    one, *others = Author.objects.bulk_create(Author.named(f"Author Nr{n}") for n in range(1_003))
    questions.ask(questions.about_people(one, other, 1.0, []) for other in others[:1_000])
    assert "1,000 left" in text_of(client.get(QUEUE))
    questions.ask(questions.about_people(one, other, 1.0, []) for other in others[1_000:])
    with CaptureQueriesContext(connection) as queries:
        assert "1,000+ left" in text_of(client.get(QUEUE))
    counting = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert counting
    assert all("LIMIT 1001" in sql for sql in counting)


def test_a_page_of_html_in_a_name_stays_text(client: Client) -> None:
    client.force_login(make_curator())
    question = make_people("Ada Sun")
    Author.objects.filter(questions=question).update(name="<b>Ada</b>", affiliation="<i>x</i>")
    row = {"feature": "x", "value": 1, "points": 1.0, "text": "<script>alert(1)</script>"}
    Question.objects.update(evidence=[row])
    body = client.get(QUEUE).content.decode()
    assert "<b>Ada</b>" not in body
    assert "<script>alert" not in body
    assert "&lt;b&gt;Ada" in body


def test_who_may_look_does_not_answer(client: Client) -> None:
    question = make_people("Ada Sun")
    client.force_login(make_curator("Fay", "view_question"))
    page = client.get(QUEUE)
    assert page.status_code == 200
    assert "queue-key" not in page.content.decode()
    assert client.post(url_of(question), {"answer": "same"}).status_code == 403
    assert client.post(reverse("admin:works_question_undo", args=[1])).status_code == 403
    assert not Decision.objects.of_people().exists()


@pytest.mark.parametrize(("who", "status"), [("stranger", 302), ("reader", 302), ("staff", 403)])
def test_others_do_not_get_in(client: Client, who: str, status: int) -> None:
    question = make_people("Ada Sun")
    if who != "stranger":
        client.force_login(make_user("Gil", is_staff=who == "staff"))
    assert client.get(QUEUE).status_code == status
    assert client.get("/admin/works/question/").status_code == status
    for url in (url_of(question), reverse("admin:works_question_undo", args=[1])):
        assert client.post(url, {"answer": "same"}).status_code == status
    assert not Decision.objects.of_people().exists()


def test_who_was_logged_out_is_led_to_the_log_in_page_from_inside_the_queue(client: Client) -> None:
    question = make_people("Ada Sun")
    answer = client.post(url_of(question), {"answer": "same"}, headers=PART)
    assert answer["HX-Redirect"] == "/accounts/login/?next=%2Fadmin%2Fworks%2Fquestion%2Fqueue%2F"
    assert not Decision.objects.of_people().exists()


def test_an_answer_comes_from_a_form_of_this_site(client: Client) -> None:
    question = make_people("Ada Sun")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_curator())
    assert strict.post(url_of(question), {"answer": "same"}).status_code == 403
    assert strict.get(url_of(question)).status_code == 405


def test_the_list_shows_open_questions_strongest_first_and_finds_them(client: Client) -> None:
    dora = make_curator()
    client.force_login(dora)
    weak, strong, answered = make_people("Ada Sun"), make_people("Bela Moon"), make_people("Cy Star")
    Question.objects.filter(pk=strong.pk).update(strength=99)
    answers.different(answered, dora)
    listed = "/admin/works/question/"

    def rows(**query: str) -> list[Question]:
        return list(client.get(listed, query).context["cl"].result_list)

    assert rows() == [strong, weak]
    assert rows(q="ADA su") == [weak]
    assert rows(kind__exact="split") == []
    assert rows(state="answered") == [answered]
    assert rows(state="all") == [answered, strong, weak]
    assert "Two people: Cy Star" in text_of(client.get(listed, {"state": "answered"}))
    assert f'href="{QUEUE}?question={strong.pk}"' in client.get(listed).content.decode()
    assert "Shared co-authors" in text_of(client.get(f"{listed}{answered.pk}/change/"))
