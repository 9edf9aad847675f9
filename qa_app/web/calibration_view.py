"""A closed calibration session as its pages show it: the figures, and one interaction with everybody's marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from flask_babel import format_decimal

from qa_app.operations.access import takes_part
from qa_app.operations.calibration_results import (
    Apart,
    apart,
    at_a_glance,
    by_criterion,
    levels_of,
    most_apart,
    took_part,
    turns_to_discuss,
)
from qa_app.operations.grading import card_of
from qa_app.operations.suggesting import conversation_of, rubric_of
from qa_app.store.calibration_queries import comments_in, decisions_of, placed, reviews_in
from qa_app.store.calibrations import CalibrationSession
from qa_app.store.interactions import Interaction, Waveform
from qa_app.store.people import User
from qa_app.store.reviews import Review, ReviewMark
from qa_app.web.access import me
from qa_app.web.edge import db
from qa_app.web.locale import reader_language
from qa_app.web.scorecard_view import CriterionView, criteria_view
from qa_app.web.transcript_view import transcript_lines
from rubrics import qualities
from scoring.agreement import FEWEST_IN_SESSION, Figure

# A coefficient is drawn on a line from 0 to 1 that is so many units long; what lies below 0 begins at its end.
_LENGTH = 100
# How many turns are shown to talk about, and how far from the greatest difference theirs may be.
_MOST_TURNS = 5
_NEAR_THE_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Side:
    """What one reviewer handed in about a criterion: the mark, and the places of the evidence that they struck."""

    person: User
    mark: ReviewMark | None
    struck: frozenset[int]


@dataclass(frozen=True, slots=True)
class Compared:
    """A criterion of one interaction: the suggestion, everybody's marks, how many levels lie between them.

    `against` are the names of those for whom an evidence does not count, by its place.
    """

    view: CriterionView
    sides: Sequence[Side]
    spread: int | None

    def against(self, number: int) -> list[str]:
        return [side.person.name for side in self.sides if number in side.struck]


def results_page(calibration: CalibrationSession, problem: str = "", typed: str = "") -> str:
    """The page of a closed session; `typed` is a decision that could not be taken, `problem` why."""
    reviews = reviews_in(db(), calibration.id)
    levels = levels_of(reviews)
    people = took_part(calibration, reviews)
    criteria = by_criterion(calibration, people, levels)
    decisions = decisions_of(db(), calibration.id)
    return render_template(
        "calibrations/results.html",
        calibration=calibration,
        people=people,
        absent=[person for person in calibration.reviewers if person not in people],
        criteria=criteria,
        compared=max((one.agreement.interactions for one in criteria), default=0),
        names=criterion_names(calibration),
        glance=at_a_glance(levels),
        apart=most_apart(calibration, levels),
        interactions={one.interaction_id: one.interaction for one in placed(db(), calibration.id)},
        decisions=[one for one in decisions if one.interaction_id is None],
        noted={one.interaction_id for one in decisions},
        fewest=FEWEST_IN_SESSION,
        whisker=whisker,
        figure=figure_words,
        difference=difference_words,
        problem=problem,
        typed=typed,
    )


def comparison_page(
    calibration: CalibrationSession, interaction: Interaction, problem: str = "", typed: str = ""
) -> str:
    """What everybody gave for one interaction of a closed session, beside its transcript and its suggestion."""
    reviews = reviews_in(db(), calibration.id, interaction.id)
    card = next((card_of(review) for review in reviews if review.scorecard), None)
    (found,) = apart(calibration, [interaction.id], levels_of(reviews))
    most = _most(turns_to_discuss(card, found.spreads, reviews))
    views = criteria_view(rubric_of(calibration.rubric_version), card, None, reader_language())
    own = next((review for review in reviews if review.reviewer_id == me().id), None)
    order = [one.interaction_id for one in calibration.interactions]
    place = order.index(interaction.id)
    decisions = decisions_of(db(), calibration.id)
    return render_template(
        "calibrations/compare.html",
        calibration=calibration,
        interaction=interaction,
        reviews=reviews,
        takes_part=own is not None and takes_part(me(), calibration),
        struck={(row.criterion, row.number) for row in own.struck} if own else (),
        criteria=_compared(views, reviews, found),
        most=most,
        suggested=card.total if card else None,
        lines=transcript_lines(conversation_of(interaction.transcript), card) if interaction.transcript else (),
        comments=comments_in(db(), calibration.id, interaction.id),
        waveform=db().get(Waveform, interaction.id),
        place=place + 1,
        before=order[place - 1] if place else None,
        after=order[place + 1] if place + 1 < len(order) else None,
        decisions=[one for one in decisions if one.interaction_id == interaction.id],
        names=criterion_names(calibration),
        problem=problem,
        typed=typed,
    )


def _most(turns: Mapping[int, int]) -> list[int]:
    """The turns about which they differ most, the first first: few, and none that is far from the greatest."""
    least = max(turns.values(), default=0) * _NEAR_THE_MOST
    return sorted((turn for turn in turns if turns[turn] >= least), key=lambda turn: (-turns[turn], turn))[:_MOST_TURNS]


def _compared(views: Sequence[CriterionView], reviews: Sequence[Review], found: Apart) -> list[Compared]:
    """All criteria, those first where the reviewers differ most."""
    compared = []
    for view in views:
        sides = [
            Side(
                review.reviewer,
                next((mark for mark in review.marks if mark.criterion == view.id), None),
                frozenset(row.number for row in review.struck if row.criterion == view.id),
            )
            for review in sorted(reviews, key=lambda review: review.reviewer.name)
        ]
        compared.append(Compared(view, sides, found.spreads.get(view.id)))
    return sorted(compared, key=lambda one: -(one.spread or 0))


def criterion_names(calibration: CalibrationSession) -> dict[str, str]:
    """What the criteria of the session's rubric are called, by id."""
    criteria = rubric_of(calibration.rubric_version).criteria
    return {criterion.id: qualities.name(criterion, reader_language()) for criterion in criteria}


def figure_words(value: float) -> str:
    """A coefficient with two places, as the reader writes numbers."""
    return str(format_decimal(value, format="0.00;−0.00"))


def difference_words(value: float) -> str:
    """Levels above or below, with their sign; none where it comes to nothing."""
    rounded = round(value, 1) + 0.0  # so that there is no zero below zero
    return str(format_decimal(rounded, format="+0.0;−0.0" if rounded else "0.0"))


def whisker(figure: Figure) -> tuple[float, float, float]:
    """Where the value and the ends of its interval lie on a line from 0 to 1."""
    low, high = figure.interval or (figure.value or 0.0, figure.value or 0.0)
    value, first, last = (round(_LENGTH * min(max(x, 0.0), 1.0), 1) for x in (figure.value or 0.0, low, high))
    return value, first, last
