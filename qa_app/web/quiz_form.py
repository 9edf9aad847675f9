"""A quiz as a form that works without scripts, and the answers read from it.

Options are named by their place on the page where their ids would give the answer away, as in things to put in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from qa_app.web.course_view import Course
from teaching.model import Question
from teaching.quiz import Answers, is_right, laid_out, partners


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tick, or a row with a list to choose from; `chosen` is the value given so far."""

    field: str
    value: str
    words: str
    chosen: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question of the form; `listed` are value and words that each row of an order or a match offers."""

    id: str
    kind: str
    words: str
    choices: tuple[Choice, ...]
    listed: tuple[tuple[str, str], ...]
    missing: bool


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A question of a quiz that was handed in: what was answered, in words, and what is to be said about it."""

    id: str
    words: str
    answered: tuple[str, ...]
    ordered: bool
    right: bool
    explanation: str


def questions_view(
    course: Course, seed: str, given: MultiDict[str, str], missing: frozenset[str] = frozenset()
) -> tuple[QuestionView, ...]:
    """The questions to show; `given` is what was filled in, `missing` are the ids of those that lack an answer."""
    return tuple(
        QuestionView(
            id=question.id,
            kind=question.kind,
            words=course.text(f"question.{question.id}.text"),
            choices=_choices(course, question, seed, given),
            listed=_listed(course, question, seed),
            missing=question.id in missing,
        )
        for question in course.module.questions
    )


def answers_given(course: Course, seed: str, given: MultiDict[str, str]) -> tuple[Answers, frozenset[str]]:
    """The answers in a form that was laid out by a seed, and the ids of the questions that lack one."""
    answers = {question.id: _answer(question, seed, given) for question in course.module.questions}
    return answers, frozenset(name for name, answer in answers.items() if not answer)


def answers_view(course: Course, answers: Answers) -> tuple[AnswerView, ...]:
    """What was handed in, question by question."""
    return tuple(
        AnswerView(
            id=question.id,
            words=course.text(f"question.{question.id}.text"),
            answered=tuple(_said(course, question, answers.get(question.id))),
            ordered=question.kind == "order",
            right=is_right(question, answers.get(question.id)),
            explanation=course.text(f"question.{question.id}.explanation"),
        )
        for question in course.module.questions
    )


def _choices(course: Course, question: Question, seed: str, given: MultiDict[str, str]) -> tuple[Choice, ...]:
    found = []
    for place, option in enumerate(laid_out(question, seed)):
        words = course.text(f"question.{question.id}.option.{option}")
        if question.kind in ("single", "multiple"):
            ticked = option in given.getlist(question.id)
            found.append(Choice(question.id, option, words, option if ticked else ""))
        else:
            field = f"{question.id}.{place}"
            found.append(Choice(field, "", words, given.get(field, "")))
    return tuple(found)


def _listed(course: Course, question: Question, seed: str) -> tuple[tuple[str, str], ...]:
    if question.kind == "order":
        return tuple((str(number), str(number)) for number in range(1, len(question.options) + 1))
    if question.kind == "match":
        offered = enumerate(partners(question, seed), 1)
        return tuple((str(place), course.text(f"question.{question.id}.match.{name}")) for place, name in offered)
    return ()


def _answer(question: Question, seed: str, given: MultiDict[str, str]) -> Any:
    """What a form says about one question; something empty where it says nothing, or nothing that can be meant."""
    shown = laid_out(question, seed)
    if question.kind == "single":
        value = given.get(question.id, "")
        return value if value in shown else ""
    if question.kind == "multiple":
        return [option for option in shown if option in given.getlist(question.id)]
    places = [given.get(f"{question.id}.{place}", "") for place in range(len(shown))]
    known = {str(number): number - 1 for number in range(1, len(shown) + 1)}
    if not all(place in known for place in places):
        return []
    chosen = [known[place] for place in places]
    if question.kind == "match":
        offered = partners(question, seed)
        return {option: offered[place] for option, place in zip(shown, chosen, strict=True)}
    if len(set(chosen)) < len(chosen):
        return []
    return [option for _, option in sorted(zip(chosen, shown, strict=True))]


def _said(course: Course, question: Question, answer: object) -> list[str]:
    own = f"question.{question.id}"
    if isinstance(answer, Mapping):
        return [
            f"{course.text(f'{own}.option.{option}')} → {course.text(f'{own}.match.{partner}')}"
            for option, partner in answer.items()
        ]
    chosen = answer if isinstance(answer, list) else [answer]
    return [words for option in chosen if (words := course.text(f"{own}.option.{option}"))]
