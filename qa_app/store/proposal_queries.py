"""Training rules, and what they proposed that waits for a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from qa_app.store.enrolment_queries import OPEN
from qa_app.store.people import Agent
from qa_app.store.training import Enrolment, EnrolmentState, ProposalState, TrainingProposal, TrainingRule


def training_rules(session: Session) -> Sequence[TrainingRule]:
    """All rules, active ones first."""
    wanted = select(TrainingRule).options(selectinload(TrainingRule.module))
    return session.scalars(wanted.order_by(TrainingRule.active.desc(), TrainingRule.id)).all()


def rules_to_check(session: Session, since: datetime) -> Sequence[TrainingRule]:
    """The active rules that nobody looked at since a moment."""
    due = or_(TrainingRule.checked_at.is_(None), TrainingRule.checked_at < since)
    return session.scalars(select(TrainingRule).where(TrainingRule.active, due).order_by(TrainingRule.id)).all()


def agents_busy(session: Session, module_id: int, passed_since: datetime, decided_since: datetime) -> frozenset[int]:
    """The agents (ids) for whom a module is not proposed now.

    They have it to do or passed it since a moment, or a proposal of it is open or was decided since another.
    """
    enrolled = select(Enrolment.agent_id).where(
        Enrolment.module_id == module_id,
        or_(
            Enrolment.state.in_(OPEN),
            (Enrolment.state == EnrolmentState.PASSED) & (Enrolment.passed_at >= passed_since),
        ),
    )
    proposed = (
        select(TrainingProposal.agent_id)
        .join(TrainingRule)
        .where(
            TrainingRule.module_id == module_id,
            or_(TrainingProposal.state == ProposalState.OPEN, TrainingProposal.decided_at >= decided_since),
        )
    )
    return frozenset(session.scalars(enrolled.union(proposed)))


def open_proposals(session: Session, teams: Collection[int] | None, page: int, size: int) -> Sequence[TrainingProposal]:
    """A page (from 0) of what waits for a decision, by agent, of teams or of all; one more if there is a next."""
    wanted = (
        select(TrainingProposal)
        .join(Agent, Agent.id == TrainingProposal.agent_id)
        .where(TrainingProposal.state == ProposalState.OPEN)
        .options(
            joinedload(TrainingProposal.agent).joinedload(Agent.team),
            joinedload(TrainingProposal.rule),
        )
        .order_by(func.lower(Agent.name), Agent.id, TrainingProposal.id)
    )
    if teams is not None:
        wanted = wanted.where(Agent.team_id.in_(teams))
    return session.scalars(wanted.limit(size + 1).offset(page * size)).all()


def proposals_for(session: Session, agent_id: int) -> Sequence[TrainingProposal]:
    """What waits for a decision about an agent."""
    return session.scalars(
        select(TrainingProposal)
        .where(TrainingProposal.agent_id == agent_id, TrainingProposal.state == ProposalState.OPEN)
        .options(joinedload(TrainingProposal.rule).joinedload(TrainingRule.module))
        .order_by(TrainingProposal.id)
    ).all()


def proposals_open(session: Session, module_id: int, agents: Collection[int]) -> Sequence[TrainingProposal]:
    """What waits for a decision about agents (ids) and a module."""
    return session.scalars(
        select(TrainingProposal)
        .join(TrainingRule)
        .where(
            TrainingProposal.agent_id.in_(agents),
            TrainingProposal.state == ProposalState.OPEN,
            TrainingRule.module_id == module_id,
        )
        .order_by(TrainingProposal.id)
    ).all()


def has_proposed(session: Session, rule_id: int) -> bool:
    """Whether a rule ever proposed anything."""
    return session.scalar(select(TrainingProposal.id).where(TrainingProposal.rule_id == rule_id).limit(1)) is not None


def agents_known(session: Session, ids: Collection[int]) -> Sequence[Agent]:
    """Some agents by their ids."""
    return session.scalars(select(Agent).where(Agent.id.in_(ids)).options(joinedload(Agent.team))).all()


def agents_of(session: Session, teams: Collection[int]) -> Sequence[Agent]:
    """Everybody in some teams."""
    return session.scalars(select(Agent).where(Agent.team_id.in_(teams)).options(joinedload(Agent.team))).all()
