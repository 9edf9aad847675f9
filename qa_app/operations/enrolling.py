"""Enrolling an agent in a training module: by somebody's choice, or because a rule proposed it and they agreed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from qa_app.operations.access import ENROLS, has_role, sees_agent
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.modules import current_version
from qa_app.store.database import Session
from qa_app.store.enrolment_queries import open_enrolment
from qa_app.store.people import Agent, User
from qa_app.store.training import Enrolment, TrainingModule, TrainingProposal


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
    """An agent is to take a module, in the version that is published now.

    Raises NotAllowedError, and OperationError `module_retired`, `module_not_published`, `due_in_the_past`, or
    `already_enrolled` when the agent has the module open.
    """
    if not has_role(actor, *ENROLS) or not sees_agent(actor, agent):
        raise NotAllowedError
    if module.retired_at is not None:
        raise OperationError("module_retired")
    version = current_version(module)
    if version is None:
        raise OperationError("module_not_published")
    if due_on < now.date():
        raise OperationError("due_in_the_past")
    session.refresh(agent, with_for_update=True)  # two who enrol the same agent at once wait for each other
    if open_enrolment(session, module.id, agent.id) is not None:
        raise OperationError("already_enrolled", agent=agent.name)
    enrolment = Enrolment(
        module=module,
        version=version,
        agent=agent,
        assigner=actor,
        why=why,
        proposal_id=proposal.id if proposal else None,
        created_at=now,
        due_on=due_on,
        lessons_read=[],
        registration=str(uuid4()),
    )
    session.add(enrolment)
    session.flush()
    audit(session, actor, now, "enrolment.added", enrolment, why=why, module=module.key, version=version.number)
    return enrolment
