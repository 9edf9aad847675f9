"""Wrapped Markdown is written in lines that are whole, and reads as it did."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from teaching import shipped
from teaching.keys import Standing, standing, translated
from teaching.model import Lesson, Module
from teaching.shipped import shipped_module, shipped_modules
from teaching.whole_lines import whole_lines, with_whole_lines

KEY = "lesson.one.text"


def html(words: str) -> str:
    """What is read; a line end within a paragraph is a blank there."""
    return str(MarkdownIt("commonmark").enable("table").render(words))


@pytest.mark.parametrize(
    ("wrapped", "whole"),
    [
        ("One\ntwo\nthree.\n\nFour\nfive.", "One two three.\n\nFour five."),
        ("- one\n  two\n- three\n\n  four\n  five", "- one two\n- three\n\n  four five"),
        ("1. **a**\n   b\n   - c\n     d", "1. **a** b\n   - c d"),
        ("> one\n> two\n>\n> three\nlazy", "> one two\n>\n> three lazy"),
        ("> 1. one\n>    two", "> 1. one two"),
        ("One  \ntwo\nthree", "One  \ntwo\nthree"),
        ("One\\\ntwo", "One\\\ntwo"),
        ("### Head\nwords\nmore", "### Head\nwords more"),
        ("Head\nmore\n===\nwords \nmore", "Head more\n===\nwords more"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |"),
        ("```\none\ntwo\n```\n\n    three\n    four", "```\none\ntwo\n```\n\n    three\n    four"),
        ("One\n  two\n    three", "One two three"),
        ("", ""),
    ],
)
def test_paragraphs_are_joined_and_nothing_else(wrapped: str, whole: str) -> None:
    assert whole_lines(wrapped) == whole
    assert whole_lines(whole) == whole
    assert html(whole).split() == html(wrapped).split()


@pytest.mark.parametrize("name", shipped_modules())
def test_the_product_s_lessons_read_as_their_files_do(name: str) -> None:
    module = shipped_module(name)
    for language, words in module.texts.items():
        file = dict(shipped._flat(shipped._read(shipped._MODULES / name / f"{language}.yaml")))
        assert set(words) == set(file)
        for key in words:
            if not re.fullmatch(r"lesson\.\w+\.text", key):
                assert words[key] == file[key]
                continue
            assert html(words[key]).split() == html(file[key]).split()
            for paragraph in re.findall(r"<p>(.*?)</p>", html(words[key]), re.DOTALL):
                assert "\n" not in paragraph


def test_what_was_out_of_date_still_is_and_nothing_else() -> None:
    module = Module(id="calm", kind="skill", lessons=(Lesson(id="one"),))
    module = translated(module, "en", {KEY: "one\ntwo", "title": "Calm"})
    module = translated(module, "nl", {KEY: "een\ntwee", "title": "Kalm"})
    module = with_whole_lines(translated(module, "en", {"title": "Quiet"}))
    assert module.texts["nl"] == {KEY: "een twee", "title": "Kalm"}
    assert standing(module, "nl", KEY) is Standing.CURRENT
    assert standing(module, "nl", "title") is Standing.OUTDATED
    assert with_whole_lines(module) == module


@pytest.mark.parametrize("words", ["\r=\na", "\r>[\r[", "a\rb\r\nc\nd", "\xa0\n`\nx", "\0a\nb"])
def test_whatever_somebody_wrote_is_read(words: str) -> None:
    assert whole_lines(words).split() == words.split()
