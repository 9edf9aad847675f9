"""Foreign text made fit for the page: nothing in it is markup, nothing invisible stays, nothing is endless."""

from __future__ import annotations

import re
import unicodedata
from xml.sax.saxutils import escape

from qa_app.reports import style
from scoring import quotation

PLACEHOLDER = "\ufffd"
"""Stands for one or more characters that the fonts cannot show, such as emoji."""

QUOTE_LIMIT = 320
"""Characters of a quote: about four lines, enough to know the moment again."""

_ELLIPSIS = "…"
_RUN = re.compile(f"{PLACEHOLDER}(?:\\s?{PLACEHOLDER})+")
# Cc, Cf: control and direction characters, joiners. Cs: lone surrogates.
_INVISIBLE = {"Cc", "Cf", "Cs"}
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


def clean(text: str, limit: int) -> str:
    """`text` on one line, at most `limit` characters, shortened at a word where there is one."""
    shown = style.register_fonts()
    # Cut before normalising, because a text may be megabytes long; four times leaves room for what is stripped.
    composed = unicodedata.normalize("NFC", text[: 4 * limit])
    line = " ".join("".join(_character(char, shown) for char in composed).split())
    line = _RUN.sub(PLACEHOLDER, line)
    if len(line) <= limit and len(text) <= 4 * limit:
        return line
    cut = line[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > 0.7 * limit else cut).rstrip(" ,.;:") + _ELLIPSIS


def safe(text: str, limit: int) -> str:
    """`clean` text that may stand in a paragraph's markup."""
    return escape(clean(text, limit))


def quoted(text: str, language: str) -> str:
    """A quote in the quotation marks of its language, safe in a paragraph's markup."""
    return quotation.quoted(safe(text, QUOTE_LIMIT), language)


def _character(char: str, shown: frozenset[int]) -> str:
    if char.isspace():
        return " "
    code = ord(char)
    if unicodedata.category(char) in _INVISIBLE or code in _VARIATION_SELECTORS:
        return ""
    return char if code in shown else PLACEHOLDER
