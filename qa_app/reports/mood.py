"""The customer's mood over a conversation, small: what the words say, beside the marks and no part of them."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Table, TableStyle

from qa_app.reports import charts, style
from qa_app.reports.text import safe
from qa_app.reports.words import Reader
from scoring import explain
from scoring.scorecard import Scorecard
from scoring.sentiment import CLEAR, Sentiment

_NAME_COLUMN = 62 * mm
_COLUMNS = (_NAME_COLUMN, charts.SPARK_WIDTH + 4 * mm, style.WIDTH - _NAME_COLUMN - charts.SPARK_WIDTH - 4 * mm)
_TABLE = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), style.REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 8),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ]
)


def line(scorecard: Scorecard, to: Reader) -> list[Flowable]:
    """The mood as a curve with its trend in words; nothing where the scorecard has none."""
    found = scorecard.sentiment
    if found is None:
        return []
    # The curve's scale runs from 0 to 1, a valence from -1 to 1.
    curve = charts.sparkline([(turn.valence + 1) / 2 for turn in found.turns])
    name = Paragraph(safe(to.gettext("Customer's mood, from the words"), 60), style.COLUMN)
    cells = [[name, curve, Paragraph(safe(told(found, to), 200), style.CELL)]]
    table = Table(cells, colWidths=_COLUMNS, style=_TABLE, hAlign="LEFT")
    legend = to.gettext("Read from the customer's words alone; no mark is made from it.")
    return [KeepTogether([table, Paragraph(legend, style.SMALL)])]


def told(found: Sentiment, to: Reader) -> str:
    """The trend in the reader's language, and between what it runs, as plain text."""
    trend = explain.sentiment(found.trend, to.language)
    if found.start is None or found.end is None:
        return trend
    ends = to.gettext("first {start}, at the end {end}").format(
        start=explain.sentiment(_mood(found.start), to.language), end=explain.sentiment(_mood(found.end), to.language)
    )
    return f"{trend} ({ends})"


def _mood(valence: float) -> str:
    if abs(valence) < CLEAR:
        return "neutral"
    return "positive" if valence > 0 else "negative"
