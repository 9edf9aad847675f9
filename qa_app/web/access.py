"""Who may open which page. Every view says so with `access` or `public`; a test goes through all of them.

What a page shows is asked for through the loaders here, which give 404 for what a person may not even know of.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, request
from flask_security import current_user

from qa_app.operations.access import (
    ALL_ROLES,
    has_role,
    sees_agent,
    sees_calibration,
    sees_enrolment,
    sees_interaction,
    sees_module,
    sees_report,
    sees_review,
    sees_talk,
    takes,
)
from qa_app.operations.errors import NotAllowedError, NotFoundError
from qa_app.store.calibrations import CalibrationSession
from qa_app.store.coaching import GivenReport, Goal, Talk
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, RoleName, User
from qa_app.store.reviews import Dispute, Review
from qa_app.store.training import Enrolment, TrainingModule
from qa_app.web.edge import db

View = TypeVar("View", bound=Callable[..., Any])


def access(*roles: RoleName) -> Callable[[View], View]:
    """The view is for people with one of the roles, signed in; without roles named, for everybody signed in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            if not has_role(me(), *(roles or ALL_ROLES)):
                raise NotAllowedError
            return view(*args, **kwargs)

        guarded.access = frozenset(roles or ALL_ROLES)  # type: ignore[attr-defined]
        return cast("View", guarded)

    return decorate


def public(view: View) -> View:
    """The view is for everybody, signed in or not."""
    view.access = None  # type: ignore[attr-defined]
    return view


def roles_of(view: Callable[..., Any]) -> frozenset[RoleName]:
    """The roles that may open a view; none for a public one. Raises AttributeError where a view does not say."""
    roles: frozenset[RoleName] | None = view.access  # type: ignore[attr-defined]
    return roles or frozenset()


def me() -> User:
    """Who is signed in; only in views with `access`."""
    return cast("User", current_user._get_current_object())


def interaction_or_404(interaction_id: int) -> Interaction:
    found = db().get(Interaction, interaction_id)
    if found is None or not sees_interaction(me(), found):
        raise NotFoundError("interaction")
    return found


def review_or_404(review_id: int) -> Review:
    """A review; held against other requests while this one changes it."""
    found = db().get(Review, review_id, with_for_update=request.method == "POST")
    if found is None or not sees_review(me(), found):
        raise NotFoundError("review")
    return found


def calibration_or_404(calibration_id: int) -> CalibrationSession:
    """A calibration session; held against other requests while this one changes it."""
    found = db().get(CalibrationSession, calibration_id, with_for_update=request.method == "POST")
    if found is None or not sees_calibration(me(), found):
        raise NotFoundError("calibration")
    return found


def dispute_or_404(dispute_id: int) -> Dispute:
    """A dispute is seen by whoever sees its review."""
    found = db().get(Dispute, dispute_id)
    if found is None or not sees_review(me(), found.review):
        raise NotFoundError("dispute")
    return found


def agent_or_404(agent_id: int) -> Agent:
    found = db().get(Agent, agent_id)
    if found is None or not sees_agent(me(), found):
        raise NotFoundError("agent")
    return found


def report_or_404(report_id: int) -> GivenReport:
    found = db().get(GivenReport, report_id)
    if found is None or not sees_report(me(), found):
        raise NotFoundError("report")
    return found


def talk_or_404(talk_id: int) -> Talk:
    """A talk; held against the other side's changes while this request changes it."""
    found = db().get(Talk, talk_id, with_for_update=request.method == "POST")
    if found is None or not sees_talk(me(), found):
        raise NotFoundError("talk")
    return found


def goal_or_404(talk: Talk, goal_id: int) -> Goal:
    """A goal of a talk that the person may see."""
    found = db().get(Goal, goal_id)
    if found is None or found.talk_id != talk.id:
        raise NotFoundError("goal")
    return found


def module_or_404(module_id: int) -> TrainingModule:
    """A training module; held against other requests while this one changes it or one of its versions."""
    found = db().get(TrainingModule, module_id, with_for_update=request.method == "POST")
    if found is None or not sees_module(me(), found):
        raise NotFoundError("module")
    return found


def my_enrolment_or_404(enrolment_id: int) -> Enrolment:
    """A training of one's own; held against one's other windows while this request changes it."""
    found = seen_enrolment_or_404(enrolment_id)
    if not takes(me(), found):
        raise NotFoundError("enrolment")
    return found


def seen_enrolment_or_404(enrolment_id: int) -> Enrolment:
    """A training of one's own, or of somebody to whom one may give training."""
    found = db().get(Enrolment, enrolment_id, with_for_update=request.method == "POST", populate_existing=True)
    if found is None or not sees_enrolment(me(), found):
        raise NotFoundError("enrolment")
    return found


def my_agent() -> Agent:
    """The agent whose account this is; raises NotFoundError when nobody is linked to it."""
    agent = me().agent
    if agent is None:
        raise NotFoundError("own_agent")
    return agent
