"""Turns scored in a second, with and without sentence meaning: `python -m benchmarks.score_speed [FILE...]`.

Without files it reads the conversations of the sample data that are in the own form. Prints JSON and a table.
Speed depends on the machine; `ratio` sets it against plain tokenising and stemming of the same text in the same run.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import qa_app
from rubrics.load import rubric_for_channel
from scoring.acts.embedding import embedding
from scoring.engine import score
from transcripts.conversation import Conversation
from transcripts.files import iter_conversations
from transcripts.text import sentences, tokens

_SAMPLES = Path(qa_app.__file__).parent / "samples"
_REPEATS = 3


def load(paths: list[Path]) -> list[Conversation]:
    """The supported conversations in files of conversation JSON."""
    found = [entry for path in paths for entry in iter_conversations(path.read_bytes(), path.name)]
    return [entry for entry in found if isinstance(entry, Conversation) and entry.supported]


def turns_a_second(conversations: list[Conversation], work: Callable[[Conversation], object]) -> float:
    """The best of three runs; a first run outside fills the caches of word forms."""
    for conversation in conversations:
        work(conversation)
    turns = sum(len(conversation.turns) for conversation in conversations)
    times = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        for conversation in conversations:
            work(conversation)
        times.append(time.perf_counter() - start)
    return turns / min(times)


def _read_only(conversation: Conversation) -> None:
    for turn in conversation.turns:
        sentences(turn.text)
        tokens(turn.text, conversation.language)


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]] or sorted(_SAMPLES.glob("*.script.json"))
    conversations = load(paths)
    model = embedding()
    rubrics = {channel: rubric_for_channel(channel) for channel in ("call", "chat", "email", "social", "note")}
    plain = turns_a_second(conversations, _read_only)
    without = turns_a_second(conversations, lambda one: score(one, rubrics[one.channel.value], None))
    whole = turns_a_second(conversations, lambda one: score(one, rubrics[one.channel.value], model))
    turns = sum(len(conversation.turns) for conversation in conversations)
    words = sum(len(turn.text.split()) for conversation in conversations for turn in conversation.turns)
    figures = {
        "turns": turns,
        "words_per_turn": round(words / turns, 1),
        "read_only_turns_per_s": round(plain),
        "without_meaning_turns_per_s": round(without),
        "with_meaning_turns_per_s": round(whole, 1),
        "without_meaning_ratio": round(without / plain, 3),
        "with_meaning_ratio": round(whole / plain, 5),
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    for name, value in figures.items():
        sys.stdout.write(f"{name:30s}{value:>12}\n")


if __name__ == "__main__":
    main()
