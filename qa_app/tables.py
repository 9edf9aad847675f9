"""Marks as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa_app.reports.scorecard_marks import why_not_scored
from qa_app.reports.timing import facts
from qa_app.reports.words import Reader, reader
from scoring.explain import criterion_name
from scoring.scorecard import Scorecard

_COLUMNS = ("empathy", "active_listening", "clarity", "jargon")
_ID_LIMIT = 32


def marks_table(cards: Sequence[Scorecard], language: str = "en") -> str:
    """One line a conversation: agent, channel, language, the four leading marks and the total, 0 to 100.

    Below stand the reasons why some were not scored, and the facts of time of the calls, in the reader's language.
    """
    to = reader(language)
    names = (to.gettext("Conversation"), to.gettext("Agent"), to.gettext("Channel"), to.gettext("Lang"))
    rows = [(*names, *(criterion_name(column, language) for column in _COLUMNS), to.gettext("Total"))]
    cards = sorted(cards, key=lambda card: (card.agent or "", card.started_at or "", card.id))
    for card in cards:
        marks = {mark.criterion: mark.score for mark in card.marks}
        numbers = [_mark(marks.get(column)) for column in _COLUMNS]
        rows.append((card.id[:_ID_LIMIT], card.agent or "", card.channel, card.language, *numbers, _mark(card.total)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(_cell(text, width, column) for column, (text, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    ]
    legend = to.gettext("– : no mark, for want of an occasion or of certainty")
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:], "", legend, *_below(cards, to)])


def _below(cards: Sequence[Scorecard], to: Reader) -> Iterator[str]:
    unscored = [card for card in cards if card.not_scored]
    if unscored:
        yield "\n" + to.gettext("Not scored:")
        yield from (f"  {card.id[:_ID_LIMIT]}: {why_not_scored(card, to)}" for card in unscored)
    calls = [(card, card.timing) for card in cards if card.timing and card.timing.talk_share]
    if calls:
        yield "\n" + to.gettext("Timing")
    for card, timing in calls:
        yield f"  {card.id[:_ID_LIMIT]}"
        yield from (f"    {name}: {fact}" for name, fact in facts(timing, to))


def _cell(text: str, width: int, column: int) -> str:
    return text.ljust(width) if column < 4 else text.rjust(width)


def _mark(score: float | None) -> str:
    return "–" if score is None else str(round(100 * score))
