"""Form of address: u or je, Sie or du, dumneavoastră or tu, and where an agent leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from scoring.acts.lexicon import Lexicon
from scoring.acts.pieces import Reading

Form = Literal["formal", "informal"]


def form_of_address(reading: Reading, lexicon: Lexicon) -> Form | None:
    """The form of address of one turn; None when it has none, or both alike."""
    words = [_address_word(reading, token.start, token.end, token.folded, lexicon) for token in reading.tokens]
    formal, informal = words.count("formal"), words.count("informal")
    if formal == informal:
        return None
    return "formal" if formal > informal else "informal"


def address_words(reading: Reading, lexicon: Lexicon, form: Form) -> list[tuple[int, int]]:
    """The places of the words of one form."""
    return [
        (token.start, token.end)
        for token in reading.tokens
        if _address_word(reading, token.start, token.end, token.folded, lexicon) == form
    ]


def usual_form(forms: Sequence[Form | None]) -> Form | None:
    """The form an agent keeps in a conversation: the one of most turns, the earliest where they are equal."""
    used: list[Form] = [form for form in forms if form is not None]
    if not used:
        return None
    other: Form = "informal" if used[0] == "formal" else "formal"
    return other if used.count(other) > used.count(used[0]) else used[0]


def _address_word(reading: Reading, start: int, end: int, folded: str, lexicon: Lexicon) -> Form | None:
    if folded in lexicon.informal:
        return "informal"
    if folded not in lexicon.formal:
        return None
    # German `sie` and `ihr` are "you" only with a capital inside a sentence; without capitals (speech) all may be.
    if lexicon.language == "de" and folded[:3] in ("sie", "ihr", "ihn"):
        word = reading.text[start:end]
        return "formal" if word[0].isupper() or reading.text == reading.text.lower() else None
    return "formal"
