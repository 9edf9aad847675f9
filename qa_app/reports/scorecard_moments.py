"""The moments of a scorecard: why each counts, where it was, what was said, and another way to say it."""

from __future__ import annotations

from functools import partial

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Table

from qa_app.reports import style
from qa_app.reports.moments import item, labelled
from qa_app.reports.scorecard_marks import criterion_name, figure
from qa_app.reports.text import quoted, safe
from qa_app.reports.words import Reader, clock, sentence
from scoring import explain
from scoring.evidence import Evidence, Quote
from scoring.marks import number
from scoring.quotation import shortened
from scoring.scorecard import Scorecard
from scoring.suggestions import Manner, suggestions
from transcripts.conversation import Channel, Conversation, Speaker

# Beyond that many moments of one criterion nobody reads on; the mark's arithmetic still counts them all.
_MOST_MOMENTS = 40
_REASON_LIMIT = 400
_TRY_LIMIT = 320
_CRITERION = ParagraphStyle(
    "scorecard_criterion", style.ITEM, textColor=style.ACCENT, spaceBefore=8, spaceAfter=4, keepWithNext=1
)


def moments(conversation: Conversation, scorecard: Scorecard, to: Reader) -> list[Flowable]:
    """Under each criterion the moments that its mark counts, in order of the conversation."""
    story: list[Flowable] = []
    shown = [evidence for mark in scorecard.marks for evidence in mark.evidence[:_MOST_MOMENTS]]
    held = Manner(scorecard.language, scorecard.channel, scorecard.form)
    another_way = iter(suggestions((evidence, held) for evidence in shown))
    for mark in scorecard.marks:
        if mark.evidence:
            story.append(Paragraph(f"{criterion_name(mark, scorecard, to)} · {figure(mark.score, to)}", _CRITERION))
        story += [_moment(evidence, next(another_way), conversation, to) for evidence in mark.evidence[:_MOST_MOMENTS]]
        left_out = len(mark.evidence) - _MOST_MOMENTS
        if left_out > 0:
            story.append(Paragraph(to.ngettext("and {n} more", "and {n} more", left_out), style.SMALL))
    if story:
        story.insert(0, Paragraph(to.gettext("Where it shows in the conversation"), style.SECTION))
    return story


def _counted(evidence: Evidence) -> str:
    """What a moment counts, as it stands in the mark's sum."""
    points = number(evidence.points)
    return points if evidence.weight == 1 else f"{number(evidence.weight)} × {points}"


def _moment(evidence: Evidence, another_way: str, conversation: Conversation, to: Reader) -> Table:
    """The reason, where it was and what it counts, then the words it does not quote whole, then another way."""
    prompt = evidence.prompt.text if evidence.prompt else ""
    reason = sentence(partial(explain.reason, quote=evidence.told, prompt=prompt), evidence.reason, to)
    heading: list[Flowable] = [
        Paragraph(safe(reason, _REASON_LIMIT), style.CELL_BOLD),
        Paragraph(_place(evidence, conversation, to), style.SMALL),
    ]
    told: list[Flowable] = [
        _said(words, conversation, to)
        for words in (evidence.prompt, evidence.quote)
        if words is not None and not _is_whole(words, reason)
    ]
    if another_way:
        told.append(labelled(to.gettext("Another way"), safe(another_way, _TRY_LIMIT)))
    return item(evidence.verdict, heading, [told] if told else [])


def _is_whole(words: Quote, reason: str) -> bool:
    """Whether a reason already quotes these words, and did not have to shorten them."""
    whole = shortened(words.text, most=len(words.text))
    return whole == shortened(words.text) and whole in reason


def _place(evidence: Evidence, conversation: Conversation, to: Reader) -> str:
    inside = 0 <= evidence.turn < len(conversation.turns)
    # A place in a recording is found by its time, one in a thread by its number.
    timed = inside and conversation.channel is Channel.CALL
    start = conversation.turns[evidence.turn].start if timed else None
    parts = [
        safe(explain.verdict(evidence.verdict, to.language), 40),
        to.gettext("turn {time}").format(time=evidence.turn + 1),
        to.gettext("at {time}").format(time=clock(start)) if start is not None else "",
        to.gettext("counts {points}").format(points=_counted(evidence)),
        safe(sentence(explain.because, evidence.because, to), 60) if evidence.because else "",
    ]
    return " · ".join(part for part in parts if part)


def _said(words: Quote, conversation: Conversation, to: Reader) -> Paragraph:
    """A quote under the name of who said it; the agent's in italics."""
    text = quoted(words.text, conversation.language)
    if conversation.turns[words.turn].speaker is Speaker.CUSTOMER:
        return labelled(to.gettext("Customer"), text)
    return labelled(to.gettext("You"), f"<i>{text}</i>")
