"""A glossary: the names and terms that recognition should know, one a line.

    # Products and people of our service
    Fairword<TAB>fair word, fare word

Lines that begin with # are remarks. Only what stands before the first tab is the term; the rest is for people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.errors import InputError, Problem
from transcripts.glossary_proposal import Proposal
from transcripts.readers.decode import decode
from transcripts.text import fold

# Whisper takes at most 224 tokens of text to go by, about a hundred names; near that it begins to invent them.
MOST_TERMS = 50
MOST_CHARACTERS = 50
_HEAD = """\
# A proposal from corrected transcripts. Check it before use: take out what is private, as a customer's name.
# term\theard as\tcorrections\tconversations\tlanguage
"""


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms in the order of the file, and the lines that gave none."""

    terms: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_glossary(data: bytes, name: str) -> Glossary:
    """The terms in a glossary file; the same term in another case or with other accents counts once.

    Problem codes, with the line: `no_term` (neither letter nor digit, or characters that cannot be printed),
    `too_long` (over 50 characters), `too_many` (the rest of the file was not read).
    Raises InputError with code `empty` if there is no term at all, or `not_text`.
    """
    terms: dict[str, str] = {}
    problems: list[Problem] = []
    for number, line in enumerate(decode(data, name).split("\n"), 1):
        term = " ".join(line.split("\t", 1)[0].split())
        if line.lstrip().startswith("#") or not line.strip() or (len(term) <= MOST_CHARACTERS and fold(term) in terms):
            continue
        if MOST_TERMS in (len(terms), len(problems)):
            what = f"Only {MOST_TERMS} terms can be used; the rest was not read."
            problems.append(Problem("too_many", name, number, what))
            break
        if len(term) > MOST_CHARACTERS:
            problems.append(Problem("too_long", name, number, f"A term has at most {MOST_CHARACTERS} characters."))
        elif "<|" in term or not term.isprintable() or not any(char.isalnum() for char in term):  # <| begins a command
            problems.append(Problem("no_term", name, number, "There is no name or term before the first tab."))
        else:
            terms[fold(term)] = term
    if not terms and not problems:
        raise InputError("empty", name, "There is no term in it.", "Write one name or term a line.")
    return Glossary(tuple(terms.values()), tuple(problems))


def glossary_text(proposals: Sequence[Proposal]) -> str:
    """The proposals as a glossary file, what was misheard and how often behind each term."""
    rows = (
        (found.term, ", ".join(found.heard), found.times, found.conversations, found.language) for found in proposals
    )
    return _HEAD + "".join("\t".join(map(str, row)) + "\n" for row in rows)
