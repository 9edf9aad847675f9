"""A module as somebody takes or tries it: its parts in their order, how far they are, and where each is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from flask_babel import gettext as _
from markupsafe import Markup

from qa_app.operations.errors import NotFoundError
from qa_app.operations.training_progress import TrainingProgress
from qa_app.web.markdown import rendered
from teaching.keys import text
from teaching.model import Exercise, Language, Lesson, Module
from teaching.quiz import passes

_T = TypeVar("_T")
Kind = Literal["lesson", "exercise", "quiz"]


@dataclass(frozen=True, slots=True)
class Course:
    """A version of a module in the language it is read in.

    `where` gives the address of one of its pages, as url_for does, `picture` that of a picture by its name. `progress`
    is None where a module is only tried: nothing is kept there.
    """

    module: Module
    language: Language
    where: Callable[..., str]
    picture: Callable[[str], str]
    progress: TrainingProgress | None

    def text(self, key: str) -> str:
        return text(self.module, self.language, key)

    def lesson_html(self, lesson: Lesson) -> Markup:
        """The words of a lesson, to stand under a heading of the second level."""
        return rendered(self.text(f"lesson.{lesson.id}.text"), self.picture)


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a course; `done` is read, tried or passed, `locked` a quiz that opens later."""

    kind: Kind
    id: str
    title: str
    address: str
    done: bool
    reached: bool = False
    locked: bool = False


def parts(course: Course) -> tuple[Part, ...]:
    """Lessons, exercises and the quiz, in the order in which they are taken."""
    so_far = course.progress or TrainingProgress(frozenset(), frozenset(), frozenset(), 0, None)
    found = [
        Part(
            "lesson",
            one.id,
            course.text(f"lesson.{one.id}.title"),
            course.where("lesson", part=one.id),
            one.id in so_far.read,
        )
        for one in course.module.lessons
    ]
    found += [
        Part(
            "exercise",
            one.id,
            course.text(f"exercise.{one.id}.title"),
            course.where("exercise", part=one.id),
            one.id in so_far.tried,
            one.id in so_far.reached,
        )
        for one in course.module.exercises
    ]
    if course.module.questions:
        passed = so_far.best is not None and passes(course.module, so_far.best)
        found.append(Part("quiz", "", _("Quiz"), course.where("quiz"), passed, passed, not so_far.quiz_open))
    return tuple(found)


def around(course: Course, kind: Kind, part: str = "") -> tuple[Part | None, Part | None]:
    """What comes before a part, and what after it."""
    known = parts(course)
    place = next(number for number, one in enumerate(known) if (one.kind, one.id) == (kind, part))
    before = known[place - 1] if place else None
    return before, known[place + 1] if place + 1 < len(known) else None


def lesson_or_404(course: Course, part: str) -> Lesson:
    return _found("lesson", next((one for one in course.module.lessons if one.id == part), None))


def exercise_or_404(course: Course, part: str) -> Exercise:
    return _found("exercise", next((one for one in course.module.exercises if one.id == part), None))


def _found(what: str, part: _T | None) -> _T:
    if part is None:
        raise NotFoundError(what)
    return part
