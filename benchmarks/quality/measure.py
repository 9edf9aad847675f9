"""Everything that `qa benchmark quality` measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.quality.acts import acts, spans
from benchmarks.quality.context import context_swap
from benchmarks.quality.corpus import labelled
from benchmarks.quality.counselling import counselling
from benchmarks.quality.criteria import criteria, marks_of, same_scenario
from benchmarks.quality.figures import Part
from benchmarks.quality.peers import peers
from benchmarks.quality.readability import complexity, plain
from benchmarks.quality.register import register
from benchmarks.quality.robustness import robustness
from benchmarks.quality.speed import speed
from benchmarks.quality.system import System, our_system
from benchmarks.quality.tone import emotion, politeness
from transcripts.errors import InputError

GOLD_PARTS = ("acts", "spans", "criteria", "languages", "robustness", "context", "peers", "speed")
"""Measured on labelled conversations."""

DATA_PARTS = (
    "annomi.en",
    "complexity.de",
    "plain.nl",
    "register.de",
    "register.nl",
    "politeness.en",
    "emotion.nl",
    "emotion.ro",
)
"""Measured on public data, each named after its file."""

Step = Callable[[], Part]


def _nothing(_: str) -> None:
    pass


def run(
    gold: Path | None, data: Path | None, parts: Sequence[str] = (), say: Callable[[str], None] = _nothing
) -> dict[str, Any]:
    """The parts named, or all that the folders given allow.

    Gives {"meaning": name of the model of meaning or None, "parts": {name: {"rows": [...], "notes": [...]}}}. `say`
    gets the name of each part before it begins. A file of public data that is not there leaves its part without rows.
    Raises InputError: `unknown_part`, `no_folder` (that of a part named was not given), and those of the labelled
    conversations and of the data.
    """
    wanted = _wanted(gold, data, parts)
    system = our_system()
    steps = _steps(gold, data, system, wanted)
    figures = {}
    for name, step in steps.items():
        say(name)
        figures[name] = asdict(step())
    return {"meaning": system.meaning, "parts": figures}


def _wanted(gold: Path | None, data: Path | None, parts: Sequence[str]) -> list[str]:
    possible = [*(GOLD_PARTS if gold else ()), *(DATA_PARTS if data else ())]
    for name in parts:
        if name not in GOLD_PARTS + DATA_PARTS:
            hint = f"Parts are {', '.join(GOLD_PARTS + DATA_PARTS)}."
            raise InputError("unknown_part", name, "is no part of the measurement.", hint)
        if name not in possible:
            raise InputError("no_folder", name, "cannot be measured without its folder.")
    return [name for name in possible if name in parts or not parts]


def _steps(gold: Path | None, data: Path | None, system: System, wanted: Sequence[str]) -> dict[str, Step]:
    steps: dict[str, Step] = {}
    if gold and any(name in GOLD_PARTS for name in wanted):
        steps |= _gold_steps(gold, system)
    if data:
        steps |= {name: partial(_if_there, step) for name, step in _data_steps(data, system).items()}
    return {name: steps[name] for name in wanted}


def _gold_steps(folder: Path, system: System) -> dict[str, Step]:
    from scoring.acts.embedding import embedding
    from scoring.acts.recognise import recognise

    gold = labelled(folder)
    marks = marks_of(system.recognise)
    return {
        "acts": partial(acts, gold, system.recognise),
        "spans": partial(spans, gold, system.recognise),
        "criteria": partial(criteria, gold, marks),
        "languages": partial(same_scenario, gold, marks),
        "robustness": partial(robustness, gold, system.recognise),
        "context": partial(context_swap, gold, system.certainties),
        # Timed: nothing recognised before may be kept.
        "peers": partial(peers, gold, lambda conversation: recognise(conversation, embedding())),
        "speed": partial(speed, folder),
    }


def _data_steps(data: Path, system: System) -> dict[str, Step]:
    return {
        "annomi.en": partial(counselling, data, system.recognise),
        "complexity.de": partial(complexity, data, system.difficulty),
        "plain.nl": partial(plain, data, system.difficulty),
        "register.de": partial(register, data, "de"),
        "register.nl": partial(register, data, "nl"),
        "politeness.en": partial(politeness, data, system.certainties),
        "emotion.nl": partial(emotion, data, "nl", system.certainties),
        "emotion.ro": partial(emotion, data, "ro", system.certainties),
    }


def _if_there(step: Step) -> Part:
    try:
        return step()
    except InputError as error:
        if error.code != "missing_file":
            raise
        return Part((), (f"left out: {error}",))
