"""A scorecard as a PDF to print: what one conversation shows, how each mark was reckoned, and on which words."""

from __future__ import annotations

from datetime import date

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, HRFlowable, Paragraph, Table, TableStyle

from qa_app.reports import charts, style, timing
from qa_app.reports.agreement import contest, how_made
from qa_app.reports.moments import channel_name, item, labelled
from qa_app.reports.page import Running, write
from qa_app.reports.scorecard_marks import criterion_name, figure, marks
from qa_app.reports.text import clean, quoted, safe
from qa_app.reports.words import Reader, clock, date_and_time, reader, sentence
from scoring import explain
from scoring.evidence import Evidence, Quote, verify
from scoring.marks import number
from scoring.scorecard import Scorecard
from transcripts.conversation import Channel, Conversation, Speaker

_ID_LIMIT = 80
_NAME_LIMIT = 60
# Beyond that many moments of one criterion nobody reads on; the mark's arithmetic still counts them all.
_MOST_MOMENTS = 40
_ABOVE = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), style.REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ]
)
_CRITERION = ParagraphStyle(
    "scorecard_criterion", style.ITEM, textColor=style.ACCENT, spaceBefore=8, spaceAfter=4, keepWithNext=1
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
        *marks(scorecard, to),
        *timing.section(scorecard, to),
        *_moments(conversation, scorecard, to),
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


def _moments(conversation: Conversation, scorecard: Scorecard, to: Reader) -> list[Flowable]:
    """Under each criterion the moments that its mark counts, in order of the conversation."""
    story: list[Flowable] = []
    for mark in scorecard.marks:
        if mark.evidence:
            story.append(Paragraph(f"{criterion_name(mark, to)} · {figure(mark.score, to)}", _CRITERION))
            story += [_moment(evidence, conversation, to) for evidence in mark.evidence[:_MOST_MOMENTS]]
        left_out = len(mark.evidence) - _MOST_MOMENTS
        if left_out > 0:
            story.append(Paragraph(to.ngettext("and {n} more", "and {n} more", left_out), style.SMALL))
    if story:
        story.insert(0, Paragraph(to.gettext("Where it shows in the conversation"), style.SECTION))
    return story


def _moment(evidence: Evidence, conversation: Conversation, to: Reader) -> Table:
    """The reason, where it was and what it counts, then the customer's words and the agent's."""
    reason = sentence(explain.reason, evidence.reason, to)
    heading: list[Flowable] = [
        Paragraph(safe(reason, 200), style.CELL_BOLD),
        Paragraph(_place(evidence, conversation, to), style.SMALL),
    ]
    told: list[Flowable] = [
        _said(words, conversation, to) for words in (evidence.prompt, evidence.quote) if words is not None
    ]
    if evidence.plain:
        told.append(labelled(to.gettext("Another way"), safe(evidence.plain, 120)))
    return item(evidence.verdict, heading, [told] if told else [])


def _place(evidence: Evidence, conversation: Conversation, to: Reader) -> str:
    inside = 0 <= evidence.turn < len(conversation.turns)
    # A place in a recording is found by its time, one in a thread by its number.
    timed = inside and conversation.channel is Channel.CALL
    start = conversation.turns[evidence.turn].start if timed else None
    parts = [
        safe(explain.verdict(evidence.verdict, to.language), 40),
        to.gettext("turn {time}").format(time=evidence.turn + 1),
        to.gettext("at {time}").format(time=clock(start)) if start is not None else "",
        to.gettext("counts {points}").format(points=number(evidence.points)),
    ]
    return " · ".join(part for part in parts if part)


def _said(words: Quote, conversation: Conversation, to: Reader) -> Paragraph:
    """A quote under the name of who said it; the agent's in italics."""
    text = quoted(words.text, conversation.language)
    if conversation.turns[words.turn].speaker is Speaker.CUSTOMER:
        return labelled(to.gettext("Customer"), text)
    return labelled(to.gettext("You"), f"<i>{text}</i>")


def _made(scorecard: Scorecard, made_on: date, to: Reader) -> list[Flowable]:
    rubric = f"{scorecard.rubric} {scorecard.rubric_version}"
    return [
        Paragraph(to.gettext("How this scorecard was made"), style.SECTION),
        Paragraph(how_made((rubric, scorecard.engine), made_on, to), style.SMALL),
        Paragraph(contest(to), style.SMALL),
    ]
