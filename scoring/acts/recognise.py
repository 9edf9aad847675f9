"""recognise(conversation): what the words of every turn do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from scoring.acts.agent import Place, agent_acts
from scoring.acts.customer import customer_acts, customer_names
from scoring.acts.join import BY_FORM
from scoring.acts.lexicon import STRONG, Lexicon, lexicon
from scoring.acts.meaning import ACTS, Meaning
from scoring.acts.pieces import Piece, Reading, read_turn
from scoring.acts.register import address_words, form_of_address, usual_form
from scoring.acts.structure import content_stems, figures
from scoring.acts.values import Act, Span, TurnActs
from scoring.acts.words import HARD, asked_back, difficulty, find_spans, turn_difficulty
from transcripts.conversation import Channel, Conversation, Speaker
from transcripts.text import tokens

# How many of the customer's last turns an agent may be restating.
_HEARD_TURNS = 2
_LAST_TURNS = 2
_FEWEST_WORDS = 4
_SHORT = 10
_SETTLES = f"/{STRONG}"
_LATE = 0.5


def recognise(conversation: Conversation, meaning: Meaning | None) -> tuple[TurnActs, ...]:
    """The acts and spans of every turn, in the order of the turns.

    `meaning` is None to use cues, form and place only. A turn of a bot or of anyone else has none.
    Raises ValueError for a conversation in a language that is not supported.
    """
    if not conversation.supported:
        raise ValueError(f"unsupported language: {conversation.language}")
    words = lexicon(conversation.language)
    readings = tuple(read_turn(turn.text, words) for turn in conversation.turns)
    meant = _meant(conversation, readings, meaning)
    found: list[TurnActs] = []
    prompted: set[str] = set()
    explained: set[str] = set()
    for index, (place, known) in enumerate(_places(conversation, readings, words)):
        spans: tuple[Span, ...] = ()
        acts: list[Act] = []
        speaker = conversation.turns[index].speaker
        if speaker is Speaker.AGENT:
            acts = agent_acts(readings[index], meant[index], place, prompted)
            spans = find_spans(readings[index], words, known | explained)
            explained |= {token.stem for span in spans if span.explained for token in tokens(span.text, words.language)}
            prompted = set()
        elif speaker is Speaker.CUSTOMER:
            acts = customer_acts(readings[index], meant[index], place.first)
            prompted |= {act.name for act in acts}
        found.append(_turn(readings[index], words.language, acts, spans))
    _add_asked_back(conversation, readings, found)
    return _with_register_slips(conversation, readings, found, words)


def _add_asked_back(conversation: Conversation, readings: Sequence[Reading], found: list[TurnActs]) -> None:
    """Give an agent's turn the terms that the customer's confused answer asks back about."""
    for index in range(1, len(found)):
        before, turn = conversation.turns[index - 1], conversation.turns[index]
        if (before.speaker, turn.speaker) == (Speaker.AGENT, Speaker.CUSTOMER) and found[index].has("confusion"):
            said = found[index - 1]
            asked = asked_back(readings[index - 1], readings[index], said.spans, conversation.language)
            spans = tuple(sorted((*said.spans, *asked), key=lambda span: span.start))
            found[index - 1] = replace(said, spans=spans)


def _meant(
    conversation: Conversation, readings: Sequence[Reading], meaning: Meaning | None
) -> list[list[Mapping[str, float]]]:
    """For each turn and piece the certainties from meaning; all sentences are embedded at once.

    Pieces of a few words are left to cues: by themselves they mean too little for what they cost.
    """
    meant: list[list[Mapping[str, float]]] = [[{} for _ in reading.pieces] for reading in readings]
    if meaning is None:
        return meant
    places = [
        (turn, number)
        for turn, reading in enumerate(readings)
        if conversation.turns[turn].speaker in ACTS
        for number, piece in enumerate(reading.pieces)
        if len(piece.tokens) >= _FEWEST_WORDS and not _is_settled(piece)
    ]
    said = [(conversation.turns[turn].speaker.value, readings[turn].pieces[number].text) for turn, number in places]
    for (turn, number), certainties in zip(places, meaning.certainties(said, conversation.language), strict=True):
        meant[turn][number] = certainties
    return meant


def _is_settled(piece: Piece) -> bool:
    """Whether a short sentence has said what it does by a cue: it seldom does a second thing."""
    return len(piece.tokens) <= _SHORT and any(hit.label.endswith(_SETTLES) for hit in piece.hits)


def _turn(reading: Reading, language: str, acts: list[Act], spans: tuple[Span, ...]) -> TurnActs:
    difficulties = [difficulty(piece, language) for piece in reading.pieces]
    hard = tuple(
        (piece.start, piece.end)
        for piece, value in zip(reading.pieces, difficulties, strict=True)
        if value is not None and value >= HARD
    )
    return TurnActs(
        acts=tuple(acts),
        spans=spans,
        difficulty=turn_difficulty(difficulties, reading.pieces),
        words=len(reading.tokens),
        sentences=len(reading.pieces),
        hard_sentences=hard,
    )


def _places(
    conversation: Conversation, readings: Sequence[Reading], words: Lexicon
) -> Iterator[tuple[Place, frozenset[str]]]:
    """For each turn where it stands, and the stems of all words the customer has used before it."""
    turns = conversation.turns
    names = customer_names(conversation)
    remaining = {speaker: sum(turn.speaker is speaker for turn in turns) for speaker in Speaker}
    seen = dict.fromkeys(Speaker, 0)
    heard: list[frozenset[str]] = []
    earlier: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    for index, (turn, reading) in enumerate(zip(turns, readings, strict=True)):
        remaining[turn.speaker] -= 1
        yield (
            Place(
                first=seen[turn.speaker] == 0,
                last=remaining[turn.speaker] < _LAST_TURNS,
                late=seen[turn.speaker] > 0 and index >= _LATE * (len(turns) - 1),
                letter=conversation.channel is Channel.EMAIL,
                heard=frozenset().union(*heard[-_HEARD_TURNS:]),
                earlier=earlier,
                names=names,
                lexicon=words,
            ),
            known,
        )
        seen[turn.speaker] += 1
        earlier |= figures(turn.text)
        if turn.speaker is Speaker.CUSTOMER:
            heard.append(content_stems(reading.tokens, words.language))
            known |= {token.stem for token in reading.tokens}


def _with_register_slips(
    conversation: Conversation, readings: Sequence[Reading], found: list[TurnActs], words: Lexicon
) -> tuple[TurnActs, ...]:
    """Mark the agent turns that leave the form of address the agent otherwise keeps."""
    forms = {
        index: form_of_address(readings[index], words)
        for index, turn in enumerate(conversation.turns)
        if turn.speaker is Speaker.AGENT
    }
    usual = usual_form(list(forms.values()))
    for index, form in forms.items():
        if form is None or form == usual or found[index].has("register_slip"):
            continue
        start, end = address_words(readings[index], words, form)[0]
        slip = Act("register_slip", BY_FORM, start, end, "register")
        acts = sorted((*found[index].acts, slip), key=lambda act: act.name)
        found[index] = replace(found[index], acts=tuple(acts))
    return tuple(found)
