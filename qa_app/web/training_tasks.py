"""Training that an agent is to do, as a line among other things to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa_app.operations.modules import module_of
from qa_app.store.training import Enrolment
from qa_app.web.locale import reader_language
from teaching.keys import title


@dataclass(frozen=True, slots=True)
class TrainingTask:
    id: int
    title: str
    due_on: date


def trainings_view(enrolments: Sequence[Enrolment]) -> list[TrainingTask]:
    """Each with its title in the reader's language, where it has one there."""
    language = reader_language()
    return [TrainingTask(one.id, title(module_of(one.version), language), one.due_on) for one in enrolments]
