"""Scorecards and coaching reports as PDF files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from qa_app.recordings import safe_name
from scoring.coaching import coach
from scoring.scorecard import Scorecard
from transcripts.conversation import Conversation


class NoScorecardsError(Exception):
    """There is no scorecard of the agent; the message names the agents there are."""


def write_report(cards: Sequence[Scorecard], agent: str, language: str, path: Path) -> int:
    """Write the PDF report of one agent, over those of the scorecards that are the agent's.

    Scorecards that name no agent count as the agent's when none names one. Returns how many were left out.
    Raises NoScorecardsError and OSError.
    """
    from qa_app.reports.coaching_pdf import render

    named = {card.agent for card in cards if card.agent}
    own = [card for card in cards if card.agent == agent] if named else list(cards)
    if not own:
        there = ", ".join(sorted(named)) or "none"
        raise NoScorecardsError(f"no scorecard of {agent}; agents in these files: {there}.")
    _write(render(coach(own, agent, language), _today()), path)
    return len(cards) - len(own)


def write_scorecard(conversation: Conversation, card: Scorecard, language: str, folder: Path) -> None:
    """Write the scorecard of a conversation as PDF into the folder, under the conversation's id. Raises OSError."""
    from qa_app.reports.scorecard_pdf import render_scorecard

    _write(render_scorecard(conversation, card, language, _today()), folder / f"{safe_name(conversation.id)}.pdf")


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the date on paper is the local one


def _write(pdf: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf)
