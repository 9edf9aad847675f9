"""Files that are broken, lie, or mean harm: a clear error or the readable rest, and quickly."""

from __future__ import annotations

import gzip
import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

import pytest

from transcripts.errors import InputError
from transcripts.readers.read import FORMATS, read_file, read_source
from transcripts.readers.source import ReadOptions, ReadResult, Source

OPTIONS = ReadOptions(language="en")


def read(data: bytes, name: str = "upload.bin", as_format: str | None = None) -> ReadResult:
    return read_source(Source(name, data), OPTIONS, as_format)


def code_of(data: bytes, name: str = "upload.bin", as_format: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read(data, name, as_format)
    return caught.value.code


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.eml", "a.txt", "a.vtt", "a"])
@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\0" * 5000])
def test_nothing_in_it(data: bytes, name: str) -> None:
    assert code_of(data, name) in ("empty", "not_text")


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.txt", "a.srt", "a.vcon"])
@pytest.mark.parametrize(
    "data",
    [
        hashlib.shake_128(b"rubbish").digest(100_000),
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"PK\x03\x04zip",
        b"%PDF-1.7",
        b"\x89PNG\r\n",
    ],
)
def test_what_is_not_text_is_said_to_be_so(data: bytes, name: str) -> None:
    assert code_of(data, name) == "not_text"


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "zeros.csv"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 2 * 2**30)
    began = time.monotonic()
    with pytest.raises(InputError) as caught:
        read_file(path, OPTIONS)
    assert (caught.value.code, caught.value.file) == ("too_large", "zeros.csv")
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(("make", "code"), [(None, "not_found"), (Path.mkdir, "unreadable"), (os.mkfifo, "unreadable")])
def test_what_is_no_file(tmp_path: Path, make: object, code: str) -> None:
    path = tmp_path / "x.csv"
    if callable(make):
        make(path)
    with pytest.raises(InputError) as caught:
        read_file(path, OPTIONS)
    assert caught.value.code == code


def test_a_packed_bomb_is_refused() -> None:
    assert code_of(gzip.compress(b" " * (2**26 + 1)), "a.vcon") == "too_large"


# Pieces that, repeated, make careless expressions and parsers quadratic.
PIECES = [
    "<", "<a ", '<a ="', "<!--", "<script>", "&#" + "9" * 5000 + ";", "<b>", "<blockquote>", "a: ", "(a) ", "[00:12] ",
    "[", "(", "Agent: ", "00:00:01.000 --> ", "<v ", "<v a>", "On 3 ", "> ", "From:", "\n\nFrom x\n", '"', '"a,', '"\n',
    "\n", " ", "1/1/1 ", "1/1/1, 1:11 - ", '{"a":\n', '{"a":[\n{"a":1}\n', '[{"', "{", "\\", "\u200e", "--", "-", ":",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_every_reader_takes_time_in_proportion(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    began = time.process_time()
    for name in FORMATS:
        head = {"csv": "speaker,text\na,", "email": "From: a@b.example\n\n<p>"}.get(name, "")
        with suppress(InputError):
            FORMATS[name].read(Source("a", (head + text).encode()), OPTIONS)
    # Quadratic work on 200,000 characters takes minutes.
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("as_format", "before", "after"),
    [
        ("csv", "speaker,text\ncustomer,", "\n"),
        ("text", "Customer: ", "\nAgent: yes\n"),
        ("whatsapp", "[04/03/2026, 10:02:11] Ann: ", "\n"),
        ("json", '{"messages": [{"role": "customer", "text": "', '"}]}'),
        ("webvtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>", "</v>\n"),
        ("email", "From: ann@example.org\n\n", "\n"),
    ],
)
def test_a_line_of_a_megabyte_is_kept(as_format: str, before: str, after: str) -> None:
    words = "word " * 200_000
    result = read((before + words.strip() + after).encode(), as_format=as_format)
    assert result.conversations[0].turns[0].text == words.strip()


def test_json_nested_deeply_costs_only_itself() -> None:
    good = b'{"id": "a", "messages": [{"role": "customer", "text": "hi"}]}'
    bomb = b'{"a":' + b"[" * 100_000
    result = read(bomb + b"\n" + good, "a.jsonl")
    assert [problem.code for problem in result.problems] == ["too_nested"]
    assert [conversation.id for conversation in result.conversations] == ["a"]
    assert code_of(bomb, "a.json") == "too_nested"
    assert code_of(b"[" * 100_000, "a.json", "json") == "no_conversation"


def test_encodings_mixed_line_by_line() -> None:
    rows = [b"speaker,text", "klant,één".encode(), "medewerker,één".encode("cp1252"), b"klant,goed"]
    texts = [turn.text for turn in read(b"\n".join(rows), "a.csv").conversations[0].turns]
    assert texts == ["één", "één", "goed"]


def test_markup_in_messages_stays_text_and_markup_of_bodies_goes() -> None:
    script = "<script>alert(1)</script> & <b>bold</b>"
    chat = read(f"speaker,text\ncustomer,{script}\n".encode(), "a.csv")
    assert chat.conversations[0].turns[0].text == script
    mail = b"From: a@b.example\nContent-Type: text/html\n\n<p onclick='x()'>Hi<script>alert(1)</script> &lt;you&gt;</p>"
    assert read(mail, "a.eml").conversations[0].turns[0].text == "Hi <you>"


def test_csv_with_nul_characters() -> None:
    turn = read(b"speaker,text\ncustomer,he\0llo\nagent,hi\n", "a.csv").conversations[0].turns[0]
    assert turn.text == "hello"


def test_csv_quote_never_closed_costs_its_own_line() -> None:
    result = read(b'speaker,text\ncustomer,"broken\nagent,hi\ncustomer,bye\n', "a.csv")
    assert [(problem.code, problem.line) for problem in result.problems] == [("open_quote", 2)]
    assert [turn.text for turn in result.conversations[0].turns] == ["hi", "bye"]


def test_mailbox_of_very_many_messages_is_cut() -> None:
    result = read(b"From x\nFrom: a@b.example\n\nhi\n\n" * 20_050, "a.mbox")
    assert [problem.code for problem in result.problems if problem.code != "bad_time"] == ["too_many"]
    assert len(result.conversations) == 20_000


def test_mail_with_very_many_parts_or_levels() -> None:
    head = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n"
    part = b"--x\nContent-Type: text/plain\n\nhello\n"
    text = read(head + part * 10_000, "a.eml").conversations[0].turns[0].text
    assert text.startswith("hello")
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(10_000)
    )
    assert code_of(b"From: a@b.example\n" + nested, "a.eml") == "too_nested"


@pytest.mark.parametrize("charset", ["punycode", "idna", "hex", "no-such-thing", "\xff"])
def test_mail_with_a_charset_that_is_none(charset: str) -> None:
    mail = f"From: a@b.example\nContent-Type: text/plain; charset={charset}\n\nhello there".encode("latin-1")
    assert read(mail, "a.eml").conversations[0].turns[0].text == "hello there"


@pytest.mark.parametrize(
    "when", ["99/99/9999 99:99", "0000-00-00T00:00:00Z", "31-02-2026 10:00", "9" * 300, "yesterday", "-5", "1e400", "٣"]
)
def test_dates_that_are_nonsense_leave_the_message(when: str) -> None:
    conversation = read(f"speaker,text,time\ncustomer,hello,{when}\n".encode(), "a.csv").conversations[0]
    assert [(turn.text, turn.start) for turn in conversation.turns] == [("hello", None)]
    assert conversation.started_at is None


def test_half_a_character_pair_is_replaced() -> None:
    text = read(b'{"messages": [{"role": "customer", "text": "a\\ud800b"}]}', "a.json").conversations[0].turns[0].text
    assert text == "a\ufffdb"


def test_errors_hold_no_words_of_the_customer() -> None:
    bad = b'{"id": 1, "language": "en", "channel": "chat", "turns": [{"speaker": "secret words", "text": 5}]}'
    with pytest.raises(InputError) as caught:
        read(bad, "a.json")
    assert "secret" not in str(caught.value)
