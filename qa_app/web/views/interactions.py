"""One interaction: what was said, how it sounds, what is suggested for it, and what people say about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import Optional

from qa_app.operations import commenting
from qa_app.operations.access import READS, REPAIRS, TEACHES, comments, grades, has_role, is_self, repairs, sees_review
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.intake import try_again
from qa_app.operations.suggesting import conversation_of, rubric_of, scorecard_of
from qa_app.reports.words import sentence
from qa_app.store.audit import AuditEvent
from qa_app.store.blind_queries import is_blind
from qa_app.store.interaction_queries import comments_of, current_suggestion, looks_at, reviews_of
from qa_app.store.interactions import Interaction, RubricVersion, Stage, Waveform
from qa_app.store.people import RoleName
from qa_app.web.access import access, interaction_or_404, me
from qa_app.web.edge import db, now, saw
from qa_app.web.errors import words_for
from qa_app.web.import_words import problem_words
from qa_app.web.locale import reader_language
from qa_app.web.market_words import note_on
from qa_app.web.scorecard_view import CriterionView, criteria_view
from qa_app.web.transcript_view import Line, letter, transcript_lines
from qa_app.web.waveform_view import wave_path
from qa_app.web.wording import day_and_time, moment, to
from scoring import explain
from scoring.scorecard import Scorecard

views = Blueprint("interactions", __name__, url_prefix="/interactions/<int:interaction_id>")
views.add_app_template_filter(letter, "letter")
views.add_app_template_filter(wave_path, "wave_path")
views.add_app_template_test(lambda comment: comment.author_id == me().id, "mine")

_MOST_LOOKS = 20
# What a person can mend about a conversation that was not scored.
_MENDABLE = frozenset({"unsure_roles", "unsure_words", "no_agent", "no_customer", "several_agents", "mixed_languages"})


class CommentForm(FlaskForm):  # type: ignore[misc]
    text = TextAreaField()
    turn = IntegerField(validators=[Optional()])
    back = HiddenField()


@views.get("")
@access(*READS)
def show(interaction_id: int) -> str:
    return _page(interaction_or_404(interaction_id))


@views.get("/progress")
@access(*READS)
def progress(interaction_id: int) -> dict[str, object]:
    """How far the work is, for the script that shows it; nothing of the conversation."""
    interaction = interaction_or_404(interaction_id)
    over = interaction.stage in (Stage.DONE, Stage.FAILED)
    return {"over": over, "progress": interaction.progress, "words": stage_words(interaction)}


@views.post("/comments")
@access(*READS)
def comment(interaction_id: int) -> Response | tuple[str, int]:
    interaction = interaction_or_404(interaction_id)
    form = CommentForm()
    if not form.validate():
        raise OperationError("no_such_turn")
    try:
        added = commenting.add_comment(db(), me(), now(), interaction, form.text.data or "", form.turn.data)
    except OperationError as error:
        if error.code not in ("comment_empty", "comment_too_long"):
            raise
        return _page(interaction, form, words_for(error)), 422
    return redirect(f"{_back(interaction)}#comment-{added.id}", 303)


@views.post("/comments/<int:comment_id>/delete")
@access(*READS)
def delete_comment(interaction_id: int, comment_id: int) -> Response:
    interaction = interaction_or_404(interaction_id)
    gone = commenting.delete_comment(db(), me(), now(), interaction, comment_id)
    flash(_("The comment is deleted."), "success")
    return redirect(_back(interaction) + (f"#turn-{gone.turn}" if gone.turn is not None else "#comments"), 303)


@views.post("/retry")
@access(*REPAIRS)
def retry(interaction_id: int) -> Response:
    interaction = interaction_or_404(interaction_id)
    if not repairs(me(), interaction):
        raise NotAllowedError
    try_again(db(), me(), now(), interaction)
    return redirect(url_for("interactions.show", interaction_id=interaction.id), 303)


def stage_words(interaction: Interaction) -> str:
    """What an interaction waits for or is in."""
    words: dict[Stage, str] = {
        Stage.WAITING: _("Waiting for its turn"),
        Stage.TRANSCRIBING: _("The recording is being transcribed"),
        Stage.SCORING: _("The transcript is being scored"),
        Stage.DONE: _("Done"),
        Stage.FAILED: _("Failed"),
    }
    return words[interaction.stage]


@views.app_template_filter("look_words")
def look_words(action: str) -> str:
    """What someone did who looked at a conversation or at what was made of it."""
    words: dict[str, str] = {
        "interaction.viewed": _("opened the conversation"),
        "recording.played": _("listened to the recording"),
        "review.viewed": _("opened a review"),
        "report.viewed": _("opened a coaching report"),
        "transcript.viewed": _("opened the transcript"),
    }
    return words[action]


def own_time(interaction: Interaction) -> str:
    """When it began by the clock where it took place; "" where that zone is not known or is the reader's."""
    if interaction.started_at is None or not interaction.time_zone:
        return ""
    zone = _zone(interaction.time_zone)
    if zone is None:
        return ""
    words = day_and_time(interaction.started_at.astimezone(zone))
    return "" if words == moment(interaction.started_at) else f"{words} {interaction.time_zone}"


def _zone(name: str) -> tzinfo | None:
    """The time zone of an IANA name or an offset such as +02:00."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    try:
        return datetime.strptime(name, "%z").tzinfo
    except ValueError:
        return None


def _page(interaction: Interaction, form: CommentForm | None = None, wrong: str = "") -> str:
    reader = me()
    saw(reader, "interaction.viewed", interaction)
    blind = is_blind(db(), interaction.id, reader.id)
    card, criteria, rubric_version = _suggestion(interaction, blind)
    owner_or_manager = is_self(reader, interaction.agent) or has_role(reader, RoleName.MANAGER)
    return render_template(
        "interactions/show.html",
        interaction=interaction,
        lines=_lines(interaction, card),
        waveform=db().get(Waveform, interaction.id),
        blind=blind,
        criteria=criteria,
        rubric_version=rubric_version,
        comments=comments_of(db(), interaction.id, reader.id),
        may_comment=comments(reader, interaction),
        may_repair=repairs(reader, interaction) and interaction.transcript is not None,
        may_teach=has_role(reader, *TEACHES) and interaction.transcript is not None,
        may_grade=grades(reader, interaction) and interaction.stage is Stage.DONE,
        may_retry=repairs(reader, interaction) and interaction.stage is Stage.FAILED,
        reviews=[review for review in reviews_of(db(), interaction.id) if sees_review(reader, review)],
        looks=_one_a_day(looks_at(db(), interaction.id, _MOST_LOOKS)) if owner_or_manager else (),
        stage=stage_words(interaction),
        own_time=own_time(interaction),
        market_note=note_on(interaction),
        problem=problem_words(interaction.problem, interaction.problem_detail) if interaction.problem else "",
        not_scored=sentence(explain.not_judged, interaction.not_scored, to()) if interaction.not_scored else "",
        mendable=interaction.not_scored in _MENDABLE,
        form=form,
        wrong=wrong,
    )


def _suggestion(
    interaction: Interaction, blind: bool
) -> tuple[Scorecard | None, Sequence[CriterionView], RubricVersion | None]:
    """The suggestion for the transcript as it is now, and by what; none while it is being made or is to stay hidden."""
    suggested = current_suggestion(db(), interaction.id)
    if blind or suggested is None or interaction.stage is not Stage.DONE:
        return None, (), None
    card = scorecard_of(suggested)
    version = suggested.rubric_version
    return card, criteria_view(rubric_of(version), card, None, reader_language()), version


def _lines(interaction: Interaction, card: Scorecard | None) -> tuple[Line, ...]:
    return transcript_lines(conversation_of(interaction.transcript), card) if interaction.transcript else ()


def _one_a_day(looks: Sequence[AuditEvent]) -> list[AuditEvent]:
    """The last look of each person on each day at the same thing."""
    kept = {(look.user_id, look.action, look.at.date()): look for look in reversed(looks)}
    return sorted(kept.values(), key=lambda look: look.at, reverse=True)


def _back(interaction: Interaction) -> str:
    """The page of ours that the form was on, else the interaction's own."""
    page = request.form.get("back", "")
    own = page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()
    return page if own else url_for("interactions.show", interaction_id=interaction.id)
