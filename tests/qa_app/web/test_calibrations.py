"""Calibration from outside: a trainer makes a session, reviewers grade blind, the results, and who sees none of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from qa_app.operations.calibrations import close_session
from qa_app.store.calibrations import CalibrationSession
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, RoleName, User
from qa_app.store.reviews import Review, ReviewState
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
from tests.qa_app.calibrating import calibration, handed_in
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import NOW, sign_in
from transcripts.conversation import Channel

NEW = "/calibrations/new"
PAGE = "/calibrations/1"
TODAY = datetime.now(UTC)
DUE = (building.today() + timedelta(days=7)).isoformat()
FORM = {"name": "November", "numbers": "1, 2", "due_on": DUE, "benchmark": "0", "channel": "call", "language": ""}


def user(session: Session, name: str) -> User:
    return session.scalars(select(User).where(User.name == name)).one()


@pytest.fixture
def reviewers(app: Flask, workplace: Workplace) -> list[int]:
    with workplace.database.reading() as session:
        return [user(session, name).id for name in ("Rita", "Rolf")]


@pytest.fixture
def made(app: Flask, workplace: Workplace) -> None:
    """An open session of Rita and Rolf with both interactions."""
    with workplace.database.transaction() as session:
        people = [user(session, "Rita"), user(session, "Rolf")]
        calibration(session, user(session, "Tara"), people, [1, 2], TODAY)


@pytest.fixture
def closed(made: None, workplace: Workplace) -> None:
    """Rita gave 4 for the empathy of the first, Rolf 1; for all else 2."""
    with workplace.database.transaction() as session:
        rita, rolf = user(session, "Rita"), user(session, "Rolf")
        kept = session.get_one(CalibrationSession, 1)
        handed_in(session, kept, rita, 1, TODAY, {"empathy": 4})
        handed_in(session, kept, rolf, 1, TODAY, {"empathy": 1})
        handed_in(session, kept, rita, 2, TODAY)
        close_session(session, user(session, "Tara"), TODAY, kept, early=True)


def make(app: Flask, reviewers: list[int], **changes: object) -> tuple[int, str]:
    answer = sign_in(app, "Tara").post(NEW, data=FORM | {"reviewer_ids": reviewers, "do": "make"} | changes)
    return answer.status_code, answer.text


def test_a_trainer_makes_a_session_and_the_reviewers_find_it_in_their_queues(app: Flask, reviewers: list[int]) -> None:
    assert make(app, reviewers)[0] == 303
    assert "Calibration November: 2 of 2 to grade" in sign_in(app, "Rita").get("/queue").text
    assert "you: 0 of 2 graded" in sign_in(app, "Rolf").get("/calibrations").text
    assert "all: 0 of 4 graded" in sign_in(app, "Tara").get("/calibrations").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Give the session a name."),
        ({"numbers": "1, 77"}, "no conversation with the number 77"),
        ({"numbers": "one"}, "no conversation with the number one"),
        ({"numbers": ""}, "Name at least one conversation"),
        ({"due_on": "2020-01-01"}, "has passed already"),
        ({"due_on": "soon"}, "Not a valid date value."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    app: Flask, reviewers: list[int], changes: dict[str, object], words: str
) -> None:
    status, page = make(app, reviewers, **changes)
    assert status == 422
    assert words in page
    assert f'value="{changes.get("name", "November")}"' in page
    assert page.count(" checked") == 2


def test_two_channels_in_one_session_are_refused(app: Flask, workplace: Workplace, reviewers: list[int]) -> None:
    with workplace.database.transaction() as session:
        agent = session.scalars(select(Agent).where(Agent.name == "Uwe")).one()
        building.interaction(session, agent, building.conversation("chat", channel=Channel.CHAT))
    status, page = make(app, reviewers, numbers="1, 3")
    assert status == 422
    assert "of different channels" in page


def test_addresses_of_conversations_will_do_as_numbers(app: Flask, workplace: Workplace, reviewers: list[int]) -> None:
    assert make(app, reviewers, numbers="http://localhost/interactions/2 #1")[0] == 303
    with workplace.database.reading() as session:
        assert [one.interaction_id for one in session.get_one(CalibrationSession, 1).interactions] == [2, 1]


def drawn(app: Flask, reviewers: list[int]) -> tuple[FlaskClient, dict[str, object]]:
    """Tara draws two calls; what the form then holds."""
    tara = sign_in(app, "Tara")
    asked = {"many": "2", "first": "2026-10-01", "last": "2026-11-30", "reviewer_ids": reviewers, "do": "draw"}
    answer = tara.post(NEW, data=FORM | {"numbers": ""} | asked)
    assert answer.status_code == 303
    page = tara.get(answer.location).text
    assert "drawn with the seed" in page
    held = parse_qs(urlsplit(answer.location).query, keep_blank_values=True)
    return tara, {key: values if key == "reviewer_ids" else values[0] for key, values in held.items()}


def test_what_is_drawn_is_kept_with_its_seed(app: Flask, workplace: Workplace, reviewers: list[int]) -> None:
    tara, form = drawn(app, reviewers)
    assert tara.post(NEW, data=form | {"do": "make"}).status_code == 303
    with workplace.database.reading() as session:
        draw = session.get_one(CalibrationSession, 1).draw
    assert draw is not None
    assert str(draw["seed"]) == form["seed"]
    assert sorted(draw["drawn"]) == draw["candidates"] == [1, 2]


def test_who_changes_what_was_drawn_has_chosen_by_hand(app: Flask, workplace: Workplace, reviewers: list[int]) -> None:
    tara, form = drawn(app, reviewers)
    assert tara.post(NEW, data=form | {"do": "make", "numbers": "1"}).status_code == 303
    with workplace.database.reading() as session:
        assert session.get_one(CalibrationSession, 1).draw is None


@pytest.mark.parametrize("where", ["/spotlight", "/search?q=refund"])
def test_what_is_ticked_in_a_list_can_be_used(app: Flask, where: str) -> None:
    tara = sign_in(app, "Tara")
    assert "Use for a calibration session" in tara.get(where).text
    assert "Put into" not in tara.get(where).text
    assert "Use for a calibration session" not in sign_in(app, "Rita").get(where).text
    page = tara.post("/calibrations/choose", data={"chosen": ["2", "1", "x"]}, follow_redirects=True).text
    assert 'value="2, 1"' in page
    assert DUE in page
    assert sign_in(app, "Rita").post("/calibrations/choose", data={"chosen": ["1"]}).status_code == 403


def test_all_that_was_found_can_be_used_at_once_by_trainers(app: Flask) -> None:
    tara = sign_in(app, "Tara")
    offered = re.search(
        r'href="([^"]+)">Use the first 2 found for a calibration session', tara.get("/search?q=refund").text
    )
    assert offered is not None
    page = tara.get(unescape(offered[1])).text
    assert 'value="1, 2"' in page or 'value="2, 1"' in page
    assert 'id="chosen"' in page, "they are shown"
    assert "found for a calibration session" not in sign_in(app, "Rita").get("/search?q=refund").text


def test_nothing_to_draw_from_is_said(app: Flask, reviewers: list[int]) -> None:
    tara = sign_in(app, "Tara")
    answer = tara.post(NEW, data=FORM | {"do": "draw", "channel": "email", "numbers": ""}, follow_redirects=True)
    assert "There is nothing to draw from." in answer.text
    assert 'value="November"' in answer.text


def test_who_graded_one_already_is_flagged(app: Flask, workplace: Workplace, reviewers: list[int]) -> None:
    with workplace.database.transaction() as session:
        released_review(session, session.get_one(Interaction, 2), user(session, "Rolf"))
    tara = sign_in(app, "Tara")
    page = tara.post(NEW, data=FORM | {"do": "look", "reviewer_ids": reviewers}, follow_redirects=True).text
    chosen = page.split('id="chosen"')[1].split("</table>")[0]
    assert chosen.count("Rolf") == 1
    assert "Rita" not in chosen
    make(app, reviewers)
    assert "▲</span> Rolf" in tara.get(PAGE).text
    assert "▲" not in sign_in(app, "Rolf").get(PAGE).text


def levels(page: str) -> dict[str, str]:
    """A form that gives each criterion of a page the level 2."""
    return {name: f"level:{name}:2" for name in re.findall(r'id="criterion-([a-z_]+)"', page)}


def graded(client: FlaskClient, where: str) -> None:
    for do in levels(client.get(where).text).values():
        assert client.post(where, data={"do": do}).status_code == 303


@pytest.mark.usefixtures("made")
def test_a_reviewer_grades_one_after_the_other_without_the_suggestion(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    where = rita.post(f"{PAGE}/grade/1").location
    page = rita.get(where).text
    assert "calibration, blind" in page
    assert "data-asks>Hand in<" in page
    assert "Summary for the other reviewers" in page
    assert "Release" not in page.split("data-released")[0].split('id="release"')[1]
    graded(rita, where)
    page = rita.get(where).text
    assert "suggested" not in page.split("<main")[1]
    assert 'class="evidence' not in page
    second = rita.post(where, data={"do": "submit"}).location
    assert "/reviews/2/edit" in second
    assert "Calibration November: 1 of 2 to grade" in rita.get("/queue").text
    graded(rita, second)
    assert rita.post(second, data={"do": "submit"}).location.endswith(PAGE)
    assert "You have handed in everything." in rita.get(PAGE).text
    assert "Calibration November" not in rita.get("/queue").text
    assert "0 of 0 done this week" in rita.get("/queue").text
    with workplace.database.reading() as session:
        found = session.scalars(select(Review)).all()
        assert {review.state for review in found} == {ReviewState.CALIBRATION}
    assert rita.get(where).location.endswith(PAGE)
    assert rita.get(where.removesuffix("/edit")).status_code == 302


@pytest.mark.usefixtures("made")
def test_whoever_skips_comes_to_the_next_one(app: Flask) -> None:
    rita = sign_in(app, "Rita")
    where = rita.post(f"{PAGE}/grade/2").location
    following = rita.post(where, data={"do": "skip"}).location
    assert "/interactions/1" in rita.get(following).text


@pytest.mark.usefixtures("made")
def test_before_it_is_handed_in_the_suggestion_is_nowhere(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        review = released_review(session, session.get_one(Interaction, 1), user(session, "Rolf"))
        number = review.id
    rita = sign_in(app, "Rita")
    page = rita.get("/interactions/1").text
    assert "suggested" not in page.split("<main")[1]
    assert 'class="said-' not in page
    assert rita.get(f"/reviews/{number}").status_code == 403
    assert "suggested" in sign_in(app, "Tara").get("/interactions/1").text


@pytest.mark.usefixtures("made")
def test_while_it_is_open_nobody_sees_what_others_gave(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        kept = session.get_one(CalibrationSession, 1)
        number = handed_in(session, kept, user(session, "Rolf"), 1, TODAY).id
    for name in ("Rita", "Tara"):
        client = sign_in(app, name)
        assert "Rolf says so" not in client.get(PAGE).text
        assert client.get(f"{PAGE}/interactions/1").status_code == 403
        assert client.get(f"{PAGE}/marks.csv").status_code == 403
        assert client.get(f"/reviews/{number}").status_code == 404
        assert "Rolf says so" not in client.get("/interactions/1").text
    assert "1 of 2 graded" in sign_in(app, "Tara").get(PAGE).text


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("name", ["Ines", "Mara", "Ada"])
def test_agents_managers_and_administrators_see_none_of_it(app: Flask, name: str) -> None:
    client = sign_in(app, name)
    for path in ("", "/1", "/1/interactions/1", "/1/marks.csv"):
        assert client.get(f"/calibrations{path}").status_code == 403
    with app.app_context():
        assert client.get("/reviews/1").status_code in (403, 404)
    if name == "Ines":
        assert "says so" not in client.get("/interactions/1").text
        assert client.post("/reviews/1/acknowledge").status_code == 404
        assert client.post("/reviews/1/marks/empathy/dispute", data={"level": "4", "reason": "x"}).status_code == 404


@pytest.mark.usefixtures("closed")
def test_who_takes_no_part_finds_nothing(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        building.person(session, app, "Rhea", RoleName.REVIEWER)
    rhea = sign_in(app, "Rhea")
    assert "You take part in no session yet." in rhea.get("/calibrations").text
    for path in (PAGE, f"{PAGE}/interactions/1", f"{PAGE}/marks.csv"):
        assert rhea.get(path).status_code == 404
    assert rhea.post(f"{PAGE}/decisions", data={"text": "Hello"}).status_code == 404


@pytest.mark.usefixtures("made")
def test_closing_early_needs_to_be_said_and_names_who_is_missing(app: Flask) -> None:
    tara = sign_in(app, "Tara")
    refused = tara.post(f"{PAGE}/close")
    assert refused.status_code == 422
    assert "Rolf: 2 conversations left" in refused.text
    assert sign_in(app, "Rita").post(f"{PAGE}/close").status_code == 403
    assert tara.post(f"{PAGE}/close", data={"early": "1"}).status_code == 303
    assert "there is nothing to compare" in tara.get(PAGE).text


@pytest.mark.usefixtures("made")
def test_a_session_that_nobody_began_can_be_deleted(app: Flask) -> None:
    tara = sign_in(app, "Tara")
    assert "Delete this session for good" in tara.get(PAGE).text
    sign_in(app, "Rita").post(f"{PAGE}/grade/1")
    assert "Delete this session" not in tara.get(PAGE).text
    assert tara.post(f"{PAGE}/delete").status_code == 422


@pytest.mark.usefixtures("closed")
def test_few_conversations_give_no_figures_but_show_where_people_differ(app: Flask) -> None:
    page = sign_in(app, "Rita").get(PAGE).text
    assert "figures need 10 conversations that two of you graded, and there are 1." in page
    assert "α" not in page
    differences = page.split('aria-labelledby="differences"')[1].split("</table>")[0]
    assert "+3.0" in differences
    assert "−3.0" in differences
    assert "gives more" not in differences
    apart = page.split('aria-labelledby="apart"')[1].split("</table>")[0]
    assert apart.index("interactions/1") < apart.index("interactions/2")
    assert '<strong class="wide-apart">3</strong>' in apart


@pytest.fixture
def large(app: Flask, workplace: Workplace) -> None:
    """Twelve calls: Rita always gives a level more than Rolf, but for the last."""
    with workplace.database.transaction() as session:
        agent = session.scalars(select(Agent).where(Agent.name == "Ines")).one()
        ids = [building.interaction(session, agent, building.conversation(f"call-{n}")).id for n in range(12)]
        rita, rolf, tara = (user(session, name) for name in ("Rita", "Rolf", "Tara"))
        kept = calibration(session, tara, [rita, rolf], ids, TODAY)
        for place, number in enumerate(ids):
            handed_in(session, kept, rolf, number, TODAY, {"empathy": place % 4})
            handed_in(session, kept, rita, number, TODAY, {"empathy": place % 4 + (place < 11)})
        close_session(session, tara, TODAY, kept, early=False)


@pytest.mark.usefixtures("large")
def test_enough_conversations_give_figures_with_intervals(app: Flask) -> None:
    page = sign_in(app, "Tara").get(PAGE).text
    row = page.split('aria-labelledby="agreement"')[1].split(">Empathy<")[1].split("</tr>")[0]
    cells = [re.sub(r"<[^>]+>", "", cell).split() for cell in re.findall(r'<td class="number">(.*?)</td>', row, re.S)]
    alpha, kappa, equal, near, n = cells
    assert float(alpha[0]) > 0.5
    assert float(kappa[0]) > 0.5
    assert [len(cell) > 1 for cell in (alpha, kappa, equal)] == [True] * 3  # each with its interval
    assert (equal[0], near[0], n) == ("8%", "100%", ["12"])
    differences = page.split('aria-labelledby="differences"')[1].split("</table>")[0]
    assert "gives more" in differences
    assert "gives less" in differences


@pytest.mark.usefixtures("closed")
def test_a_comparison_shows_everybodys_marks_beside_the_suggestion(app: Flask) -> None:
    page = sign_in(app, "Rolf").get(f"{PAGE}/interactions/1").text
    empathy = page.split('id="criterion-empathy"')[1].split("</article>")[0]
    assert "3 levels apart" in empathy
    assert "Rita says so" in empathy
    assert "Rolf says so" in empathy
    assert "suggested" in empathy
    assert page.index('id="criterion-empathy"') < page.index('id="criterion-active_listening"')
    assert "you differ here" in page
    assert "You differ most at:" in page


@pytest.mark.usefixtures("closed")
def test_a_moment_can_be_said_not_to_count(app: Flask) -> None:
    rolf = sign_in(app, "Rolf")
    where = f"{PAGE}/interactions/1"
    assert rolf.post(f"{where}/evidence/empathy/0").status_code == 303
    assert "Does not count for Rolf" in sign_in(app, "Rita").get(where).text
    rolf.post(f"{where}/evidence/empathy/0")
    assert "Does not count for Rolf" not in rolf.get(where).text
    assert rolf.post(f"{where}/evidence/empathy/99").status_code == 404
    assert rolf.post(f"{PAGE}/interactions/2/evidence/empathy/0").status_code == 403  # handed in nothing there
    assert "Does not count for me" not in sign_in(app, "Tara").get(where).text


@pytest.mark.usefixtures("closed")
def test_decisions_are_read_by_all_and_changed_by_their_author(app: Flask) -> None:
    rita, tara = sign_in(app, "Rita"), sign_in(app, "Tara")
    noted = rita.post(f"{PAGE}/decisions", data={"text": "Once is enough", "criterion": "empathy"})
    assert noted.location.endswith("#decision-1")
    there = rita.post(f"{PAGE}/decisions", data={"text": "Here it was two", "interaction_id": "1"}).location
    assert f"{PAGE}/interactions/1#decision-2" in there
    assert "Once is enough" in tara.get(PAGE).text
    assert "Here it was two" not in tara.get(PAGE).text
    assert tara.post(f"{PAGE}/decisions/1", data={"text": "No"}).status_code == 403
    assert rita.post(f"{PAGE}/decisions/1", data={"text": "Once will do"}).status_code == 303
    assert "Once will do" in tara.get(PAGE).text
    empty = rita.post(f"{PAGE}/decisions", data={"text": " ", "interaction_id": "1"})
    assert empty.status_code == 422
    assert "Write down first what you decided." in empty.text
    assert rita.post(f"{PAGE}/decisions", data={"text": "x", "criterion": "nothing"}).status_code == 404
    assert rita.post(f"{PAGE}/decisions/99", data={"text": "x"}).status_code == 404


@pytest.mark.usefixtures("closed")
def test_the_marks_can_be_taken_away(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        session.scalars(select(Review)).first().marks[0].reason = "=1+1"  # type: ignore[union-attr]
    rita = sign_in(app, "Rita")
    lines = rita.get(f"{PAGE}/marks.csv").text.lstrip("\ufeff").splitlines()
    assert lines[0] == "Conversation,Reviewer,Criterion,Level,Reason"
    assert "1,Rolf,Empathy,1,Rolf says so" in lines
    assert any(line.endswith("'=1+1") for line in lines)
    sheet = load_workbook(BytesIO(rita.get(f"{PAGE}/marks.xlsx").data)).active
    assert sheet is not None
    assert sheet.max_row == len(lines)
    assert rita.get(f"{PAGE}/marks.exe").status_code == 404


@pytest.mark.usefixtures("closed")
def test_the_list_says_at_a_glance_how_far_they_agree(app: Flask) -> None:
    page = sign_in(app, "Rita").get("/calibrations").text
    equal, pairs, near = (
        int(n) for n in re.findall(r"(\d+) of (\d+) pairs of marks are equal, (\d+) at most", page)[0]
    )
    assert equal == near == pairs - 1


@pytest.mark.usefixtures("made")
def test_an_ordinary_review_meanwhile_is_blind_and_shows_no_suggestion_when_released(app: Flask) -> None:
    rita = sign_in(app, "Rita")
    where = rita.post("/reviews/start/1").location
    graded(rita, where)
    after = rita.post(where, data={"do": "submit"})
    assert after.location.endswith("/queue")
    assert rita.get(where.removesuffix("/edit")).status_code == 403
    assert sign_in(app, "Ines").get(where.removesuffix("/edit")).status_code == 200
    assert "Calibration November: 2 of 2 to grade" in rita.get("/queue").text


def test_hostile_names_are_shown_as_they_are(app: Flask, workplace: Workplace) -> None:
    evil = "<script>evil()</script>\"'%(name)s{{ 7777*7777 }}"
    with workplace.database.transaction() as session:
        rita, rolf, tara = (user(session, name) for name in ("Rita", "Rolf", "Tara"))
        calibration(session, tara, [rita, rolf], [1], TODAY, evil)
        for one in (rita, rolf, tara, session.get_one(Interaction, 1).agent):
            assert one is not None
            one.name = evil
        released_review(session, session.get_one(Interaction, 1), rita)
    for name, paths in (
        ("Tara", ("/calibrations", PAGE, f"{NEW}?numbers=1&name={evil}", f"{NEW}?numbers={evil}")),
        ("Rita", ("/calibrations", PAGE, "/queue")),
    ):
        client = sign_in(app, name)
        for path in paths:
            page = client.get(path).text
            assert "<script>evil" not in page, path
            assert "60481729" not in page, path
    grading = sign_in(app, "Rita")
    assert "<script>evil" not in grading.get(grading.post(f"{PAGE}/grade/1").location).text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-99-99"])
def test_days_that_nobody_means_break_nothing(app: Flask, day: str) -> None:
    tara = sign_in(app, "Tara")
    answer = tara.post(NEW, data=FORM | {"do": "draw", "many": "9" * 30, "first": day, "last": day})
    assert answer.status_code == 303
    assert tara.get(answer.location).status_code == 200
    assert tara.post(NEW, data=FORM | {"do": "make", "seed": "1", "first": day, "last": day}).status_code == 422


def test_a_review_begun_before_the_session_stays_what_it_was(app: Flask, workplace: Workplace) -> None:
    """Whoever saw the suggestion already is flagged, not stopped: both reviews go on, each for itself."""
    with workplace.database.transaction() as session:
        released_review(session, session.get_one(Interaction, 1), user(session, "Rita"), NOW)
        people = [user(session, "Rita"), user(session, "Rolf")]
        calibration(session, user(session, "Tara"), people, [1], TODAY)
    rita = sign_in(app, "Rita")
    where = rita.post(f"{PAGE}/grade/1").location
    graded(rita, where)
    rita.post(where, data={"do": "submit"})
    with workplace.database.reading() as session:
        states = {review.calibration_id: review.state for review in session.scalars(select(Review))}
    assert states == {None: ReviewState.RELEASED, 1: ReviewState.CALIBRATION}
    assert sign_in(app, "Ines").get("/reviews/1").status_code == 200


@pytest.mark.usefixtures("made")
def test_an_ordinary_review_meanwhile_shows_no_suggestion_while_it_is_graded(app: Flask) -> None:
    rita = sign_in(app, "Rita")
    where = rita.post("/reviews/start/1").location
    graded(rita, where)
    page = rita.get(where).text
    assert "suggested" not in page.split("<main")[1]
    assert 'class="evidence' not in page
    inside = rita.post(f"{PAGE}/grade/1").location
    graded(rita, inside)
    rita.post(inside, data={"do": "submit"})
    assert "suggested" in rita.get(where).text.split("<main")[1]


@pytest.mark.usefixtures("closed")
def test_what_is_to_be_graded_again_is_not_compared_before(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        people = [user(session, "Rita"), user(session, "Rolf")]
        calibration(session, user(session, "Tara"), people, [2], TODAY, "December")
    rolf = sign_in(app, "Rolf")  # handed in nothing for the second
    assert rolf.get(f"{PAGE}/interactions/2").status_code == 403
    assert rolf.post(f"{PAGE}/decisions", data={"text": " ", "interaction_id": "2"}).status_code == 403
    assert rolf.get(f"{PAGE}/marks.csv").status_code == 403
    assert rolf.get(f"{PAGE}/interactions/1").status_code == 200
    assert rolf.get(PAGE).status_code == 200
    assert sign_in(app, "Tara").get(f"{PAGE}/interactions/2").status_code == 200
