"""How agents of the demo's company took a module some weeks ago, and what was agreed in talks. Invented, too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from qa_app.config import Config
from qa_app.demo_months import COLLEAGUES, trained_on
from qa_app.operations.enrolling import enrol
from qa_app.operations.exercising import scored
from qa_app.operations.goals import GoalDraft, agree, propose
from qa_app.operations.learning import begin, hand_in, keep_try, read_lesson
from qa_app.operations.modules import module_of
from qa_app.operations.people import agent_named
from qa_app.operations.talks import plan_talk, set_state
from qa_app.store.coaching import TalkState
from qa_app.store.database import Session
from qa_app.store.module_queries import module_known
from qa_app.store.people import User
from teaching.exercise import Feedback
from teaching.model import Module, Question
from teaching.quiz import Answers

_TAKEN = "clear_language"
_ANSWERS = Path(__file__).parent / "samples" / "clear-language-answers.yaml"
# With whom a talk was held so many weeks ago; with the others it was longer ago, or never.
_TALKS = {"Lotte Bakker": 5, "Lena Hoffmann": 3, "Radu Ionescu": 6, "Grace Bennett": 4, "Oliver Shaw": 12}
_GOAL_OF, _GOAL_SET = "Tobias Krüger", 7
Tried = Mapping[tuple[str, str], tuple[str, Feedback]]
"""By exercise and language: an answer, and what the scorer makes of it."""


def take_module(session: Session, now: datetime, people: Mapping[str, User], config: Config) -> None:
    """Those who are said to be trained take the module on clear language and pass it, one after the other."""
    module = module_known(session, _TAKEN)
    if module is None:
        return
    tried: Tried | None = None
    for place, colleague in enumerate(COLLEAGUES):
        if not colleague.trained:
            continue
        passed, agent = trained_on(now, place), people[colleague.name]
        given, due = passed - timedelta(days=9), (passed + timedelta(days=5)).date()
        enrolment = enrol(session, people["Katrin Vogel"], given, module, agent_named(session, colleague.name), due)
        taught, language = module_of(enrolment.version), colleague.language
        tried = tried or _tried(session, taught)
        begin(session, agent, passed - timedelta(hours=1), enrolment, language, config)
        at = passed - timedelta(minutes=55)
        for lesson in taught.lessons:
            read_lesson(session, agent, at, enrolment, lesson.id, config)
            at += timedelta(minutes=5)
        for exercise in taught.exercises:
            answer, feedback = tried[exercise.id, language]
            keep_try(session, agent, at, enrolment, exercise.id, answer, feedback, config)
            at += timedelta(minutes=6)
        hand_in(session, agent, passed, enrolment, _answers(taught, place), config)


def _tried(session: Session, taught: Module) -> Tried:
    """One answer to each exercise in each language, the same for all who speak it."""
    found: dict[tuple[str, str], tuple[str, Feedback]] = {}
    written = yaml.safe_load(_ANSWERS.read_text(encoding="utf-8"))
    for language, answers in written.items():
        for exercise, answer in zip(taught.exercises, answers, strict=True):
            feedback = scored(session, taught, exercise, (language, answer), "", lambda: None)
            found[exercise.id, language] = answer, feedback
    return found


def _answers(taught: Module, place: int) -> Answers:
    """All answers right, or all but one, of another question for each."""
    wrong = place % 2 * place
    return {one.id: _right(one) for number, one in enumerate(taught.questions) if number != wrong}


def _right(question: Question) -> object:
    options = [option.id for option in question.options]
    if question.kind == "match":
        return {name: name for name in options}
    right = [option.id for option in question.options if option.right]
    return options if question.kind == "order" else right[0] if question.kind == "single" else right


def talk(session: Session, now: datetime, people: Mapping[str, User]) -> None:
    """Talks that were held, and a goal of one that was not reached."""
    katrin = people["Katrin Vogel"]
    for name, weeks in {**_TALKS, _GOAL_OF: _GOAL_SET}.items():
        at = now.replace(hour=9, minute=0) - timedelta(weeks=weeks)
        held = plan_talk(session, katrin, at - timedelta(days=4), agent_named(session, name), at, None)
        if name == _GOAL_OF:
            draft = GoalDraft(
                "Zuerst auf das Gefühl eingehen, dann auf die Sache.",
                "empathy",
                0.7,
                "",
                "Ein Gespräch in der Woche hören wir gemeinsam.",
                "Wer sich verstanden weiß, hört besser zu.",
                (now - timedelta(days=5)).date(),
            )
            goal = propose(session, katrin, at, held, draft)
            agree(session, people[name], at + timedelta(minutes=5), goal)
        set_state(session, katrin, at + timedelta(minutes=30), held, TalkState.HELD)
