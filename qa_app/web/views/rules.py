"""Rules by which conversations are drawn for grading, with what they drew."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from qa_app.operations.access import ASSIGNS, keeps_rules_of, teams_assigned
from qa_app.operations.assigning import draw_rule, week_of
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.rules import RuleFields, add_rule, change_rule, switch_rule
from qa_app.operations.settings import in_force
from qa_app.store.assignment_queries import active_reviewers
from qa_app.store.interaction_filters import Seen, teams_seen
from qa_app.store.reviews import AssignmentRule
from qa_app.store.rule_queries import draws, rules
from qa_app.web.access import access, me
from qa_app.web.edge import db, now, workplace
from qa_app.web.errors import words_for
from qa_app.web.locale import LANGUAGE_NAMES
from qa_app.web.reader_time import here, today
from qa_app.web.wording import channel
from transcripts.conversation import Channel

views = Blueprint("rules", __name__, url_prefix="/rules")
_DRAWS_SHOWN = 12


class RuleForm(FlaskForm):  # type: ignore[misc]
    name = StringField(_l("Name"), [InputRequired(), Length(max=120)])
    per_agent = IntegerField(_l("Conversations per agent and week"), [InputRequired(), NumberRange(1, 50)], default=3)
    team_id = SelectField(_l("Team"))
    channel = SelectField(_l("Channel"))
    language = SelectField(_l("Language"))
    due_days = IntegerField(_l("Days until due"), [InputRequired(), NumberRange(1, 90)])
    blind = BooleanField(_l("Blind: hide the suggestion until it is graded"))
    reviewer_ids = SelectMultipleField(
        _l("Reviewers"),
        [InputRequired(_l("Choose at least one reviewer."))],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, rule: AssignmentRule | None = None, **kwargs: Any) -> None:
        super().__init__(obj=rule, **kwargs)
        teams = teams_assigned(me())
        known = teams_seen(db(), Seen(teams is None, teams or frozenset()))
        self.team_id.choices = [
            *([("", _("All teams"))] if teams is None else []),
            *((str(team.id), team.name) for team in known),
        ]
        self.channel.choices = [("", _("All channels")), *((one.value, channel(one.value)) for one in Channel)]
        self.language.choices = [("", _("All languages")), *LANGUAGE_NAMES.items()]
        self.people = {person.id: person for person in active_reviewers(db())}
        self.reviewer_ids.choices = [(key, person.name) for key, person in self.people.items()]
        if rule is None and not self.is_submitted():
            self.due_days.data = in_force(db(), workplace().config).review_due_days
        if rule and not self.is_submitted():
            self.team_id.data = str(rule.team_id or "")
            self.reviewer_ids.data = [person.id for person in rule.reviewers]

    def fields(self) -> RuleFields:
        return RuleFields(
            name=self.name.data.strip(),
            per_agent=self.per_agent.data,
            channel=self.channel.data or None,
            language=self.language.data or None,
            team_id=int(self.team_id.data) if self.team_id.data else None,
            due_days=self.due_days.data,
            blind=self.blind.data,
            reviewers=[self.people[key] for key in self.reviewer_ids.data],
        )


def _rule_or_404(rule_id: int) -> AssignmentRule:
    rule = db().get(AssignmentRule, rule_id)
    if rule is None or not keeps_rules_of(me(), rule.team_id):
        raise NotFoundError("rule")
    return rule


@views.get("", endpoint="list")
@access(*ASSIGNS)
def show() -> str:
    kept = rules(db(), teams_assigned(me()))
    latest = {rule.id: next(iter(draws(db(), rule.id, 1)), None) for rule in kept}
    return render_template("rules/list.html", rules=kept, latest=latest)


@views.route("/new", methods=["GET", "POST"])
@access(*ASSIGNS)
def new() -> tuple[str, int] | Response:
    form = RuleForm()
    if form.validate_on_submit():
        rule = add_rule(db(), me(), now(), form.fields())
        flash(_("Saved. The rule draws within a minute, and then once a week."), "success")
        return redirect(url_for("rules.edit", rule_id=rule.id), 303)
    return render_template("rules/edit.html", form=form, rule=None), 422 if form.errors else 200


@views.route("/<int:rule_id>", methods=["GET", "POST"])
@access(*ASSIGNS)
def edit(rule_id: int) -> tuple[str, int] | Response:
    rule = _rule_or_404(rule_id)
    form = RuleForm(rule)
    if form.validate_on_submit():
        change_rule(db(), me(), now(), rule, form.fields())
        flash(_("Saved. It counts from the next draw on."), "success")
        return redirect(url_for("rules.edit", rule_id=rule.id), 303)
    shown = draws(db(), rule.id, _DRAWS_SHOWN)
    drawn = bool(shown) and shown[0].week == week_of(today())
    page = render_template("rules/edit.html", form=form, rule=rule, drawn=drawn, draws=shown)
    return page, 422 if form.errors else 200


@views.post("/<int:rule_id>/draw")
@access(*ASSIGNS)
def draw_now(rule_id: int) -> Response:
    """This week's draw, if there is none yet."""
    rule = _rule_or_404(rule_id)
    try:
        made = draw_rule(db(), me(), here(), rule)
    except OperationError as error:
        flash(words_for(error), "danger")
        return redirect(url_for("rules.edit", rule_id=rule.id), 303)
    if made is None:
        flash(_("There is nothing to draw from: no conversation of the last four weeks waits to be graded."), "info")
    else:
        words = ngettext(
            "%(num)s conversation was drawn this week.", "%(num)s conversations were drawn this week.", len(made.drawn)
        )
        flash(words, "success")
    return redirect(url_for("rules.edit", rule_id=rule.id), 303)


@views.post("/<int:rule_id>/switch")
@access(*ASSIGNS)
def switch(rule_id: int) -> Response:
    """Stop a rule that draws, or have it draw again."""
    rule = _rule_or_404(rule_id)
    switch_rule(db(), me(), now(), rule, not rule.active)
    flash(_("The rule draws again.") if rule.active else _("The rule draws no more. What it drew stays."), "success")
    return redirect(url_for("rules.edit", rule_id=rule.id), 303)
