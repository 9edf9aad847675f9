"""Form of address: u or je, Sie or du, dumneavoastră or tu, which one is due, and where an agent leaves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from scoring.acts.lexicon import Lexicon
from scoring.acts.pieces import Reading
from scoring.acts.values import Form, Norm
from transcripts.conversation import Conversation, Speaker
from transcripts.text import Token

# German for she, they, her and them as well as for you.
_THIRD_PERSON_TOO = ("sie", "ihr", "ihn")
# Dutch: one may say "je" of people in general, and "jullie" to a company or a family one calls "u".
_LIGHT = {"nl": frozenset({"je", "jullie"})}
_WHOLE, _LIGHT_WEIGHT = 1.0, 0.4
# The form that strangers are addressed in where nothing else tells (domain, section 3). Dutch service uses both.
_NORM: Mapping[str, Form] = {"DE": "formal", "AT": "formal", "CH": "formal", "RO": "formal", "MD": "formal"}


class Address(NamedTuple):
    """A word that addresses somebody: its offsets, its form, and how surely it does so (0..1)."""

    start: int
    end: int
    form: Form
    weight: float


def addresses(reading: Reading, lexicon: Lexicon) -> Iterator[Address]:
    """The words of address in a turn."""
    begins = {piece.tokens[0].start for piece in reading.pieces if piece.tokens}
    light = _LIGHT.get(lexicon.language, frozenset())
    for token in reading.tokens:
        if token.folded in lexicon.informal:
            weight = _LIGHT_WEIGHT if token.folded in light else _WHOLE
            yield Address(token.start, token.end, "informal", weight)
        elif token.folded in lexicon.formal:
            weight = _formal_weight(reading.text, token, lexicon.language, begins=token.start in begins)
            if weight:
                yield Address(token.start, token.end, "formal", weight)


def _formal_weight(text: str, token: Token, language: str, *, begins: bool) -> float:
    """German "you" has a capital inside a sentence; at its beginning every word has one, and in speech none."""
    if language != "de" or token.folded[:3] not in _THIRD_PERSON_TOO:
        return _WHOLE
    if text == text.lower():
        return _WHOLE
    if not text[token.start].isupper():
        return 0.0
    return _LIGHT_WEIGHT if begins else _WHOLE


def form_of_address(reading: Reading, lexicon: Lexicon) -> Form | None:
    """The form of address of one turn; None when it has none, or both alike."""
    weights: Counter[Form] = Counter()
    for address in addresses(reading, lexicon):
        weights[address.form] += address.weight  # type: ignore[assignment]
    if weights["formal"] == weights["informal"]:
        return None
    return "formal" if weights["formal"] > weights["informal"] else "informal"


def clear_form(reading: Reading, lexicon: Lexicon) -> Form | None:
    """The form of address of a turn that has a word which can mean nothing else, None for any other turn."""
    form = form_of_address(reading, lexicon)
    clear = any(address.form == form and address.weight == _WHOLE for address in addresses(reading, lexicon))
    return form if clear else None


def first_clear(reading: Reading, lexicon: Lexicon, form: Form) -> Address | None:
    """The first word of a form of address in a turn that can hardly mean anything else."""
    if form == "formal" and lexicon.language == "de" and reading.text == reading.text.lower():
        return None  # without capitals German "you" is "she" and "they" too
    clear = (one for one in addresses(reading, lexicon) if one.form == form and one.weight == _WHOLE)
    return next(clear, None)


def due_in(conversation: Conversation, forms: Sequence[Form | None], norm: Norm | None = None) -> Form | None:
    """The form an agent should keep in a conversation, by the form of each of its turns.

    `norm` is what the company wants, which goes before what the conversation shows; None where it wants nothing.
    """
    by_speaker: dict[Speaker, list[Form | None]] = {speaker: [] for speaker in Speaker}
    for turn, form in zip(conversation.turns, forms, strict=True):
        by_speaker[turn.speaker].append(form)
    agent, customer = by_speaker[Speaker.AGENT], by_speaker[Speaker.CUSTOMER]
    return wanted(customer, norm) or due_form(agent, customer, conversation.market)


def wanted(customer: Sequence[Form | None], norm: Norm | None) -> Form | None:
    """The form that the company wants, by the form of each of the customer's turns; None where it wants none."""
    return _most(customer) if norm == "follow" else norm


def _most(forms: Sequence[Form | None]) -> Form | None:
    """The form that most turns have, None where both have as many."""
    many = Counter(form for form in forms if form)
    if many["formal"] == many["informal"]:
        return None
    return "formal" if many["formal"] > many["informal"] else "informal"


def due_form(agent: Sequence[Form | None], customer: Sequence[Form | None], market: str | None) -> Form | None:
    """The form an agent should keep in a conversation.

    The one of most of the agent's turns, unless the customer keeps the formal one throughout; where the agent's turns
    are divided, the customer's; else the agent's first, and the market's norm where the agent has used none.
    """
    if "formal" in customer and "informal" not in customer:
        return "formal"
    first = next((form for form in agent if form), None)
    return _most(agent) or first or (_NORM.get(market) if market else None)
