"""A scorecard: the marks of one conversation, as a value and as versioned JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from math import inf, isfinite
from typing import Any

from pydantic import TypeAdapter, ValidationError

from scoring.acts.values import Form, Norm
from scoring.marks import Mark
from scoring.sentiment import Sentiment
from transcripts.errors import InputError
from transcripts.timing import Timing

ENGINE = "scoring 4"
"""Raised whenever the same conversation and rubric may give another scorecard."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What one conversation shows against one rubric; a suggestion, which people may overrule.

    `total` is 0..1, None when nothing was judged. `not_scored` is the reason key when the whole
    conversation was not scored; then there are no marks. `poor` are all reasons (see
    `transcripts.quality`) when the transcript is too poor to score, `not_scored` the first of them. `starts` are the
    turns' times in seconds; `timing` holds facts of time, which no mark of a person's manner may be made from.
    `sentiment` is the customer's mood from their words, None where nothing was scored or they say nothing.
    `form` is the form of address that was due to the customer, None where the language or the talk has none; `norm` is
    what the company wants of it in the market, None where it wants nothing.
    `names` are those that the rubric itself gives to criteria: criterion -> language -> name. `titles` are what it is
    called itself, by language; empty for one that comes with the product.
    `without_meaning` is true when acts were recognised by words and form only.
    """

    id: str
    rubric: str
    rubric_version: int
    language: str
    channel: str
    total: float | None
    marks: tuple[Mark, ...]
    agent: str | None = None
    started_at: str | None = None
    starts: tuple[float | None, ...] = ()
    timing: Timing | None = None
    not_scored: str | None = None
    poor: tuple[str, ...] = ()
    sentiment: Sentiment | None = None
    form: Form | None = None
    norm: Norm | None = None
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    without_meaning: bool = False
    engine: str = ENGINE


def scorecard_to_json(scorecard: Scorecard) -> dict[str, Any]:
    """The scorecard as JSON data: marks by criterion, each evidence with its reason key; empty fields left out."""
    data = asdict(scorecard)
    data["marks"] = {}
    if scorecard.sentiment:
        data["sentiment"] = _without_empty(data["sentiment"], keep=())
    for mark in scorecard.marks:
        entry = _without_empty(asdict(mark), keep=("score", "evidence"))
        entry.pop("criterion")
        if mark.score is None:
            entry.pop("n")
        entry["evidence"] = [
            {"reason": evidence.reason, **_without_empty(asdict(evidence), keep=("turn", "points"))}
            for evidence in mark.evidence
        ]
        for evidence in entry["evidence"]:
            evidence.pop("criterion")
        data["marks"][mark.criterion] = entry
    return _without_empty(data, keep=("id", "rubric", "language", "channel", "total", "marks"))


def _without_empty(data: dict[str, Any], keep: tuple[str, ...]) -> dict[str, Any]:
    """Without what is absent; a zero is not absent."""
    return {key: value for key, value in data.items() if key in keep or not _is_absent(value)}


def _is_absent(value: object) -> bool:
    return value is None or value is False or value in ("", (), [], {})


def scorecard_from_json(data: object, name: str) -> Scorecard:
    """The scorecard that `scorecard_to_json` wrote; `name` is the file, for messages.

    Raises InputError (code `scorecard`) naming the first field that is wrong.
    """
    try:
        fields = dict(data)  # type: ignore[call-overload]
        fields["marks"] = [_mark_fields(criterion, mark) for criterion, mark in dict(fields["marks"]).items()]
        fields.setdefault("total", None)
        return _possible(_adapter().validate_python(fields))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise InputError("scorecard", name, f"not a scorecard: {place}: {first['msg'].lower()}", _HINT) from error
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise InputError("scorecard", name, "not a scorecard", _HINT) from error


def _possible(card: Scorecard) -> Scorecard:
    """The scorecard itself; raises ValueError for figures that no scorecard can have."""
    shares = [card.total, *(share for mark in card.marks for share in (mark.score, mark.automatic))]
    shares += [share for mark in card.marks for knot in mark.knots for share in knot]
    places = [evidence.turn for mark in card.marks for evidence in mark.evidence]
    points = [evidence.points for mark in card.marks for evidence in mark.evidence]
    parts = [evidence.weight for mark in card.marks for evidence in mark.evidence]
    weights = [mark.weight for mark in card.marks]
    fine = (
        all(share is None or 0 <= share <= 1 for share in shares)
        and all(0 <= weight < inf for weight in weights)
        and all(place >= 0 for place in places)
        and all(isfinite(number) for number in points)
        and all(0 < part <= 1 for part in parts)
        and _is_possible(card.sentiment)
    )
    if not fine:
        raise ValueError("a figure is out of its range")
    return card


def _is_possible(mood: Sentiment | None) -> bool:
    """Whether all valences are within -1..1, their change within -2..2, and no turn lies before the first."""
    if mood is None:
        return True
    valences = [mood.start, mood.end, *(turn.valence for turn in mood.turns)]
    turns = [*(turn.turn for turn in mood.turns), *(words.turn for words in (mood.lowest, mood.highest) if words)]
    return (
        all(valence is None or -1 <= valence <= 1 for valence in valences)
        and (mood.change is None or -2 <= mood.change <= 2)
        and all(turn >= 0 for turn in turns)
    )


_HINT = "Give the output of `qa score`."


def _mark_fields(criterion: str, mark: Any) -> dict[str, Any]:
    evidence = [
        {**{key: value for key, value in entry.items() if key != "reason"}, "criterion": criterion}
        for entry in mark["evidence"]
    ]
    return {**mark, "criterion": criterion, "evidence": evidence}


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Scorecard]:
    return TypeAdapter(Scorecard)


def scorecard_line(scorecard: Scorecard) -> str:
    """The scorecard as one line of JSON; the same scorecard gives the same bytes."""
    return json.dumps(scorecard_to_json(scorecard), ensure_ascii=False, separators=(",", ":"))
