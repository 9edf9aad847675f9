"""Signs, pills, margin bars, whiskers and sparklines as small vector drawings; sizes in points."""

from __future__ import annotations

from collections.abc import Sequence
from math import pi, sin

from reportlab.graphics.shapes import STATE_DEFAULTS, Circle, Drawing, Line, PolyLine, Rect, String
from reportlab.lib.colors import white
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth

from qa_app.reports.style import ACCENT, BOLD, FAINT, INK, LINE, MEANING, QUIET, REGULAR
from scoring.evidence import Verdict

SCALE_WIDTH = 37 * mm
SPARK_WIDTH = 17 * mm
_ROW = 10.0
_EDGE = 4.0  # room for a dot's radius and the figures at both ends of a scale
_MOST_POINTS = 40  # more points than that cannot be told apart on 17 mm
_PILL_HEIGHT = 21.0
_PILL_SIZE = 11.0
_WAVE = 6.0  # points from crest to crest

# Every drawing begins by choosing this font; ReportLab's own choice would stand in the file, not embedded.
STATE_DEFAULTS["fontName"] = REGULAR


def sign(verdict: Verdict) -> Drawing:
    """Filled dot, hollow dot or cross."""
    drawing = Drawing(9, 9)
    colour = MEANING[verdict]
    if verdict is Verdict.CONTRARY:
        for x1, y1, x2, y2 in ((1, 1, 8, 8), (1, 8, 8, 1)):
            drawing.add(Line(x1, y1, x2, y2, strokeColor=colour, strokeWidth=1.6))
        return drawing
    filled = verdict is Verdict.SHOWN
    drawing.add(Circle(4.5, 4.5, 3.6, strokeColor=colour, strokeWidth=1.4, fillColor=colour if filled else None))
    return drawing


def pill(text: str) -> Drawing:
    """A short text in a rounded outline: something suggested, not filled in as something decided would be."""
    width = stringWidth(text, BOLD, _PILL_SIZE) + _PILL_HEIGHT
    drawing = Drawing(width, _PILL_HEIGHT)
    # Half a line's width from the edge, so that the whole line is inside the drawing.
    outline = Rect(0.6, 0.6, width - 1.2, _PILL_HEIGHT - 1.2, rx=_PILL_HEIGHT / 2 - 0.6, ry=_PILL_HEIGHT / 2 - 0.6)
    outline.fillColor, outline.strokeColor, outline.strokeWidth = None, ACCENT, 1.1
    drawing.add(outline)
    base = (_PILL_HEIGHT - 0.7 * _PILL_SIZE) / 2
    drawing.add(
        String(width / 2, base, text, textAnchor="middle", fontName=BOLD, fontSize=_PILL_SIZE, fillColor=ACCENT)
    )
    return drawing


def margin_bar(verdict: Verdict, height: float) -> Drawing:
    """The line beside a moment: solid where it was shown, dashed where it was missed, wavy where it went against."""
    drawing = Drawing(9, height)
    colour = MEANING[verdict]
    if verdict is Verdict.CONTRARY:
        steps = int(height)
        points = [part for y in range(steps + 1) for part in (4.5 + 1.3 * sin(2 * pi * y / _WAVE), y)]
        drawing.add(PolyLine(points, strokeColor=colour, strokeWidth=0.9))
        return drawing
    line = Line(4.5, 0, 4.5, height, strokeColor=colour, strokeWidth=1.1)
    if verdict is Verdict.MISSED:
        line.strokeDashArray = (3, 2.4)
    drawing.add(line)
    return drawing


def scale(width: float) -> Drawing:
    """The figures above the whiskers."""
    drawing = Drawing(width, 8)
    for mark in (0, 50, 100):
        x = _across(mark / 100, width)
        drawing.add(String(x, 0, str(mark), textAnchor="middle", fontName=REGULAR, fontSize=7, fillColor=QUIET))
    return drawing


def whisker(mean: float, low: float | None, high: float | None, width: float, given: bool) -> Drawing:
    """A mark 0..1 as a dot, full where people gave it and hollow where it is suggested, on its interval if known."""
    drawing = Drawing(width, _ROW)
    middle = _ROW / 2
    drawing.add(Line(_across(0, width), middle, _across(1, width), middle, strokeColor=FAINT))
    for at in (0.0, 0.5, 1.0):
        x = _across(at, width)
        drawing.add(Line(x, 0, x, _ROW, strokeColor=FAINT, strokeWidth=0.6))
    if low is not None and high is not None:
        left, right = _across(low, width), _across(high, width)
        drawing.add(Line(left, middle, right, middle, strokeColor=INK, strokeWidth=0.9))
        for x in (left, right):
            drawing.add(Line(x, middle - 2.2, x, middle + 2.2, strokeColor=INK, strokeWidth=0.9))
    dot = Circle(_across(mean, width), middle, 2.2, strokeColor=ACCENT, strokeWidth=0.9)
    dot.fillColor = ACCENT if given else white
    drawing.add(dot)
    return drawing


def sparkline(scores: Sequence[float]) -> Drawing:
    """Scores 0..1 in order of time on a scale from 0 to 100; empty for fewer than two."""
    drawing = Drawing(SPARK_WIDTH, _ROW)
    points = _thinned(scores)
    if len(points) < 2:
        return drawing
    step = (SPARK_WIDTH - 2 * _EDGE) / (len(points) - 1)
    places = [(_EDGE + index * step, 1 + _clip(score) * (_ROW - 2)) for index, score in enumerate(points)]
    drawing.add(Line(_EDGE, 1, SPARK_WIDTH - _EDGE, 1, strokeColor=FAINT, strokeWidth=0.6))
    drawing.add(PolyLine([part for place in places for part in place], strokeColor=LINE, strokeWidth=0.9))
    drawing.add(Circle(*places[-1], 1.6, strokeColor=None, fillColor=ACCENT))
    return drawing


def _thinned(scores: Sequence[float]) -> list[float]:
    """Neighbours averaged so that at most 40 points are left."""
    size = -(-len(scores) // _MOST_POINTS)
    if size <= 1:
        return list(scores)
    chunks = (scores[start : start + size] for start in range(0, len(scores), size))
    return [sum(chunk) / len(chunk) for chunk in chunks]


def _across(score: float, width: float) -> float:
    return _EDGE + _clip(score) * (width - 2 * _EDGE)


def _clip(score: float) -> float:
    return min(1.0, max(0.0, score))
