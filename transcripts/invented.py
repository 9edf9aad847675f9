"""Words nobody said: what a speech model makes up out of noise, and text that goes round in a loop."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from transcripts.conversation import Word
from transcripts.recognition import Heard
from transcripts.text import WORD, fold

# Radford et al. 2022, section 4.5: text is invented when the model both expects silence and doubts its own words.
_NO_SPEECH, _LOW_LOG_PROBABILITY = 0.6, -1.0
# There too: text that compresses better than that repeats itself.
_COMPRESSION = 2.4
# A phrase of so many words said more often in a row than that is a loop; "no no no no" is not, and a number may be
# dictated digit by digit.
_LONGEST_PHRASE, _ROUNDS_OF_ONE, _ROUNDS, _ROUNDS_OF_DIGITS = 12, 6, 3, 12
# The fastest talkers say about seven words a second (Tauroza & Allison 1990: 6.4 syllables on average).
_FASTEST = 8.0
_BREATH_SECONDS = 1.0


def said(heard: Heard, seconds: float) -> tuple[Word, ...]:
    """The words of a window of so many seconds that somebody can have said."""
    if heard.no_speech > _NO_SPEECH and heard.log_probability < _LOW_LOG_PROBABILITY:
        return ()
    if len(heard.words) > _FASTEST * (seconds + _BREATH_SECONDS) or _stock(heard):
        return ()
    return heard.words


def loops(words: Sequence[Word]) -> bool:
    """Whether the text of a window goes round in a loop."""
    text = " ".join(word.text for word in words).encode()
    return len(text) > _COMPRESSION * len(zlib.compress(text)) or len(without_loops(words)) < len(words)


def without_loops(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words with each phrase that repeats too often in a row said once."""
    keys = [fold(word.text).strip(".,!?…") for word in words]
    kept: list[Word] = []
    at = 0
    while at < len(words):
        length, rounds = _loop(keys, at)
        kept += words[at : at + length]
        at += length * rounds
    return tuple(kept)


def _loop(keys: Sequence[str], at: int) -> tuple[int, int]:
    """The length in words of the phrase that loops from `at` on and its rounds; (1, 1) if none does."""
    for length in range(1, _LONGEST_PHRASE + 1):
        rounds = 1
        while keys[at : at + length] == keys[at + rounds * length : at + (rounds + 1) * length]:
            rounds += 1
        if rounds > _most_rounds(keys[at : at + length]):
            return length, rounds
    return 1, 1


def _most_rounds(phrase: Sequence[str]) -> int:
    if all(word.isdigit() for word in phrase):
        return _ROUNDS_OF_DIGITS
    return _ROUNDS_OF_ONE if len(phrase) == 1 else _ROUNDS


def _stock(heard: Heard) -> bool:
    """Whether the window holds nothing but what films and videos end with, which models learnt from subtitles."""
    text = _plain(" ".join(word.text for word in heard.words))
    return text in _stock_phrases()


@lru_cache(maxsize=1)
def _stock_phrases() -> frozenset[str]:
    import yaml

    phrases = yaml.safe_load(files("transcripts").joinpath("invented.yaml").read_text("utf-8"))
    return frozenset(_plain(phrase) for language in phrases.values() for phrase in language)


def _plain(text: str) -> str:
    return " ".join(WORD.findall(fold(text)))
