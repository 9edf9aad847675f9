"""Conversations with their acts already recognised, written down by hand; and sums worked out on paper."""

from __future__ import annotations

import ast
import operator
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from rubrics.model import Criterion
from scoring.acts.values import Act, Span, TurnActs
from scoring.judged import JudgedConversation
from transcripts.conversation import Channel, Conversation, Speaker, Turn

Line = tuple[Turn, TurnActs]
_SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def said(
    speaker: str,
    text: str,
    *acts: str,
    spans: Sequence[Span] = (),
    at: tuple[float, float] | None = None,
    hard: int = 0,
) -> Line:
    """A turn of "agent" or "customer" that performs these acts in all its words; `hard` of its sentences are hard."""
    start, end = at or (None, None)
    found = tuple(Act(act, 1.0, 0, len(text), "cue") for act in sorted(acts))
    sentences = ((0, len(text)),) * hard
    turn_acts = TurnActs(
        acts=found,
        spans=tuple(spans),
        difficulty=0.5,
        words=len(text.split()),
        sentences=max(1, hard),
        hard_sentences=sentences,
    )
    return Turn(Speaker(speaker), text, start, end), turn_acts


def span(text: str, word: str, kind: str = "jargon", *, explained: bool = False, plain: str = "") -> Span:
    start = text.index(word)
    return Span(start, start + len(word), kind, word, explained, plain)


def talk(*turns: Line, language: str = "en", channel: str = "chat") -> JudgedConversation:
    conversation = Conversation("talk", Channel(channel), language, tuple(turn for turn, _ in turns))
    return JudgedConversation(conversation, tuple(acts for _, acts in turns))


def criterion(**fields: Any) -> Any:
    """A criterion of any kind, checked as one in a rubric file is."""
    return TypeAdapter[Any](Criterion).validate_python({"id": "quality", "weight": 1, **fields})


def by_hand(arithmetic: str) -> float:
    """What a sum in digits and signs comes to; fails for anything that could not be worked out on paper."""

    def value(node: ast.expr) -> float:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return node.value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -value(node.operand)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return {"min": min, "max": max}[node.func.id](*map(value, node.args))
        assert isinstance(node, ast.BinOp), arithmetic
        return float(_SIGNS[type(node.op)](value(node.left), value(node.right)))

    return value(ast.parse(arithmetic.replace("×", "*"), mode="eval").body)


def as_mark(arithmetic: str) -> float:
    """What the sum comes to, kept between 0 and 1 as every mark is."""
    return min(1.0, max(0.0, by_hand(arithmetic)))
