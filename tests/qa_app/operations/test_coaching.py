"""A report is true to what people decided, and tells whose marks it shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from qa_app.operations.coaching import acknowledge, clock_of, make_report, report_of
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.suggesting import save_suggestion, scorecard_of
from qa_app.store.audit import AuditEvent
from qa_app.store.coaching import GivenReport
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction, SuggestedScorecard
from qa_app.store.people import Agent, RoleName, User
from qa_app.store.reviews import ReviewState, StruckEvidence
from qa_app.workplace import Workplace
from scoring.coaching_report import CoachingReport, CriterionSummary
from scoring.evidence import Verdict
from tests.qa_app import workplace as building
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import NOW
from transcripts.conversation import Speaker

FIRST, LAST = date(2026, 10, 1), date(2026, 11, 30)
COLD = (
    (Speaker.CUSTOMER, "Hello, I am really worried, my money has been gone for three weeks and nobody helps me."),
    (Speaker.AGENT, "Please give me the order number of your parcel and the date on which you sent it back to us."),
    (Speaker.CUSTOMER, "It is 4711. I am honestly very upset about this, it is a lot of money for my family."),
    (Speaker.AGENT, "The refund was released today and it will be in your account by Thursday of this week."),
    (Speaker.CUSTOMER, "All right then."),
    (Speaker.AGENT, "Goodbye and have a nice day."),
)


@pytest.fixture
def session(workplace: Workplace) -> Iterator[Session]:
    """Ines has a warm and a cold conversation; Rita reviews, Tara coaches."""
    app = building.make_app(workplace)
    with workplace.database.transaction() as session:
        ines = building.person(session, app, "Ines", RoleName.AGENT)
        building.person(session, app, "Rita", RoleName.REVIEWER)
        building.person(session, app, "Rolf", RoleName.REVIEWER)
        building.person(session, app, "Tara", RoleName.TRAINER)
        agent = building.agent(session, "Ines", "North", ines)
        building.interaction(session, agent)
        building.interaction(session, agent, building.conversation("cold", COLD))
    with workplace.database.writing() as session:
        yield session


def who(session: Session, name: str) -> User:
    return session.query(User).filter_by(name=name).one()


def ines(session: Session) -> Agent:
    return session.query(Agent).one()


def cold(session: Session) -> Interaction:
    return session.query(Interaction).filter_by(name="cold").one()


def given(session: Session) -> GivenReport:
    return make_report(session, who(session, "Tara"), NOW, ines(session), FIRST, LAST)


def report(session: Session) -> CoachingReport:
    return report_of(given(session))


def test_without_reviews_it_tells_what_is_suggested(session: Session) -> None:
    made = report(session)
    assert (made.conversations, made.reviewed) == (2, 0)
    assert (made.first, made.last) == ("2026-10-01", "2026-11-30")
    assert "missed.negative_feeling" in [point.reason for point in made.focus]
    assert made.strengths


def test_what_was_struck_is_not_told_as_missed(session: Session) -> None:
    row = cold(session)
    review = released_review(session, row, who(session, "Rita"))
    card = scorecard_of(session.query(SuggestedScorecard).filter_by(interaction_id=row.id).one())
    empathy = next(mark for mark in card.marks if mark.criterion == "empathy")
    missed = [place for place, entry in enumerate(empathy.evidence) if entry.verdict is Verdict.MISSED]
    assert missed
    review.struck += [StruckEvidence(criterion="empathy", number=place, reason="it was met") for place in missed]
    session.flush()
    reasons = [(point.criterion, point.reason) for point in report(session).focus]
    assert ("empathy", "missed.negative_feeling") not in reasons


def test_what_was_struck_in_a_draft_still_counts(session: Session) -> None:
    review = released_review(session, cold(session), who(session, "Rita"))
    review.state = ReviewState.DRAFT
    review.struck += [StruckEvidence(criterion="empathy", number=0, reason="it was met")]
    session.flush()
    made = report(session)
    assert made.reviewed == 0
    assert "missed.negative_feeling" in [point.reason for point in made.focus]


def of(summaries: tuple[CriterionSummary, ...], criterion: str) -> CriterionSummary:
    return next(summary for summary in summaries if summary.criterion == criterion)


def test_marks_that_people_gave_and_suggestions_are_never_in_one_mean(session: Session) -> None:
    before = report(session)
    assert before.by_people == ()
    released_review(session, cold(session), who(session, "Rita"), empathy=4)
    made = report(session)
    assert (made.total, made.criteria) == (before.total, before.criteria)
    assert made.total.n == 2
    people = of(made.by_people, "empathy")
    assert (people.n, people.mean, [score for _, score in people.series]) == (1, 1.0, [1.0])
    assert [summary.n for summary in made.by_people] == [1] * len(made.by_people)
    assert made.by_people[0].criterion == "total"
    assert 0.5 < (made.by_people[0].mean or 0) < 1


def test_after_a_dispute_the_decided_mark_is_the_one_that_people_gave(session: Session) -> None:
    review = released_review(session, cold(session), who(session, "Rita"), empathy=4)
    next(mark for mark in review.marks if mark.criterion == "empathy").decided = 0.75
    session.flush()
    assert of(report(session).by_people, "empathy").mean == 0.75


def test_of_two_reviews_the_last_released_counts(session: Session) -> None:
    released_review(session, cold(session), who(session, "Rita"), empathy=0)
    released_review(session, cold(session), who(session, "Rolf"), NOW + timedelta(hours=1), empathy=4)
    made = report(session)
    assert made.reviewed == 1
    assert of(made.by_people, "empathy").mean == 1.0


def test_moments_of_conversations_with_the_same_name_are_told_apart(session: Session) -> None:
    building.interaction(session, ines(session), building.conversation("cold", COLD), at=NOW - timedelta(days=3))
    kept = given(session)
    named = {moment.conversation for point in report_of(kept).focus for moment in point.moments}
    assert named <= set(kept.conversations)
    assert set(kept.conversations.values()) == {row.id for row in session.query(Interaction)}


def test_a_newer_suggestion_takes_the_place_of_the_older(session: Session) -> None:
    row = cold(session)
    warm = building.conversation("cold")
    save_suggestion(session, row, building.scored(warm), building.rubric_for_channel("call"), NOW)
    assert "missed.negative_feeling" not in [point.reason for point in report(session).focus]


def test_a_period_without_a_scored_conversation(session: Session) -> None:
    with pytest.raises(OperationError) as raised:
        make_report(session, who(session, "Tara"), NOW, ines(session), date(2026, 1, 1), date(2026, 2, 1))
    assert raised.value.code == "nothing_scored"


def test_who_gives_and_who_acknowledges(session: Session) -> None:
    with pytest.raises(NotAllowedError):
        make_report(session, who(session, "Ines"), NOW, ines(session), FIRST, LAST)
    kept = given(session)
    with pytest.raises(NotAllowedError):
        acknowledge(session, who(session, "Tara"), NOW, kept, "")
    acknowledge(session, who(session, "Ines"), NOW, kept, " Fair. ")
    acknowledge(session, who(session, "Ines"), NOW + timedelta(days=1), kept, "")
    assert (kept.acknowledged_at, kept.agent_comment) == (NOW, "Fair.")
    session.flush()
    actions = [event.action for event in session.query(AuditEvent).filter(AuditEvent.action.like("report.%"))]
    assert actions == ["report.given", "report.acknowledged", "report.commented"]


@pytest.mark.parametrize(
    ("zone", "offset"), [("Europe/Amsterdam", 1), ("+05:00", 5), (None, 0), ("nowhere", 0), ("../etc", 0), ("", 0)]
)
def test_the_clock_of_a_conversation(zone: str | None, offset: int) -> None:
    clock = clock_of(Interaction(time_zone=zone))
    assert NOW.astimezone(clock).utcoffset() == timedelta(hours=offset)
