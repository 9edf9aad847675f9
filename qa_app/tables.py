"""Marks as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.explain import criterion_name
from scoring.scorecard import Scorecard

_COLUMNS = ("empathy", "active_listening", "clarity", "jargon")


def marks_table(cards: Sequence[Scorecard]) -> str:
    """One line a conversation: agent, channel, language, the four leading marks and the total, 0 to 100."""
    heads = [criterion_name(column, "en") for column in _COLUMNS]
    rows = [("Conversation", "Agent", "Channel", "Lang", *heads, "Total")]
    for card in sorted(cards, key=lambda card: (card.agent or "", card.started_at or "", card.id)):
        marks = {mark.criterion: mark.score for mark in card.marks}
        numbers = [_mark(marks.get(column)) for column in _COLUMNS]
        rows.append((card.id[:32], card.agent or "", card.channel, card.language, *numbers, _mark(card.total)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(_cell(text, width, column) for column, (text, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:], "", "– : no occasion, so no mark"])


def _cell(text: str, width: int, column: int) -> str:
    return text.ljust(width) if column < 4 else text.rjust(width)


def _mark(score: float | None) -> str:
    return "–" if score is None else str(round(100 * score))
