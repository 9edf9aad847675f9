"""An archive in several processes: the same lines in the same order, and what happens when something goes wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import count, islice
from typing import Any

import pytest

from qa_app.archive import Given, How, NotScored, Result, scored
from rubrics.load import shipped_rubric
from scoring.engine import score
from scoring.scorecard import scorecard_line
from transcripts.conversation import Channel, Conversation, Speaker, Turn
from transcripts.errors import InputError

QUICKLY = How(None, with_meaning=False)
# A conversation as long as a chunk of work, in a language that is told apart at once and not scored.
LONG = 200
SECRET = "Geheimnis-4711"  # noqa: S105 - words of a customer, which no error may repeat


class Deadly(Turn):
    """A turn that kills whatever process it is handed to, as the system does when memory is short."""

    def __reduce__(self) -> Any:
        return os._exit, (9,)


def given(number: int, turn: Any = None, *, turns: int = 1, language: str = "fr") -> Given:
    said = (turn or Turn(Speaker.AGENT, "Bonjour."),) * turns
    return Given("archive.jsonl", Conversation(f"talk-{number}", Channel.CHAT, language, said))


def ids(results: Iterable[Result]) -> list[str]:
    return [result.conversation if isinstance(result, NotScored) else json.loads(result)["id"] for result in results]


def refused(results: Iterable[Result]) -> list[NotScored]:
    return [result for result in results if isinstance(result, NotScored)]


def talk(number: int) -> Given:
    turns = (
        Turn(Speaker.CUSTOMER, f"My parcel number {number} never came and I am really angry about it."),
        Turn(Speaker.AGENT, f"I can hear how annoying that is. It comes tomorrow before {number % 12} o'clock."),
        Turn(Speaker.CUSTOMER, "What do you mean by tomorrow?" if number % 2 else "Thank you, that helps."),
    )
    return Given("archive.jsonl", Conversation(f"talk-{number}", Channel.CHAT, "en", turns))


def test_lines_are_the_same_with_one_process_and_with_two() -> None:
    archive = [talk(number) for number in range(90)]
    alone = list(scored(archive, QUICKLY, 1))
    assert alone[7] == scorecard_line(score(archive[7].conversation, shipped_rubric("chat"), None))
    assert list(scored(archive, QUICKLY, 2)) == alone


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_conversation_that_cannot_be_scored_loses_no_other_and_its_words_are_not_repeated(jobs: int) -> None:
    broken = Conversation("talk-1", Channel.CHAT, "en", (SECRET,))  # type: ignore[arg-type]
    archive = [given(0), Given("archive.jsonl", broken), given(2)]
    results = list(scored(archive, QUICKLY, jobs))
    assert ids(results) == ["talk-0", "talk-1", "talk-2"]
    (one,) = refused(results)
    assert "talk-1" in one.what
    assert SECRET not in f"{one}{one.what}"


def test_no_more_is_read_than_is_under_way() -> None:
    read: list[int] = []

    def endless() -> Iterator[Given]:
        for number in count():
            read.append(number)
            yield given(number, turns=LONG)

    with closing(scored(endless(), QUICKLY, 2)) as results:
        for taken, _ in enumerate(islice(results, 20), 1):
            assert len(read) <= taken + 4


def test_a_killed_worker_costs_only_the_conversation_it_died_of() -> None:
    deadly = Deadly(Speaker.AGENT, SECRET)
    archive = [given(number, deadly if number == 3 else None, turns=LONG) for number in range(8)]
    results = list(scored(archive, QUICKLY, 2))
    assert ids(results) == [f"talk-{number}" for number in range(8)]
    (one,) = refused(results)
    assert one.conversation == "talk-3"
    assert "killed" in one.what


def test_workers_that_are_always_killed_end_the_work_and_what_was_not_scored_is_named() -> None:
    deadly = Deadly(Speaker.AGENT, SECRET)
    archive = [given(0, turns=LONG), *(given(number, deadly, turns=LONG) for number in range(1, 20))]
    results: list[Result] = []
    with pytest.raises(InputError) as caught:
        results.extend(scored(archive, QUICKLY, 2))
    assert caught.value.code == "workers_killed"
    assert ids(results) == [f"talk-{number}" for number in range(len(results))]
    assert [one.conversation for one in refused(results)] == ids(results)[1:]
    assert f"talk-{len(results)} " in caught.value.what


ENDLESS = f"""
from itertools import count
from tests.qa_app.test_archive import QUICKLY, given, scored
for line in scored((given(number, turns={LONG}) for number in count()), QUICKLY, 2):
    print(line, flush=True)
"""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_the_command_and_every_line_is_whole(end: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as command:
        assert command.stdout is not None
        first = command.stdout.readline()
        # From the keyboard an interrupt goes to the workers as well; nobody but the kernel kills a single process.
        (os.killpg if end is signal.SIGINT else os.kill)(command.pid, end)
        rest, said = command.communicate(timeout=60)
    assert command.returncode != 0
    assert [json.loads(line)["language"] for line in [first, *rest.splitlines()]]
    assert "Process" not in said
    for _ in range(200):
        if not _is_there(command.pid):
            break
        time.sleep(0.05)
    outlived = _is_there(command.pid)
    if outlived:
        os.killpg(command.pid, signal.SIGKILL)
    assert not outlived


def _is_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
