"""Whether taking up what a customer said is recognised by what that customer said.

A restatement, or a feeling taken up, answers the customer's turn before it. When that turn is replaced by one from
another scenario the agent's words answer nothing, and the certainty of both acts should fall.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.quality.corpus import Labelled, languages
from benchmarks.quality.figures import Part, Row, rounded
from benchmarks.quality.statistic import mean, mean_interval, signed_rank_p
from benchmarks.quality.system import Certainties
from transcripts.conversation import Conversation, Speaker

ANSWERS = ("paraphrase", "acknowledge_feeling")
_SEED = 7


@dataclass(frozen=True, slots=True)
class Prompt:
    """A customer's turn that agents' turns answer: its place in a conversation, and theirs."""

    of: Labelled
    turn: int
    answers: tuple[int, ...]

    @property
    def text(self) -> str:
        return self.of.conversation.turns[self.turn].text


@dataclass(frozen=True, slots=True)
class Swap:
    """The certainty of an act in an agent's turn after its own prompt and after another; `labels` are people's."""

    language: str
    act: str
    labels: frozenset[str]
    own: float
    other: float

    @property
    def difference(self) -> float:
        return self.other - self.own


def context_swap(gold: Sequence[Labelled], certainties: Certainties) -> Part:
    """Each of the two acts, over all languages and in each: on turns labelled with it, with either, and on all."""
    swaps = [swap for language in languages(gold) for swap in _swaps(_prompts(gold, language), certainties)]
    rows = []
    for act in ANSWERS:
        wanted = {"labelled with it": {act}, "labelled with either": set(ANSWERS), "all agent turns": None}
        for turns, labels in wanted.items():
            chosen = [swap for swap in swaps if swap.act == act and (labels is None or labels & swap.labels)]
            rows += [
                {"act": act, "turns": turns, "language": group, **_effect(some)}
                for group, some in _groups(chosen, languages(gold)).items()
            ]
    notes = (
        "difference: certainty after another scenario's customer turn less that after its own; wanted: below 0",
        "interval: 95 %, bootstrap; p: Wilcoxon signed-rank, two-sided; turns that answer no customer turn left out",
    )
    return Part(rows, notes)


def _groups(swaps: Sequence[Swap], codes: Iterable[str]) -> dict[str, list[Swap]]:
    return {"all": list(swaps)} | {code: [swap for swap in swaps if swap.language == code] for code in codes}


def _effect(swaps: Sequence[Swap]) -> Row:
    differences = [round(swap.difference, 6) for swap in swaps]
    interval = mean_interval(differences)
    p = signed_rank_p(differences)
    return {
        "n": len(swaps),
        "own": rounded(mean([swap.own for swap in swaps])),
        "swapped": rounded(mean([swap.other for swap in swaps])),
        "difference": rounded(mean(differences)),
        "interval": interval and [rounded(end) for end in interval],
        "lowered": rounded(mean([difference < 0 for difference in differences])),
        "raised": rounded(mean([difference > 0 for difference in differences])),
        "p": None if p is None else float(f"{p:.2g}"),
    }


def _prompts(gold: Iterable[Labelled], language: str) -> list[Prompt]:
    """The customers' turns after which an agent speaks before the customer does again."""
    return [prompt for one in gold if one.language == language for prompt in _prompts_of(one)]


def _prompts_of(one: Labelled) -> Iterator[Prompt]:
    answers: dict[int, list[int]] = defaultdict(list)
    last: int | None = None
    for index, turn in enumerate(one.conversation.turns):
        if turn.speaker is Speaker.CUSTOMER:
            last = index
        elif turn.speaker is Speaker.AGENT and last is not None:
            answers[last].append(index)
    return (Prompt(one, turn, tuple(indices)) for turn, indices in answers.items())


def exchanged(prompts: Sequence[Prompt]) -> list[tuple[Prompt, Prompt]]:
    """Each prompt with another of a different scenario, every one given away at most once, seeded.

    In an order in which scenarios stand together, moving on by the size of the largest leaves no prompt in its own
    scenario, unless that has more than half of them; those that cannot be exchanged are left out.
    """
    chance = np.random.default_rng(_SEED)
    names = sorted({prompt.of.scenario for prompt in prompts})
    rank = dict(zip(names, chance.permutation(len(names)).tolist(), strict=True))
    mixed = [prompts[place] for place in chance.permutation(len(prompts)).tolist()]
    ordered = sorted(mixed, key=lambda prompt: rank[prompt.of.scenario])
    step = max(Counter(prompt.of.scenario for prompt in prompts).values(), default=0)
    pairs = zip(ordered, ordered[step:] + ordered[:step], strict=True)
    return [(own, other) for own, other in pairs if own.of.scenario != other.of.scenario]


def _swaps(prompts: Sequence[Prompt], certainties: Certainties) -> Iterator[Swap]:
    for own, other in exchanged(prompts):
        before = certainties(own.of.conversation)
        after = certainties(_with_turn(own.of.conversation, own.turn, other.text))
        for turn in own.answers:
            for act in ANSWERS:
                pair = (float(before[turn].get(act, 0.0)), float(after[turn].get(act, 0.0)))
                yield Swap(own.of.language, act, own.of.acts[turn], *pair)


def _with_turn(conversation: Conversation, place: int, text: str) -> Conversation:
    turns = list(conversation.turns)
    turns[place] = replace(turns[place], text=text, words=())
    return replace(conversation, turns=tuple(turns))
