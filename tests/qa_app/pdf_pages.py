"""Reading a printed page back: its words, where they stand, and its fonts."""

from __future__ import annotations

from typing import Any, NamedTuple

from pypdf import PdfReader
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth

MARGIN = 18 * mm
# Markup of every kind that a page could mistake for its own.
HOSTILE = "<b>1 & 2</b> &amp; </para><img src='file:///etc/passwd'/> {agent} %s"


class Piece(NamedTuple):
    """A run of text on a page, in points from the lower left corner."""

    text: str
    left: float
    right: float
    baseline: float


def words(reader: PdfReader) -> str:
    """All text, with the breaks of lines and pages as single spaces."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def pieces(reader: PdfReader) -> list[Piece]:
    found: list[Piece] = []

    def visit(text: str, outer: list[float], inner: list[float], font: dict[str, Any] | None, size: float) -> None:
        if not text.strip():
            return
        assert font is not None
        name = font["/BaseFont"].partition("+")[2].removesuffix("-Regular")
        left = outer[4] + inner[4]
        found.append(Piece(text, left, left + stringWidth(text.rstrip("\n"), name, size), outer[5] + inner[5]))

    for page in reader.pages:
        page.extract_text(visitor_text=visit)
    return found


def fonts(reader: PdfReader) -> dict[str, Any]:
    pages: list[Any] = list(reader.pages)
    found = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    return {font["/BaseFont"]: font for font in found}


def assert_within_margins(reader: PdfReader) -> None:
    """No piece of text stands in a margin or beyond the page."""
    found = pieces(reader)
    assert len(found) > 50
    for piece in found:
        assert piece.left >= MARGIN, piece
        assert piece.right <= A4[0] - MARGIN, piece
        assert 9 * mm <= piece.baseline <= A4[1] - 9 * mm, piece
