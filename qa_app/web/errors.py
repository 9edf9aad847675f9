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
from qa_app.store.database import IntegrityError
from qa_app.web.administration_messages import ADMINISTRATION
from qa_app.web.edge import give_up

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
    "rubric_changed": _l("%(name)s changed this draft meanwhile."),
    "rubric_large": _l("This is too long for a rubric. Shorten the texts, or take criteria out."),
    "rubric_signs": _l("There are signs in it that cannot be kept. Take them out."),
    "rubric_note": _l("Write what changed and why: people read it beside their marks."),
    "rubric_faulty": _l("There is still something to mend in this draft. Its page says what."),
    "rubric_not_in_use": _l("This version is not in use."),
    "nothing_to_try": _l("There is no such conversation that you may see. Write the number of another one."),
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
    "module_open": _l("There is a draft of this module already, or a version in review. Finish or discard it first."),
    "module_in_review": _l("This version is in review, so it changes no more. Take it back first."),
    "module_file_large": _l("With its pictures the file would be larger than %(most)s MB. Take some out first."),
    "module_pictures_gone": _l("Pictures of this module are not in the store of files. Ask the administrator."),
    "module_not_offered": _l("The product has no other text of this module than the one that is published here."),
    "module_over": _l("Somebody else decided about this version meanwhile. Reload the page to see what."),
    "module_no_draft": _l("There is no draft of this module to write in. Start a new version first."),
    "module_changed": _l(
        "Somebody else has changed this module since you opened the page, so nothing was saved. What you typed is kept"
        " below, beside what was saved meanwhile."
    ),
    "not_put_back": _l("This cannot be undone any more, because the module was changed since."),
    "module_full": _l("There is no room for more: a module has at most 50 lessons, exercises, questions and pictures."),
    "module_invalid": _l(
        "It cannot be kept like this. A question needs at least two answers, and a right one where there is one to"
        " choose."
    ),
    "picture_too_large": _l("This picture is too large: it may have at most %(limit)s MB. Make it smaller first."),
    "picture_too_many_pixels": _l("This picture has too many pixels: at most %(most)s million. Make it smaller first."),
    "picture_type": _l("This is no PNG, JPEG or WebP picture. Save it as one of these first."),
    "picture_broken": _l("This picture cannot be read; it may be damaged. Save it anew, then try again."),
    "lesson_full": _l("A lesson's text has at most %(most)s characters, so this does not fit any more."),
    "moment_empty": _l("Choose some turns first; there are no words to insert."),
    "module_lacks": _l("This version is not complete yet. What is to be mended is listed on its page."),
    "module_note": _l("Say what is to be changed, in at most %(most)s characters; the author is to know."),
    "second_person": _l("Somebody else publishes it: a trainer who neither wrote on it nor submitted it."),
    "module_retired": _l("This module is retired, so nobody new takes it."),
    "module_not_published": _l("No version of this module is published yet. It can be taken as soon as one is."),
    "already_enrolled": _l("%(agent)s has this module to do already."),
    "nobody_chosen": _l("Nobody is chosen yet. Tick at least one agent or team."),
    "proposal_decided": _l("Somebody else decided about this proposal meanwhile."),
    "rule_has_proposed": _l(
        "This rule has proposed something already, so its criterion and module stay. Stop it and make a new one."
    ),
    "proposal_reason": _l("Say why not, in at most %(most)s characters."),
    "enrolment_over": _l("This training is over, so nothing of it changes any more."),
    "enrolment_waits": _l("Begin this training first; its first page has the button for it."),
    "enrolment_begun": _l("You have begun this version already; finish it as it is."),
    "language_not_offered": _l("This module is not there in that language. Choose another one."),
    "parts_left": _l("The quiz opens when every lesson is read and every exercise tried."),
    "answer_empty": _l("Write your answer first, as you would to the customer."),
    "answer_short": _l("This is very short. Write at least a sentence, as you would to the customer."),
    "answer_long": _l("This is longer than a customer would read. Keep it under %(most)s characters."),
    "answer_copied": _l("These are the customer's own words. Write what you would answer."),
    "answer_other_language": _l("This exercise is in %(language)s. Answer in the same language as the customer."),
    "calibration_nothing_chosen": _l("Name at least one conversation, by its number, or draw some."),
    "calibration_too_many": _l("A session can have at most %(most)s conversations; more cannot be talked through."),
    "calibration_unknown": _l("There is no conversation with the number %(numbers)s. Look at its address for it."),
    "calibration_not_ready": _l("%(numbers)s is still being worked on. Leave it out, or wait until it is scored."),
    "calibration_channels": _l(
        "These conversations are of different channels, which are graded by different rubrics. Make a session for each."
    ),
    "calibration_own": _l("Conversation %(number)s is %(name)s's own, and nobody grades their own. Leave one out."),
    "calibration_too_few_reviewers": _l("Choose at least two people with the role of a reviewer."),
    "calibration_benchmark": _l("The benchmark reviewer has to be one of the reviewers of the session."),
    "calibration_closed": _l("This session is closed, so nothing in it is graded any more."),
    "calibration_open": _l("This session is still open. What others gave is shown when it is closed."),
    "calibration_incomplete": _l("Not everybody is done yet. Say that it is to be closed all the same."),
    "calibration_begun": _l("Somebody has begun to grade in this session, so it stays. You can close it."),
    "agreement_reason": _l("Say why, in at most %(most)s characters."),
    "already_stopped": _l("Suggestions are stopped here already."),
    "not_stopped": _l("Suggestions are not stopped here any more."),
    "correction_not_proved": _l("This correction did not prove itself on reviews, so it cannot be switched on."),
    "decision_empty": _l("Write down first what you decided."),
    "decision_too_long": _l("A decision can have at most %(most)s characters. Make it shorter, or write two."),
    "no_such_list": _l("There is no such word list. Choose a language and a sector."),
    "no_such_term": _l("This is not in the product's list any more. Search for it again."),
    "term_missing": _l("Write the word or the words."),
    "term_long": _l("A term can have at most %(most)s characters. Make it shorter, or write two."),
    "term_kind": _l("This is no kind of term. Write jargon, acronym, idiom or slang."),
    "term_state": _l("This is no state. Write added or allowed."),
    "term_plain_missing": _l("Write what to say instead: jargon and figures of speech need plain words."),
    "term_plain_long": _l("The plain words can have at most %(most)s characters. Make them shorter."),
    "term_exists": _l("“%(term)s” is in this list already."),
    "term_twice": _l("“%(term)s” stands in the file more than once; the first line counts."),
    "too_many_terms": _l("A language can have at most %(most)s terms of your own. Remove some first."),
    "term_changed_meanwhile": _l("Somebody has changed this list meanwhile. Look at the term as it is now."),
    "term_not_saved": _l("Save the change first; then conversations can be scored again."),
    "scored_again_already": _l("These conversations were given to be scored again already."),
    "terms_file_large": _l("The file is too large: at most %(most)s kB. Cut it in two."),
    "terms_file_unread": _l("This is no CSV file that can be read. Save the table as CSV (UTF-8) and choose it again."),
    "terms_file_same": _l("Nothing in this file changes the list."),
    "terms_file_columns": _l("The first line must name the columns, each once: term, kind, plain, state, sector."),
    "pattern_ends": _l("Write words to look for; three dots can stand only between words."),
    "pattern_alternatives": _l("There are too many ways to say this. Write two entries with fewer alternatives."),
    "pattern_gaps": _l("There are too many gaps (…). Write fewer, or two entries."),
    "pattern_brackets": _l("A bracket is missing, or a | stands outside brackets. Write alternatives as (one|other)."),
    "export_no_agent": _l("This account is no agent's, so there was nothing to write out."),
    **ADMINISTRATION,
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
    """The database refused the second of two that made the same thing, which can only happen on a server's."""
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
