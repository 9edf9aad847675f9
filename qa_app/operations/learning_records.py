"""What a trainee did, written down as xAPI statements, and asked to be sent where a store for them is set."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from qa_app.config import Config
from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.operations.jobs import ask_for
from qa_app.operations.modules import module_of
from qa_app.store.database import Session
from qa_app.store.learning_record_queries import put_back_refused, wants_sending
from qa_app.store.people import Agent, User
from qa_app.store.training import Enrolment, LearningRecord
from qa_app.store.work import JobKind
from teaching.xapi import Event, Statement, Taking

PAUSE = timedelta(minutes=10)
"""Where a store could not be reached, or gave all back, it is asked again after so long."""


def taking_of(enrolment: Enrolment, config: Config) -> Taking:
    """Who takes what, as statements name it."""
    module = module_of(enrolment.version)
    return Taking(
        home=config.url,
        agent=_account(enrolment.agent),
        module=module,
        number=enrolment.version.number,
        language=enrolment.language or module.source,  # type: ignore[arg-type]
        registration=enrolment.registration,
    )


def _account(agent: Agent) -> str:
    """The key of an agent; some imports know people by their e-mail address, which goes to no other system."""
    return f"agent-{agent.id}" if "@" in agent.key else agent.key


def event_at(now: datetime) -> Event:
    """An event that happens now, with a name of its own."""
    return Event(str(uuid4()), now)


def record(session: Session, now: datetime, enrolment: Enrolment, statement: Statement, config: Config) -> None:
    """Keep a statement with what it is about, in the same transaction."""
    session.add(LearningRecord(id=statement["id"], enrolment_id=enrolment.id, body=statement, at=now))
    session.flush()
    ask_to_send(session, now, config)


def ask_to_send(session: Session, now: datetime, config: Config) -> None:
    """Have records sent that were not yet, if there is a store for them and nobody is at it."""
    if config.lrs is not None and wants_sending(session, now - PAUSE):
        ask_for(session, JobKind.SEND_RECORDS, 0, now)


def send_again(session: Session, actor: User, now: datetime, config: Config) -> None:
    """Have everything sent now that the store has not got, also what it refused; whoever is at it already goes on.

    Raises OperationError `no_record_store`.
    """
    if config.lrs is None:
        raise OperationError("no_record_store")
    refused, asked = put_back_refused(session), wants_sending(session, now)
    if asked:
        ask_for(session, JobKind.SEND_RECORDS, 0, now)
    if asked or refused:
        audit(session, actor, now, "records.sent_again", refused=refused)
