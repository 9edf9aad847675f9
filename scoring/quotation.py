"""Words of a conversation inside a sentence of ours: shortened at a word, in the quotation marks of the language."""

from __future__ import annotations

from collections.abc import Mapping

QUOTATION_MARKS: Mapping[str, tuple[str, str]] = {
    "en": ("“", "”"),
    "nl": ("‘", "’"),
    "de": ("„", "“"),
    "ro": ("„", "”"),
}
"""The opening and closing mark of each language."""

QUOTE_LENGTH = 60
"""Characters of a quote inside a sentence: enough to know the words again, short enough to read over."""

_ELLIPSIS = "…"


def shortened(text: str, most: int = QUOTE_LENGTH) -> str:
    """`text` on one line without its full stop, cut behind a word so that it has at most `most` characters."""
    line = " ".join(text.split())
    if line.endswith(".") and not line.endswith(".."):
        line = line[:-1]
    if len(line) <= most:
        return line
    cut = line[:most]
    # A single word longer than the room is cut where the room ends.
    return (cut[: cut.rfind(" ")] if " " in cut else cut[:-1]).rstrip(" ,.;:–-") + _ELLIPSIS


def quoted(text: str, language: str) -> str:
    """`text` in the quotation marks of a language; one without marks of its own is given English ones."""
    opening, closing = QUOTATION_MARKS.get(language, QUOTATION_MARKS["en"])
    return f"{opening}{text}{closing}"
