"""Who takes a module, as lists and files show it: how far they are, without a word of what they wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from qa_app.operations.modules import module_of
from qa_app.store.enrolment_queries import OPEN
from qa_app.store.training import Enrolment
from qa_app.web.reader_time import day_of

STANDINGS = {
    "assigned": _l("Not begun"),
    "started": _l("Begun"),
    "overdue": _l("Overdue"),
    "passed": _l("Passed"),
    "withdrawn": _l("Taken back"),
}


@dataclass(frozen=True, slots=True)
class EnrolmentProgress:
    """An enrolment with how many lessons were read and exercises tried and reached, of how many there are."""

    enrolment: Enrolment
    lessons: int
    read: int
    exercises: int
    tried: int
    reached: int
    overdue: bool

    @property
    def standing(self) -> str:
        return self.enrolment.state.value

    @property
    def words(self) -> str:
        return str(STANDINGS[self.standing])


def progress_of_all(
    enrolments: Sequence[Enrolment], tries: Mapping[int, Mapping[str, tuple[int, bool]]], today: date
) -> Sequence[EnrolmentProgress]:
    """`tries` as `exercise_tries` has them."""
    modules = {version.id: module_of(version) for version in {one.version for one in enrolments}}
    found = []
    for one in enrolments:
        module = modules[one.version_id]
        lessons, exercises = ({part.id for part in parts} for parts in (module.lessons, module.exercises))
        tried = {name: reached for name, (_n, reached) in tries.get(one.id, {}).items() if name in exercises}
        found.append(
            EnrolmentProgress(
                one,
                len(lessons),
                len(lessons & set(one.lessons_read)),
                len(exercises),
                len(tried),
                sum(tried.values()),
                one.state in OPEN and one.due_on < today,
            )
        )
    return found


def why_words(enrolment: Enrolment) -> str:
    """Why somebody takes a module, in short."""
    if enrolment.why == "low_criterion":
        return str(_("proposed by a rule, confirmed by %(name)s", name=enrolment.assigner.name))
    return str(_("chosen by %(name)s", name=enrolment.assigner.name))


def header() -> tuple[str, ...]:
    """The columns of the file."""
    return (
        _("Agent"),
        _("Team"),
        _("State"),
        _("Overdue"),
        _("Version"),
        _("Given on"),
        _("Why"),
        _("Due"),
        _("Begun on"),
        _("Passed on"),
        _("Lessons read"),
        _("Lessons"),
        _("Exercises tried"),
        _("Exercises reached"),
        _("Exercises"),
        _("Best quiz (0 to 100)"),
    )


def in_file(one: EnrolmentProgress) -> tuple[object, ...]:
    """The line of the file."""
    enrolment = one.enrolment
    return (
        enrolment.agent.name,
        enrolment.agent.team.name if enrolment.agent.team else "",
        one.words,
        _("yes") if one.overdue else _("no"),
        enrolment.version.number,
        day_of(enrolment.created_at),
        why_words(enrolment),
        enrolment.due_on,
        day_of(enrolment.started_at),
        day_of(enrolment.passed_at),
        one.read,
        one.lessons,
        one.tried,
        one.reached,
        one.exercises,
        None if enrolment.best is None else round(100 * enrolment.best),
    )
