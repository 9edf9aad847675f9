"""Reports that were made for a whole team at once, and the work of making them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from qa_app.store.coaching import GivenReport
from qa_app.store.people import Agent
from qa_app.store.work import Job, JobKind, JobState, ReportBatch


def batches_of(session: Session, user_id: int, most: int = 50) -> Sequence[ReportBatch]:
    """What a person asked for, the latest first."""
    return session.scalars(
        select(ReportBatch)
        .where(ReportBatch.asked_by == user_id)
        .options(joinedload(ReportBatch.team))
        .order_by(ReportBatch.id.desc())
        .limit(most)
    ).all()


def batch_jobs(session: Session, ids: Collection[int]) -> dict[int, Job]:
    """The latest work on each of some batches."""
    rows = session.scalars(
        select(Job).where(Job.kind == JobKind.MAKE_REPORTS, Job.subject_id.in_(ids)).order_by(Job.id)
    )
    return {job.subject_id: job for job in rows}


def batch_under_way(session: Session, user_id: int) -> ReportBatch | None:
    """A batch that a person asked for and that is not through."""
    return session.scalar(
        select(ReportBatch)
        .join(Job, (Job.subject_id == ReportBatch.id) & (Job.kind == JobKind.MAKE_REPORTS))
        .where(ReportBatch.asked_by == user_id, Job.state.in_((JobState.WAITING, JobState.RUNNING)))
        .limit(1)
    )


def report_in_batch(session: Session, batch_id: int, agent_id: int) -> int | None:
    """The report that a batch gave to an agent."""
    return session.scalar(
        select(GivenReport.id).where(GivenReport.batch_id == batch_id, GivenReport.agent_id == agent_id).limit(1)
    )


def reports_made(session: Session, ids: Collection[int]) -> dict[int, int]:
    """How many reports each of some batches gave; none that gave none."""
    rows = session.execute(
        select(GivenReport.batch_id, func.count()).where(GivenReport.batch_id.in_(ids)).group_by(GivenReport.batch_id)
    )
    return {batch_id: count for batch_id, count in rows if batch_id is not None}


def reports_in(session: Session, batch_id: int) -> Sequence[tuple[GivenReport, Agent]]:
    """The reports of a batch with their agents, by name."""
    rows = session.execute(
        select(GivenReport, Agent)
        .join(Agent, Agent.id == GivenReport.agent_id)
        .where(GivenReport.batch_id == batch_id)
        .options(joinedload(Agent.team))
        .order_by(Agent.name, GivenReport.id)
    )
    return [(given, agent) for given, agent in rows]


def agents_named(session: Session, ids: Collection[int]) -> Sequence[Agent]:
    """Some agents by name, with their teams."""
    found = select(Agent).where(Agent.id.in_(ids)).options(joinedload(Agent.team))
    return session.scalars(found.order_by(Agent.name, Agent.id)).all()


def kept_since_before(session: Session, moment: datetime) -> Sequence[ReportBatch]:
    """The batches that were through before a moment and whose zip is still there."""
    worked_on_since = exists().where(
        Job.kind == JobKind.MAKE_REPORTS,
        Job.subject_id == ReportBatch.id,
        or_(Job.finished_at.is_(None), Job.finished_at >= moment),
    )
    there = (ReportBatch.media_key.is_not(None), ReportBatch.created_at < moment)
    return session.scalars(select(ReportBatch).where(*there, ~worked_on_since)).all()
