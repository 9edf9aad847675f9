"""An answer of an exercise with what the scorer made of it, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qa_app.web.locale import reader_language
from qa_app.web.scorecard_view import CriterionView, criteria_view
from qa_app.web.transcript_view import Line, transcript_lines
from rubrics.model import Rubric
from scoring.scorecard import Scorecard
from teaching.exercise import dialogue
from teaching.model import Exercise, Language


@dataclass(frozen=True, slots=True)
class TryView:
    """One try: the customer's words and the trainee's with what is quoted of them, and the marks by criterion.

    `name` tells its parts from those of other tries on the page. `at` is None where nothing is kept.
    """

    name: str
    number: int
    at: datetime | None
    language: Language
    message: Line
    answer: Line
    criteria: tuple[CriterionView, ...]
    needed: float
    reached: bool
    judged: bool


@dataclass(frozen=True, slots=True)
class EarlierTry:
    """A try as the line of a list: `whole` where all of it is on the page, else it opens at its `address`."""

    number: int
    at: datetime
    reached: bool
    address: str
    whole: TryView | None


def try_view(  # noqa: PLR0913, PLR0917 - an answer, what it answers, and what was made of it
    exercise: Exercise,
    rubric: Rubric,
    card: Scorecard,
    said: tuple[Language, str, str],
    reached: bool,
    number: int,
    at: datetime | None = None,
) -> TryView:
    """A try as a page shows it; `said` is the language, the customer's message and the answer."""
    language, message, answer = said
    lines = transcript_lines(dialogue(exercise.channel, language, message, answer), card)
    return TryView(
        name=f"try-{number}",
        number=number,
        at=at,
        language=language,
        message=lines[0],
        answer=lines[1],
        criteria=criteria_view(rubric, card, None, reader_language()),
        needed=exercise.needed,
        reached=reached,
        judged=any(mark.score is not None for mark in card.marks),
    )
