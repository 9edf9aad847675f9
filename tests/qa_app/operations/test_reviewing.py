"""Reviews from the beginning to the release, on the real database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.grading import Grading, How, card_of, grade, grading_of, mark_of, write_reasons
from qa_app.operations.regrading import is_outdated, take_new_suggestion
from qa_app.operations.reviewing import (
    Lack,
    lacks,
    seen_card,
    spend_time,
    start_review,
    submit,
    write_summary,
)
from qa_app.operations.suggesting import rubric_of, save_suggestion
from qa_app.store.audit import AuditEvent
from qa_app.store.blind_queries import is_blind
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction, Stage
from qa_app.store.people import RoleName, User
from qa_app.store.review_queries import next_assignment, place_in_queue
from qa_app.store.reviews import Assignment, AssignmentState, Decision, Review, ReviewState
from rubrics.load import rubric_for_channel
from scoring.evidence import Verdict
from scoring.marks import Mark, total
from scoring.overrule import overrule
from tests.qa_app import workplace as building
from tests.qa_app.workplace import NOW

LISTENING = "active_listening"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Ines is an agent with an account that reviews too; Rita and Rolf review; one interaction of Ines."""
    workplace = building.make_workplace(tmp_path)
    app = building.make_app(workplace)
    with workplace.database.writing() as opened:
        account = building.person(opened, app, "Ines", RoleName.AGENT, RoleName.REVIEWER)
        for name in ("Rita", "Rolf"):
            building.person(opened, app, name, RoleName.REVIEWER)
        building.person(opened, app, "Mara", RoleName.MANAGER)
        building.interaction(opened, building.agent(opened, "Ines", "North", account))
        yield opened
    workplace.database.close()


def user(session: Session, name: str) -> User:
    return session.scalars(select(User).where(User.name == name)).one()


def assigned(session: Session, name: str = "Rita", *, blind: bool = False, due: int = 3) -> Assignment:
    assignment = Assignment(
        interaction_id=1,
        reviewer_id=user(session, name).id,
        why="chosen",
        blind=blind,
        due_on=date(2026, 11, due),
        created_at=NOW,
    )
    session.add(assignment)
    session.flush()
    return assignment


def begun(session: Session) -> Review:
    return start_review(session, user(session, "Rita"), session.get_one(Interaction, 1), NOW)


def suggested(review: Review, criterion: str) -> Mark:
    card = card_of(review)
    assert card
    return next(mark for mark in card.marks if mark.criterion == criterion)


def decide(session: Session, review: Review, criterion: str, grading: Grading) -> None:
    grade(session, review.reviewer, review, criterion, grading, NOW)


def grade_all(session: Session, review: Review) -> None:
    """Take what is suggested, and level 3 where nothing is."""
    for criterion in rubric_of(review.rubric_version).criteria:
        nothing = suggested(review, criterion.id).score is None
        decide(session, review, criterion.id, Grading(How.LEVEL, 3) if nothing else Grading(How.ACCEPT))


def code(session: Session, review: Review, criterion: str, grading: Grading) -> str:
    with pytest.raises(OperationError) as raised:
        decide(session, review, criterion, grading)
    return raised.value.code


def test_there_is_one_review_for_each_interaction_and_reviewer(session: Session) -> None:
    first = begun(session)
    assert begun(session).id == first.id
    rolf = start_review(session, user(session, "Rolf"), session.get_one(Interaction, 1), NOW)
    assert rolf.id != first.id
    assert first.scorecard is not None
    assert first.rubric_version_id == first.scorecard.rubric_version_id


def test_nobody_grades_their_own_conversation_and_only_reviewers_grade(session: Session) -> None:
    interaction = session.get_one(Interaction, 1)
    with pytest.raises(NotAllowedError) as own:
        start_review(session, user(session, "Ines"), interaction, NOW)
    assert own.value.code == "own_conversation"
    with pytest.raises(NotAllowedError):
        start_review(session, user(session, "Mara"), interaction, NOW)


def test_what_is_not_ready_cannot_be_reviewed(session: Session) -> None:
    session.get_one(Interaction, 1).stage = Stage.SCORING
    with pytest.raises(OperationError, match="not_ready"):
        begun(session)


def test_who_accepts_has_the_suggested_mark(session: Session) -> None:
    review = begun(session)
    decide(session, review, LISTENING, Grading(How.ACCEPT))
    mark = mark_of(review, LISTENING)
    assert mark
    assert (mark.decision, mark.level) == (Decision.ACCEPTED, None)
    assert mark.score == mark.suggested == suggested(review, LISTENING).score


@pytest.mark.parametrize("level", range(5))
def test_a_level_is_a_quarter_each(session: Session, level: int) -> None:
    review = begun(session)
    decide(session, review, "empathy", Grading(How.LEVEL, level))
    mark = mark_of(review, "empathy")
    assert mark
    assert (mark.score, mark.level) == (level / 4, level)
    assert mark.suggested == 1.0
    assert mark.decision is (Decision.ACCEPTED if level == 4 else Decision.OVERRULED)


@pytest.mark.parametrize("level", [-1, 5, None])
def test_there_are_no_other_levels(session: Session, level: int | None) -> None:
    assert code(session, begun(session), "empathy", Grading(How.LEVEL, level)) == "level_unknown"


def test_where_nothing_was_suggested_the_mark_is_ones_own(session: Session) -> None:
    review = begun(session)
    assert code(session, review, "accuracy", Grading(How.ACCEPT)) == "nothing_suggested"
    decide(session, review, "accuracy", Grading(How.LEVEL, 2))
    mark = mark_of(review, "accuracy")
    assert mark
    assert (mark.decision, mark.suggested) == (Decision.OWN, None)


def test_striking_evidence_marks_what_is_left_by_the_library(session: Session) -> None:
    review = begun(session)
    before = suggested(review, LISTENING)
    missed = next(place for place, found in enumerate(before.evidence) if found.verdict is Verdict.MISSED)
    decide(session, review, LISTENING, Grading(struck={missed: "They summed up in turn 5."}))
    criterion = next(entry for entry in rubric_of(review.rubric_version).criteria if entry.id == LISTENING)
    mark = mark_of(review, LISTENING)
    assert mark
    assert mark.score == overrule(criterion, before, {missed}).score != before.score
    assert (mark.decision, mark.level, mark.suggested) == (Decision.OVERRULED, None, before.score)
    assert Lack(LISTENING, "reason") not in lacks(review)
    decide(session, review, LISTENING, replace(grading_of(review, LISTENING), struck={}))
    assert (mark.decision, mark.score) == (Decision.ACCEPTED, before.score)
    assert not review.struck


def test_a_level_stays_whatever_is_struck(session: Session) -> None:
    review = begun(session)
    decide(session, review, LISTENING, Grading(How.LEVEL, 2, "Asked too little.", {0: "no"}))
    mark = mark_of(review, LISTENING)
    assert mark
    assert mark.score == 0.5


def test_with_all_evidence_struck_there_is_no_mark_and_restoring_brings_it_back(session: Session) -> None:
    review = begun(session)
    decide(session, review, "empathy", Grading(struck={0: "That was about the order."}))
    mark = mark_of(review, "empathy")
    assert mark
    assert (mark.score, mark.decision) == (None, Decision.NOTHING_LEFT)
    decide(session, review, "empathy", replace(grading_of(review, "empathy"), struck={}))
    assert mark.score == suggested(review, "empathy").score


def test_evidence_that_is_not_there_cannot_be_struck(session: Session) -> None:
    assert code(session, begun(session), "empathy", Grading(struck={7: "no"})) == "not_found"
    assert code(session, begun(session), "nonsense", Grading(How.LEVEL, 1)) == "not_found"


def test_every_change_can_be_put_back(session: Session) -> None:
    review = begun(session)
    states = [
        Grading(),
        Grading(How.ACCEPT),
        Grading(How.LEVEL, 2, "so"),
        Grading(How.NOT_APPLICABLE, None, "not here"),
        Grading(How.ACCEPT, None, "", {0: "no", 3: ""}),
        Grading(How.LEVEL, 0, "", {1: "x"}),
    ]
    for state in (*states, *reversed(states)):
        decide(session, review, LISTENING, state)
        session.expire_all()
        assert grading_of(review, LISTENING) == state


def test_a_reason_is_kept_before_there_is_a_mark(session: Session) -> None:
    review = begun(session)
    write_reasons(session, review.reviewer, review, "empathy", ("Too cool.", {}), NOW)
    assert grading_of(review, "empathy") == Grading(reason="Too cool.")
    assert Lack("empathy", "mark") in lacks(review)


def test_what_differs_from_the_suggestion_needs_a_reason(session: Session) -> None:
    review = begun(session)
    grade_all(session, review)
    assert lacks(review) == ()
    decide(session, review, "empathy", Grading(How.LEVEL, 1))
    decide(session, review, "courtesy", Grading(How.NOT_APPLICABLE))
    decide(session, review, LISTENING, Grading(How.ACCEPT, struck={3: ""}))
    assert lacks(review) == (
        Lack("empathy", "reason"),
        Lack(LISTENING, "evidence_reason", 3),
        Lack("courtesy", "reason"),
    )
    with pytest.raises(OperationError, match="review_lacks"):
        submit(session, review.reviewer, review, NOW)
    assert review.state is ReviewState.DRAFT
    write_reasons(session, review.reviewer, review, "empathy", ("Only a formula.", {}), NOW)
    write_reasons(session, review.reviewer, review, "courtesy", ("Cut off.", {}), NOW)
    write_reasons(session, review.reviewer, review, LISTENING, ("", {3: "It was summed up."}), NOW)
    assert lacks(review) == ()


def test_a_review_is_released_with_a_mark_of_every_criterion_and_the_librarys_total(session: Session) -> None:
    assignment = assigned(session)
    review = begun(session)
    assert review.assignment_id == assignment.id
    weighty = [entry for entry in rubric_of(review.rubric_version).criteria if entry.weight]
    for criterion in weighty:
        nothing = suggested(review, criterion.id).score is None
        decide(session, review, criterion.id, Grading(How.LEVEL, 3) if nothing else Grading(How.ACCEPT))
    decide(session, review, "empathy", Grading(How.LEVEL, 2, "Only a formula."))
    submit(session, review.reviewer, review, NOW)
    session.expire_all()
    assert {mark.criterion for mark in review.marks} == {
        criterion.id for criterion in rubric_of(review.rubric_version).criteria
    }
    expected = total(
        Mark(criterion.id, criterion.weight, found.score)
        for criterion in weighty
        if (found := mark_of(review, criterion.id))
    )
    assert review.total == review.graded_total == expected
    assert review.released_at == NOW
    assert assignment.state is AssignmentState.DONE
    accuracy = mark_of(review, "accuracy")
    assert accuracy
    assert accuracy.decision is Decision.NOT_APPLICABLE


def test_after_the_release_nothing_changes(session: Session) -> None:
    review = begun(session)
    grade_all(session, review)
    spend_time(review.reviewer, review, 30, NOW + timedelta(minutes=1))
    submit(session, review.reviewer, review, NOW)
    rita = review.reviewer
    changes: tuple[Callable[[], None], ...] = (
        lambda: grade(session, rita, review, "empathy", Grading(How.LEVEL, 1, "no"), NOW),
        lambda: write_reasons(session, rita, review, "empathy", ("no", {}), NOW),
        lambda: write_summary(session, rita, review, "no", NOW),
        lambda: submit(session, rita, review, NOW),
        lambda: take_new_suggestion(session, rita, review, NOW),
    )
    for change in changes:
        with pytest.raises(OperationError, match="review_released"):
            change()
    spend_time(rita, review, 30, NOW + timedelta(hours=1))
    assert review.seconds == 30


def test_only_its_reviewer_changes_a_draft(session: Session) -> None:
    review = begun(session)
    with pytest.raises(NotAllowedError):
        grade(session, user(session, "Rolf"), review, "empathy", Grading(How.LEVEL, 1), NOW)
    with pytest.raises(NotAllowedError):
        spend_time(user(session, "Rolf"), review, 5, NOW)


def test_time_is_never_more_than_has_passed(session: Session) -> None:
    review = begun(session)
    spend_time(review.reviewer, review, 45, NOW + timedelta(seconds=60))
    assert review.seconds == 45
    spend_time(review.reviewer, review, 45, NOW + timedelta(seconds=60))
    assert review.seconds == 60
    spend_time(review.reviewer, review, 10_000_000, NOW + timedelta(hours=10))
    assert review.seconds == 660
    spend_time(review.reviewer, review, -500, NOW + timedelta(hours=10))
    assert review.seconds == 660


def test_blind_shows_the_suggestion_of_what_is_graded_and_no_more(session: Session) -> None:
    assigned(session, blind=True)
    assert is_blind(session, 1, user(session, "Rita").id)
    assert not is_blind(session, 1, user(session, "Rolf").id)
    review = begun(session)
    assert review.blind
    card = seen_card(review)
    assert card
    assert (card.marks, card.total, card.sentiment) == ((), None, None)
    assert code(session, review, "empathy", Grading(How.ACCEPT)) == "nothing_suggested"
    assert code(session, review, "empathy", Grading(struck={0: "no"})) == "not_found"
    decide(session, review, "empathy", Grading(How.LEVEL, 2))
    card = seen_card(review)
    assert card
    assert [mark.criterion for mark in card.marks] == ["empathy"]
    assert is_blind(session, 1, user(session, "Rita").id)
    mark = mark_of(review, "empathy")
    assert mark
    assert (mark.decision, mark.suggested) == (Decision.OWN, 1.0)


def test_blind_marks_need_no_reason_but_every_criterion_that_counts_needs_one(session: Session) -> None:
    assigned(session, blind=True)
    review = begun(session)
    weighty = [entry.id for entry in rubric_of(review.rubric_version).criteria if entry.weight]
    assert lacks(review) == tuple(Lack(criterion, "mark") for criterion in weighty)
    for criterion in weighty:
        decide(session, review, criterion, Grading(How.LEVEL, 1))
    submit(session, review.reviewer, review, NOW)
    assert review.total == 0.25
    assert not is_blind(session, 1, review.reviewer_id)


def scored_again(session: Session, review: Review) -> None:
    """The transcript was put right: the missed summary was no miss, and empathy is worth less."""
    card = card_of(review)
    assert card
    marks = tuple(
        replace(mark, evidence=mark.evidence[1:], score=0.9)
        if mark.criterion == LISTENING
        else replace(mark, score=0.5)
        if mark.criterion == "empathy"
        else mark
        for mark in card.marks
    )
    save_suggestion(session, review.interaction, replace(card, marks=marks), rubric_for_channel("call"), NOW)


def test_a_draft_goes_on_with_a_new_suggestion_and_keeps_its_marks(session: Session) -> None:
    review = begun(session)
    assert not is_outdated(session, review)
    decide(session, review, "empathy", Grading(How.ACCEPT))
    decide(session, review, LISTENING, Grading(How.LEVEL, 2, "so", {0: "not there any more", 3: "no"}))
    scored_again(session, review)
    assert is_outdated(session, review)
    take_new_suggestion(session, review.reviewer, review, NOW)
    session.expire_all()
    assert not is_outdated(session, review)
    empathy, listening = mark_of(review, "empathy"), mark_of(review, LISTENING)
    assert empathy
    assert listening
    assert (empathy.score, empathy.suggested, empathy.decision) == (1.0, 0.5, Decision.OVERRULED)
    assert Lack("empathy", "reason") in lacks(review)
    assert (listening.score, listening.suggested) == (0.5, 0.9)
    assert {row.number: row.reason for row in review.struck} == {2: "no"}
    decide(session, review, "empathy", Grading(How.ACCEPT))
    assert (empathy.score, empathy.decision) == (0.5, Decision.ACCEPTED)


def test_the_queue_gives_the_most_urgent_first(session: Session) -> None:
    rita = user(session, "Rita")
    assert next_assignment(session, rita) is None
    later, soon = assigned(session, due=20), assigned(session, due=4)
    assigned(session, "Rolf", due=1)
    assert next_assignment(session, rita) == soon
    assert next_assignment(session, rita, after=soon) == later
    assert next_assignment(session, rita, after=later) is None
    assert place_in_queue(session, later) == (2, 2)
    soon.state = AssignmentState.DONE
    session.flush()
    assert next_assignment(session, rita) == later


def test_every_change_leaves_a_trace_without_words_of_anybody(session: Session) -> None:
    review = begun(session)
    decide(session, review, "empathy", Grading(How.LEVEL, 1, "a secret reason", {0: "another secret"}))
    write_summary(session, review.reviewer, review, "a secret summary", NOW)
    session.flush()
    events = session.scalars(select(AuditEvent).where(AuditEvent.object_type == "reviews")).all()
    assert [event.action for event in events] == [
        "review.started",
        "review.marked",
        "review.evidence_struck",
        "review.summary_written",
    ]
    assert all(event.interaction_id == 1 and event.agent_id for event in events)
    assert "secret" not in str([(event.why, event.fields) for event in events])
