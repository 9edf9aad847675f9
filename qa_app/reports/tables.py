"""Terms with plain words, and marks with their intervals."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Table, TableStyle

from qa_app.reports import charts, coaching_words, style
from qa_app.reports.text import safe
from qa_app.reports.words import Reader
from scoring.coaching_report import CoachingReport, CriterionSummary, TermUse
from scoring.explain import Names

_TERM_COLUMNS = (44 * mm, 78 * mm, 32 * mm, 16 * mm)
_MARK_COLUMNS = (44 * mm, charts.SCALE_WIDTH, 12 * mm, 17 * mm, 9 * mm, charts.SPARK_WIDTH + 3 * mm, 31 * mm)
_LEGEND = ParagraphStyle("legend", style.SMALL, spaceAfter=4, keepWithNext=1)
_BELOW = ParagraphStyle("below", style.SMALL, spaceBefore=3)
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
_MARKS = TableStyle(
    [
        ("LEFTPADDING", (5, 0), (5, -1), 6),
        # Two such tables are to stand on one page with the rest.
        ("TOPPADDING", (0, 0), (-1, -1), 0.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5),
        ("BOTTOMPADDING", (0, 0), (-1, 0), 2),
    ],
    parent=RULED,
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


def marks(report: CoachingReport, reader: Reader) -> list[Flowable]:
    """Marks 0-100 with their 95 % interval, course and trend, people's apart from suggested ones.

    Without any it says what to do.
    """
    kinds = coaching_words.kinds_of_marks(report, reader)
    if not kinds:
        advice = reader.gettext("Nothing could be judged yet. Longer or more conversations will give marks.")
        return [Paragraph(reader.gettext("Suggested marks"), style.SECTION), Paragraph(advice, style.BODY)]
    legend = [coaching_words.marks_legend(reader), coaching_words.whose(report, reader)]
    story: list[Flowable] = []
    for heading, judged in kinds:
        story += [
            Paragraph(heading, style.SECTION),
            *(Paragraph(words, _LEGEND) for words in (" ".join(legend).strip(),) if not story),
            Table(
                _mark_rows(judged, report.names, reader),
                colWidths=_MARK_COLUMNS,
                style=_MARKS,
                repeatRows=1,
                hAlign="LEFT",
            ),
        ]
    others = coaching_words.without_mark(report, reader)
    if others:
        story.append(Paragraph(safe(others, 800), _BELOW))
    return story


def _mark_rows(summaries: Sequence[CriterionSummary], names: Names, reader: Reader) -> list[list[Flowable]]:
    head: list[Flowable] = [
        Paragraph(reader.gettext("Criterion"), style.COLUMN),
        charts.scale(),
        Paragraph(reader.gettext("Mark"), style.COLUMN_RIGHT),
        Paragraph(reader.share(0.95), style.COLUMN_RIGHT),
        Paragraph("n", style.COLUMN_RIGHT),
        Paragraph(reader.gettext("Course"), style.COLUMN),
        Paragraph(reader.gettext("Trend"), style.COLUMN),
    ]
    return [head, *(_mark(summary, names, reader) for summary in summaries)]


def _mark(summary: CriterionSummary, names: Names, reader: Reader) -> list[Flowable]:
    whole = summary.criterion == "total"
    figure = style.CELL_RIGHT_BOLD if whole else style.CELL_RIGHT
    mean = summary.mean or 0.0
    return [
        Paragraph(safe(coaching_words.name(summary, names, reader), 60), style.CELL_BOLD if whole else style.CELL),
        charts.whisker(mean, summary.low, summary.high),
        Paragraph(reader.mark(mean), figure),
        Paragraph(coaching_words.interval(summary, reader), style.CELL_RIGHT),
        Paragraph(reader.number(summary.n), style.CELL_RIGHT),
        charts.sparkline([score for _, score in summary.series]),
        Paragraph(coaching_words.trend(summary.trend, reader), style.COLUMN),
    ]


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
