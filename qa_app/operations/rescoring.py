"""Scoring anew what was scored already, since its transcript or what it is scored by has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from qa_app.operations.jobs import ask_for_each
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction, Stage
from qa_app.store.work import JobKind


def score_again(session: Session, now: datetime, held: Iterable[Interaction]) -> Sequence[Interaction]:
    """Have interactions scored anew that are held until the transaction ends; gives those that were asked for.

    Nothing is asked for those that wait or are worked on: whoever scores them looks again at what they are scored by
    before it is kept.
    """
    asked = [interaction for interaction in held if interaction.stage in (Stage.DONE, Stage.FAILED)]
    for interaction in asked:
        interaction.stage, interaction.progress = Stage.SCORING, 0.0
        interaction.problem = interaction.problem_detail = None
    ask_for_each(session, JobKind.RESCORE, [interaction.id for interaction in asked], now)
    return asked
