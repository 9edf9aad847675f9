"""The audit trail: who saw or changed what, when and why; to filter and to take away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from qa_app.operations.access import has_role
from qa_app.store.audit_queries import AuditFilter, audit_page, audit_rows, names_of_accounts, names_of_agents
from qa_app.store.people import RoleName
from qa_app.web.access import access, me
from qa_app.web.addresses import row_asked
from qa_app.web.audit_wording import ACTIONS, action_words
from qa_app.web.edge import db, saw, workplace
from qa_app.web.reader_time import day_asked, start_of
from qa_app.web.table_files import csv_file

views = Blueprint("audit", __name__, url_prefix="/audit")

_ROWS = 100
_MOST_ROWS = 50_000
FIELDS = ("who", "action", "agent", "first", "last")


@views.get("")
@access(RoleName.ADMINISTRATOR, RoleName.MANAGER)
def show() -> str:
    asked = {field: request.args.get(field, "").strip()[:200] for field in FIELDS}
    before = row_asked("before")
    found = audit_page(db(), _filter(asked), before, _ROWS + 1)
    rows = found[:_ROWS]
    kept: dict[str, Any] = {field: value for field, value in asked.items() if value}
    return render_template(
        "audit/show.html",
        asked=asked,
        actions=sorted(((key, str(words)) for key, words in ACTIONS.items()), key=lambda action: action[1].casefold()),
        rows=rows,
        agents=names_of_agents(db(), rows),
        accounts=names_of_accounts(db(), rows),
        opens=has_role(me(), RoleName.MANAGER),
        older=url_for("audit.show", **kept, before=rows[-1].id) if len(found) > _ROWS else "",
        newest=url_for("audit.show", **kept) if before else "",
        file=url_for("audit.download", **kept),
    )


@views.get("/audit.csv")
@access(RoleName.ADMINISTRATOR, RoleName.MANAGER)
def download() -> Response:
    asked = {field: request.args.get(field, "").strip()[:200] for field in FIELDS}
    wanted = _filter(asked)
    saw(me(), "audit.downloaded", None, filter={field: value for field, value in asked.items() if value})
    header = ("time", "who", "address", "action", "what", "object", "id", "interaction", "agent", "why")
    return csv_file("audit.csv", header, _lines(wanted))


def _lines(wanted: AuditFilter) -> Iterator[Sequence[object]]:
    """In a session of its own, which forgets what was written."""
    with workplace().database.reading() as session:
        for event in audit_rows(session, wanted, _MOST_ROWS):
            yield (
                event.at.isoformat(timespec="seconds"),
                event.user.name if event.user else "",
                event.user.email if event.user else "",
                event.action,
                action_words(event.action),
                event.object_type,
                event.object_id,
                event.interaction_id,
                event.agent_id,
                event.why,
            )


def _filter(asked: dict[str, str]) -> AuditFilter:
    """A manager sees what was done about the agents of their teams, an administrator everything."""
    everything = has_role(me(), RoleName.ADMINISTRATOR)
    first, last = day_asked("first"), day_asked("last")
    return AuditFilter(
        who=asked["who"],
        action=asked["action"],
        agent=asked["agent"],
        first=start_of(first) if first else None,
        end=start_of(last + timedelta(days=1)) if last else None,
        teams=None if everything else frozenset(team.id for team in me().managed_teams),
    )
