"""Whisper by way of openai-whisper and PyTorch, for hardware CTranslate2 does not reach (Apple's, AMD's, Intel's).

What is asked of the library is what `transcripts.whisper` asks of its own: beam search at temperature 0 without
timestamps, and word times from the attention to the sound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import ceil
from threading import RLock
from typing import Any

from transcripts.errors import InputError
from transcripts.openai_model import device_of_choice, load_model, placed
from transcripts.recognition import ChooseLanguages, Heard, words_from
from transcripts.signals import SAMPLE_RATE, Samples

_BEAM = 5  # as in the first engine
_FRAMES_PER_SECOND = 100  # of the log-mel spectrogram
_INSTALL = 'Run `pip install "fairword[openai-whisper]"`.'


class OpenAIWhisperEngine:
    """A loaded model on the accelerator PyTorch sees, else the processor: float16 on CUDA and ROCm, else float32.

    `weights` is what `load_model` takes; by default the very weights of the first engine.
    Raises InputError `engine_missing` (with what to install), `model_missing` or `model_damaged`.
    """

    def __init__(self, weights: str | None = None) -> None:
        try:
            import_module("torch")
            import_module("whisper.timing")  # there is another package called whisper, without it
        except ImportError as error:
            what = "The speech engine is not installed."
            raise InputError("engine_missing", "openai-whisper", what, _INSTALL) from error
        model, name = load_model(weights)
        device = device_of_choice()
        self._half = device == "cuda"
        self._model = placed(model, device)
        self._lock = RLock()  # while it decodes, the library keeps the state in the modules of the model
        self.languages = frozenset(self._tokenizer(None).all_language_codes if model.is_multilingual else ("en",))
        self.together, self.parallel = 4, 1
        self.identity = f"openai-whisper {name} {'float16' if self._half else 'float32'}"

    def languages_in(self, windows: Sequence[Samples]) -> list[Mapping[str, float]]:
        with self._lock:
            return self._likelihoods(self._encoded(windows))

    def hear(self, windows: Sequence[Samples], choose: ChooseLanguages, vocabulary: Sequence[str] = ()) -> list[Heard]:
        """Encoded together, decoded one by one: the library's beam search fails on more than one window."""
        with self._lock:
            encoded = self._encoded(windows)
            chosen = choose(self._likelihoods(encoded))
            return [
                self._decoded(sound, len(window) / SAMPLE_RATE, language, vocabulary)
                for sound, window, language in zip(encoded, windows, chosen, strict=True)
            ]

    def _encoded(self, windows: Sequence[Samples]) -> Any:
        import torch
        from whisper.audio import log_mel_spectrogram, pad_or_trim

        mels = [log_mel_spectrogram(pad_or_trim(window), self._model.dims.n_mels) for window in windows]
        mel = torch.stack(mels).to(self._model.device)
        with torch.no_grad():
            return self._model.encoder(mel.half() if self._half else mel)

    def _likelihoods(self, encoded: Any) -> list[Mapping[str, float]]:
        if not self._model.is_multilingual:
            return [{"en": 1.0}] * len(encoded)
        _, likelihoods = self._model.detect_language(encoded)
        return list(likelihoods)

    def _decoded(self, sound: Any, seconds: float, language: str, vocabulary: Sequence[str]) -> Heard:
        from whisper.decoding import DecodingOptions

        tokenizer = self._tokenizer(language)
        context = self._model.dims.n_text_ctx
        # A glossary is no place for the tokens that steer the model: what looks like one is text.
        prompt = tokenizer.encode(" " + ", ".join(vocabulary), disallowed_special=()) if vocabulary else []
        options = DecodingOptions(
            language=language,
            beam_size=_BEAM,
            # The alignment puts the opening tokens and two more around the text, which must fit in then too.
            sample_len=context - len(tokenizer.sot_sequence) - 2,
            prompt=prompt[: context // 2 - 1] or None,
            without_timestamps=True,
            fp16=self._half,
        )
        result = self._model.decode(sound, options)
        pieces = self._timed(sound, seconds, tokenizer, result.tokens)
        return Heard(language, words_from(pieces), result.no_speech_prob, result.avg_logprob)

    def _timed(
        self, sound: Any, seconds: float, tokenizer: Any, tokens: list[int]
    ) -> list[tuple[str, float, float, float]]:
        from whisper.timing import add_word_timestamps

        segment: dict[str, Any] = {"tokens": tokens, "seek": 0, "start": 0.0, "end": seconds}
        add_word_timestamps(
            segments=[segment],
            model=_Decoder(self._model),
            tokenizer=tokenizer,
            mel=sound,
            num_frames=ceil(seconds) * _FRAMES_PER_SECOND,
            last_speech_timestamp=0.0,
        )
        return [
            (word["word"], float(word["start"]), float(word["end"]), float(word["probability"]))
            for word in segment["words"]
        ]

    def _tokenizer(self, language: str | None) -> Any:
        from whisper.tokenizer import get_tokenizer

        model = self._model
        return get_tokenizer(
            model.is_multilingual, num_languages=model.num_languages, language=language, task="transcribe"
        )


@dataclass(frozen=True, slots=True)
class _Decoder:
    """Passes for a model where the sound is encoded already; the library's alignment would encode it once more."""

    model: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)

    def __call__(self, sound: Any, tokens: Any) -> Any:
        return self.model.decoder(tokens, sound)
