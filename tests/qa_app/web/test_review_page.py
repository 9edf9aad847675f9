"""The review page in a browser without JavaScript: everything is an ordinary form."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_app.operations.suggesting import save_suggestion
from qa_app.store.audit import AuditEvent
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction
from qa_app.store.people import User
from qa_app.store.reviews import Assignment, AssignmentState, Review, ReviewState
from qa_app.workplace import Workplace
from rubrics.load import rubric_for_channel
from tests.qa_app import workplace as building
from tests.qa_app.workplace import NOW, sign_in

SUGGESTED = building.scored(building.conversation())


@pytest.fixture
def session(app: Flask, workplace: Workplace) -> Iterator[Session]:
    with workplace.database.reading() as opened:
        yield opened


def assign(workplace: Workplace, interaction: int = 1, *, blind: bool = False, due: int = 3) -> None:
    with workplace.database.transaction() as session:
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        session.add(
            Assignment(
                interaction_id=interaction,
                reviewer_id=rita.id,
                why="drawn",
                blind=blind,
                due_on=date(2026, 11, due),
                created_at=NOW,
            )
        )


def begin(client: FlaskClient, interaction: int = 1) -> str:
    """The address of the review's page."""
    answer = client.post(f"/reviews/start/{interaction}")
    assert answer.status_code == 303, answer.text
    return answer.location


def fields(page: str) -> dict[str, str]:
    """What the form would send: its text fields with what is in them."""
    texts = re.findall(r'<textarea[^>]* name="((?:reason-|summary)[^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    inputs = re.findall(r'<input[^>]* name="(against-[^"]*)" value="([^"]*)"', page)
    return {name: html.unescape(text) for name, text in (*texts, *inputs)}


def press(client: FlaskClient, where: str, do: str, **typed: str) -> str:
    """Fill in fields, press a button of the page and follow; the button must be on the page."""
    page = client.get(where).text
    assert f'value="{do}"' in page, do
    answer = client.post(where, data=fields(page) | typed | {"do": do, "seconds": "0"})
    assert answer.status_code == 303, answer.text
    followed = client.get(answer.location, follow_redirects=True)
    assert followed.status_code == 200
    return followed.text


def opened(page: str, criterion: str) -> str:
    """The part of the page that is about a criterion."""
    found = re.search(rf'<details class="grading" id="criterion-{criterion}".*?\n</details>\n', page, re.DOTALL)
    assert found
    return found.group()


def grade_all(client: FlaskClient, where: str) -> None:
    for mark in SUGGESTED.marks:
        press(client, where, f"accept:{mark.criterion}" if mark.score is not None else f"level:{mark.criterion}:3")


def test_a_review_is_begun_graded_and_released_without_javascript(app: Flask, session: Session) -> None:
    rita = sign_in(app, "Rita")
    where = begin(rita)
    assert begin(rita) == where
    grade_all(rita, where)
    page = press(rita, where, "level:empathy:2", **{"reason-empathy": "Only a formula."})
    assert 'value="level:empathy:2" aria-pressed="true"' in page
    assert "Only a formula." in opened(page, "empathy")
    assert "suggested 100" in opened(page, "empathy")
    press(rita, where, "save", summary="Well done, a bit cool.")
    page = press(rita, where, "submit")
    assert "The review is released." in page
    review = session.scalars(select(Review)).one()
    assert (review.state, review.summary) == (ReviewState.RELEASED, "Well done, a bit cool.")
    assert rita.get(where).location.rstrip("/").endswith(f"/reviews/{review.id}")


def test_evidence_is_overruled_with_a_reason_and_restored(app: Flask) -> None:
    rita = sign_in(app, "Rita")
    where = begin(rita)
    page = opened(press(rita, where, "strike:active_listening:3"), "active_listening")
    assert "evidence-struck" in page
    assert "reason missing" in page
    page = press(rita, where, "save", **{"against-active_listening-3": 'It was summed up "before".'})
    part = opened(page, "active_listening")
    assert "reason missing" not in part
    assert html.escape('It was summed up "before".', quote=False).replace('"', "&#34;") in part
    assert "suggested 86" in part
    part = opened(press(rita, where, "restore:active_listening:3"), "active_listening")
    assert "evidence-struck" not in part


def test_what_is_missing_is_said_at_its_place_and_nothing_typed_is_lost(app: Flask, session: Session) -> None:
    rita = sign_in(app, "Rita")
    where = begin(rita)
    grade_all(rita, where)
    press(rita, where, "level:empathy:1")
    page = press(rita, where, "submit", summary="Typed and not saved.", **{"reason-clarity": "Just a thought."})
    assert "1 thing is missing" in page
    assert "needed, as your mark differs from the suggestion" in opened(page, "empathy")
    assert " open>" in opened(page, "empathy").splitlines()[0] + opened(page, "empathy").splitlines()[1]
    assert "Typed and not saved." in page
    assert "Just a thought." in opened(page, "clarity")
    assert session.scalars(select(Review)).one().state is ReviewState.DRAFT


def test_every_button_keeps_what_is_typed_elsewhere(app: Flask) -> None:
    rita = sign_in(app, "Rita")
    where = begin(rita)
    page = press(rita, where, "level:clarity:2", **{"reason-empathy": "before any mark", "summary": "so far"})
    assert "before any mark" in opened(page, "empathy")
    assert ">so far</textarea>" in page


def test_on_a_phone_one_stays_in_the_scorecard(app: Flask) -> None:
    rita = sign_in(app, "Rita")
    where = begin(rita)
    assert 'id="pane-said" checked' in rita.get(where).text
    assert 'id="pane-marks" checked' in press(rita, where, "level:empathy:2")
    assert 'id="pane-marks" checked' in press(rita, where, "submit")


def test_comments_of_a_draft_are_read_by_the_agent_once_it_is_released(app: Flask) -> None:
    rita, ines = sign_in(app, "Rita"), sign_in(app, "Ines")
    where = begin(rita)
    said = rita.post("/interactions/1/comments", data={"text": "Well caught here.", "turn": "2", "back": where})
    assert said.location.startswith(where)
    assert "Well caught here." in rita.get(where).text
    assert "Well caught here." not in ines.get("/interactions/1").text
    grade_all(rita, where)
    rita.post(where, data={"do": "submit"})
    assert "Well caught here." in ines.get("/interactions/1").text


def leaks(page: str) -> list[str]:
    """What there is in a page of the suggestion and its evidence."""
    found = [f"suggested {round(100 * mark.score)}" for mark in SUGGESTED.marks if mark.score is not None]
    found += ["suggested", "said-shown", "said-missed", "said-contrary", "said-prompt", "data-evidence", "#evidence-"]
    found += [
        'id="evidence-',
        "against-",
        "place-missed",
        "place-occasion",
        "accept:",
        "strike:",
        "arithmetic",
        "uncertain",
        "You took up",
    ]
    found += [mark.arithmetic for mark in SUGGESTED.marks if mark.arithmetic]
    return [words for words in found if words in page or html.escape(words) in page]


def test_a_blind_review_leaks_nothing_of_the_suggestion(app: Flask, workplace: Workplace) -> None:
    rolf = sign_in(app, "Rolf")
    assert leaks(rolf.get(begin(rolf)).text)
    assign(workplace, blind=True)
    rita = sign_in(app, "Rita")
    before = rita.get("/interactions/1").text
    assert "said-shown" not in before
    assert "evidence-" not in before
    where = begin(rita)
    assert leaks(rita.get(where).text) == []
    refused = rita.post(where, data={"do": "accept:empathy"})
    assert refused.status_code == 422
    assert leaks(refused.text.replace("There is no suggestion", "")) == []
    assert rita.post(where, data={"do": "strike:empathy:0"}).status_code == 404


def test_in_a_blind_review_the_suggestion_appears_once_graded(app: Flask, workplace: Workplace) -> None:
    assign(workplace, blind=True)
    rita = sign_in(app, "Rita")
    where = begin(rita)
    page = press(rita, where, "level:empathy:2")
    assert "suggested 100" in opened(page, "empathy")
    assert 'id="evidence-empathy-0"' in page
    assert re.findall(r'data-evidence="([a-z_]+)-\d', page)
    assert set(re.findall(r'data-evidence="([a-z_]+)-\d', page)) == {"empathy"}
    assert leaks(opened(page, "active_listening")) == []
    assert "suggested 86" not in page


def test_a_script_gets_what_changed_and_no_more_than_it_may_know(app: Flask, workplace: Workplace) -> None:
    assign(workplace, blind=True)
    rita = sign_in(app, "Rita")
    where = begin(rita)
    part = rita.post(where, data={"do": "level:clarity:3", "seconds": "4"}, headers={"X-Part": "1"})
    assert part.status_code == 200
    assert re.findall(r'id="criterion-(\w+)"', part.text) == ["clarity"]
    assert leaks(opened(part.text, "clarity"))
    assert set(re.findall(r'data-evidence="([a-z_]+)-\d', part.text)) == {"clarity"}
    saved = rita.post(where, data={"do": "save", "reason-empathy": "x"}, headers={"X-Part": "1"}).text
    assert leaks(opened(saved, "empathy")) == []


def test_a_change_is_undone_by_sending_back_how_it_was(app: Flask) -> None:
    rita = sign_in(app, "Rita")
    where = begin(rita)
    press(rita, where, "accept:empathy")
    found = re.search(r'data-criterion="empathy" data-state="([^"]*)"', rita.get(where).text)
    assert found
    state = html.unescape(found.group(1))
    assert json.loads(state)["how"] == "accept"
    press(rita, where, "level:empathy:0")
    rita.post(where, data={"do": "put:empathy", "state": state})
    assert 'value="accept:empathy" aria-pressed="true"' in rita.get(where).text


@pytest.mark.parametrize(
    "do",
    [
        "",
        "nonsense",
        "accept",
        "save:empathy",
        "put:empathy",
        "level:empathy",
        "level:empathy:x",
        "level:empathy:9",
        "level:empathy:99999999999999999999",
        "level:nowhere:1",
        "strike:empathy:-1",
        "strike:empathy:99",
        "x" * 500,
    ],
)
def test_what_no_button_sends_changes_nothing(app: Flask, session: Session, do: str) -> None:
    rita = sign_in(app, "Rita")
    where = begin(rita)
    for state in ("", "[]", "{}", '{"how": "level", "level": "2", "reason": "", "struck": {}}', '{"how": 3}'):
        answer = rita.post(where, data={"do": do, "state": state})
        assert answer.status_code in (400, 404, 422), answer.status_code
    assert not session.scalars(select(Review)).one().marks


def test_whoever_may_not_grade_does_not(app: Flask) -> None:
    where = begin(sign_in(app, "Rita"))
    for name in ("Ines", "Tara", "Mara", "Ada"):
        client = sign_in(app, name)
        assert client.post("/reviews/start/1").status_code == 403
        assert client.get(where).status_code == 403
        assert client.post(where, data={"do": "save"}).status_code == 403
    rolf = sign_in(app, "Rolf")
    assert rolf.get(where).status_code == 404
    assert rolf.post(where, data={"do": "level:empathy:0"}).status_code == 404
    assert rolf.post(where.replace("/edit", "/time"), data={"seconds": 5}).status_code == 404
    assert rolf.post("/reviews/start/99").status_code == 404


def test_time_in_view_is_told_now_and_then(app: Flask, session: Session) -> None:
    rita = sign_in(app, "Rita")
    where = begin(rita)
    for seconds in ("1000000", "nan", "inf", "-5", "x", ""):
        assert rita.post(where.replace("/edit", "/time"), data={"seconds": seconds}).status_code == 204
    assert session.scalars(select(Review)).one().seconds < 60


def test_the_header_says_where_one_is_and_submitting_leads_on(
    app: Flask, workplace: Workplace, session: Session
) -> None:
    assign(workplace, 1, due=3)
    assign(workplace, 2, due=4)
    rita = sign_in(app, "Rita")
    where = begin(rita)
    page = rita.get(where).text
    for words in ("queue 1 of 2", "Ines", "call", "English", "0:44", "overdue since 3 Nov 2026"):
        assert words in page
    following = rita.post(where, data={"do": "skip", "summary": "later"}).location
    assert following != where
    assert "Uwe" in rita.get(following).text
    assert ">later</textarea>" in rita.get(where).text
    grade_all(rita, where)
    assert rita.post(where, data={"do": "submit"}).location == following
    states = session.scalars(select(Assignment.state).order_by(Assignment.id)).all()
    assert states == [AssignmentState.DONE, AssignmentState.OPEN]


def test_after_a_repair_the_new_suggestion_is_taken_when_asked(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    where = begin(rita)
    press(rita, where, "level:empathy:2", **{"reason-empathy": "so"})
    assert "renew" not in rita.get(where).text
    with workplace.database.transaction() as session:
        save_suggestion(session, session.get_one(Interaction, 1), SUGGESTED, rubric_for_channel("call"), NOW)
    assert "was put right and scored again" in rita.get(where).text
    page = press(rita, where, "renew")
    assert "was put right" not in page
    assert 'value="level:empathy:2" aria-pressed="true"' in page


def test_hostile_words_come_out_inert(app: Flask) -> None:
    rita = sign_in(app, "Rita")
    where = begin(rita)
    hostile = "</textarea><script>alert(1)</script>' onfocus=\"x"
    press(rita, where, "strike:empathy:0", summary=hostile, **{"reason-empathy": hostile})
    page = press(rita, where, "save", **{"against-empathy-0": hostile})
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 3
    assert 'onfocus="x' not in page


def test_looking_and_changing_leave_traces(app: Flask, session: Session) -> None:
    rita = sign_in(app, "Rita")
    where = begin(rita)
    rita.get(where)
    press(rita, where, "level:empathy:4")
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.object_type == "reviews")).all()
    assert actions[:2] == ["review.started", "review.viewed"]
    assert "review.marked" in actions


@pytest.mark.parametrize("language", ["nl", "de", "ro"])
def test_criteria_and_levels_speak_the_readers_language(app: Flask, workplace: Workplace, language: str) -> None:
    with workplace.database.transaction() as session:
        session.scalars(select(User).where(User.name == "Rita")).one().language = language
    rita = sign_in(app, "Rita")
    page = rita.get(begin(rita)).text
    names = {"nl": "Duidelijkheid", "de": "Klarheit", "ro": "Claritate"}
    levels = {"nl": "Wuift het gevoel weg", "de": "Redet das Gefühl klein", "ro": "Minimalizează ce simte"}
    assert names[language] in page
    assert levels[language] in page
