"""Marks with their intervals: of one kind with their course, or people's and suggested ones side by side."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from qa_app.reports import charts, coaching_words, style
from qa_app.reports.tables import RULED
from qa_app.reports.text import safe
from qa_app.reports.words import Reader
from scoring.coaching_report import CoachingReport, CriterionSummary, Trend
from scoring.explain import Names

_LEGEND = ParagraphStyle("legend", style.SMALL, spaceAfter=4, keepWithNext=1)
_BELOW = ParagraphStyle("below", style.SMALL, spaceBefore=3)
_GROUP = ParagraphStyle("group", style.COLUMN, fontName=style.BOLD, textColor=style.INK)
_NARROW_SCALE = 16.5 * mm
_COLUMNS = (44 * mm, charts.SCALE_WIDTH, 12 * mm, 17 * mm, 9 * mm, charts.SPARK_WIDTH + 3 * mm, 31 * mm)
_GROUP_COLUMNS = (_NARROW_SCALE, 11 * mm, 13.5 * mm, 6.5 * mm, 15.5 * mm)
_GAP = 2 * mm
_PAIRED_COLUMNS = (42 * mm, *_GROUP_COLUMNS, _GAP, *_GROUP_COLUMNS)
_BESIDE_TREND = (("LEFT", 4), ("RIGHT", 0))
_CLOSE = [
    ("TOPPADDING", (0, 0), (-1, -1), 0.2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5),
    ("BOTTOMPADDING", (0, 0), (-1, 0), 2),
]
_ALONE = TableStyle([("LEFTPADDING", (5, 0), (5, -1), 6), *_CLOSE], parent=RULED)
# The two kinds have lines of their own: what lies between them belongs to neither.
_PAIRED = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), style.REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        *((f"{side}PADDING", (trend, 1), (trend, -1), room) for trend in (5, 11) for side, room in _BESIDE_TREND),
        *_CLOSE,
        ("VALIGN", (0, 0), (-1, 1), "BOTTOM"),
        ("BOTTOMPADDING", (0, 1), (-1, 1), 2),
        ("SPAN", (1, 0), (5, 0)),
        ("SPAN", (7, 0), (11, 0)),
        *(
            command
            for first, last in ((0, 5), (7, 11))
            for command in (
                ("LINEBELOW", (first, 1), (last, 1), 0.7, style.LINE),
                ("LINEBELOW", (first, 2), (last, -1), 0.4, style.FAINT),
            )
        ),
    ]
)


def marks(report: CoachingReport, reader: Reader) -> list[Flowable]:
    """Marks 0-100 with their 95 % interval and trend, people's apart from suggested ones.

    Without any it says what to do.
    """
    kinds = coaching_words.kinds_of_marks(report, reader)
    if not kinds:
        advice = reader.gettext("Nothing could be judged yet. Longer or more conversations will give marks.")
        return [Paragraph(reader.gettext("Suggested marks"), style.SECTION), Paragraph(advice, style.BODY)]
    paired = len(kinds) > 1
    heading = reader.gettext("Marks") if paired else kinds[0][0]
    legend = [
        coaching_words.marks_legend(reader),
        coaching_words.only_clear_trends(reader) if paired else "",
        coaching_words.whose(report, reader),
    ]
    story: list[Flowable] = [
        Paragraph(heading, style.SECTION),
        Paragraph(" ".join(filter(None, legend)), _LEGEND),
        _paired(kinds, report.names, reader) if paired else _alone(kinds[0][1], report, reader),
    ]
    others = coaching_words.without_mark(report, reader)
    if others:
        story.append(Paragraph(safe(others, 800), _BELOW))
    return story


def _alone(summaries: Sequence[CriterionSummary], report: CoachingReport, reader: Reader) -> Table:
    head: list[Flowable] = [
        Paragraph(reader.gettext("Criterion"), style.COLUMN),
        *_heads(charts.SCALE_WIDTH, reader),
        Paragraph(reader.gettext("Course"), style.COLUMN),
        Paragraph(reader.gettext("Trend"), style.COLUMN),
    ]
    rows = [
        [
            _name(summary, report.names, reader),
            *_figures(summary, charts.SCALE_WIDTH, summary in report.by_people, reader),
            charts.sparkline([score for _, score in summary.series]),
            Paragraph(coaching_words.trend(summary.trend, reader), style.COLUMN),
        ]
        for summary in summaries
    ]
    return Table([head, *rows], colWidths=_COLUMNS, style=_ALONE, repeatRows=1, hAlign="LEFT")


def _paired(kinds: Sequence[tuple[str, Sequence[CriterionSummary]]], names: Names, reader: Reader) -> Table:
    """One row a criterion: what people gave with full dots on the left, what is suggested with hollow ones."""
    (people, given), (automatic, suggested) = kinds
    by_people, by_itself = ({one.criterion: one for one in kind} for kind in (given, suggested))
    empty = Spacer(0, 0)
    spanned = [empty] * (len(_GROUP_COLUMNS) - 1)
    top = [empty, Paragraph(people, _GROUP), *spanned, empty, Paragraph(automatic, _GROUP), *spanned]
    heads = [*_heads(_NARROW_SCALE, reader), Paragraph(reader.gettext("Trend"), style.COLUMN)]
    head = [Paragraph(reader.gettext("Criterion"), style.COLUMN), *heads, empty, *heads]
    rows = [
        [
            _name(by_itself.get(key) or by_people[key], names, reader),
            *_group(by_people.get(key), True, reader),
            empty,
            *_group(by_itself.get(key), False, reader),
        ]
        for key in {**by_itself, **by_people}
    ]
    return Table([top, head, *rows], colWidths=_PAIRED_COLUMNS, style=_PAIRED, repeatRows=2, hAlign="LEFT")


def _group(summary: CriterionSummary | None, given: bool, reader: Reader) -> list[Flowable]:
    if summary is None:
        nothing: Flowable = Paragraph("–", style.CELL_RIGHT)
        return [Spacer(0, 0), nothing, *[Spacer(0, 0)] * (len(_GROUP_COLUMNS) - 2)]
    clear = summary.trend in (Trend.UP, Trend.DOWN)
    words = coaching_words.trend(summary.trend, reader) if clear else ""
    return [*_figures(summary, _NARROW_SCALE, given, reader), Paragraph(words, style.COLUMN)]


def _heads(width: float, reader: Reader) -> list[Flowable]:
    return [
        charts.scale(width),
        Paragraph(reader.gettext("Mark"), style.COLUMN_RIGHT),
        Paragraph(reader.share(0.95), style.COLUMN_RIGHT),
        Paragraph("n", style.COLUMN_RIGHT),
    ]


def _name(summary: CriterionSummary, names: Names, reader: Reader) -> Paragraph:
    bold = summary.criterion == "total"
    return Paragraph(safe(coaching_words.name(summary, names, reader), 60), style.CELL_BOLD if bold else style.CELL)


def _figures(summary: CriterionSummary, width: float, given: bool, reader: Reader) -> list[Flowable]:
    """Whisker, mark, interval and n; `given` by people, or suggested."""
    mean = summary.mean or 0.0
    figure = style.CELL_RIGHT_BOLD if summary.criterion == "total" else style.CELL_RIGHT
    return [
        charts.whisker(mean, summary.low, summary.high, width, given),
        Paragraph(reader.mark(mean), figure),
        Paragraph(coaching_words.interval(summary, reader), style.CELL_RIGHT),
        Paragraph(reader.number(summary.n), style.CELL_RIGHT),
    ]
