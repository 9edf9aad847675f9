"""The watch folder: files that someone or something puts there are taken in by themselves.

Files whose size and time have stood still since the last look are taken, and then lie in `taken/`, or in `failed/` with
a text beside them that says why. What is told of them stands in a table (see `qa_app.operations.sidecar`) called as the
file with `.csv` behind or instead of its suffix, or `metadata.csv` for many files. Folders, hidden files and links are
left alone: a link could bring in any file of this machine.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from qa_app.operations.file_names import display_name
from qa_app.operations.intake import WholeFile, bring_file
from qa_app.operations.jobs import to_deliver
from qa_app.operations.metadata import Told
from qa_app.operations.sidecar import Sidecar, file_key, is_sidecar, read_sidecar
from qa_app.store.work import FileState, ImportedFile
from qa_app.workplace import Workplace
from transcripts.errors import InputError, Problem

_log = logging.getLogger(__name__)
SECONDS = 5
_SHARED = "metadata.csv"
# Programs that copy give a file one of these names until it is whole.
_UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", ".swp")
_LARGEST_SIDECAR = 8 * 2**20

Look = Mapping[str, tuple[int, int]]
"""Size and time of change (ns) of each file that waits in the folder."""


class _NotTakenError(Exception):
    """Why a file was not taken in, in English: the text beside it is read by whoever keeps the folder."""


def keep_watching(workplace: Workplace, work: Callable[[int], None]) -> None:
    """Look into the folder every few seconds, for ever; `work` does a job at once."""
    seen: Look = {}
    while True:
        try:
            seen = look(workplace, seen, work)
        except Exception:  # the next look may well succeed: a network folder comes and goes
            _log.exception("watch_failed")
        time.sleep(SECONDS)


def look(workplace: Workplace, before: Look, work: Callable[[int], None]) -> Look:
    """Take in what has not changed since the look before; returns what to compare with next time. Raises OSError."""
    folder = workplace.config.watch
    if folder is None:
        return {}
    found = dict(_waiting(folder))
    still = [name for name in found if before.get(name) == found[name]]
    tables = _tables(folder, list(found), workplace.config.time_zone)
    for name in still:
        if name not in tables:
            _take(workplace, folder / name, tables, work)
    return found


def _waiting(folder: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            ignored = entry.name.startswith(".") or entry.name.lower().endswith(_UNFINISHED)
            if not ignored and entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                yield entry.name, (status.st_size, status.st_mtime_ns)


def _tables(folder: Path, names: Sequence[str], zone: str) -> dict[str, Sidecar]:
    """The tables among the files; one that breaks a rule tells nothing."""
    tables = {}
    for name in names:
        if not name.lower().endswith(".csv"):
            continue
        try:
            with _opened(folder / name) as file:
                data = file.read(_LARGEST_SIDECAR)
            if is_sidecar(data, name):
                tables[name] = read_sidecar(data, name, zone)
        except (InputError, OSError):
            continue
    return tables


def _take(workplace: Workplace, path: Path, tables: Mapping[str, Sidecar], work: Callable[[int], None]) -> None:
    beside = [name for name in (f"{path.name}.csv", f"{path.stem}.csv") if name in tables]
    told = Told()
    for name in (*beside, *(table for table in tables if table.lower() == _SHARED)):
        told = told.over(tables[name].told.get(file_key(path.name), Told()))
    try:
        problems = _bring(workplace, path, told, work)
    except _NotTakenError as failure:
        _move(path, "failed", str(failure))
    except PermissionError:
        _move(path, "failed", "unreadable: The file may not be read; its rights forbid it.")
    except OSError:  # another worker was faster, or the disk is full; what is still there is tried again
        _log.exception("watched_file_left", extra={"file": display_name(path.name)})
        return
    else:
        problems = [*problems, *(problem for name in beside for problem in tables[name].problems)]
        _move(path, "taken", "\n".join(str(problem) for problem in problems))
    for name in beside:
        _move(path.with_name(name), "taken", "")


def _bring(workplace: Workplace, path: Path, told: Told, work: Callable[[int], None]) -> list[Problem]:
    """Take in a file and read it at once; returns what was left out of it. Raises _NotTakenError, OSError."""
    whole = _copied(workplace, path)
    with workplace.database.transaction() as session:
        file_id = bring_file(session, None, datetime.now(UTC), whole, told).id
    for job in to_deliver(session):
        work(job)
    with workplace.database.reading() as session:
        file = session.get_one(ImportedFile, file_id)
    if file.state is FileState.FAILED:
        said = file.problem_detail or {}
        raise _NotTakenError(f"{file.problem}: {said.get('what', '')} {said.get('hint', '')}".strip())
    return [Problem(item["code"], display_name(path.name), item["line"], item["what"]) for item in file.problems]


def _copied(workplace: Workplace, path: Path) -> WholeFile:
    limit = workplace.config.upload_limit
    with tempfile.TemporaryDirectory(dir=workplace.config.data) as folder:
        copy = Path(folder) / "file"
        with _opened(path) as source, copy.open("wb") as target:
            size = os.fstat(source.fileno()).st_size
            if size > limit:
                raise _NotTakenError(f"too_large: The file is larger than {limit // 2**20} MB.")
            shutil.copyfileobj(source, target)
        return WholeFile(path.name, workplace.media.put(copy), copy.stat().st_size)


def _opened(path: Path) -> IO[bytes]:
    """The file itself, never what a link put in its place points to."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")


def _move(path: Path, folder: str, words: str) -> None:
    """Into the folder beside it, under a name that is free there; the words, if any, into a text beside it."""
    place = path.parent / folder
    place.mkdir(exist_ok=True)
    if place.is_symlink():
        raise NotADirectoryError(str(place))
    target = place / path.name
    number = 1
    while target.exists():
        number += 1
        target = place / f"{path.stem}-{number}{path.suffix}"
    path.rename(target)
    if words:
        target.with_name(f"{target.name}.txt").write_text(words + "\n", encoding="utf-8")
