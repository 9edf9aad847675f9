"""The loudness of a channel as a drawing."""

from __future__ import annotations

from collections.abc import Sequence


def wave_path(peaks: Sequence[int]) -> str:
    """The path of an SVG one unit wide a part and 256 high: a stroke around the middle for each part (0..255)."""
    return "".join(f"M{place}.5 {128 - peak // 2}v{max(peak, 2)}" for place, peak in enumerate(peaks))
