"""HTML bodies to plain text, in time linear in their length whatever they hold.

Nothing is loaded, run or kept of the markup. The standard library's HTML parser is not used because unclosed
markup made it quadratic in the Python versions this product supports.
"""

from __future__ import annotations

import re
from contextlib import suppress
from html import unescape

_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,20})")
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:p|br|div|span|html|body|table|a|b|i|ul|ol|li|h[1-6]|blockquote)\b[^<>]{0,1000}>", re.I
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_SILENT = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("script", "style", "head", "title", "template", "noscript")
}
_BLOCKS = frozenset(
    {"p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "section", "article"}
    | {"header", "footer", "blockquote", "pre"}
)
_CELLS = frozenset(("td", "th"))
_DEEPEST_QUOTE = 5
_LONGEST_ATTRIBUTE = 2_000


def looks_like_html(text: str) -> bool:
    """Whether a body whose format nobody states carries markup."""
    return bool(_LOOKS_LIKE_HTML.search(text[:10_000]))


def html_to_text(html: str) -> str:
    """The visible text; blocks begin on a new line, a quoted block's lines begin with "> "."""
    lines: list[list[str]] = [[]]
    quoted = 0
    position = 0
    while (opening := html.find("<", position)) >= 0:
        _write(lines, html[position:opening], quoted)
        match = _TAG_NAME.match(html, opening)
        if match:
            name, closes = match[1].lower(), html[opening + 1] == "/"
            position = _tag_end(html, match.end())
            if name in _SILENT and not closes:
                position = _skip_silent(html, name, position)
            if name == "blockquote":
                quoted = max(0, quoted - 1) if closes else min(quoted + 1, _DEEPEST_QUOTE)
            if name in _BLOCKS:
                lines.append([])
            elif name in _CELLS:
                lines[-1].append(" ")
        elif html.startswith(("<!", "<?"), opening):
            position = _after(html, "-->" if html.startswith("<!--", opening) else ">", opening)
        else:
            _write(lines, "<", quoted)
            position = opening + 1
    _write(lines, html[position:], quoted)
    return _without_blank_runs(lines)


def _write(lines: list[list[str]], text: str, quoted: int) -> None:
    if not text:
        return
    with suppress(ValueError):  # a character number of thousands of digits
        text = unescape(text)
    text = _SPACES.sub(" ", text)
    if not lines[-1] and text.strip():
        lines[-1].append("> " * quoted)
        text = text.lstrip()
    lines[-1].append(text)


def _tag_end(html: str, position: int) -> int:
    """The place after the tag; a > inside a quoted attribute does not end it."""
    end = html.find(">", position)
    if end < 0:
        return len(html)
    quote = html.find('="', position, end)
    if quote < 0:
        return end + 1
    closing = html.find('"', quote + 2, quote + _LONGEST_ATTRIBUTE)
    if closing <= end:
        # Closed before the >, or not closed at all: then the first > ends the tag, not the rest of the message.
        return end + 1
    later = html.find(">", closing, closing + _LONGEST_ATTRIBUTE)
    return (later if later >= 0 else end) + 1


def _skip_silent(html: str, name: str, position: int) -> int:
    closing = _SILENT[name].search(html, position)
    return _tag_end(html, closing.end()) if closing else len(html)


def _after(html: str, mark: str, position: int) -> int:
    found = html.find(mark, position)
    return len(html) if found < 0 else found + len(mark)


def _without_blank_runs(lines: list[list[str]]) -> str:
    kept: list[str] = []
    for parts in lines:
        stripped = _SPACES.sub(" ", "".join(parts)).strip()
        if stripped or (kept and kept[-1]):
            kept.append(stripped)
    return "\n".join(kept).strip()
