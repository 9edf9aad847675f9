"""A module is changed by functions that give a new one; what was written about a part goes with it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from teaching.editing import (
    arranged,
    checked,
    fresh_id,
    part,
    parts,
    pictures_used,
    still_right,
    with_changed,
    with_moved_part,
    with_part,
    with_picture,
    with_source,
    without_part,
    without_picture,
    written,
)
from teaching.keys import Standing, digest, earlier_source, standing, text
from teaching.model import Exercise, Lesson, Module, Question

EMPTY = Module(id="calm", kind="skill", criteria=("clarity",))
PICTURE = f"{'a' * 64}.png"


def with_lessons(number: int) -> Module:
    module = EMPTY
    for _ in range(number):
        module, part_id = with_part(module, "lesson")
        module = written(module, "en", {f"lesson.{part_id}.title": part_id.upper()})
    return module


def ids(module: Module) -> list[str]:
    return [one.id for one in parts(module, "lesson")]


def test_parts_are_added_at_the_end_under_ids_of_their_own() -> None:
    module = with_lessons(2)
    assert ids(module) == ["lesson1", "lesson2"]
    module = without_part(module, "lesson", "lesson1")
    module, part_id = with_part(module, "lesson")
    assert (part_id, ids(module)) == ("lesson3", ["lesson2", "lesson3"])
    for kind, expected in (("exercise", Exercise), ("question", Question)):
        module, part_id = with_part(module, kind)  # type: ignore[arg-type]
        assert isinstance(part(module, kind, part_id), expected)  # type: ignore[arg-type]
    assert checked(module) == module, "what is added can be kept as it is"
    assert module.exercises[0].criteria == ("clarity",)


def test_ids_go_on_behind_the_highest() -> None:
    assert fresh_id("a", []) == "a1"
    assert fresh_id("a", ["a1", "a9", "b", "a10x"]) == "a10"


@pytest.mark.parametrize(
    ("moved", "by", "order"),
    [("lesson1", 1, "213"), ("lesson3", -1, "132"), ("lesson1", -1, "123"), ("lesson3", 1, "123")],
)
def test_parts_are_moved_and_the_ends_hold(moved: str, by: int, order: str) -> None:
    assert ids(with_moved_part(with_lessons(3), "lesson", moved, by)) == [f"lesson{one}" for one in order]


def test_a_part_takes_its_words_with_it() -> None:
    module = written(with_lessons(2), "nl", {"lesson.lesson1.title": "EEN", "lesson.lesson2.title": "TWEE"})
    left = without_part(module, "lesson", "lesson1")
    assert left.texts == {"en": {"lesson.lesson2.title": "LESSON2"}, "nl": {"lesson.lesson2.title": "TWEE"}}
    assert set(left.made_from["nl"]) == {"lesson.lesson2.title"}


def test_a_translation_is_outdated_by_a_change_of_the_source_and_by_nothing_else() -> None:
    key = "lesson.lesson1.title"
    module = written(with_lessons(1), "nl", {key: "EEN"})
    assert standing(module, "nl", key) is Standing.CURRENT
    module = written(module, "en", {key: "ONE"})
    assert standing(module, "nl", key) is Standing.OUTDATED
    module = written(module, "nl", {key: "EEN"})
    assert standing(module, "nl", key) is Standing.OUTDATED, "saving it as it was says nothing about the new source"
    assert standing(still_right(module, "nl", key), "nl", key) is Standing.CURRENT
    assert standing(written(module, "nl", {key: "Eén"}), "nl", key) is Standing.CURRENT
    assert standing(written(module, "nl", {key: " "}), "nl", key) is Standing.MISSING


def test_the_source_that_an_outdated_translation_was_made_from_is_remembered() -> None:
    key, other = "lesson.lesson1.title", "lesson.lesson2.title"
    module = written(with_lessons(2), "nl", {key: "EEN", other: "TWEE"})
    assert earlier_source(module, "nl", key) is None
    module = written(module, "en", {key: "ONE"})
    module = written(module, "de", {key: "EINS"})
    module = written(module, "en", {key: "ONE!"})
    assert earlier_source(module, "nl", key) == "LESSON1", "each translation has its own"
    assert earlier_source(module, "de", key) == "ONE"
    assert earlier_source(module, "nl", other) is None
    assert checked(module) == module
    assert written(module, "en", {key: "ONE"}).earlier == {digest("LESSON1"): "LESSON1"}, "the German one fits again"
    for mended in (
        still_right(still_right(module, "nl", key), "de", key),
        without_part(module, "lesson", "lesson1"),
        with_source(module, "nl"),
    ):
        assert mended.earlier == {}, "what no translation was made from is not kept"


def test_words_for_parts_that_are_not_there_are_not_kept() -> None:
    module = written(EMPTY, "en", {"title": "Calm", "lesson.none.title": "x", "__class__": "x"})
    assert module.texts == {"en": {"title": "Calm"}}
    assert still_right(module, "nl", "lesson.none.title") == module
    assert still_right(module, "nl", "title") == module, "what is missing cannot be right"


def test_another_source_keeps_what_was_up_to_date() -> None:
    module = written(with_lessons(2), "nl", {"lesson.lesson1.title": "EEN", "lesson.lesson2.title": "TWEE"})
    module = written(module, "de", {"lesson.lesson1.title": "EINS"})
    module = written(module, "en", {"lesson.lesson2.title": "new"})
    module = with_source(module, "nl")
    for language in ("en", "de"):
        assert standing(module, language, "lesson.lesson1.title") is Standing.CURRENT  # type: ignore[arg-type]
    assert standing(module, "en", "lesson.lesson2.title") is Standing.OUTDATED
    assert standing(module, "nl", "lesson.lesson2.title") is Standing.CURRENT
    assert text(module, "en", "lesson.lesson2.title") == "new"


def test_pairs_and_options_are_added_moved_and_taken_out() -> None:
    lesson = Lesson(id="one")
    for _ in range(3):
        lesson = arranged(lesson, "add")  # type: ignore[assignment]
    assert lesson.pairs == ("pair1", "pair2", "pair3")
    assert arranged(lesson, "up", "pair3").pairs == ("pair1", "pair3", "pair2")  # type: ignore[union-attr]
    assert arranged(lesson, "down", "pair3") == lesson
    assert arranged(lesson, "remove", "pair2").pairs == ("pair1", "pair3")  # type: ignore[union-attr]
    assert arranged(lesson, "remove", "none") == lesson
    module, part_id = with_part(EMPTY, "question")
    question = arranged(module.questions[0], "add")
    assert [option.id for option in question.options] == ["a1", "a2", "a3"]  # type: ignore[union-attr]
    module = written(with_changed(module, question), "en", {f"question.{part_id}.option.a3": "third"})
    gone = with_changed(module, arranged(question, "remove", "a3"))
    assert gone.texts["en"] == {}


def test_what_cannot_be_kept_is_found() -> None:
    module, _ = with_part(EMPTY, "question")
    question = module.questions[0]
    with pytest.raises(ValidationError):
        checked(with_changed(module, arranged(question, "remove", "a1")))
    for _ in range(49):
        module, _ = with_part(module, "question")
    assert checked(module)
    with pytest.raises(ValidationError):
        checked(with_part(module, "question")[0])


def test_a_picture_is_in_a_module_once() -> None:
    module = with_picture(with_picture(EMPTY, PICTURE), PICTURE)
    assert [one.name for one in module.pictures] == [PICTURE]
    assert pictures_used(module) == frozenset()
    module, part_id = with_part(module, "lesson")
    module = written(module, "ro", {f"lesson.{part_id}.text": f"![x](picture:{PICTURE})"})
    assert pictures_used(module) == {PICTURE}
    assert without_picture(module, PICTURE).pictures == ()
