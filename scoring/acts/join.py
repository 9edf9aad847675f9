"""Cues and meaning of one sentence joined into one certainty per act."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from scoring.acts.lexicon import NEVER, STRONG, WEAK
from scoring.acts.pieces import Piece
from scoring.acts.values import Act

Judged = dict[str, tuple[float, str]]
"""Act -> certainty 0..1 and what recognised it."""

PRESENT = 0.5
"""From this certainty on an act is judged present."""

BY_FORM = 0.8
"""What form and place alone are worth, when neither a cue nor the meaning speaks."""

# Strong cues are written to be right in 19 of 20 places; a weak one alone decides nothing.
STRONG_CUE, WEAK_CUE = 0.9, 0.3

# How sure meaning must be when nothing else speaks for an act. Examples hold each act far more often than
# conversations do, so 0.5 calls too many. Set on the labelled conversations we wrote (tests/golden), all
# languages together, in steps of 0.1; never on the ones the product is measured on. What accuses an agent
# must be surer than what F1 alone would ask for: in doubt for the person.
_SURE: Mapping[str, float] = {
    "greeting": 0.5,
    "closing": 0.5,
    "apology": 0.8,
    "reassurance": 0.6,
    "dismissive": 0.9,
    "check_understanding": 0.8,
    "paraphrase": 0.5,
    "summary": 0.8,
    "expectation": 0.5,
    "vague": 0.5,
    "overpromise": 0.8,
    "proactive": 0.5,
    "confusion": 0.9,
}
_SURE_ELSE = 0.7


def join(piece: Piece, meant: Mapping[str, float], acts: Collection[str]) -> Judged:
    """The acts of one sentence, among those its speaker can perform, before its place and form are looked at.

    A near miss (`never`) rules the act out. A strong cue settles it, a weak one adds to meaning as an
    independent witness would: 1 - (1 - cue)(1 - meaning). Meaning alone is put on a scale on which it reaches
    0.5 where it is sure enough.
    """
    judged: Judged = {name: (_rescaled(name, certainty), "meaning") for name, certainty in meant.items()}
    ruled_out = set()
    for hit in piece.hits:
        act, _, strength = hit.label.rpartition("/")
        if act not in acts:
            continue
        certainty, because = judged.get(act, (0.0, "meaning"))
        if strength == STRONG:
            judged[act] = (max(STRONG_CUE, certainty), "cue")
        elif strength == WEAK and because != "cue":
            joined = 1 - (1 - WEAK_CUE) * (1 - _rescaled(act, meant.get(act, 0.0)))
            judged[act] = (max(certainty, joined), because)
        elif strength == NEVER:
            ruled_out.add(act)
    return {act: value for act, value in judged.items() if act not in ruled_out}


def keep_best(best: dict[str, Act], judged: Judged, piece: Piece) -> None:
    """Add to `best` the acts that a sentence shows better than those before it."""
    for name, (certainty, because) in judged.items():
        known = best.get(name)
        if certainty >= PRESENT and (known is None or certainty > known.certainty):
            best[name] = Act(name, round(certainty, 3), piece.start, piece.end, because)


def _rescaled(act: str, certainty: float) -> float:
    sure = _SURE.get(act, _SURE_ELSE)
    if certainty < sure:
        return PRESENT * certainty / sure
    return PRESENT + (1 - PRESENT) * (certainty - sure) / (1 - sure)
