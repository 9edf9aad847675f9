"""Conversations with marks that a test chose, so that figures over them can be reckoned by hand."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime

from qa_app.store.database import Session
from qa_app.store.interactions import Interaction, RubricVersion, Stage, SuggestedMark
from qa_app.store.people import Agent, User
from qa_app.store.reviews import Decision, Review, ReviewMark, ReviewState


def marked(
    session: Session,
    of: Agent,
    at: datetime,
    suggested: float | None = None,
    marks: Mapping[str, float] | None = None,
    **kinds: str,
) -> Interaction:
    """A conversation with a suggested total and suggested marks; `kinds` are channel, language and market."""
    row = Interaction(
        digest=os.urandom(32).hex(),
        name="talk",
        file_name="talk.json",
        **{"channel": "call", "language": "en", "market": "GB", **kinds},
        agent=of,
        started_at=at,
        created_at=at,
        stage=Stage.DONE,
        suggested=suggested,
    )
    session.add(row)
    session.flush()
    session.add_all(
        SuggestedMark(interaction_id=row.id, criterion=name, score=score) for name, score in (marks or {}).items()
    )
    return row


def reviewed(
    session: Session,
    interaction: Interaction,
    reviewer: User,
    total: float,
    marks: Mapping[str, float] | None = None,
    state: ReviewState = ReviewState.RELEASED,
) -> Review:
    """A review of it with these marks, released now unless another state is wanted."""
    at = datetime.now(UTC)
    version = session.get(RubricVersion, 1)
    assert version is not None
    review = Review(
        interaction=interaction,
        reviewer=reviewer,
        rubric_version=version,
        state=state,
        total=total,
        graded_total=total,
        started_at=at,
        changed_at=at,
        released_at=at if state is ReviewState.RELEASED else None,
        marks=[ReviewMark(criterion=name, decision=Decision.OWN, score=score) for name, score in (marks or {}).items()],
    )
    session.add(review)
    session.flush()
    return review
