"""Words inside a sentence of ours."""

from __future__ import annotations

import pytest

from scoring.quotation import quoted, shortened


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("It broke.", "It broke"),
        ("Why?", "Why?"),
        ("Well...", "Well..."),
        ("two\n  lines ", "two lines"),
        ("", ""),
        ("one two three four", "one two…"),
        ("one two, three four", "one two…"),
        ("unabbreviated", "unabbrevi…"),
        ("ten chars.", "ten chars"),
    ],
)
def test_shortened_at_a_word(written: str, shown: str) -> None:
    assert shortened(written, 10) == shown
    assert len(shown) <= 11


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "“so”"), ("nl", "‘so’"), ("de", "„so“"), ("ro", "„so”"), ("fr", "“so”")]
)
def test_each_language_has_its_marks(language: str, shown: str) -> None:
    assert quoted("so", language) == shown
