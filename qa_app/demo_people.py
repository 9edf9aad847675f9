"""Who works in the demo's workplace, and what they did there in the last months. All of it is invented."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from qa_app.demo_calibration import begin_session, calibrate, reckon
from qa_app.demo_learning import take_module, talk
from qa_app.demo_markets import open_markets
from qa_app.demo_marks import grade_all
from qa_app.demo_months import COLLEAGUES, TEAMS, bring_months, review_months
from qa_app.demo_training import train
from qa_app.operations.accounts import Invitation, invite_user
from qa_app.operations.assigning import draw_rule
from qa_app.operations.coaching import make_report
from qa_app.operations.disputing import Proposal, decide, dispute
from qa_app.operations.people import add_user, agent_named, team_called
from qa_app.operations.reviewing import start_review
from qa_app.operations.rules import RuleFields, add_rule
from qa_app.operations.talks import plan_talk
from qa_app.store.database import Session
from qa_app.store.demo_queries import everyone, interactions_by_day
from qa_app.store.people import RoleName, User
from qa_app.store.reviews import DisputeState, Review
from qa_app.web.app import create_app
from qa_app.web.new_passwords import hashed
from qa_app.workplace import Workplace

# The language each of the agents reads, which need not be the one they work in.
AGENTS = {"Ioana Munteanu": "ro", "Jonas Brandt": "de", "Sanne de Wit": "nl"}
_COLLEAGUES = (
    ("Emma Clarke", RoleName.REVIEWER, "en"),
    ("Pieter Jansen", RoleName.REVIEWER, "nl"),
    ("Mihai Stan", RoleName.REVIEWER, "ro"),
    ("Katrin Vogel", RoleName.TRAINER, "de"),
    ("Maria Dobre", RoleName.TRAINER, "ro"),
    ("Andrei Popescu", RoleName.MANAGER, "ro"),
    ("Robin Lee", RoleName.ADMINISTRATOR, "en"),
)
REVIEWERS = tuple(name for name, role, _ in _COLLEAGUES if role is RoleName.REVIEWER)


@dataclass(frozen=True, slots=True)
class Login:
    email: str
    password: str
    role: str
    language: str


def people(workplace: Workplace) -> Sequence[Login]:
    """Accounts for everybody, the markets they serve, and the passwords of those whose pages are worth opening.

    Passwords are made now and kept nowhere.
    """
    now = datetime.now(UTC)
    logins = []
    app = create_app(workplace)
    with app.app_context(), workplace.database.transaction() as session:
        (first, role, _), *others = _COLLEAGUES[::-1]
        login = _login(first, role, "en")
        administrator = add_user(session, None, now, login.email, first, hashed(login.password), role)
        administrator.language = login.language
        logins.append(login)
        open_markets(session, administrator, now)
        agents = {one.name: one for one in COLLEAGUES}
        for name, role, language in (*others, *((name, RoleName.AGENT, told) for name, told in _reading().items())):
            login = _login(name, role, language)
            agent = name if role is RoleName.AGENT else ""
            invited = Invitation(login.email, name, (role,), language, agent)
            user = invite_user(session, administrator, now, invited, hashed(login.password))
            if agent:
                agent_named(session, name).team = team_called(session, agents[name].team)
            if role is RoleName.MANAGER:
                user.managed_teams.extend(team_called(session, team) for team in TEAMS)
            if not agent or name in AGENTS:
                logins.append(login)
    return logins


def _reading() -> Mapping[str, str]:
    """The language that each agent reads."""
    return {one.name: AGENTS.get(one.name, one.language) for one in COLLEAGUES}


def _login(name: str, role: RoleName, language: str) -> Login:
    return Login(f"{name.split(maxsplit=1)[0].lower()}@demo.example", secrets.token_urlsafe(9), role.value, language)


def live(workplace: Workplace) -> None:
    """What they did in the last months: graded, compared and disputed, trained, drew, reported, arranged talks.

    Nobody did any of it: marks and words are invented.
    """
    now = datetime.now(UTC)
    with workplace.database.transaction() as session:
        known = everyone(session)
        _review_samples(session, [known[name] for name in REVIEWERS], now)
        take_module(session, now, known, workplace.config)
    bring_months(workplace, now)
    with workplace.database.transaction() as session:
        known = everyone(session)
        trainer, reviewers = known["Katrin Vogel"], [known[name] for name in REVIEWERS]
        talk(session, now, known)
        calibrated = calibrate(session, now, trainer, reviewers)
        review_months(session, known["Andrei Popescu"], reviewers, calibrated, now)
    reckon(workplace)
    with workplace.database.transaction() as session:
        known = everyone(session)
        _go_on(session, now, known)
        train(session, now, known)
        begin_session(session, now, known["Katrin Vogel"], [known[name] for name in REVIEWERS])


def _review_samples(session: Session, reviewers: Sequence[User], now: datetime) -> None:
    newest = interactions_by_day(session)[-9:]
    reviews = []
    for place, interaction in enumerate(newest):
        at = min(now, interaction.started_at or now) + timedelta(hours=2)
        review = start_review(session, reviewers[place % len(reviewers)], interaction, at)
        grade_all(session, review, at, {})
        reviews.append(review)
    _objections(session, reviews, reviewers)


def _go_on(session: Session, now: datetime, known: Mapping[str, User]) -> None:
    """What waits at the moment: conversations that were drawn, reports to read, talks to hold."""
    fields = RuleFields("Two of each agent a week", 2, None, None, None, 7, False, [known[name] for name in REVIEWERS])
    robin = known["Robin Lee"]
    draw_rule(session, robin, now, add_rule(session, robin, now, fields))
    for name in AGENTS:
        agent = agent_named(session, name)
        since = (now - timedelta(days=90)).date()
        report = make_report(session, known["Andrei Popescu"], now, agent, since, now.date())
        plan_talk(session, known["Katrin Vogel"], now, agent, now + timedelta(days=3), report)


def _objections(session: Session, reviews: Sequence[Review], reviewers: Sequence[User]) -> None:
    """The two newest reviews are disputed; the older dispute is decided, by the reviewer who did not grade it."""
    objections = []
    for review in reviews[-2:]:
        agent, released = review.interaction.agent, review.released_at
        mark = min((mark for mark in review.marks if mark.score is not None), key=lambda mark: mark.score or 0)
        if agent and agent.user and released:
            said = Proposal(4, "The customer had asked me to keep it short, and thanked me for it.")
            objections.append(dispute(session, agent.user, mark, said, released + timedelta(hours=1), 14))
    first = objections[0]
    other = next(person for person in reviewers if person.id != first.review.reviewer_id)
    answer = "Right as far as length goes. The question about the invoice was left open, though."
    decide(session, other, first, (DisputeState.PARTLY, 3), answer, first.created_at + timedelta(hours=2))
