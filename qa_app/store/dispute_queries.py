"""Disputes as lists show them, with everything a row needs loaded at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, User
from qa_app.store.reviews import Dispute, DisputeState, Review


class DisputeFilter(StrEnum):
    """Open ones that the person may decide, open ones about the person's own reviews, and those that are over."""

    TO_DECIDE = "to_decide"
    OWN_REVIEWS = "own_reviews"
    DECIDED = "decided"


def disputes(
    session: Session, user: User, teams: Collection[int] | None, which: DisputeFilter, page: int, size: int
) -> Sequence[Dispute]:
    """A page (from 0) of disputes about agents of the teams (None for all), and one more when there is a next page.

    Open ones come with the longest waiting first, decided ones with the latest first.
    """
    order = (Dispute.decided_at.desc(),) if which is DisputeFilter.DECIDED else (Dispute.created_at, Dispute.id)
    wanted = (
        _chosen(select(Dispute), user, teams, which)
        .options(
            joinedload(Dispute.review).joinedload(Review.interaction).joinedload(Interaction.agent),
            joinedload(Dispute.review).joinedload(Review.reviewer),
            joinedload(Dispute.review).selectinload(Review.marks),
            joinedload(Dispute.decider),
        )
        .order_by(*order)
    )
    return session.scalars(wanted.limit(size + 1).offset(page * size)).all()


def dispute_counts(session: Session, user: User, teams: Collection[int] | None) -> dict[DisputeFilter, int]:
    """How many disputes there are under each filter."""
    return {
        which: session.scalar(_chosen(select(func.count(Dispute.id)), user, teams, which)) or 0
        for which in DisputeFilter
    }


def dispute_of(session: Session, review_id: int, criterion: str) -> Dispute | None:
    """The dispute about one mark of a review."""
    return session.scalar(select(Dispute).where(Dispute.review_id == review_id, Dispute.criterion == criterion))


def _chosen(found: Select[Any], user: User, teams: Collection[int] | None, which: DisputeFilter) -> Select[Any]:
    joined = (
        found.join(Review, Review.id == Dispute.review_id)
        .join(Interaction, Interaction.id == Review.interaction_id)
        .outerjoin(Agent, Agent.id == Interaction.agent_id)
    )
    theirs: ColumnElement[bool] = true() if teams is None else Agent.team_id.in_(teams)
    return joined.where(theirs, _state(user, which))


def _state(user: User, which: DisputeFilter) -> ColumnElement[bool]:
    if which is DisputeFilter.DECIDED:
        return Dispute.state.in_((DisputeState.GRANTED, DisputeState.PARTLY, DisputeState.REFUSED))
    still_open = Dispute.state == DisputeState.OPEN
    if which is DisputeFilter.OWN_REVIEWS:
        return and_(still_open, Review.reviewer_id == user.id)
    someone_else = or_(Agent.user_id.is_(None), Agent.user_id != user.id)
    return and_(still_open, Review.reviewer_id != user.id, someone_else)
