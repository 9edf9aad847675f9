"""Calibration sessions on the real database: made, graded blind, handed in, closed; no agent and no figure sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from qa_app.operations.calibrating_sessions import next_in_session, start_in_session
from qa_app.operations.calibration_decisions import About, change_decision, note_decision, strike
from qa_app.operations.calibration_draws import DrawFrom, draw_interactions
from qa_app.operations.calibration_results import at_a_glance, by_criterion, levels_of, most_apart, turns_to_discuss
from qa_app.operations.calibrations import SessionFields, close_session, delete_session, make_session, missing
from qa_app.operations.commenting import add_comment
from qa_app.operations.errors import NotAllowedError, NotFoundError, OperationError
from qa_app.operations.grading import Grading, How, card_of, grade
from qa_app.operations.regrading import is_outdated, take_new_suggestion
from qa_app.operations.reviewing import seen_card, start_review, submit
from qa_app.operations.suggesting import save_suggestion
from qa_app.store.agent_mark_queries import reviews_by_interaction
from qa_app.store.agent_queries import released_reviews, to_acknowledge
from qa_app.store.assignment_queries import busy_with, coverage, drafts_of, released_of, released_since
from qa_app.store.blind_queries import blind_for, is_blind
from qa_app.store.calibration_queries import reviews_in
from qa_app.store.calibrations import CalibrationSession, SessionState
from qa_app.store.coaching_queries import reviews_between
from qa_app.store.database import Session
from qa_app.store.export_queries import comments, released
from qa_app.store.interaction_queries import comments_of, reviews_of
from qa_app.store.interactions import Interaction, Stage
from qa_app.store.people import Agent, RoleName, User
from qa_app.store.record_queries import kept_about
from qa_app.store.reviews import Decision, Review, ReviewState
from qa_app.store.rule_queries import untouched_of
from rubrics.load import rubric_for_channel
from tests.qa_app import workplace as building
from tests.qa_app.calibrating import calibration, handed_in
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import NOW
from transcripts.conversation import Channel

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Rita, Rolf and Ines review, Ines is an agent too; Tara trains; Uwe has two calls and a chat, Ines a call."""
    workplace = building.make_workplace(tmp_path)
    app = building.make_app(workplace)
    with workplace.database.writing() as opened:
        ines = building.person(opened, app, "Ines", RoleName.AGENT, RoleName.REVIEWER)
        uwe = building.person(opened, app, "Uwe", RoleName.AGENT)
        for name in ("Rita", "Rolf"):
            building.person(opened, app, name, RoleName.REVIEWER)
        building.person(opened, app, "Tara", RoleName.TRAINER)
        for number in range(2):
            building.interaction(
                opened, building.agent(opened, "Uwe", "South", uwe), building.conversation(f"{number}")
            )
        chat = building.conversation("chat", channel=Channel.CHAT)
        building.interaction(opened, building.agent(opened, "Uwe", "South", uwe), chat)
        building.interaction(opened, building.agent(opened, "Ines", "North", ines), building.conversation("own"))
        yield opened
    workplace.database.close()


def user(session: Session, name: str) -> User:
    return session.scalars(select(User).where(User.name == name)).one()


@pytest.fixture
def made(session: Session) -> CalibrationSession:
    """Rita and Rolf grade interactions 1 and 2."""
    return calibration(session, user(session, "Tara"), [user(session, "Rita"), user(session, "Rolf")], [1, 2], NOW)


def fields(session: Session, **changes: object) -> SessionFields:
    people = [user(session, "Rita"), user(session, "Rolf")]
    return replace(SessionFields("One", [1, 2], people, NOW.date()), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"interactions": []}, "calibration_nothing_chosen"),
        ({"interactions": range(1, 52)}, "calibration_too_many"),
        ({"interactions": [1, 99]}, "calibration_unknown"),
        ({"interactions": [1, 3]}, "calibration_channels"),
        ({"due_on": (NOW - timedelta(days=1)).date()}, "due_in_the_past"),
    ],
)
def test_a_session_that_cannot_be_is_refused_with_a_reason(
    session: Session, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(OperationError) as refused:
        make_session(session, user(session, "Tara"), NOW, fields(session, **changes))
    assert refused.value.code == code
    assert session.scalars(select(CalibrationSession)).all() == []


def test_reviewers_are_people_who_grade_and_none_of_them_their_own(session: Session) -> None:
    tara, rita, ines = (user(session, name) for name in ("Tara", "Rita", "Ines"))
    for people, benchmark, code in (
        ([rita], None, "calibration_too_few_reviewers"),
        ([rita, rita], None, "calibration_too_few_reviewers"),
        ([rita, tara], None, "calibration_too_few_reviewers"),
        ([rita, user(session, "Rolf")], ines, "calibration_benchmark"),
    ):
        with pytest.raises(OperationError) as refused:
            make_session(session, tara, NOW, fields(session, reviewers=people, benchmark=benchmark))
        assert refused.value.code == code
    with pytest.raises(OperationError) as refused:
        make_session(session, tara, NOW, fields(session, reviewers=[rita, ines], interactions=[1, 4]))
    assert refused.value.code == "calibration_own"
    with pytest.raises(NotAllowedError):
        make_session(session, rita, NOW, fields(session))


def test_what_is_not_scored_yet_waits(session: Session) -> None:
    session.get_one(Interaction, 2).stage = Stage.SCORING
    with pytest.raises(OperationError) as refused:
        make_session(session, user(session, "Tara"), NOW, fields(session))
    assert (refused.value.code, refused.value.fields) == ("calibration_not_ready", {"numbers": "2"})


def test_a_draw_is_the_same_with_the_same_seed(session: Session) -> None:
    wanted = DrawFrom(1, 7, "call", None, NOW - timedelta(days=28), NOW)
    drawn = draw_interactions(session, wanted)
    assert drawn == draw_interactions(session, wanted)
    assert drawn["candidates"] == [1, 2, 4]
    assert {draw_interactions(session, replace(wanted, seed=seed))["drawn"][0] for seed in range(20)} == {1, 2, 4}
    assert draw_interactions(session, replace(wanted, language="de"))["drawn"] == []
    assert draw_interactions(session, replace(wanted, before=NOW - timedelta(days=2)))["candidates"] == []


def test_all_grade_by_the_rubric_and_beside_the_suggestion_of_the_first(
    session: Session, made: CalibrationSession
) -> None:
    first = start_in_session(session, user(session, "Rita"), made, 1, NOW)
    interaction = session.get_one(Interaction, 1)
    rubric = rubric_for_channel("chat")
    save_suggestion(session, interaction, building.scored(building.conversation("0")), rubric, NOW)
    second = start_in_session(session, user(session, "Rolf"), made, 1, NOW)
    assert first.rubric_version_id == second.rubric_version_id == made.rubric_version_id
    assert first.scorecard_id == second.scorecard_id
    assert not is_outdated(session, first)
    take_new_suggestion(session, user(session, "Rita"), first, NOW)
    assert first.scorecard_id == second.scorecard_id


def test_the_suggestion_stays_hidden_until_it_is_handed_in(session: Session, made: CalibrationSession) -> None:
    rita = user(session, "Rita")
    review = start_in_session(session, rita, made, 1, NOW)
    assert review.blind
    grade(session, rita, review, "empathy", Grading(How.LEVEL, 3), NOW)
    card = seen_card(review)
    assert card is not None
    assert card.marks == ()
    with pytest.raises(OperationError, match="nothing_suggested"):
        grade(session, rita, review, "empathy", Grading(How.ACCEPT), NOW)
    with pytest.raises(NotFoundError):
        grade(session, rita, review, "empathy", Grading(How.LEVEL, 3, struck={0: "No"}), NOW)


def test_who_is_to_calibrate_is_blind_before_they_begin_and_until_they_hand_in(
    session: Session, made: CalibrationSession
) -> None:
    rita, ines = user(session, "Rita"), user(session, "Ines")
    assert is_blind(session, 1, rita.id)
    assert not is_blind(session, 1, ines.id)
    assert not is_blind(session, 4, rita.id)
    handed_in(session, made, rita, 1, NOW)
    assert blind_for(session, rita.id, [1, 2]) == {2}
    close_session(session, user(session, "Tara"), NOW, made, early=True)
    assert blind_for(session, rita.id, [1, 2]) == frozenset()


def test_a_draft_of_a_closed_session_hides_nothing_and_changes_no_more(
    session: Session, made: CalibrationSession
) -> None:
    rita = user(session, "Rita")
    draft = start_in_session(session, rita, made, 1, NOW)
    close_session(session, user(session, "Tara"), NOW, made, early=True)
    assert not is_blind(session, 1, rita.id)
    with pytest.raises(OperationError, match="calibration_closed"):
        grade(session, rita, draft, "empathy", Grading(How.LEVEL, 3), NOW)
    with pytest.raises(OperationError, match="calibration_closed"):
        start_in_session(session, rita, made, 2, NOW)
    assert reviews_in(session, made.id) == []


def test_comments_of_others_stay_out_of_sight_until_then(session: Session, made: CalibrationSession) -> None:
    rita, rolf, uwe = (user(session, name) for name in ("Rita", "Rolf", "Uwe"))
    interaction = session.get_one(Interaction, 1)
    add_comment(session, uwe, NOW, interaction, "I was interrupted", 1)
    start_in_session(session, rolf, made, 1, NOW)
    add_comment(session, rolf, NOW, interaction, "Cold here", 2)
    assert comments_of(session, 1, rita.id) == []
    assert [one.text for one in comments_of(session, 1, rolf.id)] == ["Cold here"]
    assert [one.text for one in comments_of(session, 1, uwe.id)] == ["I was interrupted"]
    handed_in(session, made, rolf, 1, NOW)
    handed_in(session, made, rita, 1, NOW)
    assert [one.text for one in comments_of(session, 1, rita.id)] == ["I was interrupted"]
    assert [one.text for one in comments(session, agent(session, "Uwe").id, uwe.id)] == ["I was interrupted"]


def agent(session: Session, name: str) -> Agent:
    return session.scalars(select(Agent).where(Agent.name == name)).one()


def test_no_agent_and_no_figure_sees_what_is_handed_in(session: Session, made: CalibrationSession) -> None:
    rita, uwe = user(session, "Rita"), agent(session, "Uwe")
    before = [one for one in kept_about(session, uwe.id) if one.kind != "trail"]
    review = handed_in(session, made, rita, 1, NOW)
    assert (review.state, review.released_at) == (ReviewState.CALIBRATION, None)
    assert released_reviews(session, uwe.id, 0, 10) == []
    assert to_acknowledge(session, uwe.id, 10) == []
    assert reviews_between(session, uwe.id, NOW - timedelta(days=30), NOW + timedelta(days=1)) == []
    assert reviews_by_interaction(session, [1]) == {}
    assert released(session, uwe.id) == []
    assert released_of(session, [1]) == frozenset()
    assert released_since(session, rita.id, NOW - timedelta(days=7)) == 0
    assert [one.released for one in coverage(session, None, NOW.date(), NOW - timedelta(days=7))] == [0, 0, 0]
    assert reviews_of(session, 1) == []
    assert [one for one in kept_about(session, uwe.id) if one.kind != "trail"] == before


def test_an_ordinary_review_of_the_same_conversation_is_another_one(session: Session, made: CalibrationSession) -> None:
    rita = user(session, "Rita")
    within = start_in_session(session, rita, made, 1, NOW)
    assert untouched_of(session, [1]) == {1}
    assert busy_with(session, rita.id, [1]) == frozenset()
    assert drafts_of(session, rita.id, [1]) == frozenset()
    ordinary = start_review(session, rita, session.get_one(Interaction, 1), NOW)
    assert ordinary.id != within.id
    assert ordinary.blind
    assert drafts_of(session, rita.id, [1]) == {1}
    assert start_in_session(session, rita, made, 1, NOW).id == within.id
    assert start_review(session, rita, session.get_one(Interaction, 1), NOW).id == ordinary.id
    handed_in(session, made, rita, 1, NOW)
    assert ordinary.state is ReviewState.DRAFT
    other = released_review(session, session.get_one(Interaction, 2), rita, NOW)
    assert other.calibration_id is None
    assert released_of(session, [1, 2]) == {2}


def test_two_sessions_with_the_same_conversation_are_apart(session: Session, made: CalibrationSession) -> None:
    rita, tara = user(session, "Rita"), user(session, "Tara")
    again = calibration(session, tara, [rita, user(session, "Rolf")], [1], NOW, "Again")
    assert handed_in(session, made, rita, 1, NOW).id != start_in_session(session, rita, again, 1, NOW).id
    assert is_blind(session, 1, rita.id)


def test_only_those_who_take_part_grade_in_it(session: Session, made: CalibrationSession) -> None:
    for name in ("Ines", "Tara"):
        with pytest.raises(NotAllowedError):
            start_in_session(session, user(session, name), made, 1, NOW)
    with pytest.raises(NotFoundError):
        start_in_session(session, user(session, "Rita"), made, 4, NOW)


def test_after_one_is_handed_in_the_next_follows_round_and_round(session: Session, made: CalibrationSession) -> None:
    rita = user(session, "Rita")
    assert next_in_session(session, rita, made) == 1
    assert next_in_session(session, rita, made, after=1) == 2
    assert next_in_session(session, rita, made, after=2) == 1
    handed_in(session, made, rita, 1, NOW)
    assert next_in_session(session, rita, made, after=1) == 2
    handed_in(session, made, rita, 2, NOW)
    assert next_in_session(session, rita, made) is None
    assert [(person.name, left) for person, left in missing(session, made)] == [("Rolf", 2)]


def test_what_lacks_a_mark_is_not_handed_in(session: Session, made: CalibrationSession) -> None:
    rita = user(session, "Rita")
    draft = start_in_session(session, rita, made, 1, NOW)
    with pytest.raises(OperationError, match="review_lacks"):
        submit(session, rita, draft, NOW)


def test_a_session_closes_when_all_are_done_or_when_that_is_wanted(session: Session, made: CalibrationSession) -> None:
    rita, rolf, tara = (user(session, name) for name in ("Rita", "Rolf", "Tara"))
    handed_in(session, made, rita, 1, NOW)
    with pytest.raises(NotAllowedError):
        close_session(session, rita, NOW, made, early=True)
    with pytest.raises(OperationError, match="calibration_incomplete"):
        close_session(session, tara, NOW, made, early=False)
    for interaction, reviewer in ((2, rita), (1, rolf), (2, rolf)):
        handed_in(session, made, reviewer, interaction, NOW)
    close_session(session, tara, LATER, made, early=False)
    assert (made.state, made.closed_at) == (SessionState.CLOSED, LATER)
    with pytest.raises(OperationError, match="calibration_closed"):
        close_session(session, tara, NOW, made, early=True)


def test_a_session_is_deleted_as_long_as_nobody_began(session: Session, made: CalibrationSession) -> None:
    tara, rita = user(session, "Tara"), user(session, "Rita")
    again = calibration(session, tara, [rita, user(session, "Rolf")], [1], NOW, "Again")
    start_in_session(session, rita, made, 1, NOW)
    with pytest.raises(OperationError, match="calibration_begun"):
        delete_session(session, tara, NOW, made)
    with pytest.raises(NotAllowedError):
        delete_session(session, rita, NOW, again)
    delete_session(session, tara, NOW, again)
    assert session.scalars(select(CalibrationSession.name)).all() == ["November"]
    assert session.get(Interaction, 1) is not None


@pytest.fixture
def closed(session: Session, made: CalibrationSession) -> CalibrationSession:
    """Rita gave 4 and 2 for empathy, Rolf 1 and 2; for all else 2."""
    rita, rolf = user(session, "Rita"), user(session, "Rolf")
    handed_in(session, made, rita, 1, NOW, {"empathy": 4})
    handed_in(session, made, rolf, 1, NOW, {"empathy": 1})
    handed_in(session, made, rita, 2, NOW)
    handed_in(session, made, rolf, 2, NOW)
    close_session(session, user(session, "Tara"), NOW, made, early=False)
    return made


def test_results_say_how_far_they_are_apart_and_where(session: Session, closed: CalibrationSession) -> None:
    levels = levels_of(reviews_in(session, closed.id))
    people = list(closed.reviewers)
    found = {one.criterion.id: one for one in by_criterion(closed, people, levels)}
    assert [one.value for one in found["empathy"].differences] == [1.5, -1.5]
    assert found["empathy"].agreement.interactions == 2
    assert found["empathy"].agreement.alpha.value is None
    apart = most_apart(closed, levels)
    assert [(one.interaction_id, one.total) for one in apart] == [(1, 3), (2, 0)]
    assert apart[0].spreads["empathy"] == 3
    glance = at_a_glance(levels)
    assert (glance.pairs - glance.equal, glance.pairs - glance.within_one) == (1, 1)


def test_with_a_benchmark_differences_are_those_to_it(session: Session, closed: CalibrationSession) -> None:
    closed.benchmark_id = user(session, "Rolf").id
    levels = levels_of(reviews_in(session, closed.id))
    found = {one.criterion.id: one for one in by_criterion(closed, list(closed.reviewers), levels)}
    assert [one.value for one in found["empathy"].differences] == [1.5, None]


def test_afterwards_they_say_which_moments_count_and_the_marks_stay(
    session: Session, closed: CalibrationSession
) -> None:
    rita, rolf = user(session, "Rita"), user(session, "Rolf")
    own = next(one for one in reviews_in(session, closed.id, 1) if one.reviewer_id == rita.id)
    card = card_of(own)
    assert card is not None
    mark = next(mark for mark in card.marks if mark.evidence and mark.criterion != "empathy")
    before = {one.criterion: one.score for one in own.marks}
    strike(session, rita, NOW, own, mark.criterion, 0)
    assert [(row.criterion, row.number) for row in own.struck] == [(mark.criterion, 0)]
    assert {one.criterion: one.score for one in own.marks} == before
    turns = turns_to_discuss(card, {}, reviews_in(session, closed.id, 1))
    assert turns == {mark.evidence[0].turn: 1}
    strike(session, rita, NOW, own, mark.criterion, 0)
    assert own.struck == []
    with pytest.raises(NotAllowedError):
        strike(session, rolf, NOW, own, mark.criterion, 0)
    with pytest.raises(NotFoundError):
        strike(session, rita, NOW, own, mark.criterion, 99)


def test_decisions_are_noted_once_it_is_closed_and_changed_by_their_authors(
    session: Session, closed: CalibrationSession
) -> None:
    rita, rolf = user(session, "Rita"), user(session, "Rolf")
    noted = note_decision(session, rita, NOW, closed, " Naming it is enough. ", About("empathy", 1))
    assert noted.text == "Naming it is enough."
    change_decision(session, rita, NOW, closed, noted.id, "Naming it once is enough.")
    with pytest.raises(NotAllowedError):
        change_decision(session, rolf, NOW, closed, noted.id, "No")
    for text, about, error in (
        ("", About(), "decision_empty"),
        ("a" * 5_001, About(), "decision_too_long"),
        ("Yes", About("nothing"), "not_found"),
        ("Yes", About(None, 4), "not_found"),
    ):
        with pytest.raises(OperationError, match=error):
            note_decision(session, rita, NOW, closed, text, about)
    with pytest.raises(NotAllowedError):
        note_decision(session, user(session, "Ines"), NOW, closed, "Yes", About())
    again = calibration(session, user(session, "Tara"), [rita, rolf], [2], NOW)
    with pytest.raises(OperationError, match="calibration_open"):
        note_decision(session, rita, NOW, again, "Yes", About())


def test_marks_given_in_a_session_are_ones_own(session: Session, closed: CalibrationSession) -> None:
    found = session.scalars(select(Review).where(Review.calibration_id == closed.id))
    assert {mark.decision for review in found for mark in review.marks} == {Decision.OWN}
