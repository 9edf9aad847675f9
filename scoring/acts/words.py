"""Words: terms, abbreviations, idioms and slang in an agent's turn, and how hard a turn is to read."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from scoring.acts.lexicon import Lexicon
from scoring.acts.pieces import Piece, Reading
from scoring.acts.values import Span
from transcripts.text import Token

# Capitals, perhaps with digits or a small plural s: SLA, 3DS, KYCs. Longer ones are shouted words.
_ACRONYM = re.compile(r"(?<![\w-])(?=[A-Z0-9]*[A-Z][A-Z0-9]*[A-Z])[A-Z0-9]{2,6}(?=s?(?![\w]))")
# In speech there are no capitals: letters without a vowel that are no sound of hesitation.
_SPOKEN_ACRONYM = re.compile(r"(?<![\w'’-])[bcdfghjklmnpqrstvwxz]{2,5}(?![\w'’-])")
_HESITATIONS = frozenset(
    {"hm", "hmm", "hmmm", "mhm", "mm", "mmm", "pff", "pfff", "tss", "brr", "sst", "psst", "zzz", "grr"}
)
# Abbreviations as frequent as this are words of everyday life.
_ACRONYM_ZIPF = 4.3
# "MCC (merchant code)", "the MCC, that is": an explanation opens within this many characters after a term.
_EXPLANATION_REACH = 45
_BRACKET = re.compile(r"\s*[\"'”’]?\s*\(\s*[^()]{6,}")

# The share of a sentence's difficulty that its length makes, and its words. Length is the strongest simple
# predictor (words per sentence correlates 0.70 with readers' judgements of German sentences); rarity adds to it.
_EASY_LENGTH, _HARD_LENGTH = 8, 32
_EASY_ZIPF, _HARD_ZIPF = 5.8, 3.6
_LONG_WORD = 13
_LENGTH_SHARE = 0.6
HARD = 0.6
"""From this difficulty on a sentence counts as hard: about 25 words of ordinary vocabulary, or 18 of rare ones."""
_FEWEST_WORDS = 4
# Rarer than one word in 30,000: an everyday word that is repeated is not what was not understood.
_ASKED_BACK_ZIPF = 3.5


def find_spans(reading: Reading, lexicon: Lexicon, known: frozenset[str]) -> tuple[Span, ...]:
    """The words in an agent's turn that a customer may not understand, without overlaps, in order.

    `known` are the stems of terms the customer has used before: those are no spans.
    """
    found = [span for span in _terms(reading, lexicon) if not _is_known(span, reading, known)]
    return tuple(sorted((*found, *_acronyms(reading, lexicon, known, found)), key=lambda span: span.start))


def asked_back(said: Reading, answer: Reading, spans: Sequence[Span], language: str) -> tuple[Span, ...]:
    """The words of an agent's turn that a customer who did not understand repeats: terms no list needs to know."""
    repeated = {token.stem for piece in answer.pieces if piece.found("does_not_understand") for token in piece.tokens}
    openings = _openings(said)
    found: dict[str, Span] = {}
    for token in said.tokens:
        word = said.text[token.start : token.end]
        rare = not token.folded[0].isdigit() and zipf(word.lower(), language) < _ASKED_BACK_ZIPF
        free = all(token.end <= span.start or token.start >= span.end for span in spans)
        if rare and free and token.stem in repeated:
            found.setdefault(
                token.stem, Span(token.start, token.end, "jargon", word, _explained(said.text, token.end, openings))
            )
    return tuple(found.values())


def _terms(reading: Reading, lexicon: Lexicon) -> list[Span]:
    """Entries of the word lists, the longest first where two overlap."""
    hits = [hit for piece in reading.pieces for hit in piece.hits if hit.label.startswith("term/")]
    openings = _openings(reading)
    spans: list[Span] = []
    free_from = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start < free_from:
            continue
        term = lexicon.terms[int(hit.label.removeprefix("term/"))]
        text = reading.text[hit.start : hit.end]
        spans.append(Span(hit.start, hit.end, term.kind, text, _explained(reading.text, hit.end, openings), term.plain))
        free_from = hit.end
    return spans


def _is_known(span: Span, reading: Reading, known: frozenset[str]) -> bool:
    if span.kind not in ("jargon", "acronym"):
        return False
    first = bisect_left(reading.tokens, span.start, key=_start)
    last = bisect_left(reading.tokens, span.end, key=_start)
    return first < last and all(token.stem in known for token in reading.tokens[first:last])


def _start(token: Token) -> int:
    return token.start


def _acronyms(reading: Reading, lexicon: Lexicon, known: frozenset[str], taken: Sequence[Span]) -> Iterator[Span]:
    """Abbreviations that no list holds and not everybody knows; `taken` are the spans found before, in order."""
    text, lower = reading.text, reading.text.lower()
    if sum(char.isupper() for char in text) > 0.5 * sum(char.isalpha() for char in text):
        return
    openings = _openings(reading)
    word_starts = [token.start for token in reading.tokens]
    taken_starts = [span.start for span in taken]
    for match in (_SPOKEN_ACRONYM if text == lower else _ACRONYM).finditer(text):
        start, end = match.span()
        before = bisect_left(taken_starts, end) - 1
        token = reading.tokens[max(bisect_right(word_starts, start) - 1, 0)]
        free = before < 0 or taken[before].end <= start
        if free and token.stem not in known and _is_unusual(match.group(), lexicon):
            yield Span(start, end, "acronym", match.group(), _explained(text, end, openings))


def _is_unusual(acronym: str, lexicon: Lexicon) -> bool:
    """Letters with digits are more often a reference number or a product than an abbreviation."""
    word = acronym.lower()
    if not word.isalpha() or word in lexicon.everyone_knows or word in _HESITATIONS:
        return False
    return zipf(word, lexicon.language) < _ACRONYM_ZIPF


def _openings(reading: Reading) -> list[int]:
    """Where words that announce an explanation begin, in order."""
    return sorted(hit.start for hit in reading.hits("explains"))


def _explained(text: str, end: int, openings: Sequence[int]) -> bool:
    """Whether an explanation opens right behind a term, in brackets or with words that announce one."""
    following = bisect_left(openings, end)
    announced = following < len(openings) and openings[following] - end <= _EXPLANATION_REACH
    return announced or bool(_BRACKET.match(text, end))


def difficulty(piece: Piece, language: str) -> float | None:
    """How hard a sentence is to read, 0 easy to 1 hard; None when it is too short to tell.

    Length between 8 and 32 words and mean word rarity (Zipf scale of `wordfreq`, van Heuven et al. 2014)
    between 5.8 and 3.6, with long words counted as rarer, each mapped to 0..1 and weighed 0.6 to 0.4.
    """
    words = [
        piece.text[token.start - piece.start : token.end - piece.start].lower()
        for token in piece.tokens
        if not token.folded[0].isdigit()
    ]
    if len(words) < _FEWEST_WORDS:
        return None
    length = _between(len(piece.tokens), _EASY_LENGTH, _HARD_LENGTH)
    rarity = _between(-_mean_zipf(words, language), -_EASY_ZIPF, -_HARD_ZIPF)
    return round(_LENGTH_SHARE * length + (1 - _LENGTH_SHARE) * rarity, 4)


def turn_difficulty(difficulties: Sequence[float | None], pieces: Sequence[Piece]) -> float | None:
    """The difficulty of a turn: its sentences' difficulties, each weighed by its number of words."""
    judged = [
        (value, len(piece.tokens)) for value, piece in zip(difficulties, pieces, strict=True) if value is not None
    ]
    if not judged:
        return None
    return round(sum(value * words for value, words in judged) / sum(words for _, words in judged), 4)


def _mean_zipf(words: Sequence[str], language: str) -> float:
    total = 0.0
    for word in words:
        rarity = max(zipf(word, language), 1.0)
        # Compounds are unknown to any word list; their length says what their frequency cannot.
        total += min(rarity, 3.0) if len(word) >= _LONG_WORD else rarity
    return total / len(words)


@lru_cache(maxsize=200_000)
def zipf(word: str, language: str) -> float:
    """How frequent a word is, log10 of its count in a billion words: 7 the commonest, 3 one in a million, 0 unknown."""
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, language))


def _between(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
