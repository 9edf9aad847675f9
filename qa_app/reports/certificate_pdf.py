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
_RULE = 7 * mm
# A name or a title that would not find room is set smaller.
_SCALES = (1.0, 0.7, 0.5)
_WORD = ParagraphStyle("certificate_word", style.EYEBROW, fontSize=17, leading=22, alignment=1)
_NAME = ParagraphStyle("certificate_name", style.TITLE, fontSize=32, leading=40, alignment=1)
_LINE = ParagraphStyle("certificate_line", style.BODY, fontSize=15, leading=22, textColor=style.QUIET, alignment=1)
_TITLE = ParagraphStyle("certificate_title", style.BODY, fontName=style.BOLD, fontSize=24, leading=32, alignment=1)
_FACTS = ParagraphStyle("certificate_facts", style.BODY, fontSize=12, leading=18, textColor=style.QUIET, alignment=1)


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
    """The certificate as PDF in its language; the same certificate gives the same bytes."""
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


def _story(canvas: Canvas, certificate: Certificate, to: Reader) -> None:
    """Each paragraph with the space above it, the whole in the middle of the page; long names and titles wrap."""
    for scale in _SCALES:
        lines = _lines(certificate, scale, to)
        heights = [paragraph.wrap(_TEXT, _HEIGHT)[1] for paragraph, _ in lines]
        whole = sum(heights) + sum(space for _, space in lines)
        if whole <= _HEIGHT - 4 * _MARGIN:
            break
    below = (_HEIGHT + whole) / 2
    _rule(canvas, below - heights[0] - _RULE)
    for (paragraph, space), height in zip(lines, heights, strict=True):
        below -= space + height
        paragraph.drawOn(canvas, (_WIDTH - _TEXT) / 2, below)


def _lines(certificate: Certificate, scale: float, to: Reader) -> tuple[tuple[Paragraph, float], ...]:
    return (
        (Paragraph(to.gettext("Certificate"), _WORD), 0.0),
        (Paragraph(safe(certificate.name, _LIMIT), _scaled(_NAME, scale)), 2 * _RULE),
        (Paragraph(to.gettext("has passed the training"), _LINE), 5 * mm),
        (Paragraph(safe(certificate.title, _LIMIT), _scaled(_TITLE, scale)), 5 * mm),
        (Paragraph(to.day(certificate.passed_on), _LINE), 12 * mm),
        (Paragraph(" · ".join(_facts(certificate, to)), _FACTS), 4 * mm),
    )


def _scaled(look: ParagraphStyle, scale: float) -> ParagraphStyle:
    return ParagraphStyle(look.name, look, fontSize=scale * look.fontSize, leading=scale * look.leading)


def _rule(canvas: Canvas, height: float) -> None:
    """The one line in colour, between what this is and whose it is."""
    canvas.setStrokeColor(style.ACCENT)
    canvas.setLineWidth(2.4)
    canvas.line(_WIDTH / 2 - 18 * mm, height, _WIDTH / 2 + 18 * mm, height)


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
