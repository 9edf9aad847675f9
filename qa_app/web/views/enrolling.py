"""Giving a module to agents or whole teams: searched for, ticked, and given until a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import InputRequired

from qa_app.operations.access import ENROLS, sees_agent, team_ids_seen
from qa_app.operations.enrolling import Assigned, assign
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.settings import in_force
from qa_app.store.agent_queries import agents_listed
from qa_app.store.enrolment_queries import agents_passed, agents_with_open
from qa_app.store.people import Agent, Team
from qa_app.store.proposal_queries import agents_known, agents_of
from qa_app.store.training import TrainingModule
from qa_app.web.access import access, me, module_or_404
from qa_app.web.addresses import row_number
from qa_app.web.edge import db, workplace
from qa_app.web.errors import first_fault, words_at_form
from qa_app.web.reader_time import here, today
from qa_app.web.views.enrolments import head, teams_to_teach

views = Blueprint("enrolling", __name__, url_prefix="/modules/<int:module_id>/people/new")
_FOUND = 50
_NAMED = 8
_MOST_CHOSEN = 500


class AssignForm(FlaskForm):  # type: ignore[misc]
    q = StringField(_l("Name"))
    due_on = DateField(_l("Due"), [InputRequired(_l("Give the date by which it is due."))])
    again = BooleanField(_l("Also to those who passed this version: they take it again"))


@views.route("", methods=["GET", "POST"])
@access(*ENROLS)
def choose(module_id: int) -> tuple[str, int] | Response:
    """Who is to take it. A search keeps in the address what was ticked so far."""
    module = module_or_404(module_id)
    teams = teams_to_teach()
    chosen = _chosen(teams)
    form = AssignForm(request.values)
    if request.method == "GET":
        return _page(module, form, teams, chosen), 200
    if request.form.get("do") == "search":
        return redirect(_searched(module, chosen), 303)
    problem = ""
    if form.validate_on_submit():
        people = {agent.id: agent for agent in (*chosen[0], *agents_of(db(), [team.id for team in chosen[1]]))}
        try:
            done = assign(db(), me(), here(), module, people.values(), form.due_on.data, form.again.data)
        except OperationError as error:
            problem = words_at_form(error)
        else:
            _tell(done)
            return redirect(url_for("enrolments.of_module", module_id=module.id), 303)
    return _page(module, form, teams, chosen, problem or first_fault(form)), 422


def _page(
    module: TrainingModule,
    form: AssignForm,
    teams: Sequence[Team],
    chosen: tuple[Sequence[Agent], Sequence[Team]],
    problem: str = "",
) -> str:
    fields = head(module)
    known = {agent.id for agent in chosen[0]}
    words = (form.q.data or "")[:80]
    called = agents_listed(db(), team_ids_seen(me()), words, 0, _FOUND)
    if form.due_on.data is None and not form.due_on.raw_data:
        form.due_on.data = today() + timedelta(days=in_force(db(), workplace().config).training_due_days)
    return render_template(
        "enrolments/choose.html",
        **fields,
        form=form,
        problem=problem,
        teams=teams,
        chosen=chosen[0],
        chosen_teams={team.id for team in chosen[1]},
        found=[agent for agent in called[:_FOUND] if agent.id not in known],
        more=len(called) > _FOUND,
        words=words,
        have_it=agents_with_open(db(), module.id),
        passed_it=agents_passed(db(), fields["current"].id) if fields["current"] else frozenset(),
    )


def _chosen(teams: Sequence[Team]) -> tuple[Sequence[Agent], Sequence[Team]]:
    """The agents and teams that were ticked; raises NotFoundError for any that are not the reader's."""
    agent_ids, team_ids = _ticked("agents"), _ticked("teams")
    agents = sorted(agents_known(db(), agent_ids), key=lambda agent: agent.name.casefold())
    ticked = [team for team in teams if team.id in team_ids]
    if len(agents) < len(agent_ids) or not all(sees_agent(me(), agent) for agent in agents):
        raise NotFoundError("agent")
    if len(ticked) < len(team_ids):
        raise NotFoundError("team")
    return agents, ticked


def _ticked(name: str) -> frozenset[int]:
    """The numbers of rows that were ticked under a name; what is no such number is the row 0, which nobody has."""
    return frozenset(row_number(one) or 0 for one in request.values.getlist(name)[:_MOST_CHOSEN])


def _searched(module: TrainingModule, chosen: tuple[Sequence[Agent], Sequence[Team]]) -> str:
    return url_for(
        "enrolling.choose",
        module_id=module.id,
        q=request.form.get("q", "")[:80] or None,
        agents=[agent.id for agent in chosen[0]],
        teams=[team.id for team in chosen[1]],
        due_on=request.form.get("due_on", "")[:10] or None,
        again="y" if request.form.get("again") else None,
        _anchor="agents",
    )


def _tell(done: Assigned) -> None:
    """Say who was given it and, by name, who was passed over."""
    if done.given:
        words = ngettext("Given to %(num)s agent.", "Given to %(num)s agents.", len(done.given))
        flash(words, "success")
    else:
        flash(_("Nobody new was given this module."), "info")
    if done.have_it:
        flash(_("These have it to do already: %(names)s.", names=_names(done.have_it)), "info")
    if done.passed_it:
        names = _names(done.passed_it)
        flash(
            _("These passed this version already; tick the box to have them take it again: %(names)s.", names=names),
            "info",
        )


def _names(agents: Sequence[Agent]) -> str:
    shown = ", ".join(agent.name for agent in agents[:_NAMED])
    more = len(agents) - _NAMED
    if more <= 0:
        return shown
    return str(ngettext("%(names)s and %(num)s more", "%(names)s and %(num)s more", more, names=shown))
