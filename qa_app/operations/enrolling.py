"""Enrolling agents in a training module: by somebody's choice, or because a rule proposed it and they agreed.

Somebody may take it back or move the day until it is passed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from qa_app.operations.access import ENROLS, changes_training, has_role, sees_agent
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.modules import current_version
from qa_app.store.database import Session
from qa_app.store.enrolment_queries import OPEN, agents_passed, agents_with_open, hold_agents
from qa_app.store.people import Agent, User
from qa_app.store.proposal_queries import proposals_open
from qa_app.store.training import (
    Enrolment,
    EnrolmentState,
    ModuleVersion,
    ProposalState,
    TrainingModule,
    TrainingProposal,
)


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who was given a module, and who was passed over: those who have it to do, those who passed the same version."""

    given: tuple[Enrolment, ...]
    have_it: tuple[Agent, ...]
    passed_it: tuple[Agent, ...]


def assign(  # noqa: PLR0913, PLR0917 - who, what, until when and whom of them are all of it
    session: Session,
    actor: User,
    now: datetime,
    module: TrainingModule,
    agents: Collection[Agent],
    due_on: date,
    again: bool = False,
) -> Assigned:
    """Several agents are to take a module; `again` also those who passed the version that is published now.

    What day it is, is told by the clock of `now`, here as in all that sets a day until which it is due.

    Raises as `enrol` does, and OperationError `nobody_chosen`.
    """
    if not agents:
        raise OperationError("nobody_chosen")
    version = current_version(module)
    have_it = agents_with_open(session, module.id)
    passed_it = frozenset() if again or version is None else agents_passed(session, version.id)
    known = sorted(agents, key=lambda agent: agent.id)
    new = [agent for agent in known if agent.id not in have_it | passed_it]
    return Assigned(
        tuple(_enrolled(session, actor, now, _Given(module, new, due_on)) if new else ()),
        tuple(agent for agent in known if agent.id in have_it),
        tuple(agent for agent in known if agent.id in passed_it - have_it),
    )


def enrol(  # noqa: PLR0913, PLR0917 - who, what, until when and why are all of it
    session: Session,
    actor: User,
    now: datetime,
    module: TrainingModule,
    agent: Agent,
    due_on: date,
    why: str = "chosen",
    proposal: TrainingProposal | None = None,
) -> Enrolment:
    """An agent is to take a module, in the version that is published now; what was proposed of it is settled so.

    Raises NotAllowedError, and OperationError `module_retired`, `module_not_published`, `due_in_the_past`, or
    `already_enrolled` when the agent has the module open.
    """
    return _enrolled(session, actor, now, _Given(module, [agent], due_on, why, proposal))[0]


@dataclass(frozen=True, slots=True)
class _Given:
    """What is given to whom, until when and why."""

    module: TrainingModule
    agents: Sequence[Agent]
    due_on: date
    why: str = "chosen"
    proposal: TrainingProposal | None = None


def _enrolled(session: Session, actor: User, now: datetime, given: _Given) -> Sequence[Enrolment]:
    """As `enrol`, for several at once: the database is asked as often as for one."""
    module, agents = given.module, given.agents
    version = _version_for(actor, now, given)
    # Two who enrol the same agents at once wait for each other.
    hold_agents(session, [agent.id for agent in agents])
    have_it = agents_with_open(session, module.id)
    for agent in agents:
        if agent.id in have_it:
            raise OperationError("already_enrolled", agent=agent.name)
    made = [
        Enrolment(
            module=module,
            version=version,
            agent=agent,
            assigner=actor,
            why=given.why,
            proposal_id=given.proposal.id if given.proposal else None,
            created_at=now,
            due_on=given.due_on,
            lessons_read=[],
            registration=str(uuid4()),
        )
        for agent in agents
    ]
    session.add_all(made)
    session.flush()
    settled = proposals_open(session, module.id, [agent.id for agent in agents])
    for one in made:
        audit(session, actor, now, "enrolment.added", one, why=one.why, module=module.key, version=version.number)
        for proposal in settled:
            if proposal.agent_id == one.agent_id:
                proposal.state, proposal.decided_by, proposal.decided_at = ProposalState.CONFIRMED, actor.id, now
                audit(session, actor, now, "proposal.confirmed", proposal)
    return made


def _version_for(actor: User, now: datetime, given: _Given) -> ModuleVersion:
    """The version that is given; raises as `enrol` does where nothing may or can be given."""
    if not has_role(actor, *ENROLS) or not all(sees_agent(actor, agent) for agent in given.agents):
        raise NotAllowedError
    if given.module.retired_at is not None:
        raise OperationError("module_retired")
    version = current_version(given.module)
    if version is None:
        raise OperationError("module_not_published")
    if given.due_on < now.date():
        raise OperationError("due_in_the_past")
    return version


def withdraw(session: Session, actor: User, now: datetime, enrolment: Enrolment) -> None:
    """Take a training back; what was done of it is kept.

    Raises NotAllowedError, also for one's own training, and OperationError `enrolment_over`.
    """
    _open(actor, enrolment)
    enrolment.state = EnrolmentState.WITHDRAWN
    audit(session, actor, now, "enrolment.withdrawn", enrolment)


def move_due(session: Session, actor: User, now: datetime, enrolment: Enrolment, due_on: date) -> None:
    """Another day until which a training is due. Raises as `withdraw`, and OperationError `due_in_the_past`."""
    _open(actor, enrolment)
    if due_on < now.date():
        raise OperationError("due_in_the_past")
    if due_on != enrolment.due_on:
        audit(
            session,
            actor,
            now,
            "enrolment.due_moved",
            enrolment,
            before=enrolment.due_on.isoformat(),
            after=due_on.isoformat(),
        )
        enrolment.due_on = due_on


def _open(actor: User, enrolment: Enrolment) -> None:
    if not changes_training(actor, enrolment.agent):
        raise NotAllowedError
    if enrolment.state not in OPEN:
        raise OperationError("enrolment_over")
