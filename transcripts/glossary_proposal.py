"""Names and terms that people had to correct, proposed for the glossary that recognition goes by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from transcripts.conversation import Conversation, Speaker, Turn
from transcripts.repair import repaired
from transcripts.repair_steps import CorrectText, JoinTurns, SplitTurn, Step
from transcripts.rewording import bare, differences
from transcripts.terms import closest, is_beside_number, is_grammar, is_term, terms
from transcripts.text import WORD, fold

# A name is a few words; where more is replaced at once, somebody wrote the sentence anew.
_MOST_WORDS = 8

Repair = tuple[Conversation, Sequence[Step]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A term as people wrote it, what was heard instead (oftenest first), and how often in how many conversations."""

    term: str
    heard: tuple[str, ...]
    times: int
    conversations: int
    language: str


@dataclass(frozen=True, slots=True)
class _Correction:
    conversation: str
    language: str
    heard: str
    term: str


def glossary_proposals(repairs: Iterable[Repair]) -> tuple[Proposal, ...]:
    """The terms corrected in (original, steps) pairs; those of most conversations first, then of most corrections.

    The text at the end is compared with the original one, so what was typed in between does not count. A term is a
    word that is rare in its language, or has a capital inside a sentence (not in German) or within itself; terms side
    by side are one. Grammar, fillers, numbers, addresses and the names the conversation has for its customer are left
    out; the name of another person can still be among the terms, so a person checks the proposal.
    Raises InputError as `repaired` does, with the conversation's id as the place.
    """
    found: dict[tuple[str, str], list[_Correction]] = {}
    for original, steps in repairs:
        for correction in _corrections(original, steps):
            found.setdefault((fold(correction.term), correction.language), []).append(correction)
    proposals = [_proposal(corrections) for corrections in found.values()]
    return tuple(sorted(proposals, key=lambda it: (-it.conversations, -it.times, fold(it.term), it.language)))


def _proposal(corrections: Sequence[_Correction]) -> Proposal:
    return Proposal(
        term=_oftenest(correction.term for correction in corrections)[0],
        heard=_oftenest(correction.heard for correction in corrections if correction.heard),
        times=len(corrections),
        conversations=len({correction.conversation for correction in corrections}),
        language=corrections[0].language,
    )


def _oftenest(texts: Iterable[str]) -> tuple[str, ...]:
    counted = Counter(texts)
    return tuple(sorted(counted, key=lambda text: (-counted[text], text)))


def _corrections(original: Conversation, steps: Sequence[Step]) -> Iterator[_Correction]:
    names = [original.customer, *(turn.name for turn in original.turns if turn.speaker is Speaker.CUSTOMER)]
    private = {word for name in names if name for word in WORD.findall(fold(name))}
    for before, after in _compared(original, steps):
        language = after[0].language or original.language
        heard = [word for turn in before for word in turn.text.split()]
        meant = [word for turn in after for word in turn.text.split()]
        opening = _opening(after)
        for begin, end, first, last in differences([bare(word) for word in heard], [bare(word) for word in meant]):
            if max(end - begin, last - first) > _MOST_WORDS:
                continue
            marked = [
                is_term(meant[at], language, opens=at in opening)
                and private.isdisjoint(WORD.findall(fold(meant[at])))
                and not is_beside_number(meant, at)
                for at in range(first, last)
            ]
            for term in terms(meant[first:last], marked):
                likest = closest(heard[begin:end], term)
                if not is_grammar(likest, term, language):
                    yield _Correction(original.id, language, likest, term)


def _compared(original: Conversation, steps: Sequence[Step]) -> Iterator[tuple[Sequence[Turn], Sequence[Turn]]]:
    """The turns of the original and of the repaired conversation, cut into the shortest parts with the same talk."""
    after = repaired(original, steps, original.id).turns
    origins = _origins(len(original.turns), steps)
    begin = 0
    for number in range(1, len(after) + 1):
        if number < len(after) and origins[number][0] < origins[number - 1][1]:
            continue
        before = original.turns[origins[begin][0] : origins[number - 1][1]]
        if [turn.text for turn in before] != [turn.text for turn in after[begin:number]]:
            yield before, after[begin:number]
        begin = number


def _origins(count: int, steps: Sequence[Step]) -> list[tuple[int, int]]:
    """For each turn at the end the turns of the original it came from, as (first, behind the last)."""
    origins = [(number, number + 1) for number in range(count)]
    for step in steps:
        match step:
            case SplitTurn(at):
                origins.insert(at, origins[at])
            case JoinTurns(at):
                origins[at : at + 2] = [(origins[at][0], origins[at + 1][1])]
            case CorrectText(at, text) if not text.strip():
                del origins[at]
    return origins


def _opening(turns: Sequence[Turn]) -> set[int]:
    """The numbers of the words that begin a sentence, counted over all turns."""
    opening: set[int] = set()
    count = 0
    for turn in turns:
        words = turn.text.split()
        closes = [True, *(word.rstrip("\"'”’)").endswith((".", "!", "?", "…")) for word in words[:-1])]
        opening.update(count + at for at in range(len(words)) if closes[at])
        count += len(words)
    return opening
