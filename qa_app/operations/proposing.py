"""Proposing a module to agents whose marks on a criterion stay low. A person decides about each proposal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from qa_app.operations.access import decides_proposal
from qa_app.operations.auditing import audit
from qa_app.operations.enrolling import enrol
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.store.database import Database, Session
from qa_app.store.module_queries import modules_offered
from qa_app.store.people import User
from qa_app.store.proposal_queries import agents_busy, agents_known, rules_to_check
from qa_app.store.team_queries import Scope, marks_by_agent
from qa_app.store.training import Enrolment, ProposalState, TrainingProposal, TrainingRule
from scoring.goal import Mean
from scoring.sums import mean_of_sums

LONGEST_REASON = 500
# For so long after somebody passed a module, or somebody decided about a proposal of it, it is not proposed to them.
_AFTER_PASSING = timedelta(days=90)
_AFTER_DECIDING = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Low:
    """An agent (id) whose marks lie under the limit of a rule, with their mean."""

    agent_id: int
    found: Mean


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule asked for when it was looked at."""

    criterion: str
    below: float
    fewest: int
    weeks: int
    module_id: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found, and for what it asked then."""

    asked: Asked
    lows: Sequence[Low]


def would_propose(session: Session, rules: Iterable[TrainingRule], now: datetime) -> dict[int, Found]:
    """To whom each rule (by id) would propose its module now, were it active; nobody while nobody can take it."""
    marks: dict[int, list[tuple[int, str, Mean]]] = {}
    found: dict[int, Found] = {}
    offered = modules_offered(session)
    for rule in rules:
        if rule.weeks not in marks:
            # Only people's marks are asked for, so nobody's blind reviews are touched.
            scope = Scope(None, (now - timedelta(weeks=rule.weeks), now), reader_id=0)
            sums = sorted(marks_by_agent(session, scope, human=True), key=lambda one: one[0])
            marks[rule.weeks] = [(agent, criterion, mean_of_sums(one)) for agent, criterion, one in sums]
        lows = _lows(session, rule, now, marks[rule.weeks]) if rule.module_id in offered else ()
        found[rule.id] = Found(_asked(rule), lows)
    return found


def _lows(session: Session, rule: TrainingRule, now: datetime, marks: Sequence[tuple[int, str, Mean]]) -> Sequence[Low]:
    busy = _busy(session, rule, now)
    return [
        Low(agent, mean)
        for agent, criterion, mean in marks
        if criterion == rule.criterion and agent not in busy and _is_low(mean, rule)
    ]


def _is_low(mean: Mean, rule: TrainingRule) -> bool:
    return mean.n >= rule.fewest and mean.high is not None and mean.high < rule.below


def _asked(rule: TrainingRule) -> Asked:
    return Asked(rule.criterion, rule.below, rule.fewest, rule.weeks, rule.module_id)


def _busy(session: Session, rule: TrainingRule, now: datetime) -> frozenset[int]:
    return agents_busy(session, rule.module_id, now - _AFTER_PASSING, now - _AFTER_DECIDING)


def propose(
    session: Session, actor: User | None, now: datetime, found: Mapping[int, Found]
) -> Sequence[TrainingProposal]:
    """Propose what `would_propose` found, as far as that still holds; `actor` is None when it is a rule's turn.

    The marks were added up before, so that nobody has to wait for it. A rule that was changed since then is left to
    the next time.
    """
    offered = modules_offered(session)
    known = {agent.id for agent in agents_known(session, {low.agent_id for one in found.values() for low in one.lows})}
    made: list[TrainingProposal] = []
    for rule_id in sorted(found):
        # Two workers may come at the same moment; the second waits here and then finds what the first one proposed.
        rule = session.get_one(TrainingRule, rule_id, with_for_update=True, populate_existing=True)
        if rule.active and found[rule_id].asked == _asked(rule):
            rule.checked_at = now
            free = known - _busy(session, rule, now) if rule.module_id in offered else frozenset()
            made += _made(session, actor, now, rule, [low for low in found[rule_id].lows if low.agent_id in free])
    return made


def _made(
    session: Session, actor: User | None, now: datetime, rule: TrainingRule, lows: Sequence[Low]
) -> Sequence[TrainingProposal]:
    made = [
        TrainingProposal(
            rule=rule,
            agent_id=low.agent_id,
            mean=low.found.mean,
            low=low.found.low,
            high=low.found.high,
            n=low.found.n,
            created_at=now,
        )
        for low in lows
    ]
    session.add_all(made)
    session.flush()
    for one in made:
        audit(session, actor, now, "proposal.made", one, rule=rule.id, criterion=rule.criterion, n=one.n)
    return made


def check_due(database: Database, now: datetime) -> None:
    """Check the active rules that were not today, by the clock of `now`."""
    with database.reading() as session:
        due = rules_to_check(session, datetime.combine(now.date(), time(), now.tzinfo))
        found = would_propose(session, due, now)
    if found:
        with database.transaction() as session:
            propose(session, None, now, found)


def confirm(session: Session, actor: User, now: datetime, proposal: TrainingProposal, due_on: date) -> Enrolment:
    """Give the agent the module. Raises as `enrol`, and OperationError `proposal_decided`."""
    _open(actor, proposal)
    return enrol(session, actor, now, proposal.rule.module, proposal.agent, due_on, "low_criterion", proposal)


def dismiss(session: Session, actor: User, now: datetime, proposal: TrainingProposal, reason: str) -> None:
    """Leave it be, and say why. Raises OperationError `proposal_decided`, `proposal_reason`."""
    _open(actor, proposal)
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise OperationError("proposal_reason", most=LONGEST_REASON)
    proposal.state, proposal.decided_by, proposal.decided_at = ProposalState.DISMISSED, actor.id, now
    proposal.reason = reason
    audit(session, actor, now, "proposal.dismissed", proposal, why=reason)


def _open(actor: User, proposal: TrainingProposal) -> None:
    if not decides_proposal(actor, proposal):
        raise NotAllowedError
    if proposal.state is not ProposalState.OPEN:
        raise OperationError("proposal_decided")
