"""Acts and spans: what a turn's words do, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal["formal", "informal"]

Norm = Literal["formal", "informal", "follow"]
"""The form of address that a company wants: always the one, or the customer's."""

PRESENT = 0.5
"""From this certainty on an act is judged present."""

DOUBTFUL = 0.3
"""From this certainty on an act that is not judged present might be: between the two, people should look."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act judged present in a turn.

    `certainty` is 0..1, from PRESENT on for an act judged present. `start` and `end` are offsets into the turn's text:
    the words that show it. `because` is a stable key of what recognised it: cue, meaning, words or structure.
    """

    name: str
    certainty: float
    start: int
    end: int
    because: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an agent's turn that a customer may not understand.

    `kind` is jargon, acronym, idiom or slang; `explained` is true when the agent says right there what it means;
    `plain` is the plainer wording from the term list, empty when none is known.
    """

    start: int
    end: int
    kind: str
    text: str
    explained: bool
    plain: str = ""


@dataclass(frozen=True, slots=True)
class TurnActs:
    """All that was recognised in one turn.

    `acts` are those judged present, `doubtful` those that nearly are (certainty from DOUBTFUL up to there).
    `difficulty` is how hard the turn is to read, 0 (easy) to 1, None when it has too few words to tell.
    `sentences` counts the turn's sentences, `hard_sentences` has the offsets of those too hard for the reader.
    `form` is the form of address it clearly uses, None where it addresses nobody or both forms alike.
    """

    acts: tuple[Act, ...] = ()
    doubtful: tuple[Act, ...] = ()
    spans: tuple[Span, ...] = ()
    difficulty: float | None = None
    words: int = 0
    sentences: int = 0
    hard_sentences: tuple[tuple[int, int], ...] = ()
    form: Form | None = None

    def has(self, name: str) -> bool:
        return any(act.name == name for act in self.acts)

    def chance(self, name: str) -> float:
        """The certainty of an act that is present or doubtful, 0 for any other."""
        return next((act.certainty for act in (*self.acts, *self.doubtful) if act.name == name), 0.0)

    def act(self, name: str) -> Act | None:
        return next((act for act in self.acts if act.name == name), None)
