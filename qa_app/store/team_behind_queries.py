"""The conversations behind one figure of a team's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, null, select
from sqlalchemy.orm import Session

from qa_app.store.interactions import Interaction, SuggestedMark
from qa_app.store.reviews import Review, ReviewMark, ReviewState
from qa_app.store.team_queries import AT, Scope, in_force, within


@dataclass(frozen=True, slots=True)
class Behind:
    """A conversation behind a figure: its id, when it was, its channel, the mark, and the review that gave it."""

    interaction_id: int
    at: datetime
    channel: str
    score: float
    review_id: int | None


def marks_behind(
    session: Session, scope: Scope, agent_id: int, criterion: str | None, page: int, size: int
) -> Sequence[Behind]:
    """A page (from 0) of people's marks of an agent on a criterion (None: totals), the latest conversation first.

    And one more when there is a next page.
    """
    score = Review.total if criterion is None else in_force()
    rows = (
        select(Interaction.id, AT, Interaction.channel, score, Review.id)
        .join(Review, Review.interaction_id == Interaction.id)
        .where(Review.state == ReviewState.RELEASED)
    )
    if criterion is not None:
        rows = rows.join(ReviewMark, ReviewMark.review_id == Review.id).where(ReviewMark.criterion == criterion)
    return _behind(session, rows.where(score.is_not(None)), scope, agent_id, page, size)


def suggested_behind(
    session: Session, scope: Scope, agent_id: int, criterion: str | None, page: int, size: int
) -> Sequence[Behind]:
    """As `marks_behind`, of what was suggested."""
    score = Interaction.suggested if criterion is None else SuggestedMark.score
    rows = select(Interaction.id, AT, Interaction.channel, score, null())
    if criterion is not None:
        rows = rows.join(SuggestedMark, SuggestedMark.interaction_id == Interaction.id)
        rows = rows.where(SuggestedMark.criterion == criterion)
    return _behind(session, rows.where(score.is_not(None)), scope, agent_id, page, size)


def _behind(
    session: Session, rows: Select[*tuple[Any, ...]], scope: Scope, agent_id: int, page: int, size: int
) -> Sequence[Behind]:
    wanted = rows.where(Interaction.agent_id == agent_id, *within(scope)).order_by(AT.desc(), Interaction.id.desc())
    return [Behind(*row) for row in session.execute(wanted.limit(size + 1).offset(page * size))]
