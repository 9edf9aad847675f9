"""Errors as pages, or as JSON for the scripts: what, where, and what to do next. Only here codes become words."""

from __future__ import annotations

import errno
import logging
from uuid import uuid4

from flask import Flask, Response, jsonify, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.store.database import IntegrityError, is_second_of_its_kind
from qa_app.web.administration_messages import ADMINISTRATION
from qa_app.web.edge import give_up
from qa_app.web.standards_messages import STANDARDS
from qa_app.web.training_messages import TRAINING

_log = logging.getLogger(__name__)

# Codes of OperationError and of failed work, in words; placeholders are the error's fields.
MESSAGES = {
    "not_found": _l("This page does not exist, or it is not meant for you."),
    "not_allowed": _l("This is not something that your role may do."),
    "internal": _l("Something went wrong on our side. It was noted for the administrator."),
    "worker_died": _l("The work was broken off three times and was given up. Try again, or ask the administrator."),
    "email_taken": _l("There is an account with the address %(email)s already."),
    "no_role": _l("Choose at least one role; without one an account can do nothing."),
    "last_administrator": _l("This is the last administrator. Make someone else one first."),
    "account_closed": _l("This account is closed. Open it again first."),
    "account_of_another": _l("This account belongs to the agent %(name)s. Take it from there first."),
    "agent_has_account": _l("The agent %(name)s has an account already."),
    "team_exists": _l("There is a team called %(name)s already."),
    "no_such_sector": _l("There is no such sector. Choose one from the list."),
    "no_such_agent": _l("No agent is called so, or several are. Write the name as the list of agents has it."),
    "same_agent": _l("This is the agent itself. Write the name of the other one."),
    "two_accounts": _l("Both agents have an account. Take it from one of them first."),
    "try_again": _l("There was no room or memory for the work. Free some, then try again."),
    "empty_file": _l("%(name)s is empty. Check that the export was complete."),
    "file_too_large": _l(
        "%(name)s is too large: a file may have at most %(limit)s MB. Cut it, or ask the administrator."
    ),
    "too_many_bytes": _l("More came of %(name)s than was announced. Remove it from the list and choose it again."),
    "archive": _l("%(name)s is an archive or an office document. Unpack it first, or save it as text."),
    "disk_full": _l("The disk of the server is full. What has come is kept; go on when there is room again."),
    "file_busy": _l("%(name)s is being read just now. Wait until that is over."),
    "not_failed": _l("There is nothing here that failed."),
    "bad_start": _l("This is no date and time that can be read. Write it as 2026-03-10 14:05."),
    "bad_time_zone": _l("This is no time zone. Write it as Europe/Berlin or +02:00."),
    "bad_channel": _l("This is no channel. Write call, chat, email, social or note."),
    "bad_market": _l("This is no country. Write its two letters, as BE."),
    "bad_language": _l("This is no language. Write its two letters, as nl."),
    "pattern_braces": _l("A brace is missing in the pattern. Write each field as {agent}."),
    "pattern_field": _l(
        "The pattern has no field %(field)s. Use agent, customer, date, time, zone, channel, market, language or any."
    ),
    "pattern_repeats": _l("The pattern has the field %(field)s twice. Use each once."),
    "pattern_empty": _l("The pattern has no field. Write at least one, as {agent}."),
    "pattern_long": _l("The pattern is too long. Use fewer fields."),
    "no_recording": _l("There is no recording of this conversation that can be played."),
    "own_conversation": _l("Nobody grades their own conversation. Another reviewer can."),
    "not_ready": _l("This conversation is still being worked on. It can be graded when that is done."),
    "review_released": _l("This review is released, so it changes no more. What is wrong in it can be disputed."),
    "review_lacks": _l("Marks or reasons are missing. Fill them in, then submit again."),
    "level_unknown": _l("There is no such level. Choose one from 0 to 4."),
    "nothing_suggested": _l("There is no suggestion to accept here. Choose a level, or not applicable."),
    "comment_empty": _l("Write something first; a comment without words says nothing."),
    "comment_too_long": _l("A comment can have at most %(most)s characters. Make it shorter, or write two."),
    "no_such_turn": _l("This turn is not there. Someone may have repaired the transcript; reload the page."),
    "no_such_speaker": _l("There are no turns of two different speakers to swap. Choose others."),
    "no_such_word": _l("A turn can only be split before one of its words, from the second on."),
    "words_differ": _l("The words of this turn and their times do not fit together. Correct its text first."),
    "last_turn": _l("A transcript needs at least one turn with words."),
    "no_transcript": _l("There is no transcript yet that could be repaired."),
    "repaired_meanwhile": _l(
        "Someone else has repaired this transcript since you opened the page, so nothing was saved. What you typed is"
        " kept below; look at the transcript as it is now, then save again."
    ),
    "too_many_steps": _l("This transcript has had more changes than can be kept. Undo some of them first."),
    "rule_inactive": _l("This rule is stopped. Let it draw again first."),
    "rule_without_reviewers": _l(
        "Choose at least one reviewer for this rule; without one nobody can be given anything."
    ),
    "not_a_reviewer": _l("Choose somebody with the role of a reviewer."),
    "due_in_the_past": _l("The date by which it is due has passed already. Choose today or a later day."),
    "due_missing": _l("Give the date by which it is due."),
    "nothing_chosen": _l("Tick at least one conversation first."),
    "hand_back_reason": _l("Give a reason for handing it back."),
    "assignment_over": _l("This is not in your queue any more."),
    "nothing_to_undo": _l("There is no change left that could be undone."),
    "period_backwards": _l("The last day lies before the first. Turn them round."),
    "period_ahead": _l("This period has not begun yet. Choose one with conversations in it."),
    "period_long": _l("Choose a period of two years at most."),
    "period_year": _l("Choose a period of a year at most."),
    "period_incomplete": _l("Give the first and the last day of the period."),
    "nothing_scored": _l(
        "There are no scored conversations of %(agent)s in this period. Choose a longer one, or import conversations "
        "first."
    ),
    "reports_under_way": _l("Reports that you asked for are being made already. Wait for them, or cancel them first."),
    "nobody_to_coach": _l("There is nobody in this team to whom you may give a report."),
    "reports_of_others": _l(
        "Somebody whose report is in this file is no longer in a team of yours. Open the other reports one by one."
    ),
    "grade_blind_first": _l(
        "One of these conversations waits for you to grade it without the suggestion. Grade it first; then the report "
        "opens."
    ),
    "talk_over": _l("This talk is no longer planned. Plan it again first."),
    "agenda_full": _l("The agenda holds %(most)s points at most. Remove one, or plan another talk."),
    "notes_changed": _l("The other side wrote notes meanwhile; they stand below. Put both together, then save again."),
    "goal_without_measure": _l("Choose a mark, or say how you both will see whether the goal is reached."),
    "goal_without_target": _l("Give the mark to reach, from 0 to 100."),
    "goal_date": _l("The follow-up needs a day after the talk and after today, within a year."),
    "goal_not_open": _l("Something was already decided about this goal. Reload the page to see what."),
    "dispute_too_late": _l("The time to dispute marks of this review is over. You can still write a comment."),
    "dispute_same_mark": _l("This is the mark that already counts. Choose the one that you think is right."),
    "dispute_twice": _l("You have disputed this mark already; each one can be disputed once."),
    "dispute_level": _l("This is no level. Choose one from 0 to 4."),
    "dispute_over": _l("This dispute is no longer open. Reload the page to see what was decided."),
    "dispute_partly_level": _l(
        "To grant in part, choose a mark that is neither the proposed one nor the one that counts now."
    ),
    "reason_missing": _l("Say why you see it differently."),
    "answer_missing": _l("Write an answer: the agent is to know why."),
    "grade_first": _l(
        "You are to grade this conversation before you see what others made of it. "
        "Grade it first; then this page opens."
    ),
    "export_no_agent": _l("This account is no agent's, so there was nothing to write out."),
    **ADMINISTRATION,
    **STANDARDS,
    **TRAINING,
}
_STATUS = {
    400: _l("The page could not understand what was sent. Go back and try again."),
    403: _l("This is not something that your role may do."),
    404: _l("This page does not exist, or it is not meant for you."),
    405: _l("This page cannot be used in that way. Go back and try again."),
    409: _l("Somebody else changed the same thing at the same moment. Load the page again and look before you go on."),
    413: _l("What was sent is larger than this page takes."),
    429: _l("Too many tries in a short time. Wait a minute, then try again."),
    500: MESSAGES["internal"],
    507: MESSAGES["disk_full"],
}
CSRF = _l("The page was open for too long or the session has ended. Reload it and try again; nothing was changed.")


def words_for(error: OperationError) -> str:
    """The error in the reader's language."""
    return str(MESSAGES[error.code]) % error.fields


def words_at_form(error: OperationError) -> str:
    """The same, to be shown at the form that was sent; raised again where filling it in otherwise would not help."""
    if isinstance(error, NotFoundError | NotAllowedError):
        raise error
    return words_for(error)


def first_fault(form: FlaskForm) -> str:
    """The words of the first thing that is wrong with what was filled in, for a form that has one place for them."""
    return str(next(words for field in form for words in field.errors))


def init(app: Flask) -> None:
    app.register_error_handler(OperationError, _operation)
    app.register_error_handler(CSRFError, lambda _: _answer(400, str(CSRF)))
    app.register_error_handler(IntegrityError, _at_once)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _operation(error: OperationError) -> tuple[Response | str, int]:
    status = 404 if isinstance(error, NotFoundError) else 403 if isinstance(error, NotAllowedError) else 422
    words = MESSAGES["not_found"] if status == 404 else words_for(error)
    return _answer(status, str(words))


def _at_once(error: IntegrityError) -> tuple[Response | str, int]:
    """Of two who made the same thing at the same moment, as can happen on a database's server, one comes second."""
    if not is_second_of_its_kind(error):
        return _unforeseen(error)
    give_up(error)
    _log.warning("page_at_once", extra={"endpoint": request.endpoint})
    return _answer(409, str(_STATUS[409]))


def _http(error: HTTPException) -> Response | tuple[Response | str, int]:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error.get_response()  # type: ignore[return-value]
    return _answer(status, str(_STATUS.get(status, _STATUS[400 if status < 500 else 500])))


def _unforeseen(error: Exception) -> tuple[Response | str, int]:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        _log.error("disk_full", extra={"endpoint": request.endpoint})
        return _answer(507, str(_STATUS[507]))
    give_up(error)
    number = uuid4().hex[:8]
    _log.error("page_failed", exc_info=error, extra={"number": number, "endpoint": request.endpoint})
    return _answer(InternalServerError.code, str(MESSAGES["internal"]), number)


def _answer(status: int, words: str, number: str = "") -> tuple[Response | str, int]:
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(error=words, number=number), status
    return render_template("error.html", words=words, status=status, number=number), status
