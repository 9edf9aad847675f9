"""A transcript as a page shows it: each turn in pieces, so that words can be heard and quotes carry their marks."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from qa_app.web.wording import said_at
from scoring.evidence import Evidence, Verdict
from scoring.scorecard import Scorecard
from transcripts.conversation import Conversation, Speaker, Turn, Word

# As `transcripts.holds`: from here on a silence is waiting, which a reader wants to see.
LEAST_SILENCE = 5.0
# Where words carry several verdicts, a reader must see first what worked against the customer.
_STRONGEST = (Verdict.CONTRARY, Verdict.MISSED, Verdict.SHOWN)
_LETTERS = {
    "empathy": "E",
    "active_listening": "L",
    "clarity": "C",
    "jargon": "J",
    "personalisation": "P",
    "professionalism": "Pr",
    "transparency": "T",
    "proactivity": "F",
    "timeliness": "Ti",
    "courtesy": "O",
    "accuracy": "K",
}


class Piece(NamedTuple):
    """Some characters of a turn that belong together; a named tuple, because a long call has a hundred thousand.

    `start` and `end` are the seconds of the word they are of, None between words and where words have no times. `keys`
    are the evidence that quotes them, the strongest verdict first, `verdict` that verdict; `prompt_of` is the evidence
    whose occasion these words of the customer are.
    """

    text: str
    start: float | None = None
    end: float | None = None
    keys: tuple[str, ...] = ()
    verdict: Verdict | None = None
    prompt_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A turn. The texts of `pieces`, joined, are exactly its text.

    `start` and `end` are seconds, `at` the start as on a player or, in e-mails, how much later; None without times.
    `missed` are the keys of evidence that should have come in this turn, `occasions` those whose customer's words stand
    in it. `silence` is how many seconds nobody spoke before it, None if that was short or is not known. `language` is
    as in the turn.
    """

    number: int
    speaker: Speaker
    name: str | None
    start: float | None
    end: float | None
    at: str | None
    pieces: tuple[Piece, ...]
    missed: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    silence: float | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class _Span:
    """Characters of a turn that an evidence is about."""

    start: int
    end: int
    key: str
    verdict: Verdict


def evidence_key(criterion: str, number: int) -> str:
    """What an evidence is called in a page: its criterion and its place in the mark's list."""
    return f"{criterion}-{number}"


def letter(key: str) -> str:
    """The short sign of a criterion in the margin, from its id or the key of one of its evidences."""
    criterion = key.split("-", 1)[0]
    return _LETTERS.get(criterion, criterion[:2].capitalize())


def transcript_lines(conversation: Conversation, card: Scorecard | None) -> tuple[Line, ...]:
    """The turns of a conversation, with what a scorecard of it quotes; no card for a page that shows no suggestion.

    Quotes that do not stand in the transcript, as after a repair that was not scored yet, are left out.
    """
    quoted: dict[int, list[_Span]] = defaultdict(list)
    prompted: dict[int, list[_Span]] = defaultdict(list)
    missed: dict[int, list[str]] = defaultdict(list)
    for key, evidence in _evidences(card):
        if evidence.verdict is Verdict.MISSED:
            missed[evidence.turn].append(key)
        for words, spans in ((evidence.quote, quoted), (evidence.prompt, prompted)):
            turn = conversation.turns[words.turn] if words and words.turn < len(conversation.turns) else None
            if words and turn and words.text and turn.text[words.start : words.end] == words.text:
                spans[words.turn].append(_Span(words.start, words.end, key, evidence.verdict))
    silences = _silences(conversation.turns)
    return tuple(
        Line(
            number=number,
            speaker=turn.speaker,
            name=turn.name,
            start=turn.start,
            end=turn.end,
            at=said_at(conversation.channel, turn.start),
            pieces=tuple(_pieces(turn, quoted[number], prompted[number])),
            missed=tuple(missed[number]),
            occasions=_keys(prompted[number]),
            silence=silences[number],
            language=turn.language,
        )
        for number, turn in enumerate(conversation.turns)
    )


def _evidences(card: Scorecard | None) -> Iterator[tuple[str, Evidence]]:
    for mark in card.marks if card else ():
        for number, evidence in enumerate(mark.evidence):
            yield evidence_key(mark.criterion, number), evidence


def _pieces(turn: Turn, quoted: Sequence[_Span], prompted: Sequence[_Span]) -> Iterator[Piece]:
    """The turn cut wherever a word, a quote or a prompt begins or ends."""
    words = list(_word_places(turn))
    begins = [start for start, _, _ in words]
    cuts = {0, len(turn.text)}
    cuts.update(edge for start, end, _ in words for edge in (start, end))
    cuts.update(edge for span in (*quoted, *prompted) for edge in (span.start, span.end))
    for start, end in pairwise(sorted(cuts)):
        place = bisect_right(begins, start) - 1
        word = words[place][2] if place >= 0 and start < words[place][1] else None
        here = sorted(_around(quoted, start, end), key=lambda span: _STRONGEST.index(span.verdict)) if quoted else []
        yield Piece(
            turn.text[start:end],
            word.start if word else None,
            word.end if word else None,
            _keys(here) if here else (),
            here[0].verdict if here else None,
            _keys(_around(prompted, start, end)) if prompted else (),
        )


def _keys(spans: Iterable[_Span]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.key for span in spans))


def _around(spans: Iterable[_Span], start: int, end: int) -> list[_Span]:
    return [span for span in spans if span.start <= start and end <= span.end]


def _word_places(turn: Turn) -> Iterator[tuple[int, int, Word]]:
    """Where the words with times stand in the text; words that are not in it are passed over."""
    done = 0
    for word in turn.words:
        at = turn.text.find(word.text, done) if word.text else -1
        if at >= 0:
            done = at + len(word.text)
            yield at, done, word


def _silences(turns: Sequence[Turn]) -> list[float | None]:
    """How long nobody spoke before each turn, None where it was short or a time is not known."""
    found: list[float | None] = []
    spoken_until: float | None = None
    for turn in turns:
        gap = None if turn.start is None or spoken_until is None else turn.start - spoken_until
        found.append(gap if gap is not None and gap >= LEAST_SILENCE else None)
        if turn.end is not None:
            spoken_until = turn.end if spoken_until is None else max(spoken_until, turn.end)
    return found
