"""Putting a transcript right: who spoke, what was said, where a turn ends. Each change is kept and can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from qa_app.operations import repairing
from qa_app.operations.access import REPAIRS, repairs
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.suggesting import conversation_of
from qa_app.store.interactions import Interaction, Stage, Transcript, Waveform
from qa_app.web.access import access, interaction_or_404, me
from qa_app.web.edge import db, now, saw
from qa_app.web.errors import MESSAGES, words_for
from qa_app.web.transcript_view import transcript_lines
from qa_app.web.views.interactions import stage_words
from transcripts.conversation import Speaker, Turn
from transcripts.repair_steps import (
    MOST_CHARACTERS,
    CorrectText,
    JoinTurns,
    MoveTurn,
    SplitTurn,
    Step,
    SwapSpeakers,
    step_name,
    steps_from_json,
)

views = Blueprint("repair", __name__, url_prefix="/interactions/<int:interaction_id>/repair")

_SPEAKERS = [speaker.value for speaker in Speaker]


class TurnForm(FlaskForm):  # type: ignore[misc]
    """A turn with what it should be; `known` is the number of steps that whoever fills it in has seen."""

    known = IntegerField(validators=[InputRequired(), NumberRange(0)])
    turn = IntegerField(validators=[InputRequired(), NumberRange(0)])
    speaker = SelectField(choices=_SPEAKERS)
    text = TextAreaField(validators=[Length(max=MOST_CHARACTERS)])
    word = IntegerField(validators=[Optional(), NumberRange(1)])
    second = SelectField(choices=["", *_SPEAKERS], default="")
    do = SelectField(choices=["save", "split", "join", "remove"])


class SwapForm(FlaskForm):  # type: ignore[misc]
    known = IntegerField(validators=[InputRequired(), NumberRange(0)])
    first = SelectField(choices=_SPEAKERS)
    second = SelectField(choices=_SPEAKERS)


class UndoForm(FlaskForm):  # type: ignore[misc]
    known = IntegerField(validators=[InputRequired(), NumberRange(0)])


@views.get("")
@access(*REPAIRS)
def show(interaction_id: int) -> str:
    """The transcript with a way to change each turn."""
    return _page(_mine_to_repair(interaction_id))


@views.get("/turns/<int:turn>")
@access(*REPAIRS)
def edit(interaction_id: int, turn: int) -> str:
    """The same with one turn open to be changed."""
    return _page(_mine_to_repair(interaction_id), opened=turn)


@views.post("/turns")
@access(*REPAIRS)
def change(interaction_id: int) -> Response | tuple[str, int]:
    interaction = _mine_to_repair(interaction_id)
    form = TurnForm()
    if not form.validate():
        wrong = _("This cannot be saved like that. Look at what is filled in.")
        return _page(interaction, form.turn.data, form, wrong), 422
    turns = conversation_of(_transcript(interaction)).turns
    try:
        if form.turn.data >= len(turns):
            raise OperationError("repaired_meanwhile" if form.known.data != _known(interaction) else "no_such_turn")
        steps = _steps(form, turns[form.turn.data])
        if steps:
            repairing.add_steps(db(), me(), now(), interaction, steps, form.known.data)
    except OperationError as error:
        return _page(interaction, form.turn.data, form, words_for(error)), 422
    return _to_turn(interaction, form.turn.data)


@views.post("/swap")
@access(*REPAIRS)
def swap(interaction_id: int) -> Response | tuple[str, int]:
    interaction = _mine_to_repair(interaction_id)
    form = SwapForm()
    if not form.validate():
        return _page(interaction, wrong=str(MESSAGES["no_such_speaker"])), 422
    step = SwapSpeakers(Speaker(form.first.data), Speaker(form.second.data))
    try:
        repairing.add_steps(db(), me(), now(), interaction, [step], form.known.data)
    except OperationError as error:
        return _page(interaction, wrong=words_for(error)), 422
    return _to_turn(interaction, 0)


@views.post("/undo")
@access(*REPAIRS)
def undo(interaction_id: int) -> Response | tuple[str, int]:
    interaction = _mine_to_repair(interaction_id)
    form = UndoForm()
    try:
        if not form.validate():
            raise OperationError("nothing_to_undo")
        step = repairing.undo_step(db(), me(), now(), interaction, form.known.data)
    except OperationError as error:
        return _page(interaction, wrong=words_for(error)), 422
    return _to_turn(interaction, 0 if isinstance(step, SwapSpeakers) else step.turn)


@views.app_template_filter("step_words")
def step_words(step: Step) -> str:
    """What a step of repair did; turns are counted from 1 for people."""
    if isinstance(step, SwapSpeakers):
        return str(_("speakers swapped"))
    number = step.turn + 1
    words: dict[str, str] = {
        "move_turn": _("turn %(number)s given to another speaker", number=number),
        "correct_text": _("text of turn %(number)s corrected", number=number),
        "split_turn": _("turn %(number)s split", number=number),
        "join_turns": _("turn %(number)s joined with the next", number=number),
        "removed": _("turn %(number)s removed", number=number),
    }
    removed = isinstance(step, CorrectText) and not step.text.strip()
    return words["removed" if removed else step_name(step)]


def _steps(form: TurnForm, turn: Turn) -> Sequence[Step]:
    """What makes the turn what the form says. Whatever button is used, nothing that was changed is lost."""
    at, speaker = form.turn.data, Speaker(form.speaker.data)
    text = (form.text.data or "").replace("\r\n", "\n")
    if form.do.data == "remove":
        return [CorrectText(at, "")]
    steps: list[Step] = [MoveTurn(at, speaker)] if speaker is not turn.speaker else []
    if text.strip() != turn.text.strip():
        steps.append(CorrectText(at, text))
    if form.do.data == "split":
        steps.append(SplitTurn(at, form.word.data or 0, Speaker(form.second.data) if form.second.data else None))
    elif form.do.data == "join":
        steps.append(JoinTurns(at))
    return steps


def _mine_to_repair(interaction_id: int) -> Interaction:
    interaction = interaction_or_404(interaction_id)
    if not repairs(me(), interaction):
        raise NotAllowedError
    _transcript(interaction)
    return interaction


def _transcript(interaction: Interaction) -> Transcript:
    if interaction.transcript is None:
        raise OperationError("no_transcript")
    return interaction.transcript


def _known(interaction: Interaction) -> int:
    return len(_transcript(interaction).steps)


def _page(interaction: Interaction, opened: int | None = None, typed: TurnForm | None = None, wrong: str = "") -> str:
    saw(me(), "transcript.viewed", interaction)
    transcript = _transcript(interaction)
    conversation = conversation_of(transcript)
    turns = conversation.turns
    turn = turns[opened] if opened is not None and 0 <= opened < len(turns) else None
    form = typed
    if form is None and turn is not None:
        form = TurnForm(formdata=None, turn=opened, speaker=turn.speaker.value, text=turn.text)
    if form is not None:
        # What was typed is saved against the transcript that this page shows.
        form.known.data = len(transcript.steps)
    steps = steps_from_json(transcript.steps, "transcript")
    return render_template(
        "interactions/repair.html",
        interaction=interaction,
        lines=transcript_lines(conversation, None),
        waveform=db().get(Waveform, interaction.id),
        known=len(steps),
        last=steps[-1] if steps else None,
        opened=opened if turn is not None else None,
        turn=turn,
        form=form,
        wrong=wrong,
        speakers=list(Speaker),
        scored=interaction.stage is Stage.DONE,
        stage=stage_words(interaction),
    )


def _to_turn(interaction: Interaction, turn: int) -> Response:
    anchor = f"turn-{min(turn, interaction.turns - 1)}"
    return redirect(url_for("repair.show", interaction_id=interaction.id, _anchor=anchor), 303)
