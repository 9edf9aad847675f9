"""Calibration sessions: made, closed and deleted by trainers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qa_app.operations.access import GRADES, TEACHES, has_role, is_self, sees_interaction
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.standards import current_rubric
from qa_app.store.assignment_queries import with_agents
from qa_app.store.calibration_queries import handed_in, is_begun
from qa_app.store.calibrations import CalibrationInteraction, CalibrationSession, SessionState
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction, Stage
from qa_app.store.people import User
from qa_app.store.rubric_queries import rubric_version

FEWEST_REVIEWERS = 2
MOST_INTERACTIONS = 50


@dataclass(frozen=True, slots=True)
class SessionFields:
    """What a trainer sets of a session; `draw` as `calibration_draws` gives it, None for a choice by hand."""

    name: str
    interactions: Sequence[int]
    reviewers: Sequence[User]
    due_on: date
    benchmark: User | None = None
    draw: dict[str, Any] | None = None


def make_session(session: Session, actor: User, now: datetime, fields: SessionFields) -> CalibrationSession:
    """Have several reviewers grade the same interactions, all of one channel, by the rubric that it has now.

    Raises NotAllowedError, and OperationError `calibration_nothing_chosen`, `calibration_too_many` (`most`),
    `calibration_too_few_reviewers`, `calibration_benchmark`, `due_in_the_past`, or as `chosen` does.
    """
    if not has_role(actor, *TEACHES):
        raise NotAllowedError
    reviewers = list(dict.fromkeys(fields.reviewers))
    if len(reviewers) < FEWEST_REVIEWERS or not all(one.active and has_role(one, *GRADES) for one in reviewers):
        raise OperationError("calibration_too_few_reviewers")
    if fields.benchmark is not None and fields.benchmark not in reviewers:
        raise OperationError("calibration_benchmark")
    if fields.due_on < now.date():
        raise OperationError("due_in_the_past")
    interactions = chosen(session, actor, fields.interactions)
    _nobodys_own(interactions, reviewers)
    rubric = current_rubric(session, interactions[0].channel)
    version = rubric_version(session, rubric.id, rubric.version, rubric.model_dump(mode="json"))
    made = CalibrationSession(
        name=fields.name,
        created_by=actor.id,
        created_at=now,
        due_on=fields.due_on,
        benchmark_id=fields.benchmark.id if fields.benchmark else None,
        rubric_version_id=version.id,
        draw=fields.draw,
        reviewers=reviewers,
        interactions=[
            CalibrationInteraction(interaction_id=one.id, place=place) for place, one in enumerate(interactions, 1)
        ],
    )
    session.add(made)
    session.flush()
    audit(
        session,
        actor,
        now,
        "calibration.made",
        made,
        interactions=[one.id for one in interactions],
        reviewers=sorted(one.id for one in reviewers),
        benchmark=made.benchmark_id,
    )
    return made


def chosen(session: Session, actor: User, ids: Sequence[int]) -> list[Interaction]:
    """The interactions of a choice, each once, in its order.

    Raises OperationError `calibration_nothing_chosen`, `calibration_too_many` (`most`), `calibration_unknown` or
    `calibration_not_ready` with the `numbers`, `calibration_channels` where not all are of one channel.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise OperationError("calibration_nothing_chosen")
    if len(wanted) > MOST_INTERACTIONS:
        raise OperationError("calibration_too_many", most=MOST_INTERACTIONS)
    found = with_agents(session, wanted)
    if unknown := [key for key in wanted if key not in found or not sees_interaction(actor, found[key])]:
        raise OperationError("calibration_unknown", numbers=_listed(unknown))
    interactions = [found[key] for key in wanted]
    if unready := [one.id for one in interactions if one.transcript is None or one.stage is not Stage.DONE]:
        raise OperationError("calibration_not_ready", numbers=_listed(unready))
    if len({one.channel for one in interactions}) > 1:
        raise OperationError("calibration_channels")
    return interactions


def _nobodys_own(interactions: Sequence[Interaction], reviewers: Sequence[User]) -> None:
    for interaction in interactions:
        for reviewer in reviewers:
            if is_self(reviewer, interaction.agent):
                raise OperationError("calibration_own", name=reviewer.name, number=interaction.id)


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def missing(session: Session, calibration: CalibrationSession) -> list[tuple[User, int]]:
    """Who has not handed in everything yet, with how many each still lacks."""
    done = handed_in(session, (calibration.id,))
    many = len(calibration.interactions)
    lacking = [(person, many - done.get((calibration.id, person.id), 0)) for person in calibration.reviewers]
    return [(person, left) for person, left in lacking if left > 0]


def close_session(session: Session, actor: User, now: datetime, calibration: CalibrationSession, early: bool) -> None:
    """Show what was handed in to all who took part; what is still a draft stays out of it.

    Raises NotAllowedError, OperationError `calibration_closed`, and `calibration_incomplete` when somebody is not done
    and it was not said that it shall be closed `early`.
    """
    if not has_role(actor, *TEACHES):
        raise NotAllowedError
    if calibration.state is SessionState.CLOSED:
        raise OperationError("calibration_closed")
    lacking = missing(session, calibration)
    if lacking and not early:
        raise OperationError("calibration_incomplete")
    calibration.state, calibration.closed_at = SessionState.CLOSED, now
    session.flush()
    audit(session, actor, now, "calibration.closed", calibration, missing=sorted(person.id for person, _ in lacking))


def delete_session(session: Session, actor: User, now: datetime, calibration: CalibrationSession) -> None:
    """Delete a session in which nobody began to grade; raises NotAllowedError, OperationError `calibration_begun`."""
    if not has_role(actor, *TEACHES):
        raise NotAllowedError
    if is_begun(session, calibration.id):
        raise OperationError("calibration_begun")
    audit(session, actor, now, "calibration.deleted", calibration)
    session.delete(calibration)
    session.flush()
