"""Marking a quiz that was handed in, and the order in which its options are laid before the trainee."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from teaching.model import Module, Question

Answers = dict[str, Any]
"""What was answered, by question id.

single: the id of an option. multiple: a list of ids. order: the ids in the order given. match: the id of the partner
by the id of the option. What is missing or makes no sense is wrong, nothing more.
"""


@dataclass(frozen=True, slots=True)
class Result:
    """A quiz as it was marked: `right` by question id, `share` 0..1 of the questions that were right."""

    right: Mapping[str, bool]
    share: float
    passed: bool


def marked(module: Module, answers: Answers) -> Result:
    """Mark a quiz; one without questions is passed."""
    right = {question.id: is_right(question, answers.get(question.id)) for question in module.questions}
    share = sum(right.values()) / len(right) if right else 1.0
    return Result(right, share, passes(module, share))


def passes(module: Module, share: float) -> bool:
    """Whether a share (0..1) of right questions passes the quiz of a module."""
    # Nine of ten in binary fractions may lie a hair under 0.9.
    return share >= module.pass_mark - 1e-9


def is_right(question: Question, answer: object) -> bool:
    """Whether a question is answered wholly right; half right is wrong."""
    options = [option.id for option in question.options]
    if question.kind == "match":
        return isinstance(answer, Mapping) and dict(answer) == {name: name for name in options}
    if question.kind == "single":
        return isinstance(answer, str) and answer in _right(question)
    if not isinstance(answer, (list, tuple)):
        return False
    given = list(answer)
    return given == options if question.kind == "order" else sorted(map(str, given)) == sorted(_right(question))


def _right(question: Question) -> tuple[str, ...]:
    return tuple(option.id for option in question.options if option.right)


def laid_out(question: Question, seed: str) -> tuple[str, ...]:
    """The ids of the options as they are shown, the same for the same seed.

    Things to put in order are mixed, and never lie in the right order. Choices stay as they were written, since their
    explanations speak of "the third sentence".
    """
    return _mixed(question, seed) if question.kind == "order" else _written(question)


def partners(question: Question, seed: str) -> tuple[str, ...]:
    """The ids of the options whose partners are offered for matching, never in the order of the options."""
    return _mixed(question, seed)


def _mixed(question: Question, seed: str) -> tuple[str, ...]:
    written = _written(question)
    drawn = list(written)
    random.Random(f"{seed} {question.id}").shuffle(drawn)  # noqa: S311 - an order to show, no secret
    return tuple(drawn) if tuple(drawn) != written else (*written[1:], written[0])


def _written(question: Question) -> tuple[str, ...]:
    return tuple(option.id for option in question.options)
