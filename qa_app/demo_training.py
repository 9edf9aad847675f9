"""How the demo's people train and agree on what is good: modules to take, a calibration session, words of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from qa_app.operations.calibrations import SessionFields, make_session
from qa_app.operations.enrolling import enrol
from qa_app.operations.people import agent_named
from qa_app.operations.training_rules import TrainingRuleFields, add_rule
from qa_app.operations.word_lists import Place, TermFields, add_term
from qa_app.store.database import Session
from qa_app.store.demo_queries import interactions_by_day
from qa_app.store.module_queries import module_known
from qa_app.store.people import User

_TO_TAKE = {"Ioana Munteanu": "clear_language", "Jonas Brandt": "empathy", "Sanne de Wit": "market_german"}
_OWN_WORDS = (
    (Place("de", ""), TermFields("Grünphase", "jargon", "die Stunden mit dem günstigen Tarif")),
    (Place("nl", ""), TermFields("dossierhouder", "jargon", "de collega die uw zaak behandelt")),
)


def train(session: Session, now: datetime, people: Mapping[str, User]) -> None:
    """`people` are accounts by name; Katrin trains, Emma and Pieter review."""
    katrin = people["Katrin Vogel"]
    for name, key in _TO_TAKE.items():
        module = module_known(session, key)
        if module:
            enrol(session, katrin, now, module, agent_named(session, name), (now + timedelta(days=10)).date())
    jargon = module_known(session, "plain_words")
    if jargon:
        add_rule(session, katrin, now, TrainingRuleFields("jargon", 0.6, 5, 8, jargon, 14))
    for place, fields in _OWN_WORDS:
        add_term(session, katrin, now, place, fields)
    chats = [talk.id for talk in interactions_by_day(session) if talk.channel == "chat"]
    reviewers = (people["Emma Clarke"], people["Pieter Jansen"])
    due = (now + timedelta(days=5)).date()
    make_session(session, katrin, now, SessionFields("Chats of this month", chats[-3:], reviewers, due))
