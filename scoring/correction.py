"""A correction learned from people's marks: from an automatic mark to the mark people give, as plain knots.

Isotonic regression (Zadrozny and Elkan 2002): the mark people gave on average, never falling while the automatic mark
rises, so that a correction may stretch and shift marks but never turns their order round.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from transcripts.errors import InputError

_VERSION = 1
_HINT = "Give the corrections that a calibration wrote."


@dataclass(frozen=True, slots=True)
class Correction:
    """The correction of one criterion in some languages: human marks at rising automatic marks, both 0..1.

    Between two knots it is linear, outside them it stays at the nearest. It was learned from so many `interactions`.
    """

    criterion: str
    languages: tuple[str, ...]
    automatic: tuple[float, ...]
    human: tuple[float, ...]
    interactions: int


@dataclass(frozen=True, slots=True)
class CorrectedMark:
    """A mark as it was given automatically, and beside it corrected; None where there is none."""

    automatic: float | None
    corrected: float | None


def learned(automatic: Sequence[float], human: Sequence[float]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The knots, automatic and human marks, of the isotonic regression of pairs of marks 0..1; at least one pair."""
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=0, y_max=1).fit(list(automatic), list(human))
    human_knots = tuple(round(float(mark), 4) for mark in fitted.y_thresholds_)
    return tuple(float(mark) for mark in fitted.X_thresholds_), human_knots


def correct(automatic: float, correction: Correction) -> float:
    """The corrected mark 0..1 of an automatic mark 0..1, to four decimals."""
    return round(float(np.interp(automatic, correction.automatic, correction.human)), 4)


def corrected(automatic: float | None, correction: Correction | None) -> CorrectedMark:
    """The automatic mark 0..1 beside its correction; without a mark or a correction nothing is corrected."""
    if automatic is None or correction is None:
        return CorrectedMark(automatic, None)
    return CorrectedMark(automatic, correct(automatic, correction))


def correction_for(corrections: Iterable[Correction], criterion: str, language: str) -> Correction | None:
    """The correction of a criterion in a language, None when there is none."""
    fitting = (one for one in corrections if one.criterion == criterion and language in one.languages)
    return next(fitting, None)


def corrections_to_json(corrections: Iterable[Correction]) -> dict[str, Any]:
    """Corrections as versioned JSON data."""
    return {"version": _VERSION, "corrections": [asdict(correction) for correction in corrections]}


def corrections_from_json(data: object, name: str) -> tuple[Correction, ...]:
    """The corrections that `corrections_to_json` wrote; `name` is the file, for messages.

    Raises InputError (code `correction`) for anything else, for knots that do not rise or do not lie between 0 and 1,
    and for two corrections of one criterion in one language.
    """
    try:
        fields = dict(data)  # type: ignore[call-overload]
        if fields["version"] != _VERSION:
            raise InputError("correction", name, f"version {fields['version']!r} is not known.", _HINT)
        found = _adapter().validate_python(fields["corrections"])
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise InputError("correction", name, f"not a correction: {place}: {first['msg'].lower()}.", _HINT) from error
    except (TypeError, ValueError, KeyError) as error:
        raise InputError("correction", name, "there are no corrections in it.", _HINT) from error
    for correction in found:
        if not _possible(correction):
            raise InputError("correction", name, f"the knots of {correction.criterion} do not rise.", _HINT)
    places = [(correction.criterion, language) for correction in found for language in correction.languages]
    if len(places) > len(set(places)):
        raise InputError("correction", name, "one criterion is corrected twice in one language.", _HINT)
    return found


def _possible(correction: Correction) -> bool:
    automatic, human = correction.automatic, correction.human
    return (
        len(automatic) == len(human) > 0
        and all(0 <= mark <= 1 for mark in (*automatic, *human))
        and all(before < after for before, after in pairwise(automatic))
        and all(before <= after for before, after in pairwise(human))
    )


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[tuple[Correction, ...]]:
    return TypeAdapter(tuple[Correction, ...])
