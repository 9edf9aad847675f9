"""What conversations are scored by here: the company's own rubrics, else those that come with the product."""

from __future__ import annotations

from dataclasses import dataclass

from qa_app.store.database import Session
from qa_app.store.rubric_queries import published_versions
from rubrics.load import rubric_for_channel
from rubrics.model import Rubric


@dataclass(frozen=True, slots=True)
class Standards:
    """All that a suggestion follows from beside the conversation itself."""

    rubric: Rubric


def standards_for(session: Session, channel: str) -> Standards:
    """The standards for conversations of a channel (call, chat, email, social, note), as they are now."""
    return Standards(current_rubric(session, channel))


def current_rubric(session: Session, channel: str) -> Rubric:
    """The rubric for a channel: of the company's own the one published last, else the one of the product."""
    for version in published_versions(session):
        if channel in version.body["channels"]:
            return Rubric.model_validate(version.body)
    return rubric_for_channel(channel)
