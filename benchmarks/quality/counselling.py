"""Transcribed counselling dialogues (AnnoMI): questions, reflections, and dialogues of high and of low quality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.quality.corpus import json_lines
from benchmarks.quality.criteria import marks_of
from benchmarks.quality.figures import Part, Row, rounded
from benchmarks.quality.statistic import auc, macro_f1_of_classes
from benchmarks.quality.system import Recognise
from rubrics.vocabulary import QUESTION_ACTS
from scoring.acts.values import TurnActs
from transcripts.conversation import Channel, Conversation, Speaker, Turn

FILE = "annomi.en.jsonl"
_FIELDS = ("dialogue", "turn", "quality", "speaker", "text", "question", "question_kind", "reflection")
_REFLECTIONS = frozenset({"paraphrase", "summary", "acknowledge_feeling"})
# From the description of the data: nine phrases and a rule for open and closed; one annotator against the rest.
_OPEN_CLOSED_RULE, _REFLECTION_RULE = 0.758, 0.642
_QUESTION_PEOPLE, _REFLECTION_PEOPLE = 0.958, 0.883

Dialogue = tuple[Conversation, Sequence[dict[str, Any]]]


def counselling(data: Path, recognise: Recognise) -> Part:
    """Macro-F1 over the counsellors' turns, and how well marks for active listening tell good dialogues from poor.

    Dialogues are recognised whole. A reflection is a paraphrase, a summary or a feeling acknowledged.
    """
    dialogues = list(_dialogues(data))
    turns = [
        (row, found)
        for conversation, rows in dialogues
        for row, found in zip(rows, recognise(conversation), strict=True)
        if row["speaker"] == "agent"
    ]
    notes = (
        "counselling, not service; simple rules: “?”, measured here; for the others as described with the data",
        "human ceiling: one annotator against the rest, as described with the data",
    )
    return Part([*_turn_rows(turns), _quality(dialogues, recognise)], notes)


def _dialogues(data: Path) -> Iterator[Dialogue]:
    by_dialogue: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in json_lines(data / FILE, _FIELDS):
        by_dialogue[row["dialogue"]].append(row)
    for name, rows in by_dialogue.items():
        ordered = sorted(rows, key=lambda row: row["turn"])
        turns = tuple(Turn(Speaker(row["speaker"]), row["text"]) for row in ordered)
        yield Conversation(str(name), Channel.CALL, "en", turns), ordered


def _turn_rows(turns: Sequence[tuple[dict[str, Any], TurnActs]]) -> list[Row]:
    asked = [bool(row["question"]) for row, _ in turns]
    found = [any(map(acts.has, QUESTION_ACTS)) for _, acts in turns]
    marked = ["?" in row["text"] for row, _ in turns]
    reflected = [bool(row["reflection"]) for row, _ in turns]
    reflecting = [any(map(acts.has, _REFLECTIONS)) for _, acts in turns]
    kinds = [(row["question_kind"], _kind(acts)) for row, acts in turns if row["question_kind"]]
    open_closed = macro_f1_of_classes([kind for _, kind in kinds], [kind for kind, _ in kinds], ("open", "closed"))
    return [
        _row("question, macro-F1", len(turns), _yes_no(found, asked), _yes_no(marked, asked), _QUESTION_PEOPLE),
        _row("open or closed, macro-F1", len(kinds), open_closed, _OPEN_CLOSED_RULE, None),
        _row("reflection, macro-F1", len(turns), _yes_no(reflecting, reflected), _REFLECTION_RULE, _REFLECTION_PEOPLE),
    ]


def _row(figure: str, n: int, ours: float | None, rule: float | None, people: float | None) -> Row:
    return {"figure": figure, "n": n, "ours": rounded(ours), "simple_rule": rounded(rule), "human_ceiling": people}


def _yes_no(found: Sequence[bool], there: Sequence[bool]) -> float | None:
    return macro_f1_of_classes(list(map(str, found)), list(map(str, there)), ("True", "False"))


def _kind(acts: TurnActs) -> str:
    """The surer of the two kinds where a turn asks both ways, open where they are equally sure."""
    certainty = {kind: act.certainty for kind in ("open", "closed") if (act := acts.act(f"{kind}_question"))}
    return max(certainty, key=lambda kind: certainty[kind], default="none")


def _quality(dialogues: Sequence[Dialogue], recognise: Recognise) -> Row:
    marks = marks_of(recognise)
    judged = [
        (mark, rows[0]["quality"] == "high")
        for conversation, rows in dialogues
        if (mark := marks(conversation)["active_listening"].score) is not None
    ]
    value = auc([mark for mark, _ in judged], [high for _, high in judged])
    return _row("quality by active listening, AUC", len(judged), value, None, None)
