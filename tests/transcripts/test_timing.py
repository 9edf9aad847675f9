"""Times of a conversation are counted as one would with a stopwatch."""

import pytest

from transcripts.conversation import Channel, Conversation, Speaker, Turn, Word
from transcripts.timing import Gap, timing

A, C = Speaker.AGENT, Speaker.CUSTOMER


def conversation(*turns: Turn, channel: Channel = Channel.CALL) -> Conversation:
    return Conversation("one", channel, "en", turns)


def test_a_call() -> None:
    found = timing(
        conversation(
            Turn(A, "good morning", 0.0, 4.0),
            Turn(C, "hello", 4.5, 10.5),
            Turn(A, "one moment", 12.5, 14.5),
            Turn(A, "thanks for waiting", 44.5, 48.5),
            Turn(C, "yes", 48.0, 49.0),
        )
    )

    assert found.seconds == 49.0
    assert found.talk_share == {A: pytest.approx(10 / 17), C: pytest.approx(7 / 17)}
    assert found.total_silence == 32.0  # 2 s before and 30 s within the agent's words; half a second is no silence
    assert found.longest_silence == 30.0
    assert (found.overlaps, found.overlap_seconds) == (1, 0.5)
    assert found.gaps == (Gap(2, 2.0),)
    assert (found.median_gap, found.p90_gap) == (2.0, 2.0)


def test_silence_within_a_turn_counts() -> None:
    words = (Word("one", 0.0, 0.5, 1.0), Word("moment", 0.5, 1.0, 1.0), Word("thanks", 61.0, 62.0, 1.0))

    found = timing(conversation(Turn(A, "one moment thanks", 0.0, 62.0, words=words)))

    assert found.longest_silence == 60.0
    assert found.talk_share == {A: 1.0}


def test_an_interruption_gives_a_negative_gap() -> None:
    found = timing(conversation(Turn(C, "I was", 0.0, 5.0), Turn(A, "yes but", 4.0, 8.0)))

    assert found.gaps == (Gap(1, -1.0),)
    assert found.overlap_seconds == 1.0


def test_a_short_overlap_at_a_change_of_speaker_is_none() -> None:
    assert timing(conversation(Turn(C, "right", 0.0, 5.0), Turn(A, "so", 4.9, 8.0))).overlaps == 0


def test_chat_has_gaps_but_no_talk() -> None:
    found = timing(
        conversation(
            *(Turn(C if index % 2 == 0 else A, "text", start) for index, start in enumerate((0.0, 30.0, 60.0, 70.0))),
            Turn(C, "first", 100.0),
            Turn(C, "second", 110.0),
            Turn(Speaker.BOT, "please wait", 111.0),
            Turn(A, "answer", 170.0),
            channel=Channel.CHAT,
        )
    )

    assert found.gaps == (Gap(1, 30.0), Gap(3, 10.0), Gap(7, 60.0))
    assert found.median_gap == 30.0
    assert found.p90_gap == pytest.approx(54.0)
    assert found.seconds == 170.0
    assert (found.talk_share, found.total_silence, found.overlap_seconds, found.overlaps) == (None, None, None, None)


@pytest.mark.parametrize("turns", [(), (Turn(C, "hello"), Turn(A, "hi"))])
def test_no_times_no_facts(turns: tuple[Turn, ...]) -> None:
    found = timing(conversation(*turns))

    assert (found.seconds, found.talk_share, found.total_silence, found.gaps, found.median_gap) == (None,) * 5


def test_nobody_answers() -> None:
    found = timing(conversation(Turn(A, "hello", 0.0, 1.0), Turn(C, "hi", 1.0, 2.0)))

    assert found.gaps == ()
    assert found.median_gap is None
