"""A4 pages with a running head and "page x of y", as a document that says its title and its language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from qa_app.reports import style

_SIZE = 7.8
_HEAD = style.PAGE_HEIGHT - 12 * mm
_FOOT = 11 * mm


@dataclass(frozen=True, slots=True)
class Running:
    """What a document says of itself, and what stands on its pages beside the story.

    `page_of` is a pattern with {page} and {pages}; `head` stands on all pages but the first.
    """

    title: str
    author: str
    subject: str
    language: str
    made_on: date
    head: str
    foot: str
    page_of: str


class NumberedCanvas(Canvas):
    """Keeps the pages until all are there, because the first already says how many there are."""

    def __init__(self, running: Running, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._running = running
        self._kept: list[dict[str, Any]] = []
        # In place of the time on the clock, which would make each file another one.
        self.setDateFormatter(lambda *_: f"D:{running.made_on:%Y%m%d}")

    def showPage(self) -> None:  # noqa: N802, ReportLab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # missing in the stubs

    def save(self) -> None:
        pages = self._kept
        for number, page in enumerate(pages, start=1):
            self.__dict__.update(page)
            self._draw_running(number, len(pages))
            super().showPage()
        super().save()

    def _draw_running(self, number: int, pages: int) -> None:
        running = self._running
        right = style.PAGE_WIDTH - style.SIDE
        self.setFont(style.REGULAR, _SIZE)
        self.setFillColor(style.QUIET)
        page_of = running.page_of.format(page=number, pages=pages)
        if number > 1:
            self.drawString(style.SIDE, _HEAD, _fitted(running.head, style.WIDTH))
        self.drawString(style.SIDE, _FOOT, _fitted(running.foot, style.WIDTH - 2 * _width(page_of)))
        self.drawRightString(right, _FOOT, page_of)
        self.setStrokeColor(style.FAINT)
        self.setLineWidth(0.6)
        self.line(style.SIDE, _FOOT + 9, right, _FOOT + 9)


def _width(text: str) -> float:
    return stringWidth(text, style.REGULAR, _SIZE)


def _fitted(text: str, width: float) -> str:
    """`text` with as much of its end left out as does not fit on one line."""
    while _width(text) > width:
        text = text[:-2] + "…"
    return text


def write(story: list[Flowable], running: Running) -> tuple[bytes, int]:
    """Lay the story out; gives the file and how many pages it has.

    The same story gives the same bytes: the file is dated with the day it was made on, not with the time.
    """
    target = BytesIO()
    height = style.PAGE_HEIGHT - style.TOP - style.BOTTOM
    frame = Frame(style.SIDE, style.BOTTOM, style.WIDTH, height, 0, 0, 0, 0)
    document = BaseDocTemplate(
        target,
        pagesize=(style.PAGE_WIDTH, style.PAGE_HEIGHT),
        pageTemplates=[PageTemplate(frames=[frame])],
        title=running.title,
        author=running.author,
        subject=running.subject,
        creator=running.author,
        lang=running.language,
        displayDocTitle=True,
        initialFontName=style.REGULAR,
        invariant=1,
        pageCompression=1,
    )
    document.build(story, canvasmaker=partial(NumberedCanvas, running))
    return target.getvalue(), document.page
