"""What was taken out of a module comes back as it was, where it was."""

from __future__ import annotations

import pytest

from teaching.editing import arranged, checked, part, parts, with_changed, with_part, with_source, without_part, written
from teaching.keys import Standing, earlier_source, standing
from teaching.model import Lesson, Module, Question
from teaching.removal import Place, put_back, without
from tests.qa_app.teaching_modules import small_module

PLACES = [
    Place("lesson", "worry"),
    Place("lesson", "worry", "named"),
    Place("exercise", "late"),
    Place("question", "first"),
    Place("question", "pairs"),
]


def ids(module: Module) -> str:
    return "".join(one.id[-1] for one in parts(module, "lesson"))


def numbered(number: int) -> Module:
    module = Module(id="calm", kind="skill")
    for _ in range(number):
        module, part_id = with_part(module, "lesson")
        module = written(module, "en", {f"lesson.{part_id}.title": part_id})
    return module


def lesson(number: int) -> Place:
    return Place("lesson", f"lesson{number}")


@pytest.mark.parametrize("place", PLACES)
def test_what_was_taken_out_comes_back_as_it_was(place: Place) -> None:
    whole = small_module("refunds", "nl", "de")
    gone = without(whole, place)
    assert gone != whole
    assert put_back(gone, whole, place) == whole


@pytest.mark.parametrize("number", [1, 2, 3])
def test_it_stands_between_those_that_it_stood_between(number: int) -> None:
    whole = numbered(3)
    gone = without(whole, lesson(number))
    assert ids(put_back(gone, whole, lesson(number))) == "123"
    more, _ = with_part(gone, "lesson")
    expected = {1: "1234", 2: "1234", 3: "123"}[number]
    if number < 3:
        assert ids(put_back(more, whole, lesson(number))) == expected
    else:
        with pytest.raises(ValueError, match="lesson3"):
            put_back(more, whole, lesson(number))


def test_several_come_back_in_any_order() -> None:
    first = numbered(4)
    second = without(first, lesson(1))
    third = without(second, lesson(2))
    assert ids(put_back(put_back(third, second, lesson(2)), first, lesson(1))) == "1234"
    assert ids(put_back(put_back(third, first, lesson(1)), second, lesson(2))) == "1234"


def test_translations_are_as_far_as_they_were() -> None:
    key, place = "lesson.worry.title", Place("lesson", "worry")
    whole = written(small_module("refunds", "nl", "de"), "en", {key: "Worries first"})
    whole = written(whole, "de", {key: "Zuerst die Sorge"})
    back = put_back(written(without(whole, place), "en", {"title": "New"}), whole, place)
    assert standing(back, "de", key) is Standing.CURRENT
    assert standing(back, "nl", key) is Standing.OUTDATED
    assert earlier_source(back, "nl", key) == "The worry first"
    assert standing(back, "nl", "title") is Standing.OUTDATED


def test_under_another_source_what_is_up_to_date_still_is() -> None:
    key, place = "lesson.worry.title", Place("lesson", "worry")
    whole = written(small_module("refunds", "nl", "de"), "en", {"lesson.worry.text": "New"})
    back = put_back(with_source(without(whole, place), "de"), whole, place)
    assert checked(back) == back
    assert standing(back, "nl", key) is Standing.CURRENT
    assert standing(back, "nl", "lesson.worry.text") is Standing.OUTDATED
    assert earlier_source(back, "nl", "lesson.worry.text") is None, "which of the German words it had is not known"


def test_without_its_part_nothing_comes_back() -> None:
    whole, place = small_module(), Place("lesson", "worry", "named")
    gone = without_part(without(whole, place), "lesson", "worry")
    with pytest.raises(ValueError, match="named"):
        put_back(gone, whole, place)
    with pytest.raises(ValueError, match="worry"):
        put_back(whole, whole, Place("lesson", "worry"))


def test_an_answer_is_right_again_only_where_several_may_be() -> None:
    module, part_id = with_part(Module(id="calm", kind="skill"), "question")
    question = module.questions[0].model_copy(update={"kind": "multiple"})
    question = arranged(question, "add")  # type: ignore[assignment]
    options = tuple(one.model_copy(update={"right": True}) for one in question.options)
    whole = with_changed(module, question.model_copy(update={"options": options}))
    place = Place("question", part_id, "a1")
    gone = without(whole, place)
    assert put_back(gone, whole, place) == whole
    one_right = tuple(one.model_copy(update={"right": one.id == "a2"}) for one in gone.questions[0].options)
    single = with_changed(gone, gone.questions[0].model_copy(update={"kind": "single", "options": one_right}))
    back = checked(put_back(single, whole, place)).questions[0]
    assert [(one.id, one.right) for one in back.options] == [("a1", False), ("a2", True), ("a3", False)]


def test_what_is_not_there_cannot_be_taken_out() -> None:
    whole = small_module()
    for place in (
        Place("lesson", "none"),
        Place("lesson", "worry", "none"),
        Place("exercise", "late", "a"),
        Place("question", "first", "c"),
    ):
        with pytest.raises(ValueError, match=place.part):
            without(whole, place)
    assert isinstance(part(whole, "lesson", "worry"), Lesson)
    assert isinstance(part(whole, "question", "first"), Question)
