"""Taking a module: begun in a language, lessons read, exercises tried, the quiz handed in, passed.

A module is passed with its quiz, which opens when every lesson is read and every exercise tried (`TrainingProgress`);
one without a quiz is passed with its last part. Each step is written down as a learning record in the same transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from qa_app.config import Config
from qa_app.operations.access import takes
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.learning_records import event_at, record, taking_of
from qa_app.operations.modules import current_version, module_of
from qa_app.operations.training_progress import progress_of
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.training import Enrolment, EnrolmentState, ExerciseAttempt, QuizAttempt
from scoring.scorecard import scorecard_to_json
from teaching import xapi
from teaching.exercise import Feedback
from teaching.keys import offered
from teaching.model import Module
from teaching.quiz import Answers, marked

# Records are told apart and ordered by their moments, and what passes a module comes before its being passed.
_AFTER = timedelta(milliseconds=1)


def begin(session: Session, actor: User, now: datetime, enrolment: Enrolment, language: str, config: Config) -> None:
    """Begin a module in one of the languages that it has, or go on in another one.

    Raises OperationError `enrolment_over`, `language_not_offered`.
    """
    _of_actor(actor, enrolment)
    if enrolment.state is EnrolmentState.WITHDRAWN:
        raise OperationError("enrolment_over")
    if language not in offered(module_of(enrolment.version)):
        raise OperationError("language_not_offered")
    changed, enrolment.language = enrolment.language != language, language
    if enrolment.state is EnrolmentState.ASSIGNED:
        enrolment.state, enrolment.started_at = EnrolmentState.STARTED, now
        audit(session, actor, now, "enrolment.started", enrolment, language=language)
        record(session, now, enrolment, xapi.began(taking_of(enrolment, config), event_at(now)), config)
    elif changed:
        audit(session, actor, now, "enrolment.language_chosen", enrolment, language=language)


def take_newer(session: Session, actor: User, now: datetime, enrolment: Enrolment) -> None:
    """Take the version that is published now in place of an older one; only before it is begun.

    Raises OperationError `enrolment_begun`.
    """
    _of_actor(actor, enrolment)
    if enrolment.state is not EnrolmentState.ASSIGNED:
        raise OperationError("enrolment_begun")
    newest = current_version(enrolment.module)
    if newest is not None and newest.id != enrolment.version_id:
        enrolment.version, enrolment.language = newest, None
        audit(session, actor, now, "enrolment.version_changed", enrolment, version=newest.number)


def read_lesson(
    session: Session, actor: User, now: datetime, enrolment: Enrolment, lesson: str, config: Config
) -> None:
    """Note that a lesson was read, once. Raises OperationError `enrolment_over`."""
    module = _begun(actor, enrolment)
    if lesson in enrolment.lessons_read:
        return
    enrolment.lessons_read = [*enrolment.lessons_read, lesson]
    audit(session, actor, now, "enrolment.lesson_read", enrolment, lesson=lesson)
    record(session, now, enrolment, xapi.read(taking_of(enrolment, config), event_at(now), lesson), config)
    _pass_without_quiz(session, actor, now, enrolment, module, config)


def keep_try(  # noqa: PLR0913, PLR0917 - what was written belongs to what was found in it
    session: Session,
    actor: User,
    now: datetime,
    enrolment: Enrolment,
    exercise: str,
    answer: str,
    found: Feedback,
    config: Config,
) -> ExerciseAttempt:
    """Keep an answer with what the scorer made of it; also after passing, since practising ends never.

    Raises OperationError `enrolment_over`.
    """
    module = _begun(actor, enrolment)
    attempt = ExerciseAttempt(
        exercise=exercise,
        language=enrolment.language or module.source,
        answer=answer,
        body=scorecard_to_json(found.card),
        reached=found.reached,
        at=now,
    )
    enrolment.exercises.append(attempt)
    session.flush()
    audit(session, actor, now, "enrolment.exercise_tried", enrolment, exercise=exercise, reached=found.reached)
    statement = xapi.tried(taking_of(enrolment, config), event_at(now), exercise, found.score, found.reached)
    record(session, now, enrolment, statement, config)
    _pass_without_quiz(session, actor, now, enrolment, module, config)
    return attempt


def hand_in(
    session: Session, actor: User, now: datetime, enrolment: Enrolment, answers: Answers, config: Config
) -> QuizAttempt:
    """Mark a quiz that was handed in; whoever passes it passes the module.

    Raises OperationError `enrolment_over` (also when it was passed), `parts_left` before the quiz is open.
    """
    module = _begun(actor, enrolment)
    if enrolment.state is EnrolmentState.PASSED:
        raise OperationError("enrolment_over")
    if not progress_of(enrolment, module).quiz_open:
        raise OperationError("parts_left")
    result = marked(module, answers)
    attempt = QuizAttempt(
        language=enrolment.language or module.source,
        answers=answers,
        score=result.share,
        passed=result.passed,
        at=now,
    )
    enrolment.quizzes.append(attempt)
    enrolment.best = max(result.share, enrolment.best or 0.0)
    session.flush()
    audit(session, actor, now, "enrolment.quiz_handed_in", enrolment, passed=result.passed)
    taking, right = taking_of(enrolment, config), sum(result.right.values())
    record(session, now, enrolment, xapi.handed_in(taking, event_at(now), right, result.passed), config)
    if result.passed:
        _pass(session, actor, now, enrolment, config)
    return attempt


def _pass_without_quiz(
    session: Session, actor: User, now: datetime, enrolment: Enrolment, module: Module, config: Config
) -> None:
    started = enrolment.state is EnrolmentState.STARTED
    if started and not module.questions and progress_of(enrolment, module).quiz_open:
        _pass(session, actor, now, enrolment, config)


def _pass(session: Session, actor: User, now: datetime, enrolment: Enrolment, config: Config) -> None:
    enrolment.state, enrolment.passed_at = EnrolmentState.PASSED, now
    audit(session, actor, now, "enrolment.passed", enrolment)
    took = now - (enrolment.started_at or now)
    after = now + _AFTER
    record(session, after, enrolment, xapi.completed(taking_of(enrolment, config), event_at(after), took), config)


def _begun(actor: User, enrolment: Enrolment) -> Module:
    """What is taken, when it was begun and not taken back."""
    _of_actor(actor, enrolment)
    if enrolment.state in (EnrolmentState.WITHDRAWN, EnrolmentState.ASSIGNED):
        raise OperationError("enrolment_over" if enrolment.state is EnrolmentState.WITHDRAWN else "enrolment_waits")
    return module_of(enrolment.version)


def _of_actor(actor: User, enrolment: Enrolment) -> None:
    if not takes(actor, enrolment):
        raise NotAllowedError
