"""Teams with their managers, and agents: their team, their account, and two names for one person."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.teams import (
    AgentPlace,
    TeamFields,
    add_team,
    agent_called,
    change_agent,
    change_team,
    merge_agents,
)
from qa_app.store.people import Agent, RoleName, Team, User
from qa_app.store.people_queries import (
    agents_found,
    agents_of_teams,
    all_teams,
    interactions_of,
    users_with_role,
)
from qa_app.web.access import access, me
from qa_app.web.edge import db, now
from qa_app.web.errors import words_for
from qa_app.web.paging import page_number, paged
from qa_app.web.sector_words import sector_choices

views = Blueprint("teams", __name__, url_prefix="/people")

_ROWS = 50


class TeamForm(FlaskForm):  # type: ignore[misc]
    name = StringField(_l("Name"), [InputRequired(), Length(max=120)])


class ManagedTeamForm(TeamForm):
    sector = SelectField(_l("Sector"), default="")
    managers = SelectMultipleField(
        _l("Managers"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(self, team: Team) -> None:
        super().__init__()
        self.sector.choices = sector_choices(_("None"))
        self.managers.choices = [(user.id, user.name) for user in users_with_role(db(), RoleName.MANAGER)]
        if not self.is_submitted():
            self.name.data, self.managers.data = team.name, [user.id for user in team.managers]
            self.sector.data = team.sector


class AgentForm(FlaskForm):  # type: ignore[misc]
    name = StringField(_l("Name"), [InputRequired(), Length(max=120)])
    team = SelectField(_l("Team"), coerce=int)
    account = SelectField(_l("Account"), coerce=int)

    def __init__(self, agent: Agent) -> None:
        super().__init__()
        self.team.choices = [(0, _("None")), *((team.id, team.name) for team in all_teams(db()))]
        # An account that was closed or has lost the role stays with its agent until someone chooses another.
        users = {user.id: f"{user.name} ({user.email})" for user in users_with_role(db(), RoleName.AGENT)}
        if agent.user is not None:
            users.setdefault(agent.user.id, f"{agent.user.name} ({agent.user.email})")
        self.account.choices = [(0, _("None")), *users.items()]
        if not self.is_submitted():
            self.name.data, self.team.data, self.account.data = agent.name, agent.team_id or 0, agent.user_id or 0


class MergeForm(FlaskForm):  # type: ignore[misc]
    into = StringField(_l("Name of the other agent"), [InputRequired(), Length(max=120)])


@views.route("/teams", methods=["GET", "POST"], endpoint="list")
@access(RoleName.ADMINISTRATOR)
def listed() -> str | Response | tuple[str, int]:
    form = TeamForm()
    if form.validate_on_submit():
        try:
            team = add_team(db(), me(), now(), form.name.data)
        except OperationError as error:
            form.name.errors = [words_for(error)]
        else:
            return redirect(url_for("teams.show", team_id=team.id), 303)
    return render_template(
        "people/teams.html", form=form, teams=all_teams(db()), sizes=agents_of_teams(db())
    ), 422 if form.errors else 200


@views.route("/teams/<int:team_id>", methods=["GET", "POST"])
@access(RoleName.ADMINISTRATOR)
def show(team_id: int) -> str | Response | tuple[str, int]:
    team = db().get(Team, team_id)
    if team is None:
        raise NotFoundError("team")
    form = ManagedTeamForm(team)
    if form.validate_on_submit():
        try:
            managers = [db().get_one(User, user_id) for user_id in form.managers.data]
            change_team(db(), me(), now(), team, TeamFields(form.name.data, managers, form.sector.data))
        except OperationError as error:
            form.name.errors = [words_for(error)]
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("teams.show", team_id=team.id), 303)
    found = paged(agents_found(db(), "", team.id, page_number(), _ROWS), _ROWS)
    return render_template("people/team.html", form=form, team=team, found=found), 422 if form.errors else 200


@views.get("/agents")
@access(RoleName.ADMINISTRATOR)
def agents() -> str:
    words = request.args.get("q", "")[:80]
    found = paged(agents_found(db(), words, None, page_number(), _ROWS), _ROWS)
    return render_template("people/agents.html", found=found, words=words)


@views.route("/agents/<int:agent_id>", methods=["GET", "POST"])
@access(RoleName.ADMINISTRATOR)
def agent(agent_id: int) -> str | Response | tuple[str, int]:
    found = _agent(agent_id)
    form = AgentForm(found)
    if form.validate_on_submit():
        team = db().get(Team, form.team.data) if form.team.data else None
        user = db().get(User, form.account.data) if form.account.data else None
        try:
            change_agent(db(), me(), now(), found, AgentPlace(form.name.data, team, user))
        except OperationError as error:
            form.account.errors = [words_for(error)]
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("teams.agent", agent_id=found.id), 303)
    return _agent_page(found, form, MergeForm(formdata=None))


@views.post("/agents/<int:agent_id>/merge")
@access(RoleName.ADMINISTRATOR)
def merge(agent_id: int) -> str | Response | tuple[str, int]:
    found = _agent(agent_id)
    form = MergeForm()
    into = agent_called(db(), form.into.data) if form.validate() else None
    try:
        if into is None:
            raise OperationError("no_such_agent")
        merge_agents(db(), me(), now(), found, into)
    except OperationError as error:
        form.into.errors = [words_for(error)]
        return _agent_page(found, AgentForm(found), form)
    flash(_("The two agents are one now."), "success")
    return redirect(url_for("teams.agent", agent_id=into.id), 303)


def _agent_page(found: Agent, form: AgentForm, merging: MergeForm) -> tuple[str, int]:
    return render_template(
        "people/agent.html", form=form, merging=merging, agent=found, count=interactions_of(db(), found)
    ), 422 if form.errors or merging.errors else 200


def _agent(agent_id: int) -> Agent:
    found = db().get(Agent, agent_id)
    if found is None:
        raise NotFoundError("agent")
    return found
