"""Criteria of presence: these acts or phrases occur, each in its part of the conversation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from rubrics.model import Expected, Presence
from scoring.evidence import Evidence, Quote, Verdict, quote
from scoring.judged import JudgedConversation
from scoring.marks import Mark, judged, share, unjudged
from transcripts.conversation import Speaker
from transcripts.phrases import Phrases
from transcripts.text import tokens

# Opening and closing are the first and last two agent turns: a greeting may follow an announcement.
_END_TURNS = 2


def mark_presence(criterion: Presence, conversation: JudgedConversation) -> Mark:
    """How many of the expected things occur, over how many are expected."""
    agent = conversation.turns(Speaker.AGENT)
    if not agent:
        return unjudged(criterion, "no_agent")
    if sum(conversation.acts[turn].words for turn in agent) < criterion.minimum_words:
        return unjudged(criterion, "too_short")
    language = conversation.conversation.language
    expects = [expected for expected in criterion.expects if expected.acts or language in expected.phrases]
    if not expects:
        return unjudged(criterion, "no_phrases")
    found: list[Evidence] = []
    reached = -1
    for expected in expects:
        window = _window(expected, agent)
        after = reached if criterion.in_order else -1
        place = next(_found(expected, [turn for turn in window if turn >= after], conversation), None)
        if place is None:
            found.append(Evidence(criterion.id, Verdict.MISSED, expected.name, window[-1], 0))
        else:
            words, certainty, because = place
            reached = words.turn
            shown = Evidence(criterion.id, Verdict.SHOWN, expected.name, words.turn, 1, quote=words)
            found.append(replace(shown, certainty=certainty, because=because))
    many = sum(evidence.verdict is Verdict.SHOWN for evidence in found)
    return judged(criterion, share(many, len(found)), (float(len(found)), "expected"), found)


def _window(expected: Expected, agent: Sequence[int]) -> Sequence[int]:
    return {"opening": agent[:_END_TURNS], "closing": agent[-_END_TURNS:], "anywhere": agent}[expected.where]


def _found(
    expected: Expected, window: Sequence[int], conversation: JudgedConversation
) -> Iterator[tuple[Quote, float, str]]:
    """The places of an expected thing, each with its certainty and the key of what recognised it."""
    language = conversation.conversation.language
    for turn in window:
        for act in expected.acts:
            there = conversation.acts[turn].act(act)
            if there:
                words = quote(conversation.conversation, turn, there.start, there.end)
                yield words, there.certainty, there.because
        patterns = expected.phrases.get(language, ())
        text = conversation.conversation.turns[turn].text
        for hit in _phrases(patterns, language).find(tokens(text, language)) if patterns else ():
            yield quote(conversation.conversation, turn, hit.start, hit.end), 1.0, "cue"


@lru_cache(maxsize=256)
def _phrases(patterns: tuple[str, ...], language: str) -> Phrases:
    return Phrases([("phrase", pattern) for pattern in patterns], language, frozenset())
