"""The acts of an agent's turn: cues, meaning, form and place joined sentence by sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rubrics.vocabulary import AGENT_ACTS
from scoring.acts.join import BY_FORM, PRESENT, Judged, join, keep_best
from scoring.acts.lexicon import Lexicon
from scoring.acts.pieces import Piece, Reading
from scoring.acts.structure import (
    addressed_names,
    content_stems,
    figures,
    has_time,
    leads_nowhere,
    ordered_steps,
    question_kind,
    restated,
)
from scoring.acts.values import Act

# Set on conversations we wrote ourselves (tests/golden), never on those the product is measured on.
_QUESTION_BY_MEANING = 0.85
_RESTATED_SHARE, _RESTATED_WORDS = 0.5, 4
_SUMMARY_FIGURES = 3
_STEPS = 3
_UNPROMPTED = 0.2


@dataclass(frozen=True, slots=True)
class Place:
    """Where an agent's turn stands and what was said before it.

    `heard` are the content stems of the customer's last turns, `earlier` all figures said before,
    `names` the folded names of the customer; `letter` is true for e-mail, where each message opens and closes.
    """

    first: bool
    last: bool
    late: bool
    letter: bool
    heard: frozenset[str]
    earlier: frozenset[str]
    names: frozenset[str]
    lexicon: Lexicon


def agent_acts(
    reading: Reading, meant: Sequence[Mapping[str, float]], place: Place, prompted: Collection[str]
) -> list[Act]:
    """The acts present in a turn, each at the sentence that shows it best, in the order of their names.

    `meant` gives for each piece the certainties from meaning, empty mappings when meaning is not used.
    `prompted` names the acts of the customer's turns since the agent last spoke.
    """
    best: dict[str, Act] = {}
    for index, piece in enumerate(reading.pieces):
        judged = join(piece, meant[index], AGENT_ACTS)
        _in_answer_to(judged, prompted)
        _questions(judged, piece, reading.pieces, index)
        _apologies(judged)
        _times(judged, piece, reading)
        _opening_and_closing(judged, index, reading, place)
        _restating(judged, piece, place)
        _left_to_form(judged, place)
        keep_best(best, judged, piece)
    for act in _of_the_whole_turn(reading, place):
        known = best.get(act.name)
        if known is None or act.certainty > known.certainty:
            best[act.name] = act
    if "expectation" in best:
        best.pop("vague", None)
    return [best[name] for name in sorted(best)]


def _set(judged: Judged, act: str, certainty: float, because: str) -> None:
    judged[act] = (max(certainty, judged.get(act, (0.0, ""))[0]), because)


def _in_answer_to(judged: Judged, prompted: Collection[str]) -> None:
    """A feeling is met where one was shown; elsewhere meaning must be surer."""
    certainty, because = judged.get("acknowledge_feeling", (0.0, ""))
    if because == "meaning" and "negative_feeling" not in prompted:
        judged["acknowledge_feeling"] = (certainty - _UNPROMPTED, because)


def _questions(judged: Judged, piece: Piece, pieces: Sequence[Piece], index: int) -> None:
    """A question is one by its form, unless it leaves no room for an answer; meaning alone must be nearly certain."""
    kind = question_kind(piece)
    if kind == "closed_question" and not piece.asks and index < len(pieces) - 1:
        # Without a question mark many statements begin like a question; but a question ends the turn.
        kind = None
    checks = judged.get("check_understanding", (0.0, ""))[0] >= PRESENT
    if kind and not checks and not leads_nowhere(pieces, index):
        _set(judged, kind, BY_FORM, "structure")
        judged.pop("closed_question" if kind == "open_question" else "open_question", None)
        return
    for act in ("open_question", "closed_question"):
        certainty, because = judged.get(act, (0.0, ""))
        if kind or checks or (because != "cue" and certainty < _QUESTION_BY_MEANING):
            judged.pop(act, None)


def _apologies(judged: Judged) -> None:
    """One sentence is an apology or an empty one, never both: the surer of the two, and in doubt the empty one."""
    certainty, _ = judged.get("apology", (0.0, ""))
    empty, _ = judged.get("non_apology", (0.0, ""))
    judged.pop("apology" if empty >= max(certainty, PRESENT) else "non_apology", None)


def _times(judged: Judged, piece: Piece, reading: Reading) -> None:
    """An expectation needs a concrete when; what has one is not vague."""
    if has_time(piece):
        judged.pop("vague", None)
        if piece.found("commitments"):
            _set(judged, "expectation", BY_FORM, "structure")
    else:
        judged.pop("expectation", None)
        if piece.found("vague_times") and piece.found("commitments") and not any(map(has_time, reading.pieces)):
            _set(judged, "vague", BY_FORM, "structure")


def _opening_and_closing(judged: Judged, index: int, reading: Reading, place: Place) -> None:
    """Greetings open and closings end; in e-mail each message does both."""
    opens = place.first or place.letter
    closes = place.last or place.letter
    if not opens or index > 2:
        judged.pop("greeting", None)
    if not closes or index < len(reading.pieces) - 6:
        judged.pop("closing", None)


def _restating(judged: Judged, piece: Piece, place: Place) -> None:
    """Restating is saying again what this customer said, in a statement or a question that seeks a yes."""
    said = content_stems(piece.tokens, place.lexicon.language)
    share = restated(said, place.heard)
    certainty = judged.get("paraphrase", (0.0, ""))[0]
    if len(said) >= _RESTATED_WORDS and share >= _RESTATED_SHARE and certainty >= 0.2:
        _set(judged, "paraphrase", BY_FORM, "structure")
    elif certainty < 0.9 and share < 0.15:
        judged.pop("paraphrase", None)


def _left_to_form(judged: Judged, place: Place) -> None:
    """Acts that meaning cannot tell by itself: a slip needs the form of address, a summary its place, a name a name."""
    for act in ("register_slip", "personalisation"):
        if judged.get(act, (0.0, ""))[1] != "cue":
            judged.pop(act, None)
    if not place.late and judged.get("summary", (0.0, ""))[1] != "cue":
        judged.pop("summary", None)


def _of_the_whole_turn(reading: Reading, place: Place) -> list[Act]:
    """Acts that no single sentence shows: steps, a summary by its figures, names."""
    found = []
    if reading.pieces and ordered_steps(reading) >= _STEPS:
        found.append(Act("steps", BY_FORM, reading.pieces[0].start, reading.pieces[-1].end, "structure"))
    if place.late and len(figures(reading.text) & place.earlier) >= _SUMMARY_FIGURES:
        found.append(Act("summary", BY_FORM, reading.pieces[0].start, reading.pieces[-1].end, "structure"))
    names = addressed_names(reading, place.names, place.lexicon)
    if names:
        found.append(Act("personalisation", BY_FORM, *names[0], "structure"))
    return found
