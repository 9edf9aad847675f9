"""Whisper by way of faster-whisper, the only user of the speech engine.

Silence is taken out first (Silero VAD), the speech that is left is packed into windows of up to 30 seconds, and
several windows are decoded together. The library's pipeline would look for speech and for the language in each
channel anew; here both channels are searched for speech once, and the language is decided once a call, on the
channel that speaks more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from transcripts.activity import Span, held, packed, widened
from transcripts.audio import SAMPLE_RATE, Samples
from transcripts.conversation import Word
from transcripts.errors import InputError
from transcripts.language import UNDETERMINED
from transcripts.transcribe import Recognition
from transcripts.turns import Segment
from transcripts.weights import find_weights

if TYPE_CHECKING:
    from faster_whisper.transcribe import Segment as WhisperSegment
    from faster_whisper.transcribe import Word as WhisperWord

_WINDOW_SECONDS = 30  # what a Whisper encoder takes at once
# Windows decoded together. The library's 8 take as long on a processor and 260 MB more (int8 base, 9 minutes).
_BATCH = 4
_BLOCK_SAMPLES = 10 * 60 * SAMPLE_RATE
# The library's own settings for its batched pipeline, except that the margin comes afterwards, so that the bare
# speech is known; two margins less keep a widened span within a window.
_MARGIN_SECONDS = 0.4
_VAD = {
    "max_speech_duration_s": _WINDOW_SECONDS - 2 * _MARGIN_SECONDS,
    "min_silence_duration_ms": 160,
    "speech_pad_ms": 0,
}
# Radford et al. 2022, section 4.5: text is invented when the model both expects silence and doubts its own words.
_NO_SPEECH, _LOW_LOG_PROBABILITY = 0.6, -1.0
# Windows listened to at most for the language, and the certainty at which to stop. Music or a menu in the first
# half minute of a call must not decide alone.
_LANGUAGE_WINDOWS, _LANGUAGE_CERTAIN = 4, 0.7


class WhisperTranscriber:
    """A loaded model: int8 on the processor, float16 on a graphics card if CTranslate2 sees one.

    One object may serve several threads; they take turns on the processor.
    Raises InputError `model_missing` or `model_damaged`, see `find_weights`.
    """

    def __init__(self, weights: str | None = None) -> None:
        import ctranslate2
        from faster_whisper import WhisperModel

        folder = find_weights(weights)
        card = ctranslate2.get_cuda_device_count() > 0
        device, precision = ("cuda", "float16") if card else ("cpu", "int8")
        try:
            self._model = WhisperModel(str(folder), device=device, compute_type=precision, local_files_only=True)
        except (RuntimeError, ValueError) as error:
            what = "The speech model cannot be loaded."
            raise InputError("model_damaged", folder.name, what, "Give a model converted for CTranslate2.") from error

    def recognise(self, channels: Sequence[Samples], language: str | None = None) -> Recognition:
        """What is said on each channel; all segments of the first channel come before those of the second.

        `language` is an ISO 639-1 code; None lets the model choose among all it knows. The segments are decoded
        while they are taken. Raises InputError `unknown_language` if the model does not know the one given.
        """
        if language is not None and language not in self._model.supported_languages:
            raise InputError("unknown_language", language, "The speech model does not know this language.")
        speech = [_find_speech(samples) for samples in channels]
        certainty = None
        if not any(speech):
            return Recognition(language or UNDETERMINED, None if language else 0.0, iter(()))
        if language is None:
            amounts = [sum(piece["end"] - piece["start"] for piece in pieces) for pieces in speech]
            most = int(np.argmax(amounts))
            language, certainty, _ = self._model.detect_language(
                _joined(channels[most], packed(speech[most], _WINDOW_SECONDS)[:_LANGUAGE_WINDOWS])[0],
                language_detection_segments=_LANGUAGE_WINDOWS,
                language_detection_threshold=_LANGUAGE_CERTAIN,
            )
        segments = (
            self._decode(number, samples, pieces, language)
            for number, (samples, pieces) in enumerate(zip(channels, speech, strict=True))
            if pieces
        )
        return Recognition(language, certainty, chain.from_iterable(segments))

    def _decode(self, channel: int, samples: Samples, speech: list[Span], language: str) -> Iterator[Segment]:
        from faster_whisper import BatchedInferencePipeline
        from faster_whisper.transcribe import restore_speech_timestamps

        # The pipeline object keeps where it last heard speech, so it must not be shared.
        pipeline = BatchedInferencePipeline(self._model)
        windows = packed(widened(speech, _MARGIN_SECONDS, len(samples)), _WINDOW_SECONDS)
        for begin in range(0, len(windows), _BATCH):
            batch = windows[begin : begin + _BATCH]
            signal, places = _joined(samples, batch)
            found, _ = pipeline.transcribe(
                signal, language=language, clip_timestamps=places, word_timestamps=True, batch_size=_BATCH
            )
            heard = (segment for segment in found if not _invented(segment))
            spans = [span for window in batch for span in window]
            for segment in restore_speech_timestamps(heard, spans, SAMPLE_RATE):
                if words := _words(segment.words or ()):
                    yield Segment(channel, held(words, speech))


def _find_speech(samples: Samples) -> list[Span]:
    """Where speech is, without margins; looked for in blocks, because the detector copies its input several times."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    return [
        {"start": begin + span["start"], "end": begin + span["end"]}
        for begin in range(0, len(samples), _BLOCK_SAMPLES)
        for span in get_speech_timestamps(samples[begin : begin + _BLOCK_SAMPLES], VadOptions(**_VAD))
    ]


def _joined(samples: Samples, windows: Sequence[Sequence[Span]]) -> tuple[Samples, list[dict[str, float]]]:
    """The speech of some windows without its silences, and where in it (seconds) each window lies."""
    speech = np.concatenate([samples[span["start"] : span["end"]] for window in windows for span in window])
    borders = [0, *accumulate(sum(span["end"] - span["start"] for span in window) for window in windows)]
    places = [{"start": start / SAMPLE_RATE, "end": end / SAMPLE_RATE} for start, end in pairwise(borders)]
    return speech, places


def _invented(segment: WhisperSegment) -> bool:
    return bool(segment.no_speech_prob > _NO_SPEECH and segment.avg_logprob < _LOW_LOG_PROBABILITY)


def _words(pieces: Iterable[WhisperWord]) -> tuple[Word, ...]:
    """Whisper marks a new word with a space before it; a piece without one ("-up") goes on with the last word."""
    words: list[Word] = []
    for piece in pieces:
        text = piece.word.strip()
        if not text:
            continue
        word = Word(text, float(piece.start), max(float(piece.start), float(piece.end)), float(piece.probability))
        if words and not piece.word.startswith(" "):
            last = words.pop()
            word = Word(last.text + text, last.start, max(last.end, word.end), min(last.certainty, word.certainty))
        words.append(word)
    return tuple(words)
