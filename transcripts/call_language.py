"""Which language a call is in, as the speech engine hears it, and where a call changes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log

from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.recognition import SpeechEngine
from transcripts.signals import Signal
from transcripts.windows import Span, Window, packed, seconds, sound

# Windows listened to at most for the language of a call, and the certainty at which to stop. Music or a menu in the
# first half minute must not decide alone, and no single window may rule a language out.
_WINDOWS, _CERTAIN, _LEAST_LIKELY = 4, 0.9, 1e-3
# A window, or a piece of one, is in another supported language than the call when the engine is sure of it and has
# enough to go by: on a few seconds it is wrong too often to change the language for them.
CHANGE_CERTAIN, _CHANGE_SECONDS = 0.8, 2.0
# A longer window in which a second language is that likely, or the first not likelier, is listened to in pieces: on
# spliced clips of two languages that finds four changes in five; windows in one language stay below 0.015.
_MIXED_SECONDS, _MIXED_SECOND, _MIXED_FIRST = 10.0, 0.02, 0.9
_PIECE_SECONDS = 5.0


def call_language(
    signals: Sequence[Signal], windows: Sequence[Sequence[Window]], engine: SpeechEngine
) -> tuple[str, float]:
    """The likeliest language (ISO 639-1) of the channel that speaks more, and how certain it is, 0..1.

    The likelihoods of the first windows are multiplied until one language is certain.
    """
    most = max(range(len(windows)), key=lambda channel: sum(map(seconds, windows[channel])))
    scores: dict[str, float] = {}
    certainty: dict[str, float] = {}
    for window in windows[most][:_WINDOWS]:
        (likelihoods,) = engine.languages_in([sound(signals[most], window)])
        for language, likelihood in likelihoods.items():
            scores[language] = scores.get(language, 0.0) + log(max(likelihood, _LEAST_LIKELY))
        best = max(scores.values())
        total = sum(exp(score - best) for score in scores.values())
        certainty = {language: exp(score - best) / total for language, score in scores.items()}
        if max(certainty.values()) > _CERTAIN:
            break
    language = max(certainty, key=lambda language: certainty[language])
    return language, certainty[language]


def window_language(language: str, window: Window, likelihoods: Mapping[str, float]) -> str:
    """The language of a window: that of the call, unless another supported one is clearly heard."""
    best = max(SUPPORTED_LANGUAGES, key=lambda other: likelihoods.get(other, 0.0))
    clear = likelihoods.get(best, 0.0) >= CHANGE_CERTAIN and seconds(window) >= _CHANGE_SECONDS
    return best if clear else language


def mixed(window: Window, likelihoods: Mapping[str, float]) -> bool:
    """Whether a window may hold more than one language."""
    first, second = sorted((likelihoods.get(one, 0.0) for one in SUPPORTED_LANGUAGES), reverse=True)[:2]
    return seconds(window) >= _MIXED_SECONDS and (first < _MIXED_FIRST or second >= _MIXED_SECOND)


def by_language(signal: Signal, window: Window, language: str, engine: SpeechEngine) -> list[tuple[Window, str]]:
    """The window cut where its language changes."""
    pieces = packed(window, _PIECE_SECONDS)
    likelihoods = engine.languages_in([sound(signal, piece) for piece in pieces])
    found: list[tuple[list[Span], str]] = []
    for piece, likelihood in zip(pieces, likelihoods, strict=True):
        spoken = window_language(found[-1][1] if found else language, piece, likelihood)
        if found and found[-1][1] == spoken:
            found[-1][0].extend(piece)
        else:
            found.append((list(piece), spoken))
    return list(found)
