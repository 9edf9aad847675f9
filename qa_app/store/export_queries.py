"""Everything about one agent, to be written out: conversations in handfuls, the rest in one go."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from qa_app.store.audit import AuditEvent
from qa_app.store.coaching import GivenReport, Talk
from qa_app.store.interactions import Comment, Interaction, SuggestedScorecard
from qa_app.store.reviews import Dispute, Review, ReviewState
from qa_app.store.training import Enrolment, ExerciseAttempt
from qa_app.store.work import Export, Job, JobKind

_TRAIL_AT_ONCE = 1000


def conversation_ids(session: Session, agent_id: int) -> Sequence[int]:
    """The interactions of an agent, in the order they came in."""
    return session.scalars(
        select(Interaction.id).where(Interaction.agent_id == agent_id).order_by(Interaction.id)
    ).all()


def conversations(session: Session, ids: Collection[int]) -> Sequence[Interaction]:
    """Some interactions with their transcripts."""
    return session.scalars(
        select(Interaction)
        .where(Interaction.id.in_(ids))
        .options(joinedload(Interaction.transcript))
        .order_by(Interaction.id)
    ).all()


def suggestions(session: Session, ids: Collection[int]) -> Sequence[SuggestedScorecard]:
    """All that was ever suggested for some interactions, in order of time."""
    return session.scalars(
        select(SuggestedScorecard).where(SuggestedScorecard.interaction_id.in_(ids)).order_by(SuggestedScorecard.id)
    ).all()


def released(session: Session, agent_id: int) -> Sequence[Review]:
    """The released reviews of an agent with everything that is in them."""
    return session.scalars(
        select(Review)
        .join(Review.interaction)
        .where(Interaction.agent_id == agent_id, Review.state == ReviewState.RELEASED)
        .options(
            selectinload(Review.marks),
            selectinload(Review.struck),
            joinedload(Review.reviewer),
            joinedload(Review.rubric_version),
        )
        .order_by(Review.id)
    ).all()


def disputes(session: Session, agent_id: int) -> Sequence[Dispute]:
    return session.scalars(
        select(Dispute)
        .join(Dispute.review)
        .join(Review.interaction)
        .where(Interaction.agent_id == agent_id)
        .options(joinedload(Dispute.decider))
        .order_by(Dispute.id)
    ).all()


def comments(session: Session, agent_id: int, user_id: int) -> Sequence[Comment]:
    """The comments about an agent's conversations that the person may see: none of others' drafts."""
    return session.scalars(
        select(Comment)
        .join(Interaction, Interaction.id == Comment.interaction_id)
        .outerjoin(Review, Review.id == Comment.review_id)
        .where(
            Interaction.agent_id == agent_id,
            Comment.review_id.is_(None) | (Review.state == ReviewState.RELEASED) | (Comment.author_id == user_id),
        )
        .options(joinedload(Comment.author))
        .order_by(Comment.id)
    ).all()


def reports(session: Session, agent_id: int) -> Sequence[GivenReport]:
    return session.scalars(
        select(GivenReport)
        .where(GivenReport.agent_id == agent_id)
        .options(joinedload(GivenReport.maker))
        .order_by(GivenReport.id)
    ).all()


def talks(session: Session, agent_id: int) -> Sequence[Talk]:
    return session.scalars(
        select(Talk)
        .where(Talk.agent_id == agent_id)
        .options(joinedload(Talk.coach), selectinload(Talk.goals))
        .order_by(Talk.id)
    ).all()


def trainings(session: Session, agent_id: int) -> Sequence[Enrolment]:
    """The modules that an agent was given, with everything that they did in them."""
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.agent_id == agent_id)
        .options(
            joinedload(Enrolment.assigner),
            joinedload(Enrolment.version),
            selectinload(Enrolment.exercises).undefer(ExerciseAttempt.answer).undefer(ExerciseAttempt.body),
            selectinload(Enrolment.quizzes),
        )
        .order_by(Enrolment.id)
    ).all()


def trail(session: Session, agent_id: int) -> Iterator[AuditEvent]:
    """Who looked at or changed what about an agent, in order of time, read little by little."""
    return iter(
        session.scalars(
            select(AuditEvent)
            .where(AuditEvent.agent_id == agent_id)
            .options(joinedload(AuditEvent.user))
            .order_by(AuditEvent.at, AuditEvent.id)
            .execution_options(yield_per=_TRAIL_AT_ONCE)
        )
    )


def exports_of(session: Session, user_id: int) -> Sequence[Export]:
    """The exports that a person asked for, the latest first."""
    return session.scalars(select(Export).where(Export.user_id == user_id).order_by(Export.id.desc())).all()


def export_job(session: Session, export_id: int) -> Job | None:
    """The work of making an export."""
    return session.scalar(
        select(Job).where(Job.kind == JobKind.EXPORT, Job.subject_id == export_id).order_by(Job.id.desc()).limit(1)
    )
