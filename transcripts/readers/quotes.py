"""What the writer of an e-mail wrote himself: quoted history and signatures taken away."""

from __future__ import annotations

# The line above quoted history: how it begins and a word it holds ("On 3 March, Jan wrote:"), in the four languages.
_REPLY_HEADERS = (
    ("on ", "wrote:"),
    ("op ", "schreef"),
    ("op ", "geschreven:"),
    ("am ", "schrieb"),
    ("am ", "geschrieben:"),
    ("în ", "a scris"),
    ("in ", "a scris"),
    ("pe ", "a scris"),
    ("la ", "a scris"),
)
_REPLY_STARTS = tuple({start for start, _ in _REPLY_HEADERS})
_DIVIDERS = (
    "original message", "forwarded message", "oorspronkelijk bericht", "doorgestuurd bericht",
    "ursprüngliche nachricht", "weitergeleitete nachricht", "mesaj original", "mesajul original", "mesaj redirecționat",
)  # fmt: skip
_FROM = ("from:", "van:", "von:", "de la:")
_BELOW_FROM = (
    "sent:", "date:", "to:", "subject:", "verzonden:", "datum:", "aan:", "onderwerp:",
    "gesendet:", "an:", "betreff:", "trimis:", "data:", "către:", "catre:", "subiect:",
)  # fmt: skip
_DEVICE = (
    "sent from my ", "verstuurd vanaf mijn ", "verzonden vanaf mijn ", "von meinem iphone gesendet",
    "gesendet von meinem ", "von meinem handy gesendet", "trimis de pe ",
)  # fmt: skip
_LONGEST_HEADER = 400


def without_quotes(text: str) -> str:
    """The text without quoted history, "-- " signature and "Sent from my phone".

    History under a reply header goes; where its lines are marked with ">" only those go, so that an answer
    written below the quote stays. If nothing at all would be left (a bare forward), the text comes back whole.
    """
    lines = text.split("\n")
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number].strip()
        if line.startswith(">"):
            number += 1
            continue
        if line in ("--", "—") and kept:
            break
        length = _history_header(lines, number)
        if length:
            number += length
            if not _next_is_marked(lines, number):
                break
            continue
        kept.append(lines[number].rstrip())
        number += 1
    while kept and (not kept[-1].strip() or kept[-1].strip().casefold().startswith(_DEVICE)):
        kept.pop()
    return "\n".join(kept).strip() or text.strip()


def _history_header(lines: list[str], number: int) -> int:
    """How many lines the header of quoted history takes here, 0 if there is none."""
    line = lines[number].strip().casefold()
    if len(line) > _LONGEST_HEADER or not line:
        return 0
    if line.startswith(("---", "___")) and any(divider in line for divider in _DIVIDERS):
        return 1
    if line.strip("*").startswith(_FROM):
        below = [following.strip(" *\t").casefold() for following in lines[number + 1 : number + 5]]
        return 1 if any(following[:12].startswith(_BELOW_FROM) for following in below) else 0
    return _reply_header(lines, number, line)


def _reply_header(lines: list[str], number: int, line: str) -> int:
    if not line.startswith(_REPLY_STARTS):
        return 0
    # Mail programs break a long header into up to three lines.
    for length in (1, 2, 3):
        if length > 1:
            line += " " + "".join(lines[number + length - 1 : number + length]).strip().casefold()
        if len(line) > _LONGEST_HEADER:
            return 0
        if line.endswith(":") and any(char.isdigit() for char in line):
            for start, verb in _REPLY_HEADERS:
                if line.startswith(start) and verb in line:
                    return length
    return 0


def _next_is_marked(lines: list[str], number: int) -> bool:
    following = next((line.strip() for line in lines[number : number + 3] if line.strip()), "")
    return following.startswith(">")
