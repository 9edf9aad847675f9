"""Reports for a whole team at once, as people ask for them, cancel them and take them away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qa_app.operations.access import MANAGES, coaches, has_role, teams_managed
from qa_app.operations.auditing import audit
from qa_app.operations.coaching import check_period
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.operations.jobs import ask_for
from qa_app.store.batch_queries import batch_jobs, batch_under_way, kept_since_before, reports_in
from qa_app.store.blind_queries import blind_interactions
from qa_app.store.database import Session
from qa_app.store.people import Agent, Team, User
from qa_app.store.people_queries import held_for_change
from qa_app.store.team_work_queries import agents_in
from qa_app.store.work import Job, JobKind, JobState, ReportBatch
from qa_app.workplace import Workplace

DAYS_KEPT = 14


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose reports (None: of all whom one manages), over which days, in which language the PDFs are."""

    team: Team | None
    first_day: date
    last_day: date
    language: str


def ask_for_reports(session: Session, actor: User, now: datetime, wanted: Wanted) -> ReportBatch:
    """Ask for a report for each agent, as if each was made by itself.

    Raises NotFoundError for a team that is not theirs, and OperationError as `check_period`, `reports_under_way` while
    an earlier one is not through, and `nobody_to_coach`.
    """
    teams = teams_managed(actor)
    if not has_role(actor, *MANAGES) or (wanted.team and teams is not None and wanted.team.id not in teams):
        raise NotFoundError("team")
    check_period(now, wanted.first_day, wanted.last_day)
    held_for_change(session, actor)  # whoever presses twice has asked once
    if batch_under_way(session, actor.id):
        raise OperationError("reports_under_way")
    chosen = frozenset({wanted.team.id}) if wanted.team else teams
    agents = [agent.id for agent in agents_in(session, chosen) if coaches(actor, agent)]
    if not agents:
        raise OperationError("nobody_to_coach")
    batch = ReportBatch(
        asked_by=actor.id,
        team_id=wanted.team.id if wanted.team else None,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        language=wanted.language,
        agents=agents,
        created_at=now,
    )
    session.add(batch)
    session.flush()
    ask_for(session, JobKind.MAKE_REPORTS, batch.id, now)
    audit(session, actor, now, "batch.asked", batch, team=batch.team_id, agents=len(agents))
    return batch


def batch_of(session: Session, actor: User, batch_id: int, hold: bool = False) -> tuple[ReportBatch, Job | None]:
    """What a person asked for, with the work on it; raises NotFoundError for anybody else's."""
    batch = session.get(ReportBatch, batch_id, with_for_update=hold)
    if batch is None or batch.asked_by != actor.id:
        raise NotFoundError("batch")
    return batch, batch_jobs(session, (batch.id,)).get(batch.id)


def batch_state(batch: ReportBatch, job: Job | None) -> str:
    """`making`, `stopping`, `ready`, `cancelled` or `failed`."""
    if job is None or job.state is JobState.FAILED:
        return "failed"
    if job.state is JobState.DONE:
        return "cancelled" if batch.cancelled_at else "ready"
    return "stopping" if batch.cancelled_at else "making"


def cancel_reports(session: Session, actor: User, now: datetime, batch: ReportBatch, job: Job | None) -> None:
    """Make no more reports; nothing happens when all is over."""
    if batch_state(batch, job) == "making":
        batch.cancelled_at = now
        audit(session, actor, now, "batch.cancelled", batch, done=batch.done)


def go_on(session: Session, actor: User, now: datetime, batch: ReportBatch, job: Job | None) -> None:
    """Take up again what failed; nobody gets a second report. Raises OperationError `not_failed`."""
    if batch_state(batch, job) != "failed":
        raise OperationError("not_failed")
    if batch_under_way(session, actor.id):
        raise OperationError("reports_under_way")
    ask_for(session, JobKind.MAKE_REPORTS, batch.id, now)
    audit(session, actor, now, "batch.taken_up", batch, done=batch.done)


def only_while_coaching(session: Session, actor: User, batch: ReportBatch) -> None:
    """Raises NotAllowedError for a zip in which something is that the person must not read, or not yet.

    Agents change teams, and conversations may have been given to the person to be graded without the suggestion.
    """
    found = reports_in(session, batch.id)
    if not all(coaches(actor, agent) for _, agent in found):
        raise NotAllowedError("reports_of_others")
    blind = frozenset(session.scalars(blind_interactions(actor.id)))
    if any(blind & set(given.conversations.values()) for given, _ in found):
        raise NotAllowedError("grade_blind_first")


def remove_old_zips(workplace: Workplace, now: datetime) -> None:
    """Remove the zips that were kept long enough; the reports stay with their agents."""
    with workplace.database.reading() as session:
        old = {batch.id: batch.media_key for batch in kept_since_before(session, now - timedelta(days=DAYS_KEPT))}
    for batch_id, key in old.items():
        if key:
            workplace.media.remove(key)
        with workplace.database.transaction() as session:
            session.get_one(ReportBatch, batch_id).media_key = None


def agents_left_out(batch: ReportBatch, agents: dict[int, Agent]) -> dict[str, list[Agent]]:
    """Those without a report by why, in the order of the batch; without those who are gone."""
    found: dict[str, list[Agent]] = {}
    for one in batch.left_out:
        if one["agent"] in agents:
            found.setdefault(one["why"], []).append(agents[one["agent"]])
    return found
