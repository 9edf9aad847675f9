"""Drawing the interactions of a calibration session at random, so that anyone can repeat it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qa_app.operations.drawing import Candidate, in_order
from qa_app.store.calibration_queries import to_draw_from
from qa_app.store.database import Session


@dataclass(frozen=True, slots=True)
class DrawFrom:
    """How many to draw from which conversations: of a channel, a language (None for all), begun between two moments."""

    many: int
    seed: int
    channel: str
    language: str | None
    since: datetime
    before: datetime


def draw_interactions(session: Session, wanted: DrawFrom) -> dict[str, Any]:
    """What is drawn, with all that it takes to repeat it: `seed`, `candidates` (ids, sorted) and `drawn` in order.

    Languages take turns, as in `operations.drawing`.
    """
    rows = to_draw_from(session, wanted.channel, wanted.language, wanted.since, wanted.before)
    among = [Candidate(*row) for row in rows]
    return {
        "seed": wanted.seed,
        "channel": wanted.channel,
        "language": wanted.language,
        "since": wanted.since.isoformat(),
        "before": wanted.before.isoformat(),
        "candidates": [one.interaction for one in among],
        "drawn": in_order(among, wanted.seed, "")[: wanted.many],
    }
