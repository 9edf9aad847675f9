"""Acts, spans and marks against labelled conversations, per act, criterion and language.

`measure(folder)` reads files of the form described beside the data; nothing of them is kept in the project.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from rubrics.load import rubric_for_channel
from rubrics.vocabulary import AGENT_ACTS, CUSTOMER_ACTS, SPAN_KINDS
from scoring.acts.meaning import Meaning
from scoring.acts.recognise import recognise
from scoring.acts.values import TurnActs
from scoring.engine import score_acts
from transcripts.files import conversation_from_json

CRITERIA = ("empathy", "active_listening", "clarity", "jargon")


@dataclass
class Counts:
    """Right, wrong and overlooked, as they are counted."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def f1(self) -> float | None:
        every = 2 * self.right + self.wrong + self.missed
        return round(2 * self.right / every, 3) if self.right + self.missed else None

    def row(self) -> dict[str, float | int | None]:
        called, there = self.right + self.wrong, self.right + self.missed
        return {
            "n": there,
            "precision": round(self.right / called, 3) if called else None,
            "recall": round(self.right / there, 3) if there else None,
            "f1": self.f1(),
        }


def measure(folder: Path, meaning: Meaning | None) -> dict[str, Any]:
    """Figures over all labelled conversations in a folder, its subfolders included.

    `acts` and `spans` have precision, recall and F1, over all and by language; `criteria` compare mark × 4 with the
    level that people gave: mean absolute error, share within one level, rank correlation, and how often both or
    only one of them says "not judged"; `spread` is the mean difference of a scenario's marks between languages.
    """
    acts: dict[tuple[str, str], Counts] = defaultdict(Counts)
    spans: dict[tuple[str, str], Counts] = defaultdict(Counts)
    pairs: dict[str, list[tuple[str, str, float | None, float | None]]] = defaultdict(list)
    for path in sorted(folder.rglob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        conversation = conversation_from_json(gold, path.name)
        found = recognise(conversation, meaning)
        for turn, labels in zip(found, gold["turns"], strict=True):
            _count_acts(acts, turn, labels, conversation.language)
            _count_spans(spans, turn, labels, conversation.language)
        card = score_acts(conversation, found, rubric_for_channel(conversation.channel.value))
        marks = {mark.criterion: mark.score for mark in card.marks}
        for criterion in CRITERIA:
            level = gold["criteria"].get(criterion)
            pairs[criterion].append((gold["scenario"], conversation.language, marks[criterion], level))
    return {
        "conversations": len(pairs[CRITERIA[0]]),
        "acts": _rows(acts, AGENT_ACTS + CUSTOMER_ACTS),
        "spans": _rows(spans, SPAN_KINDS),
        "criteria": {criterion: _criterion(rows) for criterion, rows in pairs.items()},
    }


def _count_acts(counts: dict[tuple[str, str], Counts], turn: TurnActs, labels: dict[str, Any], language: str) -> None:
    found, there = {act.name for act in turn.acts}, set(labels["acts"])
    for act in found | there:
        for group in ("all", language):
            tally = counts[act, group]
            tally.right += act in found and act in there
            tally.wrong += act not in there
            tally.missed += act not in found


def _count_spans(counts: dict[tuple[str, str], Counts], turn: TurnActs, labels: dict[str, Any], language: str) -> None:
    """A span is right when one of the same kind overlaps it; explained spans count like the others."""
    if labels["speaker"] != "agent":
        return
    found = [(span.kind, span.start, span.end) for span in turn.spans]
    there = [(span["kind"], span["start"], span["end"]) for span in labels["spans"]]
    for group in ("all", language):
        for span in there:
            hit = any(_overlap(span, other) for other in found)
            counts[span[0], group].right += hit
            counts[span[0], group].missed += not hit
        for span in found:
            counts[span[0], group].wrong += not any(_overlap(span, other) for other in there)


def _overlap(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def _rows(counts: dict[tuple[str, str], Counts], names: Iterable[str]) -> dict[str, Any]:
    groups = ["all", *sorted({group for _, group in counts} - {"all"})]
    rows: dict[str, Any] = {
        name: {**counts[name, "all"].row(), **{f"f1_{group}": counts[name, group].f1() for group in groups[1:]}}
        for name in names
    }
    for group in groups:
        values = [value for name in names if (value := counts[name, group].f1()) is not None]
        rows.setdefault("macro", {})["f1" if group == "all" else f"f1_{group}"] = round(fmean(values), 3)
    return rows


def _criterion(rows: list[tuple[str, str, float | None, float | None]]) -> dict[str, Any]:
    both = [(mark * 4, level) for _, _, mark, level in rows if mark is not None and level is not None]
    by_language = defaultdict(list)
    by_scenario: dict[str, list[float]] = defaultdict(list)
    for scenario, language, mark, level in rows:
        if mark is not None and level is not None:
            by_language[language].append(abs(mark * 4 - level))
        if mark is not None:
            by_scenario[scenario].append(mark * 4)
    spreads = [max(marks) - min(marks) for marks in by_scenario.values() if len(marks) > 1]
    agreement = Counter((mark is None, level is None) for _, _, mark, level in rows)
    return {
        "n": len(both),
        "mean_absolute_error": round(fmean(abs(mark - level) for mark, level in both), 3),
        "within_one_level": round(fmean(abs(mark - level) <= 1 for mark, level in both), 3),
        "rank_correlation": _rank_correlation(both),
        "not_judged_by_both": agreement[True, True],
        "judged_only_by_us": agreement[False, True],
        "judged_only_by_people": agreement[True, False],
        "spread_between_languages": round(fmean(spreads), 3) if spreads else None,
        **{f"error_{language}": round(fmean(errors), 3) for language, errors in sorted(by_language.items())},
    }


def _rank_correlation(pairs: list[tuple[float, float]]) -> float | None:
    from scipy.stats import spearmanr

    if len({mark for mark, _ in pairs}) < 2 or len({level for _, level in pairs}) < 2:
        return None
    return round(float(spearmanr([mark for mark, _ in pairs], [level for _, level in pairs]).statistic), 3)


def table(figures: dict[str, Any]) -> str:
    """The figures as a table of plain text."""
    lines = [f"{figures['conversations']} conversations", ""]
    for part in ("acts", "spans", "criteria"):
        columns = list(next(iter(figures[part].values())))
        lines.append(f"{part:22s}" + "".join(f"{column.replace('_', ' ')[:11]:>12s}" for column in columns))
        for name, row in figures[part].items():
            cells = "".join(f"{'–' if row.get(column) is None else row[column]!s:>12s}" for column in columns)
            lines.append(f"{name:22s}{cells}")
        lines.append("")
    return "\n".join(lines)
