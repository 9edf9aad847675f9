"""Changes of the word lists as trials are about them: tried before they are saved, and followed by scoring again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.operations.jobs import ask_for
from qa_app.operations.standards import entry_of
from qa_app.operations.trials import ask_for_trial
from qa_app.operations.word_lists import Place, TermFields, add_term, change_term, checked, remove_term
from qa_app.store.database import Session
from qa_app.store.interactions import Stage
from qa_app.store.own_term_queries import own_term
from qa_app.store.people import User
from qa_app.store.trial_interaction_queries import never_graded, with_what_was_said
from qa_app.store.word_lists import OwnTerm, Trial, TrialKind
from qa_app.store.work import JobKind


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of a list before and after; None where it is not in the list. `saved` says that it counts already."""

    place: Place
    before: TermFields | None
    after: TermFields | None
    saved: bool = False

    @property
    def term(self) -> str:
        return (self.after or self.before or TermFields("", "")).term


def fields_of(row: OwnTerm) -> TermFields:
    return TermFields(row.term, row.kind, row.plain, entry_of(row).term.allowed)


def change_of(trial: Trial) -> Change:
    """What a trial is about."""
    request = trial.request
    before, after = (None if one is None else TermFields(**one) for one in (request["before"], request["after"]))
    return Change(Place(request["language"], request["sector"]), before, after, request["saved"])


def note_change(session: Session, actor: User, now: datetime, change: Change) -> Trial:
    """Keep a change that was saved, so that what it alters can be asked for."""
    trial = Trial(kind=TrialKind.TERMS, asked_by=actor.id, request=_request(change), created_at=now)
    session.add(trial)
    session.flush()
    return trial


def try_change(session: Session, actor: User, now: datetime, change: Change) -> Trial:
    """Ask what a change alters; raises OperationError for fields that could not be saved."""
    if change.after is not None:
        change = replace(change, after=checked(change.place, change.after))
    return ask_for_trial(session, actor, now, TrialKind.TERMS, _request(change))


def _request(change: Change) -> dict[str, Any]:
    return {
        "language": change.place.language,
        "sector": change.place.sector,
        "before": asdict(change.before) if change.before else None,
        "after": asdict(change.after) if change.after else None,
        "saved": change.saved,
        "asked_again": 0,
    }


def save_tried(session: Session, actor: User, now: datetime, trial: Trial) -> None:
    """Save the change that a trial was about; raises OperationError when the list has changed meanwhile."""
    change = change_of(trial)
    row = own_term(session, change.place.language, change.place.sector, change.before.term) if change.before else None
    if change.saved or (change.before is not None and (row is None or fields_of(row) != change.before)):
        raise OperationError("term_changed_meanwhile")
    if row is None and change.after is not None:
        add_term(session, actor, now, change.place, change.after)
    elif row is not None and change.after is not None:
        change_term(session, actor, now, row, change.after)
    elif row is not None:
        remove_term(session, actor, now, row)
    trial.request = {**trial.request, "saved": True}


def score_again(session: Session, actor: User, now: datetime, trial: Trial) -> int:
    """Have those conversations scored again that a saved change alters and that nobody graded; how many they are."""
    if not change_of(trial).saved or trial.result is None:
        raise OperationError("term_not_saved")
    if trial.request["asked_again"]:
        raise OperationError("scored_again_already")
    ids = never_graded(session, [row["interaction"] for row in trial.result["altered"]])
    for interaction in with_what_was_said(session, ids):
        if interaction.stage is Stage.DONE:
            interaction.stage, interaction.progress = Stage.SCORING, 0.0
            ask_for(session, JobKind.RESCORE, interaction.id, now)
            audit(session, actor, now, "interaction.scored_again", interaction, trial=trial.id)
    trial.request = {**trial.request, "asked_again": len(ids)}
    return len(ids)
