"""How far suggestions agree with people as the page shows it, and as tables to take away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import format_decimal
from flask_babel import gettext as _

from qa_app.operations.agreement_figures import Figures, Measured, Point
from qa_app.store.calibrations import LearnedCorrection, StoppedSuggestion
from qa_app.web.reader_time import day_of
from qa_app.web.wording import criterion, language_name
from scoring.agreement import Agreement, Figure
from scoring.calibration import Outcome, Trial
from scoring.goal import Mean

STOPPED, BELOW, ENOUGH, FEW, SAME = "stopped", "below", "enough", "few", "same"
# What asks for attention comes first.
_ORDER = (STOPPED, BELOW, ENOUGH, FEW, SAME)


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion in a language: its figures (None without reviews in the window) and the stop that goes on, if any."""

    criterion: str
    language: str
    measured: Measured | None
    stop: StoppedSuggestion | None
    state: str


def rows_of(figures: Figures | None, stopped: Iterable[StoppedSuggestion], limit: float, language: str) -> list[Row]:
    """All rows, or those of a language ("" for all): those first that are stopped or agree too little."""
    measured = {(one.criterion, one.language): one for one in figures.rows} if figures else {}
    stops = {(one.criterion, one.language): one for one in stopped}
    found = [
        Row(*where, measured.get(where), stops.get(where), _state(measured.get(where), stops.get(where), limit))
        for where in sorted(measured.keys() | stops.keys())
        if language in ("", where[1])
    ]
    return sorted(found, key=lambda row: (_ORDER.index(row.state), _alpha(row)))


def _state(measured: Measured | None, stop: StoppedSuggestion | None, limit: float) -> str:
    if stop:
        return STOPPED
    if measured is None:
        return FEW
    alpha = measured.now.found.alpha
    if alpha.value is None:
        return FEW if alpha.missing == "too_few" else SAME
    return BELOW if alpha.value < limit else ENOUGH


def _alpha(row: Row) -> float:
    value = row.measured.now.found.alpha.value if row.measured else None
    return 2.0 if value is None else value


def finding(rows: Sequence[Row]) -> str:
    """What the figures say in a sentence."""
    many = {state: sum(row.state == state for row in rows) for state in _ORDER}
    return str(
        _(
            "Agree enough with people: %(enough)s. Too little: %(little)s. Too few reviews to say: %(few)s.",
            enough=many[ENOUGH],
            little=many[STOPPED] + many[BELOW],
            few=many[FEW] + many[SAME],
        )
    )


def exact(value: float) -> str:
    """A coefficient beside its limit, with a third place where it has one."""
    return str(format_decimal(value, format="0.00#;−0.00#"))


def course(measured: Measured) -> dict[str, Sequence[Mean | None]]:
    """Alpha month by month as `parts/mark_lines.html` draws it, from 0 to 1; what lies below 0 is drawn at 0."""
    return {"months": [_as_mean(point) for point in measured.months]}


def _as_mean(point: Point) -> Mean | None:
    if point.alpha.value is None:
        return None
    low, high = (_inside(end) for end in point.alpha.interval) if point.alpha.interval else (None, None)
    return Mean(point.interactions, _inside(point.alpha.value), low, high)


def _inside(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def header() -> tuple[str, ...]:
    """The columns of the table to take away."""
    return (
        _("Criterion"),
        _("Language"),
        _("Reviews"),
        "α",
        "α 2.5 %",
        "α 97.5 %",
        "κ",
        "κ 2.5 %",
        "κ 97.5 %",
        _("equal"),
        _("within one level"),
        "n",
        _("Stopped since"),
    )


def in_file(rows: Iterable[Row]) -> Iterator[tuple[object, ...]]:
    """Each criterion and language three times: all that counts, blind reviews, open reviews."""
    for row in rows:
        names = (criterion(row.criterion), language_name(row.language))
        since = day_of(row.stop.stopped_at) if row.stop else None
        if row.measured is None:
            yield (*names, "", *(None,) * 8, 0, since)
            continue
        counts = _("counts: blind") if row.measured.now.blind else _("counts: all")
        for called, found in (
            (counts, row.measured.now.found),
            (_("blind"), row.measured.blind),
            (_("suggestion in view"), row.measured.open),
        ):
            yield (*names, called, *_figures(found), since)


def _figures(found: Agreement) -> tuple[object, ...]:
    return (
        *_with_ends(found.alpha),
        *_with_ends(found.kappa),
        found.equal.value,
        found.within_one.value,
        found.interactions,
    )


def _with_ends(figure: Figure) -> tuple[object, ...]:
    return (figure.value, *(figure.interval or (None, None)))


def log_header() -> tuple[str, ...]:
    return (
        _("Criterion"),
        _("Language"),
        _("Stopped"),
        _("by"),
        _("Reason"),
        "α",
        "n",
        _("Limit"),
        _("Resumed"),
        _("by"),
        _("Reason"),
        "α",
        "n",
    )


def log_in_file(stops: Iterable[StoppedSuggestion]) -> Iterator[tuple[object, ...]]:
    """What was stopped and resumed, as rows."""
    for row in stops:
        yield (
            criterion(row.criterion),
            language_name(row.language),
            day_of(row.stopped_at),
            row.stopper.name if row.stopper else _("daily check"),
            row.reason,
            row.alpha,
            row.n,
            row.limit,
            day_of(row.resumed_at),
            "" if row.resumed_at is None else row.resumer.name if row.resumer else _("daily check"),
            row.resumed_reason,
            row.resumed_alpha,
            row.resumed_n,
        )


def outcome_words(trial: Trial, fewest: int) -> str:
    """What came out when a correction was tried."""
    if trial.outcome is Outcome.TOO_FEW:
        return str(_("Too few reviews to learn from: %(fewest)s conversations are needed.", fewest=fewest))
    if trial.outcome is Outcome.USED:
        return str(_("Helps: on reviews held back, corrected suggestions agree clearly better with people."))
    return str(_("No clear gain on reviews held back, so it is not used."))


def languages_of(row: LearnedCorrection) -> str:
    return ", ".join(language_name(code) for code in row.languages)
