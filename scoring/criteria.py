"""Reading a conversation with a criterion of any kind."""

from __future__ import annotations

from rubrics.model import Criterion, Density, Occasion
from scoring.density import mark_density
from scoring.judged import JudgedConversation
from scoring.marks import Mark, unjudged
from scoring.occasion import mark_occasions
from scoring.presence import mark_presence


def mark_criterion(criterion: Criterion, conversation: JudgedConversation) -> Mark:
    """The mark of one criterion with its evidence; the key of a reason where it cannot be judged."""
    if criterion.people_only:
        return unjudged(criterion, "people_only")
    if isinstance(criterion, Occasion):
        return mark_occasions(criterion, conversation)
    if isinstance(criterion, Density):
        return mark_density(criterion, conversation)
    return mark_presence(criterion, conversation)
