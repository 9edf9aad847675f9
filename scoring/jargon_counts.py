"""What an archive says, counted as it goes by; conversations themselves are not kept.

Memory grows with the vocabulary and has an end: beyond a number of entries those met in the fewest conversations are
forgotten (lossy counting, Manku and Motwani 2002), which hides only what is met about once in tens of thousands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scoring.acts.values import TurnActs
from scoring.jargon_words import Heard, Said, heard_words, masked_quote, names_in, said_terms
from transcripts.conversation import Conversation, Speaker

if TYPE_CHECKING:
    from nltk.probability import ConditionalFreqDist, FreqDist

Stems = tuple[str, ...]
MOST_EXAMPLES = 3
_MOST_ENTRIES = 200_000
# Words of formulas are the agents' own, too, but everybody understands them.
_FORMULAS = frozenset({"greeting", "closing", "apology", "non_apology", "acknowledge_feeling"})


@dataclass(frozen=True, slots=True)
class Example:
    """Words of an agent around a term, without what is private, and where they stand."""

    conversation: str
    turn: int
    quote: str
    asked_back: bool


@dataclass(slots=True)
class Found:
    """What is known of a possible term in agents' turns.

    `agents` has a bit for each agent; `turns` counts turns with it, `asked_back` those that the customer did not
    understand, perhaps because of it, and `repeated` those of them in which the customer says it again. `formulas`
    counts the times it stood in a greeting, an apology and the like; `forms` how often each form was said.
    """

    conversations: int = 0
    agents: int = 0
    turns: int = 0
    asked_back: int = 0
    repeated: int = 0
    formulas: int = 0
    forms: dict[str, int] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)


@dataclass(slots=True)
class LanguageCounts:
    """The counts of one language: `said` of words and phrases as stems, by speaker; `words` of all words by speaker.

    `met` counts the conversations in which anybody said something, `named` how often a word was private. `turns`
    are the agents' turns, `confused` those that the customer did not understand; `agents` numbers the agents.
    """

    said: ConditionalFreqDist
    met: FreqDist
    named: FreqDist
    words: dict[Speaker, int] = field(default_factory=lambda: dict.fromkeys(Speaker, 0))
    found: dict[Stems, Found] = field(default_factory=dict)
    agents: dict[str, int] = field(default_factory=dict)
    turns: int = 0
    confused: int = 0


@dataclass(frozen=True, slots=True)
class _Turn:
    index: int
    speaker: Speaker
    text: str
    words: Sequence[Heard]
    said: Sequence[Said]
    acts: TurnActs

    @property
    def candidates(self) -> dict[Stems, Said]:
        """Each possible term of the turn where it stands first."""
        return {said.stems: said for said in reversed(self.said) if said.candidate}


class ArchiveCounts:
    """The counts of an archive by language, given conversation by conversation."""

    def __init__(self) -> None:
        self.languages: dict[str, LanguageCounts] = {}

    def add(self, conversation: Conversation, acts: Sequence[TurnActs]) -> None:
        """Count a conversation with the acts of its turns; one in a language that is not supported is left out."""
        if not conversation.supported:
            return
        counts = self.languages.get(conversation.language) or _nothing_yet()
        self.languages[conversation.language] = counts
        turns = _read(conversation, acts)
        for turn in turns:
            counts.words[turn.speaker] += len(turn.words)
            counts.named.update(word.stem for word in turn.words if word.private)
        asked: dict[int, set[Stems]] = {}
        for turn, answer in _answered(turns):
            repeated = _repeated(turn, answer)
            if answer is not None:
                asked.setdefault(answer.index, set()).update(repeated)
            _count_agent(counts, turn, answer is not None and answer.acts.has("confusion"), repeated)
            _keep_examples(counts, conversation.id, turn, repeated)
        for turn in turns:
            if turn.speaker is Speaker.CUSTOMER:
                # Who asks what a word means does not use it.
                again = asked.get(turn.index, set())
                counts.said[Speaker.CUSTOMER].update(said.stems for said in turn.said if said.stems not in again)
        _count_conversation(counts, conversation.agent, turns)
        if len(counts.met) > _MOST_ENTRIES:
            _forget(counts)


def _nothing_yet() -> LanguageCounts:
    from nltk.probability import ConditionalFreqDist, FreqDist

    return LanguageCounts(ConditionalFreqDist(), FreqDist(), FreqDist())


def _read(conversation: Conversation, acts: Sequence[TurnActs]) -> list[_Turn]:
    names = names_in(conversation)
    turns = []
    for index, (turn, recognised) in enumerate(zip(conversation.turns, acts, strict=True)):
        same_language = turn.language in (None, conversation.language)
        if turn.speaker in (Speaker.AGENT, Speaker.CUSTOMER) and same_language:
            words = heard_words(turn.text, conversation.language, names)
            said = tuple(said_terms(turn.text, words))
            turns.append(_Turn(index, turn.speaker, turn.text, words, said, recognised))
    return turns


def _answered(turns: Sequence[_Turn]) -> Iterator[tuple[_Turn, _Turn | None]]:
    """Each of the agent's turns with the customer's next one."""
    answer = None
    for turn in reversed(turns):
        if turn.speaker is Speaker.AGENT:
            yield turn, answer
        else:
            answer = turn


def _repeated(turn: _Turn, answer: _Turn | None) -> set[Stems]:
    """The possible terms of an agent's turn that a customer who did not understand says again."""
    if answer is None or not answer.acts.has("confusion"):
        return set()
    return turn.candidates.keys() & {said.stems for said in answer.said}


def _count_agent(counts: LanguageCounts, turn: _Turn, confused: bool, repeated: set[Stems]) -> None:
    counts.turns += 1
    counts.confused += confused
    counts.said[Speaker.AGENT].update(said.stems for said in turn.said)
    formulas = [(act.start, act.end) for act in turn.acts.acts if act.name in _FORMULAS]
    for said in turn.said:
        if said.candidate:
            found = counts.found.setdefault(said.stems, Found())
            found.forms[said.text] = found.forms.get(said.text, 0) + 1
            found.formulas += any(start <= said.start < end for start, end in formulas)
    for stems in turn.candidates:
        found = counts.found[stems]
        found.turns += 1
        # Where the customer says which words it was, it was not the others.
        found.asked_back += confused and (stems in repeated or not repeated)
        found.repeated += stems in repeated


def _keep_examples(counts: LanguageCounts, conversation: str, turn: _Turn, repeated: set[Stems]) -> None:
    """Up to three of different conversations, those asked back about before others.

    None of the first conversation: most words never come in a second one, and theirs would fill the memory.
    """
    for stems, said in turn.candidates.items():
        found = counts.found[stems]
        kept = found.examples
        asked = stems in repeated
        if not found.conversations or any(example.conversation == conversation for example in kept):
            continue
        if len(kept) == MOST_EXAMPLES and asked:
            plain = [example for example in kept if not example.asked_back]
            kept[:] = [example for example in kept if example not in plain[-1:]]
        if len(kept) < MOST_EXAMPLES:
            kept.append(Example(conversation, turn.index, masked_quote(turn.text, turn.words, said), asked))


def _count_conversation(counts: LanguageCounts, agent: str | None, turns: Sequence[_Turn]) -> None:
    counts.met.update({said.stems for turn in turns for said in turn.said})
    bit = 1 << counts.agents.setdefault(agent, len(counts.agents)) if agent else 0
    for stems in {stems for turn in turns if turn.speaker is Speaker.AGENT for stems in turn.candidates}:
        counts.found[stems].conversations += 1
        counts.found[stems].agents |= bit


def _forget(counts: LanguageCounts) -> None:
    """Halve the entries: what was met in one conversation goes first, then in two, and so on."""
    fewest = 0
    while len(counts.met) > _MOST_ENTRIES // 2:
        fewest += 1
        gone = [stems for stems, times in counts.met.items() if times <= fewest]
        for stems in gone:
            del counts.met[stems]
            counts.found.pop(stems, None)
            for said in counts.said.values():
                said.pop(stems, None)
    for word in [word for word in counts.named if (word,) not in counts.met]:
        del counts.named[word]
