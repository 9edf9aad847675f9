"""What a person does to put a transcript right, as plain values that travel as versioned JSON.

    {"version": 1, "steps": [
        {"step": "swap_speakers", "first": "agent", "second": "customer"},
        {"step": "move_turn", "turn": 3, "speaker": "customer"},
        {"step": "correct_text", "turn": 4, "text": "Good morning, Fairword."},
        {"step": "split_turn", "turn": 5, "word": 2, "speaker": "customer"},
        {"step": "join_turns", "turn": 6}]}

The list of steps alone is read as version 1. Turns and words are counted from 0, turns as they stand before the step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from itertools import islice
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from transcripts.conversation import Speaker
from transcripts.errors import InputError, Problem
from transcripts.json_values import json_values
from transcripts.readers.decode import decode

VERSION = 1
# A three-hour call has about two thousand turns; nobody repairs each of them five times.
MOST_STEPS = 10_000
# Two hours of one person's talk; more is no correction of a turn.
MOST_CHARACTERS = 100_000

Number = Annotated[int, Field(strict=True, ge=0)]


@dataclass(frozen=True, slots=True)
class SwapSpeakers:
    """All turns of the first speaker become the second's, and the other way round."""

    first: Speaker
    second: Speaker


@dataclass(frozen=True, slots=True)
class MoveTurn:
    """The turn was said by this speaker."""

    turn: Number
    speaker: Speaker


@dataclass(frozen=True, slots=True)
class CorrectText:
    """These words were said in the turn; without any words the turn goes."""

    turn: Number
    text: Annotated[str, Field(max_length=MOST_CHARACTERS)]


@dataclass(frozen=True, slots=True)
class SplitTurn:
    """The words from number `word` on are a turn of their own, by `speaker` or else by the same as before."""

    turn: Number
    word: Number
    speaker: Speaker | None = None


@dataclass(frozen=True, slots=True)
class JoinTurns:
    """The turn and the one after it are one turn, by the speaker of the first."""

    turn: Number


Step = SwapSpeakers | MoveTurn | CorrectText | SplitTurn | JoinTurns

_KINDS: dict[str, type[Step]] = {
    "swap_speakers": SwapSpeakers,
    "move_turn": MoveTurn,
    "correct_text": CorrectText,
    "split_turn": SplitTurn,
    "join_turns": JoinTurns,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_ADAPTERS = {name: TypeAdapter[Step](kind) for name, kind in _KINDS.items()}


def step_name(step: Step) -> str:
    """The name under which the kind of step stands in a file."""
    return _NAMES[type(step)]


def steps_to_json(steps: Sequence[Step]) -> dict[str, object]:
    """The steps as plain values ready for `json.dumps`; fields without a value are left out."""
    filled = [{key: value for key, value in asdict(step).items() if value is not None} for step in steps]
    named = [{"step": step_name(step)} | values for step, values in zip(steps, filled, strict=True)]
    return {"version": VERSION, "steps": named}


def steps_from_json(data: object, name: str) -> tuple[Step, ...]:
    """The steps in `data`, in the form above; `name` is the file it came from, for errors.

    Raises InputError naming the place (`steps[3].turn`) with code `wrong_version`, `too_many`, `unknown_step`,
    `unknown_field`, `missing_field` or `wrong_field`.
    """
    listed = data
    if isinstance(data, dict):
        # A boolean equals a number in Python.
        if data.get("version") != VERSION or isinstance(data.get("version"), bool):
            raise InputError("wrong_version", name, f"version: only version {VERSION} of repair steps can be read.")
        listed = data.get("steps")
    if not isinstance(listed, list):
        raise InputError("wrong_field", name, "steps: there is no list of steps.")
    if len(listed) > MOST_STEPS:
        raise InputError("too_many", name, f"steps: there are more than {MOST_STEPS} of them.")
    return tuple(_step(item, f"steps[{number}]", name) for number, item in enumerate(listed))


def read_steps(data: bytes, name: str) -> tuple[Step, ...]:
    """The steps in a JSON file. One broken step spoils all, for the steps after it count on it.

    Raises InputError as `steps_from_json` does, or with `empty`, `not_text`, `bad_json`, `too_nested` or `not_object`.
    """
    items: list[object] = []
    # One more than allowed is enough to know; what stands behind it is not read.
    for item in islice(json_values(decode(data, name), name), MOST_STEPS + 1):
        if isinstance(item, Problem):
            raise InputError(item.code, name, item.what, "No step was done.", item.line)
        items.append(item.value)
    alone = items[0] if len(items) == 1 else None
    whole = alone if isinstance(alone, dict) and alone.keys() & {"version", "steps"} else items
    return steps_from_json(whole, name)


def _step(item: object, place: str, name: str) -> Step:
    kind = item.get("step") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(kind, str) or kind not in _KINDS:
        raise InputError("unknown_step", name, f"{place}.step: it is none of {', '.join(_KINDS)}.")
    known = [field.name for field in fields(_KINDS[kind])]
    values = {key: value for key, value in item.items() if key != "step"}
    if not values.keys() <= set(known):
        # Never the unknown name itself: it may be a text that slipped.
        raise InputError("unknown_field", name, f"{place}: {kind} has only {', '.join(known)}.")
    try:
        return _ADAPTERS[kind].validate_python(values)
    except ValidationError as error:
        # The input is left out of the message: it may hold a customer's words.
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        code = "missing_field" if first["type"] in ("missing", "missing_argument") else "wrong_field"
        raise InputError(code, name, f"{'.'.join([place, *map(str, first['loc'])])}: {first['msg']}.") from None
