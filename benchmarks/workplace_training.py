"""Who of an invented company took its training modules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, text

from benchmarks.workplace_archive import Company
from qa_app.store.database import Database
from qa_app.store.training import Enrolment, EnrolmentState

# Of ten agents three passed a module, at different times, and one is at it.
_PASSED, _BEGUN, _OF = 3, 4, 10


def enrol(database: Database, now: datetime, company: Company) -> None:
    """Enrolments in each of the modules that are there."""
    with database.engine.execution_options(writes=True).begin() as connection:
        versions = connection.execute(text("SELECT module_id, max(id) FROM module_versions GROUP BY module_id")).all()
        for module, version in versions:
            connection.execute(insert(Enrolment), list(_rows(module, version, now, company)))


def _rows(module: int, version: int, now: datetime, company: Company) -> Iterator[dict[str, Any]]:
    for agent in range(1, company.agents + 1):
        place = (agent + module) % _OF
        if place >= _BEGUN:
            continue
        # From the beginning of the archive to its end.
        at = now - timedelta(days=company.days * agent / company.agents)
        passed = place < _PASSED
        yield {
            "module_id": module,
            "version_id": version,
            "agent_id": agent,
            "assigned_by": 1,
            "why": "chosen",
            "created_at": at,
            "due_on": at.date(),
            "state": EnrolmentState.PASSED if passed else EnrolmentState.STARTED,
            "lessons_read": [],
            "started_at": at,
            "passed_at": at if passed else None,
            "registration": str(uuid4()),
        }
