"""Putting a transcript right: step by step, undone, scored again, and never one person over another."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_app.operations.processing import score_interaction
from qa_app.operations.standards import Standards
from qa_app.operations.suggesting import conversation_of, suggestion
from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Comment, Interaction, Stage, SuggestedScorecard, Transcript
from qa_app.store.people import User
from qa_app.store.work import Job, JobKind, JobState
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from scoring.scorecard import Scorecard
from tests.qa_app.workplace import NOW, TALK, sign_in
from transcripts.conversation import Conversation

REPAIR = "/interactions/1/repair"


def _now(workplace: Workplace) -> Conversation:
    with workplace.database.reading() as session:
        return conversation_of(session.get_one(Transcript, 1))


def _change(client: FlaskClient, place: int, **data: Any) -> Any:
    speaker, text = TALK[place]
    form = {"known": 0, "turn": place, "speaker": speaker.value, "text": text, "do": "save", **data}
    return client.post(f"{REPAIR}/turns", data=form)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return sign_in(app, "Rita")


def test_a_corrected_text_is_kept_beside_what_was_heard_and_scored_again(
    client: FlaskClient, workplace: Workplace
) -> None:
    answer = _change(client, 3, text="It is a lot of money for us. The order number is 4712.")
    assert (answer.status_code, answer.location) == (303, f"{REPAIR}#turn-3")
    assert _now(workplace).turns[3].text.endswith("4712.")
    with workplace.database.reading() as session:
        transcript = session.get_one(Transcript, 1)
        assert transcript.original["turns"][3]["text"].endswith("4711.")
        assert [step["step"] for step in transcript.steps] == ["correct_text"]
        assert session.get_one(Interaction, 1).stage is Stage.SCORING
        (job,) = session.scalars(select(Job).where(Job.kind == JobKind.RESCORE)).all()
        assert job.subject_id == 1
    page = client.get(REPAIR).text
    assert "The transcript is being scored" in page
    run_job(workplace, job.id, lambda ids: None)
    page = client.get(REPAIR).text
    assert "The suggestion is of the transcript as it is now." in page
    with workplace.database.reading() as session:
        assert session.get_one(Job, job.id).state is JobState.DONE
        cards = session.scalars(select(SuggestedScorecard).where(SuggestedScorecard.interaction_id == 1)).all()
        assert len(cards) == 2


def test_what_is_put_right_while_it_waits_or_is_scored_is_scored_once_as_it_is_then(
    client: FlaskClient, workplace: Workplace
) -> None:
    _change(client, 3, text="It is a lot of money for us.")
    _change(client, 5, known=1, text="Yes.")

    def put_right_meanwhile(talk: Conversation, standards: Standards) -> Scorecard:
        if talk.turns[5].text == "Yes.":
            _change(client, 5, known=2, text="No.")
        said.append(talk.turns[5].text)
        return suggestion(talk, standards)

    said: list[str] = []
    score_interaction(workplace, 1, lambda _: None, put_right_meanwhile)
    assert said == ["Yes.", "No."]
    with workplace.database.reading() as session:
        assert session.get_one(Interaction, 1).stage is Stage.DONE
        assert len(session.scalars(select(Job.id).where(Job.kind == JobKind.RESCORE)).all()) == 1
        cards = select(SuggestedScorecard.id).where(SuggestedScorecard.interaction_id == 1)
        assert len(session.scalars(cards).all()) == 2


def test_swapped_speakers_and_back(client: FlaskClient, workplace: Workplace) -> None:
    answer = client.post(f"{REPAIR}/swap", data={"known": 0, "first": "agent", "second": "customer"})
    assert answer.status_code == 303
    assert [turn.speaker for turn in _now(workplace).turns[:2]] == [TALK[1][0], TALK[0][0]]
    assert client.post(f"{REPAIR}/undo", data={"known": 1}).status_code == 303
    assert [turn.speaker for turn in _now(workplace).turns] == [speaker for speaker, _ in TALK]
    with workplace.database.reading() as session:
        transcript = session.get_one(Transcript, 1)
        assert (transcript.steps, transcript.current) == ([], None)
    assert client.post(f"{REPAIR}/undo", data={"known": 0}).status_code == 422


def test_swapping_the_same_says_why_it_cannot_be_done(client: FlaskClient) -> None:
    answer = client.post(f"{REPAIR}/swap", data={"known": 0, "first": "agent", "second": "agent"})
    assert answer.status_code == 422
    assert "no turns of two different speakers" in answer.text


def test_one_button_saves_speaker_and_text_together(client: FlaskClient, workplace: Workplace) -> None:
    _change(client, 5, speaker="other", text="Yes, right.")
    turn = _now(workplace).turns[5]
    assert (turn.speaker.value, turn.text) == ("other", "Yes, right.")
    with workplace.database.reading() as session:
        assert len(session.get_one(Transcript, 1).steps) == 2


def test_splitting_keeps_what_was_typed_too(client: FlaskClient, workplace: Workplace) -> None:
    answer = _change(client, 5, text="Yes of course exactly.", do="split", word=3, second="agent")
    assert answer.status_code == 303
    turns = _now(workplace).turns
    assert [(turn.speaker.value, turn.text) for turn in turns[5:7]] == [
        ("customer", "Yes of course"),
        ("agent", "exactly."),
    ]
    assert len(turns) == len(TALK) + 1


def test_joining_and_removing(client: FlaskClient, workplace: Workplace) -> None:
    _change(client, 0, do="join")
    assert _now(workplace).turns[0].text == f"{TALK[0][1]}\n{TALK[1][1]}"
    _change(client, 1, known=1, do="remove")
    assert _now(workplace).turns[1].text == TALK[3][1]
    with workplace.database.reading() as session:
        assert session.get_one(Interaction, 1).turns == len(TALK) - 2


def test_comments_stay_with_their_words(client: FlaskClient, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        session.add_all(
            Comment(interaction_id=1, turn=turn, author_id=rita.id, text=str(turn), created_at=NOW)
            for turn in (None, 0, 3, 5)
        )

    def places() -> list[int | None]:
        with workplace.database.reading() as session:
            return list(session.scalars(select(Comment.turn).order_by(Comment.id)))

    _change(client, 3, do="split", word=2)
    assert places() == [None, 0, 3, 6]
    client.post(f"{REPAIR}/undo", data={"known": 1})
    assert places() == [None, 0, 3, 5]
    _change(client, 3, do="join")
    assert places() == [None, 0, 3, 4]
    client.post(f"{REPAIR}/undo", data={"known": 1})
    assert places() == [None, 0, 3, 5]
    _change(client, 1, do="remove")
    assert places() == [None, 0, 2, 4]
    client.post(f"{REPAIR}/undo", data={"known": 1})
    assert places() == [None, 0, 3, 5]


def test_nothing_changed_is_no_step(client: FlaskClient, workplace: Workplace) -> None:
    assert _change(client, 2).status_code == 303
    with workplace.database.reading() as session:
        assert session.get_one(Transcript, 1).steps == []
        assert session.get_one(Interaction, 1).stage is Stage.DONE


def test_two_people_at_once_nobody_writes_over_the_other_and_what_was_typed_is_kept(
    app: Flask, client: FlaskClient, workplace: Workplace
) -> None:
    _change(sign_in(app, "Rolf"), 2, text="What Rolf heard.")
    answer = _change(client, 2, text="What Rita heard.")
    assert answer.status_code == 422
    assert "Someone else has repaired this transcript" in answer.text
    assert "What Rita heard.</textarea>" in answer.text
    assert "What Rolf heard." in answer.text
    assert 'name="known" value="1"' in answer.text
    assert _now(workplace).turns[2].text == "What Rolf heard."
    assert _change(client, 2, known=1, text="What Rita heard.").status_code == 303
    assert _now(workplace).turns[2].text == "What Rita heard."
    assert client.post(f"{REPAIR}/undo", data={"known": 1}).status_code == 422


def test_what_was_typed_is_kept_even_where_the_turn_is_gone(app: Flask, client: FlaskClient) -> None:
    _change(sign_in(app, "Rolf"), 7, do="join")
    answer = _change(client, 8, text="What Rita heard.")
    assert answer.status_code == 422
    assert "What Rita heard.</textarea>" in answer.text


@pytest.mark.parametrize(
    "data",
    [
        {"do": "split", "word": 99},
        {"do": "split"},
        {"do": "nonsense"},
        {"speaker": "god"},
        {"turn": -1},
        {"turn": 10**30},
        {"known": "x"},
        {"text": "x" * 100_001},
    ],
)
def test_what_cannot_be_done_changes_nothing(client: FlaskClient, workplace: Workplace, data: dict[str, Any]) -> None:
    assert _change(client, 2, **{"text": "Typed before it went wrong.", **data}).status_code == 422
    with workplace.database.reading() as session:
        assert session.get_one(Transcript, 1).steps == []


def test_the_last_turn_stays(client: FlaskClient, workplace: Workplace) -> None:
    for known in range(len(TALK) - 1):
        assert _change(client, 0, known=known, do="remove").status_code == 303
    assert _change(client, 0, known=len(TALK) - 1, do="remove").status_code == 422
    assert len(_now(workplace).turns) == 1


@pytest.mark.parametrize(
    ("who", "page", "post"),
    [("Ines", 403, 403), ("Tara", 403, 403), ("Mara", 200, 303), ("Ada", 403, 403), ("Uwe", 403, 403)],
)
def test_reviewers_and_the_teams_manager_repair(app: Flask, who: str, page: int, post: int) -> None:
    client = sign_in(app, who)
    assert client.get(REPAIR).status_code == page
    assert client.get(f"{REPAIR}/turns/0").status_code == page
    assert _change(client, 2, text="Hm.").status_code == post


def test_a_manager_does_not_repair_conversations_of_other_teams(app: Flask) -> None:
    assert sign_in(app, "Mara").get("/interactions/2/repair").status_code == 404


def test_without_javascript_one_turn_is_open_in_a_form(client: FlaskClient) -> None:
    page = client.get(f"{REPAIR}/turns/3").text
    assert page.count("<textarea") == 1
    assert "It is a lot of money for us. The order number is 4711.</textarea>" in page
    assert '<option value="1">2: is</option>' in page
    assert client.get(f"{REPAIR}/turns/99").status_code == 200


def test_no_suggestion_is_given_away_on_the_page_of_repair(client: FlaskClient) -> None:
    assert "data-evidence" not in client.get(REPAIR).text


def test_hostile_words_come_out_as_words(client: FlaskClient, workplace: Workplace) -> None:
    evil = "</textarea><script>alert(1)</script>"
    _change(client, 2, text=evil)
    assert _now(workplace).turns[2].text == evil
    for address in (REPAIR, f"{REPAIR}/turns/2", "/interactions/1"):
        assert "<script>alert" not in client.get(address).text


def test_each_step_is_in_the_trail_without_words(client: FlaskClient, workplace: Workplace) -> None:
    _change(client, 2, text="Secret words")
    client.post(f"{REPAIR}/undo", data={"known": 1})
    with workplace.database.reading() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action.like("transcript.repair%"))).all()
    assert [(row.action, row.interaction_id, row.fields) for row in rows] == [
        ("transcript.repaired", 1, {"step": "correct_text", "steps": 1}),
        ("transcript.repair_undone", 1, {"step": "correct_text", "steps": 0}),
    ]


def test_a_conversation_without_transcript_cannot_be_repaired(client: FlaskClient, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        session.delete(session.get_one(Transcript, 1))
    assert client.get(REPAIR).status_code == 422
