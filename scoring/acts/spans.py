"""Words in an agent's turn that a customer may not know: from lists, and by a classifier of words that no list has."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter

import numpy as np

from scoring.acts.acronyms import acronyms, is_abbreviated, is_shouted
from scoring.acts.classifier import Matrix
from scoring.acts.definitions import is_defined
from scoring.acts.lexicon import LANGUAGE_DATA, Lexicon
from scoring.acts.own_terms import OwnTerms
from scoring.acts.pieces import Reading
from scoring.acts.term_features import Around, candidates, runs, term_features
from scoring.acts.values import Span, TurnActs
from transcripts.conversation import Conversation, Speaker

STORED = LANGUAGE_DATA / "words.npz"
CONFUSED = "confusion"
# An explanation opens within this many characters after a term: "MCC (merchant code)", "the MCC, that is".
_EXPLANATION_REACH = 45
_BRACKET = "("
_WORD = re.compile(r"\S+")
_START = attrgetter("start")


@dataclass(frozen=True, slots=True)
class WordClassifier:
    """Weights of TERM_FEATURES, the direction (384, 1) along which words' states are measured, and the bias.

    Without embeddings the direction is zero, and the weights are others.
    """

    weights: Matrix
    direction: Matrix
    bias: float

    def scores(self, rows: Matrix, values: Matrix | None) -> Matrix:
        """One score a word; from 0 on it is one that a customer may not know. Without a value it is NaN."""
        scores = rows @ self.weights + self.bias
        return np.round(scores if values is None else scores + values, 4)


def token_values(reading: Reading, words: Sequence[Matrix]) -> Matrix:
    """For each token (tokens, k) what the word it stands in was measured as; `words` as read for each piece."""
    width = words[0].shape[1] if words else 1
    found = np.full((len(reading.tokens), width), np.nan, dtype=np.float32)
    place = 0
    for piece, values in zip(reading.pieces, words, strict=True):
        begins = [match.start() for match in _WORD.finditer(piece.text)]
        for token in piece.tokens:
            word = bisect_right(begins, token.start - piece.start) - 1
            if word < len(values):
                found[place] = values[word]
            place += 1
    return found


def find_spans(
    conversation: Conversation,
    readings: Sequence[Reading],
    acts: Sequence[TurnActs],
    lexicon: Lexicon,
    values: Mapping[int, Matrix] | None,
    own: OwnTerms,
) -> list[tuple[Span, ...]]:
    """For each turn its spans, without overlaps, in order; only an agent's turns have any.

    `values` has for each of an agent's turns the `token_values` along the classifier's direction, and is None where
    nothing was embedded. A term the customer has used before is none; one that was explained is known from then on.
    `own` are a company's own terms, which go before the lists.
    """
    around = list(surroundings(conversation, readings, acts))
    found: list[tuple[Span, ...]] = [() for _ in conversation.turns]
    explained: set[str] = set()
    for index, turn in enumerate(conversation.turns):
        if turn.speaker is not Speaker.AGENT:
            continue
        reading, measured = readings[index], None if values is None else values.get(index)
        allowed = own.allowed(reading)
        known = around[index].known | (explained & {token.stem for token in reading.tokens})
        scores, shouted = _word_scores(reading, around[index], lexicon, measured), is_shouted(reading.text)
        unknown = {place: score for place, score in scores.items() if place not in allowed}
        spans = [*_listed(reading, lexicon), *_unlisted(reading, unknown, shouted=shouted)]
        if not shouted:
            spans += acronyms(reading, lexicon, known)
        spans = [*own.added(reading), *(span for span in spans if not _is_within(span, reading, allowed))]
        spans = _without_overlaps([span for span in spans if not _is_known(span, reading, known)])
        found[index] = tuple(_with_explanations(spans, reading, lexicon))
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


def _word_scores(reading: Reading, around: Around, lexicon: Lexicon, values: Matrix | None) -> dict[int, float]:
    """The score of each word that could be a term, by its place; without meaning where the model did not read it."""
    places = candidates(reading, lexicon)
    rows = term_features(reading, places, around, lexicon)
    if values is None:
        scores = word_classifier(with_meaning=False).scores(rows, None)
    else:
        scores = word_classifier(with_meaning=True).scores(rows, values[places, 0])
        unread = np.isnan(scores)
        if unread.any():
            scores[unread] = word_classifier(with_meaning=False).scores(rows[unread], None)
    return dict(zip(places, scores.tolist(), strict=True))


def _unlisted(reading: Reading, scores: Mapping[int, float], *, shouted: bool) -> Iterator[Span]:
    """What the classifier calls unknown to a customer, words in a row as one."""
    for start, end in runs([place for place, score in scores.items() if score >= 0]):
        first, last = reading.tokens[start], reading.tokens[end - 1]
        text = reading.text[first.start : last.end]
        kind = "acronym" if is_abbreviated(text) and not shouted else "jargon"
        yield Span(first.start, last.end, kind, text, explained=False)


def _listed(reading: Reading, lexicon: Lexicon) -> Iterator[Span]:
    """Entries of the word lists."""
    for piece in reading.pieces:
        for hit, term in lexicon.terms_in(piece.hits):
            text = reading.text[hit.start : hit.end]
            yield Span(hit.start, hit.end, term.kind, text, explained=False, plain=term.plain)


def _without_overlaps(spans: Sequence[Span]) -> list[Span]:
    """In order; of those that overlap, the ones from a list first, then abbreviations, then the longest."""
    kept: list[Span] = []
    for span in sorted(spans, key=_rank):
        at = bisect_left(kept, span.start, key=_START)
        free_before = at == 0 or kept[at - 1].end <= span.start
        if free_before and (at == len(kept) or span.end <= kept[at].start):
            kept.insert(at, span)
    return kept


def _rank(span: Span) -> tuple[bool, bool, int, int]:
    return not span.plain, span.kind != "acronym", span.start - span.end, span.start


def _places(span: Span, reading: Reading) -> range:
    return range(*(bisect_left(reading.tokens, place, key=_START) for place in (span.start, span.end)))


def _is_within(span: Span, reading: Reading, places: Set[int]) -> bool:
    """Whether all words of a span are at some places."""
    return bool(places) and all(place in places for place in _places(span, reading))


def _stems(span: Span, reading: Reading) -> list[str]:
    return [reading.tokens[place].stem for place in _places(span, reading)]


def _is_known(span: Span, reading: Reading, known: Set[str]) -> bool:
    stems = _stems(span, reading)
    return span.kind in ("jargon", "acronym") and bool(stems) and all(stem in known for stem in stems)


def _with_explanations(spans: Sequence[Span], reading: Reading, lexicon: Lexicon) -> Iterator[Span]:
    announced = sorted(hit.start for hit in reading.hits("explains"))
    named = frozenset(hit.end for hit in reading.hits("namings"))
    for span in spans:
        explained = _is_announced(reading.text, span.end, announced) or is_defined(span, reading, lexicon, named)
        yield replace(span, explained=explained)


def _is_announced(text: str, end: int, announced: Sequence[int]) -> bool:
    """Whether an explanation opens right behind a term, in brackets or with words that announce one."""
    following = bisect_left(announced, end)
    near = following < len(announced) and announced[following] - end <= _EXPLANATION_REACH
    behind = text[end : end + _EXPLANATION_REACH].lstrip("\"'”’ ")
    return near or (behind.startswith(_BRACKET) and len(behind.split(")")[0]) > 6)


@lru_cache(maxsize=2)
def word_classifier(*, with_meaning: bool) -> WordClassifier:
    """The trained classifier of words. Raises FileNotFoundError when it was never trained."""
    part = "full" if with_meaning else "plain"
    with np.load(STORED, allow_pickle=False) as stored:
        return WordClassifier(
            weights=stored[f"{part}/weights"],
            direction=stored["direction"] * np.float32(with_meaning),
            bias=float(stored[f"{part}/bias"]),
        )
