"""Transcripts put right from files of repair steps, and the glossary that follows from the corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

import click

from qa_app.inputs import Failures, conversations, each_file, read_bytes
from qa_app.recordings import conversation_line, safe_name
from transcripts.conversation import Conversation
from transcripts.errors import InputError
from transcripts.glossary import glossary_text
from transcripts.glossary_proposal import Repair, glossary_proposals
from transcripts.repair import repaired
from transcripts.repair_steps import Step, read_steps

Pair = tuple[str, str]


def repair_files(pairs: Sequence[Pair], output: str, failures: Failures) -> None:
    """The repaired conversation of each (conversation file, steps file), printed for `-`, else written into a folder.

    No file that was given is written over, nor one written in this run.
    """
    kept = [Path(name) for pair in pairs for name in pair if name != "-"]

    def work(original: Conversation, steps: Sequence[Step], steps_name: str) -> None:
        line = conversation_line(repaired(original, steps, steps_name))
        if output == "-":
            click.echo(line)
            return
        path = Path(output) / f"{safe_name(original.id)}.json"
        if path.exists() and any(other.exists() and path.samefile(other) for other in kept):
            hint = "Choose another folder: what was heard stays beside what was corrected."
            raise InputError("would_overwrite", str(path), "it was given, or written a moment ago.", hint)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(line + "\n", encoding="utf-8")
        kept.append(path)
        click.echo(path)

    _each_pair(pairs, failures, work)


def glossary_of_files(pairs: Sequence[Pair], failures: Failures) -> str:
    """The glossary file proposed from the corrections in all (conversation file, steps file)."""
    repairs: list[Repair] = []

    def work(original: Conversation, steps: Sequence[Step], steps_name: str) -> None:
        # Steps that cannot be done are said with their file, and the other files still count.
        repaired(original, steps, steps_name)
        repairs.append((original, steps))

    _each_pair(pairs, failures, work)
    return glossary_text(glossary_proposals(repairs))


def _each_pair(
    pairs: Sequence[Pair], failures: Failures, work: Callable[[Conversation, Sequence[Step], str], None]
) -> None:
    of_steps = iter([steps_file for _, steps_file in pairs])

    def read_pair(conversation_file: str) -> None:
        steps_file = next(of_steps)
        original = _only_conversation(conversation_file, failures)
        name = "standard input" if steps_file == "-" else steps_file
        work(original, read_steps(read_bytes(steps_file), name), name)

    each_file([conversation_file for conversation_file, _ in pairs], failures, read_pair)


def _only_conversation(name: str, failures: Failures) -> Conversation:
    found = list(islice(conversations(name, failures), 2))
    if len(found) == 1:
        return found[0]
    what = "there is more than one conversation in it." if found else "there is no conversation in it to repair."
    raise InputError("not_one_conversation", name, what, "Steps belong to one: give a file with one conversation.")
