"""Rules by which conversations are drawn for grading: made and changed by managers and administrators."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qa_app.operations.access import has_role, keeps_rules_of
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.store.database import Session
from qa_app.store.people import RoleName, User
from qa_app.store.reviews import AssignmentRule


@dataclass(frozen=True, slots=True)
class RuleFields:
    """What people set of a rule; see `AssignmentRule`."""

    name: str
    per_agent: int
    channel: str | None
    language: str | None
    team_id: int | None
    due_days: int
    blind: bool
    reviewers: Sequence[User]


def add_rule(session: Session, actor: User, now: datetime, fields: RuleFields) -> AssignmentRule:
    """A new rule with a seed of its own; raises NotAllowedError and OperationError `rule_without_reviewers`."""
    # Small enough to be read out and typed in.
    rule = AssignmentRule(seed=secrets.randbelow(1_000_000), created_at=now, created_by=actor.id)
    _write(actor, rule, fields)
    session.add(rule)
    session.flush()
    audit(session, actor, now, "rule.added", rule, **_noted(rule))
    return rule


def change_rule(session: Session, actor: User, now: datetime, rule: AssignmentRule, fields: RuleFields) -> None:
    """Change a rule from its next draw on; what was drawn stays. Raises as `add_rule` does."""
    _write(actor, rule, fields)
    audit(session, actor, now, "rule.changed", rule, **_noted(rule))


def switch_rule(session: Session, actor: User, now: datetime, rule: AssignmentRule, active: bool) -> None:
    """Stop or resume drawing. A rule is never deleted, since its draws belong to what was graded."""
    rule.active = active
    audit(session, actor, now, "rule.resumed" if active else "rule.stopped", rule)


def _write(actor: User, rule: AssignmentRule, fields: RuleFields) -> None:
    if not keeps_rules_of(actor, fields.team_id):
        raise NotAllowedError
    if not fields.reviewers or not all(has_role(person, RoleName.REVIEWER) for person in fields.reviewers):
        raise OperationError("rule_without_reviewers")
    rule.name, rule.per_agent, rule.due_days, rule.blind = fields.name, fields.per_agent, fields.due_days, fields.blind
    rule.channel, rule.language, rule.team_id = fields.channel, fields.language, fields.team_id
    rule.reviewers = list(fields.reviewers)


def _noted(rule: AssignmentRule) -> dict[str, Any]:
    return {
        "per_agent": rule.per_agent,
        "channel": rule.channel,
        "language": rule.language,
        "team": rule.team_id,
        "due_days": rule.due_days,
        "blind": rule.blind,
        "reviewers": sorted(person.id for person in rule.reviewers),
    }
