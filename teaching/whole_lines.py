"""Markdown that was wrapped in a file, with a line for each paragraph, so that it can be written in."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from teaching.keys import Standing, digest, standing, text
from teaching.model import Module

_LESSON = re.compile(r"lesson\.[^.]+\.text")
_ENDS = re.compile(r"\r\n?")
_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


def whole_lines(words: str) -> str:
    """The same Markdown with each paragraph, also in a list or quote, in one line where it has no breaks of its own."""
    words = _ENDS.sub("\n", words)
    lines = words.split("\n")
    for token in reversed(_parser.parse(words)):
        if token.type != "inline" or token.map is None or any(one.type == "hardbreak" for one in token.children or ()):
            continue
        start, end = token.map
        first, *rest = (one.strip() for one in token.content.split("\n"))
        # The parser strips more kinds of blanks than it takes for an end of a paragraph; such words stay as they are.
        if rest and first in lines[start]:
            # What stands before the words are the signs of lists and quotes.
            before = lines[start][: lines[start].rindex(first)]
            lines[start:end] = [before + " ".join((first, *rest))]
    return "\n".join(lines)


def with_whole_lines(module: Module) -> Module:
    """The module with the lessons' paragraphs in one line each; translations are as far as they were."""
    texts = {
        language: {key: whole_lines(one) if _LESSON.fullmatch(key) else one for key, one in words.items()}
        for language, words in module.texts.items()
    }
    changed = module.model_copy(update={"texts": texts})
    made_from = {
        language: {
            key: digest(text(changed, module.source, key))
            if standing(module, language, key) is Standing.CURRENT
            else one
            for key, one in words.items()
        }
        for language, words in module.made_from.items()
    }
    return changed.model_copy(update={"made_from": made_from})
