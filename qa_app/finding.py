"""`qa jargon`: the words of an archive that agents use and customers do not, or ask back about."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from qa_app.inputs import Failures, conversations, each_file
from transcripts.conversation import SUPPORTED_LANGUAGES

if TYPE_CHECKING:
    from scoring.jargon_finder import JargonTerm

_COLUMNS = ("Term", "Lang", "Agent", "Customer", "Conv.", "Agents", "Keyness", "Asked back", "Zipf", "Why")
_WORDS = (0, 1, 9)
_REASONS = {
    "asked_back": "customers ask what it means",
    "agents_only": "no customer says it",
    "agents_rather": "agents say it far more often",
}


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--language", type=click.Choice(SUPPORTED_LANGUAGES), help="Only conversations in this language.")
@click.option("--sector", metavar="NAME", help="Written beside each term, as the word lists have it.")
@click.option("--top", default=30, type=click.IntRange(min=1), metavar="N", help="So many terms at most (30).")
@click.option("--known", is_flag=True, help="Also terms that the word lists have.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines instead of a table.")
def jargon(
    files: tuple[str, ...], language: str | None, sector: str | None, top: int, known: bool, as_json: bool
) -> None:
    """Terms that agents use and customers do not, or ask back about, over all conversation FILEs.

    What fewer than three conversations or two agents say is left out, as are numbers, addresses and names. A person
    should still look through the terms before they go into a word list or out of the house.
    """
    failures = Failures()
    terms = find_terms(files, language, failures, with_known=known)[:top]
    if as_json:
        for term in terms:
            click.echo(term_line(term, sector))
    elif terms:
        click.echo(terms_table(terms, sector))
    else:
        click.echo("No term stands out.", err=True)
    sys.exit(failures.exit_code)


def find_terms(
    files: Sequence[str], language: str | None, failures: Failures, *, with_known: bool = False
) -> tuple[JargonTerm, ...]:
    """The terms of all conversations in the files, or of those in one language, best first; what is bad is said.

    Acts are recognised by cues and form alone: that is how confusion shows, and it takes an archive in minutes.
    """
    from scoring.acts.recognise import recognise
    from scoring.jargon_counts import ArchiveCounts
    from scoring.jargon_finder import find_jargon

    counts = ArchiveCounts()

    def work(name: str) -> None:
        for conversation in conversations(name, failures):
            if conversation.supported and language in (None, conversation.language):
                counts.add(conversation, recognise(conversation, None))

    each_file(files, failures, work)
    return find_jargon(counts, with_known=with_known)


def term_line(term: JargonTerm, sector: str | None) -> str:
    """The term as one line of JSON, with the sector if one is given."""
    fields = asdict(term) | ({"sector": sector} if sector else {})
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def terms_table(terms: Sequence[JargonTerm], sector: str | None) -> str:
    """One line a term, and below it the first example with its conversation and turn (from 0)."""
    rows = [_COLUMNS, *(_row(term) for term in terms)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    lines = [
        "  ".join(
            text.ljust(width) if column in _WORDS else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    table = [*([f"Sector: {sector}"] if sector else []), lines[0], "-" * len(lines[0])]
    for term, line in zip(terms, lines[1:], strict=True):
        table.append(line)
        table += [f"    “{one.quote}” ({one.conversation}, turn {one.turn})" for one in term.examples[:1]]
    return "\n".join(table)


def _row(term: JargonTerm) -> tuple[str, ...]:
    counts = (term.agent, term.customer, term.conversations, term.agents)
    why = _REASONS[term.reason] + (" (in the word lists)" if term.known else "")
    figures = (f"{term.keyness:.1f}", str(term.asked_back), f"{term.general_frequency:.1f}")
    return (term.term, term.language, *map(str, counts), *figures, why)
