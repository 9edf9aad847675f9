"""Words: terms, abbreviations, idioms and slang in an agent's turn, and how hard a turn is to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from scoring.acts.lexicon import Lexicon
from scoring.acts.pieces import Piece, Reading
from scoring.acts.values import Span

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
    taken = [(span.start, span.end) for span in found]
    spoken = reading.text == reading.text.lower()
    for match in (_SPOKEN_ACRONYM if spoken else _ACRONYM).finditer(reading.text):
        start, end = match.span()
        free = all(end <= first or start >= last for first, last in taken)
        if free and _is_acronym(match.group(), start, reading, lexicon, known):
            found.append(Span(start, end, "acronym", match.group(), _explained(reading, end)))
    return tuple(sorted(found, key=lambda span: span.start))


def asked_back(said: Reading, answer: Reading, spans: Sequence[Span], language: str) -> tuple[Span, ...]:
    """The words of an agent's turn that a customer who did not understand repeats: terms no list needs to know."""
    repeated = {token.stem for piece in answer.pieces if piece.found("does_not_understand") for token in piece.tokens}
    found: dict[str, Span] = {}
    for token in said.tokens:
        word = said.text[token.start : token.end]
        rare = not token.folded[0].isdigit() and zipf(word.lower(), language) < _ASKED_BACK_ZIPF
        free = all(token.end <= span.start or token.start >= span.end for span in spans)
        if rare and free and token.stem in repeated:
            found.setdefault(token.stem, Span(token.start, token.end, "jargon", word, _explained(said, token.end)))
    return tuple(found.values())


def _terms(reading: Reading, lexicon: Lexicon) -> list[Span]:
    """Entries of the word lists, the longest first where two overlap."""
    hits = [hit for piece in reading.pieces for hit in piece.hits if hit.label.startswith("term/")]
    spans: list[Span] = []
    free_from = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start < free_from:
            continue
        term = lexicon.terms[int(hit.label.removeprefix("term/"))]
        text = reading.text[hit.start : hit.end]
        spans.append(Span(hit.start, hit.end, term.kind, text, _explained(reading, hit.end), term.plain))
        free_from = hit.end
    return spans


def _is_known(span: Span, reading: Reading, known: frozenset[str]) -> bool:
    if span.kind not in ("jargon", "acronym"):
        return False
    stems = [token.stem for token in reading.tokens if span.start <= token.start < span.end]
    return bool(stems) and all(stem in known for stem in stems)


def _is_acronym(text: str, start: int, reading: Reading, lexicon: Lexicon, known: frozenset[str]) -> bool:
    shouted = sum(char.isupper() for char in reading.text) > 0.5 * sum(char.isalpha() for char in reading.text)
    token = next((token for token in reading.tokens if token.start <= start < token.end), None)
    if shouted or token is None or token.stem in known:
        return False
    # Letters with digits are more often a reference number or a product than an abbreviation.
    usual = text.lower() in lexicon.everyone_knows | _HESITATIONS or not text.isalpha()
    return not usual and zipf(text.lower(), lexicon.language) < _ACRONYM_ZIPF


def _explained(reading: Reading, end: int) -> bool:
    """Whether an explanation opens right behind a term, in brackets or with words that announce one."""
    if _BRACKET.match(reading.text, end):
        return True
    return any(0 <= hit.start - end <= _EXPLANATION_REACH for hit in reading.hits("explains"))


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
