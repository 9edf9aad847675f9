"""What can be said of a sentence without knowing what it means: its cues, form, place, and what was said before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

from rubrics.vocabulary import AGENT_ACTS, CUSTOMER_ACTS
from scoring.acts.lexicon import NEVER, PATTERN_LISTS, STRONG, WEAK, Lexicon
from scoring.acts.pieces import Piece, Reading
from scoring.acts.register import Address, addresses
from scoring.acts.structure import (
    content_stems,
    figures,
    has_time,
    leads_nowhere,
    opens_list_item,
    ordered_steps,
    question_kind,
    restated,
    starts_with,
)
from scoring.acts.values import Form

_CUE_LABELS = frozenset(f"{act}/{strength}" for act in AGENT_ACTS + CUSTOMER_ACTS for strength in (STRONG, WEAK, NEVER))
# No sentence of the scenes has more words; beyond, length says nothing that was learned.
_LONGEST = 100
# How questions begin counts by its place in the sentence, the other lists wherever they stand.
_LISTS = tuple(name for name in PATTERN_LISTS if name not in ("open_starts", "closed_starts", "namings"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a turn stands and what was said before it.

    `opens` is 1 in a speaker's first turn, `closes` in the last two, `late` in the second half, 0 elsewhere, and 0.5
    where only a stretch of the conversation is known; `letter` is true for e-mail, where each message opens and closes.
    `heard` are the content stems of the other side's last turns, `own` those of this speaker's, `earlier` all figures
    said before, `addressed` the places at which the turn addresses the customer by name, `form` the form of address it
    clearly uses, `due` the one this speaker should keep, None where nobody is addressed.
    """

    opens: float
    closes: float
    late: float
    letter: bool
    heard: frozenset[str]
    own: frozenset[str]
    earlier: frozenset[str]
    addressed: Sequence[tuple[int, int]] = ()
    form: Form | None = None
    due: Form | None = None


def features(reading: Reading, place: Place, lexicon: Lexicon) -> list[dict[str, float]]:
    """For each piece of a turn its features by name; what is not named is 0."""
    steps = min(ordered_steps(reading), 5) / 5
    recapped = min(len(figures(reading.text) & place.earlier), 4) / 4
    slips = [address for address in addresses(reading, lexicon) if place.due and address.form != place.due]
    many = len(reading.pieces)
    found = []
    for index, piece in enumerate(reading.pieces):
        row = _cues(piece)
        row |= _form(piece, reading.pieces, index)
        row |= _said_before(piece, place, lexicon)
        row |= _slips(piece, slips, place)
        row |= _terms(piece, lexicon)
        row |= {
            "steps": steps,
            "recapped": recapped,
            "named": float(any(piece.start <= start < piece.end for start, _ in place.addressed)),
            "first_piece": float(index == 0),
            "last_piece": float(index == many - 1),
            "alone": float(many == 1),
            "opens": place.opens,
            "closes": place.closes,
            "late": place.late,
            "letter": float(place.letter),
        }
        found.append({name: value for name, value in row.items() if value})
    return found


def _cues(piece: Piece) -> dict[str, float]:
    return {hit.label: 1.0 for hit in piece.hits if hit.label in _CUE_LABELS}


def _form(piece: Piece, pieces: Sequence[Piece], index: int) -> dict[str, float]:
    kind = question_kind(piece)
    row = {name: float(piece.found(name) is not None) for name in _LISTS}
    return row | {
        "asks": float(piece.asks),
        "asks_openly": float(kind == "open_question"),
        "asks_closed": float(kind == "closed_question"),
        "starts_open": float(starts_with(piece, "open_starts")),
        "starts_closed": float(starts_with(piece, "closed_starts")),
        "has_open": float(piece.found("open_starts") is not None),
        "leads_nowhere": float(kind is not None and leads_nowhere(pieces, index)),
        "has_time": float(has_time(piece)),
        "time_and_commitment": float(has_time(piece) and piece.found("commitments") is not None),
        "vague_and_commitment": float(
            piece.found("vague_times") is not None and piece.found("commitments") is not None
        ),
        "list_item": float(opens_list_item(piece)),
        "exclaims": float(piece.text.endswith("!")),
        "short": float(len(piece.tokens) <= 3),
        "length": log1p(min(len(piece.tokens), _LONGEST)) / 4,
    }


def _said_before(piece: Piece, place: Place, lexicon: Lexicon) -> dict[str, float]:
    said = content_stems(piece.tokens, lexicon.language)
    share = restated(said, place.heard)
    own = restated(said, place.own)
    many = len(said & place.heard)
    return {
        "restates": share,
        "restates_many": min(many, 6) / 6,
        "restates_most": float(share >= 0.5 and many >= 3),
        "repeats_own": own,
        "figures": min(len(figures(piece.text)), 3) / 3,
    }


def _slips(piece: Piece, slips: Sequence[Address], place: Place) -> dict[str, float]:
    """Words of address that leave the form that is due."""
    weights = [address.weight for address in slips if piece.start <= address.start < piece.end]
    clearly = any(weight == 1 for weight in weights)
    return {
        "slips": min(sum(weights), 2) / 2,
        "slips_clearly": float(clearly),
        "slips_to_familiar": float(clearly and place.due == "formal"),
    }


def _terms(piece: Piece, lexicon: Lexicon) -> dict[str, float]:
    """How many entries of the word lists stand in a sentence, by kind."""
    kinds = Counter(term.kind for _, term in lexicon.terms_in(piece.hits))
    return {f"{kind}s": min(many, 2) / 2 for kind, many in kinds.items()}
