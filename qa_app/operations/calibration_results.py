"""What a closed calibration session shows: how far the reviewers agree, and where they differ most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa_app.operations.suggesting import rubric_of
from qa_app.store.calibrations import CalibrationSession
from qa_app.store.people import User
from qa_app.store.reviews import Review
from rubrics.model import Criterion
from scoring.scorecard import Scorecard
from scoring.session_agreement import (
    Difference,
    Ratings,
    SessionAgreement,
    difference,
    session_agreement,
    spread,
    turns_apart,
)

Levels = Mapping[tuple[int, int, str], int | None]
"""Levels 0..4 by interaction, reviewer and criterion; None for not applicable."""


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """How far the reviewers agree on a criterion; `differences` in the order of the session's reviewers."""

    criterion: Criterion
    agreement: SessionAgreement
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """How many levels lie between the reviewers of an interaction: of each criterion, and in all."""

    interaction_id: int
    spreads: Mapping[str, int | None]

    @property
    def total(self) -> int:
        return sum(apart or 0 for apart in self.spreads.values())


def levels_of(reviews: Sequence[Review]) -> Levels:
    """All levels that were handed in."""
    return {
        (review.interaction_id, review.reviewer_id, mark.criterion): mark.level
        for review in reviews
        for mark in review.marks
    }


def took_part(calibration: CalibrationSession, reviews: Sequence[Review]) -> list[User]:
    """The reviewers of a session who handed something in."""
    found = {review.reviewer_id for review in reviews}
    return [person for person in calibration.reviewers if person.id in found]


def by_criterion(
    calibration: CalibrationSession, people: Sequence[User], levels: Levels
) -> tuple[CriterionResult, ...]:
    """The figures of each criterion of the rubric, in its order."""
    order = [person.id for person in people]
    benchmark = order.index(calibration.benchmark_id) if calibration.benchmark_id in order else None
    found = []
    for criterion in rubric_of(calibration.rubric_version).criteria:
        ratings: Ratings = [
            [levels.get((one.interaction_id, person, criterion.id)) for person in order]
            for one in calibration.interactions
        ]
        differences = tuple(difference(ratings, place, benchmark) for place in range(len(order)))
        found.append(CriterionResult(criterion, session_agreement(ratings, benchmark), differences))
    return tuple(found)


def most_apart(calibration: CalibrationSession, levels: Levels) -> list[Apart]:
    """The interactions of a session, those first where the reviewers differ most."""
    found = apart(calibration, [one.interaction_id for one in calibration.interactions], levels)
    return sorted(found, key=lambda one: -one.total)


def apart(calibration: CalibrationSession, interactions: Sequence[int], levels: Levels) -> list[Apart]:
    """How far apart the reviewers are at each of some interactions (ids)."""
    people = [person.id for person in calibration.reviewers]
    criteria = [criterion.id for criterion in rubric_of(calibration.rubric_version).criteria]
    return [
        Apart(one, {name: spread([levels.get((one, person, name)) for person in people]) for name in criteria})
        for one in interactions
    ]


def turns_to_discuss(
    card: Scorecard | None, spreads: Mapping[str, int | None], reviews: Sequence[Review]
) -> dict[int, int]:
    """How far apart the reviewers of an interaction are at each turn that has evidence of a criterion."""
    evidence = [
        (mark.criterion, number, found.turn)
        for mark in (card.marks if card else ())
        for number, found in enumerate(mark.evidence)
    ]
    struck = {(row.criterion, row.number): set[int]() for review in reviews for row in review.struck}
    for review in reviews:
        for row in review.struck:
            struck[row.criterion, row.number].add(review.reviewer_id)
    disputed = {
        place: min(len(struck[criterion, number]), len(reviews) - len(struck[criterion, number]))
        for place, (criterion, number, _) in enumerate(evidence)
        if (criterion, number) in struck
    }
    return turns_apart(spreads, [(criterion, turn) for criterion, _, turn in evidence], disputed)


@dataclass(frozen=True, slots=True)
class Glance:
    """Of all pairs of marks for the same criterion of the same interaction: how many there are, equal, within one."""

    pairs: int
    equal: int
    within_one: int


def at_a_glance(levels: Levels) -> Glance:
    """The marks of a session counted in pairs of reviewers."""
    together: dict[tuple[int, str], list[int]] = {}
    for (interaction, _, criterion), level in levels.items():
        if level is not None:
            together.setdefault((interaction, criterion), []).append(level)
    distances = [
        abs(one - other)
        for given in together.values()
        for place, one in enumerate(given)
        for other in given[place + 1 :]
    ]
    return Glance(len(distances), distances.count(0), sum(distance <= 1 for distance in distances))
