"""The table of a scorecard: each criterion's mark with weight, base and arithmetic, or why it was not judged."""

from __future__ import annotations

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from qa_app.reports import style
from qa_app.reports.tables import RULED
from qa_app.reports.text import safe
from qa_app.reports.words import Reader, correction_words, criterion_words, sentence
from scoring import explain
from scoring.marks import Mark, number
from scoring.scorecard import Scorecard

_SUM_LIMIT = 400
_COLUMNS = (50 * mm, 12 * mm, 15 * mm, 31 * mm, 62 * mm)
_REASON_COLUMN = 3
_GAP = ("LEFTPADDING", (_REASON_COLUMN, 0), (_REASON_COLUMN, -1), 8)
_LEGEND = ParagraphStyle("scorecard_legend", style.SMALL, spaceAfter=4, keepWithNext=1)


def marks(scorecard: Scorecard, to: Reader) -> list[Flowable]:
    """Each criterion with mark, weight, base and arithmetic, or with the reason why it was not judged."""
    heading = Paragraph(to.gettext("Suggested marks"), style.SECTION)
    if not scorecard.marks:
        advice = to.gettext("There are no suggested marks for this conversation; a person can still review it.")
        return [heading, Paragraph(f"{safe(why_not_scored(scorecard, to), 600)} {advice}", style.BODY)]
    legend = to.gettext(
        "From 0 to 100. Each mark can be reckoned by hand from the moments below; n is what it was counted "
        "against. The total is the mean of the judged marks by their weights."
    )
    head: list[Flowable | str] = [
        Paragraph(to.gettext("Criterion"), style.COLUMN),
        Paragraph(to.gettext("Mark"), style.COLUMN_RIGHT),
        Paragraph(to.gettext("Weight"), style.COLUMN_RIGHT),
        Paragraph("n", style.COLUMN),
        Paragraph(to.gettext("Arithmetic"), style.COLUMN),
    ]
    rows = [head, _total(scorecard, to), *(_mark(mark, scorecard, to) for mark in scorecard.marks)]
    spans = [
        ("SPAN", (_REASON_COLUMN, row), (-1, row))
        for row, mark in enumerate(scorecard.marks, start=2)
        if mark.score is None
    ]
    table = Table(rows, colWidths=_COLUMNS, style=TableStyle([_GAP, *spans], parent=RULED), repeatRows=1, hAlign="LEFT")
    return [heading, Paragraph(legend, _LEGEND), table]


def why_not_scored(scorecard: Scorecard, to: Reader) -> str:
    """The reasons why a conversation has no marks, "" when it was scored."""
    too_poor = [to.gettext("The transcript is too poor to score.")] if scorecard.poor else []
    keys = scorecard.poor or ((scorecard.not_scored,) if scorecard.not_scored else ())
    return " ".join([*too_poor, *(sentence(explain.not_judged, key, to) for key in keys)])


def _total(scorecard: Scorecard, to: Reader) -> list[Flowable | str]:
    judged = [(mark.weight, mark.score) for mark in scorecard.marks if mark.score is not None]
    weight = number(sum(weight for weight, _ in judged))
    written = " + ".join(f"{number(weight)} × {number(100 * score)}" for weight, score in judged if weight)
    shown = scorecard.total is not None
    return [
        Paragraph(explain.criterion_name("total", to.language), style.CELL_BOLD),
        Paragraph(figure(scorecard.total, to), style.CELL_RIGHT_BOLD),
        Paragraph(weight if shown else "", style.CELL_RIGHT),
        "",
        Paragraph(_unbroken(f"({written}) / {weight}") if shown else "", style.COLUMN),
    ]


def _mark(mark: Mark, scorecard: Scorecard, to: Reader) -> list[Flowable | str]:
    row: list[Flowable | str] = [
        Paragraph(criterion_name(mark, scorecard, to) + _critical(mark, to), style.CELL),
        Paragraph(figure(mark.score, to), style.CELL_RIGHT),
        Paragraph(number(mark.weight), style.CELL_RIGHT),
    ]
    if mark.score is None:
        reason = sentence(explain.not_judged, mark.not_judged, to) if mark.not_judged else ""
        return [*row, Paragraph(safe(reason, 200), style.COLUMN), ""]
    reckoned = "<br/>".join(filter(None, (_unbroken(mark.arithmetic), safe(correction_words(mark, to), 200))))
    return [*row, Paragraph(_base(mark, to), style.COLUMN), Paragraph(reckoned, style.COLUMN)]


def _unbroken(arithmetic: str) -> str:
    """Arithmetic as markup, in which no product is torn over two lines."""
    return safe(arithmetic, _SUM_LIMIT).replace(" × ", "\u00a0×\u00a0")


def criterion_name(mark: Mark, scorecard: Scorecard, to: Reader) -> str:
    """What the criterion of a mark is called; safe in a paragraph's markup."""
    return safe(criterion_words(mark.criterion, scorecard.names, to), 60)


def figure(score: float | None, to: Reader) -> str:
    """A mark 0-100, or a dash where nothing was judged."""
    return "–" if score is None else to.mark(score)


def _critical(mark: Mark, to: Reader) -> str:
    """For whom a criterion is critical, and that a person should look when it fell below its limit."""
    if mark.critical is None:
        return ""
    classes = {
        "customer": to.gettext("critical for customers"),
        "business": to.gettext("critical for the business"),
        "compliance": to.gettext("critical for compliance"),
    }
    parts = [classes.get(mark.critical, safe(mark.critical, 30))]
    if mark.failed:
        parts.append(to.gettext("below its limit, a person should look at it"))
    return f'<br/><font size="7.8" color="{style.QUIET.hexval()}">{": ".join(parts)}</font>'


def _base(mark: Mark, to: Reader) -> str:
    """What a mark was counted against, in words."""
    if mark.per == "100_words":
        return to.gettext("{n} × 100 words").format(n=number(mark.n))
    n = round(mark.n)
    bases = {
        "moment": to.ngettext("{n} moment", "{n} moments", n),
        "expected": to.ngettext("{n} thing expected", "{n} things expected", n),
        "sentence": to.ngettext("{n} sentence of the agent", "{n} sentences of the agent", n),
        "agent_turn": to.ngettext("{n} turn of the agent", "{n} turns of the agent", n),
        "reply": to.ngettext("{n} reply", "{n} replies", n),
        "conversation": to.ngettext("{n} conversation", "{n} conversations", n),
    }
    return bases.get(mark.per, f"{number(mark.n)} {safe(mark.per, 30)}")
