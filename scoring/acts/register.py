"""Form of address: u or je, Sie or du, dumneavoastră or tu, and where an agent leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from scoring.acts.lexicon import Lexicon
from scoring.acts.pieces import Reading
from transcripts.text import Token

Form = Literal["formal", "informal"]

# German for she, they, her and them as well as for you.
_THIRD_PERSON_TOO = ("sie", "ihr", "ihn")
# Dutch for people in general as well as for you: "dat heb je wel eens" addresses nobody.
_GENERIC = frozenset({"je"})


def form_of_address(reading: Reading, lexicon: Lexicon) -> Form | None:
    """The form of address of one turn; None when it has none, or both alike."""
    words = [_address_word(reading, token, lexicon) for token in reading.tokens]
    formal, informal = words.count("formal"), words.count("informal")
    used = [token.folded for token, form in zip(reading.tokens, words, strict=True) if form]
    generic = len(used) == 1 and used[0] in _GENERIC
    if formal == informal or generic:
        return None
    return "formal" if formal > informal else "informal"


def address_words(reading: Reading, lexicon: Lexicon, form: Form) -> list[tuple[int, int]]:
    """The places of the words of one form."""
    return [(token.start, token.end) for token in reading.tokens if _address_word(reading, token, lexicon) == form]


def usual_form(forms: Sequence[Form | None]) -> Form | None:
    """The form an agent keeps in a conversation: the one of most turns, the earliest where they are equal."""
    used: list[Form] = [form for form in forms if form is not None]
    if not used:
        return None
    other: Form = "informal" if used[0] == "formal" else "formal"
    return other if used.count(other) > used.count(used[0]) else used[0]


def _address_word(reading: Reading, token: Token, lexicon: Lexicon) -> Form | None:
    if token.folded in lexicon.informal:
        return "informal"
    if token.folded not in lexicon.formal:
        return None
    if lexicon.language == "de" and token.folded[:3] in _THIRD_PERSON_TOO:
        # "You" has a capital inside a sentence; at its beginning every word has one, and in speech none.
        begins = any(piece.tokens[:1] == (token,) for piece in reading.pieces)
        spoken = reading.text == reading.text.lower()
        return "formal" if spoken or (reading.text[token.start].isupper() and not begins) else None
    return "formal"
