"""What someone must not see yet: suggestions for interactions that they are to grade, or are grading, without them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from qa_app.store.interactions import Interaction
from qa_app.store.reviews import Assignment, AssignmentState, Review, ReviewState

_Which = Callable[[InstrumentedAttribute[int]], ColumnElement[bool]]


def blind_interactions(reader_id: int | None, which: _Which = lambda _: true()) -> CompoundSelect[Any]:
    """The ids of all of them; `which` narrows the interactions by their id, where not all are asked for."""
    assigned = select(Assignment.interaction_id).where(
        Assignment.reviewer_id == reader_id,
        Assignment.state == AssignmentState.OPEN,
        Assignment.blind,
        which(Assignment.interaction_id),
    )
    begun = select(Review.interaction_id).where(
        Review.reviewer_id == reader_id,
        Review.state == ReviewState.DRAFT,
        Review.blind,
        which(Review.interaction_id),
    )
    return assigned.union(begun)


def is_blind(session: Session, interaction_id: int, reader_id: int) -> bool:
    """Whether a reader has this interaction to grade without its suggestion."""
    return bool(blind_for(session, reader_id, (interaction_id,)))


def blind_for(session: Session, reader_id: int, ids: Collection[int]) -> frozenset[int]:
    """Those of some interactions that a reader has to grade without their suggestion."""
    return frozenset(session.scalars(blind_interactions(reader_id, lambda interaction: interaction.in_(ids))))


def blind_of_agent(session: Session, reader_id: int, agent_id: int) -> frozenset[int]:
    """The interactions of an agent that a reader has to grade without their suggestion."""
    theirs = select(Interaction.id).where(Interaction.agent_id == agent_id)
    return frozenset(session.scalars(blind_interactions(reader_id, lambda interaction: interaction.in_(theirs))))
