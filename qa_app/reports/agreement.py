"""The end of the report, which belongs to people: goal and follow-up, how it was made, how to contest it, names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer, Table, TableStyle

from qa_app.reports import coaching_words, style
from qa_app.reports.text import safe
from qa_app.reports.words import Reader, iso_day
from scoring.coaching_report import CoachingReport

_GOAL_LIMIT = 600
_LABELS = 38 * mm
_WRITING_LINE = 7.5 * mm
_PLAIN: list[tuple[Any, ...]] = [
    ("FONT", (0, 0), (-1, -1), style.REGULAR),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
]


def agreement(report: CoachingReport, made_on: date, reader: Reader) -> list[Flowable]:
    """All of it kept on one page, so that no page ever holds signatures alone."""
    return [
        KeepTogether(
            [
                Paragraph(reader.gettext("Goal and follow-up"), style.SECTION),
                _goal(report, reader),
                Paragraph(reader.gettext("How this report was made"), style.SECTION),
                Paragraph(_made(report, made_on, reader), style.SMALL),
                Spacer(0, 3),
                Paragraph(contest(reader), style.SMALL),
                Spacer(0, 3 * mm),
                _signatures(reader),
            ]
        )
    ]


def _goal(report: CoachingReport, reader: Reader) -> Table:
    """What was agreed, or lines to write on."""
    goal, hint = reader.gettext("Goal"), reader.gettext("what, how often, by when")
    label = Paragraph(f"<b>{goal}</b><br/>{hint}", style.SMALL)
    again = reader.gettext("We talk again on")
    follow_up = Paragraph(f"<b>{again}</b>", style.SMALL)
    rows: list[list[Flowable]] = []
    lines: list[tuple[Any, ...]] = []
    if report.goal.strip():
        rows.append([label, Paragraph(safe(report.goal, _GOAL_LIMIT), style.BODY)])
    else:
        rows += [[label, Spacer(0, _WRITING_LINE)], [Spacer(0, 0), Spacer(0, _WRITING_LINE)]]
        lines += [("SPAN", (0, 0), (0, 1)), ("LINEBELOW", (1, 0), (1, 1), 0.5, style.LINE)]
    if report.follow_up.strip():
        rows.append([follow_up, Paragraph(safe(iso_day(report.follow_up, reader), 60), style.BODY)])
    else:
        rows.append([follow_up, Spacer(0, _WRITING_LINE)])
        lines += [("LINEBELOW", (1, -1), (1, -1), 0.5, style.LINE), ("VALIGN", (0, -1), (0, -1), "BOTTOM")]
    columns = (_LABELS, style.WIDTH - _LABELS)
    return Table(rows, colWidths=columns, style=TableStyle([*_PLAIN, ("VALIGN", (0, 0), (-1, -2), "TOP"), *lines]))


def how_made(basis: Iterable[str], made_on: date, reader: Reader, reviewed: bool = False) -> str:
    """How it was made, and on what basis (rubrics and engine); as markup."""
    named = reader.gettext("Basis: {basis}.").format(basis=safe("; ".join(basis), 600))
    return f"{safe(coaching_words.made(made_on, reader, reviewed), 600)} {named}"


def _made(report: CoachingReport, made_on: date, reader: Reader) -> str:
    parts = [how_made(coaching_words.basis(report, reader), made_on, reader, report.reviewed > 0)]
    if report.unscored:
        parts.append(reader.gettext("Conversations without a score:"))
        parts += (safe(reason, 140) for reason in coaching_words.unscored(report, reader))
    return " ".join(parts)


def contest(reader: Reader) -> str:
    """What to do when one sees it differently, as markup."""
    question, advice = coaching_words.contest(reader)
    return f"<b>{question}</b> {advice}"


def _signatures(reader: Reader) -> Table:
    """Lines for agent and coach, each with a date."""
    meaning = Paragraph(
        reader.gettext("To sign means: we talked about it. It does not have to mean: I agree."), style.SMALL
    )
    blank = Spacer(0, _WRITING_LINE)
    date_label = reader.gettext("Date")
    names = (reader.gettext("Agent"), "", date_label, "", reader.gettext("Coach"), "", date_label)
    rows: list[list[Flowable]] = [[meaning], [blank], [Paragraph(name, style.COLUMN) for name in names]]
    wide, narrow, gap = 53 * mm, 24 * mm, 8 * mm
    columns = (wide, gap / 2, narrow, gap, wide, gap / 2, narrow)
    lines = [("LINEBELOW", (column, 1), (column, 1), 0.5, style.LINE) for column in (0, 2, 4, 6)]
    return Table(rows, colWidths=columns, hAlign="LEFT", style=TableStyle([*_PLAIN, ("SPAN", (0, 0), (-1, 0)), *lines]))
