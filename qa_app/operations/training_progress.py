"""How far an agent is with a module, from what they read, tried and handed in."""

from __future__ import annotations

from dataclasses import dataclass

from qa_app.store.training import Enrolment
from teaching.model import Module


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """Parts by their ids: lessons read, exercises tried, and those of them that were reached.

    The quiz opens when every lesson is read and every exercise tried; reaching an exercise is shown, not asked for,
    since a suggestion of marks decides about nobody. `best` is the best share (0..1) of a quiz, None before the first.
    """

    read: frozenset[str]
    tried: frozenset[str]
    reached: frozenset[str]
    left: int
    best: float | None

    @property
    def quiz_open(self) -> bool:
        return not self.left


def progress_of(enrolment: Enrolment, module: Module) -> TrainingProgress:
    """How far an enrolment is; `module` is what its version holds."""
    read = frozenset(lesson.id for lesson in module.lessons) & frozenset(enrolment.lessons_read)
    tried = frozenset(exercise.id for exercise in module.exercises) & {one.exercise for one in enrolment.exercises}
    reached = tried & {one.exercise for one in enrolment.exercises if one.reached}
    left = len(module.lessons) - len(read) + len(module.exercises) - len(tried)
    return TrainingProgress(read, tried, reached, left, enrolment.best)
