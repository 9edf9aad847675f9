"""How a printed page looks: fonts, colours, measures and paragraph styles.

Colours are those of the pages (green 700, amber 800, red 700 and one accent); on white each has a contrast of at
least 5:1, and none carries a meaning alone: a sign, a line form and a word stand beside it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.fonts import addMapping
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from scoring.evidence import Verdict

INK = HexColor("#1f2937")
QUIET = HexColor("#4b5563")
LINE = HexColor("#9ca3af")
FAINT = HexColor("#e5e7eb")
ACCENT = HexColor("#1d4f91")
MEANING = {
    Verdict.SHOWN: HexColor("#15803d"),
    Verdict.MISSED: HexColor("#92400e"),
    Verdict.CONTRARY: HexColor("#b91c1c"),
}

PAGE_WIDTH, PAGE_HEIGHT = A4
SIDE = 20 * mm
TOP = 18 * mm
BOTTOM = 18 * mm
WIDTH = PAGE_WIDTH - 2 * SIDE
SIGN_COLUMN = 7 * mm
LABEL_COLUMN = 25 * mm

REGULAR, BOLD, ITALIC = "NotoSans", "NotoSans-Bold", "NotoSans-Italic"
_FONTS = Path(__file__).with_name("fonts")
_FILES = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf", ITALIC: "NotoSans-Italic.ttf"}


@lru_cache(maxsize=1)
def register_fonts() -> frozenset[int]:
    """Make the fonts known to ReportLab, once; returns the code points that all of them can show."""
    shown = []
    for name, file in _FILES.items():
        font = TTFont(name, str(_FONTS / file))
        pdfmetrics.registerFont(font)
        shown.append(frozenset(font.face.charToGlyph))
    addMapping(REGULAR, 0, 0, REGULAR)
    addMapping(REGULAR, 1, 0, BOLD)
    addMapping(REGULAR, 0, 1, ITALIC)
    return frozenset.intersection(*shown)


register_fonts()  # a ParagraphStyle looks its font up when it is made

BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=9.5, leading=13, textColor=INK, splitLongWords=1)
SMALL = ParagraphStyle("small", BODY, fontSize=8.2, leading=11, textColor=QUIET)
EYEBROW = ParagraphStyle("eyebrow", SMALL, fontName=BOLD, textColor=ACCENT, spaceAfter=1)
TITLE = ParagraphStyle("title", BODY, fontName=BOLD, fontSize=20, leading=26)
LEAD = ParagraphStyle("lead", BODY, textColor=QUIET)
OPENING = ParagraphStyle("opening", BODY, spaceBefore=8)
SECTION = ParagraphStyle(
    "section", BODY, fontName=BOLD, fontSize=12.5, leading=16, spaceBefore=9, spaceAfter=4, keepWithNext=1
)
ITEM = ParagraphStyle("item", BODY, fontName=BOLD)
CELL = ParagraphStyle("cell", BODY, fontSize=8.8, leading=11.6)
CELL_BOLD = ParagraphStyle("cell_bold", CELL, fontName=BOLD)
CELL_RIGHT = ParagraphStyle("cell_right", CELL, alignment=2)
CELL_RIGHT_BOLD = ParagraphStyle("cell_right_bold", CELL_BOLD, alignment=2)
COLUMN = ParagraphStyle("column", SMALL, fontSize=7.8, leading=10)
COLUMN_RIGHT = ParagraphStyle("column_right", COLUMN, alignment=2)
LABELLED = ParagraphStyle(
    "labelled",
    BODY,
    leftIndent=LABEL_COLUMN,
    bulletIndent=0,
    bulletFontName=REGULAR,
    bulletFontSize=8.2,
    bulletColor=QUIET,
    spaceBefore=1.5,
)
