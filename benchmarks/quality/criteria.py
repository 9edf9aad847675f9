"""Marks against the levels that people gave, and the marks of one scenario told in several languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import combinations
from statistics import median_low
from typing import Any

from benchmarks.quality.corpus import CRITERIA, Labelled, by_language, languages
from benchmarks.quality.figures import Part, Row, rounded
from benchmarks.quality.statistic import level, mean, weighted_kappa
from benchmarks.quality.system import Recognise
from rubrics.load import rubric_for_channel
from scoring.engine import score_acts
from scoring.marks import Mark
from transcripts.conversation import Conversation

_APART = ("people_only", "no_occasion")

Marks = Callable[[Conversation], Mapping[str, Mark]]
"""The marks of a conversation by criterion."""


def marks_of(recognise: Recognise) -> Marks:
    """Marks by the rubric that comes for the channel of a conversation."""

    @cache
    def marks(conversation: Conversation) -> dict[str, Mark]:
        card = score_acts(conversation, recognise(conversation), rubric_for_channel(conversation.channel.value))
        return {mark.criterion: mark for mark in card.marks}

    return marks


def criteria(gold: Sequence[Labelled], marks: Marks) -> Part:
    """Each criterion, over all languages and in each: mark × 4 beside the level that people gave."""
    rows = [
        {"criterion": criterion, "language": group, **_agreement(criterion, some, marks)}
        for criterion in CRITERIA
        for group, some in by_language(gold).items()
    ]
    return Part(
        rows,
        (
            "kappa: quadratic weights, mark × 4 rounded to a level; error: of that level; error unrounded: of mark × 4",
            "simple rule: the error if every conversation got the median of people's levels; its kappa is 0",
            "judged: by us, of those that people judged; the rest is for a person to judge, without occasion, or other",
        ),
    )


def _agreement(criterion: str, gold: Sequence[Labelled], marks: Marks) -> Row:
    by_people = [
        (marks(one.conversation)[criterion], wanted) for one in gold if (wanted := one.levels[criterion]) is not None
    ]
    pairs = [(mark.score, wanted) for mark, wanted in by_people if mark.score is not None]
    why = Counter(mark.not_judged for mark, _ in by_people if mark.score is None)
    ours, theirs = [level(mark) for mark, _ in pairs], [round(wanted) for _, wanted in pairs]
    usual = median_low(theirs) if theirs else 0
    errors = [abs(one - other) for one, other in zip(ours, theirs, strict=True)]
    return {
        "n": len(pairs),
        "kappa": rounded(weighted_kappa(ours, theirs)),
        "error": rounded(mean(errors)),
        "simple_rule": rounded(mean([abs(usual - wanted) for wanted in theirs])),
        "error_unrounded": rounded(mean([abs(mark * 4 - wanted) for mark, wanted in pairs])),
        "within_one": rounded(mean([error <= 1 for error in errors])),
        "judged": rounded(len(pairs) / len(by_people)) if by_people else None,
        "for_a_person": why["people_only"],
        "no_occasion": why["no_occasion"],
        "other_reason": sum(count for reason, count in why.items() if reason not in _APART),
        "only_by_us": sum(
            marks(one.conversation)[criterion].score is not None for one in gold if one.levels[criterion] is None
        ),
    }


def same_scenario(gold: Sequence[Labelled], marks: Marks) -> Part:
    """How far the marks (0..1) of one scenario in two languages lie apart, by criterion and pair of languages."""
    rows = [_apart(criterion, gold, marks) for criterion in CRITERIA]
    note = "one only: pairs of which only one was judged"
    return Part(rows, (note,))


def _apart(criterion: str, gold: Sequence[Labelled], marks: Marks) -> Row:
    between: dict[str, list[float]] = {"/".join(pair): [] for pair in combinations(languages(gold), 2)}
    worst, one_only = (0.0, ""), 0
    for one, other in combinations(sorted(gold, key=lambda one: one.language), 2):
        if one.scenario != other.scenario or one.language == other.language:
            continue
        scores = [marks(each.conversation)[criterion].score for each in (one, other)]
        judged = [score for score in scores if score is not None]
        one_only += len(judged) == 1
        if len(judged) == 2:
            pair, difference = f"{one.language}/{other.language}", abs(judged[0] - judged[1])
            between[pair].append(difference)
            worst = max(worst, (difference, f"{one.scenario} {pair}"))
    every = [difference for some in between.values() for difference in some]
    row: dict[str, Any] = {"criterion": criterion, "n": len(every), "mean": rounded(mean(every))}
    row |= {"max": rounded(worst[0]) if every else None, "where": worst[1]}
    return row | {pair: rounded(mean(some)) for pair, some in between.items()} | {"one_only": one_only}
