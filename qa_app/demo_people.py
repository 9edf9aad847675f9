"""Who works in the demo's workplace, and what they did there this month. Everyone is invented."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from qa_app.demo_training import train
from qa_app.operations.accounts import Invitation, invite_user
from qa_app.operations.assigning import draw_rule
from qa_app.operations.coaching import make_report
from qa_app.operations.disputing import Proposal, decide, dispute
from qa_app.operations.grading import Grading, How, card_of, grade
from qa_app.operations.people import add_user, agent_named, team_called
from qa_app.operations.reviewing import lacks, start_review, submit, write_summary
from qa_app.operations.rules import RuleFields, add_rule
from qa_app.operations.talks import plan_talk
from qa_app.store.database import Session
from qa_app.store.demo_queries import everyone, interactions_by_day
from qa_app.store.interactions import Interaction
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
    ("Katrin Vogel", RoleName.TRAINER, "de"),
    ("Maria Dobre", RoleName.TRAINER, "ro"),
    ("Andrei Popescu", RoleName.MANAGER, "ro"),
    ("Robin Lee", RoleName.ADMINISTRATOR, "en"),
)
_TEAM = "Service"


@dataclass(frozen=True, slots=True)
class Login:
    email: str
    password: str
    role: str
    language: str


def people(workplace: Workplace) -> Sequence[Login]:
    """Accounts for an agent each and a colleague of every other role, with passwords made now and kept nowhere."""
    now = datetime.now(UTC)
    logins = []
    app = create_app(workplace)
    with app.app_context(), workplace.database.transaction() as session:
        team = team_called(session, _TEAM)
        administrator = None
        for name, role, language in (
            *_COLLEAGUES[::-1],
            *((name, RoleName.AGENT, told) for name, told in AGENTS.items()),
        ):
            password = secrets.token_urlsafe(9)
            email = f"{name.split()[0].lower()}@demo.example"
            if administrator is None:
                user = administrator = add_user(session, None, now, email, name, hashed(password), role)
            else:
                agent = name if role is RoleName.AGENT else ""
                user = invite_user(
                    session, administrator, now, Invitation(email, name, (role,), language, agent), hashed(password)
                )
            user.language = language
            if role is RoleName.AGENT:
                agent_named(session, name).team = team
            if role is RoleName.MANAGER:
                user.managed_teams.append(team)
            logins.append(Login(email, password, role.value, language))
    return logins


def live(workplace: Workplace) -> None:
    """What they did in the last days: graded, disputed, drew, reported and arranged a talk."""
    now = datetime.now(UTC)
    with workplace.database.transaction() as session:
        known = everyone(session)
        emma, pieter, katrin, _, andrei, robin = (known[name] for name, _, _ in _COLLEAGUES)
        talks = interactions_by_day(session)
        newest = talks[-9:]
        reviews = [
            _review(session, reviewer, talk, min(now, talk.started_at or now) + timedelta(hours=2))
            for talk, reviewer in zip(newest, [emma, pieter] * len(newest), strict=False)
        ]
        _objections(session, reviews, (emma, pieter))
        rule = RuleFields("Two of each agent a week", 2, None, None, None, 7, False, (emma, pieter))
        draw_rule(session, robin, now, add_rule(session, robin, now, rule))
        for name in AGENTS:
            agent = agent_named(session, name)
            report = make_report(session, andrei, now, agent, (now - timedelta(days=90)).date(), now.date())
            plan_talk(session, katrin, now, agent, now + timedelta(days=3), report)
        train(session, now, known)


def _review(session: Session, reviewer: User, talk: Interaction, at: datetime) -> Review:
    """The suggestion taken where there is one, a low mark raised by a level, and an own mark where one is missing."""
    review = start_review(session, reviewer, talk, at)
    card = card_of(review)
    judged = {mark.criterion: mark.score for mark in card.marks if mark.score is not None} if card else {}
    for criterion in judged:
        grade(session, reviewer, review, criterion, Grading(How.ACCEPT), at)
    lowest = min(judged, key=lambda criterion: judged[criterion])
    if judged[lowest] < 0.75:
        level = round(4 * judged[lowest]) + 1
        why = "The customer was in a hurry; more was not called for."
        grade(session, reviewer, review, lowest, Grading(How.LEVEL, level, why), at)
    for lack in lacks(review):
        why = "Judged from the whole conversation."
        grade(session, reviewer, review, lack.criterion, Grading(How.LEVEL, 3, why), at)
    write_summary(session, reviewer, review, "Friendly from beginning to end, and the next step was clear.", at)
    submit(session, reviewer, review, at + timedelta(minutes=7))
    return review


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
