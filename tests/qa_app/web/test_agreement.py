"""Where suggestions agree too little with people they are withheld; where a correction helps it may be used."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.operations import agreement_stops, suggesting
from qa_app.operations.agreement_figures import figures_from_json
from qa_app.operations.export_values import suggestion as exported
from qa_app.operations.processing import score_interaction
from qa_app.operations.reviewing import lacks, start_review
from qa_app.operations.standards import Standards
from qa_app.operations.suggesting import scorecard_of
from qa_app.store.agreement_queries import latest_run
from qa_app.store.audit import AuditEvent
from qa_app.store.calibrations import LearnedCorrection, RunKind, StoppedSuggestion
from qa_app.store.database import Session
from qa_app.store.interaction_queries import current_suggestion
from qa_app.store.interactions import Interaction, Stage, SuggestedMark
from qa_app.store.people import Agent, User
from qa_app.store.reviews import Assignment, Review
from qa_app.store.work import Job, JobKind, JobState
from qa_app.worker import Queue, run_job
from qa_app.workplace import Workplace
from rubrics.load import rubric_for_channel
from scoring.adjusted import corrected_mark
from scoring.agreement import agreement
from scoring.overrule import overrule
from scoring.scorecard import Scorecard
from tests.qa_app.agreeing import Marks, agreeing, disagreeing, lowered, marks_in, reviewed
from tests.qa_app.workplace import conversation, scored, sign_in
from transcripts.conversation import Conversation

EMPATHY, CLARITY = "empathy", "clarity"


@pytest.fixture(autouse=True)
def _without_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same code without the wait for the embedding."""
    monkeypatch.setattr(suggesting, "embedding", lambda: None)


def ago(days: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def seed(
    workplace: Workplace, where: tuple[str, str], marks: Marks, at: datetime | None = None, blind: bool = True
) -> None:
    with workplace.database.transaction() as session:
        who = session.scalars(select(Agent).where(Agent.name == "Ines")).one()
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        reviewed(session, (who, rita), where, marks, at or ago(20), blind)


def work_off(workplace: Workplace) -> None:
    """Do the jobs that wait, and those that they ask for."""
    while waiting := _waiting(workplace):
        for job in waiting:
            run_job(workplace, job, lambda _: None)
    with workplace.database.reading() as session:
        assert session.scalars(select(Job.problem).where(Job.problem.is_not(None))).all() == []


def _waiting(workplace: Workplace) -> Sequence[int]:
    with workplace.database.reading() as session:
        return session.scalars(select(Job.id).where(Job.state == JobState.WAITING)).all()


def check(app: Flask, workplace: Workplace) -> str:
    """Have agreement checked; the page after it."""
    client = sign_in(app, "Tara")
    assert client.post("/agreement/check").status_code == 303
    work_off(workplace)
    return client.get("/agreement").text


def learn(app: Flask, workplace: Workplace) -> str:
    client = sign_in(app, "Tara")
    assert client.post("/agreement/learn").status_code == 303
    work_off(workplace)
    return client.get("/agreement").text


def stopped(workplace: Workplace) -> list[tuple[str, str]]:
    with workplace.database.reading() as session:
        rows = session.scalars(select(StoppedSuggestion).where(StoppedSuggestion.resumed_at.is_(None)))
        return sorted((row.criterion, row.language) for row in rows)


def audited(workplace: Workplace, action: str) -> list[dict[str, object]]:
    with workplace.database.reading() as session:
        return list(session.scalars(select(AuditEvent.fields).where(AuditEvent.action == action)))


def queued(session: Session, *numbers: int) -> User:
    """Rita, with some interactions in her queue."""
    rita = session.scalars(select(User).where(User.name == "Rita")).one()
    for number in numbers:
        talk, due = session.get_one(Interaction, number), ago(-3).date()
        session.add(Assignment(interaction=talk, reviewer=rita, why="chosen", due_on=due, created_at=ago(1)))
    return rita


def scored_now(workplace: Workplace, interaction_id: int = 1) -> Scorecard:
    """The suggestion after scoring an interaction anew."""
    with workplace.database.transaction() as session:
        session.add(Job(kind=JobKind.RESCORE, subject_id=interaction_id, created_at=ago(0)))
    work_off(workplace)
    with workplace.database.reading() as session:
        kept = current_suggestion(session, interaction_id)
        assert kept is not None
        return scorecard_of(kept)


def test_a_criterion_that_disagrees_in_one_language_is_stopped_there_and_only_there(
    app: Flask, workplace: Workplace
) -> None:
    seed(workplace, (EMPATHY, "en"), disagreeing(60))
    seed(workplace, (EMPATHY, "de"), agreeing(60))
    seed(workplace, (CLARITY, "en"), agreeing(60))
    page = check(app, workplace)
    assert stopped(workplace) == [(EMPATHY, "en")]
    assert "Agree enough with people: 2. Too little: 1. Too few reviews to say: 0." in page
    assert "not suggested since" in page
    assert "below the limit of 0.667" in page
    rubrics = sign_in(app, "Rita")
    assert "Not suggested at present in: English" in rubrics.get("/rubrics/product/call").text
    assert "Empathy: English" in rubrics.get("/rubrics").text
    (fields,) = audited(workplace, "suggestion.stopped")
    assert (fields["criterion"], fields["language"], fields["n"], fields["blind"]) == (EMPATHY, "en", 60, True)


def test_what_is_stopped_is_not_in_the_next_suggestion_and_people_grade_it_alone(
    app: Flask, workplace: Workplace
) -> None:
    before = scored_now(workplace)
    seed(workplace, (EMPATHY, "en"), disagreeing(60))
    check(app, workplace)
    card = scored_now(workplace)
    mark = next(mark for mark in card.marks if mark.criterion == EMPATHY)
    assert (mark.score, mark.not_judged, mark.evidence) == (None, "withheld", ())
    assert mark.automatic == marks_in(before)[EMPATHY]
    assert marks_in(card) == marks_in(before) | {EMPATHY: None}
    assert card.total != before.total
    client = sign_in(app, "Rita")
    assert "Not suggested at present in this language" in client.get("/interactions/1").text
    with workplace.database.transaction() as session:
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        review = start_review(session, rita, session.get_one(Interaction, 1), ago(0))
        assert EMPATHY in {lack.criterion for lack in lacks(review)}
    page = client.get(f"/reviews/{review.id}/edit").text
    part = page.split('id="criterion-empathy"')[1].split("</details>")[0]
    assert "Not suggested at present in this language" in part
    assert "suggested 100" not in part
    with workplace.database.reading() as session:
        kept = session.scalars(select(SuggestedMark).where(SuggestedMark.criterion == EMPATHY)).all()
        assert [(one.score, one.automatic) for one in kept if one.interaction_id == 1] == [(None, mark.automatic)]


def test_a_mark_given_where_nothing_was_suggested_is_a_blind_one_with_the_automatic_mark(
    app: Flask, workplace: Workplace
) -> None:
    seed(workplace, (EMPATHY, "en"), disagreeing(60))
    check(app, workplace)
    automatic = next(mark.automatic for mark in scored_now(workplace).marks if mark.criterion == EMPATHY)
    client = sign_in(app, "Rita")
    assert client.post("/reviews/start/1").status_code == 303
    client.post("/reviews/61/edit", data={"do": "level:empathy:2", "state": "", "seconds": "1"})
    with workplace.database.reading() as session:
        review = session.scalars(select(Review).where(Review.interaction_id == 1)).one()
        (mark,) = [mark for mark in review.marks if mark.criterion == EMPATHY]
        assert (mark.suggested, mark.automatic, mark.score) == (None, automatic, 0.5)


def test_the_withheld_mark_is_in_nothing_that_pages_give_out(app: Flask, workplace: Workplace) -> None:
    seed(workplace, (EMPATHY, "en"), disagreeing(60))
    check(app, workplace)
    scored_now(workplace)
    with workplace.database.reading() as session:
        kept = current_suggestion(session, 1)
        assert kept is not None
        assert "automatic" in kept.body["marks"][EMPATHY]
        assert "automatic" not in exported(kept)["scorecard"]["marks"][EMPATHY]


def test_suggestions_come_back_when_they_agree_again(app: Flask, workplace: Workplace) -> None:
    seed(workplace, (EMPATHY, "en"), disagreeing(60), ago(60))
    check(app, workplace)
    with workplace.database.transaction() as session:
        session.scalars(select(StoppedSuggestion)).one().stopped_at = ago(30)
    seed(workplace, (EMPATHY, "en"), agreeing(40))
    page = check(app, workplace)
    assert stopped(workplace) == []
    assert "resumed" in page
    assert audited(workplace, "suggestion.resumed")[0]["n"] == 40
    check(app, workplace)
    assert stopped(workplace) == [], "the pairs before the stop must not stop it again"
    assert marks_in(scored_now(workplace))[EMPATHY] is not None


def test_a_little_better_is_not_enough_to_come_back(app: Flask, workplace: Workplace) -> None:
    seed(workplace, (EMPATHY, "en"), disagreeing(60), ago(60))
    check(app, workplace)
    with workplace.database.transaction() as session:
        session.scalars(select(StoppedSuggestion)).one().stopped_at = ago(30)
    seed(workplace, (EMPATHY, "en"), agreeing(29))
    check(app, workplace)
    assert stopped(workplace) == [(EMPATHY, "en")], "29 are no figure"


def test_too_few_reviews_stop_nothing(app: Flask, workplace: Workplace) -> None:
    seed(workplace, (EMPATHY, "en"), disagreeing(29))
    page = check(app, workplace)
    assert stopped(workplace) == []
    assert "too few to say: 29 of 30 conversations" in page


def test_the_limit_is_the_one_that_was_set(app: Flask, workplace: Workplace) -> None:
    seed(workplace, (EMPATHY, "en"), agreeing(60))
    assert sign_in(app, "Ada").post("/settings/lowest_alpha", data={"value": "0.99"}).status_code == 303
    page = check(app, workplace)
    assert stopped(workplace) == [(EMPATHY, "en")]
    assert "below the limit of 0.99" in page


def test_figures_are_those_of_the_library_and_rest_on_blind_reviews_where_there_are_enough(
    app: Flask, workplace: Workplace
) -> None:
    seed(workplace, (EMPATHY, "en"), disagreeing(40), blind=True)
    seed(workplace, (EMPATHY, "en"), agreeing(80), blind=False)
    seed(workplace, (CLARITY, "en"), disagreeing(20), blind=True)
    seed(workplace, (CLARITY, "en"), agreeing(80), blind=False)
    check(app, workplace)
    with workplace.database.reading() as session:
        run = latest_run(session, RunKind.CHECK, done=True)
        assert run is not None
        found = {row.criterion: row for row in figures_from_json(run.result).rows}

    def expected(*marks: Marks) -> object:
        pairs = [pair for part in marks for pair in part]
        names = [str(place) for place in range(len(pairs))]
        return agreement(names, [automatic for automatic, _ in pairs], [human for _, human in pairs])

    assert found[EMPATHY].now.blind
    assert found[EMPATHY].now.found == found[EMPATHY].blind == expected(disagreeing(40))
    assert found[EMPATHY].open == expected(agreeing(80))
    assert not found[CLARITY].now.blind
    assert found[CLARITY].now.found == expected(disagreeing(20), agreeing(80))
    assert stopped(workplace) == [(EMPATHY, "en")]


def test_what_waits_in_queues_is_scored_again_and_reviews_keep_theirs(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rita = queued(session, 1, 2)
        review = start_review(session, rita, session.get_one(Interaction, 2), ago(1))
        card = review.scorecard_id
    seed(workplace, (EMPATHY, "en"), disagreeing(60))
    check(app, workplace)
    with workplace.database.reading() as session:
        for number in (1, 2):
            kept = current_suggestion(session, number)
            assert kept is not None
            assert marks_in(scorecard_of(kept))[EMPATHY] is None
            assert session.get_one(Interaction, number).stage is Stage.DONE
        assert session.get_one(Review, review.id).scorecard_id == card
    assert audited(workplace, "suggestion.scored_again") == [{"language": "en", "interactions": 2}]


def test_what_is_scored_while_a_criterion_is_stopped_does_not_keep_its_mark(app: Flask, workplace: Workplace) -> None:
    client = sign_in(app, "Tara")
    with workplace.database.transaction() as session:
        queued(session, 1)

    def stopped_meanwhile(talk: Conversation, standards: Standards) -> Scorecard:
        card = suggesting.suggestion(talk, standards)
        client.post("/agreement/stop", data={"criterion": EMPATHY, "language": "en", "reason": "New products"})
        return card

    score_interaction(workplace, 1, lambda _: None, stopped_meanwhile)
    work_off(workplace)
    with workplace.database.reading() as session:
        kept = current_suggestion(session, 1)
        assert kept is not None
        assert marks_in(scorecard_of(kept))[EMPATHY] is None
        assert session.get_one(Interaction, 1).stage is Stage.DONE


def test_what_could_not_be_heard_keeps_saying_so_when_suggestions_are_stopped(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        queued(session, 1)
        talk = session.get_one(Interaction, 1)
        session.delete(talk.transcript)
        talk.stage, talk.problem = Stage.FAILED, "file_gone"
    answer = sign_in(app, "Tara").post(
        "/agreement/stop", data={"criterion": EMPATHY, "language": "en", "reason": "New products"}
    )
    assert answer.status_code == 303
    work_off(workplace)
    with workplace.database.reading() as session:
        talk = session.get_one(Interaction, 1)
        assert (talk.stage, talk.problem) == (Stage.FAILED, "file_gone")


def test_however_often_it_is_stopped_and_resumed_each_conversation_waits_once_to_be_scored(
    app: Flask, workplace: Workplace
) -> None:
    with workplace.database.transaction() as session:
        queued(session, 1, 2)
    client = sign_in(app, "Tara")
    for criterion in (EMPATHY, CLARITY):
        client.post("/agreement/stop", data={"criterion": criterion, "language": "en", "reason": "New products"})
    client.post("/agreement/stops/1/resume", data={"reason": "They are known"})
    with workplace.database.reading() as session:
        jobs = session.scalars(select(Job.subject_id).where(Job.kind == JobKind.RESCORE).order_by(Job.id)).all()
        assert jobs == [1, 2]
        assert {session.get_one(Interaction, number).stage for number in (1, 2)} == {Stage.SCORING}
    assert audited(workplace, "suggestion.scored_again") == [{"language": "en", "interactions": 2}]
    work_off(workplace)
    with workplace.database.reading() as session:
        kept = current_suggestion(session, 2)
        assert kept is not None
        marks = marks_in(scorecard_of(kept))
        assert (marks[EMPATHY] is None, marks[CLARITY]) == (False, None)


def test_a_trainer_stops_and_resumes_with_a_reason_and_the_check_leaves_it_so(app: Flask, workplace: Workplace) -> None:
    seed(workplace, (EMPATHY, "en"), agreeing(60))
    check(app, workplace)
    client = sign_in(app, "Tara")
    where = {"criterion": EMPATHY, "language": "en"}
    refused = client.post("/agreement/stop", data={**where, "reason": " "})
    assert refused.status_code == 422
    assert "Say why" in refused.text
    page = client.post("/agreement/stop", data={**where, "reason": "New products"}, follow_redirects=True).text
    assert "Tara: New products" in page
    assert client.post("/agreement/stop", data={**where, "reason": "Again"}).status_code == 422
    check(app, workplace)
    assert stopped(workplace) == [(EMPATHY, "en")], "what a person stopped, a person resumes"
    page = client.post("/agreement/stops/1/resume", data={"reason": "They are known"}, follow_redirects=True).text
    assert "Tara: They are known" in page
    assert stopped(workplace) == []
    seed(workplace, (EMPATHY, "en"), disagreeing(60), ago(20))
    check(app, workplace)
    assert stopped(workplace) == [], "only what is reviewed after a person resumed it counts"
    assert len(audited(workplace, "suggestion.stopped")) == len(audited(workplace, "suggestion.resumed")) == 1


def test_two_who_stop_at_once_stop_it_once(app: Flask, workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(app, "Tara")
    where = {"criterion": EMPATHY, "language": "en", "reason": "New products"}
    client.post("/agreement/stop", data=where)
    # The second looked before the first was there.
    monkeypatch.setattr(agreement_stops, "last_stop", lambda *_: None)
    assert client.post("/agreement/stop", data=where).status_code == 409
    assert stopped(workplace) == [(EMPATHY, "en")]


def test_nobody_stops_what_there_is_not(app: Flask) -> None:
    client = sign_in(app, "Tara")
    for where in ({"criterion": "nonsense", "language": "en"}, {"criterion": EMPATHY, "language": "xx"}):
        assert client.post("/agreement/stop", data={**where, "reason": "So"}).status_code == 404


def test_a_correction_that_helps_may_be_used_and_both_marks_are_shown(app: Flask, workplace: Workplace) -> None:
    before = scored_now(workplace)
    seed(workplace, (EMPATHY, "en"), lowered(120))
    page = learn(app, workplace)
    assert "Helps: on reviews held back" in page
    assert scored_now(workplace) == before, "learned is not yet used"
    client = sign_in(app, "Tara")
    assert client.post("/agreement/corrections/1", data={"do": "on"}).status_code == 303
    card = scored_now(workplace)
    mark = next(mark for mark in card.marks if mark.criterion == EMPATHY)
    assert (mark.automatic, mark.score) == (marks_in(before)[EMPATHY], 0.5)
    assert before.total is not None
    assert card.total is not None
    assert card.total < before.total
    assert mark.arithmetic == next(one.arithmetic for one in before.marks if one.criterion == EMPATHY)
    assert "Reckoned 100, corrected to 50 as people here mark." in client.get("/interactions/1").text
    client.post("/agreement/corrections/1", data={"do": "off"})
    assert scored_now(workplace) == before
    assert len(audited(workplace, "correction.switched_on")) == len(audited(workplace, "correction.switched_off")) == 1


def test_a_correction_that_does_not_help_cannot_be_switched_on(app: Flask, workplace: Workplace) -> None:
    seed(workplace, (EMPATHY, "en"), disagreeing(120))
    seed(workplace, (CLARITY, "en"), agreeing(40))
    page = learn(app, workplace)
    assert "No clear gain on reviews held back" in page
    assert "Too few reviews to learn from: 90 conversations are needed." in page
    assert "Switch on" not in page
    for number in (1, 2):
        answer = sign_in(app, "Tara").post(f"/agreement/corrections/{number}", data={"do": "on"})
        assert answer.status_code == 422
    with workplace.database.reading() as session:
        assert not any(session.scalars(select(LearnedCorrection.on)))


def test_learning_anew_keeps_what_proves_itself_and_switches_off_what_does_not(
    app: Flask, workplace: Workplace
) -> None:
    seed(workplace, (EMPATHY, "en"), lowered(120), ago(90))
    learn(app, workplace)
    sign_in(app, "Tara").post("/agreement/corrections/1", data={"do": "on"})
    seed(workplace, (EMPATHY, "en"), lowered(30), ago(80))
    learn(app, workplace)
    with workplace.database.reading() as session:
        assert session.scalars(select(LearnedCorrection.on)).all() == [True]
    seed(workplace, (EMPATHY, "en"), disagreeing(200))
    page = learn(app, workplace)
    assert "switched off, as the correction did not prove itself again" in page
    with workplace.database.reading() as session:
        assert session.scalars(select(LearnedCorrection.on)).all() == [False]
    assert audited(workplace, "correction.dropped") == [{"criterion": EMPATHY, "languages": ["en"]}]


def test_evidence_struck_of_a_corrected_mark_is_corrected_in_the_same_way(workplace: Workplace) -> None:
    rubric = rubric_for_channel("call")
    criterion = next(one for one in rubric.criteria if one.id == "active_listening")
    mark = next(one for one in scored(conversation()).marks if one.criterion == criterion.id)
    knots = ((0.0, 0.0), (1.0, 0.5))
    left, corrected_left = (
        overrule(criterion, mark, {0}),
        overrule(criterion, corrected_mark(mark, knots, criterion), {0}),
    )
    assert left.score is not None
    assert corrected_left.automatic == left.score
    assert corrected_left.score == pytest.approx(left.score / 2, abs=1e-4)


def test_the_worker_checks_once_a_day_when_there_are_reviews(app: Flask, workplace: Workplace) -> None:
    queue = Queue(workplace)
    try:
        queue.sweep()
        assert _checks(workplace) == 0
        seed(workplace, (EMPATHY, "en"), disagreeing(60))
        queue.sweep()
        queue.sweep()
        assert _checks(workplace) == 1
        work_off(workplace)
        queue.sweep()
        assert _checks(workplace) == 1
    finally:
        queue.close()
    assert stopped(workplace) == [(EMPATHY, "en")]
    assert "stopped" in sign_in(app, "Rita").get("/agreement").text


def _checks(workplace: Workplace) -> int:
    with workplace.database.reading() as session:
        return len(session.scalars(select(Job.id).where(Job.kind == JobKind.CHECK_AGREEMENT)).all())


def test_readers_see_it_and_trainers_change_it(app: Flask, workplace: Workplace) -> None:
    assert "No figures yet." in sign_in(app, "Rita").get("/agreement").text
    seed(workplace, (EMPATHY, "en"), disagreeing(60))
    check(app, workplace)
    for name in ("Rita", "Mara"):
        client = sign_in(app, name)
        page = client.get("/agreement").text
        assert "not suggested since" in page
        assert "<button" not in page.split("<main")[1]
        for address in ("check", "learn", "stop", "stops/1/resume", "corrections/1"):
            assert client.post(f"/agreement/{address}").status_code == 403
    for name in ("Ines", "Ada"):
        assert sign_in(app, name).get("/agreement").status_code == 403


def test_the_page_shows_one_language_and_gives_tables_away(app: Flask, workplace: Workplace) -> None:
    seed(workplace, (EMPATHY, "en"), disagreeing(60))
    seed(workplace, (EMPATHY, "de"), agreeing(60))
    check(app, workplace)
    client = sign_in(app, "Mara")
    page = client.get("/agreement?language=de").text
    assert "Agree enough with people: 1. Too little: 0." in page
    table = client.get("/agreement/figures/csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert [row[:3] for row in rows[1:]] == [
        [name, language, kind]
        for name, language in (("Empathy", "English"), ("Empathy", "German"))
        for kind in ("counts: blind", "blind", "suggestion in view")
    ]
    log = client.get("/agreement/log/csv").data.decode("utf-8-sig")
    assert "daily check" in log
    assert client.get("/agreement/log/xlsx").data[:2] == b"PK"
    assert client.get("/agreement/log/exe").status_code == 404


def test_the_tables_give_the_days_of_whoever_takes_them(app: Flask, workplace: Workplace) -> None:
    seed(workplace, (EMPATHY, "en"), disagreeing(60))
    check(app, workplace)
    with workplace.database.transaction() as session:
        session.scalars(select(StoppedSuggestion)).one().stopped_at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
        session.scalars(select(User).where(User.name == "Mara")).one().time_zone = "Europe/Bucharest"
    client = sign_in(app, "Mara")
    figures, log = (
        list(csv.DictReader(io.StringIO(client.get(f"/agreement/{table}/csv").data.decode("utf-8-sig"))))
        for table in ("figures", "log")
    )
    assert {row["Stopped since"] for row in figures} == {"2026-03-02"}
    assert [row["Stopped"] for row in log] == ["2026-03-02"]
