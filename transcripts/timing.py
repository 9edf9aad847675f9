"""Silence, holds, overlap, talk share and response gaps of a conversation: facts, no judgement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from transcripts.conversation import Conversation, Speaker, Turn
from transcripts.holds import Hold, announces_wait, holds
from transcripts.overlaps import Begun, Interval, begun, merged, overlaps

# Jefferson (1989): silences in conversation tend to end at about one second; longer ones are noticed as silence.
SILENCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Gap:
    """Seconds from the end of what the customer said to the agent's turn number `turn` (from 0).

    Negative when the agent began before the customer had ended. `announced` says that the agent's turn before it
    ended in asking to wait or in a look-up, so that the customer knew; only spoken conversations have it.
    """

    turn: int
    seconds: float
    announced: bool = False


@dataclass(frozen=True, slots=True)
class Timing:
    """Facts of time, in seconds; None where the source gives no times for it.

    `talk_share` is each speaker's part (0..1) of all talk; `total_silence` sums stretches of at least one second in
    which nobody speaks, from the first word to the last. `overlaps` counts stretches in which somebody speaks into the
    talk of another, back-channels left out; `overlaps_begun` says who began how many (see `overlaps`). `holds` are
    silences of at least five seconds in which the customer waits. All these need beginnings and ends, which written
    channels lack.
    `gaps` has one entry for each agent's turn that follows a customer's; `median_gap` and `p90_gap` leave out
    announced waiting, and are None without any other gap.
    """

    seconds: float | None
    talk_share: dict[Speaker, float] | None
    total_silence: float | None
    longest_silence: float | None
    overlap_seconds: float | None
    overlaps: int | None
    gaps: tuple[Gap, ...] | None
    median_gap: float | None
    p90_gap: float | None
    overlaps_begun: dict[Speaker, Begun] | None = None
    holds: tuple[Hold, ...] | None = None


def timing(conversation: Conversation) -> Timing:
    """The times of a conversation; words count where there are any, whole turns otherwise."""
    talk: dict[Speaker, list[Interval]] = {}
    timed = [turn for turn in conversation.turns if turn.start is not None]
    ended = bool(timed) and all(turn.start is not None and turn.end is not None for turn in conversation.turns)
    if ended:
        for turn in timed:
            talk.setdefault(turn.speaker, []).extend(_intervals(turn))
    seconds = {speaker: sum(end - start for start, end in merged(spans)) for speaker, spans in talk.items()}
    total = sum(seconds.values())
    speech = merged(interval for intervals in talk.values() for interval in intervals)
    silences = [(before[1], after[0]) for before, after in pairwise(speech) if after[0] - before[1] >= SILENCE_SECONDS]
    lengths = [end - start for start, end in silences]
    found = overlaps(talk)
    gaps = _gaps(conversation, ended) if timed else None
    waits = sorted(gap.seconds for gap in gaps or () if not gap.announced)
    return Timing(
        seconds=_length(timed),
        talk_share={speaker: part / total for speaker, part in seconds.items()} if total > 0 else None,
        total_silence=sum(lengths) if ended else None,
        longest_silence=max(lengths, default=0.0) if ended else None,
        overlap_seconds=sum(overlap.seconds for overlap in found) if ended else None,
        overlaps=len(found) if ended else None,
        gaps=gaps,
        median_gap=median(waits) if waits else None,
        p90_gap=_percentile(waits, 0.9) if waits else None,
        overlaps_begun=begun(found) if ended else None,
        holds=holds(conversation, silences) if ended else None,
    )


def _intervals(turn: Turn) -> Iterable[Interval]:
    if turn.words:
        return ((word.start, word.end) for word in turn.words)
    return ((turn.start, turn.end),) if turn.start is not None and turn.end is not None else ()


def _gaps(conversation: Conversation, spoken: bool) -> tuple[Gap, ...]:
    """From each customer's turn to the agent's answer, in order; a run of turns by one side counts as its last, first.

    A bot or another person in between answers nothing for the agent, so the customer goes on waiting.
    """
    gaps: list[Gap] = []
    waiting_since: float | None = None
    agent: Turn | None = None
    for number, turn in enumerate(conversation.turns):
        if turn.speaker is Speaker.CUSTOMER:
            waiting_since = turn.end if turn.end is not None else turn.start
        elif turn.speaker is Speaker.AGENT:
            if waiting_since is not None and turn.start is not None:
                seconds = turn.start - waiting_since
                knew = agent and spoken and seconds >= SILENCE_SECONDS and announces_wait(agent, conversation.language)
                gaps.append(Gap(number, seconds, bool(knew)))
            waiting_since = None
            agent = turn
    return tuple(gaps)


def _length(timed: Sequence[Turn]) -> float | None:
    starts = [turn.start for turn in timed if turn.start is not None]
    ends = [turn.end for turn in timed if turn.end is not None]
    return max(starts + ends) - min(starts) if starts else None


def _percentile(ordered: Sequence[float], share: float) -> float:
    """Linear interpolation between the closest ranks (Hyndman & Fan 1996, type 7)."""
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
