"""What reports, talks and goals are made from, and lists of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from qa_app.store.coaching import GivenReport, Goal, GoalState, Talk, TalkState
from qa_app.store.interactions import Interaction, Stage, SuggestedScorecard
from qa_app.store.reviews import Dispute, DisputeState, Review, ReviewMark, ReviewState

# Where nobody told when a conversation took place, it counts from when it was brought in.
_HAPPENED = func.coalesce(Interaction.started_at, Interaction.created_at)


def suggested_between(
    session: Session, agent_id: int, since: datetime, until: datetime
) -> Sequence[tuple[Interaction, SuggestedScorecard]]:
    """An agent's conversations of a time with what is suggested for them now, in order of time."""
    newest = (
        select(func.max(SuggestedScorecard.id))
        .where(SuggestedScorecard.interaction_id == Interaction.id)
        .correlate(Interaction)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Interaction, SuggestedScorecard)
        .join(SuggestedScorecard, SuggestedScorecard.id == newest)
        .where(Interaction.agent_id == agent_id, Interaction.stage == Stage.DONE)
        .where(since <= _HAPPENED, until > _HAPPENED)
        .order_by(_HAPPENED, Interaction.id)
    )
    return [(interaction, suggested) for interaction, suggested in rows]


def reviews_between(session: Session, agent_id: int, since: datetime, until: datetime) -> Sequence[Review]:
    """Released reviews of an agent's conversations of a time, the earliest released first, with all that is in them."""
    return session.scalars(
        select(Review)
        .join(Review.interaction)
        .where(Review.state == ReviewState.RELEASED, Interaction.agent_id == agent_id)
        .where(since <= _HAPPENED, until > _HAPPENED)
        .options(
            selectinload(Review.marks),
            selectinload(Review.struck),
            joinedload(Review.scorecard),
            joinedload(Review.rubric_version),
        )
        .order_by(Review.released_at, Review.id)
    ).all()


def marks_in_force(session: Session, agent_id: int, since: datetime, until: datetime) -> dict[str, list[float]]:
    """People's marks 0..1 of an agent's conversations of a time, by criterion; of two reviews the last counts."""
    rows = session.execute(
        select(Review.interaction_id, ReviewMark)
        .join(ReviewMark.review)
        .join(Review.interaction)
        .where(Review.state == ReviewState.RELEASED, Interaction.agent_id == agent_id)
        .where(since <= _HAPPENED, until > _HAPPENED)
        .order_by(Review.released_at, Review.id)
    )
    last = {(interaction_id, mark.criterion): mark.in_force for interaction_id, mark in rows}
    marks: dict[str, list[float]] = {}
    for (_, criterion), score in last.items():
        if score is not None:
            marks.setdefault(criterion, []).append(score)
    return marks


def reports_of(session: Session, agent_id: int, most: int = 100) -> Sequence[GivenReport]:
    """An agent's reports, the newest first."""
    return session.scalars(
        select(GivenReport)
        .where(GivenReport.agent_id == agent_id)
        .options(joinedload(GivenReport.maker))
        .order_by(GivenReport.id.desc())
        .limit(most)
    ).all()


def talks_with(session: Session, user_id: int, agent_id: int | None, most: int = 200) -> Sequence[Talk]:
    """A person's talks as coach, and as the agent when they are one, the latest first."""
    mine = Talk.coach_id == user_id if agent_id is None else or_(Talk.coach_id == user_id, Talk.agent_id == agent_id)
    return session.scalars(
        select(Talk)
        .where(mine)
        .options(joinedload(Talk.agent), joinedload(Talk.coach), selectinload(Talk.goals))
        .order_by(Talk.planned_at.desc(), Talk.id.desc())
        .limit(most)
    ).all()


def goals_to_follow_up(session: Session, agent_id: int, until: date) -> Sequence[Goal]:
    """Agreed goals of an agent whose follow-up date is not after a day, the earliest first."""
    return session.scalars(
        select(Goal)
        .join(Goal.talk)
        .where(Talk.agent_id == agent_id, Goal.state == GoalState.AGREED, Goal.follow_up <= until)
        .options(contains_eager(Goal.talk))
        .order_by(Goal.follow_up, Goal.id)
    ).all()


def goals_of_report(session: Session, report_id: int) -> Sequence[Goal]:
    """Goals that were agreed in talks about a report."""
    return session.scalars(
        select(Goal)
        .join(Goal.talk)
        .where(Talk.report_id == report_id, Talk.state != TalkState.CANCELLED, Goal.state != GoalState.PROPOSED)
        .order_by(Goal.follow_up, Goal.id)
    ).all()


def open_disputes(session: Session, agent_id: int) -> Sequence[Dispute]:
    """What an agent disputes that is not decided yet, the earliest first."""
    return session.scalars(
        select(Dispute)
        .join(Dispute.review)
        .join(Review.interaction)
        .where(Interaction.agent_id == agent_id, Dispute.state == DisputeState.OPEN)
        .order_by(Dispute.created_at)
    ).all()
