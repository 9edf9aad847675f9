"""Lessons: Markdown as HTML that is safe to show. What people wrote is never trusted, though only trainers write it.

Two walls: the tokens are cleared of what is not meant for a lesson, and nh3 lets nothing else through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_LINK = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_PICTURE = re.compile(r"picture:([0-9a-f]{64}\.(?:png|jpg|webp))")
_ALIGNED = {"text-align:center": "text-center", "text-align:right": "text-end"}
_FIRST_HEADING = 3
_LAST_HEADING = 6
_TAGS = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "img"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}}
_CLASSES = {"th": set(_ALIGNED.values()), "td": set(_ALIGNED.values())}
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
# Which addresses are let through is decided on the tokens, so that a link which is not leaves its words behind.
_parser.validateLink = lambda url: True  # type: ignore[method-assign]


def rendered(text: str, picture: Callable[[str], str]) -> Markup:
    """Markdown (CommonMark and tables, no HTML) as HTML to stand under a heading of the second level.

    Links lead to http, https and mailto only. `picture` gives the address of a picture of the module by its name, ""
    where there is none; other pictures are left out, their words stay.
    """
    tokens = _parser.parse(text)
    _set_headings(tokens)
    for token in tokens:
        if token.type in ("th_open", "td_open"):
            token.attrs = {"class": css} if (css := _ALIGNED.get(str(token.attrs.get("style", "")))) else {}
        elif token.children:
            token.children = _cleared(token.children, picture)
    html = _parser.renderer.render(tokens, _parser.options, {})
    return Markup(  # noqa: S704 - this is what the two walls are for
        nh3.clean(
            html,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            allowed_classes=_CLASSES,
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer",
        )
    )


def _set_headings(tokens: Sequence[Token]) -> None:
    """Headings begin at the third level and skip none on the way down, however they were written."""
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            while above and above[-1] >= token.tag:
                above.pop()
            above.append(token.tag)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(_FIRST_HEADING + len(above) - 1, _LAST_HEADING)}"


def _cleared(children: Sequence[Token], picture: Callable[[str], str]) -> list[Token]:
    kept = []
    open_links = []
    for token in children:
        if token.type == "link_open":
            open_links.append(bool(_LINK.match(str(token.attrs["href"]))))
            if not open_links[-1]:
                continue
        elif token.type == "link_close" and not open_links.pop():
            continue
        elif token.type == "image":
            token = _shown(token, picture)  # noqa: PLW2901
        kept.append(token)
    return kept


def _shown(image: Token, picture: Callable[[str], str]) -> Token:
    """The picture with its address, or only its words."""
    name = _PICTURE.fullmatch(str(image.attrs["src"]))
    address = picture(name[1]) if name else ""
    if not address:
        return Token("text", "", 0, content=image.content)
    image.attrs = {"src": address, "alt": ""}
    return image
