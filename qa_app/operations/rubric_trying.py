"""What a draft of a rubric gives for a conversation, beside what the rubric in force gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from qa_app.operations.access import TEACHES, has_role, sees_interaction
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.standards import Standards, standards_of
from qa_app.operations.suggesting import as_suggested, conversation_of
from qa_app.operations.trials import Tell, ask_for_trial
from qa_app.store.blind_queries import is_blind
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction
from qa_app.store.people import User
from qa_app.store.rubric_drafts import RubricDraft
from qa_app.store.rubric_queries import latest_of_channels
from qa_app.store.word_lists import Trial, TrialKind
from qa_app.workplace import Workplace
from rubrics.load import faults_in
from rubrics.model import Rubric
from scoring.acts.embedding import embedding
from scoring.acts.recognise import recognise
from scoring.engine import score_acts, why_not
from scoring.scorecard import scorecard_to_json
from transcripts.conversation import Conversation


def try_on(session: Session, actor: User, now: datetime, draft: RubricDraft, interaction: Interaction | None) -> Trial:
    """Ask for the draft to be tried on a conversation; None takes the latest of its channels.

    Raises OperationError `rubric_faulty`, `nothing_to_try` without such a conversation, `grade_blind_first` for one
    that the person is to grade without a suggestion.
    """
    if not has_role(actor, *TEACHES):
        raise NotAllowedError
    if faults_in(draft.body, draft.rubric):
        raise OperationError("rubric_faulty")
    rubric = Rubric.model_validate(draft.body)
    chosen = interaction or next(iter(latest_of_channels(session, rubric.channels, 1)), None)
    if chosen is None or chosen.transcript is None or not sees_interaction(actor, chosen):
        raise OperationError("nothing_to_try")
    if is_blind(session, chosen.id, actor.id):
        raise NotAllowedError("grade_blind_first")
    return ask_for_trial(
        session,
        actor,
        now,
        TrialKind.RUBRIC,
        {"draft": draft.id, "interaction": chosen.id, "rubric": rubric.model_dump(mode="json")},
    )


def tried(workplace: Workplace, trial_id: int, tell: Tell) -> dict[str, Any]:
    """The scorecards of a conversation by the draft and by the rubric in force; its acts are recognised once."""
    with workplace.database.reading() as session:
        trial = session.get_one(Trial, trial_id)
        interaction = session.get(Interaction, trial.request["interaction"])
        if interaction is None or interaction.transcript is None:
            raise OperationError("nothing_to_try")
        conversation = conversation_of(interaction.transcript)
        standards = standards_of(session, interaction, conversation)
        draft = Rubric.model_validate(trial.request["rubric"])
    tell(0.1)
    return {"rubric": standards.rubric.model_dump(mode="json"), **_cards(conversation, draft, standards)}


def _cards(conversation: Conversation, draft: Rubric, standards: Standards) -> dict[str, Any]:
    """`draft` and `now`, each a scorecard, or with the key of a reason where it cannot be scored."""
    reasons = {"draft": why_not(conversation, draft), "now": why_not(conversation, standards.rubric)}
    if any(reasons.values()):
        return {"not_scored": reasons["draft"] or reasons["now"]}
    acts = recognise(conversation, embedding(), standards.terms, standards.norm)
    rubrics = {"draft": draft, "now": standards.rubric}
    return {
        which: scorecard_to_json(
            as_suggested(score_acts(conversation, acts, rubric, standards.norm), rubric, standards)
        )
        for which, rubric in rubrics.items()
    }
