"""An agent's own place of work, the same page for coaches, and what is recorded about a person."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask_babel import format_date, format_decimal
from flask_babel import lazy_gettext as _l

from qa_app.operations.access import (
    COACHES,
    coaches,
    decides_proposal,
    is_self,
    sees_enrolment,
    sees_talk,
    team_ids_seen,
)
from qa_app.operations.agent_period import period_of
from qa_app.operations.mark_course import courses, months_until
from qa_app.store.agent_mark_queries import human_scores, suggested_scores
from qa_app.store.agent_queries import (
    agents_listed,
    disputes_of,
    planned_talks,
    released_reviews,
    reports_to_acknowledge,
    to_acknowledge,
)
from qa_app.store.blind_queries import blind_of_agent
from qa_app.store.enrolment_queries import open_enrolments
from qa_app.store.people import Agent, RoleName
from qa_app.store.proposal_queries import proposals_for
from qa_app.store.record_queries import conversations_named, kept_about, trail_about
from qa_app.web.access import access, agent_or_404, me, my_agent
from qa_app.web.edge import db, now, saw, workplace
from qa_app.web.locale import reader_language
from qa_app.web.looks_view import looks_in_short
from qa_app.web.mark_lines import mark_line
from qa_app.web.moments_view import focus_view, strengths_view
from qa_app.web.paging import page_number, paged
from qa_app.web.reader_time import reader_zone, start_of
from qa_app.web.training_tasks import trainings_view
from qa_app.web.wording import to
from rubrics.qualities import qualities

views = Blueprint("agents", __name__)
views.add_app_template_filter(format_decimal, "count")

_REVIEWS = 10
_AGENTS = 50
_TRAIL = 200
_MOST_TASKS = 20
# How long a decided dispute stays among the things to look at.
_DECIDED_LATELY = timedelta(days=14)
_KINDS = {
    "conversations": _l("Conversations: when, on which channel, with which file"),
    "recordings": _l("Recordings of calls"),
    "transcripts": _l("Transcripts: what you and the customer said or wrote"),
    "suggestions": _l("Automatic suggestions of marks, with the words that they come from"),
    "reviews": _l("Reviews that people released, with marks and reasons"),
    "disputes": _l("Your disputes and the answers to them"),
    "comments": _l("Comments on your conversations"),
    "reports": _l("Coaching reports"),
    "talks": _l("One-to-one talks with agenda and notes"),
    "goals": _l("Goals"),
    "training": _l("Training: what you were given, read, tried and handed in, with your answers"),
    "trail": _l("Looks and changes, as listed below"),
}


@views.app_template_filter("share")
def share(value: float) -> str:
    """A share 0..1 in percent."""
    return to().share(value)


@views.app_template_filter("month")
def month(value: date) -> str:
    """A month, as Nov 2026."""
    words: str = format_date(value, "MMM yyyy")
    return words


@views.get("/me")
@access(RoleName.AGENT)
def home() -> str:
    if me().agent is None:
        return render_template("agents/unlinked.html")
    return _page(my_agent())


@views.get("/agents/<int:agent_id>")
@access(*COACHES)
def show(agent_id: int) -> str:
    agent = agent_or_404(agent_id)
    saw(me(), "agent.viewed", agent)
    return _page(agent)


@views.get("/agents", endpoint="list")
@access(*COACHES)
def listed() -> str:
    words = request.args.get("q", "")[:80]
    found = paged(agents_listed(db(), team_ids_seen(me()), words, page_number(), _AGENTS), _AGENTS)
    return render_template("agents/list.html", found=found, words=words)


@views.get("/me/record")
@access(RoleName.AGENT)
def record() -> str:
    if me().agent is None:
        return render_template("agents/unlinked.html")
    agent = my_agent()
    all_of_it = request.args.get("by") == "all"
    trail = paged(trail_about(db(), agent.id, None if all_of_it else me(), page_number(), _TRAIL), _TRAIL, "#trail")
    return render_template(
        "agents/record.html",
        kept=kept_about(db(), agent.id),
        kinds=_KINDS,
        trail=trail,
        looks=looks_in_short(
            trail.rows, conversations_named(db(), {event.interaction_id or 0 for event in trail.rows})
        ),
        all=all_of_it,
    )


def _page(agent: Agent) -> str:
    blind = blind_of_agent(db(), me().id, agent.id)
    period = period_of(workplace().database, db(), agent, blind, reader_language())
    months = months_until((period.last if period else now()).astimezone(reader_zone()).date())
    since = [start_of(month) for month in months]
    order = ("total", *qualities())
    own = is_self(me(), agent)
    return render_template(
        "agents/home.html",
        agent=agent,
        own=own,
        coaches=coaches(me(), agent),
        blind=blind,
        period=period,
        strengths=strengths_view(period) if period else (),
        focus=focus_view(period) if period else None,
        months=months,
        human=courses(human_scores(db(), agent.id, since, blind), order),
        automatic=courses(suggested_scores(db(), agent.id, since, blind), order),
        mark_line=mark_line,
        unread=to_acknowledge(db(), agent.id, _MOST_TASKS),
        disputes=disputes_of(db(), agent.id, now() - _DECIDED_LATELY),
        talks=[talk for talk in planned_talks(db(), agent.id) if sees_talk(me(), talk)],
        reports=reports_to_acknowledge(db(), agent.id),
        proposals=[] if own else [one for one in proposals_for(db(), agent.id) if decides_proposal(me(), one)],
        trainings=trainings_view(
            [one for one in open_enrolments(db(), agent.id, _MOST_TASKS) if sees_enrolment(me(), one)]
        ),
        reviews=paged(released_reviews(db(), agent.id, page_number(), _REVIEWS), _REVIEWS, "#reviews"),
    )
