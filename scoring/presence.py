"""Criteria of presence: these acts or phrases occur, each in its part of the conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from rubrics.model import Expected, Presence
from rubrics.vocabulary import OWN_WORDS
from scoring.evidence import Evidence, Quote, Verdict, quote
from scoring.judged import JudgedConversation
from scoring.marks import Mark, judged, share, unjudged
from transcripts.conversation import Speaker
from transcripts.phrases import Phrases, spelled
from transcripts.text import tokens

# Opening and closing are the first and last two agent turns: a greeting may follow an announcement.
_END_TURNS = 2
_ALTERNATIVES = re.compile(r"\(([^()]*)\)")
_BEFORE_SIGN = re.compile(r"\s+(?=[.,;:!?])")
_OPTIONAL = re.compile(r"\[[^\[\]]*\]")


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
            required = next(iter(expected.phrases.get(language, ())), "")
            found.append(
                Evidence(criterion.id, Verdict.MISSED, _told(expected), window[-1], 0, plain=as_said(required))
            )
        else:
            words, certainty, because = place
            reached = words.turn
            shown = Evidence(criterion.id, Verdict.SHOWN, _told(expected), words.turn, 1, quote=words)
            found.append(replace(shown, certainty=certainty, because=because))
    many = sum(evidence.verdict is Verdict.SHOWN for evidence in found)
    return judged(criterion, share(many, len(found)), (float(len(found)), "expected"), found)


def _told(expected: Expected) -> str:
    """The name by which an expectation is put into words: a company's own by the place where it is looked for."""
    return expected.name if expected.name in OWN_WORDS else f"required_{expected.where}"


def as_said(pattern: str) -> str:
    """A phrase as one would say it: of alternatives the first, what may be absent left out; "" where it has gaps."""
    plain = _OPTIONAL.sub(" ", _ALTERNATIVES.sub(lambda group: group[1].split("|")[0], pattern))
    words = [word.removeprefix("=") for word in plain.split()]
    return "" if {"...", "#"} & set(words) else _BEFORE_SIGN.sub("", " ".join(words))


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
    return Phrases([("phrase", spelled(pattern, language)) for pattern in patterns], language, frozenset())
