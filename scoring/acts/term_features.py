"""What tells of a word whether a customer may know it: rarity, form, neighbours, lists, and how the customer reacts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from scoring.acts.lexicon import Lexicon
from scoring.acts.pieces import Reading
from scoring.acts.rarity import zipf
from transcripts.text import Token

# Commoner words are no terms by themselves; a longer term is found by its rarer word.
COMMON_ZIPF = 4.8
_RARE, _RARER = 3.0, 2.0
_EVERY_DAY_ZIPF = 5.2
_LOAN_ADVANTAGE = 0.7


@dataclass(frozen=True, slots=True)
class Around:
    """What a turn's words are read against: the stems the customer knows, and the customer's answer if any.

    `asked` is true when the answer shows that something was not understood; `repeated` are the stems of the sentences
    that say so.
    """

    known: Set[str]
    asked: bool
    repeated: Set[str]


def candidates(reading: Reading, lexicon: Lexicon) -> list[int]:
    """The places of the words that could be terms or parts of one: no figures, nothing known to all or too common."""
    found = []
    for place, token in enumerate(reading.tokens):
        word = token.folded
        if word[0].isdigit() or word in lexicon.everyone_knows or len(word) < 2:
            continue
        if zipf(reading.text[token.start : token.end].lower(), lexicon.language) < COMMON_ZIPF:
            found.append(place)
    return found


def term_features(reading: Reading, places: Sequence[int], around: Around, lexicon: Lexicon) -> list[dict[str, float]]:
    """The features of the words at some places of a turn."""
    listed = list(_listed(reading, lexicon))
    begins = {piece.tokens[0].start for piece in reading.pieces if piece.tokens}
    rarity = _Rarity(reading, lexicon.language)
    spoken = reading.text == reading.text.lower()
    rows = []
    for place in places:
        token = reading.tokens[place]
        row = _neighbours(reading.tokens, place, rarity, lexicon.language)
        row |= _word(reading.text, token, rarity(place), lexicon.language)
        row |= {f"listed {kind}": 1.0 for start, end, kind in listed if start <= place < end}
        row |= {
            "beside listed": float(any(place in (start - 1, end) for start, end, _ in listed)),
            "named": float(not spoken and token.start not in begins and reading.text[token.start].isupper()),
            "known": float(token.stem in around.known),
            "asked": float(around.asked),
            "asked back": float(token.stem in around.repeated),
            lexicon.language: 1.0,
        }
        rows.append({name: value for name, value in row.items() if value})
    return rows


def _listed(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """Entries of the word lists as (first word, word behind the last, kind)."""
    starts = {token.start: place for place, token in enumerate(reading.tokens)}
    ends = {token.end: place + 1 for place, token in enumerate(reading.tokens)}
    for piece in reading.pieces:
        for hit in piece.hits:
            term = lexicon.term(hit.label)
            if term:
                yield starts[hit.start], ends[hit.end], term.kind


class _Rarity:
    """How rare each word of a turn is, looked up once."""

    def __init__(self, reading: Reading, language: str) -> None:
        self._words = [reading.text[token.start : token.end].lower() for token in reading.tokens]
        self._language = language
        self._known: dict[int, float] = {}

    def __call__(self, place: int) -> float:
        if place not in self._known:
            self._known[place] = zipf(self._words[place], self._language)
        return self._known[place]


def _neighbours(tokens: Sequence[Token], place: int, rarity: _Rarity, language: str) -> dict[str, float]:
    row = {}
    for step in (-2, -1, 1, 2):
        there = place + step
        if not 0 <= there < len(tokens):
            row[f"edge {step}"] = 1.0
        elif tokens[there].folded[0].isdigit():
            row[f"figure {step}"] = 1.0
        else:
            row[f"rarity {step}"] = (6 - rarity(there)) / 3
            row[f"rare {step}"] = float(rarity(there) < _RARE)
            if abs(step) == 1 and rarity(there) > _EVERY_DAY_ZIPF:
                row[f"{language} beside {step} {tokens[there].folded}"] = 1.0
    return row


def _word(text: str, token: Token, rarity: float, language: str) -> dict[str, float]:
    word = text[token.start : token.end]
    row = {
        "rarity": (6 - rarity) / 3,
        "unknown": float(rarity == 0),
        "rare": float(rarity < _RARE),
        "rarer": float(rarity < _RARER),
        "length": len(word) / 10,
        "capitals": float(word.isupper() and len(word) > 1),
        "digits": float(any(char.isdigit() for char in word)),
        "quoted": float(token.start > 0 and text[token.start - 1] in "\"“„'‘"),
        "explained": float(text[token.end : token.end + 2].strip().startswith("(")),
        "vowelless": float(not any(char in "aeiouyäöü" for char in token.folded)),
        f"{language} begins {token.folded[:4]}": 1.0,
        f"{language} word {token.stem}": 1.0,
    }
    row |= {f"{language} ends {token.folded[-many:]}": 1.0 for many in (3, 4, 5) if len(token.folded) > many}
    if language != "en":
        english = zipf(token.folded, "en")
        row["loan"] = max(0.0, english - rarity) / 3
        row["clearly loan"] = float(english > _RARE and english > rarity + _LOAN_ADVANTAGE)
    return row


def runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Places in a row as (first, behind the last)."""
    if not places:
        return []
    breaks = [index + 1 for index, (one, other) in enumerate(pairwise(places)) if other != one + 1]
    return [
        (places[start], places[end - 1] + 1) for start, end in zip([0, *breaks], [*breaks, len(places)], strict=True)
    ]
