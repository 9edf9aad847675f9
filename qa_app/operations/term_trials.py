"""What a change of the word lists alters in recent conversations: scored with and without it, nothing kept of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from qa_app.operations.access import conversations_seen
from qa_app.operations.standards import Entry, Standards, effective, entry_of, sector_of, standards_of
from qa_app.operations.suggesting import conversation_of, suggestion
from qa_app.operations.term_changes import Change, Edit, change_of
from qa_app.operations.trials import Tell
from qa_app.operations.word_lists import TermFields
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction
from qa_app.store.own_term_queries import terms_in_force
from qa_app.store.people import User
from qa_app.store.trial_interaction_queries import latest_of, with_what_was_said
from qa_app.store.word_lists import Trial
from qa_app.workplace import Workplace
from scoring.acts import own_terms as library
from scoring.scorecard import Scorecard
from transcripts.conversation import Conversation, Speaker
from transcripts.text import Token, tokens

LOOKED_AT, SCORED_AGAIN = 500, 40
_HANDFUL = 25
# Searching takes about as long as scoring a few conversations.
_SEARCHING = 0.2


def try_terms(workplace: Workplace, trial_id: int, tell: Tell) -> dict[str, Any]:
    """Work out a trial: how many conversations it looked at, how many have a term, which marks come out otherwise."""
    with workplace.database.reading() as session:
        trial = session.get_one(Trial, trial_id)
        change, asker = change_of(trial), session.get_one(User, trial.asked_by)
        sectors = {edit.sector for edit in change.edits}
        sector = sectors.pop() if len(sectors) == 1 else ""
        ids = latest_of(session, conversations_seen(asker), change.place.language, sector, LOOKED_AT)
    found: list[int] = []
    for done in range(0, len(ids), _HANDFUL):
        found += _with_term(workplace, ids[done : done + _HANDFUL], change)
        tell(_SEARCHING * (done + _HANDFUL) / len(ids))
    altered = []
    again = found[:SCORED_AGAIN]
    for done, interaction_id in enumerate(again):
        altered += _altered(workplace, interaction_id, change)
        tell(_SEARCHING + (1 - _SEARCHING) * (done + 1) / len(again))
    return {"looked_at": len(ids), "with_term": len(found), "scored": len(again), "altered": altered}


def _with_term(workplace: Workplace, ids: Sequence[int], change: Change) -> list[int]:
    """Those of some interactions in which an agent says one of the terms, as it was or as it will be."""
    with workplace.database.reading() as session:
        rows = with_what_was_said(session, ids)
        said = [(row.id, sector_of(row), conversation_of(row.transcript)) for row in rows if row.transcript]
    found = []
    for key, sector, conversation in said:
        known = library.own_terms(change.place.language, _terms_in(change, sector))
        if any(known.places(words) for words in _agent_words(conversation)):
            found.append(key)
    return found


def _terms_in(change: Change, sector: str) -> tuple[library.OwnTerm, ...]:
    """The terms that a change is about for agents of a sector."""
    edits = _edits_for(change, sector)
    return tuple(library.OwnTerm(one.term, one.kind) for edit in edits for one in (edit.before, edit.after) if one)


def _edits_for(change: Change, sector: str) -> list[Edit]:
    return [edit for edit in change.edits if edit.sector in ("", sector)]


def _agent_words(conversation: Conversation) -> Iterator[Sequence[Token]]:
    for turn in conversation.turns:
        if turn.speaker is Speaker.AGENT:
            yield tokens(turn.text, conversation.language)


def _altered(workplace: Workplace, interaction_id: int, change: Change) -> list[dict[str, Any]]:
    """The marks of an interaction that come out otherwise, as a list of one, or of none where all stay."""
    with workplace.database.reading() as session:
        interaction = session.get(Interaction, interaction_id)
        if interaction is None or interaction.transcript is None:
            return []
        conversation = conversation_of(interaction.transcript)
        standards = standards_of(session, interaction, conversation)
        with_and_without = _both(session, standards, sector_of(interaction), change)
    before, after = (suggestion(conversation, one) for one in with_and_without)
    marks = _differences(before, after)
    if not marks:
        return []
    return [{"interaction": interaction_id, "before": before.total, "after": after.total, "marks": marks}]


def _both(session: Session, standards: Standards, sector: str, change: Change) -> tuple[Standards, Standards]:
    """The standards before and after a change, whatever of it counts already."""
    edits = _edits_for(change, sector)
    touched = {(edit.sector, one.term) for edit in edits for one in (edit.before, edit.after) if one}
    others = [
        entry_of(row)
        for row in terms_in_force(session, change.place.language, sector)
        if (row.sector, row.term) not in touched
    ]
    before = [*others, *(_entry(edit.sector, edit.before) for edit in edits if edit.before)]
    after = [*others, *(_entry(edit.sector, edit.after) for edit in edits if edit.after)]
    return replace(standards, terms=effective(before)), replace(standards, terms=effective(after))


def _entry(sector: str, fields: TermFields) -> Entry:
    return Entry(sector, library.OwnTerm(fields.term, fields.kind, fields.plain, fields.allowed))


def _differences(before: Scorecard, after: Scorecard) -> list[dict[str, Any]]:
    was = {mark.criterion: mark for mark in before.marks}
    return [
        {"criterion": mark.criterion, "before": was[mark.criterion].score, "after": mark.score}
        for mark in after.marks
        if mark.score != was[mark.criterion].score
    ]
