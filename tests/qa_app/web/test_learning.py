"""An agent takes a module: lessons, an exercise done badly and then well, the quiz, and what comes of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from qa_app.operations.exporting import ask_for_export
from qa_app.operations.jobs import to_deliver
from qa_app.operations.modules import draft_of, publish, submit
from qa_app.store.audit import AuditEvent
from qa_app.store.people import Agent, RoleName, User
from qa_app.store.training import (
    Enrolment,
    EnrolmentState,
    ExerciseAttempt,
    LearningRecord,
    TrainingModule,
    TrainingProposal,
    TrainingRule,
)
from qa_app.store.word_lists import OwnTerm, TermState
from qa_app.store.work import Export
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
from tests.qa_app.learning import BAD, GOOD, taken, whole_module
from tests.qa_app.pdf_pages import words
from tests.qa_app.statements import statements
from tests.qa_app.teaching_modules import published
from tests.qa_app.workplace import NOW, sign_in
from tests.teaching.xapi_rules import faults

RIGHT = {"first": "a", "all": ["a", "b"]}


@pytest.fixture
def module(app: Flask, workplace: Workplace) -> int:
    """A module that Tara wrote and Toni published; given to Ines by Tara."""
    with workplace.database.transaction() as session:
        toni = building.person(session, app, "Toni", RoleName.TRAINER)
        tara = session.scalars(select(User).where(User.name == "Tara")).one()
        ines = session.scalars(select(Agent).where(Agent.name == "Ines")).one()
        made = published(session, tara, toni, whole_module(), datetime.now(UTC))
        taken(session, made, ines, tara, datetime.now(UTC))
        return made.id


@pytest.fixture
def ines(app: Flask, module: int) -> FlaskClient:
    return sign_in(app, "Ines")


def rows(workplace: Workplace) -> list[dict[str, Any]]:
    """The statements written so far, in their order."""
    with workplace.database.transaction() as session:
        found = session.scalars(select(LearningRecord).order_by(LearningRecord.at, LearningRecord.id)).all()
        return [row.body for row in found]


def verbs(workplace: Workplace) -> list[str]:
    return [row["verb"]["id"].rsplit("/", 1)[1] for row in rows(workplace)]


def state(workplace: Workplace) -> EnrolmentState:
    with workplace.database.transaction() as session:
        return session.scalars(select(Enrolment)).one().state


def begin(client: FlaskClient, language: str = "en") -> None:
    assert client.post("/training/1/begin", data={"language": language}).status_code == 303


def do_the_parts(client: FlaskClient) -> None:
    begin(client)
    for lesson in ("worry", "next"):
        assert client.post(f"/training/1/lessons/{lesson}").status_code == 303
    assert client.post("/training/1/exercises/late", data={"answer": BAD}).status_code == 303


def filled(client: FlaskClient, right: bool = True) -> dict[str, Any]:
    """The quiz filled in from what its page shows, as a person does; wrong ones are wrong everywhere."""
    page = client.get("/training/1/quiz").text
    attempt = page.split('name="attempt" value="')[1].split('"')[0]
    order = ["Name the worry", "Ask back", "Say what happens next"]
    partner = {"Worry": "I see why that worries you.", "Anger": "You have every reason to be angry."}
    data: dict[str, Any] = {"attempt": attempt, "first": "a" if right else "b", "all": ["a", "b"] if right else ["c"]}
    for row in page.split('<div class="choice-row')[1:]:
        field = row.split('<label for="')[1].split('"')[0]
        label = row.split(">", 2)[2].split("<", 1)[0]
        offered = {one.split(">")[1].split("<")[0]: one.split('"')[0] for one in row.split('<option value="')[1:]}
        if label in order:
            data[field] = offered[str(order.index(label) + 1 if right else 3 - order.index(label))]
        else:
            data[field] = offered[
                partner[label] if right else next(one for one in partner.values() if one != partner[label])
            ]
    return data


def test_without_training_the_page_says_what_it_is_for(app: Flask) -> None:
    page = sign_in(app, "Otto").get("/training").text
    assert "Here stand the modules that were chosen for you" in page
    assert "ask your trainer or your manager" in page


def test_what_is_to_be_done_stands_on_the_home_page_and_in_the_list(ines: FlaskClient, app: Flask) -> None:
    assert "Training: Refunds" in ines.get("/me").text
    assert "Training: Refunds" in sign_in(app, "Mara").get("/agents/1").text
    assert "Training: Refunds" not in sign_in(app, "Rita").get("/agents/1").text  # reviewers give none
    page = ines.get("/training").text
    assert "Refunds" in page
    assert "0 of 4 done" in page


def test_the_first_page_says_why_and_offers_the_languages(ines: FlaskClient) -> None:
    page = ines.get("/training/1").text
    assert "Tara chose this training for you." in page
    assert '<option value="en" selected>' in page
    assert '<option value="nl">' in page
    assert '<option value="de">' not in page


def test_a_proposed_training_says_kindly_why(ines: FlaskClient, workplace: Workplace, module: int) -> None:
    with workplace.database.transaction() as session:
        enrolment = session.scalars(select(Enrolment)).one()
        rule = TrainingRule(criterion="empathy", below=0.6, fewest=5, weeks=8, module_id=module)
        rule.created_at, rule.created_by = datetime.now(UTC), enrolment.assigned_by
        proposal = TrainingProposal(rule=rule, agent=enrolment.agent, mean=0.4, low=0.3, high=0.5, n=7)
        proposal.created_at = datetime.now(UTC)
        session.add(proposal)
        session.flush()
        enrolment.why, enrolment.proposal_id = "low_criterion", proposal.id
    page = ines.get("/training/1").text
    assert "Empathy left room to grow: 40 on average" in page
    assert "Tara thought that it helps" in page


def test_nothing_opens_before_it_is_begun(ines: FlaskClient, workplace: Workplace) -> None:
    for page in ("lessons/worry", "exercises/late", "quiz"):
        assert ines.get(f"/training/1/{page}").location == "/training/1"
    assert ines.post("/training/1/lessons/worry").status_code == 422
    assert rows(workplace) == []


def test_a_module_is_taken_from_beginning_to_end(ines: FlaskClient, workplace: Workplace) -> None:
    answer = ines.post("/training/1/begin", data={"language": "en"})
    assert answer.location == "/training/1/lessons/worry"
    page = ines.get("/training/1/lessons/worry").text
    assert "<strong>late</strong>" in page
    assert (
        page.index("Calm down, please.") < page.index("I see why that worries you.") < page.index("A feeling that was")
    )
    assert ines.post("/training/1/lessons/worry").location == "/training/1/lessons/next"
    assert ines.post("/training/1/lessons/next").location == "/training/1/exercises/late"
    assert "opens when" in ines.get("/training/1").text
    assert "The quiz opens when" in ines.get("/training/1/quiz").text

    assert ines.post("/training/1/exercises/late", data={"answer": BAD}).status_code == 303
    page = ines.get("/training/1/exercises/late").text
    assert "A first answer to build on" in page
    assert "another way to say it" in page
    assert ines.post("/training/1/exercises/late", data={"answer": GOOD}).status_code == 303
    page = ines.get("/training/1/exercises/late").text
    assert "Reached. This answer does what the exercise is about." in page
    assert 'class="said-shown">I am so sorry' in page
    assert page.index("Reached.") < page.index("Earlier tries") < page.index(BAD)

    failed = ines.post("/training/1/quiz", data=filled(ines, right=False))
    page = ines.get(failed.location).text
    assert "Not quite yet" in page
    assert "0 of 4 right" in page
    assert "A shrug helps nobody." in page
    assert state(workplace) is EnrolmentState.STARTED

    passed = ines.post("/training/1/quiz", data=filled(ines))
    page = ines.get(passed.location).text
    assert "4 of 4 right" in page
    assert "Passed. Well done!" in page
    assert state(workplace) is EnrolmentState.PASSED
    assert "Certificate (PDF)" in ines.get("/training").text
    assert "Training: Refunds" not in ines.get("/me").text
    assert verbs(workplace) == [
        "initialized",
        "experienced",
        "experienced",
        "answered",
        "answered",
        "failed",
        "passed",
        "completed",
    ]
    assert [faults(row) for row in rows(workplace)] == [[]] * 8
    scores = [row["result"]["score"]["scaled"] for row in rows(workplace) if "score" in row.get("result", {})]
    assert scores[0] < 0.6 < scores[1]
    assert scores[2:] == [0.0, 1.0]


def test_a_lesson_is_noted_once(ines: FlaskClient, workplace: Workplace) -> None:
    begin(ines)
    ines.post("/training/1/lessons/worry")
    ines.post("/training/1/lessons/worry")
    assert verbs(workplace) == ["initialized", "experienced"]


def test_the_language_that_was_chosen_stays_and_can_be_changed(ines: FlaskClient) -> None:
    begin(ines, "nl")
    assert "nl: The worry first" in ines.get("/training/1/lessons/worry").text
    begin(ines, "en")
    assert "nl: The worry first" not in ines.get("/training/1/lessons/worry").text
    assert ines.post("/training/1/begin", data={"language": "de"}).status_code == 422


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("   ", "Write your answer first"),
        ("Sorry.", "This is very short"),
        ("I am really worried, where is my money?", "the customer&#39;s own words"),
        ("word " * 900, "Keep it under 4000 characters"),
        ("Wat vervelend dat u nog op uw geld wacht, ik zoek het meteen voor u uit.", "This exercise is in English"),
    ],
)
def test_what_cannot_be_scored_is_said_and_kept(
    ines: FlaskClient, workplace: Workplace, answer: str, said: str
) -> None:
    begin(ines)
    page = ines.post("/training/1/exercises/late", data={"answer": answer})
    assert page.status_code == 422
    assert said in page.text
    assert answer in page.text
    assert "Remarks on your answer" not in page.text
    assert verbs(workplace) == ["initialized"]


def test_what_cannot_be_judged_says_why(ines: FlaskClient) -> None:
    begin(ines)
    ines.post("/training/1/exercises/late", data={"answer": "I do understand your worry."})
    assert "Cannot be judged in this answer:" in ines.get("/training/1/exercises/late").text


def test_the_companys_own_words_count(ines: FlaskClient, workplace: Workplace) -> None:
    begin(ines)
    answer = "I understand that this worries you. I will look at your flowsheet now and write to you by noon today."
    ines.post("/training/1/exercises/late", data={"answer": answer})
    assert 'class="said-contrary">flowsheet' not in ines.get("/training/1/exercises/late").text
    with workplace.database.transaction() as session:
        tara = session.scalars(select(User).where(User.name == "Tara")).one()
        term = OwnTerm(language="en", term="flowsheet", kind="jargon", plain="list", state=TermState.ADDED)
        term.changed_by, term.changed_at = tara.id, datetime.now(UTC)
        session.add(term)
    ines.post("/training/1/exercises/late", data={"answer": answer})
    assert 'class="said-contrary">flowsheet' in ines.get("/training/1/exercises/late").text


def test_an_unfinished_quiz_keeps_what_was_chosen(ines: FlaskClient, workplace: Workplace) -> None:
    do_the_parts(ines)
    data = filled(ines)
    del data["all"]
    page = ines.post("/training/1/quiz", data=data)
    assert page.status_code == 422
    assert "Some questions have no answer yet" in page.text
    assert 'name="first" value="a" checked' in page.text
    assert "passed" not in verbs(workplace)


def test_a_quiz_handed_in_twice_counts_once(ines: FlaskClient, workplace: Workplace) -> None:
    do_the_parts(ines)
    data = filled(ines, right=False)
    assert ines.post("/training/1/quiz", data=data).status_code == 303
    again = ines.post("/training/1/quiz", data=data)
    assert again.status_code == 422
    assert "from another window" in again.text
    assert verbs(workplace).count("failed") == 1


def test_the_quiz_is_not_handed_in_before_it_is_open_nor_after_it_is_passed(ines: FlaskClient) -> None:
    begin(ines)
    forged = {"attempt": "1", "first": "a", "all": ["a"], "steps.0": "1", "steps.1": "2", "steps.2": "3"}
    forged |= {"pairs.0": "1", "pairs.1": "2"}
    assert ines.post("/training/1/quiz", data=forged).status_code == 422
    do_the_parts(ines)
    assert ines.post("/training/1/quiz", data=filled(ines)).status_code == 303
    again = ines.post("/training/1/quiz", data=forged | {"attempt": "2"})
    assert again.status_code == 422
    assert "You passed this quiz" in ines.get("/training/1/quiz").text


def test_exercises_can_be_practised_after_passing(ines: FlaskClient, workplace: Workplace) -> None:
    do_the_parts(ines)
    ines.post("/training/1/quiz", data=filled(ines))
    assert ines.post("/training/1/exercises/late", data={"answer": GOOD}).status_code == 303
    assert verbs(workplace)[-1] == "answered"
    assert state(workplace) is EnrolmentState.PASSED


def test_of_many_tries_the_last_five_are_whole_and_the_others_open_on_their_own(
    ines: FlaskClient, workplace: Workplace
) -> None:
    do_the_parts(ines)
    with workplace.database.transaction() as session:
        first = session.scalars(select(ExerciseAttempt)).one()
        session.add_all(
            ExerciseAttempt(
                enrolment_id=1,
                exercise="late",
                language="en",
                answer=f"Answer number {number}.",
                body=first.body,
                reached=number == 7,
                at=NOW,
            )
            for number in range(2, 101)
        )
    with statements(workplace.database) as seen:
        page = ines.get("/training/1/exercises/late").text
    assert sum("exercise_attempts.body" in one.sql for one in seen) == 1, "bodies are read once"
    assert [number for number in range(2, 101) if f">Answer number {number}.</p>" in page] == [96, 97, 98, 99, 100]
    assert page.index("Try 100") < page.index("Try 99") < page.index("Try 95") < page.index("Try 1 ")
    assert 'href="/training/1/exercises/late?try=7#try-7">Try 7 ' in page
    opened = ines.get("/training/1/exercises/late?try=7").text
    assert [number for number in range(2, 101) if f">Answer number {number}.</p>" in opened] == [7, 96, 97, 98, 99, 100]
    assert '<details class="try-earlier" id="try-7" open>' in opened
    for strange in ("0", "101", "x", "-1"):
        assert ines.get(f"/training/1/exercises/late?try={strange}").text.count('<div class="try">') == 5


def test_training_is_nobody_elses(app: Flask, ines: FlaskClient) -> None:
    do_the_parts(ines)
    ines.post("/training/1/quiz", data=filled(ines))
    paths = ("", "/lessons/worry", "/exercises/late", "/quiz", "/quiz/1", "/certificate.pdf", "/records.json")
    otto = sign_in(app, "Otto")
    assert {otto.get(f"/training/1{path}").status_code for path in paths} == {404}
    assert otto.post("/training/1/begin", data={"language": "en"}).status_code == 404
    mara = sign_in(app, "Mara")
    assert mara.get("/training/1/certificate.pdf").status_code == 200
    assert mara.get("/training/1").status_code == 403
    assert sign_in(app, "Rita").get("/training/1/records.json").status_code == 403


def test_the_certificate_is_one_page_in_the_readers_language(ines: FlaskClient) -> None:
    do_the_parts(ines)
    assert ines.get("/training/1/certificate.pdf").status_code == 404
    ines.post("/training/1/quiz", data=filled(ines))
    document = PdfReader(BytesIO(ines.get("/training/1/certificate.pdf").data))
    assert len(document.pages) == 1
    width, height = document.pages[0].mediabox.upper_right
    assert width > height
    text = words(document)
    assert "Ines has passed the training Refunds" in text
    assert "2 lessons · 1 exercise · quiz: 100% · version 1" in text


def test_the_version_stays_and_a_newer_one_is_offered_before_the_beginning(
    ines: FlaskClient, workplace: Workplace, module: int
) -> None:
    with workplace.database.transaction() as session:
        tara, toni = (session.scalars(select(User).where(User.name == name)).one() for name in ("Tara", "Toni"))
        found = session.get_one(TrainingModule, module)
        now = datetime.now(UTC)
        draft = draft_of(session, tara, now, found)
        draft.authors = [tara.id]
        body = whole_module()
        draft.body = body.model_copy(update={"texts": {"en": body.texts["en"] | {"title": "Refunds anew"}}}).model_dump(
            mode="json"
        )
        submit(session, tara, now, draft)
        publish(session, toni, now, draft)
    page = ines.get("/training/1").text
    assert "There is a newer version" in page
    assert "Refunds anew" not in page
    assert ines.post("/training/1/newer").status_code == 303
    assert "Refunds anew" in ines.get("/training/1").text
    begin(ines)
    assert ines.post("/training/1/newer").status_code == 422


def test_records_are_taken_by_the_agent_and_by_those_who_give_training(
    app: Flask, ines: FlaskClient, workplace: Workplace, module: int
) -> None:
    do_the_parts(ines)
    own = ines.get("/training/1/records.json")
    assert own.json == rows(workplace)
    assert "attachment" in own.headers["Content-Disposition"]
    assert sign_in(app, "Mara").get(f"/modules/{module}/records.json").json == own.json
    assert ines.get(f"/modules/{module}/records.json").status_code == 403
    with workplace.database.transaction() as session:
        noted = session.scalars(select(AuditEvent.action).where(AuditEvent.action == "module.records_taken")).all()
        assert len(noted) == 1
        session.scalars(select(Agent).where(Agent.name == "Ines")).one().team = None
    assert sign_in(app, "Mara").get(f"/modules/{module}/records.json").json == []


def test_an_address_that_an_import_knows_somebody_by_stands_in_no_record(
    ines: FlaskClient, workplace: Workplace
) -> None:
    with workplace.database.transaction() as session:
        agent = session.scalars(select(Agent).where(Agent.name == "Ines")).one()
        agent.key = "ines@example.com"
        known = agent.id
    begin(ines)
    [row] = rows(workplace)
    assert row["actor"]["account"] == {"homePage": "http://localhost", "name": f"agent-{known}"}
    assert "@" not in str(row)


def test_what_was_written_stands_in_no_record_and_no_trail(ines: FlaskClient, workplace: Workplace) -> None:
    do_the_parts(ines)
    with workplace.database.transaction() as session:
        trail = [(event.why, event.fields) for event in session.scalars(select(AuditEvent))]
    for words_of in (BAD, "where is my money", "Ines"):
        assert words_of not in str(rows(workplace))
        assert words_of not in str(trail)


def test_what_is_kept_about_training_is_told_and_given_out(ines: FlaskClient, workplace: Workplace) -> None:
    do_the_parts(ines)
    ines.post("/training/1/quiz", data=filled(ines))
    assert "Training: what you were given, read, tried and handed in" in ines.get("/me/record").text
    with workplace.database.transaction() as session:
        user = session.scalars(select(User).where(User.name == "Ines")).one()
        export_id = ask_for_export(session, user, "en", datetime.now(UTC)).id
        (job,) = to_deliver(session)
    run_job(workplace, job, lambda _: None)
    with workplace.database.reading() as session:
        key = session.get_one(Export, export_id).media_key
    assert key is not None
    with workplace.media.open(key) as file, ZipFile(file) as archive:
        [training] = json.loads(archive.read("training.json"))
    assert training["module"] == "refunds_whole"
    assert training["given_by"] == "Tara"
    assert training["exercises"][0]["your_answer"] == BAD
    assert training["quizzes"][0]["share_right"] == 1


def test_a_withdrawn_training_stays_readable_and_changes_no_more(ines: FlaskClient, workplace: Workplace) -> None:
    begin(ines)
    with workplace.database.transaction() as session:
        session.scalars(select(Enrolment)).one().state = EnrolmentState.WITHDRAWN
    assert "It was taken back" in ines.get("/training/1").text
    assert ines.get("/training/1/lessons/worry").status_code == 200
    assert ines.post("/training/1/lessons/worry").status_code == 422
    assert ines.post("/training/1/exercises/late", data={"answer": GOOD}).status_code == 422
    assert ines.post("/training/1/begin", data={"language": "en"}).status_code == 422


def test_a_module_without_a_quiz_is_passed_with_its_last_part(ines: FlaskClient, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        version = session.scalars(select(Enrolment)).one().version
        version.body = version.body | {"questions": []}
    begin(ines)
    assert ines.get("/training/1/quiz").status_code == 404
    ines.post("/training/1/exercises/late", data={"answer": GOOD})
    ines.post("/training/1/lessons/worry")
    assert state(workplace) is EnrolmentState.STARTED
    ines.post("/training/1/lessons/next")
    assert state(workplace) is EnrolmentState.PASSED
    assert ines.get("/training/1/certificate.pdf").status_code == 200


def test_a_day_that_passed_is_said_without_blame(ines: FlaskClient, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        session.scalars(select(Enrolment)).one().due_on = (datetime.now(UTC) - timedelta(days=3)).date()
    assert "it is still worth doing" in ines.get("/training").text
