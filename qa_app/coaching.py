"""A coaching report from scorecards to a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from scoring.coaching import coach
from scoring.scorecard import Scorecard


class NoScorecardsError(Exception):
    """There is no scorecard of the agent; the message names the agents there are."""


def write_report(cards: Sequence[Scorecard], agent: str, language: str, path: Path) -> None:
    """Write the PDF report of one agent, over those of the scorecards that are the agent's.

    Scorecards that name no agent count as the agent's when none names one. Raises NoScorecardsError and OSError.
    """
    from qa_app.reports.coaching_pdf import render

    named = {card.agent for card in cards if card.agent}
    own = [card for card in cards if card.agent == agent] if named else list(cards)
    if not own:
        there = ", ".join(sorted(named)) or "none"
        raise NoScorecardsError(f"no scorecard of {agent}; agents in these files: {there}.")
    pdf = render(coach(own, agent, language), date.today())  # noqa: DTZ011 - the date on paper is the local one
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf)
