"""A quiz is marked fairly, whatever comes in, and its order gives nothing away."""

from __future__ import annotations

from typing import Any

import pytest

from teaching.model import Module, Option, Question
from teaching.quiz import is_right, laid_out, marked, partners


def question(kind: str, *right: str, options: str = "abcd") -> Question:
    return Question(
        id=kind,
        kind=kind,  # type: ignore[arg-type]
        options=tuple(Option(id=name, right=name in right) for name in options),
    )


SINGLE, MULTIPLE, ORDER, MATCH = (
    question("single", "b"),
    question("multiple", "a", "c"),
    question("order"),
    question("match"),
)
MODULE = Module(id="quiz", kind="skill", questions=(SINGLE, MULTIPLE, ORDER, MATCH), pass_mark=0.75)
ALL_RIGHT: dict[str, Any] = {
    "single": "b",
    "multiple": ["c", "a"],
    "order": ["a", "b", "c", "d"],
    "match": {"a": "a", "b": "b", "c": "c", "d": "d"},
}


@pytest.mark.parametrize(
    ("asked", "answer", "right"),
    [
        (SINGLE, "b", True),
        (SINGLE, "a", False),
        (MULTIPLE, ["a", "c"], True),
        (MULTIPLE, ["c", "a"], True),
        (MULTIPLE, ["a"], False),
        (MULTIPLE, ["a", "b", "c"], False),
        (MULTIPLE, ["a", "c", "c"], False),
        (ORDER, ["a", "b", "c", "d"], True),
        (ORDER, ["b", "a", "c", "d"], False),
        (ORDER, ["a", "b", "c"], False),
        (MATCH, {"d": "d", "c": "c", "b": "b", "a": "a"}, True),
        (MATCH, {"a": "a", "b": "b", "c": "d", "d": "c"}, False),
        (MATCH, {"a": "a"}, False),
        (MATCH, {"a": "a", "b": "b", "c": "c", "d": "d", "e": "e"}, False),
    ],
)
def test_only_what_is_wholly_right_is_right(asked: Question, answer: object, right: bool) -> None:
    assert is_right(asked, answer) is right


@pytest.mark.parametrize(
    "answer", [None, "", "zz", [], {}, 7, ["b"], {"b": "b"}, [["a"]], [{}], {"a": []}, True, "abcd"]
)
def test_what_makes_no_sense_is_wrong_and_nothing_more(answer: object) -> None:
    for asked in (SINGLE, MULTIPLE, ORDER, MATCH):
        assert is_right(asked, answer) is False


def test_the_share_decides_at_the_pass_mark() -> None:
    assert marked(MODULE, ALL_RIGHT).share == 1
    one_wrong = marked(MODULE, ALL_RIGHT | {"single": "a", "unknown": "x"})
    assert (one_wrong.share, one_wrong.passed) == (0.75, True)
    assert one_wrong.right == {"single": False, "multiple": True, "order": True, "match": True}
    assert not marked(MODULE, {}).passed
    assert not marked(MODULE, ALL_RIGHT | {"single": "a", "order": []}).passed


def test_nine_of_ten_pass_at_nine_tenths() -> None:
    ten = tuple(SINGLE.model_copy(update={"id": f"q{number}"}) for number in range(10))
    answers = {one.id: "b" for one in ten[1:]}
    assert marked(Module(id="ten", kind="skill", questions=ten, pass_mark=0.9), answers).passed


def test_a_module_without_questions_is_passed() -> None:
    assert marked(Module(id="none", kind="skill"), {}).passed


def test_things_to_order_and_to_match_never_lie_in_the_right_order() -> None:
    for options in ("ab", "abc", "abcd"):
        ordered, matched = question("order", options=options), question("match", options=options)
        for seed in map(str, range(200)):
            assert laid_out(ordered, seed) != tuple(options)
            assert partners(matched, seed) != tuple(options)
            assert sorted(laid_out(ordered, seed)) == sorted(partners(matched, seed)) == list(options)


def test_the_order_follows_from_the_seed() -> None:
    assert laid_out(ORDER, "7 1") == laid_out(ORDER, "7 1")
    assert len({laid_out(ORDER, f"7 {attempt}") for attempt in range(20)}) > 3


def test_choices_stay_as_they_were_written() -> None:
    assert laid_out(SINGLE, "1") == laid_out(MULTIPLE, "2") == laid_out(MATCH, "3") == ("a", "b", "c", "d")
