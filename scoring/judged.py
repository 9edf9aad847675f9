"""A conversation together with what was recognised in it: what criteria read."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.acts.values import TurnActs
from scoring.evidence import Quote, quote
from transcripts.conversation import Conversation, Speaker


@dataclass(frozen=True, slots=True)
class JudgedConversation:
    """`acts` belong to the conversation's turns one by one."""

    conversation: Conversation
    acts: tuple[TurnActs, ...]

    def turns(self, speaker: Speaker) -> list[int]:
        """The indices of one speaker's turns."""
        return [index for index, turn in enumerate(self.conversation.turns) if turn.speaker is speaker]

    def agent_turns_after(self, turn: int, many: int) -> list[int]:
        """The next `many` agent turns behind a turn."""
        return [index for index in self.turns(Speaker.AGENT) if index > turn][:many]

    def quote_act(self, turn: int, name: str) -> Quote | None:
        """The words that show an act in a turn, None when it is not there."""
        act = self.acts[turn].act(name)
        return quote(self.conversation, turn, act.start, act.end) if act else None

    def certainty(self, turn: int, name: str) -> float:
        act = self.acts[turn].act(name)
        return act.certainty if act else 0.0
