"""A conversation together with what was recognised in it: what criteria read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from scoring.acts.values import DOUBTFUL, Norm, TurnActs
from scoring.evidence import Quote, quote
from transcripts.conversation import Conversation, Speaker

CAUTIOUS = 0.65
"""A certainty from DOUBTFUL up to this leaves it open whether an act is there."""

_SLIP = "register_slip"


@dataclass(frozen=True)
class JudgedConversation:
    """`acts` belong to the conversation's turns one by one; `norm` is the form of address that the company wants."""

    conversation: Conversation
    acts: tuple[TurnActs, ...]
    norm: Norm | None = None

    @cached_property
    def _speaking(self) -> dict[Speaker, list[int]]:
        found: dict[Speaker, list[int]] = {speaker: [] for speaker in Speaker}
        for index, turn in enumerate(self.conversation.turns):
            found[turn.speaker].append(index)
        return found

    def turns(self, speaker: Speaker) -> Sequence[int]:
        """The indices of one speaker's turns."""
        return self._speaking[speaker]

    def agent_turns_after(self, turn: int, many: int) -> Sequence[int]:
        """The next `many` agent turns behind a turn."""
        agent = self._speaking[Speaker.AGENT]
        first = bisect_right(agent, turn)
        return agent[first : first + many]

    def quote_act(self, turn: int, name: str) -> Quote | None:
        """The words that show an act in a turn, None when it is not there."""
        act = self.acts[turn].act(name)
        return quote(self.conversation, turn, act.start, act.end) if act else None

    def certainty(self, turn: int, name: str) -> float:
        act = self.acts[turn].act(name)
        return act.certainty if act else 0.0

    def told(self, turn: int, name: str) -> str:
        """The name by which an act is put into words: what leaves the form the company wants, by that form."""
        wanted = self.norm in ("formal", "informal") and self.acts[turn].form not in (None, self.norm)
        return f"{name}_{self.norm}" if name == _SLIP and wanted else name

    @cached_property
    def cautious(self) -> JudgedConversation:
        """The same conversation, read so that what is open is not there, and the rest surely is."""
        return self._read_from(CAUTIOUS)

    @cached_property
    def generous(self) -> JudgedConversation:
        """The same conversation, read so that what is open surely is there."""
        return self._read_from(DOUBTFUL)

    def _read_from(self, certainty: float) -> JudgedConversation:
        read = []
        for turn in self.acts:
            there = [act for act in (*turn.acts, *turn.doubtful) if act.certainty >= certainty]
            read.append(replace(turn, acts=tuple(replace(act, certainty=1.0) for act in there), doubtful=()))
        return replace(self, acts=tuple(read))
