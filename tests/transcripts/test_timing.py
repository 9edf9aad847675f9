"""Times of a conversation are counted as one would with a stopwatch."""

import pytest

from transcripts.conversation import Channel, Conversation, Speaker, Turn, Word
from transcripts.holds import Hold
from transcripts.overlaps import Begun
from transcripts.timing import Gap, Timing, timing

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


def spoken(text: str, start: float, seconds: float = 0.4, pause: float = 0.0) -> tuple[Word, ...]:
    """Each word of `text` that long, with pauses between them."""
    return tuple(
        Word(word, start + number * (seconds + pause), start + number * (seconds + pause) + seconds, 0.9)
        for number, word in enumerate(text.split())
    )


def turn(speaker: Speaker, *parts: tuple[Word, ...]) -> Turn:
    words = tuple(word for part in parts for word in part)
    return Turn(speaker, " ".join(word.text for word in words), words[0].start, words[-1].end, words=words)


CUSTOMER_TALKS = Turn(C, "and so on", 10.0, 20.0)


@pytest.mark.parametrize(
    ("turns", "count", "begun"),
    [
        ((CUSTOMER_TALKS, Turn(A, "but that", 15.0, 18.0)), 1, {A: Begun(1, 3.0)}),
        ((CUSTOMER_TALKS, Turn(A, "but that", 18.0, 25.0)), 1, {A: Begun(1, 2.0)}),
        ((Turn(A, "as I said", 5.0, 12.0), CUSTOMER_TALKS), 1, {C: Begun(1, 2.0)}),
        ((CUSTOMER_TALKS, Turn(A, "mm-hm", 15.0, 15.9)), 0, {}),
        ((CUSTOMER_TALKS, Turn(A, "I can see it", 15.0, 16.0)), 1, {A: Begun(1, 1.0)}),
        ((CUSTOMER_TALKS, Turn(A, "hello there", 10.1, 12.1)), 1, {}),
        ((CUSTOMER_TALKS, Turn(A, "hello there", 10.25, 12.25)), 1, {A: Begun(1, 2.0)}),
        ((CUSTOMER_TALKS, Turn(Speaker.OTHER, "I interpret", 15.0, 18.0)), 1, {Speaker.OTHER: Begun(1, 3.0)}),
        ((CUSTOMER_TALKS, Turn(A, "then", 19.9, 25.0)), 0, {}),
        ((CUSTOMER_TALKS, Turn(A, "then", 20.0, 25.0)), 0, {}),
        (
            (CUSTOMER_TALKS, Turn(A, "one two", 12.0, 14.0), Turn(A, "three four", 15.0, 16.5)),
            2,
            {A: Begun(2, 3.5)},
        ),
        (
            (CUSTOMER_TALKS, Turn(A, "one two", 19.0, 25.0), Turn(C, "wait please", 24.0, 26.0)),
            2,
            {A: Begun(1, 1.0), C: Begun(1, 1.0)},
        ),
    ],
)
def test_who_began_to_speak_into_the_talk_of_the_other(
    turns: tuple[Turn, ...], count: int, begun: dict[Speaker, Begun]
) -> None:
    found = timing(conversation(*turns))
    assert found.overlaps == count
    assert found.overlaps_begun == {
        speaker: Begun(n.overlaps, pytest.approx(n.seconds)) for speaker, n in begun.items()
    }


def test_a_short_pause_between_words_gives_nobody_the_word() -> None:
    """The customer breathes for 0.4 seconds; who starts then and is still heard when they go on, began it."""
    customer = turn(C, spoken("it broke on", 0.0), spoken("the very first day", 1.6))
    found = timing(conversation(customer, Turn(A, "I will look at it", 1.3, 3.0)))
    assert found.overlaps_begun == {A: Begun(1, pytest.approx(1.7))}


def test_words_of_one_stretch_are_one_overlap() -> None:
    found = timing(conversation(CUSTOMER_TALKS, turn(A, spoken("no that is not how it works", 12.0, pause=0.3))))
    assert found.overlaps == 1


def held(text: str, *, pause: float = 20.0, language: str = "en", after: Speaker = A) -> tuple[Hold, ...] | None:
    """The holds when the agent says `text`, and somebody speaks again after a pause."""
    turns = (
        Turn(C, "can you help", 0.0, 3.0),
        Turn(A, text, 4.0, 10.0),
        Turn(after, "yes", 10.0 + pause, 12.0 + pause),
    )
    return timing(Conversation("one", Channel.CALL, language, turns)).holds


@pytest.mark.parametrize(
    ("text", "language", "announced"),
    [
        ("One moment please.", "en", True),
        ("That was your invoice of March.", "en", False),
        ("Een ogenblik geduld.", "nl", True),
        ("Ich stelle Sie kurz in die Warteschleife.", "de", True),
        ("Vă rog să rămâneți la telefon.", "ro", True),
        ("One moment please.", "de", False),
        ("Un instant.", "fr", None),
        ("One moment please. " + "And so it goes on and on. " * 8, "en", False),
    ],
)
def test_a_hold_is_announced_or_not(text: str, language: str, announced: bool | None) -> None:
    assert held(text, language=language) == (Hold(1, 10.0, 20.0, announced),)


@pytest.mark.parametrize(("pause", "count"), [(4.9, 0), (5.0, 1)])
def test_a_hold_lasts_at_least_five_seconds(pause: float, count: int) -> None:
    assert len(held("One moment please.", pause=pause) or ()) == count


def test_a_hold_within_the_turn_of_the_agent() -> None:
    words = (spoken("one moment please", 0.0), spoken("thank you it is paid", 30.0), spoken("then", 60.0))
    found = timing(conversation(turn(A, *words)))
    assert [(hold.turn, round(hold.seconds), hold.announced) for hold in found.holds or ()] == [
        (0, 29, True),
        (0, 28, False),
    ]


def test_a_word_between_two_silences_does_not_end_the_announced_wait() -> None:
    words = (spoken("one moment please", 0.0), spoken("so", 30.0), spoken("here it is now", 60.0))
    assert [hold.announced for hold in timing(conversation(turn(A, *words))).holds or ()] == [True, True]


def test_the_customer_may_answer_before_an_announced_hold() -> None:
    turns = (Turn(A, "Let me check.", 0.0, 2.0), Turn(C, "Of course.", 2.5, 3.5), Turn(A, "It is paid.", 30.0, 32.0))
    found = timing(conversation(*turns))
    assert found.holds == (Hold(1, 3.5, 26.5, True),)
    assert found.gaps == (Gap(2, 26.5, announced=True),)
    assert found.median_gap is None


@pytest.mark.parametrize(
    ("turns", "count"),
    [
        ((Turn(C, "Hang on, let me get my card.", 0.0, 3.0), Turn(C, "Here it is.", 30.0, 31.0)), 0),
        ((Turn(C, "I see.", 0.0, 3.0), Turn(C, "Are you there?", 30.0, 31.0)), 1),
        ((Turn(A, "What is the number?", 0.0, 3.0), Turn(C, "Twelve.", 30.0, 31.0)), 0),
        ((Turn(A, "What is the number?", 0.0, 3.0), Turn(A, "Hello?", 30.0, 31.0)), 1),
        ((Turn(A, "Could you hold for a moment?", 0.0, 3.0), Turn(C, "Hello?", 30.0, 31.0)), 1),
    ],
)
def test_the_customers_own_time_is_no_hold(turns: tuple[Turn, ...], count: int) -> None:
    found = timing(conversation(*turns))
    assert len(found.holds or ()) == count
    assert found.longest_silence == 27.0


def test_an_answer_that_was_not_announced_is_a_gap_like_any_other() -> None:
    turns = (Turn(A, "I see.", 0.0, 2.0), Turn(C, "And now?", 2.5, 3.5), Turn(A, "It is paid.", 13.5, 15.0))
    assert timing(conversation(*turns)).gaps == (Gap(2, 10.0),)


@pytest.mark.parametrize("end", [None, 2.0])
def test_times_that_make_no_sense_still_give_facts(end: float | None) -> None:
    """Sources give turns that end before they begin, or all at once."""
    turns = (Turn(A, "Moment.", 9.0, end), Turn(C, "Yes?", 9.0, 3.0), Turn(A, "No.", 40.0, 40.0))
    assert isinstance(timing(conversation(*turns)), Timing)


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
    assert (found.overlaps_begun, found.holds) == (None, None)


@pytest.mark.parametrize("turns", [(), (Turn(C, "hello"), Turn(A, "hi"))])
def test_no_times_no_facts(turns: tuple[Turn, ...]) -> None:
    found = timing(conversation(*turns))

    assert (found.seconds, found.talk_share, found.total_silence, found.gaps, found.median_gap) == (None,) * 5
    assert (found.overlaps_begun, found.holds) == (None, None)


def test_nobody_answers() -> None:
    found = timing(conversation(Turn(A, "hello", 0.0, 1.0), Turn(C, "hi", 1.0, 2.0)))

    assert found.gaps == ()
    assert found.median_gap is None
