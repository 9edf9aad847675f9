"""Criteria of density: things counted against a base, mapped to 0..1 by two anchors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from rubrics.model import Density
from rubrics.vocabulary import CUSTOMER_ACTS, SPAN_KINDS
from scoring.evidence import Evidence, Quote, Verdict, quote
from scoring.judged import JudgedConversation
from scoring.marks import Mark, between_anchors, judged, unjudged
from scoring.situation import situation
from transcripts.conversation import Speaker
from transcripts.text import stems
from transcripts.timing import Gap, timing


class _Place(NamedTuple):
    """Where a counted thing stands: turn and offsets, how surely, its plainer wording, and what recognised it."""

    turn: int
    start: int
    end: int
    certainty: float = 1.0
    plain: str = ""
    because: str = ""


def mark_density(criterion: Density, conversation: JudgedConversation) -> Mark:
    """The sum of what is counted, over the base, between the anchors."""
    agent = conversation.turns(Speaker.AGENT)
    if sum(conversation.acts[turn].words for turn in agent) < criterion.minimum_words:
        return unjudged(criterion, "too_short")
    if "slow_reply" in criterion.counts and not _replies(conversation):
        return unjudged(criterion, "no_times")
    base = _base(criterion, conversation)
    if not base:
        return unjudged(criterion, "no_times" if criterion.per == "reply" else "too_short")
    found = [
        evidence
        for name, points in sorted(criterion.counts.items())
        for evidence in _counted(criterion, name, points, conversation)
    ]
    counted = sum(evidence.points for evidence in found)
    result = between_anchors(counted, base, criterion.good, criterion.bad)
    return judged(criterion, result, (round(base, 2), criterion.per), found)


def _base(criterion: Density, conversation: JudgedConversation) -> float:
    agent = [conversation.acts[turn] for turn in conversation.turns(Speaker.AGENT)]
    match criterion.per:
        case "100_words":
            return sum(turn.words for turn in agent) / 100
        case "sentence":
            return float(sum(turn.sentences for turn in agent))
        case "agent_turn":
            return float(len(agent))
        case "reply":
            return float(len(_replies(conversation)))
        case "conversation":
            return 1.0


def _counted(criterion: Density, name: str, points: float, conversation: JudgedConversation) -> Iterator[Evidence]:
    """One evidence for each thing of a name, counted as far as it is certain; what counts below zero was done well."""
    verdict = Verdict.SHOWN if points < 0 else Verdict.CONTRARY
    if name == "slow_reply":
        # Who was told to wait is not left waiting; the reply still counts as one in time.
        late = (gap for gap in _replies(conversation) if gap.seconds > (criterion.reply_within or 0))
        slow = [gap.turn for gap in late if not gap.announced]
        places = [_Place(turn, 0, len(conversation.conversation.turns[turn].text)) for turn in slow]
    else:
        places = list(_places(name, conversation))
    for place in places:
        words = quote(conversation.conversation, place.turn, place.start, place.end)
        evidence = Evidence(
            criterion=criterion.id,
            verdict=verdict,
            name=conversation.told(place.turn, name),
            turn=place.turn,
            points=round(points * place.certainty, 4),
            certainty=place.certainty,
            plain=place.plain,
            because=place.because,
        )
        if not words.text:
            # Nothing was written, a picture perhaps: there are no words to show.
            yield evidence
        elif name in CUSTOMER_ACTS:
            yield replace(evidence, prompt=words, situation=_situation(name, words, conversation))
        else:
            yield replace(evidence, quote=words)


def _situation(name: str, words: Quote, conversation: JudgedConversation) -> str:
    talk = conversation.conversation
    return situation(name, words.text, talk.turns[words.turn].text, talk.language)


def _places(name: str, conversation: JudgedConversation) -> Iterator[_Place]:
    """Each thing of a name."""
    speaker = Speaker.CUSTOMER if name in CUSTOMER_ACTS else Speaker.AGENT
    met: set[tuple[str, ...]] = set()
    language = conversation.conversation.language
    for turn in conversation.turns(speaker):
        acts = conversation.acts[turn]
        if name in SPAN_KINDS:
            for span in acts.spans:
                # A term counts where it is first met: once explained it is known, and once accused is enough.
                term = stems(span.text, language) if span.kind == name else ()
                if term and term not in met:
                    met.add(term)
                    if not span.explained:
                        yield _Place(turn, span.start, span.end, plain=span.plain)
        elif name == "hard_sentence":
            for start, end in acts.hard_sentences:
                yield _Place(turn, start, end)
        else:
            act = acts.act(name)
            if act:
                yield _Place(turn, act.start, act.end, act.certainty, because=act.because)


def _replies(conversation: JudgedConversation) -> tuple[Gap, ...]:
    """The agent turns that answer a customer, and how long the customer waited."""
    return timing(conversation.conversation).gaps or ()
