"""Scoring what a trainee answers in an exercise, by the standards of the company."""

from __future__ import annotations

from collections.abc import Callable

from qa_app.operations.errors import OperationError
from qa_app.operations.scorer_loading import loaded
from qa_app.operations.standards import current_rubric, standards_for
from qa_app.store.database import Session
from rubrics.model import Rubric
from teaching.exercise import LONGEST_ANSWER, Feedback, dialogue, fault, feedback, rubric_for
from teaching.keys import text
from teaching.model import Exercise, Language, Module


def exercise_rubric(session: Session, exercise: Exercise) -> Rubric:
    """What an exercise is scored by: its criteria as the standards of its channel have them now."""
    return rubric_for(exercise, current_rubric(session, exercise.channel))


def scored(
    session: Session,
    module: Module,
    exercise: Exercise,
    said: tuple[Language, str],
    sector: str,
    release: Callable[[], None],
) -> Feedback:
    """What the scorer makes of an answer, `said` in a language; `release` ends the transaction before it is scored.

    `sector` is that of the trainee's team, "" where there is none: it chooses which of the company's terms count.

    Raises OperationError with a code of `teaching.exercise.fault` when there is nothing to score.
    """
    language, answer = said
    message = text(module, language, f"exercise.{exercise.id}.message")
    wrong = fault(answer, message, language)
    if wrong:
        raise OperationError(wrong, most=LONGEST_ANSWER)
    standards = standards_for(session, exercise.channel, language, sector)
    release()
    meaning = loaded(language)
    told = dialogue(exercise.channel, language, message, answer)
    return feedback(exercise, told, rubric_for(exercise, standards.rubric), meaning, standards.terms)
