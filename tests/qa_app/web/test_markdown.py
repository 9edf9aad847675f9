"""Markdown of lessons: what reads well comes out, and nothing hostile does."""

from __future__ import annotations

import random
import re
import time

import pytest

from qa_app.web.markdown import rendered

NAME = f"{'a' * 64}.png"


def html(text: str) -> str:
    return str(rendered(text, lambda name: f"/pictures/{name}" if name == NAME else ""))


def test_what_a_lesson_is_written_with() -> None:
    text = "Say *why*, **then** what.\n\n- one\n- two\n\n3. third\n\n> quoted\n\n`code`\n\n---\n\n"
    text += "| a | b |\n|:-:|--:|\n| 1 | 2 |"
    found = html(text)
    for tag in ("<em>why", "<strong>then", "<ul>", '<ol start="3">', "<blockquote>", "<code>", "<hr>"):
        assert tag in found
    assert '<th class="text-center">a</th>' in found
    assert '<td class="text-end">2</td>' in found
    assert "style" not in found


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("### a\n### b\n#### c", "3 3 4"),
        ("# a\n## b\n# c", "3 4 3"),
        ("# a\n#### b\n## c", "3 4 4"),
        ("## a\n# b", "3 3"),
        ("# a\n## b\n### c\n#### d\n##### e\n###### f", "3 4 5 6 6 6"),
        ("a\n===\nb\n---", "3 4"),
    ],
)
def test_headings_stand_under_the_second_level_and_skip_none(text: str, levels: str) -> None:
    found = html(text)
    assert " ".join(re.findall(r"<h(\d)>", found)) == levels
    assert re.findall(r"<h(\d)>", found) == re.findall(r"</h(\d)>", found)


def test_links_lead_to_the_web_and_to_mail_only() -> None:
    found = html(
        "[a](https://example.com/x?y=1&z=2) [b](mailto:a@example.com) <http://example.com> https://bare.example"
    )
    assert 'href="https://example.com/x?y=1&amp;z=2" rel="noopener noreferrer"' in found
    assert 'href="mailto:a@example.com"' in found
    assert found.count("<a ") == 3


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "java&#10;script:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.com",
        "/people",
        "#x",
        "\x01javascript:alert(1)",
        "https:",
        "picture:x",
    ],
)
def test_other_links_leave_only_their_words(address: str) -> None:
    for text in (f"[the words]({address})", f"[the words](<{address}>)", f"[the words][x]\n\n[x]: {address}"):
        found = html(text)
        assert "the words" in found
        assert "<a" not in found
        assert "href" not in found


def test_pictures_of_the_module_are_shown() -> None:
    found = html(f'![What it "shows"](picture:{NAME} "title")')
    assert f'<img src="/pictures/{NAME}" alt="What it &quot;shows&quot;">' in found


@pytest.mark.parametrize(
    "address",
    [
        "data:image/svg+xml;base64,AAAA",
        "data:image/png;base64,AAAA",
        "https://example.com/track.png",
        "//example.com/track.png",
        "picture:../../people",
        f"picture:{'b' * 64}.png",
        f"picture:{'a' * 64}.svg",
        f"picture:{NAME}/../x",
        "javascript:alert(1)",
    ],
)
def test_other_pictures_leave_only_their_words(address: str) -> None:
    found = html(f"before ![the words]({address}) after")
    assert "<img" not in found
    assert "before the words after" in found


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "<iframe src=https://example.com></iframe>",
        "</main><style>*{display:none}</style>",
        "<!-- x --><form action=/x><input name=y>",
        '`<script>`\n\n```html"><script>\n<script>alert(1)</script>\n```',
        '[x](https://e.x/"onmouseover="alert(1)) ![" onerror="alert(1)](picture:' + NAME + ")",
        f'![x](picture:{NAME} "\\" onload=\\"alert(1)")',
        "[<script>](https://example.com '<script>')",
        "| <script> |\n|---|\n| <img onerror=x> |",
    ],
)
def test_html_is_shown_as_it_was_typed_and_never_works(text: str) -> None:
    tags = re.findall(r"<[^>]*>", html(text))
    for tag in tags:
        assert re.match(r"</?(p|a|img|code|pre|table|thead|tbody|tr|th|td)\b", tag), tag
        assert not re.search(r"""["'\s]on\w+=|style=|javascript""", re.sub(r'="[^"]*"', "=", tag)), tag


_BOMBS = [
    "> " * 10_000,
    "[" * 20_000,
    "![" * 10_000,
    "![a](" * 4_000,
    "![" * 5_000 + "](x)" * 2_500,
    "*a **a " * 2_800,
    "_a*" * 6_600,
    "- " * 10_000,
    "\n".join("  " * depth + "- x" for depth in range(140)),
    "|a" * 5_000 + "\n" + "|-" * 5_000 + "\n",
    "|" * 100 + "\n" + "|-" * 50 + "|\n" + "|\n" * 9_000,
    "<a " * 6_000,
    "".join("`" * n + " " for n in range(198)),
    "[a]: b\n" * 2_500 + "[a]" * 800,
    "&" * 20_000,
    "![a](picture:" + NAME + ")" * 100,
    "[a](https://x.y)" * 1_200,
]


@pytest.mark.parametrize("text", _BOMBS)
def test_the_longest_text_is_quick_however_it_is_meant(text: str) -> None:
    begun = time.perf_counter()
    html(text[:20_000])
    assert time.perf_counter() - begun < 2


def test_nothing_that_can_be_typed_breaks_it() -> None:
    dice = random.Random(7)  # noqa: S311
    pieces = ["![", "[", "](", ")", "<", ">", "http://[", "picture:" + NAME, "javascript:", "&#0;", "%zz", "\x00", "`"]
    pieces += ["|", "\n", "-", "# ", "> ", "\\", "é", "𝄞", " ", "mailto:", "https://xn--a", '"', "'", "*", "1. ", "\t"]
    for _ in range(1_500):
        found = html("".join(dice.choices(pieces, k=25)))
        for address in re.findall(r'<a [^>]*href="([^"]*)"', found):
            assert re.match(r"https?:|mailto:", address, re.IGNORECASE), address
        for address in re.findall(r'<img [^>]*src="([^"]*)"', found):
            assert address == f"/pictures/{NAME}"
