"""The rows of the import page: one a file, with what was recognised and what is to be mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from qa_app.operations.access import has_role, sees_interaction
from qa_app.store.database import Session
from qa_app.store.import_queries import Became, what_became_of
from qa_app.store.interactions import Interaction
from qa_app.store.people import RoleName, User
from qa_app.store.work import FileState, ImportedFile
from qa_app.web.import_words import format_words, problem_words, size_words, state_words
from qa_app.web.wording import clock, language_name

_MOST_INTERACTIONS = 5
_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the file that was left out: where (0 if that says nothing), and why."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Link:
    """An interaction found in the file; `opens` if the reader may open it."""

    id: int
    name: str
    opens: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What the page shows of a file. `progress` is 0..1, None while nobody can know."""

    id: int
    name: str
    size: str
    at: datetime
    by: str
    state: str
    failed: bool
    progress: float | None
    moving: bool
    uploading: bool
    facts: tuple[str, ...]
    links: tuple[Link, ...]
    more_links: int
    problem: str
    lines: tuple[Line, ...]
    more_lines: int
    may_try_again: bool
    may_remove: bool


def rows_of(session: Session, files: Sequence[ImportedFile], reader: User) -> tuple[Row, ...]:
    became = what_became_of(session, [file.id for file in files], _MOST_INTERACTIONS)
    return tuple(_row(file, became.get(file.id), reader) for file in files)


def _row(file: ImportedFile, became: Became | None, reader: User) -> Row:
    failed = file.state is FileState.FAILED or bool(became and became.failed)
    return Row(
        id=file.id,
        name=file.name,
        size=size_words(file.size),
        at=file.created_at,
        by=file.bringer.name if file.bringer and file.brought_by != reader.id else "",
        state=state_words(file, became),
        failed=failed,
        progress=_progress(file, became),
        moving=_moves(file, became),
        uploading=file.state is FileState.UPLOADING,
        facts=_facts(file, became),
        links=tuple(_link(found, reader) for found in became.first) if became else (),
        more_links=max(0, became.count - _MOST_INTERACTIONS) if became else 0,
        problem=_problem(file, became),
        lines=tuple(
            Line(int(part["line"] or 0), problem_words(part["code"])) for part in file.problems[:_MOST_PROBLEMS]
        ),
        more_lines=max(0, len(file.problems) - _MOST_PROBLEMS),
        may_try_again=failed,
        may_remove=file.state not in (FileState.WAITING, FileState.READING),
    )


def _moves(file: ImportedFile, became: Became | None) -> bool:
    if file.state in (FileState.WAITING, FileState.READING):
        return True
    return file.state is FileState.DONE and became is not None and became.done + became.failed < became.count


def _progress(file: ImportedFile, became: Became | None) -> float | None:
    if file.state is FileState.UPLOADING:
        return file.received / file.size
    if file.state is FileState.WAITING:
        return 0.0
    if file.state is FileState.READING:
        return None
    return became.progress / became.count if became else 1.0


def _facts(file: ImportedFile, became: Became | None) -> tuple[str, ...]:
    """Format, and for a single conversation its language, speakers and length."""
    facts = [format_words(file.recognised)] if file.recognised else []
    if became is None:
        return tuple(facts)
    if became.count > 1:
        facts.append(ngettext("%(num)s conversation", "%(num)s conversations", became.count))
    else:
        facts += _conversation_facts(became.first[0])
    if became.new == 0:
        facts.append(_("was here already"))
    elif became.new < became.count:
        facts.append(_("%(count)s of them were here already", count=became.count - became.new))
    return tuple(facts)


def _conversation_facts(found: Interaction) -> list[str]:
    facts = []
    if found.language:
        facts.append(language_name(found.language))
    if found.speakers:
        facts.append(ngettext("%(num)s speaker", "%(num)s speakers", found.speakers))
    if found.seconds:
        facts.append(clock(found.seconds))
    elif found.turns:
        facts.append(ngettext("%(num)s turn", "%(num)s turns", found.turns))
    return facts


def _link(found: Interaction, reader: User) -> Link:
    return Link(found.id, found.name, sees_interaction(reader, found))


def _problem(file: ImportedFile, became: Became | None) -> str:
    if file.state is FileState.FAILED:
        return problem_words(file.problem or "internal", file.problem_detail)
    if became and became.count == 1 and became.failed:
        found = became.first[0]
        return problem_words(found.problem or "internal", found.problem_detail)
    if became and became.failed:
        return str(ngettext("%(num)s conversation failed.", "%(num)s conversations failed.", became.failed))
    return ""


def scope(reader: User) -> int | None:
    """Whose imports the reader sees: their own, or, with None, everybody's."""
    return None if has_role(reader, RoleName.ADMINISTRATOR) else reader.id


def under_way(rows: Sequence[Row]) -> str:
    """How many of the rows are still moving or failed, as is said to whoever cannot see bars."""
    moving = sum(row.moving for row in rows)
    if moving:
        return str(ngettext("%(num)s file is being worked on.", "%(num)s files are being worked on.", moving))
    failed = sum(row.failed for row in rows)
    if failed:
        return str(
            ngettext(
                "%(num)s file failed. What to mend is said below.",
                "%(num)s files failed. What to mend is said below.",
                failed,
            )
        )
    return str(_("Everything is done.")) if rows and all(row.progress == 1 for row in rows) else ""
