"""Whisper by way of faster-whisper and CTranslate2.

Only what hears a batch of windows is taken from the library; its pipeline would look for speech and for the language
anew in each channel, encode a window twice to learn its language, and hold the whole recording in memory.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from transcripts.conversation import Word
from transcripts.errors import InputError
from transcripts.recognition import ChooseLanguages, Heard, words_from
from transcripts.signals import SAMPLE_RATE, Samples
from transcripts.weights import find_weights, weights_identity

if TYPE_CHECKING:
    from faster_whisper.tokenizer import Tokenizer

# Two decodings of two windows at a time, each on half of the cores, take two thirds of the time of one of eight windows
# on all of them, and 150 MB less: the steps of a decoder are too small to share.
_TOGETHER, _TOGETHER_ON_CARD = 2, 8
_BEAM = 5  # the library's default
# The marks the library joins to the word after or before them.
_BEFORE, _AFTER = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"


class WhisperEngine:
    """A loaded model: int8 on the processor, float16 on a graphics card if CTranslate2 sees one.

    Raises InputError `model_missing` or `model_damaged`, see `find_weights`.
    """

    def __init__(self, weights: str | None = None) -> None:
        import ctranslate2
        from faster_whisper import WhisperModel

        folder = find_weights(weights)
        card = ctranslate2.get_cuda_device_count() > 0
        device, precision = ("cuda", "float16") if card else ("cpu", "int8")
        cores = os.cpu_count() or 1
        self.together = _TOGETHER_ON_CARD if card else _TOGETHER
        self.parallel = 1 if card or cores == 1 else 2
        try:
            self._model = WhisperModel(
                str(folder),
                device=device,
                compute_type=precision,
                cpu_threads=max(1, cores // self.parallel),
                num_workers=self.parallel,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            what = "The speech model cannot be loaded."
            raise InputError("model_damaged", folder.name, what, "Give a model converted for CTranslate2.") from error
        self.languages = frozenset(self._model.supported_languages)
        self.identity = f"faster-whisper {weights_identity(folder)} {precision}"
        self._tokenizer = lru_cache(len(self.languages))(self._tokenizer_of)

    def languages_in(self, windows: Sequence[Samples]) -> list[Mapping[str, float]]:
        return self._likelihoods(self._encoded(windows))

    def hear(self, windows: Sequence[Samples], choose: ChooseLanguages, vocabulary: Sequence[str] = ()) -> list[Heard]:
        encoded = self._encoded(windows)
        chosen = choose(self._likelihoods(encoded))
        heard: dict[int, Heard] = {}
        for language in dict.fromkeys(chosen):
            rows = [row for row, other in enumerate(chosen) if other == language]
            some = encoded if len(rows) == len(windows) else _rows(encoded, rows)
            seconds = [len(windows[row]) / SAMPLE_RATE for row in rows]
            heard |= zip(rows, self._decoded(some, seconds, language, vocabulary), strict=True)
        return [heard[row] for row in range(len(windows))]

    def _encoded(self, windows: Sequence[Samples]) -> Any:
        from faster_whisper.audio import pad_or_trim

        extract = self._model.feature_extractor
        return self._model.encode(np.stack([pad_or_trim(extract(window)[..., :-1]) for window in windows]))

    def _likelihoods(self, encoded: Any) -> list[Mapping[str, float]]:
        if not self._model.model.is_multilingual:
            return [{"en": 1.0}] * encoded.shape[0]
        found = self._model.model.detect_language(encoded)
        return [{token[2:-2]: likelihood for token, likelihood in window} for window in found]

    def _decoded(self, encoded: Any, seconds: Sequence[float], language: str, vocabulary: Sequence[str]) -> list[Heard]:
        """The words of encoded windows; as the library's batched pipeline decodes them, with one temperature."""
        tokenizer = self._tokenizer(language)
        hotwords = ", ".join(vocabulary) or None
        prompt = self._model.get_prompt(tokenizer, [], without_timestamps=True, hotwords=hotwords)
        results = self._model.model.generate(
            encoded,
            [prompt] * len(seconds),
            beam_size=_BEAM,
            max_length=self._model.max_length,
            suppress_blank=True,
            suppress_tokens=_suppressed(tokenizer),
            return_scores=True,
            return_no_speech_prob=True,
        )
        spoken = [result.sequences_ids[0] for result in results]
        words = self._timed(encoded, seconds, tokenizer, spoken)
        return [
            # The score is a mean over the tokens without the one that ends the text, which counts here too.
            Heard(language, found, float(result.no_speech_prob), result.scores[0] * len(tokens) / (len(tokens) + 1))
            for result, tokens, found in zip(results, spoken, words, strict=True)
        ]

    def _timed(
        self, encoded: Any, seconds: Sequence[float], tokenizer: Tokenizer, spoken: Sequence[list[int]]
    ) -> list[tuple[Word, ...]]:
        """The words of each window with their times, by the library's alignment of the attention to the sound."""
        frames = [ceil(length) * self._model.frames_per_second for length in seconds]
        windows: list[list[dict[str, Any]]] = [
            [{"tokens": tokens, "seek": 0, "start": 0.0, "end": length}]
            for tokens, length in zip(spoken, seconds, strict=True)
        ]
        self._model.add_word_timestamps(windows, tokenizer, encoded, frames, _BEFORE, _AFTER, 0.0)
        return [
            words_from(
                (word["word"], float(word["start"]), float(word["end"]), float(word["probability"]))
                for word in window["words"]
            )
            for (window,) in windows
        ]

    def _tokenizer_of(self, language: str) -> Tokenizer:
        from faster_whisper.tokenizer import Tokenizer

        multilingual = self._model.model.is_multilingual
        return Tokenizer(self._model.hf_tokenizer, multilingual, task="transcribe", language=language)


def _rows(encoded: Any, rows: Sequence[int]) -> Any:
    import ctranslate2

    whole = np.asarray(encoded.to_device(ctranslate2.Device.cpu) if encoded.device == "cuda" else encoded)
    return ctranslate2.StorageView.from_array(np.ascontiguousarray(whole[list(rows)]))


def _suppressed(tokenizer: Tokenizer) -> list[int]:
    """Marks of a new speaker, of music and of control, which are no words."""
    from faster_whisper.transcribe import get_suppressed_tokens

    return list(get_suppressed_tokens(tokenizer, [-1]))
