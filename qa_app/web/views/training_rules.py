"""Rules by which training is proposed where a criterion stays low, with whom they would propose it to now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from qa_app.operations.access import ENROLS, TEACHES, decides_proposal, has_role, sees_agent
from qa_app.operations.criterion_names import criteria_known
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.proposing import Found, propose, would_propose
from qa_app.operations.settings import in_force
from qa_app.operations.training_rules import TrainingRuleFields, add_rule, change_rule, switch_rule
from qa_app.store.module_queries import module_rows, versions_shown
from qa_app.store.proposal_queries import agents_known, training_rules
from qa_app.store.training import TrainingRule
from qa_app.web.access import access, me
from qa_app.web.edge import db, now, release, workplace
from qa_app.web.errors import words_at_form
from qa_app.web.team_view import module_title
from qa_app.web.wording import criterion, to

views = Blueprint("training_rules", __name__, url_prefix="/modules/rules")


class RuleForm(FlaskForm):  # type: ignore[misc]
    criterion = SelectField(_l("Criterion"))
    below = IntegerField(
        _l("Limit"),
        [InputRequired(), NumberRange(1, 100)],
        default=60,
        description=_l("0 to 100. The whole range that holds the true mean with a certainty of 95% must lie under it."),
    )
    weeks = IntegerField(_l("Weeks looked back"), [InputRequired(), NumberRange(1, 26)], default=8)
    fewest = IntegerField(
        _l("Fewest marks"),
        [InputRequired(), NumberRange(3, 100)],
        default=5,
        description=_l("From fewer marks of an agent nothing is proposed. Only marks that people gave count."),
    )
    module_id = SelectField(_l("Module"), coerce=int)
    due_days = IntegerField(_l("Days until due"), [InputRequired(), NumberRange(1, 90)])

    def __init__(self, rule: TrainingRule | None = None) -> None:
        super().__init__(obj=rule)
        # One that is retired by now stays with its rule, so that saving it moves the rule to no other.
        own = rule.module_id if rule else None
        known = {
            row.module.id: row
            for row in module_rows(db())
            if row.current and (row.module.retired_at is None or row.module.id == own)
        }
        self.modules = {key: row.module for key, row in known.items()}
        self.module_id.choices = sorted(
            ((key, module_title(row.current)) for key, row in known.items() if row.current),
            key=lambda choice: choice[1].casefold(),
        )
        names = criteria_known(workplace().database, db())
        self.criterion.choices = [(name, criterion(name)) for name in names]
        if rule is None and not self.is_submitted():
            self.due_days.data = in_force(db(), workplace().config).training_due_days
        if rule and not self.is_submitted():
            self.below.data = round(100 * rule.below)

    def fields(self) -> TrainingRuleFields:
        return TrainingRuleFields(
            criterion=self.criterion.data,
            below=self.below.data / 100,
            fewest=self.fewest.data,
            weeks=self.weeks.data,
            module=self.modules[self.module_id.data],
            due_days=self.due_days.data,
        )


@views.get("", endpoint="list")
@access(*ENROLS)
def listed() -> str:
    rules = training_rules(db())
    return render_template(
        "training_rules/list.html",
        rules=rules,
        sentence=sentence,
        titles=titles_of(rules),
        would=_seen(would_propose(db(), rules, now())),
        keeps=has_role(me(), *TEACHES),
    )


@views.route("/new", methods=["GET", "POST"])
@access(*TEACHES)
def new() -> tuple[str, int] | Response:
    return _edited(RuleForm(), None)


@views.route("/<int:training_rule_id>", methods=["GET", "POST"])
@access(*TEACHES)
def edit(training_rule_id: int) -> tuple[str, int] | Response:
    rule = _rule_or_404(training_rule_id)
    return _edited(RuleForm(rule), rule)


@views.post("/<int:training_rule_id>/switch")
@access(*TEACHES)
def switch(training_rule_id: int) -> Response:
    """Stop a rule that proposes, or have it propose again."""
    rule = _rule_or_404(training_rule_id)
    switch_rule(db(), me(), now(), rule, not rule.active)
    words = _("The rule proposes again.") if rule.active else _("The rule proposes no more. What it proposed stays.")
    flash(words, "success")
    return redirect(url_for("training_rules.list"), 303)


@views.post("/check")
@access(*ENROLS)
def check() -> Response:
    """Have all active rules look at the marks now; it also happens once a day."""
    # Adding up the marks takes a while; nobody is to wait for it.
    release()
    with workplace().database.reading() as session:
        found = would_propose(session, [rule for rule in training_rules(session) if rule.active], now())
    seen = [one for one in propose(db(), me(), now(), found) if decides_proposal(me(), one)]
    if not seen:
        flash(_("Looked at the marks as they are now: there is nothing new to propose."), "info")
    else:
        flash(ngettext("%(num)s new proposal.", "%(num)s new proposals.", len(seen)), "success")
    return redirect(url_for("training_proposals.list"), 303)


def sentence(rule: TrainingRule, title: str) -> str:
    """What a rule does; `title` is what its module is called."""
    words: str = ngettext(
        "Proposes “%(module)s” to agents whose mean mark on %(criterion)s in the last week lies under %(below)s with"
        " its whole %(share)s range (n of %(fewest)s or more).",
        "Proposes “%(module)s” to agents whose mean mark on %(criterion)s in the last %(num)s weeks lies under"
        " %(below)s with its whole %(share)s range (n of %(fewest)s or more).",
        rule.weeks,
        module=title,
        criterion=criterion(rule.criterion),
        below=to().mark(rule.below),
        fewest=rule.fewest,
        share=to().share(0.95),
    )
    return words


def titles_of(rules: Iterable[TrainingRule]) -> dict[int, str]:
    """What the modules of rules are called, by their ids."""
    shown = versions_shown(db(), {rule.module_id for rule in rules})
    return {module: module_title(version) for module, version in shown.items()}


def _seen(found: Mapping[int, Found]) -> dict[int, int]:
    """How many of those to whom rules would propose something are the reader's."""
    people = agents_known(db(), {low.agent_id for one in found.values() for low in one.lows})
    known = {agent.id for agent in people if sees_agent(me(), agent)}
    return {rule: sum(low.agent_id in known for low in one.lows) for rule, one in found.items()}


def _edited(form: RuleForm, rule: TrainingRule | None) -> tuple[str, int] | Response:
    problem = ""
    if form.validate_on_submit():
        try:
            if rule:
                change_rule(db(), me(), now(), rule, form.fields())
            else:
                add_rule(db(), me(), now(), form.fields())
        except OperationError as error:
            problem = words_at_form(error)
        else:
            flash(_("Saved. It is looked at once a day, or when somebody asks for it."), "success")
            return redirect(url_for("training_rules.list"), 303)
    page = render_template("training_rules/edit.html", form=form, rule=rule, problem=problem)
    return page, 422 if problem or form.errors else 200


def _rule_or_404(training_rule_id: int) -> TrainingRule:
    rule = db().get(TrainingRule, training_rule_id)
    if rule is None:
        raise NotFoundError("rule")
    return rule
