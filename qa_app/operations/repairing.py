"""Transcripts put right by people: steps are added and taken back, and what follows from them is scored anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from qa_app.operations.access import repairs
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.rescoring import score_again
from qa_app.store.database import Session
from qa_app.store.interaction_queries import comments_at_turns, held
from qa_app.store.interactions import Interaction, Transcript
from qa_app.store.people import User
from transcripts.errors import InputError
from transcripts.files import conversation_from_json, conversation_to_json
from transcripts.repair import repaired
from transcripts.repair_steps import (
    MOST_STEPS,
    CorrectText,
    JoinTurns,
    SplitTurn,
    Step,
    step_name,
    steps_from_json,
    steps_to_json,
)


def add_steps(
    session: Session, actor: User, now: datetime, interaction: Interaction, steps: Sequence[Step], known: int
) -> None:
    """Do one or more further steps on a transcript; `known` is how many steps whoever asks has seen.

    Raises NotAllowedError, or OperationError `no_transcript`, `repaired_meanwhile` when others repaired it since,
    `too_many_steps`, `last_turn` when no turn would be left, or the code of `transcripts.repair` for a step that cannot
    be done; then none is done.
    """
    transcript = _held(session, actor, interaction, known)
    all_steps = [*_steps(transcript), *steps]
    if len(all_steps) > MOST_STEPS:
        raise OperationError("too_many_steps")
    _keep(session, interaction, transcript, all_steps, now)
    for step in steps:
        _move_comments(session, interaction, step, undone=False)
        audit(session, actor, now, "transcript.repaired", interaction, step=step_name(step), steps=len(all_steps))


def undo_step(session: Session, actor: User, now: datetime, interaction: Interaction, known: int) -> Step:
    """Take back the last step and return it. Raises as `add_steps` does, and OperationError `nothing_to_undo`."""
    transcript = _held(session, actor, interaction, known)
    steps = list(_steps(transcript))
    if not steps:
        raise OperationError("nothing_to_undo")
    step = steps.pop()
    _keep(session, interaction, transcript, steps, now)
    _move_comments(session, interaction, step, undone=True)
    audit(session, actor, now, "transcript.repair_undone", interaction, step=step_name(step), steps=len(steps))
    return step


def _held(session: Session, actor: User, interaction: Interaction, known: int) -> Transcript:
    """The transcript, held against others until the transaction ends."""
    if not repairs(actor, interaction):
        raise NotAllowedError
    transcript = session.get(Transcript, interaction.id, with_for_update=True, populate_existing=True)
    if transcript is None:
        raise OperationError("no_transcript")
    if len(transcript.steps) != known:
        raise OperationError("repaired_meanwhile")
    return transcript


def _steps(transcript: Transcript) -> tuple[Step, ...]:
    return steps_from_json(transcript.steps, "transcript")


def _keep(
    session: Session, interaction: Interaction, transcript: Transcript, steps: Sequence[Step], now: datetime
) -> None:
    """Keep the steps with what they give, and ask for it to be scored."""
    original = conversation_from_json(transcript.original, "transcript")
    try:
        after = repaired(original, steps, "transcript")
    except InputError as error:
        raise OperationError("too_many_steps" if error.code == "too_many" else error.code) from error
    if not after.turns:
        raise OperationError("last_turn")
    transcript.steps = cast("list[Any]", steps_to_json(steps)["steps"])
    transcript.current = conversation_to_json(after) if steps else None
    interaction.turns = len(after.turns)
    session.flush()
    score_again(session, now, held(session, (interaction.id,)))


def _move_comments(session: Session, interaction: Interaction, step: Step, undone: bool) -> None:
    """Comments stay with the words they were about when a step changes the numbers of turns."""
    place, change = _renumbered(step)
    if not change:
        return
    for comment in comments_at_turns(session, interaction.id):
        if comment.turn is not None and comment.turn > place:
            comment.turn = max(comment.turn + (-change if undone else change), 0)


def _renumbered(step: Step) -> tuple[int, int]:
    """Behind which turn a step changes the numbers of the turns, and by how much."""
    match step:
        case SplitTurn(turn, _, _):
            return turn, 1
        case JoinTurns(turn):
            return turn, -1
        case CorrectText(turn, text) if not text.strip():
            return turn - 1, -1
    return 0, 0
