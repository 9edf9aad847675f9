"""`qa calibrate`: how far people agree with the automatic marks, and which corrections learned from them help."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from qa_app.inputs import Failures, each_file, read_bytes
from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.errors import InputError, Problem

if TYPE_CHECKING:
    from qa_app.reports.words import Reader
    from scoring.agreement import Figure
    from scoring.calibration import Calibration, CriterionAgreement, Review, Trial

_COLUMNS = ("interaction", "criterion", "language", "automatic", "human")
Row = Mapping[str, object] | str
"""The fields of a line, or what is wrong with it."""


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--language", type=click.Choice(SUPPORTED_LANGUAGES), default="en", help="The reader's language (en).")
@click.option("--limit", type=click.FloatRange(0, 1), help="Alpha under which a mark should not be suggested (0.667).")
@click.option("--json", "as_json", is_flag=True, help="JSON, with the learned corrections, instead of a table.")
def calibrate(files: tuple[str, ...], language: str, limit: float | None, as_json: bool) -> None:
    """How far people agree with the automatic marks, from FILEs of both.

    A FILE is CSV with a header, or JSON lines, with interaction, criterion, language (xx), automatic and human (marks
    0 to 1, empty for not judged) and, if known, date (YYYY-MM-DD).
    """
    failures = Failures()
    report = calibration_report(files, language, limit, as_json, failures)
    if report:
        click.echo(report)
    sys.exit(failures.exit_code)


def calibration_report(
    files: Sequence[str], language: str, limit: float | None, as_json: bool, failures: Failures
) -> str:
    """The calibration of all pairs in the files, as table or JSON in the reader's language; "" when there are none.

    Lines that cannot be used are said and left out.
    """
    from qa_app.reports.words import reader
    from scoring.calibration import LOWEST_ALPHA
    from scoring.calibration import calibrate as calibrated

    reviews: list[Review] = []
    each_file(files, failures, lambda name: reviews.extend(_reviews(name, failures)))
    if not reviews:
        return ""
    calibration = calibrated(reviews, LOWEST_ALPHA if limit is None else limit)
    to = reader(language)
    return json.dumps(_as_json(calibration, to), ensure_ascii=False, indent=1) if as_json else _table(calibration, to)


def _reviews(name: str, failures: Failures) -> Iterator[Review]:
    from transcripts.readers.decode import decode

    place = "standard input" if name == "-" else name
    text = decode(read_bytes(name), place)
    rows = _json_rows(text) if text.lstrip().startswith("{") else _csv_rows(text, place)
    found = False
    for line, fields in rows:
        found = True
        try:
            yield _review(fields)
        except ValueError as error:
            failures.say(Problem("review", place, line, f"{error}."))
    if not found:
        raise InputError("empty", place, "there is no pair of marks in it.")


def _json_rows(text: str) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                value = None
            yield number, value if isinstance(value, dict) else "this is not a JSON object"


def _csv_rows(text: str, name: str) -> Iterator[tuple[int, Row]]:
    import csv

    from qa_app.operations.table_cells import csv_reader

    rows = csv_reader(text)
    try:
        header = [cell.strip().lower() for cell in next(rows, [])]
        absent = [column for column in _COLUMNS if column not in header]
        if absent:
            raise InputError("no_column", name, f"there is no column {', '.join(absent)}.", line=1)
        for cells in rows:
            if any(cell.strip() for cell in cells):
                fits = len(cells) == len(header)
                yield (
                    rows.line_num,
                    dict(zip(header, cells, strict=True)) if fits else "there are not as many cells as columns",
                )
    except csv.Error as error:
        raise InputError("not_csv", name, "this is no CSV that can be read.", line=rows.line_num) from error


def _review(fields: Row) -> Review:
    """The review in a row or object; raises ValueError saying what is wrong, without repeating what stands there."""
    from scoring.calibration import Review

    if isinstance(fields, str):
        raise ValueError(fields)
    absent = [column for column in _COLUMNS if column not in fields]
    if absent:
        raise ValueError(f"there is no {', '.join(absent)}")
    interaction, criterion, language = (
        "" if fields[column] is None else str(fields[column]).strip() for column in _COLUMNS[:3]
    )
    if not interaction or not criterion:
        raise ValueError("interaction and criterion must not be empty")
    if language.lower() not in SUPPORTED_LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(SUPPORTED_LANGUAGES)}")
    automatic, human = (_mark(fields[column], column) for column in _COLUMNS[3:])
    return Review(interaction, criterion, language.lower(), automatic, human, _day(fields.get("date")))


def _mark(value: object, column: str) -> float | None:
    if value is None or not str(value).strip():
        return None
    try:
        mark = float(str(value).replace(",", "."))
    except ValueError:
        mark = -1.0
    if not 0 <= mark <= 1:
        raise ValueError(f"{column} must be a mark from 0 to 1, or empty")
    return mark


def _day(value: object) -> date | None:
    if value is None or not str(value).strip():
        return None
    try:
        return date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        raise ValueError("date must be written as 2025-12-31") from None


def _as_json(calibration: Calibration, to: Reader) -> dict[str, Any]:
    from scoring.calibration import calibration_to_json

    data = calibration_to_json(calibration)
    for entry, one in zip(data["criteria"], calibration.criteria, strict=True):
        entry |= {"name": _name(one.criterion, to), "advice": _advice(one, to)}
    for entry, trial in zip(data["trials"], calibration.trials, strict=True):
        entry["summary"] = _trial(trial, to)
    return data


def _table(calibration: Calibration, to: Reader) -> str:
    """One line a criterion and language, what the columns mean, and what became of the corrections."""
    headings = (
        to.gettext("Criterion"),
        to.gettext("Lang"),
        "n",
        to.gettext("Kappa"),
        to.gettext("Alpha"),
        to.gettext("Equal"),
        to.gettext("Within 1"),
        to.gettext("No mark"),
        to.gettext("Advice"),
    )
    rows = [headings, *(_row(one, to) for one in calibration.criteria)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(headings))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    legend = (
        to.gettext("n: interactions with both marks. In brackets: the 95% interval."),
        to.gettext("Kappa: on levels 0 to 4, quadratic weights. Alpha: Krippendorff's, interval metric."),
        to.gettext("Equal, Within 1: share of the pairs on the same level, or at most one apart."),
        to.gettext("No mark: missing only automatically / only from people / from both."),
        to.gettext("Under an alpha of {limit} a mark should not be suggested. People decide.").format(
            limit=_decimal(calibration.lowest_alpha, to, "0.00#")
        ),
    )
    trials = [f"  {_trial(trial, to)}" for trial in calibration.trials]
    rule = "-" * max(len(line) for line in lines)
    return "\n".join([lines[0], rule, *lines[1:], "", *legend, "", to.gettext("Learned corrections:"), *trials])


def _row(one: CriterionAgreement, to: Reader) -> tuple[str, ...]:
    found = one.agreement
    shares = (_figure(figure, to, to.share) for figure in (found.equal, found.within_one))
    coefficients = (_figure(figure, to) for figure in (found.kappa, found.alpha))
    missing = (found.not_judged.automatic, found.not_judged.human, found.not_judged.both)
    absent = "/".join(to.number(count) for count in missing)
    n = to.number(found.interactions)
    return (_name(one.criterion, to), one.language, n, *coefficients, *shares, absent, _advice(one, to))


def _figure(figure: Figure | None, to: Reader, written: Callable[[float], str] | None = None) -> str:
    from scoring.agreement import Missing

    show = written or (lambda value: _decimal(value, to))
    if figure is None or figure.value is None:
        few = figure is not None and figure.missing is Missing.TOO_FEW
        return to.gettext("too few") if few else to.gettext("no variation")
    if figure.interval is None:
        return show(figure.value)
    return f"{show(figure.value)} ({show(figure.interval[0])} … {show(figure.interval[1])})"


def _advice(one: CriterionAgreement, to: Reader) -> str:
    return {
        "suggest": to.gettext("may be suggested"),
        "do_not_suggest": to.gettext("should not be suggested"),
        "too_few": to.gettext("too few to tell"),
        "no_variation": to.gettext("the marks hardly differ, so nothing can be told"),
    }[one.verdict]


def _trial(trial: Trial, to: Reader) -> str:
    """What became of a correction, in a sentence or two."""
    from scoring.calibration import FEWEST_TO_LEARN, Outcome

    place = f"{_name(trial.criterion, to)} ({', '.join(trial.languages)})"
    if trial.outcome is Outcome.TOO_FEW:
        few = to.gettext("too few to learn from; interactions with both marks needed: {n}.")
        return f"{place}: {few.format(n=to.number(FEWEST_TO_LEARN))}"
    used = trial.outcome is Outcome.USED
    result = to.gettext("corrected.") if used else to.gettext("not corrected, as nothing is clearly gained.")
    measured = to.gettext("Kappa before {before}, after {after}, change {change}; interactions held back: {n}.").format(
        before=_figure(trial.before, to),
        after=_figure(trial.after, to),
        change=_figure(trial.change, to),
        n=to.number(trial.held_back),
    )
    return f"{place}: {result} {measured}"


def _name(criterion: str, to: Reader) -> str:
    from qa_app.reports.words import sentence
    from scoring.explain import criterion_name

    return sentence(criterion_name, criterion, to)


def _decimal(value: float, to: Reader, form: str = "0.00") -> str:
    from babel.numbers import format_decimal

    return format_decimal(value, form, locale=to.locale)
