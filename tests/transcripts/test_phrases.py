"""The pattern language of cue phrases."""

from __future__ import annotations

from contextlib import suppress

import pytest

from transcripts.phrases import Hit, PatternError, Phrases, sequences
from transcripts.text import stem, tokens


def found(pattern: str, text: str, language: str = "en", numbers: frozenset[str] = frozenset({"two"})) -> list[str]:
    hits = Phrases([("label", pattern)], language, numbers).find(tokens(text, language))
    assert all(hit.label == "label" for hit in hits)
    return [text[hit.start : hit.end] for hit in hits]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("call you", "I will call you.", ["call you"]),
        ("call you", "We are CALLING you, now!", ["CALLING you"]),
        ("call you", "You call.", []),
        ("call you", "I call and you wait.", []),
        ("(call|write to) you", "I call you or write to you.", ["call you", "write to you"]),
        ("(call|write to) you", "I write you.", []),
        (
            "call [back|you] now",
            "call now, call back now, call you now, call me now",
            ["call now", "call back now", "call you now"],
        ),
        ("call [you] now", "Call you now?", ["Call you now"]),
        ("=calls you", "He calls you.", ["calls you"]),
        ("=calls you", "I call you.", []),
        ("=calls you", "Calls YOU", ["Calls YOU"]),
        ("in # days", "in 3 days, in two days, in some days", ["in 3 days", "in two days"]),
        ("in # days", "in 10:30 days", []),
        ("call ... today", "call today", ["call today"]),
        ("call ... today", "call a b c d today", ["call a b c d today"]),
        ("call ... today", "call a b c d e today", []),
        ("call ... today", "call, please, you today", ["call, please, you today"]),
        ("don't [really] know", "I don’t really know", ["don’t really know"]),
    ],
)
def test_patterns_in_english(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


@pytest.mark.parametrize(
    ("language", "pattern", "text", "expected"),
    [
        ("ro", "îmi pare rău", "imi pare rau, ÎMI PARE RĂU", ["imi pare rau", "ÎMI PARE RĂU"]),
        ("de", "tut mir leid", "Das tut mir wirklich leid. Es TUT MIR LEID.", ["TUT MIR LEID"]),
        ("nl", "rekening", "De rekeningen, een rekening", ["rekeningen", "rekening"]),
    ],
)
def test_patterns_in_other_languages(language: str, pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text, language) == expected


def test_many_patterns_are_found_in_one_go_each_at_its_longest() -> None:
    phrases = Phrases([("a", "call"), ("a", "call you"), ("b", "you now"), ("b", "call")], "en", frozenset())
    assert phrases.find(tokens("call you now", "en")) == [Hit("a", 0, 8), Hit("b", 0, 4), Hit("b", 5, 12)]


def test_nothing_is_found_in_nothing() -> None:
    assert found("call you", "") == []
    assert Phrases([], "en", frozenset()).find(tokens("call you", "en")) == []


def test_a_pattern_unfolds_into_every_way_to_say_it() -> None:
    assert sorted(sequences("(I|we) =will [gladly] call", "en")) == [
        ("i", "=will", "call"),
        ("i", "=will", "glad", "call"),
        ("we", "=will", "call"),
        ("we", "=will", "glad", "call"),
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "   ",
        "...",
        "... call",
        "call ...",
        "[call]",
        "[please] ... call",
        "call [...]",
        " ".join(["(a|b)"] * 9),
        " ".join(["[x]"] * 12) + " a",
        " ".join(["[x]"] * 7) + " a" * 32,
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_with_its_words(pattern: str) -> None:
    with pytest.raises(PatternError) as caught:
        sequences(pattern, "en")
    assert pattern in str(caught.value)


@pytest.mark.parametrize("pattern", ["(a|b)" * 14, "(a|b) " * 8 + "c", "[a] " * 8 + "b"])
def test_each_word_is_stemmed_once_however_far_a_pattern_unfolds(pattern: str) -> None:
    """A file may hold thousands of such lines, and is to be read in a second or two."""
    before = stem.cache_info()
    with suppress(PatternError):
        sequences(pattern, "en")
    after = stem.cache_info()
    assert after.hits + after.misses - before.hits - before.misses == sum(map(str.isalpha, pattern))


@pytest.mark.parametrize("size", [40, 400])
def test_gaps_do_not_make_the_search_slow(size: int) -> None:
    """Words that begin a pattern again and again must not multiply the work."""
    assert found("a ... b ... c ... d", "a " * size + "b c") == []
