"""Works that do not fit a record: asked about, marked, kept or given away, and not asked about again."""

from __future__ import annotations

import pytest

from profiles.models import Author
from tests.ledger_world import curator
from tests.make import feed_page, feed_work, import_bytes, import_seeds, owner
from works.ledger import answers, merges, undo
from works.models import Authorship, Decision, Question

pytestmark = pytest.mark.django_db

ENGINES = [
    "Cards and Barrels of the Analytical Engine", "The Store and Mill of an Analytical Engine",
    "Operation Cards for the Analytical Engine", "Carrying Tens in the Mill of the Engine",
    "Punched Cards and the Store of the Engine", "Barrels that Drive the Mill of an Engine",
    "Variable Cards of the Analytical Engine", "Printing Tables with the Analytical Engine",
    "Notes on the Mill and the Store of Engines",
]  # fmt: skip
BEES = "Foraging Flights of Solitary Bees over Alpine Meadows"


def engine_work(title: str) -> str:
    abstract = f"The analytical engine keeps numbers in a store and works on them in a mill, driven by cards: {title}. "
    return feed_work(title, ["Ada Lovelace", "Charles Babbage", "Wei Zhang"], abstract=abstract * 3)


def merged_by_mistake() -> Author:
    """Wei Zhang, who builds engines and was merged with one who watches bees; neither has a page of his own."""
    import_bytes(feed_page("Ada Lovelace", [engine_work(title) for title in ENGINES[:-1]]))
    meadow = "Solitary bees cross meadows in search of nectar, and their flights were timed over three summers. " * 3
    bees = feed_work(BEES, ["Wei Zhang", "Dee Dee", "Eve Apis"], category="PE", abstract=meadow)
    import_bytes(feed_page("Dee Dee", [bees]))
    small, large = Author.objects.filter(name="Wei Zhang").order_by("works_count")
    merges.merge(small, large, curator(), "One person.")
    import_bytes(feed_page("Charles Babbage", [engine_work(ENGINES[-1])]))
    return Author.objects.get(pk=large.pk)


def test_a_record_that_was_put_together_here_is_questioned_too() -> None:
    wei = merged_by_mistake()
    assert wei.works_count == len(ENGINES) + 1
    question = Question.objects.open().get(author=wei)
    assert question.kind == "misfit"
    assert list(Authorship.objects.filter(id__in=question.mentions).values_list("work__title", flat=True)) == [BEES]
    split = answers.different(question, curator().user)  # type: ignore[arg-type]
    assert split.other is not None
    assert list(split.other.authorships.values_list("work__title", flat=True)) == [BEES]


def test_what_belongs_is_said_once() -> None:
    import_seeds("002")
    kaiqi = owner("Kaiqi Jiang")
    assert kaiqi.side["doubted"] == 1
    question = Question.objects.open().get()
    keep = answers.same(question, curator().user)  # type: ignore[arg-type]
    kaiqi.refresh_from_db()
    assert (keep.kind, kaiqi.side["doubted"], kaiqi.works_count) == ("keep", 0, 4)
    import_seeds("003", "000", "001", "004")
    assert not Question.objects.open().filter(author=kaiqi).exists()
    undo.undo(keep, curator())
    kaiqi.refresh_from_db()
    assert (kaiqi.side["doubted"], Question.objects.open().filter(author=kaiqi).count()) == (1, 1)


def test_one_click_splits_and_the_page_that_caused_it_changes_nothing_afterwards() -> None:
    import_seeds("003")
    jiacheng = owner("Jiacheng Sun")
    for question in Question.objects.open().filter(author=jiacheng):
        answers.different(question, curator().user)  # type: ignore[arg-type]
    jiacheng.refresh_from_db()
    split = {line.other for line in Decision.objects.filter(kind="split")}
    assert sorted(author.works_count for author in split if author) == [1, 3]
    assert (jiacheng.works_count, jiacheng.side["doubted"]) == (35, 0)
    import_seeds("003", "000")
    jiacheng.refresh_from_db()
    assert jiacheng.works_count == 35
    assert Author.objects.standing().filter(name="Jiacheng Sun").count() == 3
    assert not Question.objects.open().exists()
