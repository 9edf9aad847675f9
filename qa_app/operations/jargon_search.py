"""Proposals for the word lists: the words that agents use in recent conversations and customers do not."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from qa_app.operations.access import conversations_seen
from qa_app.operations.suggesting import conversation_of
from qa_app.operations.trials import Tell
from qa_app.store.interactions import Interaction
from qa_app.store.people import User
from qa_app.store.trial_interaction_queries import latest_of, with_what_was_said
from qa_app.store.word_lists import Trial
from qa_app.workplace import Workplace
from scoring.acts.recognise import recognise
from scoring.jargon_counts import ArchiveCounts
from scoring.jargon_finder import find_jargon
from transcripts.conversation import Conversation

LOOKED_AT = 5_000
_HANDFUL = 25
_MOST_TERMS = 200


def find_terms(workplace: Workplace, trial_id: int, tell: Tell) -> dict[str, Any]:
    """Work out a trial: how many conversations it looked at, and the terms that stand out in them, best first.

    Acts are recognised by cues and form alone: that is how confusion shows, and it takes an archive in minutes.
    """
    with workplace.database.reading() as session:
        trial = session.get_one(Trial, trial_id)
        asker, language = session.get_one(User, trial.asked_by), trial.request["language"]
        ids = latest_of(session, conversations_seen(asker), language, "", LOOKED_AT)
    counts = ArchiveCounts()
    for done in range(0, len(ids), _HANDFUL):
        with workplace.database.reading() as session:
            rows = with_what_was_said(session, ids[done : done + _HANDFUL])
            said = [one for row in rows if (one := _said(row)) is not None]
        for conversation in said:
            if conversation.supported and conversation.language == language:
                counts.add(conversation, recognise(conversation, None))
        tell((done + _HANDFUL) / len(ids))
    terms = find_jargon(counts)[:_MOST_TERMS]
    return {"looked_at": len(ids), "terms": [asdict(term) for term in terms]}


def _said(row: Interaction) -> Conversation | None:
    """What was said, named by the interaction's id; with all names by which the agent is known, so that none shows."""
    if row.transcript is None:
        return None
    conversation = conversation_of(row.transcript)
    names = dict.fromkeys(name for name in (row.agent.name if row.agent else None, conversation.agent) if name)
    return replace(conversation, id=str(row.id), agent=" ".join(names) or None)
