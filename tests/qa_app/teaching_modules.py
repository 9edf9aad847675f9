"""A small training module, whole in English and Dutch, for tests of what is done with modules."""

from __future__ import annotations

from datetime import datetime

from qa_app.operations.modules import first_draft, publish, submit
from qa_app.store.database import Session
from qa_app.store.people import User
from qa_app.store.training import TrainingModule
from teaching.keys import keys, translated
from teaching.model import Exercise, Language, Lesson, Module, Option, Question
from tests.qa_app.workplace import NOW

WORDS = {
    "title": "Refunds",
    "summary": "How to speak about money that is late.",
    "lesson.worry.title": "The worry first",
    "lesson.worry.text": "Money that is **late** is a worry.\n\n- Name it.\n- Then say what you do.",
    "lesson.worry.pair.named.do": "I see why that worries you.",
    "lesson.worry.pair.named.dont": "Calm down, please.",
    "lesson.worry.pair.named.why": "A feeling that was named can go.",
    "exercise.late.title": "A late refund",
    "exercise.late.situation": "You work for a shop; the refund was sent this morning.",
    "exercise.late.message": "I am really worried, where is my money?",
    "question.first.text": "What comes first?",
    "question.first.option.a": "The worry",
    "question.first.option.b": "The order number",
    "question.first.explanation": "Whoever worries does not listen yet.",
    "question.pairs.text": "What belongs together?",
    "question.pairs.option.a": "Worry",
    "question.pairs.option.b": "Anger",
    "question.pairs.match.a": "I see why that worries you.",
    "question.pairs.match.b": "You have every reason to be angry.",
    "question.pairs.explanation": "Each feeling has its own words.",
}


def small_module(key: str = "refunds", *languages: Language) -> Module:
    """A skill with a lesson, an exercise and two questions; translations are made of the English words."""
    module = Module(
        id=key,
        kind="skill",
        criteria=("empathy",),
        lessons=(Lesson(id="worry", pairs=("named",)),),
        exercises=(Exercise(id="late", criteria=("empathy",)),),
        questions=(
            Question(id="first", kind="single", options=(Option(id="a", right=True), Option(id="b"))),
            Question(id="pairs", kind="match", options=(Option(id="a"), Option(id="b"))),
        ),
    )
    assert set(WORDS) == set(keys(module))
    for language in ("en", *(languages or ("nl",))):
        words = WORDS if language == "en" else {key: f"{language}: {text}" for key, text in WORDS.items()}
        module = translated(module, language, words)  # type: ignore[arg-type]
    return module


def drafted(session: Session, author: User, module: Module | None = None, now: datetime = NOW) -> TrainingModule:
    """A module whose first draft is written."""
    return first_draft(session, author, now, module or small_module())


def published(
    session: Session, author: User, second: User, module: Module | None = None, now: datetime = NOW
) -> TrainingModule:
    """A module that one trainer wrote and another published."""
    made = drafted(session, author, module, now)
    submit(session, author, now, made.versions[0])
    publish(session, second, now, made.versions[0])
    return made
