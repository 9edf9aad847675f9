"""Scoring an interaction with the library and keeping what it suggests, beside what people decide."""

from __future__ import annotations

from datetime import datetime

from qa_app.operations.standards import Standards
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction, RubricVersion, SuggestedMark, SuggestedScorecard, Transcript
from qa_app.store.rubric_queries import rubric_version
from rubrics.model import Rubric
from scoring.acts.embedding import embedding
from scoring.adjusted import corrected_card, withheld_card
from scoring.engine import score
from scoring.scorecard import Scorecard, scorecard_from_json, scorecard_to_json
from transcripts.conversation import Conversation
from transcripts.files import conversation_from_json


def conversation_of(transcript: Transcript) -> Conversation:
    """What was said, as people left it."""
    return conversation_from_json(transcript.current or transcript.original, "transcript")


def scorecard_of(suggested: SuggestedScorecard) -> Scorecard:
    return scorecard_from_json(suggested.body, "scorecard")


def rubric_of(version: RubricVersion) -> Rubric:
    return Rubric.model_validate(version.body)


def suggestion(conversation: Conversation, standards: Standards) -> Scorecard:
    """The scorecard the library suggests by some standards; takes seconds, so outside a transaction."""
    card = score(conversation, standards.rubric, embedding(), standards.terms, standards.norm)
    return as_suggested(card, standards.rubric, standards)


def as_suggested(card: Scorecard, rubric: Rubric, standards: Standards) -> Scorecard:
    """A scorecard by a rubric, corrected as people here mark where that proved itself, and without the marks that are
    not suggested as they agree too little with people.
    """
    return withheld_card(corrected_card(card, standards.corrections, rubric), standards.withheld)


def save_suggestion(
    session: Session, interaction: Interaction, card: Scorecard, rubric: Rubric, now: datetime
) -> SuggestedScorecard:
    """Keep a scorecard as the current suggestion; earlier ones stay for the reviews made with them."""
    version = rubric_version(session, rubric.id, rubric.version, rubric.model_dump(mode="json"))
    kept = SuggestedScorecard(
        interaction_id=interaction.id, rubric_version_id=version.id, created_at=now, body=scorecard_to_json(card)
    )
    session.add(kept)
    session.query(SuggestedMark).filter_by(interaction_id=interaction.id).delete()
    session.add_all(
        SuggestedMark(
            interaction_id=interaction.id,
            criterion=mark.criterion,
            score=mark.score,
            not_judged=mark.not_judged,
            automatic=mark.automatic,
        )
        for mark in card.marks
    )
    _copy_for_lists(interaction, card)
    session.flush()
    return kept


def _copy_for_lists(interaction: Interaction, card: Scorecard) -> None:
    judged = sorted((mark.score, mark.criterion) for mark in card.marks if mark.score is not None)
    interaction.suggested = card.total
    interaction.lowest_mark, interaction.lowest_criterion = judged[0] if judged else (None, None)
    interaction.critical = any(mark.failed for mark in card.marks)
    interaction.longest_silence = card.timing.longest_silence if card.timing else None
    interaction.mood_end = card.sentiment.end if card.sentiment else None
    interaction.unsure = sum(mark.not_judged == "unsure" for mark in card.marks)
    interaction.not_scored = card.not_scored
