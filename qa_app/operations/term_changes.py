"""Changes of the word lists as trials are about them: tried before they are saved, and followed by scoring again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.operations.rescoring import score_again
from qa_app.operations.standards import entry_of
from qa_app.operations.trials import ask_for_trial
from qa_app.operations.word_lists import Place, TermFields, add_term, change_term, checked, remove_term
from qa_app.store.database import Session
from qa_app.store.interaction_queries import held
from qa_app.store.own_term_queries import own_term
from qa_app.store.people import User
from qa_app.store.trial_interaction_queries import never_graded
from qa_app.store.word_lists import OwnTerm, Trial, TrialKind


@dataclass(frozen=True, slots=True)
class Edit:
    """An entry of the list of a sector ("" of all) before and after; None where it is not in the list."""

    sector: str
    before: TermFields | None
    after: TermFields | None


@dataclass(frozen=True, slots=True)
class Change:
    """Edits of the lists of a language that are made together, beginning at one of those lists.

    `saved` says that they count already.
    """

    place: Place
    edits: tuple[Edit, ...]
    saved: bool = False


def change_to(place: Place, before: TermFields | None, after: TermFields | None, saved: bool = False) -> Change:
    """The change of one entry."""
    return Change(place, (Edit(place.sector, before, after),), saved)


def fields_of(row: OwnTerm) -> TermFields:
    return TermFields(row.term, row.kind, row.plain, entry_of(row).term.allowed)


def change_of(trial: Trial) -> Change:
    """What a trial is about."""
    request = trial.request
    edits = tuple(Edit(one["sector"], _fields(one["before"]), _fields(one["after"])) for one in request["edits"])
    return Change(Place(request["language"], request["sector"]), edits, request["saved"])


def _fields(kept: dict[str, Any] | None) -> TermFields | None:
    return None if kept is None else TermFields(**kept)


def note_change(session: Session, actor: User, now: datetime, change: Change) -> Trial:
    """Keep a change that was saved, so that what it alters can be asked for."""
    trial = Trial(kind=TrialKind.TERMS, asked_by=actor.id, request=_request(change), created_at=now)
    session.add(trial)
    session.flush()
    return trial


def try_change(session: Session, actor: User, now: datetime, change: Change) -> Trial:
    """Ask what a change alters; raises OperationError for fields that could not be saved."""
    edits = tuple(
        replace(one, after=checked(Place(change.place.language, one.sector), one.after)) if one.after else one
        for one in change.edits
    )
    change = replace(change, edits=edits)
    return ask_for_trial(session, actor, now, TrialKind.TERMS, _request(change))


def _request(change: Change) -> dict[str, Any]:
    return {
        "language": change.place.language,
        "sector": change.place.sector,
        "edits": [asdict(one) for one in change.edits],
        "saved": change.saved,
        "asked_again": 0,
    }


def save_tried(session: Session, actor: User, now: datetime, trial: Trial) -> None:
    """Save the change that a trial was about; raises OperationError when the list has changed meanwhile."""
    change = change_of(trial)
    if change.saved:
        raise OperationError("term_changed_meanwhile")
    _save(session, actor, now, change)
    trial.request = {**trial.request, "saved": True}


def save_change(session: Session, actor: User, now: datetime, change: Change) -> Trial:
    """Save a change that was not tried, and keep it as `note_change` does; raises OperationError as `save_tried`."""
    _save(session, actor, now, change)
    return note_change(session, actor, now, replace(change, saved=True))


def _save(session: Session, actor: User, now: datetime, change: Change) -> None:
    for edit in change.edits:
        place = Place(change.place.language, edit.sector)
        row = own_term(session, place.language, place.sector, edit.before.term) if edit.before else None
        if edit.before is not None and (row is None or fields_of(row) != edit.before):
            raise OperationError("term_changed_meanwhile")
        if row is None and edit.after is not None:
            add_term(session, actor, now, place, edit.after)
        elif row is not None and edit.after is not None:
            change_term(session, actor, now, row, edit.after)
        elif row is not None:
            remove_term(session, actor, now, row)


def follow(session: Session, actor: User, now: datetime, trial: Trial) -> int:
    """Have those conversations scored again that a saved change alters and that nobody graded; how many they are."""
    if not change_of(trial).saved or trial.result is None:
        raise OperationError("term_not_saved")
    if trial.request["asked_again"]:
        raise OperationError("scored_again_already")
    ids = never_graded(session, [row["interaction"] for row in trial.result["altered"]])
    for interaction in score_again(session, now, held(session, ids)):
        audit(session, actor, now, "interaction.scored_again", interaction, trial=trial.id)
    trial.request = {**trial.request, "asked_again": len(ids)}
    return len(ids)
