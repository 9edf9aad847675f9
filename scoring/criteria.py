"""Reading a conversation with a criterion of any kind."""

from __future__ import annotations

from rubrics.model import Criterion, Density, Occasion
from scoring.density import mark_density
from scoring.judged import JudgedConversation
from scoring.marks import Mark, unjudged
from scoring.occasion import mark_occasions
from scoring.presence import mark_presence

# Two readings that lie two levels apart leave nothing to suggest.
MOST_APART = 0.5


def suggest(criterion: Criterion, conversation: JudgedConversation) -> Mark:
    """The mark of one criterion, or `unsure` where it hangs on acts that are doubtful: those are for a person to judge.

    It hangs on them when it differs by more than MOST_APART (0..1) from the mark of a reading that counts only what is
    nearly certain, or of one that counts everything doubtful too.
    """
    mark = mark_criterion(criterion, conversation)
    if mark.score is None:
        return mark
    others = [mark_criterion(criterion, read).score for read in (conversation.cautious, conversation.generous)]
    apart = max((abs(other - mark.score) for other in others if other is not None), default=0.0)
    return unjudged(criterion, "unsure") if apart > MOST_APART else mark


def mark_criterion(criterion: Criterion, conversation: JudgedConversation) -> Mark:
    """The mark of one criterion with its evidence; the key of a reason where it cannot be judged."""
    if criterion.people_only:
        return unjudged(criterion, "people_only")
    if isinstance(criterion, Occasion):
        return mark_occasions(criterion, conversation)
    if isinstance(criterion, Density):
        return mark_density(criterion, conversation)
    return mark_presence(criterion, conversation)
