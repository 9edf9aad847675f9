"""What people say about an interaction, or about one turn of it."""

from __future__ import annotations

from datetime import datetime

from qa_app.operations.access import comments
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.store.database import Session
from qa_app.store.interactions import Comment, Interaction
from qa_app.store.people import User
from qa_app.store.review_queries import drafts_of_interaction

MOST_CHARACTERS = 5_000


def add_comment(
    session: Session, author: User, now: datetime, interaction: Interaction, text: str, turn: int | None
) -> Comment:
    """Say something about an interaction, or about the turn with that number.

    What a reviewer says while at a review of it belongs to that draft, and is read by others when it is released; in a
    calibration session, when that is closed.
    Raises NotAllowedError, or OperationError `comment_empty`, `comment_too_long` (`most`) or `no_such_turn`.
    """
    if not comments(author, interaction):
        raise NotAllowedError
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise OperationError("comment_empty")
    if len(text) > MOST_CHARACTERS:
        raise OperationError("comment_too_long", most=MOST_CHARACTERS)
    if turn is not None and not 0 <= turn < interaction.turns:
        raise OperationError("no_such_turn")
    drafts = drafts_of_interaction(session, interaction.id, author.id)
    # Who has both before them speaks in the session: what is said there must not reach the others too early.
    draft = max(drafts, key=lambda review: review.calibration_id or 0).id if drafts else None
    comment = Comment(
        interaction_id=interaction.id, review_id=draft, turn=turn, author_id=author.id, text=text, created_at=now
    )
    session.add(comment)
    session.flush()
    audit(session, author, now, "comment.added", interaction, comment=comment.id, turn=turn)
    return comment


def delete_comment(session: Session, author: User, now: datetime, interaction: Interaction, comment_id: int) -> Comment:
    """Take back one's own comment and return what it was; raises NotFoundError, or NotAllowedError for another's."""
    comment = session.get(Comment, comment_id)
    if comment is None or comment.interaction_id != interaction.id:
        raise NotFoundError("comment")
    if comment.author_id != author.id:
        raise NotAllowedError
    session.delete(comment)
    audit(session, author, now, "comment.deleted", interaction, comment=comment.id, turn=comment.turn)
    return comment
