"""A coaching report as a PDF to print and talk about: strengths first, then what to work on, then figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable, HRFlowable, Paragraph

from qa_app.reports import style
from qa_app.reports.agreement import agreement
from qa_app.reports.mark_table import marks
from qa_app.reports.moments import focus, strengths
from qa_app.reports.page import Running, write
from qa_app.reports.tables import terms
from qa_app.reports.text import clean, safe
from qa_app.reports.words import Reader, period, reader
from scoring.coaching_report import CoachingReport

_NAME_LIMIT = 80
_PAGES = 2


@dataclass(frozen=True, slots=True)
class _Amount:
    """How much is shown at most: strengths, moments of a focus point, terms."""

    strengths: int
    moments: int
    terms: int


# A report is read in one talk. When two pages do not hold all, fewer examples say the same.
_AMOUNTS = (_Amount(4, 2, 8), _Amount(3, 1, 5), _Amount(2, 1, 3))


def render(report: CoachingReport, made_on: date) -> bytes:
    """The report as PDF, in the language of `report.language`; the same report and day give the same bytes.

    Raises ValueError for a language that has no catalog.
    """
    to = reader(report.language)
    running = _running(report, made_on, to)
    for amount in _AMOUNTS:
        story = [*_head(report, made_on, to), *_body(report, amount, made_on, to)]
        document, pages = write(story, running)
        if pages <= _PAGES:
            break
    return document


def _body(report: CoachingReport, amount: _Amount, made_on: date, to: Reader) -> list[Flowable]:
    if not report.conversations:
        advice = to.gettext(
            "There are no scored conversations in this period yet. Add conversations of this agent, "
            "have them scored, and make the report again."
        )
        return [Paragraph(advice, style.OPENING), *agreement(report, made_on, to)]
    return [
        *strengths(report, amount.strengths, to),
        *focus(report, amount.moments, to),
        *terms(report, amount.terms, to),
        *marks(report, to),
        *agreement(report, made_on, to),
    ]


def _head(report: CoachingReport, made_on: date, to: Reader) -> list[Flowable]:
    """Whose report, which period, how many conversations."""
    parts = [
        period(report.first, report.last, to),
        to.ngettext("{n} conversation", "{n} conversations", report.conversations),
        to.gettext("made on {day}").format(day=to.day(made_on)),
    ]
    return [
        Paragraph(to.gettext("Coaching report"), style.EYEBROW),
        Paragraph(safe(_agent(report, to), _NAME_LIMIT), style.TITLE),
        Paragraph(" · ".join(part for part in parts if part), style.LEAD),
        HRFlowable(width="100%", thickness=0.7, color=style.LINE, spaceBefore=6, spaceAfter=4),
    ]


def _running(report: CoachingReport, made_on: date, to: Reader) -> Running:
    agent = clean(_agent(report, to), _NAME_LIMIT)
    name = to.gettext("Coaching report")
    covered = period(report.first, report.last, to)
    return Running(
        title=f"{name} – {agent}",
        author="Fairword",
        subject=f"{name}, {covered}" if covered else name,
        language=report.language,
        made_on=made_on,
        head=clean(f"{name} · {agent}", _NAME_LIMIT),
        foot=to.gettext("For {agent} and their coach").replace("{agent}", clean(agent, 50)),
        page_of=to.gettext("page {page} of {pages}"),
    )


def _agent(report: CoachingReport, to: Reader) -> str:
    return report.agent.strip() or to.gettext("Agent without a name")
