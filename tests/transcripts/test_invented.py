"""What nobody can have said is left out, and people who repeat themselves are not."""

import pytest

from transcripts.conversation import Word
from transcripts.invented import loops, said, without_loops
from transcripts.recognition import Heard


def words(text: str) -> tuple[Word, ...]:
    return tuple(Word(word, number / 3, number / 3 + 0.3, 0.8) for number, word in enumerate(text.split()))


def heard(text: str, no_speech: float = 0.1, log_probability: float = -0.3) -> Heard:
    return Heard("en", words(text), no_speech, log_probability)


@pytest.mark.parametrize(
    ("window", "seconds", "kept"),
    [
        (heard("Thank you for calling."), 2.0, True),
        (heard("Thank you.", no_speech=0.9, log_probability=-1.5), 2.0, False),
        (heard("Thank you.", no_speech=0.9), 2.0, True),  # sure of its words
        (heard("Thank you.", log_probability=-1.5), 2.0, True),  # sure that somebody speaks
        (heard("Thanks for watching!"), 2.0, False),
        (heard("Untertitel der Amara.org-Community"), 2.0, False),
        (heard("Bedankt voor het kijken."), 2.0, False),
        (heard("Mulțumesc pentru vizionare!"), 2.0, False),
        (heard("Thanks for watching the parcel for me."), 3.0, True),
        (heard("so many words in so short a time that nobody could say them all"), 0.3, False),
        (heard(""), 1.0, False),
    ],
)
def test_what_can_have_been_said_is_kept(window: Heard, seconds: float, kept: bool) -> None:
    assert said(window, seconds) == (window.words if kept else ())


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("We will send it. We will send it. We will send it. We will send it. Goodbye.", "We will send it. Goodbye."),
        ("yes " * 30, "yes"),
        ("my number is my number is my number is my number is", "my number is"),
        ("Ja, ja, ja, das stimmt.", None),
        ("no no no no no", None),
        ("It is 55 55 55 12, and again 55 55 55 12.", None),
        ("My number is 0 8 0 0 0 0 0 0 0 0 1.", None),
        ("The first parcel, the second parcel, the third parcel.", None),
        ("", None),
    ],
)
def test_loops_are_cut_to_one_round(text: str, cut: str | None) -> None:
    spoken = words(text)

    assert loops(spoken) == (cut is not None)
    assert " ".join(word.text for word in without_loops(spoken)) == (text.strip() if cut is None else cut)
