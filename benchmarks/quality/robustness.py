"""How much worse acts are recognised when the text is rougher than it was when people labelled it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from zlib import crc32

import numpy as np

from benchmarks.quality.acts import ACTS, act_counts
from benchmarks.quality.corpus import Labelled, by_language
from benchmarks.quality.figures import Part, Row, macro_f1, rounded
from benchmarks.quality.noise import with_typos, without_diacritics, without_punctuation
from benchmarks.quality.system import Recognise

_MARKED = ("ro",)  # the language that is often typed without its diacritics

Change = Callable[[Labelled], Labelled]


def _each_turn(change: Callable[[str], str]) -> Change:
    return lambda one: _changed(one, change)


def _mistyped(one: Labelled) -> Labelled:
    """The same typos in every run, and others in every conversation."""
    chance = np.random.default_rng(crc32(one.conversation.id.encode()))
    return _changed(one, lambda text: with_typos(text, chance))


def _changed(one: Labelled, change: Callable[[str], str]) -> Labelled:
    turns = tuple(replace(turn, text=change(turn.text)) for turn in one.conversation.turns)
    return replace(one, conversation=replace(one.conversation, turns=turns))


_CHANGES: dict[str, Change] = {
    "lower case": _each_turn(str.lower),
    "no punctuation": _each_turn(without_punctuation),
    "no diacritics": _each_turn(without_diacritics),
    "typos in 5 % of words": _mistyped,
}


def robustness(gold: Sequence[Labelled], recognise: Recognise) -> Part:
    """Macro-F1 of the acts after each change, over all languages and in each, beside that of the text untouched.

    Only acts are measured: they are labelled by turn, whereas the places of spans move with the text.
    """
    rows: list[Row] = []
    for name, change in _CHANGES.items():
        touched = [one for one in gold if name != "no diacritics" or one.language in _MARKED]
        groups = by_language(touched)
        if name == "no diacritics":
            groups.pop("all")
        for group, untouched in groups.items():
            before = macro_f1(act_counts(untouched, recognise), ACTS)
            after = macro_f1(act_counts(map(change, untouched), recognise), ACTS)
            rows.append(
                {
                    "change": name,
                    "language": group,
                    "n": sum(len(one.acts) for one in untouched),
                    "untouched": rounded(before),
                    "macro_f1": rounded(after),
                    "difference": None if before is None or after is None else rounded(after - before),
                }
            )
    return Part(rows, ("n: turns",))
