"""What changed in a text, as words that were taken out and came in."""

from __future__ import annotations

from time import monotonic

from qa_app.web.word_diff import Piece, pieces


def test_words_that_changed_stand_between_those_that_stayed() -> None:
    assert pieces("Name it, please.", "Say it, please.") == (
        Piece("del", "Name"),
        Piece("ins", "Say"),
        Piece("same", " it, please."),
    )


def test_nothing_is_lost() -> None:
    old, new = "a b c\n\nd e", "a c\n\nd, e!"
    found = pieces(old, new)
    assert "".join(one.words for one in found if one.kind != "ins") == old
    assert "".join(one.words for one in found if one.kind != "del") == new


def test_what_came_and_what_went_altogether() -> None:
    assert pieces("", "new words") == (Piece("ins", "new words"),)
    assert pieces("old words", "") == (Piece("del", "old words"),)
    assert pieces("", "") == ()


def test_of_a_long_text_only_what_is_near_the_change_is_shown() -> None:
    old = " ".join(f"word{number}" for number in range(200))
    found = pieces(old, old.replace("word100", "other"))
    assert [one.kind for one in found] == ["gap", "same", "del", "ins", "same", "gap"]
    assert "word99" in found[1].words
    assert "word10 " not in found[1].words


def test_texts_made_to_be_slow_are_not() -> None:
    begun = monotonic()
    pieces("a b " * 5000, "b a " * 5000)
    pieces(" ".join(f"w{n % 90}" for n in range(5000)), " ".join(f"w{n % 91}" for n in range(5000)))
    assert monotonic() - begun < 5
