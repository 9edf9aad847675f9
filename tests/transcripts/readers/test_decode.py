from __future__ import annotations

import pytest

from transcripts.errors import InputError
from transcripts.readers.decode import decode

ROMANIAN = "Bună ziua, vă rog să îmi spuneţi când ajunge maşina."
GERMAN = "Grüße aus Köln, die Maße stimmen nicht: 5 € zu groß."
DUTCH = "Eén vraag: is de café-crème ïets duurder geworden dan vóór de coördinatie? à la carte"


@pytest.mark.parametrize("text", [ROMANIAN, GERMAN, DUTCH, "plain ascii"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_with_and_without_mark(text: str, encoding: str) -> None:
    assert decode((text + "\r\n" + text).encode(encoding), "a.txt") == text + "\n" + text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(ROMANIAN, "cp1250"), (ROMANIAN, "iso8859-2"), (GERMAN, "cp1252"), (GERMAN, "cp1250"), (DUTCH, "cp1252")],
)
def test_code_page_by_the_letters_it_makes(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


def test_a_few_control_characters_are_not_binary() -> None:
    assert decode(b"hello\x0b there\x1b[0m, all is well\x00", "a.txt").startswith("hello")


@pytest.mark.parametrize("data", [bytes(range(256)), b"\x01\x02\x03\x04\x05\x06\x07 text"])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, "a.txt")
    assert caught.value.code == "not_text"
