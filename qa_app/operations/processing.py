"""What the worker does with each kind of job. Every one can be repeated safely: it goes on from what is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from qa_app.operations.suggesting import conversation_of, save_suggestion, suggestion
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction, Stage
from qa_app.store.work import Job, JobKind
from qa_app.workplace import Workplace

Work = Callable[[Workplace, int, Callable[[Iterable[int]], None]], str | None]
"""Does a job about the row with an id; returns None, or the code of what failed for good."""


def score_interaction(workplace: Workplace, interaction_id: int, deliver: Callable[[Iterable[int]], None]) -> None:
    """Score the transcript of an interaction as it is now, and keep what is suggested."""
    with workplace.database.transaction() as session:
        interaction = session.get_one(Interaction, interaction_id)
        if interaction.transcript is None:
            return
        interaction.stage, interaction.progress = Stage.SCORING, 0.0
        conversation = conversation_of(interaction.transcript)
    card, rubric = suggestion(conversation)
    with workplace.database.transaction() as session:
        interaction = session.get_one(Interaction, interaction_id)
        save_suggestion(session, interaction, card, rubric, datetime.now(UTC))
        interaction.stage, interaction.progress = Stage.DONE, 1.0


def gave_up(session: Session, job: Job) -> None:
    """Tell the row that a job was about that it failed, so that whoever looks at it sees why."""
    if job.kind in (JobKind.PROCESS, JobKind.RESCORE):
        interaction = session.get_one(Interaction, job.subject_id)
        interaction.stage, interaction.problem = Stage.FAILED, job.problem


WORK: dict[JobKind, Work] = {JobKind.RESCORE: score_interaction}
