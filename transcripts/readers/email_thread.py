"""E-mail: one message (.eml) or a mailbox (.mbox) whose messages are joined into threads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from transcripts.conversation import Channel
from transcripts.errors import InputError, Problem
from transcripts.readers.assemble import assemble
from transcripts.readers.email_parts import Letter, parse_letter
from transcripts.readers.source import Message, ReadOptions, ReadResult, Source, Thread
from transcripts.text import fold

_HEADER = re.compile(rb"(?:[!-9;-~]{1,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,50}){2}")
_MBOX_FROM = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]{1,300}\n")
_ESCAPED_FROM = re.compile(rb"^>(>{0,20}From )", re.MULTILINE)
# Re, AW, Antw, Fwd, WG, Doorst, Răsp, each with or without a count, in any order.
_REPLY = re.compile(
    r"^(?:(?:re|aw|antw|antwort|fwd?|wg|doorst|rasp|raspuns|redirect)(?:\[\d{1,3}\])?\s?:\s{0,5}){1,20}"
)
_MOST_MESSAGES = 20_000


def sniff(source: Source) -> bool:
    """Whether the file begins like a mailbox or with e-mail headers, a From among them."""
    head = source.data[:20_000].removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    if _MBOX_FROM.match(head):
        return True
    headers = head.partition(b"\n\n")[0].lower()
    return bool(_HEADER.match(head)) and (headers.startswith(b"from:") or b"\nfrom:" in headers)


def read(source: Source, options: ReadOptions) -> ReadResult:
    """One conversation a thread, one turn a message.

    Threads are joined by References and In-Reply-To; a message marked as a reply that refers to nothing known
    joins the thread with its subject between the same two people. Problems are counted in messages.
    """
    problems: list[Problem] = []
    letters: list[Letter] = []
    for number, data in enumerate(_messages(source.data), 1):
        if number > _MOST_MESSAGES:
            problems.append(Problem("too_many", source.name, number, "The rest of the mailbox was not read."))
            break
        try:
            letter = parse_letter(data, source.name)
        except InputError as error:
            problems.append(Problem(error.code, source.name, number, error.what))
            continue
        if not letter.text:
            problems.append(Problem("empty_text", source.name, number, "The message has no text."))
            continue
        if letter.sent is None:
            problems.append(Problem("bad_time", source.name, number, "The message has no usable date."))
        letters.append(letter)
    threads = _threads(letters)
    conversations = []
    for place, thread in enumerate(threads, 1):
        fallback = source.stem if len(threads) == 1 else f"{source.stem}-{place}"
        messages = tuple(Message(letter.text, letter.name, letter.address or None, at=letter.sent) for letter in thread)
        conversations.append(
            assemble(Thread(thread[0].identifier or fallback, Channel.EMAIL, messages), source, options)
        )
    return ReadResult(tuple(conversations), tuple(problems))


def _messages(data: bytes) -> Iterator[bytes]:
    data = data.removeprefix(b"\xef\xbb\xbf")
    starts = list(_MBOX_FROM.finditer(data))
    if not starts:
        yield data
        return
    for opening, following in zip_longest(starts, starts[1:]):
        yield _ESCAPED_FROM.sub(rb"\1", data[opening.end() : following.start() if following else len(data)])


def _threads(letters: Sequence[Letter]) -> list[list[Letter]]:
    """The letters by thread, threads in the order of their first letter."""
    parent = list(range(len(letters)))
    by_identifier: dict[str, int] = {}
    by_subject: dict[tuple[str, frozenset[str]], int] = {}
    for number, letter in enumerate(letters):
        # A letter names those before it; letters naming the same lost one belong together too.
        for identifier in (letter.identifier, *letter.references):
            if identifier:
                _join(parent, by_identifier.setdefault(identifier, number), number)
    for number, letter in enumerate(letters):
        subject = fold(letter.subject[:300])
        bare = _REPLY.sub("", subject)
        key = (bare, frozenset((letter.address, *letter.others[:1])))
        known = by_subject.setdefault(key, number)
        alone = not any(by_identifier.get(reference, number) != number for reference in letter.references)
        if bare != subject and bare and alone:
            _join(parent, known, number)
    threads: dict[int, list[Letter]] = {}
    for number, letter in enumerate(letters):
        threads.setdefault(_root(parent, number), []).append(letter)
    return list(threads.values())


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number


def _join(parent: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(parent, one), _root(parent, other)))
    parent[second] = first
