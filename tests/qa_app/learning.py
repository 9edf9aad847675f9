"""A module with everything in it, and an agent who takes it, for tests of taking modules."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from qa_app.config import Config
from qa_app.operations.enrolling import enrol
from qa_app.operations.learning import begin, hand_in, keep_try, read_lesson
from qa_app.operations.modules import module_of
from qa_app.store.database import Session
from qa_app.store.people import Agent, User
from qa_app.store.training import Enrolment, TrainingModule
from rubrics.load import rubric_for_channel
from teaching.exercise import dialogue, feedback, rubric_for
from teaching.keys import keys, translated
from teaching.model import Exercise, Lesson, Module, Option, Question
from tests.qa_app.teaching_modules import small_module
from tests.qa_app.workplace import NOW

GOOD = (
    "I am so sorry, I understand that this worries you. So your refund has not arrived yet, is that right? I have sent"
    " it this morning, and it will be in your account by Thursday."
)
BAD = "Please check the website for the status of your refund."
DUE = timedelta(days=14)

_ORDER = {
    "question.steps.text": "In which order do you go?",
    "question.steps.option.a": "Name the worry",
    "question.steps.option.b": "Ask back",
    "question.steps.option.c": "Say what happens next",
    "question.steps.explanation": "First the feeling, then the matter.",
    "question.all.text": "Which of these help?",
    "question.all.option.a": "A date",
    "question.all.option.b": "A name",
    "question.all.option.c": "A shrug",
    "question.all.explanation": "A shrug helps nobody.",
    "lesson.next.title": "What comes next",
    "lesson.next.text": "Say **when**.",
}


def whole_module(key: str = "refunds_whole") -> Module:
    """Two lessons, an exercise and a question of each kind, in English and Dutch."""
    small = small_module(key)
    module = small.model_copy(
        update={
            "lessons": (*small.lessons, Lesson(id="next")),
            "exercises": (Exercise(id="late", criteria=("empathy", "jargon")),),
            "questions": (
                *small.questions,
                Question(id="steps", kind="order", options=(Option(id="a"), Option(id="b"), Option(id="c"))),
                Question(
                    id="all",
                    kind="multiple",
                    options=(Option(id="a", right=True), Option(id="b", right=True), Option(id="c")),
                ),
            ),
        }
    )
    module = translated(module, "en", _ORDER)
    module = translated(module, "nl", {name: f"nl: {words}" for name, words in module.texts["en"].items()})
    assert set(module.texts["en"]) == set(keys(module))
    return module


def passed(session: Session, enrolment: Enrolment, config: Config, answer: str, now: datetime = NOW) -> None:
    """The agent has begun the whole module, read it, tried the exercise once and passed the quiz."""
    actor = enrolment.agent.user
    assert actor is not None
    begin(session, actor, now, enrolment, "en", config)
    for lesson in ("worry", "next"):
        read_lesson(session, actor, now, enrolment, lesson, config)
    module = module_of(enrolment.version)
    exercise = module.exercises[0]
    told = dialogue(exercise.channel, "en", module.texts["en"]["exercise.late.message"], answer)
    found = feedback(exercise, told, rubric_for(exercise, rubric_for_channel(exercise.channel)), None)
    keep_try(session, actor, now, enrolment, exercise.id, answer, found, config)
    answers = {"first": "a", "all": ["a", "b"], "pairs": {"a": "a", "b": "b"}, "steps": ["a", "b", "c"]}
    hand_in(session, actor, now, enrolment, answers, config)


def taken(
    session: Session, module: TrainingModule, agent: Agent, by: User, now: datetime = NOW, due: date | None = None
) -> Enrolment:
    """An agent is given a module."""
    return enrol(session, by, now, module, agent, due or (now + DUE).date())
