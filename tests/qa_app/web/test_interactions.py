"""The page of one interaction: who sees it, what stands on it, and what it says while it is not ready."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Interaction, Stage, SuggestedScorecard, Transcript
from qa_app.store.people import User
from qa_app.store.reviews import Assignment, Review, ReviewState
from qa_app.store.work import Job, JobKind
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW, TALK, sign_in


def _looks(workplace: Workplace, action: str) -> list[AuditEvent]:
    with workplace.database.reading() as session:
        return list(session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


@pytest.mark.parametrize(
    ("who", "status"),
    [("Ines", 200), ("Otto", 404), ("Uwe", 404), ("Rita", 200), ("Tara", 200), ("Mara", 200), ("Ada", 403)],
)
def test_the_agent_and_those_who_judge_or_coach_see_a_conversation(app: Flask, who: str, status: int) -> None:
    assert sign_in(app, who).get("/interactions/1").status_code == status


def test_a_manager_does_not_see_conversations_of_other_teams(app: Flask) -> None:
    assert sign_in(app, "Mara").get("/interactions/2").status_code == 404


def test_the_page_shows_what_was_said_and_what_is_suggested(app: Flask) -> None:
    page = sign_in(app, "Ines").get("/interactions/1").text
    plain = re.sub(r"<[^>]*>", "", page)
    for _, words in TALK[:2]:
        assert words.split(".")[0] in plain
    assert 'class="said-shown"' in page
    assert "suggested" in page
    assert 'id="evidence-empathy-0"' in page
    assert "1 Nov 2026" in page
    assert "refund.json" in page


def test_times_are_in_the_readers_zone_with_the_conversations_own_beside_it(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        session.get_one(User, 1).time_zone = "Europe/Bucharest"
    page = sign_in(app, "Ines").get("/interactions/1").text
    assert "1 Nov 2026 11:30" in page
    assert "1 Nov 2026 09:30 Europe/London" in page


@pytest.mark.parametrize("zone", ["../../etc/passwd", "Nowhere/Atall", "+99:99", "<b>"])
def test_a_zone_that_is_none_is_left_out(app: Flask, workplace: Workplace, zone: str) -> None:
    with workplace.database.transaction() as session:
        session.get_one(Interaction, 1).time_zone = zone
    page = sign_in(app, "Ines").get("/interactions/1")
    assert page.status_code == 200
    assert zone not in page.text


def test_every_look_is_noted_and_the_agent_reads_who_looked(app: Flask, workplace: Workplace) -> None:
    sign_in(app, "Rita").get("/interactions/1")
    looks = _looks(workplace, "interaction.viewed")
    assert [(look.interaction_id, look.object_id) for look in looks] == [(1, 1)]
    page = sign_in(app, "Ines").get("/interactions/1").text
    who = page[page.index("Who looked at it") :]
    assert "Rita" in who
    assert "reviewer" in who
    assert "Who looked at it" not in sign_in(app, "Rita").get("/interactions/1").text


def test_asking_how_far_the_work_is_does_not_count_as_a_look(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        row = session.get_one(Interaction, 1)
        row.stage, row.progress = Stage.TRANSCRIBING, 0.25
    client = sign_in(app, "Rita")
    told = client.get("/interactions/1/progress").json
    assert told == {"over": False, "progress": 0.25, "words": "The recording is being transcribed"}
    assert _looks(workplace, "interaction.viewed") == []
    assert sign_in(app, "Uwe").get("/interactions/1/progress").status_code == 404


def test_while_it_is_scored_the_page_says_so_and_marks_nothing(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        row = session.get_one(Interaction, 1)
        row.stage, row.progress = Stage.SCORING, 0.5
    page = sign_in(app, "Rita").get("/interactions/1").text
    assert "The transcript is being scored" in page
    assert 'data-stage="/interactions/1/progress"' in page
    assert "data-evidence" not in page


def test_without_a_transcript_the_page_says_what_comes(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        row = session.get_one(Interaction, 1)
        row.stage = Stage.WAITING
        session.delete(session.get_one(Transcript, 1))
    page = sign_in(app, "Ines").get("/interactions/1").text
    assert "There is no transcript yet" in page
    assert "Repair" not in page


def test_why_it_was_not_scored_is_told_with_what_to_do(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        session.get_one(Interaction, 1).not_scored = "unsure_roles"
    page = sign_in(app, "Rita").get("/interactions/1").text
    assert "It is not certain enough who said what." in page
    assert "Put the transcript right" in page


def test_failed_work_is_told_and_can_be_tried_again(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        row = session.get_one(Interaction, 1)
        row.stage, row.problem = Stage.FAILED, "worker_died"
    assert "Try again" not in sign_in(app, "Ines").get("/interactions/1").text.replace("Try again, or ask", "")
    assert sign_in(app, "Ines").post("/interactions/1/retry").status_code == 403
    client = sign_in(app, "Rita")
    assert "The work was broken off three times" in client.get("/interactions/1").text
    assert client.post("/interactions/1/retry").status_code == 303
    with workplace.database.reading() as session:
        assert session.get_one(Interaction, 1).stage is Stage.WAITING
        assert session.scalars(
            select(Job.subject_id).where(Job.kind.in_((JobKind.PROCESS, JobKind.RESCORE)))
        ).all() == [1]
    assert client.post("/interactions/1/retry").status_code == 422


def test_an_unknown_problem_has_words_too(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        row = session.get_one(Interaction, 1)
        row.stage, row.problem, row.problem_detail = Stage.FAILED, "of_a_later_version", {"a": 1}
    assert "Something went wrong on our side" in sign_in(app, "Ines").get("/interactions/1").text


def test_a_reviewer_who_grades_blind_does_not_see_the_suggestion_here_either(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        session.add(
            Assignment(
                interaction_id=1, reviewer_id=rita.id, why="drawn", blind=True, due_on=date(2026, 11, 9), created_at=NOW
            )
        )
    page = sign_in(app, "Rita").get("/interactions/1").text
    assert "without seeing the suggestion" in page
    assert "data-evidence" not in page
    assert "evidence-" not in re.sub(r"static/evidence.js", "", page)
    assert "data-evidence" in sign_in(app, "Rolf").get("/interactions/1").text


def test_released_reviews_are_linked_and_drafts_only_for_whoever_writes_them(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        version = session.scalars(select(SuggestedScorecard)).first()
        assert version is not None
        for name, state in (("Rita", ReviewState.RELEASED), ("Rolf", ReviewState.DRAFT)):
            user = session.scalars(select(User).where(User.name == name)).one()
            session.add(
                Review(
                    interaction_id=1,
                    reviewer_id=user.id,
                    rubric_version_id=version.rubric_version_id,
                    state=state,
                    started_at=NOW,
                    changed_at=NOW,
                    released_at=NOW if state is ReviewState.RELEASED else None,
                    total=0.63 if state is ReviewState.RELEASED else None,
                )
            )
    page = sign_in(app, "Ines").get("/interactions/1").text
    reviews = page[page.index('id="reviews"') : page.index('id="comments"')]
    assert "Rita" in reviews
    assert "63" in reviews
    assert "draft" not in reviews
    page = sign_in(app, "Rolf").get("/interactions/1").text
    assert "Your draft" in page[page.index('id="reviews"') : page.index('id="comments"')]


def test_hostile_words_and_names_come_out_inert(app: Flask, workplace: Workplace) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    with workplace.database.transaction() as session:
        row = session.get_one(Interaction, 1)
        row.name = row.file_name = row.customer = evil
        row.language = '"><i>'[:8]
        transcript = session.get_one(Transcript, 1)
        turns = [{**turn, "text": evil, "name": evil} for turn in transcript.original["turns"]]
        transcript.original = {**transcript.original, "turns": turns}
    page = sign_in(app, "Rita").get("/interactions/1")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert "&lt;script&gt;alert" in page.text
