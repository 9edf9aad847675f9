"""Where in a conversation the words that were searched for were said, with some of what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa_app.store.search_queries import Term
from qa_app.store.transcript_words import words_in
from transcripts.text import fold

# Letters and digits with the signs that are put on them one by one.
_WRITTEN = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_AROUND = 110


@dataclass(frozen=True, slots=True)
class Snippet:
    """Pieces of a turn, those that were searched for marked; `before` and `behind` when more was said."""

    turn: int
    speaker: str
    start: float | None
    pieces: Sequence[tuple[str, bool]]
    before: bool
    behind: bool


def snippet(conversation: Mapping[str, Any], terms: Sequence[Term]) -> Snippet | None:
    """The turn that has most of the wanted terms, the first of equals."""
    wanted = [term for term in terms if not term.unwanted]
    best: tuple[int, int, list[tuple[int, int]]] | None = None
    for place, turn in enumerate(conversation.get("turns", ())):
        spans = [list(_spans(str(turn.get("text", "")), term)) for term in wanted]
        terms_here = sum(bool(found) for found in spans)
        if terms_here and (best is None or terms_here > best[0]):
            best = terms_here, place, sorted(span for found in spans for span in found)
            if terms_here == len(wanted):
                break
    if best is None:
        return None
    return _cut(conversation["turns"][best[1]], best[1], best[2])


def _spans(said: str, term: Term) -> Iterator[tuple[int, int]]:
    """Places in the text where the words of a term stand one after the other."""
    # Most turns have none of it, and are not worth taking apart.
    if term.words[0] not in fold(said):
        return
    words = [(word, found.start(), found.end()) for found in _WRITTEN.finditer(said) for word in words_in(found[0])]
    length = len(term.words)
    for place in range(len(words) - length + 1):
        here = [word for word, _, _ in words[place : place + length]]
        last = here[-1].startswith(term.words[-1]) if term.prefix else here[-1] == term.words[-1]
        if last and tuple(here[:-1]) == term.words[:-1]:
            yield words[place][1], words[place + length - 1][2]


def _cut(turn: Mapping[str, Any], place: int, spans: Sequence[tuple[int, int]]) -> Snippet:
    said = str(turn["text"])
    first, last = max(0, spans[0][0] - _AROUND), min(len(said), spans[0][1] + _AROUND)
    if first:
        first = said.find(" ", first, spans[0][0]) + 1 or first
    if last < len(said):
        last = max(said.rfind(" ", spans[0][1], last), spans[0][1])
    pieces, at = [], first
    for start, end in spans:
        if start >= at and end <= last:
            pieces += [(said[at:start], False), (said[start:end], True)]
            at = end
    pieces.append((said[at:last], False))
    kept = [piece for piece in pieces if piece[0]]
    return Snippet(place, str(turn.get("speaker", "")), turn.get("start"), kept, first > 0, last < len(said))
