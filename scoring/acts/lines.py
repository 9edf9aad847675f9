"""Recognised acts as one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from scoring.acts.values import Span, TurnActs
from transcripts.conversation import Conversation


def acts_line(conversation: Conversation, acts: Sequence[TurnActs]) -> str:
    """`{"id", "turns": [{"acts": {act: certainty}, "spans": [...], "difficulty"}]}` on one line."""
    turns = [
        {
            "acts": {act.name: act.certainty for act in turn.acts},
            "spans": [_span(span) for span in turn.spans],
            "difficulty": turn.difficulty,
        }
        for turn in acts
    ]
    return json.dumps({"id": conversation.id, "turns": turns}, ensure_ascii=False, separators=(",", ":"))


def _span(span: Span) -> dict[str, object]:
    return {
        "start": span.start,
        "end": span.end,
        "kind": span.kind,
        "text": span.text,
        "explained": span.explained,
    }
