"""The queue in a real browser: answered by keys, without a reload, under the policy that allows nothing inline."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from profiles.models import User
from tests.make import import_seeds, owner
from tests.readable import faults
from tests.test_queue import QUEUE, make_curator, make_list, make_people, make_works
from works.models import Decision, Question, Work

pytestmark = [pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 390, "height": 800}, {"width": 1280, "height": 900}
Kind = Question.Kind


type Open = Callable[..., Page]


@pytest.fixture
def dora() -> User:
    return make_curator()


@pytest.fixture
def visit(visit_as: Callable[..., Page], dora: User) -> Open:
    """Opens an address as a curator."""
    return lambda address=QUEUE, **options: visit_as(dora, address, **options)


def make_every_kind() -> None:
    """A question of each kind, on the captured pages; the people's first."""
    import_seeds("001", "003")
    Question.objects.all().delete()
    sun = owner("Jiacheng Sun")
    make_list(sun, "Hsiang-Wei Huang", strength=8)
    make_list(sun, "Tianyang Hu", Kind.MISFIT, strength=7)
    one, other = Work.objects.exclude(abstract_html="").order_by("id")[:2]
    make_works(one, other, strength=6)
    Question.objects.filter(pk=make_people("Ada Sun", works=14).pk).update(strength=9)


def name_each(names: list[str]) -> list[Question]:
    """A question of people for each name, the first the strongest."""
    asked = [make_people(name) for name in names]
    for place, question in enumerate(asked):
        Question.objects.filter(pk=question.pk).update(strength=100 - place)
    return asked


def stay(page: Page) -> Callable[[], bool]:
    """Tells later whether the page was ever loaded anew."""
    page.evaluate("window.same = true")
    return lambda: bool(page.evaluate("window.same === true"))


def question_of(page: Page, name: str) -> None:
    expect(page.locator("#queue h3").first).to_contain_text(name)


def test_questions_are_answered_by_keys_without_a_reload_and_one_is_undone(visit: Open, dora: User) -> None:
    name_each(["Ada Sun", "Bela Moon", "Cy Star", "Dan Field"])
    page = visit()
    has_stayed = stay(page)
    question_of(page, "Ada Sun")
    expect(page.get_by_text("4 left")).to_be_visible()
    page.keyboard.press("s")
    question_of(page, "Bela Moon")
    expect(page.get_by_role("status").filter(has_text="Decided: one person: Ada Sun")).to_have_count(1)
    expect(page.get_by_role("heading", name="Are these one person?")).to_be_focused()
    page.keyboard.press("d")
    question_of(page, "Cy Star")
    page.keyboard.press("u")
    question_of(page, "Bela Moon")
    expect(page.locator(".queue-toast")).to_contain_text("Undone: two people: Bela Moon")
    page.keyboard.press("k")
    question_of(page, "Cy Star")
    page.get_by_role("button", name="Different people").click()
    question_of(page, "Dan Field")
    expect(page.get_by_text("2 left")).to_be_visible()
    assert has_stayed()
    lines = Decision.objects.of_people().order_by("id").values_list("kind", "actor", "in_force")
    assert list(lines) == [
        ("merge", dora.pk, True), ("apart", dora.pk, False), ("undo", dora.pk, True), ("apart", dora.pk, True),
    ]  # fmt: skip


def test_keys_are_letters_where_one_types_and_do_nothing_with_a_modifier_or_switched_off(visit: Open) -> None:
    name_each(["Ada Sun", "Bela Moon"])
    page = visit()
    field = page.get_by_label("Name begins with")
    field.press_sequentially("sdku")
    expect(field).to_have_value("sdku")
    page.get_by_label("Kind").press("s")
    page.locator("h1").click()
    for chord in ("Control+d", "Shift+S", "Alt+k", "Meta+s"):
        page.keyboard.press(chord)
    page.get_by_label("Keys").uncheck()
    page.locator("h1").click()
    page.keyboard.press("s")
    page.reload()
    expect(page.get_by_label("Keys")).not_to_be_checked()
    expect(page.locator(".queue-bar kbd").first).to_be_hidden()
    page.keyboard.press("s")
    page.wait_for_timeout(300)
    question_of(page, "Ada Sun")
    assert not Decision.objects.of_people().exists()
    page.get_by_label("Keys").check()
    page.keyboard.press("s")
    question_of(page, "Bela Moon")


def test_a_key_that_is_held_down_answers_once(visit: Open) -> None:
    name_each(["Ada Sun", "Bela Moon", "Cy Star"])
    page = visit()
    page.keyboard.down("d")
    for _ in range(20):
        page.keyboard.down("d")
    question_of(page, "Bela Moon")
    page.keyboard.down("d")
    page.wait_for_timeout(300)
    question_of(page, "Bela Moon")
    assert Decision.objects.of_people().count() == 1


def test_a_key_that_is_pressed_the_moment_a_question_appears_does_not_load_the_page_anew(visit: Open) -> None:
    name_each(["Ada Sun", "Bela Moon", "Cy Star"])
    page = visit()
    has_stayed = stay(page)
    page.evaluate("""new MutationObserver((changes, self) => {
        self.disconnect();
        document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "d", bubbles: true}));
    }).observe(document.querySelector(".queue-page"), {childList: true})""")
    page.keyboard.press("d")
    question_of(page, "Cy Star")
    assert has_stayed()


def test_the_second_of_two_curators_is_told_above_the_next_question(visit: Open) -> None:
    ada, _ = name_each(["Ada Sun", "Bela Moon"])
    page = visit(f"{QUEUE}?question={ada.pk}")
    other = visit()
    other.keyboard.press("d")
    question_of(other, "Bela Moon")
    page.keyboard.press("s")
    question_of(page, "Bela Moon")
    expect(page.get_by_role("alert")).to_contain_text("This question was answered by Dora already: different.")
    expect(page).to_have_url(re.compile(f"{QUEUE}$"))


def test_the_queue_works_without_javascript(visit: Open) -> None:
    name_each(["Ada Sun", "Bela Moon"])
    page = visit(java_script_enabled=False)
    page.get_by_role("button", name="Same person").click()
    question_of(page, "Bela Moon")
    expect(page.get_by_text("Decided: one person")).to_be_visible()
    page.get_by_role("button", name="Undo last").click()
    question_of(page, "Ada Sun")
    expect(page.get_by_text("Undone: one person")).to_be_visible()


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"])
def test_every_kind_of_question_is_readable_and_fits(visit: Open, scheme: Any, viewport: Any) -> None:
    make_every_kind()
    page = visit(viewport=viewport, color_scheme=scheme)
    has_stayed = stay(page)
    for heading in ("one person?", "Do these works belong", "Does this fit", "one work?"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        assert faults(page, serious=True) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        page.keyboard.press("d")
    expect(page.get_by_role("heading", name="No question waits.")).to_be_visible()
    assert faults(page, serious=True) == []
    assert has_stayed()
    page.goto("/admin/works/question/?state=answered")
    assert faults(page, serious=True) == []
    page.get_by_role("link", name="Answer one after another").click()
    expect(page).to_have_url(re.compile(QUEUE))
