"""What the form and the place of a sentence say: questions, order, restating, time, names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from scoring.acts.lexicon import Lexicon
from scoring.acts.pieces import Piece, Reading
from scoring.acts.rarity import zipf
from transcripts.text import Token

_LIST_ITEM = re.compile(r"(?:^|\n)[^\S\n]*(?:\d{1,2}[.)]|[-•*])[^\S\n]+\S")
_CLOCK_OR_DATE = re.compile(r"\b(?:\d{1,2}[:.]\d{2}|\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?)\b")
_DIGITS = re.compile(r"\d[\d.,:]*")
# A word is a content word when it is rarer than about one in 1,600 words (Zipf 5.8 is one in 1,585).
_CONTENT_ZIPF = 5.8
# A word may stand before the first word of a question ("and", "so") without changing that it is one.
_LEAD_IN_WORDS = 1
# First names are at most this frequent; "customer", "all", "together" and their like are words of every day.
_NAME_ZIPF = 5.0
# Whether a speaker goes on shows in the next sentences.
_AHEAD = 10
_APART = ("", ",", ".", "!", "?", "\n")
_SENTENCE_ENDS = (".", "!", "…", ":", ";")
_STARTS = {"open_starts": "open_question", "closed_starts": "closed_question"}


def question_kind(piece: Piece) -> str | None:
    """`open_question`, `closed_question` or None, by the question mark and the words it begins with.

    Where sentences are ended by signs, the question mark decides; in speech without any the words do.
    """
    if piece.asks:
        return "open_question" if piece.found("open_starts") else "closed_question"
    if piece.text[-1:] in _SENTENCE_ENDS:
        return None
    return next((kind for label, kind in _STARTS.items() if starts_with(piece, label)), None)


def starts_with(piece: Piece, label: str) -> bool:
    """Whether the pattern stands at the beginning, behind at most one word or a filler."""
    if not piece.tokens:
        return False
    begins = {token.start for token in piece.tokens[: _LEAD_IN_WORDS + 1]}
    fillers = {hit.end for hit in piece.hits if hit.label == "fillers"}
    begins |= {after.start for token, after in pairwise(piece.tokens) if token.end in fillers}
    return any(hit.label == label and hit.start in begins for hit in piece.hits)


def ordered_steps(reading: Reading) -> int:
    """How many steps a turn sets out in order: list items, order words, or sentences that open with an instruction."""
    listed = len(_LIST_ITEM.findall(reading.text))
    markers = {hit.start for hit in reading.hits("order_markers")}
    instructions = sum(1 for piece in reading.pieces if piece.found("imperatives"))
    return max(listed, len(markers), instructions if markers else instructions - 1)


def opens_list_item(piece: Piece) -> bool:
    """Whether a sentence is an item of a list."""
    return bool(_LIST_ITEM.match(piece.text))


def has_time(piece: Piece) -> bool:
    """Whether a sentence names a concrete when."""
    return piece.found("time_expressions") is not None or bool(_CLOCK_OR_DATE.search(piece.text))


def content_stems(tokens: Iterable[Token], language: str) -> frozenset[str]:
    """The stems of the words that carry content, numbers included."""
    return frozenset(
        token.stem for token in tokens if token.folded[0].isdigit() or zipf(token.folded, language) < _CONTENT_ZIPF
    )


def restated(said: frozenset[str], heard: frozenset[str]) -> float:
    """The share of a sentence's content words (0..1) that the customer had used before."""
    return len(said & heard) / len(said) if said else 0.0


def figures(text: str) -> frozenset[str]:
    """The numbers in a text, as written, without punctuation behind them."""
    return frozenset(number.rstrip(".,:") for number in _DIGITS.findall(text))


def addressed_names(reading: Reading, names: frozenset[str], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Where the customer is called by name: a known name, or a name behind an honorific or, written, a greeting."""
    found = []
    greetings = {hit.end for hit in reading.hits("polite_openings")}
    for index, token in enumerate(reading.tokens):
        if token.folded in names:
            found.append((token.start, token.end))
        elif token.folded in lexicon.honorifics and index + 1 < len(reading.tokens):
            after = reading.tokens[index + 1]
            between = reading.text[token.end : after.start]
            if between in (" ", ". ") and _looks_like_name(reading.text[after.start : after.end], after, lexicon):
                found.append((token.start, after.end))
        elif index and reading.tokens[index - 1].end in greetings and _is_name_after_greeting(reading, index, lexicon):
            found.append((token.start, token.end))
    return found


def called_by_name(text: str, addressed: Iterable[tuple[int, int]]) -> list[int]:
    """Where one of the `addressed_names` stands apart from what the sentence says: "Thank you, Mrs Sanders."."""
    found = []
    for start, end in addressed:
        before, after = text[:start].rstrip()[-1:], text[end : end + 1]
        if before in _APART and after in _APART:
            found.append(start)
    return found


def _is_name_after_greeting(reading: Reading, index: int, lexicon: Lexicon) -> bool:
    """ "Hi Tom," names somebody; "Hello, Tom speaking" and "Dear Customer," do not."""
    token, before = reading.tokens[index], reading.tokens[index - 1]
    word = reading.text[token.start : token.end]
    ends = reading.text[token.end : token.end + 1] in (",", "!", ".", "\n", "")
    direct = reading.text[before.end : token.start] == " "
    return direct and ends and word[0].isupper() and zipf(word.lower(), lexicon.language) < _NAME_ZIPF


def _looks_like_name(word: str, token: Token, lexicon: Lexicon) -> bool:
    """A capital, or a rare word in text without capitals, and not a further form of address."""
    if token.folded in lexicon.honorifics or token.folded in lexicon.formal:
        return False
    return word[0].isupper() or zipf(token.folded, lexicon.language) < 4.5


def leads_nowhere(pieces: Sequence[Piece], index: int) -> bool:
    """Whether a question leaves no room for an answer: the same speaker goes on for more than two sentences."""
    after = pieces[index + 1 : index + 1 + _AHEAD]
    return sum(len(piece.tokens) >= 4 for piece in after) > 2
