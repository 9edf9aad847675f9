"""Form of address of single utterances, each of which exists in a formal and an informal version."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.quality.corpus import json_lines
from benchmarks.quality.figures import Part, Row, rounded
from benchmarks.quality.statistic import mean
from scoring.acts.lexicon import lexicon
from scoring.acts.pieces import read_turn
from scoring.acts.register import form_of_address

FILES = {"de": "register.de.jsonl", "nl": "register.nl.jsonl"}
# From the description of the data: a rule that knows the pronouns, and people.
_PRONOUNS, _PEOPLE = ".985–1.000", 1.0


def register(data: Path, language: str) -> Part:
    """The share of utterances whose form of address we tell, over all and by form; undecided counts as wrong."""
    words = lexicon(language)
    rows = json_lines(data / FILES[language], ("register", "text"))
    answers = [(row["register"], form_of_address(read_turn(row["text"], words), words)) for row in rows]
    forms = {form: [pair for pair in answers if form in ("all", pair[0])] for form in ("all", "formal", "informal")}
    return Part([_accuracy(language, form, pairs) for form, pairs in forms.items()])


def _accuracy(language: str, form: str, pairs: Sequence[tuple[str, str | None]]) -> Row:
    return {
        "figure": "form of address, accuracy",
        "language": language,
        "form": form,
        "n": len(pairs),
        "ours": rounded(mean([found == wanted for wanted, found in pairs])),
        "undecided": rounded(mean([found is None for _, found in pairs])),
        "simple_rule": _PRONOUNS,
        "human_ceiling": _PEOPLE,
    }
