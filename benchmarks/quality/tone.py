"""Single texts from elsewhere: how polite requests are, and whether tweets and subtitles show a negative feeling.

Neither is what the product is for; both are reported, not aimed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.quality.corpus import json_lines
from benchmarks.quality.figures import Counts, Part, Row, rounded
from benchmarks.quality.statistic import auc, rank_correlation
from benchmarks.quality.system import Certainties, lone_turn
from transcripts.conversation import Speaker

POLITENESS_FILE = "politeness.en.jsonl"
EMOTION_FILES = {"nl": "emotion.nl.jsonl", "ro": "emotion.ro.jsonl"}
_COURTEOUS = ("greeting", "closing", "apology", "acknowledge_feeling", "reassurance")
_DISCOURTEOUS = ("dismissive", "non_apology")
_NEGATIVE = frozenset({"anger", "fear", "sadness"})
_PRESENT = 0.5
# From the description of the data: all emotions at once, which is another task than ours.
_PUBLISHED = {"nl": "SVM F1 .614, all emotions", "ro": "accuracy .551, all emotions"}
_PEOPLE = {"nl": None, "ro": "kappa .457"}


def politeness(data: Path, certainties: Certainties) -> Part:
    """Rank correlation with people's scores, and AUC of the politest quarter against the least polite."""
    rows = json_lines(data / POLITENESS_FILE, ("text", "score"))
    people = np.array([row["score"] for row in rows], dtype=np.float64)
    found = [certainties(lone_turn(Speaker.AGENT, row["text"], "en"))[0] for row in rows]
    scores = {act: [one.get(act, 0.0) for one in found] for act in _COURTEOUS + _DISCOURTEOUS}
    courtesy = [
        max(one.get(act, 0.0) for act in _COURTEOUS) - max(one.get(act, 0.0) for act in _DISCOURTEOUS) for one in found
    ]
    low, high = np.quantile(people, (0.25, 0.75)) if len(people) else (0.0, 0.0)
    ends = [place for place, score in enumerate(people.tolist()) if not low < score < high]
    return Part(
        [_politeness_row(name, some, people, ends) for name, some in {"courtesy": courtesy, **scores}.items()],
        (
            "courtesy: the surest courteous act less the surest discourteous one; single acts below it",
            "published: XLM-R large trained on this data tells the outer quarters apart with accuracy .892",
        ),
    )


def _politeness_row(name: str, scores: Sequence[float], people: np.ndarray, ends: Sequence[int]) -> Row:
    polite = people > float(np.median(people))
    return {
        "act": name,
        "n": len(scores),
        "rank_correlation": rounded(rank_correlation(scores, people.tolist())),
        "n_quarters": len(ends),
        "auc_quarters": rounded(auc([scores[place] for place in ends], [bool(polite[place]) for place in ends])),
    }


def emotion(data: Path, language: str, certainties: Certainties) -> Part:
    """Our certainty of a negative feeling against anger, fear or sadness: AUC, and F1 of those judged present."""
    rows = json_lines(data / EMOTION_FILES[language], ("text", "labels"))
    there = [not _NEGATIVE.isdisjoint(row["labels"]) for row in rows]
    found = [
        float(certainties(lone_turn(Speaker.CUSTOMER, row["text"], language))[0].get("negative_feeling", 0.0))
        for row in rows
    ]
    called = [certainty >= _PRESENT for certainty in found]
    everything = [True] * len(rows)
    published = {"published": _PUBLISHED[language], "human_ceiling": _PEOPLE[language]}
    head = {"language": language, "n": len(rows), "negative": sum(there)}
    return Part(
        [
            {"figure": "negative feeling, AUC", **head, "ours": rounded(auc(found, there)), "simple_rule": 0.5},
            {
                "figure": "negative feeling, F1",
                **head,
                "ours": rounded(_f1(called, there)),
                "simple_rule": rounded(_f1(everything, there)),
                **published,
            },
        ],
        ("simple rule: a feeling in every text",),
    )


def _f1(called: Sequence[bool], there: Sequence[bool]) -> float | None:
    pairs = list(zip(called, there, strict=True))
    return Counts(pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True))).f1
