"""What the demo's people have to learn now: modules to take, those that a rule proposes, and words of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from qa_app.operations.enrolling import enrol
from qa_app.operations.people import agent_named
from qa_app.operations.proposing import propose, would_propose
from qa_app.operations.training_rules import TrainingRuleFields, add_rule
from qa_app.operations.word_lists import Place, TermFields, add_term
from qa_app.store.database import Session
from qa_app.store.module_queries import module_known
from qa_app.store.people import User

_TO_TAKE = {"Ioana Munteanu": "active_listening", "Jonas Brandt": "empathy", "Sanne de Wit": "market_german"}
_OWN_WORDS = (
    (Place("de", ""), TermFields("Grünphase", "jargon", "die Stunden mit dem günstigen Tarif")),
    (Place("nl", ""), TermFields("dossierhouder", "jargon", "de collega die uw zaak behandelt")),
)


def train(session: Session, now: datetime, people: Mapping[str, User]) -> None:
    """`people` are accounts by name; Katrin trains."""
    katrin = people["Katrin Vogel"]
    for name, key in _TO_TAKE.items():
        module = module_known(session, key)
        if module:
            enrol(session, katrin, now, module, agent_named(session, name), (now + timedelta(days=10)).date())
    listening = module_known(session, "active_listening")
    if listening:
        rule = add_rule(session, katrin, now, TrainingRuleFields("active_listening", 0.65, 5, 8, listening, 14))
        propose(session, katrin, now, would_propose(session, [rule], now))
    for place, fields in _OWN_WORDS:
        add_term(session, katrin, now, place, fields)
