"""What changed between two versions, and what a module still lacks."""

from __future__ import annotations

from teaching.checks import Fault, faults
from teaching.compare import FieldChange, TextChange, field_changes, text_changes
from teaching.keys import read_in, title, translated
from teaching.model import Lesson, Module, Option, Picture, Question
from tests.qa_app.teaching_modules import small_module


def changed(**fields: object) -> Module:
    return small_module().model_copy(update=fields)


def test_the_same_has_no_changes() -> None:
    assert field_changes(small_module(), small_module()) == ()
    assert text_changes(small_module(), small_module()) == ()


def test_a_right_answer_a_pass_mark_and_criteria_that_changed_are_told() -> None:
    turned = Question(id="first", kind="single", options=(Option(id="a"), Option(id="b", right=True)))
    after = changed(questions=(turned, small_module().questions[1]), pass_mark=0.5, criteria=("clarity",))
    assert field_changes(small_module(), after) == (
        FieldChange("", "criteria", ("empathy",), ("clarity",)),
        FieldChange("", "pass_mark", 0.8, 0.5),
        FieldChange("question.first", "right", ("a",), ("b",)),
    )


def test_parts_that_came_and_went_are_told_with_their_words() -> None:
    after = translated(changed(lessons=(Lesson(id="new"),)), "en", {"lesson.new.title": "New"})
    assert field_changes(small_module(), after) == (FieldChange("", "lessons", ("worry",), ("new",)),)
    texts = text_changes(small_module(), after)
    assert texts[0] == TextChange("lesson.new.title", "en", "", "New")
    assert TextChange("lesson.worry.title", "en", "The worry first", "") in texts


def test_each_language_is_compared() -> None:
    after = translated(small_module(), "nl", {"title": "Terugbetaling"})
    assert text_changes(small_module(), after) == (TextChange("title", "nl", "nl: Refunds", "Terugbetaling"),)


def test_a_module_is_read_in_ones_own_language_where_it_is_whole() -> None:
    module = translated(small_module(), "de", {"title": "Erstattung"})
    assert (read_in(module, "nl"), read_in(module, "de"), read_in(module, "fr")) == ("nl", "en", "en")
    assert (title(module, "de"), title(module, "ro")) == ("Erstattung", "Refunds")


def test_what_a_module_lacks() -> None:
    assert faults(small_module()) == ()
    assert Fault("text_missing", "question.first.text", "en") in faults(
        translated(small_module(), "en", {"question.first.text": " "})
    )
    assert faults(changed(kind="market")) == (Fault("market_missing"),)
    assert Fault("nothing_to_learn") in faults(changed(lessons=(), exercises=(), questions=()))


def test_two_answers_that_read_the_same_are_found_in_each_complete_language() -> None:
    same = {"question.pairs.match.a": "One", "question.pairs.match.b": " one "}
    assert faults(translated(small_module(), "nl", same)) == (Fault("options_alike", "question.pairs.text", "nl"),)
    incomplete = translated(translated(small_module(), "nl", same), "nl", {"title": ""})
    assert faults(incomplete) == (), "nobody is offered it in Dutch"


def test_a_picture_that_is_shown_but_not_there_is_found() -> None:
    name = f"{'a' * 64}.png"
    shows = translated(small_module(), "en", {"lesson.worry.text": f"Look: ![a face](picture:{name})"})
    assert faults(shows)[0] == Fault("picture_missing", "lesson.worry.text", "en")
    there = shows.model_copy(update={"pictures": (Picture(name=name),)})
    assert "picture_missing" not in {fault.code for fault in faults(there)}
