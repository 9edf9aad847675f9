"""Criteria of occasions: what a moment called for, and whether one of the next agent turns met it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from rubrics.model import Occasion
from scoring.evidence import Evidence, Quote, Verdict
from scoring.judged import JudgedConversation
from scoring.marks import Mark, judged, mean_of_points, unjudged
from scoring.situation import situation
from transcripts.conversation import Speaker

# With these an agent begins to solve: instructions, or what will happen.
_SOLVING = ("steps", "expectation")
# The last part of a conversation in which summing up or checking counts as closing it.
_CLOSING_PART = 3
# A conversation with fewer agent turns has no middle, and so nothing to sum up.
_FEWEST_TURNS_TO_CLOSE = 3


@dataclass(frozen=True, slots=True)
class Call:
    """An occasion: its name, the customer's act and words that make it one, and the agent turns that may meet it."""

    name: str
    act: str
    prompt: Quote | None
    window: tuple[int, ...]


def mark_occasions(criterion: Occasion, conversation: JudgedConversation) -> Mark:
    """The mean level of the occasions, each weighed by how certain it is that it was one.

    An occasion's level is the best that was met in its window, as far as that is certain; for the rest the next best,
    in the end the level of a miss. Half certain counts half: a mark does not hang on one doubtful sentence.
    """
    calls = [call for name in criterion.occasions for call in _calls(name, criterion.within, conversation)]
    found = [_meet(criterion, call, conversation) for call in calls]
    found = _counted_once(found)
    found += _contrary_elsewhere(criterion, conversation, {turn for call in calls for turn in call.window})
    if not found:
        return unjudged(criterion, "no_occasion")
    ordered = sorted(found, key=lambda evidence: (evidence.turn, evidence.reason))
    counted = [(evidence.weight, evidence.points) for evidence in ordered]
    result = mean_of_points(counted, criterion.good, criterion.bad)
    return judged(criterion, result, (float(len(ordered)), "moment"), ordered)


def _counted_once(found: Sequence[Evidence]) -> list[Evidence]:
    """Without occasions that come to the same: the same answer to the same words, or the same words passed over."""
    kept: dict[object, Evidence] = {}
    for evidence in found:
        answer = (evidence.name, evidence.turn)
        passed_over = evidence.verdict is Verdict.MISSED and evidence.prompt
        kept.setdefault((evidence.verdict, evidence.prompt, () if passed_over else answer), evidence)
    return list(kept.values())


def _calls(name: str, within: int, conversation: JudgedConversation) -> list[Call]:
    if name == "before_solution":
        return _before_solution(conversation)
    if name == "before_closing":
        return _before_closing(within, conversation)
    calls: list[Call] = []
    for turn in conversation.turns(Speaker.CUSTOMER):
        prompt = conversation.quote_act(turn, name)
        window = tuple(conversation.agent_turns_after(turn, within))
        if prompt is None or not window:
            continue
        # Two messages in a row before the agent could answer are one occasion.
        if not (calls and calls[-1].window == window):
            calls.append(Call(name, name, prompt, window))
    return calls


def _before_solution(conversation: JudgedConversation) -> list[Call]:
    """From the first problem stated up to the turn in which the agent begins to solve it."""
    problems = [
        turn for turn in conversation.turns(Speaker.CUSTOMER) if conversation.acts[turn].has("problem_statement")
    ]
    if not problems:
        return []
    after = [turn for turn in conversation.turns(Speaker.AGENT) if turn > problems[0]]
    solving = next((turn for turn in after if any(conversation.acts[turn].has(act) for act in _SOLVING)), None)
    if solving is None:
        return []
    window = tuple(turn for turn in after if turn <= solving)
    prompt = conversation.quote_act(problems[0], "problem_statement")
    return [Call("before_solution", "problem_statement", prompt, window)]


def _before_closing(within: int, conversation: JudgedConversation) -> list[Call]:
    turns = conversation.turns(Speaker.AGENT)
    if len(turns) < _FEWEST_TURNS_TO_CLOSE:
        return []
    return [Call("before_closing", "", None, tuple(turns[-max(within, len(turns) // _CLOSING_PART) :]))]


def _meet(criterion: Occasion, call: Call, conversation: JudgedConversation) -> Evidence:
    """The evidence of one occasion: shown if an act met it, else contrary if one worked against it, else missed."""
    for verdict, acts in ((Verdict.SHOWN, criterion.points), (Verdict.CONTRARY, criterion.contrary)):
        best = _best(acts, call.window, conversation, lowest=verdict is Verdict.CONTRARY)
        if best:
            turn, act = best
            return Evidence(
                criterion=criterion.id,
                verdict=verdict,
                name=conversation.told(turn, act),
                turn=turn,
                points=_level(criterion, call, conversation),
                weight=_weight(call, conversation),
                certainty=conversation.certainty(turn, act),
                quote=conversation.quote_act(turn, act),
                prompt=call.prompt,
                situation=_situation(call, conversation),
                because=_because(turn, act, conversation),
            )
    certainty = conversation.certainty(call.prompt.turn, call.name) if call.prompt else 1.0
    return Evidence(
        criterion=criterion.id,
        verdict=Verdict.MISSED,
        name=call.name,
        turn=call.window[0],
        points=_level(criterion, call, conversation),
        weight=_weight(call, conversation),
        certainty=certainty or 1.0,
        prompt=call.prompt,
        situation=_situation(call, conversation),
        because=_because(call.prompt.turn, call.act, conversation) if call.prompt else "",
    )


def _level(criterion: Occasion, call: Call, conversation: JudgedConversation) -> float:
    """The level (0..4, two decimals) to be expected: what met it from the best down, then what was contrary."""
    level, rest = 0.0, 1.0
    for acts, best_first in ((criterion.points, True), (criterion.contrary, False)):
        for act, value in sorted(acts.items(), key=lambda pair: (pair[1], pair[0]), reverse=best_first):
            # The surest sight of an act counts: doubtful ones in several turns do not add up to a sure one.
            certainty = max(conversation.acts[turn].chance(act) for turn in call.window)
            level += rest * certainty * value
            rest *= 1 - certainty
    return round(level + rest * criterion.missed, 2)


def _weight(call: Call, conversation: JudgedConversation) -> float:
    """How certain it is that the customer's words were an occasion; a place in the conversation always is."""
    return round(conversation.certainty(call.prompt.turn, call.name), 2) or 1.0 if call.prompt else 1.0


def _situation(call: Call, conversation: JudgedConversation) -> str:
    """What the words that called for an answer are about, "" where none did."""
    if call.prompt is None:
        return ""
    talk = conversation.conversation
    return situation(call.act, call.prompt.text, talk.turns[call.prompt.turn].text, talk.language)


def _because(turn: int, name: str, conversation: JudgedConversation) -> str:
    act = conversation.acts[turn].act(name)
    return act.because if act else ""


def _best(
    acts: dict[str, float], window: Sequence[int], conversation: JudgedConversation, *, lowest: bool
) -> tuple[int, str] | None:
    """The turn and act with the best (or lowest) level in the window; the earliest of equals."""
    there = [(turn, act) for turn in window for act in sorted(acts) if conversation.acts[turn].has(act)]
    if not there:
        return None
    sign = -1 if lowest else 1
    return max(there, key=lambda found: (sign * acts[found[1]], -found[0]))


def _contrary_elsewhere(criterion: Occasion, conversation: JudgedConversation, counted: Set[int]) -> list[Evidence]:
    """Contrary acts in turns that no occasion has counted."""
    return [
        Evidence(
            criterion=criterion.id,
            verdict=Verdict.CONTRARY,
            name=conversation.told(turn, act),
            turn=turn,
            points=level,
            weight=round(conversation.certainty(turn, act), 2),
            certainty=conversation.certainty(turn, act),
            quote=conversation.quote_act(turn, act),
            because=_because(turn, act, conversation),
        )
        for turn in conversation.turns(Speaker.AGENT)
        for act, level in sorted(criterion.contrary.items())
        if turn not in counted and conversation.acts[turn].has(act)
    ]
