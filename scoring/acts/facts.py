"""Facts about an agent's words that no single turn shows: pasted sentences, recaps that differ from what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scoring.acts.lexicon import Lexicon
from scoring.acts.pieces import Piece, Reading
from scoring.acts.rarity import zipf
from scoring.acts.register import due_in, first_clear, wanted
from scoring.acts.structure import content_stems
from scoring.acts.values import Act, Form, Norm, TurnActs
from transcripts.conversation import Conversation, Speaker
from transcripts.text import Token

CERTAIN = 0.8
"""What a rule about facts is worth: it reads words, not intentions."""

# Shorter sentences are repeated by everybody ("one moment please").
_FEWEST_WORDS = 8
# A number with fewer digits is a quantity, not a reference that can be misread.
_REFERENCE_DIGITS = 4
_YEAR = re.compile(r"(?:19|20)\d\d")
_IN_WORDS = 12
# An everyday word that is repeated is not what was not understood: rarer than one word in 16,000.
_RARE_ZIPF = 4.8
# A word commoner than this says nothing of what is counted ("3 of the").
_COUNTED_ZIPF = 5.8


def canned(conversation: Conversation, readings: Sequence[Reading]) -> Iterator[tuple[int, Act]]:
    """Sentences an agent has said word for word before in this conversation, once a turn, as act `canned`."""
    said: set[tuple[str, ...]] = set()
    for index, (turn, reading) in enumerate(zip(conversation.turns, readings, strict=True)):
        if turn.speaker is not Speaker.AGENT:
            continue
        sentences = [(tuple(token.folded for token in piece.tokens), piece) for piece in reading.pieces]
        again = next((piece for words, piece in sentences if len(words) >= _FEWEST_WORDS and words in said), None)
        said |= {words for words, _ in sentences}
        if again:
            yield index, Act("canned", 1.0, again.start, again.end, "structure")


def contradictions(
    conversation: Conversation, readings: Sequence[Reading], found: Sequence[TurnActs]
) -> Iterator[tuple[int, Act]]:
    """Recaps whose figures differ from the customer's, as act `contradiction`.

    A figure contradicts when the agent recaps it beside a word ("23 March", "40 boxes") beside which the customer has
    only named another, or when it is a reference that differs from the customer's in one digit or two swapped ones;
    never when anybody has named it before, nor in a sentence that says what will happen. Numbers up to twelve are left
    alone, because they are said in words as often.
    """
    counted: dict[str, set[str]] = {}
    named: set[str] = set()
    customers: set[str] = set()
    for index, (turn, reading) in enumerate(zip(conversation.turns, readings, strict=True)):
        own = [
            (piece, number, word)
            for piece in reading.pieces
            for number, word in _counted(turn.text, piece, conversation.language)
        ]
        if turn.speaker is Speaker.AGENT and (found[index].has("summary") or found[index].has("paraphrase")):
            for piece, number, word in own:
                other = counted.get(word, set()) if word else set()
                differs = (other and (len(number) > 2 or int(number) > _IN_WORDS)) or any(
                    _misread(number, known) for known in customers
                )
                if differs and number not in named and not piece.found("commitments"):
                    yield index, Act("contradiction", CERTAIN, piece.start, piece.end, "structure")
                    break
        for _, number, word in own:
            named.add(number)
            if turn.speaker is Speaker.CUSTOMER:
                customers.add(number)
                if word:
                    counted.setdefault(word, set()).add(number)


def asked_back(conversation: Conversation, readings: Sequence[Reading]) -> Iterator[tuple[int, Act]]:
    """Customer's turns that say plainly that a word the agent has just used is not understood, as `confusion`."""
    for index in range(1, len(readings)):
        speakers = conversation.turns[index - 1].speaker, conversation.turns[index].speaker
        if speakers != (Speaker.AGENT, Speaker.CUSTOMER):
            continue
        used = {token.stem for token in readings[index - 1].tokens if _is_rare(token, conversation.language)}
        for piece in readings[index].pieces:
            if piece.found("does_not_understand") and any(token.stem in used for token in piece.tokens):
                yield index, Act("confusion", CERTAIN, piece.start, piece.end, "structure")
                break


def _is_rare(token: Token, language: str) -> bool:
    return not token.folded[0].isdigit() and zipf(token.folded, language) < _RARE_ZIPF


def slips(
    conversation: Conversation,
    readings: Sequence[Reading],
    found: Sequence[TurnActs],
    words: Lexicon,
    norm: Norm | None = None,
) -> Iterator[tuple[int, Act]]:
    """Agent's turns that clearly become familiar where the formal address is due, as act `register_slip`.

    Who keeps the other form throughout leaves the due one once, where it begins. Formal turns where the familiar
    address is due are slips only where a `norm` says so: else they are left to the classifier, as many formal forms are
    those of several people too.
    """
    forms = [turn.form for turn in found]
    due = due_in(conversation, forms, norm)
    theirs = [form for turn, form in zip(conversation.turns, forms, strict=True) if turn.speaker is Speaker.CUSTOMER]
    if due is None or (due == "informal" and not wanted(theirs, norm)):
        return
    other: Form = "informal" if due == "formal" else "formal"
    agent = [index for index, turn in enumerate(conversation.turns) if turn.speaker is Speaker.AGENT]
    left = [index for index in agent if found[index].form == other]
    keeps_due = 2 * len(left) < sum(found[index].form is not None for index in agent)
    for index in left if keeps_due else left[:1]:
        first = first_clear(readings[index], words, other)
        if first:
            yield index, Act("register_slip", CERTAIN, first.start, first.end, "structure")


def _counted(text: str, piece: Piece, language: str) -> Iterator[tuple[str, str]]:
    """Each number of a sentence with the stem of the word behind it, empty where that says nothing.

    Digits in groups ("1,250", "1.250") are one number.
    """
    grouped, ended = "", -1
    for place, token in enumerate(piece.tokens):
        if not token.folded.isdecimal():
            continue
        goes_on = grouped and len(token.folded) == 3 and text[ended : token.start] in (",", ".", "'", "’")
        grouped, ended = (grouped if goes_on else "") + token.folded, token.end
        after = piece.tokens[place + 1] if place + 1 < len(piece.tokens) else None
        begins_group = after is not None and after.folded.isdecimal() and after.start - token.end == 1
        if not begins_group:
            yield grouped, _content(after, language)


def _content(token: Token | None, language: str) -> str:
    if token is None or token.folded[0].isdigit() or zipf(token.folded, language) >= _COUNTED_ZIPF:
        return ""
    return next(iter(content_stems([token], language)), "")


def _misread(number: str, known: str) -> bool:
    """Whether a reference differs from a known one in one digit, or in two neighbours swapped."""
    if len(number) != len(known) or len(number) < _REFERENCE_DIGITS or number == known or _YEAR.fullmatch(number):
        return False
    differs = [place for place in range(len(number)) if number[place] != known[place]]
    if len(differs) == 1:
        return True
    first, last = differs[0], differs[-1]
    return last - first == 1 and len(differs) == 2 and number[first] == known[last] and number[last] == known[first]
