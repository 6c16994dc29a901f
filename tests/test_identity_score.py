"""What the score is made of: priors of names, what records share, evidence that adds up."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.identity_builders import bylines, mention, trained
from works.identity.decide import Block, Candidate, Kind, KnownAuthor
from works.identity.naming import parse
from works.identity.priors import NameCounts
from works.identity.terms import Knowledge, place_words, title_words, venue_key


def namesakes(text: str, counts: NameCounts | None = None) -> float:
    name = parse(text)
    assert name is not None
    return (counts or NameCounts()).namesakes(name)


def test_common_names_have_more_namesakes() -> None:
    assert namesakes("Wei Wang") > 1 > namesakes("Zbigniew Kowalczyk")
    assert namesakes("W. Wang") > namesakes("Wei Wang") > namesakes("Wei J. Wang")
    assert namesakes("Mausam") > 1


def test_this_installation_teaches_which_names_are_common() -> None:
    counts = NameCounts()
    counts.add(name for i in range(300) if (name := parse(f"Given{chr(97 + i % 26)}{chr(97 + i // 26)} Tamm")))
    assert namesakes("Mari Tamm", counts) > 20 * namesakes("Mari Tamm")


def test_a_name_counts_once() -> None:
    counts = NameCounts()
    name = parse("Mari Tamm")
    assert name is not None
    counts.add([name, name])
    counts.add([name])
    assert (counts.total, counts.families["tamm"]) == (1, 1)


@pytest.mark.parametrize("archive", ["arXiv", "CoRR", "Computing Research Repository", "arXiv: cs.CV", "cs.LG"])
def test_an_archive_is_no_venue(archive: str) -> None:
    assert venue_key(archive) == ""


def test_venues_and_words_are_folded() -> None:
    assert venue_key("ISNN (1)") == venue_key("ISNN (2)") == venue_key("ISNN 2007") == "isnn"
    assert title_words("The Graphs of Processors in $n^2$: a Study") == title_words("Graph processor n²")
    assert place_words("Dept. of Computer Science, University of York, UK") == ("york", "uk")


def evidence(one: Mapping[str, object], other: Mapping[str, object]) -> Candidate:
    block = Block(trained(), [KnownAuthor(1, (mention(1, **one),))])
    best = block.decide([mention(2, **other)])[0].best
    assert best is not None
    return best


def test_points_add_up_and_are_said_in_words() -> None:
    shared = {"coauthors": ("Zbigniew Kowalczyk", "Mari Tamm"), "venue": "Journal of Frogs"}
    best = evidence(shared, shared)
    assert sum(part.points for part in best.evidence) == pytest.approx(best.score)
    said = {part.feature: part.sentence for part in best.evidence}
    assert "Mari Tamm, Zbigniew Kowalczyk" in said["coauthors"]
    assert "Journal of Frogs" in said["venue"]
    assert all(part.sentence.endswith(".") and "{" not in part.sentence for part in best.evidence)


def test_a_rare_shared_co_author_says_more_than_a_common_one() -> None:
    def points(name: str) -> float:
        return evidence({"coauthors": (name,)}, {"coauthors": (name,)}).score

    assert points("Zbigniew Kowalczyk") > points("Wei Wang") + 1


def test_crowds_share_names_by_chance() -> None:
    crowd = tuple(f"Given{chr(97 + i % 26)} Name{chr(97 + i // 26)}x" for i in range(60))
    others = tuple(f"Other{chr(97 + i % 26)} Name{chr(97 + i // 26)}y" for i in range(60))
    few = evidence({"coauthors": crowd, "venue": "X"}, {"coauthors": (*others, *crowd[:2]), "venue": "X"})
    more = evidence({"coauthors": crowd, "venue": "X"}, {"coauthors": (*others, *crowd[:3]), "venue": "X"})
    assert "coauthors" not in {part.feature for part in few.evidence}
    assert "coauthors" in {part.feature for part in more.evidence}


def test_initials_and_years_apart_count_against() -> None:
    near = evidence({"venue": "X", "year": 2000}, {"venue": "X", "year": 2001})
    far = evidence({"venue": "X", "year": 2000}, {"venue": "X", "year": 2015})
    short = evidence({"venue": "X", "year": 2000}, {"venue": "X", "year": 2001, "name": "J. Sun"})
    assert far.score < near.score
    assert short.score < near.score


def test_nothing_shared_is_no_evidence() -> None:
    decisions = Block(Knowledge()).decide(bylines("Wei Wang", 2))
    assert [decision.kind for decision in decisions] == [Kind.NEW, Kind.NEW]
