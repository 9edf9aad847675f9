"""How hard sentences are to read: German ones as learners judged them, Dutch ones beside their plain version."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

from benchmarks.quality.corpus import json_lines
from benchmarks.quality.figures import Part, rounded
from benchmarks.quality.statistic import mean, pearson
from benchmarks.quality.system import Difficulty
from transcripts.text import WORD, sentences

COMPLEXITY_FILE, PLAIN_FILE = "complexity.de.jsonl", "plain.nl.jsonl"


def complexity(data: Path, difficulty: Difficulty) -> Part:
    """Pearson's correlation of our difficulty, and of words per sentence, with the complexity people gave (1–7)."""
    rows = json_lines(data / COMPLEXITY_FILE, ("text", "complexity"))
    people = [float(row["complexity"]) for row in rows]
    ours = pearson([text_difficulty(row["text"], "de", difficulty) for row in rows], people)
    rule = pearson([words_per_sentence(row["text"]) for row in rows], people)
    figures = {"n": len(rows), "ours": rounded(ours), "simple_rule": rounded(rule), "human_ceiling": None}
    return Part([{"figure": "complexity, Pearson", "language": "de", **figures}], ("simple rule: words per sentence",))


def plain(data: Path, difficulty: Difficulty) -> Part:
    """In how many pairs the plain version is the one we find easier; the same for shorter sentences."""
    rows = json_lines(data / PLAIN_FILE, ("complex", "simple"))
    harder = [
        text_difficulty(row["complex"], "nl", difficulty) > text_difficulty(row["simple"], "nl", difficulty)
        for row in rows
    ]
    longer = [words_per_sentence(row["complex"]) > words_per_sentence(row["simple"]) for row in rows]
    figures = {"ours": rounded(mean(harder)), "simple_rule": rounded(mean(longer)), "human_ceiling": None}
    notes = ("simple rule: the one with fewer words per sentence; where two are equal the plain one is not found",)
    return Part([{"figure": "plainer one found", "language": "nl", "n": len(rows), **figures}], notes)


def words_per_sentence(text: str) -> float:
    return fmean(_lengths(text) or [0])


def text_difficulty(text: str, language: str, difficulty: Difficulty) -> float:
    """The difficulty of a text's sentences, each weighed by its number of words."""
    pieces = [piece.text for piece in sentences(text)]
    weights = [max(len(WORD.findall(piece)), 1) for piece in pieces]
    return fmean([difficulty(piece, language) for piece in pieces], weights) if pieces else 0.0


def _lengths(text: str) -> list[int]:
    return [len(WORD.findall(piece.text)) for piece in sentences(text)]
