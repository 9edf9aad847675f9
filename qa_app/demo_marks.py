"""The marks that the demo's reviewers give. They are invented: near the suggestions, and nobody's judgement.

What is given follows from `SEED`, the conversation and the reviewer alone, so that every demo gives the same marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from qa_app.operations.grading import Grading, How, card_of, grade
from qa_app.operations.reviewing import UNSURE, spend_time, submit, write_summary
from qa_app.operations.suggesting import rubric_of
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.reviews import Review
from rubrics.model import Criterion
from scoring.marks import LEVELS, Mark

SEED = 6
# What people see differently; of a greeting or of counted words there is little to argue about.
_ARGUABLE = ("empathy", "active_listening", "clarity", "proactivity", "timeliness")
_LOWER, _HIGHER = 0.05, 0.05
_STRICT = "Pieter Jansen"
_STRICTER = 0.11
_WORDS = {
    "en": (
        "The words are right, but they come late: the customer had to ask again.",
        "The customer was in a hurry; more was not called for.",
        "Judged from the whole conversation.",
        "Friendly from beginning to end, and the next step was clear.",
    ),
    "nl": (
        "De woorden kloppen, maar ze komen laat: de klant moest het nog een keer vragen.",
        "De klant had haast; meer was niet nodig.",
        "Beoordeeld naar het hele gesprek.",
        "Vriendelijk van begin tot eind, en de volgende stap was duidelijk.",
    ),
    "ro": (
        "Cuvintele sunt potrivite, dar vin târziu: clientul a trebuit să întrebe din nou.",
        "Clientul se grăbea; nu era nevoie de mai mult.",
        "Apreciat după întreaga conversație.",
        "Amabil de la început până la sfârșit, iar pasul următor a fost clar.",
    ),
}


def grade_all(session: Session, review: Review, at: datetime, weak: Mapping[str, float]) -> None:
    """The reviewer of a draft grades all of it, says something about the whole, and hands it in after some minutes.

    `weak` says of the agent, by criterion, with what chance (0..1) people mark a level lower.
    """
    reviewer = review.reviewer
    lower, higher, whole, summary = _WORDS[reviewer.language or "en"]
    draw = Random(f"{SEED} {review.interaction.name} {reviewer.name}")  # noqa: S311 - to invent, no secret
    card = card_of(review)
    suggested = {mark.criterion: mark for mark in card.marks} if card else {}
    for criterion in rubric_of(review.rubric_version).criteria:
        mark = suggested.get(criterion.id)
        if mark is None or mark.score is None:
            grading = _unsuggested(criterion, mark, review.blind, draw, whole)
        else:
            shift = _shift(criterion.id, reviewer, weak, draw)
            level = min(max(round(LEVELS * mark.score) + shift, 0), LEVELS)
            if not review.blind and level == round(LEVELS * mark.score):
                grading = Grading(How.ACCEPT)
            else:
                why = lower if shift < 0 else higher if shift > 0 else ""
                grading = Grading(How.LEVEL, level, why)
        if grading is not None:
            grade(session, reviewer, review, criterion.id, grading, at)
    minutes = draw.randint(6, 14)
    write_summary(session, reviewer, review, summary, at)
    spend_time(reviewer, review, minutes * 60 - 20, at + timedelta(minutes=minutes))
    submit(session, reviewer, review, at + timedelta(minutes=minutes))


def _unsuggested(criterion: Criterion, mark: Mark | None, blind: bool, draw: Random, why: str) -> Grading | None:
    """What is left to people they mark from the whole; what has no occasion they say so of where they must."""
    if not criterion.weight:
        return None
    if mark is None or mark.not_judged == UNSURE:
        return Grading(How.LEVEL, draw.choice((2, 3, 3, 4)), why)
    return Grading(How.NOT_APPLICABLE) if blind else None


def _shift(criterion: str, reviewer: User, weak: Mapping[str, float], draw: Random) -> int:
    """How many levels a mark lies from the suggestion: mostly none."""
    if criterion not in _ARGUABLE:
        return 0
    lower = _LOWER + (_STRICTER if reviewer.name == _STRICT else 0) + weak.get(criterion, 0.0)
    fell = draw.random()
    return -1 if fell < lower else 1 if fell > 1 - _HIGHER else 0
