"""An archive scored: conversations in, lines of scorecards out in the same order, in one process or in several.

Workers are fresh processes (spawn), because threads of the embedding would not outlive a fork. Only a few chunks are
under way at a time, so memory does not grow with the archive.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache

from rubrics.model import Rubric
from transcripts.conversation import Conversation
from transcripts.errors import InputError

# Work is dealt in chunks of at least as many turns: few enough that some calls keep every core busy, and so many that
# handing over costs next to nothing.
_CHUNK_TURNS = 40
_CHUNKS_A_WORKER = 2
_MOST_DEATHS = 3


@dataclass(frozen=True, slots=True)
class Given:
    """A conversation and the input it came from."""

    file: str
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class How:
    """With which rubric (None: the one for the conversation's channel), and whether sentence meaning is used."""

    rubric: Rubric | None
    with_meaning: bool


@dataclass(frozen=True, slots=True)
class NotScored:
    """A conversation that gave no scorecard, and why."""

    file: str
    conversation: str
    why: str

    @property
    def what(self) -> str:
        return f"conversation {self.conversation} was not scored: {self.why}"


Result = str | NotScored


def scored(given: Iterable[Given], how: How, jobs: int) -> Generator[Result, None, None]:
    """The scorecard of each conversation as a line of JSON, or why there is none, in the order given.

    The lines are the same bytes whatever `jobs`, the number of processes, is; with 1 all is done in this process.
    A worker that is killed costs only the conversation it dies of. When workers die of one conversation after another,
    raises InputError with code `workers_killed`, naming the first that was not tried. Close the iterator to stop early.
    """
    if jobs == 1:
        for one in given:
            yield _score(one, how)
        return
    workers = _Workers(how, jobs)
    try:
        for chunk in _chunks(given):
            if workers.given_up:
                break
            workers.give(chunk)
            if workers.busy:
                yield from workers.take()
        else:
            chunk = []
        while workers.waiting:
            yield from workers.take()
        if chunk:
            what = f"from conversation {chunk[0].conversation.id} on nothing was scored: worker processes are killed."
            raise InputError("workers_killed", chunk[0].file, what, "Give it more memory, or fewer --jobs.")
    finally:
        workers.stop()


def _chunks(given: Iterable[Given]) -> Iterator[Sequence[Given]]:
    chunk: list[Given] = []
    turns = 0
    for one in given:
        chunk.append(one)
        turns += len(one.conversation.turns)
        if turns >= _CHUNK_TURNS:
            yield chunk
            chunk, turns = [], 0
    if chunk:
        yield chunk


def _score(one: Given, how: How) -> Result:
    """Whatever goes wrong with one conversation must not lose the others; errors do not repeat its words."""
    from scoring.acts.embedding import embedding
    from scoring.engine import score
    from scoring.scorecard import scorecard_line

    conversation = one.conversation
    try:
        rubric = how.rubric or _rubric_for(conversation.channel.value)
        return scorecard_line(score(conversation, rubric, embedding() if how.with_meaning else None))
    except Exception as error:
        return NotScored(one.file, conversation.id, f"a fault of the product ({type(error).__name__}).")


@lru_cache(maxsize=8)
def _rubric_for(channel: str) -> Rubric:
    from rubrics.load import rubric_for_channel

    return rubric_for_channel(channel)


def _score_chunk(chunk: Sequence[Given], how: How) -> list[Result]:
    return [_score(one, how) for one in chunk]


def _begin_worker() -> None:
    """There is a worker for each core, so embedding in it has one thread; it ends with the process that began it."""
    os.environ["FAIRWORD_THREADS"] = "1"
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class _Workers:
    """The processes, and the chunks under way with what became of them, in order."""

    def __init__(self, how: How, jobs: int) -> None:
        self._how = how
        self._jobs = jobs
        self._others = set(multiprocessing.active_children())
        self._pool = self._fresh(jobs)
        self._deaths = 0
        self.waiting: deque[tuple[Sequence[Given], Future[list[Result]]]] = deque()

    @property
    def busy(self) -> bool:
        return len(self.waiting) >= _CHUNKS_A_WORKER * self._jobs

    @property
    def given_up(self) -> bool:
        """Whether workers died of one conversation after the other, so that it cannot be theirs alone."""
        return self._deaths >= _MOST_DEATHS

    def give(self, chunk: Sequence[Given]) -> None:
        try:
            future = _submit(self._pool, chunk, self._how)
        except BrokenProcessPool:
            self._mend()
            future = _submit(self._pool, chunk, self._how)
        self.waiting.append((chunk, future))

    def take(self) -> list[Result]:
        """The results of the chunk given first; waits for them."""
        while True:
            try:
                results = self.waiting[0][1].result()
            except BrokenProcessPool:
                self._mend()
            else:
                self.waiting.popleft()
                return results

    def stop(self) -> None:
        """End the workers at once: what nobody waits for any more is not worth finishing."""
        for child in set(multiprocessing.active_children()) - self._others:
            child.terminate()
        self._pool.shutdown(cancel_futures=True)

    def _mend(self) -> None:
        """A worker was killed, and with it all that was under way: do that alone, one by one, then go on."""
        self._pool.shutdown()
        for place, (chunk, future) in enumerate(self.waiting):
            if not future.done() or future.exception() is not None:
                settled: Future[list[Result]] = Future()
                settled.set_result([self._alone(one) for one in chunk])
                self.waiting[place] = (chunk, settled)
        self._pool = self._fresh(self._jobs)

    def _alone(self, one: Given) -> Result:
        killed = NotScored(one.file, one.conversation.id, "its worker process was killed, perhaps for want of memory.")
        if self.given_up:
            return killed
        with self._fresh(1) as pool:
            try:
                (result,) = _submit(pool, [one], self._how).result()
            except BrokenProcessPool:
                self._deaths += 1
                return killed
        self._deaths = 0
        return result

    def _fresh(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin_worker)


def _submit(pool: ProcessPoolExecutor, chunk: Sequence[Given], how: How) -> Future[list[Result]]:
    """Workers begin here, and inherit that an interrupt from the keyboard is not for them but for their parent."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(_score_chunk, chunk, how)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
