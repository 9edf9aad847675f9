"""The certificate of a training that was passed: one calm page, sideways, with nobody's logo on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from qa_app.reports import style
from qa_app.reports.text import clean, safe
from qa_app.reports.words import Reader, reader

_WIDTH, _HEIGHT = landscape(A4)
_MARGIN = 14 * mm
_TEXT = _WIDTH - 2 * 45 * mm
_LIMIT = 120
_CENTRE = {"alignment": 1}
_WORD = ParagraphStyle("certificate_word", style.EYEBROW, fontSize=15, leading=20, **_CENTRE)
_NAME = ParagraphStyle("certificate_name", style.TITLE, fontSize=32, leading=40, **_CENTRE)
_LINE = ParagraphStyle("certificate_line", style.BODY, fontSize=13, leading=20, textColor=style.QUIET, **_CENTRE)
_TITLE = ParagraphStyle("certificate_title", style.BODY, fontName=style.BOLD, fontSize=21, leading=28, **_CENTRE)
_FACTS = ParagraphStyle("certificate_facts", style.BODY, fontSize=11, leading=17, textColor=style.QUIET, **_CENTRE)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who passed what and when; `best` is the share (0..1) of the quiz, None for a module without one."""

    name: str
    title: str
    passed_on: date
    lessons: int
    exercises: int
    best: float | None
    number: int
    language: str


def render(certificate: Certificate) -> bytes:
    """The certificate as PDF in its language; the same certificate gives the same bytes.

    Raises ValueError for a language that has no catalog.
    """
    to = reader(certificate.language)
    target = BytesIO()
    canvas = Canvas(target, pagesize=(_WIDTH, _HEIGHT), invariant=1, pageCompression=1, lang=certificate.language)
    canvas.setTitle(f"{to.gettext('Certificate')} – {clean(certificate.name, _LIMIT)}")
    canvas.setAuthor("Fairword")
    canvas.setSubject(clean(certificate.title, _LIMIT))
    canvas.setDateFormatter(lambda *_: f"D:{certificate.passed_on:%Y%m%d}")
    _frame(canvas)
    _story(canvas, certificate, to)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _frame(canvas: Canvas) -> None:
    canvas.setStrokeColor(style.LINE)
    canvas.setLineWidth(0.8)
    canvas.rect(_MARGIN, _MARGIN, _WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN)
    canvas.setStrokeColor(style.ACCENT)
    canvas.setLineWidth(2.4)
    canvas.line(_WIDTH / 2 - 18 * mm, _HEIGHT - 47 * mm, _WIDTH / 2 + 18 * mm, _HEIGHT - 47 * mm)


def _story(canvas: Canvas, certificate: Certificate, to: Reader) -> None:
    """Each paragraph with the space above it; long names and titles wrap, and the page has room for them."""
    lines = (
        (_WORD, to.gettext("Certificate"), 30 * mm),
        (_NAME, safe(certificate.name, _LIMIT), 17 * mm),
        (_LINE, to.gettext("has passed the training"), 5 * mm),
        (_TITLE, safe(certificate.title, _LIMIT), 5 * mm),
        (_FACTS, " · ".join(_facts(certificate, to)), 12 * mm),
        (_LINE, to.day(certificate.passed_on), 10 * mm),
    )
    below = _HEIGHT
    for look, words, space in lines:
        paragraph = Paragraph(words, look)
        _width, height = paragraph.wrap(_TEXT, _HEIGHT)
        below -= space + height
        paragraph.drawOn(canvas, (_WIDTH - _TEXT) / 2, below)


def _facts(certificate: Certificate, to: Reader) -> list[str]:
    facts = []
    if certificate.lessons:
        facts.append(to.ngettext("{n} lesson", "{n} lessons", certificate.lessons))
    if certificate.exercises:
        facts.append(to.ngettext("{n} exercise", "{n} exercises", certificate.exercises))
    if certificate.best is not None:
        facts.append(to.gettext("quiz: {share}").format(share=to.share(certificate.best)))
    facts.append(to.gettext("version {number}").format(number=to.number(certificate.number)))
    return facts
