"""Reading a conversation with a criterion of any kind."""

from __future__ import annotations

from rubrics.model import Criterion, Density, Occasion
from scoring.density import mark_density
from scoring.judged import JudgedConversation
from scoring.marks import Mark, unjudged
from scoring.occasion import mark_occasions
from scoring.presence import mark_presence

MOST_APART = {"occasion": 0.2, "density": 0.5, "presence": 0.5}
"""How far (0..1) two readings may lie apart, by kind of criterion.

On the whole scenes, read by a recogniser that had not seen them, marks of occasions beyond their limit (one in eleven)
were wrong by 0.7 levels in the mean, the others by 0.3. For the other kinds the distance said nothing of the error;
beyond two levels there is nothing to suggest.
"""


def suggest(criterion: Criterion, conversation: JudgedConversation) -> Mark:
    """The mark of one criterion, or `unsure` where it hangs on acts that are doubtful: those are for a person to judge.

    It hangs on them when it differs by more than MOST_APART from the mark of a reading that leaves out what is open, or
    of one that counts it as certain.
    """
    mark = mark_criterion(criterion, conversation)
    if mark.score is None:
        return mark
    others = [mark_criterion(criterion, read).score for read in (conversation.cautious, conversation.generous)]
    apart = max((abs(other - mark.score) for other in others if other is not None), default=0.0)
    return unjudged(criterion, "unsure") if apart > MOST_APART[criterion.kind] else mark


def mark_criterion(criterion: Criterion, conversation: JudgedConversation) -> Mark:
    """The mark of one criterion with its evidence; the key of a reason where it cannot be judged."""
    if criterion.people_only:
        return unjudged(criterion, "people_only")
    if isinstance(criterion, Occasion):
        return mark_occasions(criterion, conversation)
    if isinstance(criterion, Density):
        return mark_density(criterion, conversation)
    return mark_presence(criterion, conversation)
