"""WhatsApp's "Export chat" text files from iOS and Android in the locales of the four languages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from transcripts.conversation import Channel
from transcripts.errors import Problem
from transcripts.readers.assemble import assemble, clean
from transcripts.readers.source import Message, ReadOptions, ReadResult, Source, Thread
from transcripts.readers.times import DATED, moments

# iOS: "[04.03.26, 10:02:11] Name: text"; Android: "04.03.26, 10:02 - Name: text".
_OPENING = re.compile(rf"(?:\[(?P<ios>{DATED})\]\s?|(?P<android>{DATED.replace('separator', 'sign')})\s[-–]\s)")
_MARKS = str.maketrans(
    dict.fromkeys("\u200e\u200f\u202a\u202b\u202c\u2068\u2069\ufeff") | {"\u202f": " ", "\u00a0": " "}
)
_LONGEST_NAME = 100
# What the app writes instead of a message: media left out, messages taken back, notices about the chat itself.
_LEFT_OUT = re.compile(
    r"<[^<>]{1,40}(?:omitted|weggelaten|ausgeschlossen|omis|omise)>|"
    r"(?:image|video|audio|sticker|gif|document|contact card|afbeelding|foto|bild|imagine|imagini|"
    r"videonotiz|kontaktkarte|dokument) (?:omitted|weggelaten|weggelassen|omis[aă]?)|"
    r"(?:you deleted this message|this message was deleted|dit bericht is verwijderd|je hebt dit bericht verwijderd|"
    r"u hebt dit bericht verwijderd|diese nachricht wurde gelöscht|du hast diese nachricht gelöscht|"
    r"acest mesaj a fost șters|ai șters acest mesaj)\.?|"
    r"(?:missed (?:voice|video) call|gemiste (?:spraakoproep|video-oproep)|verpasster (?:sprach|video)anruf|"
    r"apel (?:vocal|video) pierdut).{0,40}|"
    r"(?:messages and calls are end-to-end encrypted|berichten en oproepen zijn end-to-end versleuteld|"
    r"nachrichten und anrufe sind ende-zu-ende-verschlüsselt|mesajele și apelurile sunt criptate integral|"
    r"this business|dit bedrijf|dieses unternehmen|această companie).{0,400}",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Entry:
    line: int
    time: str
    name: str | None
    text: list[str] = field(default_factory=list)


def sniff(source: Source) -> bool:
    """Whether one of the first lines opens a message the way WhatsApp does."""
    lines = source.text[:5_000].translate(_MARKS).split("\n")[:20]
    return any((match := _OPENING.match(line)) and ": " in line[match.end() :] for line in lines)


def read(source: Source, options: ReadOptions) -> ReadResult:
    """The one conversation of an exported chat; notices and left-out media are skipped.

    Whether dates are day or month first is decided over the whole file. Lines before the first message and
    messages whose date does not exist (the message is kept, without time) are reported.
    """
    problems: list[Problem] = []
    entries: list[_Entry] = []
    for number, line in enumerate(source.text.translate(_MARKS).split("\n"), 1):
        match = _OPENING.match(line)
        if match:
            name, text = _name_and_text(line[match.end() :])
            entries.append(_Entry(number, match["ios"] or match["android"], name, [text]))
        elif entries:
            entries[-1].text.append(line)
        elif line.strip():
            problems.append(Problem("no_message", source.name, number, "A line before the first message was left out."))
    messages = []
    for entry, at in zip(entries, moments([entry.time for entry in entries]), strict=True):
        if at is None:
            problems.append(Problem("bad_time", source.name, entry.line, "The date does not exist."))
        text = clean("\n".join(entry.text))
        if entry.name and text and not _is_left_out(text):
            messages.append(Message(text, entry.name, at=at))
    if not messages:
        return ReadResult(problems=tuple(problems))
    return ReadResult((assemble(Thread(source.stem, Channel.CHAT, tuple(messages)), source, options),), tuple(problems))


def _name_and_text(line: str) -> tuple[str | None, str]:
    """The sender and the text; a line without a sender is a notice of the app."""
    colon = line.find(": ", 0, _LONGEST_NAME)
    if colon < 0:
        return (line[:-1], "") if line.endswith(":") and len(line) <= _LONGEST_NAME else (None, line)
    return line[:colon].strip().lstrip("~").strip(), line[colon + 2 :]


def _is_left_out(text: str) -> bool:
    return len(text) < 500 and bool(_LEFT_OUT.fullmatch(text))
