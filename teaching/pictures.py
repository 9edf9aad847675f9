"""Pictures of a module that came in a file: looked at, never changed, since their name is the digest of their bytes."""

from __future__ import annotations

import warnings
from hashlib import sha256
from io import BytesIO
from typing import Literal

from PIL import Image

LARGEST = 10 * 2**20
"""Bytes."""
MOST_PIXELS = 12_000_000
"""More than a long screen's picture; unpacked they take four bytes each."""
_FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
# What decoders raise for bytes that only look like a picture.
_UNREADABLE = (
    *(OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, AttributeError, ArithmeticError),
    *(MemoryError, Warning, Image.DecompressionBombError),
)
PictureFault = Literal["picture_too_large", "picture_name", "picture_unreadable"]


def picture_fault(name: str, data: bytes) -> PictureFault | None:
    """What is wrong with a picture that is called `name` (digest and ending); None when it can be taken.

    It must be a PNG, JPEG or WebP as its ending says, whole, of one frame, and of at most `LARGEST` bytes and
    `MOST_PIXELS`.
    """
    if len(data) > LARGEST:
        return "picture_too_large"
    digest, _, ending = name.partition(".")
    if digest != sha256(data).hexdigest():
        return "picture_name"
    try:
        return _pixel_fault(data, _FORMATS[ending])
    except _UNREADABLE:
        return "picture_unreadable"


def _pixel_fault(data: bytes, form: str) -> PictureFault | None:
    """Only the format that the name promises is tried, and no pixel is read before the size is known."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Image.open(BytesIO(data), formats=[form]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return "picture_too_large"
            if getattr(picture, "n_frames", 1) != 1:
                return "picture_unreadable"
            picture.load()
    return None
