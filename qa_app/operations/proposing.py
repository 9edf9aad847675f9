"""Proposing a module to agents whose marks on a criterion stay low. A person decides about each proposal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from qa_app.operations.access import decides_proposal
from qa_app.operations.auditing import audit
from qa_app.operations.enrolling import enrol
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.modules import current_version
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.proposal_queries import agents_busy, rules_to_check
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


def would_propose(session: Session, rules: Iterable[TrainingRule], now: datetime) -> dict[int, Sequence[Low]]:
    """To whom each rule (by id) would propose its module now, were it active; nobody while nobody can take it."""
    marks: dict[int, list[tuple[int, str, Mean]]] = {}
    found: dict[int, Sequence[Low]] = {}
    for rule in rules:
        if rule.weeks not in marks:
            # Only people's marks are asked for, so nobody's blind reviews are touched.
            scope = Scope(None, (now - timedelta(weeks=rule.weeks), now), reader_id=0)
            sums = marks_by_agent(session, scope, human=True)
            marks[rule.weeks] = [(agent, criterion, mean_of_sums(one)) for agent, criterion, one in sums]
        found[rule.id] = _low(session, rule, now, marks[rule.weeks])
    return found


def _low(session: Session, rule: TrainingRule, now: datetime, marks: Sequence[tuple[int, str, Mean]]) -> Sequence[Low]:
    if rule.module.retired_at is not None or current_version(rule.module) is None:
        return ()
    busy = agents_busy(session, rule.module_id, now - _AFTER_PASSING, now - _AFTER_DECIDING)
    return [
        Low(agent, mean)
        for agent, criterion, mean in sorted(marks, key=lambda mark: mark[0])
        if criterion == rule.criterion and agent not in busy and _is_low(mean, rule)
    ]


def _is_low(mean: Mean, rule: TrainingRule) -> bool:
    return mean.n >= rule.fewest and mean.high is not None and mean.high < rule.below


def check_rule(session: Session, actor: User | None, now: datetime, rule: TrainingRule) -> Sequence[TrainingProposal]:
    """Propose what an active rule proposes now; `actor` is None when it is its turn."""
    # Two workers may come at the same moment; the second waits here and then finds what the first one proposed.
    session.refresh(rule, with_for_update=True)
    if not rule.active:
        return ()
    rule.checked_at = now
    made = []
    for low in would_propose(session, [rule], now)[rule.id]:
        mean = low.found
        proposal = TrainingProposal(
            rule=rule, agent_id=low.agent_id, mean=mean.mean, low=mean.low, high=mean.high, n=mean.n, created_at=now
        )
        session.add(proposal)
        session.flush()
        audit(session, actor, now, "proposal.made", proposal, rule=rule.id, criterion=rule.criterion, n=mean.n)
        made.append(proposal)
    return made


def check_due(session: Session, now: datetime) -> None:
    """Check the active rules that were not today, by the clock of `now`."""
    for rule in rules_to_check(session, datetime.combine(now.date(), time(), now.tzinfo)):
        check_rule(session, None, now, rule)


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
