"""What a manager or trainer sees of teams: figures, the heat map, how far the work is, and whom to talk with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from qa_app.operations.access import MANAGES, coaches, sees_talk
from qa_app.operations.errors import NotFoundError
from qa_app.operations.settings import in_force
from qa_app.operations.team_coaching import worth_a_talk
from qa_app.store.assignment_queries import coverage
from qa_app.store.blind_queries import blind_for
from qa_app.store.people import Agent
from qa_app.store.reviews import AssignmentState
from qa_app.store.team_behind_queries import marks_behind, suggested_behind
from qa_app.store.team_work_queries import WAITING, agents_in, drawn, waiting, waits
from qa_app.web.access import access, agent_or_404, me
from qa_app.web.edge import db, now, saw, workplace
from qa_app.web.paging import page_number, paged
from qa_app.web.reader_time import monday, today
from qa_app.web.table_files import table_file
from qa_app.web.team_asked import SPANS, Asked, asked, team_address
from qa_app.web.team_coverage import coverage_of
from qa_app.web.team_view import BREAKDOWNS, TOTAL, breakdown, figures, finding, heat_map, in_file, module_title
from qa_app.web.week_chart import week_chart
from qa_app.web.wording import criterion, to

views = Blueprint("team", __name__, url_prefix="/team")
_AGENTS = 50
_ROWS = 50


@views.get("")
@access(*MANAGES)
def show() -> str:
    """Both scores with their courses, what they are broken down to, and what waits at the moment."""
    about = _asked()
    found = figures(db(), about.scope, about.fewest)
    by = _by()
    return _page(
        "show.html",
        about,
        scores=(
            ("IQS", _("Marks that people gave"), _("internal quality score"), found.human),
            ("AQS", _("Automatic suggestions"), _("automatic quality score"), found.automatic),
        ),
        finding=finding,
        week_chart=week_chart,
        by=by,
        breakdowns=BREAKDOWNS,
        lines=breakdown(db(), about.scope, found, by, about.weeks),
        waits=waits(db(), about.scope.teams, now(), today()),
    )


@views.get("/figures.<any(csv, xlsx):form>")
@access(*MANAGES)
def figures_file(form: str) -> Response:
    """All breakdowns as one table."""
    about = _asked()
    found = figures(db(), about.scope, about.fewest)
    rows: list[tuple[object, ...]] = [
        (_("Everything"), "", *in_file(found.human.whole), *in_file(found.automatic.whole))
    ]
    for by, words in BREAKDOWNS.items():
        rows += [
            (words, line.name, *in_file(line.human), *in_file(line.automatic))
            for line in breakdown(db(), about.scope, found, by, about.weeks)
        ]
    scores = [f"{name} {part}" for name in ("IQS", "AQS") for part in _parts()]
    return table_file(form, "team-figures", (_("By"), _("What"), *scores), rows)


@views.get("/agents")
@access(*MANAGES)
def agents() -> str:
    """The heat map of agents and criteria."""
    about, human = _asked(), _human()
    found = paged(agents_in(db(), about.scope.teams)[page_number() * _AGENTS :][: _AGENTS + 1], _AGENTS)
    return _page(
        "agents.html", about, found=found, human=human, map=heat_map(db(), about.scope, found.rows, human, about.fewest)
    )


@views.get("/agents.<any(csv, xlsx):form>")
@access(*MANAGES)
def agents_file(form: str) -> Response:
    """The heat map as a table with a row for each cell."""
    about, human = _asked(), _human()
    found = heat_map(db(), about.scope, agents_in(db(), about.scope.teams), human, about.fewest)
    header = (_("Agent"), _("Team"), _("Criterion"), *_parts())
    kind = "people" if human else "suggested"
    return table_file(form, f"team-agents-{kind}", header, _cells(found.rows, found.columns))


def _cells(rows: Any, columns: Any) -> Iterator[tuple[object, ...]]:
    for agent, cells in rows:
        for name, one in zip(columns, cells, strict=True):
            yield (agent.name, agent.team.name if agent.team else "", criterion(name), *in_file(one.found))


@views.get("/agents/<int:agent_id>")
@access(*MANAGES)
def cell(agent_id: int) -> str:
    """The conversations behind a cell of the heat map."""
    about, human = _asked(seen=False), _human()
    agent = _agent(about, agent_id)
    saw(me(), "agent.viewed", agent)
    name = request.args.get("criterion", TOTAL)[:40]
    behind = marks_behind if human else suggested_behind
    rows = behind(db(), about.scope, agent.id, None if name == TOTAL else name, page_number(), _ROWS)
    return _page("cell.html", about, agent=agent, criterion=name, human=human, found=paged(rows, _ROWS))


@views.get("/coverage", endpoint="coverage")
@access(*MANAGES)
def show_coverage() -> str:
    about = _asked()
    work = drawn(db(), about.scope)
    done, open_ = work.get(AssignmentState.DONE, 0), work.get(AssignmentState.OPEN, 0)
    return _page("coverage.html", about, found=coverage_of(db(), about), drawn=done + open_, done=done)


@views.get("/coverage.<any(csv, xlsx):form>")
@access(*MANAGES)
def coverage_file(form: str) -> Response:
    """Coverage as a table with a row for each agent and week."""
    about = _asked()
    header = (_("Agent"), _("Team"), _("Week from"), _("Scored"), _("Reviewed"))
    rows = (
        (agent.name, agent.team.name if agent.team else "", about.weeks[week], scored, done)
        for agent, week, scored, done in coverage_of(db(), about).cells
    )
    return table_file(form, "team-coverage", header, rows)


@views.get("/coaching")
@access(*MANAGES)
def coaching() -> str:
    """With whom a talk may be worth it, and why."""
    about, settings = _asked(), in_force(db(), workplace().config)
    found = worth_a_talk(db(), me(), about.scope, now(), settings)
    return _page(
        "coaching.html",
        about,
        found=[one for one in found if one.stands_out],
        unspoken=[one for one in found if not one.stands_out],
        weeks_without=settings.talk_weeks,
        may_plan=lambda agent: coaches(me(), agent),
    )


@views.get("/waiting/<any(disputes, reviews, talks, reports, training):kind>", endpoint="waiting")
@access(*MANAGES)
def show_waiting(kind: str) -> str:
    """What waits at the moment, one of WAITING."""
    about = _asked()
    found = paged(waiting(db(), about.scope.teams, kind, page_number(), _ROWS), _ROWS)
    ids = [row.review.interaction_id for row in found.rows] if kind == "disputes" else []
    return _page(
        "waiting.html",
        about,
        kind=kind,
        kinds=WAITING,
        found=found,
        blind=blind_for(db(), me().id, ids) if ids else frozenset(),
        may_open=lambda talk: sees_talk(me(), talk),
        everybody=coverage(db(), about.scope.teams, today(), monday()) if kind == "reviews" else (),
        at_the_moment=True,
        today=today(),
        module_title=module_title,
    )


def _asked(seen: bool = True) -> Asked:
    """What is asked for; noted in the audit trail, since it tells of people."""
    about = asked()
    if seen:
        saw(me(), "team.viewed", about.team, page=str(request.endpoint))
    return about


def _agent(about: Asked, agent_id: int) -> Agent:
    agent = agent_or_404(agent_id)
    teams = about.scope.teams
    if teams is not None and agent.team_id not in teams:
        raise NotFoundError("agent")
    return agent


def _by() -> str:
    by = request.args.get("by", "")
    return by if by in BREAKDOWNS else next(iter(BREAKDOWNS))


def _human() -> bool:
    return request.args.get("marks") != "suggested"


def _parts() -> tuple[str, ...]:
    share = to().share(0.95)
    return (_("Mark"), _("%(share)s from", share=share), _("%(share)s to", share=share), "n")


def _page(template: str, about: Asked, **fields: Any) -> str:
    return render_template(
        f"team/{template}", about=about, spans=SPANS, address=team_address, fewest=about.fewest, **fields
    )
