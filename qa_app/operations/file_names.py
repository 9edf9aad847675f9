"""Names of files that people bring in. They are shown, never used as paths; what could mislead in them is taken out."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

MOST_CHARACTERS = 200
# Names that Windows keeps for devices, whatever suffix follows: somebody may save the file there again one day.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
# Control characters, marks that turn the direction of writing, halves of characters, and ends of lines and paragraphs.
_UNSEEN = ("C", "Zl", "Zp")


def display_name(name: str) -> str:
    """The name without folders and without what cannot be seen, at most 200 characters, never empty.

    The suffix outlives shortening, because formats are recognised by it too.
    """
    seen = "".join(
        char for char in unicodedata.normalize("NFC", name) if not unicodedata.category(char).startswith(_UNSEEN)
    )
    last = re.split(r"[/\\]", seen)[-1]
    last = " ".join(last.split()).strip(". ")
    if _DEVICES.match(last):
        last = f"_{last}"
    if len(last) > MOST_CHARACTERS:
        suffix = PurePosixPath(last).suffix[:20]
        last = last[: MOST_CHARACTERS - len(suffix)].rstrip() + suffix
    return last or "file"
