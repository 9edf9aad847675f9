"""What an agent's latest conversations say together: what went well, and what to work on next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from qa_app.operations.coaching import as_people_left_it
from qa_app.operations.suggesting import scorecard_of
from qa_app.store.agent_mark_queries import (
    latest_conversation,
    latest_scorecards,
    released_versions,
    reviews_by_interaction,
    scorecards_by_id,
)
from qa_app.store.database import Database, Session
from qa_app.store.people import Agent
from scoring.coaching import coach
from scoring.coaching_report import CoachingReport

_PERIOD = timedelta(days=30)
# More conversations than that change little of what stands out, and each takes a millisecond to read.
_MOST = 60


@dataclass(frozen=True, slots=True)
class Period:
    """`report` names each conversation by the id of its interaction; `reviews` are the ids of their released reviews,
    of two the last."""

    first: datetime
    last: datetime
    report: CoachingReport
    reviews: dict[int, int]


def period_of(
    database: Database, session: Session, agent: Agent, without: Collection[int], language: str
) -> Period | None:
    """The thirty days up to an agent's latest conversation, at most the latest 60 of them; None without any.

    What people decided and struck counts, not what was suggested before. `without` are the interactions that the
    reader is to grade without seeing the suggestion; they are left out.
    """
    last = latest_conversation(session, agent.id)
    if last is None:
        return None
    cards = latest_scorecards(session, agent.id, last - _PERIOD, _MOST, without)
    if not cards:
        return None
    released = released_versions(session, [interaction for interaction, _, _ in cards])
    report = _report(database, tuple(cards), tuple(released), agent.name, language)
    reviews = {interaction: review for interaction, review, _ in released}
    return Period(cards[0][1], cards[-1][1], report, reviews)


@lru_cache(maxsize=256)
def _report(
    database: Database,
    cards: tuple[tuple[int, datetime, int], ...],
    _: tuple[tuple[int, int, datetime], ...],
    name: str,
    language: str,
) -> CoachingReport:
    """The same scorecards and reviews, unchanged since, say the same: a page opened again need not wait for it."""
    with database.reading() as session:
        rows = scorecards_by_id(session, [card for _, _, card in cards])
        reviews = reviews_by_interaction(session, [interaction for interaction, _, _ in cards])
        left = [
            replace(
                as_people_left_it(scorecard_of(rows[card]), reviews.get(interaction, ())),
                id=str(interaction),
                started_at=at.isoformat(),
            )
            for interaction, at, card in cards
            if card in rows
        ]
    return coach(left, name, language)
