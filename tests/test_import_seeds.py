"""The five captured pages, all the way in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import permutations
from random import Random

import pytest
from django.db import transaction
from django.test import Client

from profiles.models import Author
from tests.make import import_seeds, owner
from tests.reading import page, text
from works.imports.results import total
from works.models import Assignment, Authorship, Listing, Question, ReportedNumber, Work

pytestmark = pytest.mark.django_db

SINK = "The Structural Origin of Attention Sink: Variance Discrepancy, Super Neurons, and Dimension Disparity"


def test_five_pages_with_56_listings_become_48_works_without_a_problem() -> None:
    batch = import_seeds()
    assert [page.state for page in batch.pages.all()] == ["imported"] * 5
    assert [page.problems for page in batch.pages.all()] == [[]] * 5
    assert all(page.raw and len(page.sha256) == 64 for page in batch.pages.all())
    assert Listing.objects.count() == 56
    assert Work.objects.count() == 48
    result = total(page.result for page in batch.pages.all())
    assert (result.works_new, result.works_joined, result.works_unchanged) == (48, 8, 0)


def test_the_attention_sink_work_carries_five_sources_its_date_category_and_heat() -> None:
    import_seeds()
    work = Work.objects.get(title=SINK)
    pages = {(listing.profile.source.name, listing.profile.name) for listing in work.listings.all()}
    assert pages == {
        ("BZPEER", "Jiacheng Sun"),
        ("Scholar Feed", "Tianyang Hu"),
        ("Scholar Feed", "Kaiqi Jiang"),
        ("Scholar Feed", "Jiacheng Sun"),
        ("Publication list", "Tianyang Hu"),
    }
    assert work.published_on == dt.date(2026, 5, 7)
    assert [topic.code for topic in work.topics.all()] == ["LG"]
    assert (work.heat, work.heat_on) == (Decimal("11.1"), dt.date(2026, 5, 31))
    assert (work.kind, work.host) == ("preprint", "arXiv")


def test_importing_all_five_again_changes_nothing_and_says_so() -> None:
    import_seeds()
    before = everything()
    batch = import_seeds()
    assert [page.state for page in batch.pages.all()] == ["unchanged"] * 5
    assert total(page.result for page in batch.pages.all()).changed_nothing
    assert total(page.result for page in batch.pages.all()).works_unchanged == 56
    assert everything() == before


def test_the_same_bytes_are_kept_once() -> None:
    first, second = import_seeds("002"), import_seeds("002")
    assert bytes(first.pages.get().raw)
    copy = second.pages.get()
    assert (bytes(copy.raw), copy.same_as) == (b"", first.pages.get())


def test_reported_numbers_are_kept_with_source_and_day() -> None:
    import_seeds()

    def reported(name: str) -> dict[str, Decimal]:
        numbers = ReportedNumber.objects.filter(profile__name=name, profile__source__name="Scholar Feed")
        assert {number.as_of for number in numbers} == {dt.date(2026, 5, 31)}
        return {number.kind: number.value for number in numbers}

    keys = ("h_index", "papers", "citations", "novelty", "ai_score")
    assert [reported("Jiacheng Sun")[key] for key in keys] == [37, 39, 1629, 56, 63]
    assert [reported("Tianyang Hu")[key] for key in keys] == [1, 3, 2, 63, 46]
    assert [reported("Kaiqi Jiang")[key] for key in keys] == [2, 4, 29, 54, 46]


def test_one_jiacheng_sun_holds_the_works_of_both_his_pages() -> None:
    import_seeds()
    jiacheng = owner("Jiacheng Sun")
    assert jiacheng.works_count == 39
    assert {str(profile.source) for profile in jiacheng.source_profiles.all()} == {"BZPEER", "Scholar Feed"}


def test_one_tianyang_hu_holds_the_works_of_both_his_pages_and_of_seven_bylines() -> None:
    import_seeds()
    assert owner("Tianyang Hu").works_count == 14
    assert owner("Kaiqi Jiang").works_count == 4


def test_seven_bylines_are_linked_to_tianyang_hu_by_the_co_author_they_share_with_his_pages() -> None:
    import_seeds()
    tianyang = Author.objects.standing().get(name="Tianyang Hu")
    linked = Authorship.objects.filter(author=tianyang).exclude(listings__profile__author=tianyang)
    assert linked.count() == 7
    for link in Assignment.objects.filter(mention__in=linked):
        assert "Jiacheng Sun" in " ".join(row["text"] for row in link.evidence)


def suspicions() -> set[tuple[str, frozenset[str]]]:
    """The works that the queue takes for somebody else's, by whose list they stand in."""
    found = set()
    for question in Question.objects.open().select_related("author"):
        titles = Authorship.objects.filter(id__in=question.mentions).values_list("work__title", flat=True)
        assert question.author is not None
        found.add((question.author.name, frozenset(title.split(":")[0][:40] for title in titles)))
    return found


SUSPICIONS = {
    ("Jiacheng Sun", frozenset({
        "Iterative Scale-Up ExpansionIoU and Deep", "ToddlerAct", "GTA",
    })),
    ("Jiacheng Sun", frozenset({"Towards Instance Segmentation with Polyg"})),
    ("Kaiqi Jiang", frozenset({"Fairness Risks for Group-conditionally M"})),
}  # fmt: skip


def test_the_queue_asks_about_the_works_of_other_people_and_about_nothing_else() -> None:
    import_seeds()
    assert suspicions() == SUSPICIONS
    for question in Question.objects.all():
        assert any("co-authors" in row["text"] for row in question.evidence)
        assert abs(sum(row["points"] for row in question.evidence) - question.strength) < 0.1


def test_the_profile_marks_the_works_in_doubt(client: Client) -> None:
    import_seeds()
    html = page(client, owner("Jiacheng Sun"))
    assert "4 works may belong to another Jiacheng Sun" in text(html)
    marked = [part for part in html.split("<article") if "May belong to another Jiacheng Sun" in part]
    shown = page(client, owner("Jiacheng Sun"), "?page=2").split("<article")
    marked += [part for part in shown if "May belong to another Jiacheng Sun" in part]
    assert len(marked) == 4
    assert all("Hsiang-Wei Huang" in card or "Polygon" in card for card in marked)


def test_the_owner_hidden_in_et_al_is_an_author_without_a_position() -> None:
    import_seeds("001")
    slots = Authorship.objects.filter(author=owner("Tianyang Hu"))
    assert [slot.position for slot in slots] == [None, None, None]
    assert all("does not show the position" in slot.reason for slot in slots)


def test_every_link_keeps_its_reason() -> None:
    import_seeds()
    assert not Authorship.objects.filter(reason="").exists()
    assert not Listing.objects.filter(reason="").exists()
    reasons = set(Author.objects.get(pk=owner("Tianyang Hu").pk).source_profiles.values_list("reason", flat=True))
    assert any(reason.startswith("The same name stands on the same work: “") for reason in reasons)


ORDERS = Random(7).sample(list(permutations(["000", "001", "002", "003", "004"])), 3)


@pytest.mark.parametrize("order", [*ORDERS, ("004", "003", "002", "001", "000")])
def test_the_order_of_the_pages_does_not_matter(order: tuple[str, ...]) -> None:
    with transaction.atomic():
        import_seeds("000", "001", "002", "003", "004")
        expected = who_wrote_what()
        transaction.set_rollback(True)
    import_seeds(*order)
    assert who_wrote_what() == expected
    assert suspicions() == SUSPICIONS


def who_wrote_what() -> set[tuple[str, frozenset[tuple[str, int | None]]]]:
    """Every record with its works and positions, without ids."""
    held: dict[int, set[tuple[str, int | None]]] = {}
    names: dict[int, str] = {}
    for slot in Authorship.objects.select_related("author", "work"):
        assert slot.author is not None
        assert slot.author_id is not None
        held.setdefault(slot.author_id, set()).add((slot.work.title, slot.position))
        names[slot.author_id] = slot.author.name
    return {(names[author], frozenset(works)) for author, works in held.items()}


def everything() -> list[object]:
    """All rows that a reader could see the effect of."""
    return [
        list(model.objects.order_by("pk").values()) for model in (Author, Authorship, Listing, ReportedNumber, Work)
    ]
