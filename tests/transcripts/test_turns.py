"""Words of two channels become turns in the order of speaking."""

from transcripts.conversation import Speaker, Word
from transcripts.turns import Segment, turns, utterances

A, C = Speaker.AGENT, Speaker.CUSTOMER


def said(channel: int, start: float, text: str, rate: float = 0.4) -> Segment:
    """Words one after the other without a pause, each `rate` seconds long."""
    words = text.split()
    return Segment(
        channel,
        tuple(Word(word, start + index * rate, start + (index + 1) * rate, 0.9) for index, word in enumerate(words)),
    )


def lines(*segments: Segment) -> list[tuple[Speaker, str]]:
    spoken = utterances(segments)
    return [(turn.speaker, turn.text) for turn in turns(spoken, [(A, C)[part.channel] for part in spoken], "en")]


def test_speakers_alternate_by_time_though_channels_come_one_after_the_other() -> None:
    assert lines(
        said(0, 0, "good morning how can I help"),
        said(0, 10, "which order is it"),
        said(1, 4, "my order is late"),
        said(1, 13, "the blue one"),
    ) == [
        (A, "good morning how can I help"),
        (C, "my order is late"),
        (A, "which order is it"),
        (C, "the blue one"),
    ]


def test_a_segment_over_the_others_answer_is_cut_at_its_pause() -> None:
    question, rest = said(0, 0, "your name please"), said(0, 4, "thank you Ann")

    assert lines(Segment(0, question.words + rest.words), said(1, 2, "Ann")) == [
        (A, "your name please"),
        (C, "Ann"),
        (A, "thank you Ann"),
    ]


def test_a_pause_alone_begins_no_turn() -> None:
    assert lines(said(0, 0, "one moment please"), said(0, 60, "thanks for waiting")) == [
        (A, "one moment please thanks for waiting")
    ]


def test_a_back_channel_is_a_turn_of_its_own_and_overlap_keeps_its_times() -> None:
    spoken = utterances([said(0, 0, "first you unplug the box and wait"), said(0, 5, "then"), said(1, 1, "mhm")])

    found = turns(spoken, [(A, C)[part.channel] for part in spoken], "en")

    assert [(turn.speaker, turn.text) for turn in found] == [
        (A, "first you unplug the box and wait"),
        (C, "mhm"),
        (A, "then"),
    ]
    assert (found[1].start, found[1].end) == (1.0, 1.4)
    assert found[0].end is not None
    assert found[0].end > 1.4


def test_words_and_text_of_a_turn_agree() -> None:
    spoken = utterances([said(0, 0, "it's the follow-up, right?"), said(0, 1.7, "Yes.")])

    (turn,) = turns(spoken, [A] * len(spoken), "en")

    assert turn.text.split() == [word.text for word in turn.words]
    assert (turn.start, turn.end) == (turn.words[0].start, turn.words[-1].end)


def test_nothing_said_no_turns() -> None:
    assert turns(utterances([]), [], "en") == ()


def test_a_change_of_language_begins_a_turn_that_says_its_own() -> None:
    words = tuple(
        Word(text, number * 0.5, number * 0.5 + 0.4, 0.9) for number, text in enumerate(["Hello", "there", "ja", "gut"])
    )
    spoken = utterances([Segment(0, words[:2], "en"), Segment(0, words[2:], "de")])

    found = turns(spoken, [A] * len(spoken), "en")

    assert [(turn.text, turn.language) for turn in found] == [("Hello there", None), ("ja gut", "de")]
