"""What the worker does with each kind of job. Every one can be repeated safely: it goes on from what is saved."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from qa_app.operations.agreement_check import check_agreement
from qa_app.operations.batch_work import make_reports
from qa_app.operations.exporting import make_export
from qa_app.operations.file_reading import detail, read_imported
from qa_app.operations.hearing import hear
from qa_app.operations.learned_corrections import learn_corrections
from qa_app.operations.record_sending import send_records
from qa_app.operations.standards import Standards, standards_of
from qa_app.operations.suggesting import conversation_of, save_suggestion, suggestion
from qa_app.operations.trying import try_out
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction, Stage
from qa_app.store.word_lists import Trial
from qa_app.store.work import FileState, ImportedFile, Job, JobKind
from qa_app.workplace import Workplace
from scoring.scorecard import Scorecard
from transcripts.conversation import Conversation
from transcripts.errors import InputError

Deliver = Callable[[Iterable[int]], None]
Work = Callable[[Workplace, int, Deliver], str | None]
"""Does a job about the row with an id; returns None, or the code of what failed for good."""
Suggest = Callable[[Conversation, Standards], Scorecard]
_Basis = tuple[Conversation, Standards]


def process_interaction(
    workplace: Workplace, interaction_id: int, deliver: Deliver, suggest: Suggest = suggestion
) -> str | None:
    """Transcribe an interaction if it is a recording that was not heard yet, then score it."""
    with workplace.database.transaction() as session:
        if session.get_one(Interaction, interaction_id).stage is Stage.DONE:
            return None  # the worker before died between the last step and saying so
    try:
        hear(workplace, interaction_id)
        score_interaction(workplace, interaction_id, deliver, suggest)
        return None
    except FileNotFoundError:
        return "file_gone"
    except InputError as error:
        if error.code == "disk_full":
            raise OSError(errno.ENOSPC, error.what) from error
        with workplace.database.transaction() as session:
            session.get_one(Interaction, interaction_id).problem_detail = detail(error)
        return error.code


def score_interaction(
    workplace: Workplace, interaction_id: int, deliver: Deliver, suggest: Suggest = suggestion
) -> None:
    """Score the transcript of an interaction as it is now, and keep what is suggested."""
    with workplace.database.transaction() as session:
        interaction = session.get_one(Interaction, interaction_id)
        basis = _basis(session, interaction)
        if basis:
            interaction.stage, interaction.progress = Stage.SCORING, 0.0
    while basis:
        basis = _keep(workplace, interaction_id, suggest(*basis), basis)


def _basis(session: Session, interaction: Interaction) -> _Basis | None:
    """All that its scorecard follows from as it is now; None where there is no transcript."""
    if interaction.transcript is None:
        return None
    conversation = conversation_of(interaction.transcript)
    return conversation, standards_of(session, interaction, conversation)


def _keep(workplace: Workplace, interaction_id: int, card: Scorecard, basis: _Basis) -> _Basis | None:
    """Keep a scorecard; gives what is to be scored in its stead where someone changed that meanwhile."""
    with workplace.database.transaction() as session:
        # Held, since whoever changes what it follows from asks nothing for what is still being scored.
        interaction = session.get_one(Interaction, interaction_id, with_for_update=True)
        found = _basis(session, interaction)
        if found != basis:
            return found
        save_suggestion(session, interaction, card, basis[1].rubric, datetime.now(UTC))
        interaction.stage, interaction.progress = Stage.DONE, 1.0
        interaction.problem, interaction.problem_detail = None, None
        return None


def gave_up(session: Session, job: Job) -> None:
    """Tell the row that a job was about that it failed, so that whoever looks at it sees why."""
    if job.kind in (JobKind.PROCESS, JobKind.RESCORE):
        interaction = session.get(Interaction, job.subject_id)
        if interaction:
            interaction.stage, interaction.problem = Stage.FAILED, job.problem
    elif job.kind is JobKind.READ_FILE:
        file = session.get(ImportedFile, job.subject_id)
        if file:
            file.state, file.problem = FileState.FAILED, job.problem
    elif job.kind is JobKind.TRY:
        trial = session.get(Trial, job.subject_id)
        if trial:
            trial.problem = job.problem


def gave_back(session: Session, job: Job) -> None:
    """Tell the row that a job was about that nobody works on it for now; how far it is stays to be seen."""
    if job.kind is JobKind.READ_FILE:
        file = session.get(ImportedFile, job.subject_id)
        if file and file.state is FileState.READING:
            file.state = FileState.WAITING
    elif job.kind in (JobKind.PROCESS, JobKind.RESCORE):
        interaction = session.get(Interaction, job.subject_id)
        if interaction and interaction.stage in (Stage.TRANSCRIBING, Stage.SCORING):
            interaction.stage = Stage.WAITING


WORK: dict[JobKind, Work] = {
    JobKind.READ_FILE: read_imported,
    JobKind.PROCESS: process_interaction,
    JobKind.RESCORE: score_interaction,
    JobKind.EXPORT: make_export,
    JobKind.TRY: try_out,
    JobKind.MAKE_REPORTS: make_reports,
    JobKind.SEND_RECORDS: send_records,
    JobKind.CHECK_AGREEMENT: check_agreement,
    JobKind.LEARN_CORRECTIONS: learn_corrections,
}
