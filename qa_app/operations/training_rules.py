"""Rules that propose a module where a criterion stays low: kept by trainers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qa_app.operations.access import TEACHES, has_role
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.modules import current_version
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.proposal_queries import has_proposed
from qa_app.store.training import TrainingModule, TrainingRule


@dataclass(frozen=True, slots=True)
class TrainingRuleFields:
    """What people set of a rule; see `TrainingRule`."""

    criterion: str
    below: float
    fewest: int
    weeks: int
    module: TrainingModule
    due_days: int


def add_rule(session: Session, actor: User, now: datetime, fields: TrainingRuleFields) -> TrainingRule:
    """A new rule; raises NotAllowedError and OperationError `module_retired`, `module_not_published`."""
    rule = TrainingRule(created_at=now, created_by=actor.id)
    _write(actor, rule, fields)
    session.add(rule)
    session.flush()
    audit(session, actor, now, "training_rule.added", rule, **_noted(rule))
    return rule


def change_rule(session: Session, actor: User, now: datetime, rule: TrainingRule, fields: TrainingRuleFields) -> None:
    """Change whom a rule is about from now on. Raises as `add_rule` does, and OperationError `rule_has_proposed`.

    What it proposed rests on its criterion and is about its module, so these stay once there is any.
    """
    moved = (fields.criterion, fields.module.id) != (rule.criterion, rule.module_id)
    if moved and has_proposed(session, rule.id):
        raise OperationError("rule_has_proposed")
    _write(actor, rule, fields)
    audit(session, actor, now, "training_rule.changed", rule, **_noted(rule))


def switch_rule(session: Session, actor: User, now: datetime, rule: TrainingRule, active: bool) -> None:
    """Stop a rule, or have it propose again. It is never deleted, since what it proposed belongs to it."""
    if not has_role(actor, *TEACHES):
        raise NotAllowedError
    if rule.active is not active:
        rule.active = active
        audit(session, actor, now, "training_rule.resumed" if active else "training_rule.stopped", rule)


def _write(actor: User, rule: TrainingRule, fields: TrainingRuleFields) -> None:
    if not has_role(actor, *TEACHES):
        raise NotAllowedError
    if fields.module.retired_at is not None:
        raise OperationError("module_retired")
    if current_version(fields.module) is None:
        raise OperationError("module_not_published")
    rule.criterion, rule.below, rule.fewest, rule.weeks = fields.criterion, fields.below, fields.fewest, fields.weeks
    rule.module, rule.due_days = fields.module, fields.due_days


def _noted(rule: TrainingRule) -> dict[str, Any]:
    return {
        "criterion": rule.criterion,
        "below": rule.below,
        "fewest": rule.fewest,
        "weeks": rule.weeks,
        "module": rule.module.key,
        "due_days": rule.due_days,
    }
