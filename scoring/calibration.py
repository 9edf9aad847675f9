"""Calibration with people: which automatic marks they agree with, and what a correction learned from them improves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from scoring.agreement import FEWEST, Agreement, Figure, Missing, agreement, kappa_change
from scoring.correction import Correction, correct, corrections_to_json, learned

LOWEST_ALPHA = 0.667
"""Under this alpha not even tentative conclusions are acceptable (Krippendorff 2004, Content Analysis, chapter 11)."""
_HELD_BACK = 3
"""One interaction in so many is held back to try a correction on."""
FEWEST_TO_LEARN = _HELD_BACK * FEWEST
"""Fewest interactions to learn a correction from and try it: those held back must be enough for a figure."""
_SEED = "calibration 1"


@dataclass(frozen=True, slots=True)
class Review:
    """One criterion of one interaction, marked automatically and by a person: 0..1, None for not judged."""

    interaction: str
    criterion: str
    language: str
    automatic: float | None
    human: float | None
    day: date | None = None


class Verdict(StrEnum):
    """What follows for a criterion in a language; people decide."""

    SUGGEST = "suggest"
    DO_NOT_SUGGEST = "do_not_suggest"
    TOO_FEW = "too_few"
    NO_VARIATION = "no_variation"


@dataclass(frozen=True, slots=True)
class CriterionAgreement:
    """How well the uncorrected marks of a criterion agree with people's in one language, and what follows."""

    criterion: str
    language: str
    agreement: Agreement
    verdict: Verdict


class Outcome(StrEnum):
    """What became of a correction that was tried."""

    USED = "used"
    NO_CLEAR_GAIN = "no_clear_gain"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Trial:
    """A correction tried on reviews it was not learned from; numbers are interactions judged by both.

    `before` and `after` are kappa on those held back, uncorrected and corrected, `change` the difference.
    `by_time` tells whether those held back are the latest, else they were drawn. `correction` is None unless used.
    """

    criterion: str
    languages: tuple[str, ...]
    outcome: Outcome
    learned_from: int = 0
    held_back: int = 0
    by_time: bool = False
    before: Figure | None = None
    after: Figure | None = None
    change: Figure | None = None
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """All of it, by criterion and language; `lowest_alpha` is the limit the verdicts rest on."""

    lowest_alpha: float
    criteria: tuple[CriterionAgreement, ...]
    trials: tuple[Trial, ...]

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """The corrections that proved themselves."""
        return tuple(trial.correction for trial in self.trials if trial.correction)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A review judged by both."""

    interaction: str
    automatic: float
    human: float
    day: date | None


def calibrate(reviews: Sequence[Review], lowest_alpha: float = LOWEST_ALPHA) -> Calibration:
    """Agreement by criterion and language, and per criterion the corrections that clearly improve it.

    A language with `FEWEST_TO_LEARN` interactions learns for itself, the others of the criterion together.
    Raises ValueError for marks outside 0..1.
    """
    groups: dict[tuple[str, str], list[Review]] = {}
    for review in reviews:
        groups.setdefault((review.criterion, review.language), []).append(review)
    names = sorted(groups)
    agreements = tuple(_agreement(*name, groups[name], lowest_alpha) for name in names)
    trials: list[Trial] = []
    for criterion in dict.fromkeys(criterion for criterion, _ in names):
        for languages in _learning([one for one in agreements if one.criterion == criterion]):
            members = [review for language in languages for review in groups[criterion, language]]
            trials.append(_trial(criterion, languages, members))
    return Calibration(lowest_alpha, agreements, tuple(trials))


def _learning(agreements: Iterable[CriterionAgreement]) -> list[tuple[str, ...]]:
    """The languages of one criterion that learn alone, each by itself, and those that learn together."""
    alone: list[tuple[str, ...]] = []
    together: list[str] = []
    for one in agreements:
        if one.agreement.interactions >= FEWEST_TO_LEARN:
            alone.append((one.language,))
        else:
            together.append(one.language)
    return [*alone, tuple(together)] if together else alone


def calibration_to_json(calibration: Calibration) -> dict[str, Any]:
    """The calibration as JSON data; `corrections_from_json` reads the corrections in it."""
    trials = [asdict(replace(trial, correction=None)) for trial in calibration.trials]
    for trial in trials:
        trial.pop("correction")
    return {
        **corrections_to_json(calibration.corrections),
        "lowest_alpha": calibration.lowest_alpha,
        "criteria": [asdict(one) for one in calibration.criteria],
        "trials": trials,
    }


def _agreement(criterion: str, language: str, reviews: Sequence[Review], lowest_alpha: float) -> CriterionAgreement:
    found = agreement(
        [review.interaction for review in reviews],
        [review.automatic for review in reviews],
        [review.human for review in reviews],
    )
    return CriterionAgreement(criterion, language, found, _verdict(found.alpha, lowest_alpha))


def _verdict(alpha: Figure, lowest_alpha: float) -> Verdict:
    if alpha.value is None:
        return Verdict.TOO_FEW if alpha.missing is Missing.TOO_FEW else Verdict.NO_VARIATION
    return Verdict.DO_NOT_SUGGEST if alpha.value < lowest_alpha else Verdict.SUGGEST


def _trial(criterion: str, languages: tuple[str, ...], reviews: Iterable[Review]) -> Trial:
    """A correction learned from two thirds of the interactions and tried on the others.

    It is used when the whole 95 % interval of the change in kappa lies above 0. Mean absolute error is no measure here:
    a correction that gives everybody the mean mark lowers it and hides that the automatic mark tells nothing.
    What was tried is what is used: it is not learned again from all.
    """
    pairs = [
        _Pair(r.interaction, r.automatic, r.human, r.day)
        for r in reviews
        if r.automatic is not None and r.human is not None
    ]
    if len({pair.interaction for pair in pairs}) < FEWEST_TO_LEARN:
        return Trial(criterion, languages, Outcome.TOO_FEW)
    by_time = all(pair.day for pair in pairs) and len({pair.day for pair in pairs}) > 1
    last = _held_back(pairs, by_time)
    early = [pair for pair in pairs if pair.interaction not in last]
    late = [pair for pair in pairs if pair.interaction in last]
    learned_from = len({pair.interaction for pair in early})
    knots = learned([pair.automatic for pair in early], [pair.human for pair in early])
    correction = Correction(criterion, languages, *knots, learned_from)
    before, after, change = _kappas(late, correction)
    used = change.interval is not None and change.interval[0] > 0
    return Trial(
        criterion=criterion,
        languages=languages,
        outcome=Outcome.USED if used else Outcome.NO_CLEAR_GAIN,
        learned_from=learned_from,
        held_back=len(last),
        by_time=by_time,
        before=before,
        after=after,
        change=change,
        correction=correction if used else None,
    )


def _kappas(pairs: Sequence[_Pair], correction: Correction) -> tuple[Figure, Figure, Figure]:
    """Kappa with the human marks before and after the correction, and the change."""
    keys = [pair.interaction for pair in pairs]
    before, human = [pair.automatic for pair in pairs], [pair.human for pair in pairs]
    after = [correct(mark, correction) for mark in before]
    return (
        agreement(keys, before, human).kappa,
        agreement(keys, after, human).kappa,
        kappa_change(keys, before, after, human),
    )


def _held_back(pairs: Iterable[_Pair], by_time: bool) -> frozenset[str]:
    """The third of the interactions that was reviewed last, or else comes last by a seeded hash of their ids.

    An interaction is wholly on one side, so that no correction is tried on what it was learned from.
    """
    days: dict[str, str] = {}
    for pair in pairs:
        day = pair.day.isoformat() if by_time and pair.day else ""
        days[pair.interaction] = max(day, days.get(pair.interaction, ""))
    order = sorted(days, key=lambda key: (days[key], sha256(f"{_SEED} {key}".encode()).digest()))
    return frozenset(order[-(len(order) // _HELD_BACK) :])
