"""Reports for a whole team whose worker is killed: the next one goes on, and nobody is given two."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, date, datetime

from qa_app.operations.report_batches import Wanted, ask_for_reports
from qa_app.store.coaching import GivenReport
from qa_app.store.people import RoleName, Team
from qa_app.store.work import Job, JobKind, JobState, ReportBatch
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
from tests.qa_app.test_kill import LEASE_SECONDS, wait_until, worker

_AGENTS = 40


def given(workplace: Workplace) -> Counter[int]:
    """How many reports each agent was given."""
    with workplace.database.reading() as session:
        return Counter(session.scalars(session.query(GivenReport.agent_id).statement))


def the_job(workplace: Workplace) -> Job:
    with workplace.database.reading() as session:
        return session.query(Job).filter_by(kind=JobKind.MAKE_REPORTS).one()


def test_a_successor_gives_the_rest(workplace: Workplace) -> None:
    app = building.make_app(workplace)
    with workplace.database.transaction() as session:
        mara = building.person(session, app, "Mara", RoleName.MANAGER)
        for number in range(_AGENTS):
            building.interaction(session, building.agent(session, f"Agent {number}", "North"))
        north = session.query(Team).one()
        north.managers.append(mara)
        session.flush()
        wanted = Wanted(north, date(2026, 10, 1), date(2026, 11, 30), "en")
        ask_for_reports(session, mara, datetime.now(UTC), wanted)
    with worker(workplace) as first:
        wait_until(lambda: len(given(workplace)) >= 3)
        first.kill()
        first.wait()
    before = given(workplace)
    assert 3 <= len(before) < _AGENTS
    assert the_job(workplace).state is JobState.RUNNING

    time.sleep(LEASE_SECONDS + 0.5)
    with worker(workplace):
        wait_until(lambda: the_job(workplace).state is JobState.DONE)
    assert the_job(workplace).tries == 2
    assert sorted(given(workplace).values()) == [1] * _AGENTS
    with workplace.database.reading() as session:
        batch = session.query(ReportBatch).one()
    assert (batch.done, batch.left_out) == (_AGENTS, [])
    assert batch.media_key is not None
