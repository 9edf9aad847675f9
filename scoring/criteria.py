"""Reading a conversation with a criterion of any kind."""

from __future__ import annotations

from rubrics.model import Criterion, Density, Occasion
from scoring.density import mark_density
from scoring.judged import JudgedConversation
from scoring.marks import Mark, unjudged
from scoring.occasion import mark_occasions
from scoring.presence import mark_presence

MOST_APART = {"occasion": 0.25, "density": 0.5, "presence": 0.5}
"""How far (0..1) two readings may lie from the mark, by kind of criterion: one level for moments, else two.

On the whole scenes, read by a recogniser that had not seen them, the marks of empathy beyond a level (one in twelve)
were wrong by 0.8 levels in the mean, the others by 0.4; for listening it was 0.5 and 0.4, for clarity 0.7 and 0.5.
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
