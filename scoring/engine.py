"""score(conversation, rubric): recognise the acts, collect the evidence, reckon the marks."""

from __future__ import annotations

from dataclasses import replace

from rubrics.load import shipped
from rubrics.model import Rubric
from scoring.acts.embedding import Embedding
from scoring.acts.own_terms import OwnTerm
from scoring.acts.recognise import recognise
from scoring.acts.values import Norm, TurnActs
from scoring.criteria import suggest
from scoring.evidence import verify
from scoring.judged import JudgedConversation
from scoring.marks import Mark, total
from scoring.scorecard import Scorecard
from scoring.sentiment import sentiment
from scoring.suggestions import manner
from transcripts.conversation import Conversation, Speaker
from transcripts.quality import REASONS, quality
from transcripts.text import fold
from transcripts.timing import timing


def score(
    conversation: Conversation,
    rubric: Rubric,
    meaning: Embedding | None,
    terms: tuple[OwnTerm, ...] = (),
    norm: Norm | None = None,
) -> Scorecard:
    """The scorecard of a conversation; one that cannot be judged has no marks, and the reason instead.

    `meaning` is None to recognise by cues and form only; `terms` are a company's own beside the word lists, in the
    language of the conversation, and `norm` is the form of address that it wants. Raises PatternError for a term that
    cannot be searched for, and UnverifiedQuoteError if a quote does not stand in the transcript, which would be a fault
    of the product.
    """
    reason = why_not(conversation, rubric)
    if reason:
        return _scorecard(conversation, rubric, (), reason)
    card = score_acts(conversation, recognise(conversation, meaning, terms, norm), rubric, norm)
    return replace(card, without_meaning=meaning is None)


def score_acts(
    conversation: Conversation, acts: tuple[TurnActs, ...], rubric: Rubric, norm: Norm | None = None
) -> Scorecard:
    """The scorecard that follows from acts already recognised, one entry a turn, with the same `norm`."""
    judged = JudgedConversation(conversation, acts, norm)
    marks = tuple(suggest(criterion, judged) for criterion in rubric.criteria)
    for mark in marks:
        for evidence in mark.evidence:
            verify(evidence, conversation)
    return replace(
        _scorecard(conversation, rubric, marks, None),
        sentiment=sentiment(conversation, acts),
        form=manner(conversation, acts, norm).form,
        norm=norm,
    )


def why_not(conversation: Conversation, rubric: Rubric) -> str | None:
    """The key of the reason why a conversation cannot be scored with a rubric, None when it can."""
    speakers = {turn.speaker for turn in conversation.turns if turn.text.strip()}
    if not conversation.supported:
        return "unsupported_language"
    if Speaker.AGENT not in speakers:
        return "no_agent"
    if Speaker.CUSTOMER not in speakers:
        return "no_customer"
    if len({fold(turn.name) for turn in conversation.turns if turn.speaker is Speaker.AGENT and turn.name}) > 1:
        # Nobody answers for the words of a colleague.
        return "several_agents"
    if conversation.channel.value not in rubric.channels:
        return "other_channel"
    return next(iter(quality(conversation).reasons), None)


def _scorecard(
    conversation: Conversation, rubric: Rubric, marks: tuple[Mark, ...], not_scored: str | None
) -> Scorecard:
    return Scorecard(
        id=conversation.id,
        rubric=rubric.id,
        rubric_version=rubric.version,
        language=conversation.language,
        channel=conversation.channel.value,
        agent=conversation.agent,
        started_at=conversation.started_at,
        total=total(marks),
        marks=marks,
        starts=tuple(turn.start for turn in conversation.turns),
        timing=timing(conversation),
        names={criterion.id: dict(criterion.name) for criterion in rubric.criteria if criterion.name},
        titles={} if rubric.id in shipped() else dict(rubric.title),
        not_scored=not_scored,
        poor=quality(conversation).reasons if not_scored in REASONS else (),
    )
