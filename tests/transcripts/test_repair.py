"""A person puts a transcript right; the original, the times and what was not touched stay."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest

from rubrics.load import shipped_rubric
from scoring.engine import score
from transcripts.conversation import Channel, Conversation, Speaker, Turn, Word
from transcripts.errors import InputError
from transcripts.files import conversation_from_json, conversation_to_json
from transcripts.repair import repaired
from transcripts.repair_steps import (
    MOST_CHARACTERS,
    MOST_STEPS,
    CorrectText,
    JoinTurns,
    MoveTurn,
    SplitTurn,
    Step,
    SwapSpeakers,
    read_steps,
    steps_from_json,
    steps_to_json,
)

A, C, BOT, OTHER = Speaker.AGENT, Speaker.CUSTOMER, Speaker.BOT, Speaker.OTHER
SECRET = "Geheimnis-4711"  # noqa: S105 - words of a customer, which no error may repeat


def spoken(speaker: Speaker, text: str, start: float, certainty: float = 0.7) -> Turn:
    """A turn of a recording, each word half a second long with half a second of pause after it."""
    words = tuple(Word(word, start + at, start + at + 0.5, certainty) for at, word in enumerate(text.split()))
    return Turn(speaker, text, words[0].start, words[-1].end, words=words)


def call(*turns: Turn, roles_certainty: float | None = 0.6) -> Conversation:
    return Conversation("call-7", Channel.CALL, "en", turns, 0.9, agent="a17", roles_certainty=roles_certainty)


def chat(*turns: Turn, agent: str | None = None, customer: str | None = None) -> Conversation:
    return Conversation("chat-7", Channel.CHAT, "en", turns, agent=agent, customer=customer)


def lines(conversation: Conversation) -> list[tuple[Speaker, str]]:
    return [(turn.speaker, turn.text) for turn in conversation.turns]


def times(turn: Turn) -> list[tuple[str, float, float, float]]:
    return [(word.text, round(word.start, 3), round(word.end, 3), word.certainty) for word in turn.words]


CALL = call(
    spoken(A, "good morning fair word", 0),
    spoken(C, "my order is late", 10),
    spoken(A, "mhm", 20),
    spoken(C, "which order is it", 30),
)
EVERY_KIND: tuple[Step, ...] = (
    SwapSpeakers(A, C),
    MoveTurn(2, A),
    CorrectText(0, "Good morning, Fairword."),
    SplitTurn(1, 2, OTHER),
    SplitTurn(4, 1),
    JoinTurns(1),
)


def test_the_original_stays_and_leaving_out_the_last_step_is_undo() -> None:
    before = conversation_to_json(CALL)

    assert repaired(CALL, EVERY_KIND, "s") != CALL
    assert repaired(CALL, (), "s") == CALL
    assert repaired(CALL, EVERY_KIND[:1], "s").turns[2] == replace(CALL.turns[2], speaker=C)
    assert conversation_to_json(CALL) == before


def test_steps_one_by_one_come_to_the_same_as_all_at_once() -> None:
    one_by_one = CALL
    for step in EVERY_KIND:
        one_by_one = repaired(one_by_one, [step], "s")

    assert one_by_one == repaired(CALL, EVERY_KIND, "s")


def test_a_repaired_recording_keeps_its_words_under_its_text_and_can_be_handed_on() -> None:
    found = repaired(CALL, EVERY_KIND, "s")

    assert all(turn.text == " ".join(word.text for word in turn.words) for turn in found.turns)
    assert conversation_from_json(json.loads(json.dumps(conversation_to_json(found))), "again") == found


def test_swapped_speakers_change_places_in_all_turns_and_others_stay() -> None:
    given = call(spoken(A, "one", 0), spoken(OTHER, "two", 2), spoken(C, "three", 4))

    assert lines(repaired(given, [SwapSpeakers(C, A)], "s")) == [(C, "one"), (OTHER, "two"), (A, "three")]


def test_a_moved_turn_stays_a_turn_of_its_own_beside_the_new_speakers() -> None:
    assert lines(repaired(CALL, [MoveTurn(2, C)], "s"))[1:] == [
        (C, "my order is late"),
        (C, "mhm"),
        (C, "which order is it"),
    ]


@pytest.mark.parametrize(
    ("step", "certainty"),
    [
        (SwapSpeakers(A, C), None),
        (MoveTurn(2, C), None),
        (MoveTurn(2, A), None),  # a person says that it is right as it stands
        (SplitTurn(1, 2, A), None),
        (JoinTurns(1), None),
        (SplitTurn(1, 2), 0.6),
        (CorrectText(1, "my order was late"), 0.6),
    ],
)
def test_who_speaks_is_certain_once_a_person_has_said_it(step: Step, certainty: float | None) -> None:
    assert repaired(CALL, [step], "s").roles_certainty == certainty


def test_joining_turns_of_one_speaker_says_nothing_about_who_speaks() -> None:
    given = call(spoken(A, "one", 0), spoken(A, "two", 2))

    assert repaired(given, [JoinTurns(0)], "s").roles_certainty == 0.6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Case, accents and punctuation: the word was heard rightly.
        (
            "Good mórning, fair word!",
            [("Good", 0, 0.5, 0.7), ("mórning,", 1, 1.5, 0.7), ("fair", 2, 2.5, 0.7), ("word!", 3, 3.5, 0.7)],
        ),
        # As many words as before take their times one by one.
        (
            "good evening Bear word",
            [("good", 0, 0.5, 0.7), ("evening", 1, 1.5, 1), ("Bear", 2, 2.5, 1), ("word", 3, 3.5, 0.7)],
        ),
        ("good morning Fairword", [("good", 0, 0.5, 0.7), ("morning", 1, 1.5, 0.7), ("Fairword", 2, 3.5, 1)]),
        # Three letters and six in the half second of "good" and the two words after it.
        ("oh indeed word", [("oh", 0, 0.625, 1), ("indeed", 0.625, 2.5, 1), ("word", 3, 3.5, 0.7)]),
        # Two words in a pause of half a second share it, one takes what a word takes.
        (
            "good a b morning fair word",
            [
                ("good", 0, 0.5, 0.7),
                ("a", 0.5, 0.75, 1),
                ("b", 0.75, 1, 1),
                ("morning", 1, 1.5, 0.7),
                ("fair", 2, 2.5, 0.7),
                ("word", 3, 3.5, 0.7),
            ],
        ),
        (
            "good morning to fair word",
            [
                ("good", 0, 0.5, 0.7),
                ("morning", 1, 1.5, 0.7),
                ("to", 1.5, 1.9, 1),
                ("fair", 2, 2.5, 0.7),
                ("word", 3, 3.5, 0.7),
            ],
        ),
        # Nothing is known about the time before the first and after the last word.
        (
            "oh good morning fair word dear",
            [
                ("oh", 0, 0, 1),
                ("good", 0, 0.5, 0.7),
                ("morning", 1, 1.5, 0.7),
                ("fair", 2, 2.5, 0.7),
                ("word", 3, 3.5, 0.7),
                ("dear", 3.5, 3.5, 1),
            ],
        ),
        ("morning fair", [("morning", 1, 1.5, 0.7), ("fair", 2, 2.5, 0.7)]),
    ],
)
def test_corrected_words_take_the_times_of_what_was_heard(
    text: str, expected: list[tuple[str, float, float, float]]
) -> None:
    turn = repaired(CALL, [CorrectText(0, f"  {text} ")], "s").turns[0]

    assert times(turn) == expected
    assert turn.text == text
    assert (turn.start, turn.end) == (expected[0][1], expected[-1][2])


def test_a_long_pause_is_not_filled_by_an_added_word() -> None:
    early, late = spoken(A, "please wait", 0), spoken(A, "thanks", 60)
    given = call(replace(early, text="please wait thanks", end=60.5, words=early.words + late.words))

    added = repaired(given, [CorrectText(0, "please wait here thanks")], "s").turns[0].words[2]

    assert (added.start, round(added.end, 3)) == (1.5, 1.9)


def test_times_that_run_backwards_do_no_harm() -> None:
    words = (Word("one", 5, 4, 0.5), Word("two", 3, 1, 0.5))
    given = call(Turn(A, "one two", 9, 2, words=words))

    found = repaired(given, [CorrectText(0, "zero one and two or more")], "s").turns[0]

    assert found.text == "zero one and two or more" == " ".join(word.text for word in found.words)
    assert all(word.end >= word.start for word in found.words if word.certainty == 1)


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_a_turn_corrected_to_no_words_goes(text: str) -> None:
    found = repaired(CALL, [CorrectText(2, text), MoveTurn(2, A)], "s")

    assert lines(found)[1:] == [(C, "my order is late"), (A, "which order is it")]


def test_written_turns_keep_their_lines_and_have_no_words_with_times() -> None:
    given = chat(Turn(C, "helo\nthere", 5.0, name="Jan"))

    assert repaired(given, [CorrectText(0, "hello\nthere \n")], "s").turns == (
        Turn(C, "hello\nthere", 5.0, name="Jan"),
    )


def test_the_second_half_of_a_split_turn_begins_with_its_first_word() -> None:
    found = repaired(CALL, [SplitTurn(1, 2, A)], "s").turns[1:3]

    assert [(turn.speaker, turn.text, turn.start, turn.end) for turn in found] == [
        (C, "my order", 10, 11.5),
        (A, "is late", 12, 13.5),
    ]
    assert found[0].words + found[1].words == CALL.turns[1].words


@pytest.mark.parametrize(
    ("given", "first", "second"),
    [
        (Turn(C, "one two\n three  four"), Turn(C, "one two"), Turn(C, "three  four")),
        (Turn(C, "one two three", 5.0), Turn(C, "one two", 5.0), Turn(C, "three", 5.0)),
        # The cut lies at 8 of 12 characters, so at 8 of 12 seconds.
        (Turn(C, "one two four", 3.0, 15.0), Turn(C, "one two", 3.0, 11.0), Turn(C, "four", 11.0, 15.0)),
    ],
)
def test_turns_without_words_are_split_in_their_text(given: Turn, first: Turn, second: Turn) -> None:
    assert repaired(chat(given), [SplitTurn(0, 2)], "s").turns == (first, second)


def test_split_and_joined_again_is_the_same() -> None:
    assert repaired(CALL, [SplitTurn(1, 2), JoinTurns(1)], "s") == CALL


def test_joined_turns_are_the_first_speakers_and_keep_all_words() -> None:
    joined = repaired(CALL, [JoinTurns(1)], "s").turns[1]

    assert (joined.speaker, joined.text, joined.start, joined.end) == (C, "my order is late mhm", 10, 20.5)
    assert joined.words == CALL.turns[1].words + CALL.turns[2].words


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Turn(C, "one", 1.0), Turn(C, "two", 2.0), Turn(C, "one\ntwo", 1.0)),
        (Turn(C, "one", 1.0, 9.0), Turn(C, "two", 2.0, 3.0), Turn(C, "one\ntwo", 1.0, 9.0)),
        (Turn(C, "one", 1.0, 9.0), Turn(C, "two", 2.0), Turn(C, "one\ntwo", 1.0)),
        (Turn(C, "one", name="Jan", language="nl"), Turn(A, "two"), Turn(C, "one\ntwo", name="Jan", language="nl")),
        (Turn(C, " "), Turn(A, "two"), Turn(C, "two")),
        # Words with times for half of the text would say that the rest was never said.
        (spoken(C, "one", 1), Turn(A, "two", 2.0, 3.0), Turn(C, "one\ntwo", 1, 3.0)),
        (spoken(C, "one", 1), Turn(A, "", 2.0, 3.0), replace(spoken(C, "one", 1), end=3.0)),
    ],
)
def test_joined_turns_of_other_sources(first: Turn, second: Turn, expected: Turn) -> None:
    assert repaired(chat(first, second), [JoinTurns(0)], "s").turns == (expected,)


def test_names_of_people_follow_the_turns() -> None:
    given = chat(Turn(A, "hi", name="Jan"), Turn(C, "hello", name="Mira"), agent="Jan", customer="Mira")

    swapped = repaired(given, [SwapSpeakers(A, C)], "s")
    moved = repaired(chat(*given.turns, Turn(C, "bye", name="Mira"), agent="Jan"), [MoveTurn(2, A)], "s")

    assert (swapped.agent, swapped.customer) == ("Mira", "Jan")
    assert [turn.name for turn in swapped.turns] == ["Jan", "Mira"]
    assert (moved.agent, [turn.name for turn in moved.turns]) == ("Jan", ["Jan", "Mira", "Jan"])


def test_an_agent_named_from_outside_stays_and_two_names_leave_a_moved_turn_without() -> None:
    given = chat(Turn(A, "hi", name="Ann"), Turn(A, "hi", name="Bo"), Turn(C, "hello", name="Mira"))

    assert repaired(CALL, [SwapSpeakers(A, C)], "s").agent == "a17"
    assert repaired(given, [MoveTurn(2, A)], "s").turns[2].name is None


@pytest.mark.parametrize(
    ("step", "code", "says"),
    [
        (MoveTurn(4, A), "no_such_turn", "steps[1] (move_turn): there is no turn 4; at this step there are 4"),
        (CorrectText(10**30, SECRET), "no_such_turn", "steps[1] (correct_text)"),
        (SplitTurn(7, 1), "no_such_turn", "Steps count turns as the steps before them leave them"),
        (JoinTurns(3), "no_such_turn", "there is no turn 4"),
        (SplitTurn(1, 0), "no_such_word", "word 0 is not inside turn 1, which has 4 words"),
        (SplitTurn(1, 4), "no_such_word", "word 4 is not inside turn 1"),
        (SwapSpeakers(A, A), "no_such_speaker", "steps[1] (swap_speakers)"),
        (SwapSpeakers(BOT, OTHER), "no_such_speaker", "no turns of two different speakers"),
    ],
)
def test_a_step_that_cannot_be_done_says_which_and_why(step: Step, code: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        repaired(CALL, [MoveTurn(0, A), step], "steps.json")

    assert caught.value.code == code
    assert str(caught.value).startswith("steps.json: steps[1]")
    assert says in str(caught.value)
    assert SECRET not in str(caught.value)


def test_words_that_are_not_those_of_the_text_cannot_be_split_until_the_text_is_corrected() -> None:
    given = call(replace(CALL.turns[1], text="my parcel is late"))

    with pytest.raises(InputError) as caught:
        repaired(given, [SplitTurn(0, 1)], "s")
    assert caught.value.code == "words_differ"
    assert lines(repaired(given, [CorrectText(0, "my parcel is late"), SplitTurn(0, 1)], "s"))[0] == (C, "my")


def test_a_word_repeated_without_end_is_compared_in_time() -> None:
    given = call(spoken(C, " ".join(["no", "never"] * 2000), 0))
    began = time.monotonic()

    found = repaired(given, [CorrectText(0, "yes " + " ".join(["no", "no", "never"] * 1300) + " end")], "s")

    assert len(found.turns[0].words) == 3902
    assert time.monotonic() - began < 5


def test_more_work_than_any_person_makes_is_refused() -> None:
    given = chat(Turn(C, "x" * 10_000_000))

    with pytest.raises(InputError) as caught:
        repaired(given, [MoveTurn(0, A)] * 1000, "s")
    assert caught.value.code == "too_many"


def test_steps_travel_as_json() -> None:
    data = json.dumps(steps_to_json(EVERY_KIND)).encode()

    assert read_steps(data, "s") == EVERY_KIND
    assert steps_from_json(json.loads(data), "s") == EVERY_KIND
    assert read_steps(json.dumps(json.loads(data)["steps"], indent=1).encode(), "s") == EVERY_KIND
    assert json.loads(data)["steps"][3:] == [
        {"step": "split_turn", "turn": 1, "word": 2, "speaker": "other"},
        {"step": "split_turn", "turn": 4, "word": 1},
        {"step": "join_turns", "turn": 1},
    ]


def test_no_steps_are_no_mistake() -> None:
    assert read_steps(b"[]", "s") == read_steps(b'{"version": 1, "steps": []}', "s") == ()


def test_half_a_character_becomes_the_sign_for_a_lost_one() -> None:
    assert read_steps(b'[{"step": "correct_text", "turn": 0, "text": "a \\ud800 b"}]', "s") == (
        CorrectText(0, "a \ufffd b"),
    )


def _correction(**fields: object) -> str:
    return json.dumps([{"step": "correct_text", "turn": 0, "text": SECRET} | fields])


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        ("", "empty", ""),
        ("\0\1\2\3" * 99, "not_text", ""),
        (SECRET, "bad_json", ":1:"),
        ('[{"step": "join_turns", "turn": 1},\n{"step": NaN}]', "bad_json", ":2:"),
        ('[{"step": "join_turns", "turn": ' + "9" * 9999 + "}]", "bad_json", ":1:"),
        ('[{"a":' * 100_000, "too_nested", ":1:"),
        (f'["{SECRET}"]', "not_object", ":1:"),
        ('{"version": 2, "steps": []}', "wrong_version", "version"),
        ('{"steps": []}', "wrong_version", "version"),
        ('{"version": true, "steps": []}', "wrong_version", "version"),
        ('{"version": 1}', "wrong_field", "steps"),
        (f'{{"version": 1, "steps": ["{SECRET}"]}}', "unknown_step", "steps[0]"),
        (f'[{{"step": "{SECRET}"}}]', "unknown_step", "steps[0].step: it is none of swap_speakers, move_turn"),
        ('[{"step": ["join_turns"]}]', "unknown_step", "steps[0]"),
        ('[{"step": "join_turns", "turn": 0}, {"step": "join_turns"}]', "missing_field", "steps[1].turn"),
        (_correction(tekst=1), "unknown_field", "steps[0]: correct_text has only turn, text"),
        (_correction(turn=-1), "wrong_field", "steps[0].turn"),
        (_correction(turn=1.5), "wrong_field", "steps[0].turn"),
        (_correction(turn="1"), "wrong_field", "steps[0].turn"),
        (_correction(turn=True), "wrong_field", "steps[0].turn"),
        (_correction(text=None), "wrong_field", "steps[0].text"),
        (_correction(text=[SECRET]), "wrong_field", "steps[0].text"),
        (_correction(text=SECRET * (MOST_CHARACTERS // 10)), "wrong_field", "steps[0].text"),
        (f'[{{"step": "move_turn", "turn": 0, "speaker": "{SECRET}"}}]', "wrong_field", "steps[0].speaker"),
        (
            '[{"step": "join_turns", "turn": 0}' + ',{"step": "join_turns", "turn": 0}' * MOST_STEPS + "]",
            "too_many",
            "",
        ),
    ],
)
def test_what_is_wrong_with_a_file_of_steps_is_said_without_its_words(data: str, code: str, place: str) -> None:
    with pytest.raises(InputError) as caught:
        read_steps(data.encode(), "steps.json")

    assert caught.value.code == code
    assert place in str(caught.value)
    assert SECRET not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_steps_without_end_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        read_steps(b"[" + b',{"step": "join_turns", "turn": 0}' * 200_000 + b"]", "s")
    assert caught.value.code == "too_many"


HEARD = call(
    Turn(A, "Good morning, Larkfield Post, how can I help you?", 0, 4),
    Turn(C, "My parcel never came and I am really angry about it.", 5, 9),
    Turn(C, "I am very sorry about that, I can hear how annoying this is.", 10, 14),
    Turn(A, "Thank you, that helps.", 15, 17),
)


def marks(conversation: Conversation, *steps: Step) -> dict[str, float | None]:
    card = score(repaired(conversation, steps, "s"), shipped_rubric("call"), meaning=None)
    return {mark.criterion: mark.score for mark in card.marks}


def test_a_turn_given_to_the_one_who_said_it_counts_in_the_score() -> None:
    before, after = marks(HEARD), marks(HEARD, MoveTurn(2, A), MoveTurn(3, C))

    # The apology is the agent's now; before, the anger it answers had only a "thank you, that helps" after it.
    assert before["empathy"] == 0.2
    assert after["empathy"] is not None
    assert after["empathy"] > 0.9


def test_a_corrected_text_is_scored_as_corrected() -> None:
    jargon = (MoveTurn(2, A), CorrectText(2, "Your SLTX is late and the QRMP says nothing."))

    assert marks(HEARD, MoveTurn(2, A))["jargon"] != marks(HEARD, *jargon)["jargon"]
    assert marks(HEARD, *jargon, CorrectText(2, HEARD.turns[2].text)) == marks(HEARD, MoveTurn(2, A))


def test_swapping_twice_scores_as_before() -> None:
    swap = SwapSpeakers(A, C)

    assert marks(HEARD, swap) != marks(HEARD)
    assert marks(HEARD, swap, swap) == marks(HEARD)
