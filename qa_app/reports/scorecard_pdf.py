"""A scorecard as a PDF to print: what one conversation shows, how each mark was reckoned, and on which words."""

from __future__ import annotations

from datetime import date

from reportlab.platypus import Flowable, HRFlowable, Paragraph, Table, TableStyle

from qa_app.reports import charts, mood, style, timing
from qa_app.reports.agreement import contest, how_made
from qa_app.reports.moments import channel_name
from qa_app.reports.page import Running, write
from qa_app.reports.scorecard_marks import marks
from qa_app.reports.scorecard_moments import moments
from qa_app.reports.text import clean, safe
from qa_app.reports.words import Reader, date_and_time, reader, rubric_title
from scoring import explain
from scoring.evidence import verify
from scoring.scorecard import Scorecard
from transcripts.conversation import Conversation

_ID_LIMIT = 80
_NAME_LIMIT = 60
_ABOVE = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), style.REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ]
)


def render_scorecard(conversation: Conversation, scorecard: Scorecard, language: str, made_on: date) -> bytes:
    """The scorecard of `conversation` as PDF, in the reader's language; the same values give the same bytes.

    Raises ValueError for a language that has no catalog, UnverifiedQuoteError when the scorecard quotes words
    that do not stand in the conversation.
    """
    for mark in scorecard.marks:
        for evidence in mark.evidence:
            verify(evidence, conversation)
    to = reader(language)
    story = [
        *_head(scorecard, made_on, to),
        *_notices(scorecard, to),
        *marks(scorecard, to),
        *mood.line(scorecard, to),
        *timing.section(scorecard, to),
        *moments(conversation, scorecard, to),
        *_made(scorecard, made_on, to),
    ]
    return write(story, _running(scorecard, made_on, to))[0]


def _running(scorecard: Scorecard, made_on: date, to: Reader) -> Running:
    name, agent = to.gettext("Scorecard"), _agent(scorecard, to)
    return Running(
        title=f"{name} – {clean(scorecard.id, _ID_LIMIT)}",
        author="Fairword",
        subject=f"{name}, {clean(agent, _NAME_LIMIT)}",
        language=to.language,
        made_on=made_on,
        head=clean(f"{name} · {scorecard.id} · {agent}", 2 * _ID_LIMIT),
        foot=to.gettext("Automatic suggestion from words only; a person decides"),
        page_of=to.gettext("page {page} of {pages}"),
    )


def _agent(scorecard: Scorecard, to: Reader) -> str:
    return (scorecard.agent or "").strip() or to.gettext("Agent without a name")


def _head(scorecard: Scorecard, made_on: date, to: Reader) -> list[Flowable]:
    """Which conversation, whose, when, and the suggested total."""
    parts = [
        safe(_agent(scorecard, to), _NAME_LIMIT),
        channel_name(scorecard.channel, to),
        safe(to.language_name(scorecard.language), 40),
        date_and_time(scorecard.started_at, to),
        to.gettext("made on {day}").format(day=to.day(made_on)),
    ]
    title: list[Flowable] = [
        Paragraph(to.gettext("Scorecard"), style.EYEBROW),
        Paragraph(safe(scorecard.id, _ID_LIMIT), style.TITLE),
        Paragraph(" · ".join(part for part in parts if part), style.LEAD),
    ]
    if scorecard.total is not None:
        pill = charts.pill(to.gettext("suggested {mark}").format(mark=to.mark(scorecard.total)))
        title = [Table([[title, pill]], colWidths=(style.WIDTH - pill.width, pill.width), style=_ABOVE)]
    return [*title, HRFlowable(width="100%", thickness=0.7, color=style.LINE, spaceBefore=6, spaceAfter=4)]


def _notices(scorecard: Scorecard, to: Reader) -> list[Flowable]:
    """What a reader must know of the whole scorecard before its marks."""
    keys = ["without_meaning"] if scorecard.without_meaning else []
    keys += [f"norm_{scorecard.norm}"] if scorecard.norm else []
    return [Paragraph(safe(explain.notice(key, to.language), 200), style.SMALL) for key in keys]


def _made(scorecard: Scorecard, made_on: date, to: Reader) -> list[Flowable]:
    rubric = rubric_title(scorecard.rubric, scorecard.rubric_version, scorecard.titles, to)
    return [
        Paragraph(to.gettext("How this scorecard was made"), style.SECTION),
        Paragraph(how_made((rubric, scorecard.engine), made_on, to), style.SMALL),
        Paragraph(contest(to), style.SMALL),
    ]
