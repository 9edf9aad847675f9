"""Terms with plain words, and how tables with rules look."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Table, TableStyle

from qa_app.reports import coaching_words, style
from qa_app.reports.text import safe
from qa_app.reports.words import Reader
from scoring.coaching_report import CoachingReport, TermUse

_TERM_COLUMNS = (44 * mm, 78 * mm, 32 * mm, 16 * mm)
RULED = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), style.REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.6),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.7, style.LINE),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, style.FAINT),
    ]
)


def terms(report: CoachingReport, most: int, reader: Reader) -> list[Flowable]:
    """The first `most` words that customers may not know, with plain ones; nothing when there were none."""
    if not report.terms:
        return []
    shown = report.terms[:most]
    head = [
        Paragraph(reader.gettext("Term"), style.COLUMN),
        Paragraph(reader.gettext("In plain words"), style.COLUMN),
        Paragraph(reader.gettext("Kind"), style.COLUMN),
        Paragraph(reader.gettext("Times"), style.COLUMN_RIGHT),
    ]
    rows = [head, *(_term(term, reader) for term in shown)]
    story: list[Flowable] = [
        Paragraph(reader.gettext("Words that customers may not know"), style.SECTION),
        Table(rows, colWidths=_TERM_COLUMNS, style=RULED, hAlign="LEFT"),
    ]
    left_out = len(report.terms) - len(shown)
    if left_out:
        story.append(Paragraph(reader.ngettext("and {n} more", "and {n} more", left_out), style.SMALL))
    return [KeepTogether(story)]


def _term(term: TermUse, reader: Reader) -> list[Paragraph]:
    language = "" if term.language == reader.language else f" ({safe(reader.language_name(term.language), 40)})"
    advice = reader.gettext("Find plain words for it together.")
    plain = safe(term.plain, 120) or f"<i>{advice}</i>"
    return [
        Paragraph(f"{safe(term.text, 80)}{language}", style.CELL_BOLD),
        Paragraph(plain, style.CELL),
        Paragraph(safe(coaching_words.kind(term.kind, reader), 30), style.CELL),
        Paragraph(reader.number(term.times), style.CELL_RIGHT),
    ]
