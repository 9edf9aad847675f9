"""Words in an agent's turn that a customer may not know: from lists, and by a classifier of words that no list has."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from scoring.acts.acronyms import acronyms
from scoring.acts.classifier import Matrix
from scoring.acts.embedding import Embedding
from scoring.acts.lexicon import LANGUAGE_DATA, Lexicon
from scoring.acts.pieces import Reading
from scoring.acts.term_features import Around, candidates, runs, term_features
from scoring.acts.values import Span, TurnActs
from transcripts.conversation import Conversation, Speaker
from transcripts.text import Token

STORED = LANGUAGE_DATA / "words.npz"
CONFUSED = "confusion"
# An explanation opens within this many characters after a term: "MCC (merchant code)", "the MCC, that is".
_EXPLANATION_REACH = 45
_BRACKET = "("


@dataclass(frozen=True, slots=True)
class WordClassifier:
    """Weights by feature name, for the vector of the word by itself (384, absent without embeddings), and the bias."""

    weights: Mapping[str, float]
    meaning: Matrix | None
    centres: Mapping[str, Matrix]
    bias: float

    def scores(self, rows: Sequence[Mapping[str, float]], vectors: Matrix | None, language: str) -> Matrix:
        """One score a word; from 0 on it is one that a customer may not know."""
        weights = self.weights
        scores = np.array([sum(weights.get(name, 0.0) * value for name, value in row.items()) for row in rows])
        if self.meaning is not None and vectors is not None:
            scores = scores + (vectors - self.centres[language]) @ self.meaning
        return np.round(scores + self.bias, 4)


def find_spans(
    conversation: Conversation,
    readings: Sequence[Reading],
    acts: Sequence[TurnActs],
    lexicon: Lexicon,
    model: Embedding | None,
) -> list[tuple[Span, ...]]:
    """For each turn its spans, without overlaps, in order; only an agent's turns have any.

    A term the customer has used before is none; one that was explained is known from then on.
    """
    around = list(surroundings(conversation, readings, acts))
    agent = [index for index, turn in enumerate(conversation.turns) if turn.speaker is Speaker.AGENT]
    found: list[tuple[Span, ...]] = [() for _ in conversation.turns]
    explained: set[str] = set()
    for index, unlisted in zip(agent, _unlisted(readings, agent, around, lexicon, model), strict=True):
        reading = readings[index]
        known = around[index].known | (explained & {token.stem for token in reading.tokens})
        listed = [span for span in _listed(reading, lexicon) if not _is_known(span, reading, known)]
        letters = acronyms(reading, lexicon, known)
        rare = [span for span in unlisted if not _is_known(span, reading, known)]
        spans = _without_overlaps([*listed, *letters, *rare])
        openings = sorted(hit.start for hit in reading.hits("explains"))
        found[index] = tuple(replace(span, explained=_explained(reading.text, span.end, openings)) for span in spans)
        explained |= {stem for span in found[index] if span.explained for stem in _stems(span, reading)}
    return found


def surroundings(conversation: Conversation, readings: Sequence[Reading], acts: Sequence[TurnActs]) -> Iterable[Around]:
    """For each turn which of its stems the customer has used before it, and how the customer answers."""
    known: set[str] = set()
    for index, turn in enumerate(conversation.turns):
        behind = index + 1
        answered = behind < len(readings) and conversation.turns[behind].speaker is Speaker.CUSTOMER
        asked = answered and acts[behind].has(CONFUSED)
        repeated = {token.stem for token in readings[behind].tokens} if asked else set()
        own = {token.stem for token in readings[index].tokens}
        yield Around(known & own, asked, repeated)
        if turn.speaker is Speaker.CUSTOMER:
            known |= own


def _unlisted(
    readings: Sequence[Reading],
    agent: Sequence[int],
    around: Sequence[Around],
    lexicon: Lexicon,
    model: Embedding | None,
) -> list[list[Span]]:
    """For each of the agent's turns what the classifier calls unknown to a customer, words in a row as one."""
    judge = word_classifier(with_meaning=model is not None)
    places = [candidates(readings[index], lexicon) for index in agent]
    words = [readings[index].tokens[place].folded for index, own in zip(agent, places, strict=True) for place in own]
    vectors = model.embed(words) if model is not None and words else None
    found, at = [], 0
    for index, own in zip(agent, places, strict=True):
        reading = readings[index]
        rows = term_features(reading, own, around[index], lexicon)
        part = None if vectors is None else vectors[at : at + len(own)]
        at += len(own)
        scores = judge.scores(rows, part, lexicon.language) if rows else np.zeros(0)
        unknown = [place for place, score in zip(own, scores, strict=True) if score >= 0]
        found.append([_span(reading, start, end) for start, end in runs(unknown)])
    return found


def _span(reading: Reading, start: int, end: int) -> Span:
    first, last = reading.tokens[start], reading.tokens[end - 1]
    return Span(first.start, last.end, "jargon", reading.text[first.start : last.end], explained=False)


def _listed(reading: Reading, lexicon: Lexicon) -> list[Span]:
    """Entries of the word lists."""
    found = []
    for piece in reading.pieces:
        for hit in piece.hits:
            term = lexicon.term(hit.label)
            if term:
                text = reading.text[hit.start : hit.end]
                found.append(Span(hit.start, hit.end, term.kind, text, explained=False, plain=term.plain))
    return found


def _without_overlaps(spans: Sequence[Span]) -> list[Span]:
    """In order; of those that overlap, the ones from a list first, then abbreviations, then the longest."""
    kept: list[Span] = []
    for span in sorted(spans, key=_rank):
        at = bisect_left(kept, span.start, key=_start)
        free_before = at == 0 or kept[at - 1].end <= span.start
        if free_before and (at == len(kept) or span.end <= kept[at].start):
            kept.insert(at, span)
    return kept


def _rank(span: Span) -> tuple[bool, bool, int, int]:
    return not span.plain, span.kind != "acronym", span.start - span.end, span.start


def _stems(span: Span, reading: Reading) -> list[str]:
    first, behind = (bisect_left(reading.tokens, place, key=_start) for place in (span.start, span.end))
    return [token.stem for token in reading.tokens[first:behind]]


def _start(part: Span | Token) -> int:
    return part.start


def _is_known(span: Span, reading: Reading, known: Set[str]) -> bool:
    stems = _stems(span, reading)
    return span.kind in ("jargon", "acronym") and bool(stems) and all(stem in known for stem in stems)


def _explained(text: str, end: int, openings: Sequence[int]) -> bool:
    """Whether an explanation opens right behind a term, in brackets or with words that announce one."""
    following = bisect_left(openings, end)
    announced = following < len(openings) and openings[following] - end <= _EXPLANATION_REACH
    behind = text[end : end + _EXPLANATION_REACH].lstrip("\"'”’ ")
    return announced or (behind.startswith(_BRACKET) and len(behind.split(")")[0]) > 6)


@lru_cache(maxsize=2)
def word_classifier(*, with_meaning: bool) -> WordClassifier:
    """The trained classifier of words. Raises FileNotFoundError when it was never trained."""
    part = "full" if with_meaning else "plain"
    with np.load(STORED, allow_pickle=False) as stored:
        names = str(stored["names"]).split("\n")
        weights = dict(zip(names, stored[f"{part}/weights"].astype(float).tolist(), strict=True))
        return WordClassifier(
            weights={name: weight for name, weight in weights.items() if weight},
            meaning=stored["meaning"].astype(np.float32) if with_meaning else None,
            centres={name.removeprefix("centre/"): stored[name] for name in stored if name.startswith("centre/")},
            bias=float(stored[f"{part}/bias"]),
        )
