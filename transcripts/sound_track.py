"""One sound track of a file on its way to signals, while FFmpeg decodes it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from transcripts.signals import SAMPLE_RATE, Signal

if TYPE_CHECKING:
    from av import AudioFrame, AudioResampler

RATES = range(4_000, 192_001)  # a header outside of this lies, and would swell a small file to hours
# A recorder that sends nothing during silence leaves gaps of whole packets (20 ms and more); what is shorter than
# that is the rounding of times in a container (1 ms in Matroska) and the delay of a decoder.
_GAP_SECONDS = 0.1
_JUMP_SECONDS = 3600.0  # a longer gap is a damaged time, not a silence
# Of 32768; less does not harm recognition, and the mean of a second of speech is not exactly nothing.
_LEAST_OFFSET = 100


class SoundTrack:
    """Takes decoded frames one after another and writes `signals`: one for a mono track, two for anything wider.

    More than two channels are mixed down to two: by the places of the loudspeakers where the file names them (FFmpeg
    leaves out the one for low tones), else the first, third, ... to one side and the others to the other, so that
    none of a recorder's lines is lost. A constant offset is taken out: the mean of each second, sliding from one
    second to the next, which changes no sound above 1 Hz. What the recorder clipped stays clipped. Where the times
    in the file leave a gap, silence fills it.

    `channels` is what the header says; `origin` is the time in the file, in seconds, that the signals begin at.
    """

    def __init__(self, channels: int, origin: float) -> None:
        self.signals = tuple(Signal() for _ in range(2 if channels > 1 else 1))
        self.seconds = 0.0  # taken so far, with the gaps
        self._origin = origin
        self._shape: tuple[str, str, int] | None = None
        self._resampler: AudioResampler | None = None
        self._offset: NDArray[np.float32] | None = None
        self._powers: list[float] = []  # of each second, on the louder channel

    def take(self, frame: AudioFrame) -> None:
        """Raises ValueError or av's FFmpegError if the frame cannot be resampled, OSError if the disk is full."""
        import av

        if frame.sample_rate not in RATES:
            raise ValueError(frame.sample_rate)
        self._fill_gap(frame.time)
        frame = _sides(frame)
        # Files put together from several recordings change their shape on the way.
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._resampler is None or shape != self._shape:
            self.finish()
            self._shape = shape
            layout = "mono" if len(self.signals) == 1 else "stereo"
            self._resampler = av.AudioResampler("s16p", layout, SAMPLE_RATE, frame_size=SAMPLE_RATE)
        self.seconds += frame.samples / frame.sample_rate
        frame.pts = None  # times of a damaged file run backwards, which the resampler refuses
        self._write(self._resampler.resample(frame))

    def finish(self) -> None:
        """Writes what the resampler still holds back."""
        if self._resampler is not None:
            resampler, self._resampler = self._resampler, None
            self._write(resampler.resample(None))

    @property
    def loudness(self) -> float:
        """Level of the loud seconds in dB below full scale (root mean square; one second in a hundred is louder).

        Speech fills more than one second in a hundred of any call; a knock or a beep does not.
        """
        power = np.percentile(self._powers, 99) if self._powers else 0.0
        return 10 * math.log10(max(float(power), 1e-9) / 32768**2)

    def close(self) -> None:
        for signal in self.signals:
            signal.close()

    def _fill_gap(self, time: float | None) -> None:
        gap = 0.0 if time is None else time - self._origin - self.seconds
        if gap > _JUMP_SECONDS:
            self._origin += gap
        elif gap > _GAP_SECONDS:
            self.finish()
            for signal in self.signals:
                signal.append_silence(round(gap * SAMPLE_RATE))
            self.seconds += gap

    def _write(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            samples = self._without_offset(frame.to_ndarray().astype(np.int16, copy=False))
            self._powers.append(float(np.square(samples, dtype=np.float32).mean(axis=1).max()))
            for signal, channel in zip(self.signals, samples, strict=True):
                signal.append(channel)

    def _without_offset(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        """`samples` is (channels, at most a second). Too short a block for a mean of its own has that of the last."""
        if self._offset is None:
            self._offset = _offset(samples)
        before = self._offset
        if samples.shape[1] > SAMPLE_RATE // 2:
            self._offset = _offset(samples)
        if not before.any() and not self._offset.any():
            return samples
        slide = np.linspace(0, 1, samples.shape[1], dtype=np.float32)
        level = samples - (before + (self._offset - before) * slide)
        return np.clip(np.rint(level), -32768, 32767).astype(np.int16)


def _offset(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    mean = samples.mean(axis=1, keepdims=True, dtype=np.float32)
    return np.where(np.abs(mean) < _LEAST_OFFSET, np.float32(0), mean)


def _sides(frame: AudioFrame) -> AudioFrame:
    """A frame of more than two channels without places becomes a stereo one, each side the mean of its channels."""
    import av

    count = frame.layout.nb_channels
    if count <= 2 or frame.layout.channels[0].name != "NONE":
        return frame
    samples = frame.to_ndarray()
    if frame.format.is_packed:
        samples = samples.reshape(-1, count).T
    sides: NDArray[Any] = np.stack([samples[side::2].mean(axis=0) for side in (0, 1)]).astype(samples.dtype)
    mixed = av.AudioFrame.from_ndarray(sides, format=frame.format.planar.name, layout="stereo")
    mixed.sample_rate = frame.sample_rate
    return mixed
