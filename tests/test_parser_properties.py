"""Cut, shuffled, spliced and soiled captures: records or a named fatal problem, never an exception."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.captures import MAY_2026, NUMBERS, parse, raw, records, text
from works.imports import registry
from works.imports.records import ParsedPage

FEEDS = ("001", "002", "003")
captures = st.sampled_from(NUMBERS)
modest = settings(max_examples=40, deadline=None)


def check(page: ParsedPage) -> None:
    """Records without a fatal problem, or none and a fatal problem; every problem a code and a sentence."""
    assert (page.records is None) == any(problem.fatal for problem in page.problems)
    for problem in page.problems:
        assert problem.code.isidentifier()
        assert problem.message.endswith((".", "…"))
        assert problem.line is None or problem.line >= 1
    if page.records is not None:
        assert page.parser
        assert page.source
        assert page.records.person.name
        assert all(listed.title for listed in page.records.works)


@modest
@given(st.binary(max_size=300))
def test_any_bytes_give_records_or_a_named_problem(page: bytes) -> None:
    check(parse(page))


@modest
@given(st.text(max_size=300))
def test_any_text_gives_records_or_a_named_problem(page: str) -> None:
    check(parse(page.encode("utf-8", "surrogatepass")))


@modest
@given(captures, st.data())
def test_a_capture_cut_at_any_byte(number: str, data: st.DataObject) -> None:
    whole = raw(number)
    start = data.draw(st.integers(0, 200) | st.just(0))
    check(parse(whole[start : data.draw(st.integers(0, len(whole)))]))


@modest
@given(st.sampled_from(FEEDS), st.data())
def test_a_feed_cut_before_its_last_sentence_ends_is_never_taken_with_fewer_works(
    number: str, data: st.DataObject
) -> None:
    whole = text(number)
    page = parse(whole[: data.draw(st.integers(0, len(whole) - 1))])
    check(page)
    if page.records is not None:
        assert len(page.records.works) == len(records(whole).works)


def test_a_feed_cut_in_any_place_of_its_last_work_keeps_all_works_or_none() -> None:
    for number in FEEDS:
        whole = text(number)
        begin = whole.rindex("\n\n", 0, whole.rindex(" et al."))
        for end in range(begin - 120, len(whole), 31):
            page = parse(whole[:end])
            assert page.records is None or len(page.records.works) == len(records(whole).works)


def test_a_plain_list_cut_in_the_middle_of_a_word_is_never_taken() -> None:
    whole = text("004")
    cuts = [end for end in range(30, len(whole), 11) if whole[end - 1].isalpha() and whole[end].isalpha()]
    accepted = [whole[:end].split()[-1] for end in cuts if parse(whole[:end]).records is not None]
    # A link may end anywhere: nothing tells a cut one from a whole one.
    assert all(word.startswith("https://") for word in accepted)


@modest
@given(captures, st.randoms(use_true_random=False))
def test_shuffled_lines(number: str, random: object) -> None:
    lines = text(number).split("\n")
    random.shuffle(lines)  # type: ignore[attr-defined]
    check(parse("\n".join(lines)))


@modest
@given(
    captures,
    st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(["drop", "twice", "swap", "glue"])), max_size=6),
)
def test_dropped_doubled_swapped_and_glued_lines(number: str, changes: list[tuple[int, str]]) -> None:
    lines = text(number).split("\n")
    for place, change in changes:
        at = place % (len(lines) - 1)
        if change == "drop":
            del lines[at]
        elif change == "twice":
            lines.insert(at, lines[at])
        elif change == "swap":
            lines[at], lines[at + 1] = lines[at + 1], lines[at]
        else:
            lines[at : at + 2] = [lines[at] + lines[at + 1]]
    check(parse("\n".join(lines)))


@modest
@given(captures, captures, st.data())
def test_two_captures_spliced(first: str, second: str, data: st.DataObject) -> None:
    one, other = text(first), text(second)
    head = one[: data.draw(st.integers(0, len(one)))]
    check(parse(head + other[data.draw(st.integers(0, len(other))) :]))


@modest
@given(captures, st.data(), st.text(max_size=40) | st.sampled_from(["LGMay 7\n", "\n\n", "39 Papers\n", "et al.", "$"]))
def test_text_put_into_a_capture(number: str, data: st.DataObject, soil: str) -> None:
    whole = text(number)
    at = data.draw(st.integers(0, len(whole)))
    check(parse((whole[:at] + soil + whole[at:]).encode("utf-8", "surrogatepass")))


@modest
@given(captures, st.data(), st.binary(min_size=1, max_size=8))
def test_bytes_put_into_a_capture(number: str, data: st.DataObject, soil: bytes) -> None:
    whole = raw(number)
    at = data.draw(st.integers(0, len(whole)))
    check(registry.parse(whole[:at] + soil + whole[at:], MAY_2026))


@modest
@given(captures, st.dates())
def test_a_capture_of_any_day(number: str, day: object) -> None:
    check(parse(raw(number), day))  # type: ignore[arg-type]
