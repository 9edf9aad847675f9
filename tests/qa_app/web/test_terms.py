"""Word lists as pages: who keeps them, what they alter, files, and proposals from conversations."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_app.operations import suggesting
from qa_app.operations.reviewing import start_review
from qa_app.operations.suggesting import scorecard_of
from qa_app.store.audit import AuditEvent
from qa_app.store.interaction_queries import current_suggestion
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, Role, Team, User
from qa_app.store.reviews import Assignment
from qa_app.store.word_lists import OwnTerm
from qa_app.store.work import Job, JobKind, JobState
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW, agent, conversation, interaction, sign_in
from transcripts.conversation import Speaker

DESK = {"language": "en", "term": "green desk", "kind": "jargon", "plain": "our colleagues for moving house"}
MOVING = (
    (Speaker.AGENT, "Good morning, you are speaking with Ines. How can I help you?"),
    (Speaker.CUSTOMER, "Hello. I move house next week and I do not know what I have to do about the contract."),
    (Speaker.AGENT, "I will pass this to the green desk for you, and they will write to you by Friday about it."),
    (Speaker.CUSTOMER, "All right, that is good to know. Thank you very much for your help with this today."),
    (Speaker.AGENT, "You are welcome. The green desk has all that it needs now. Have a nice day, goodbye."),
)


@pytest.fixture(autouse=True)
def _without_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same code without the wait for the embedding."""
    monkeypatch.setattr(suggesting, "embedding", lambda: None)


def moving(workplace: Workplace, *names: str) -> list[int]:
    """Conversations of agents in which the green desk is named twice."""
    with workplace.database.transaction() as session:
        found = []
        for number, name in enumerate(names):
            who = session.scalars(select(Agent).where(Agent.name == name)).one()
            found.append(interaction(session, who, conversation(f"moving-{number}", MOVING)).id)
        return found


def work_off(workplace: Workplace) -> None:
    """Do the jobs that wait."""
    with workplace.database.reading() as session:
        waiting = session.scalars(select(Job.id).where(Job.state == JobState.WAITING)).all()
    for job in waiting:
        run_job(workplace, job, lambda _: None)


def jargon_quotes(workplace: Workplace, interaction_id: int) -> list[tuple[str, str]]:
    with workplace.database.reading() as session:
        suggested = current_suggestion(session, interaction_id)
        assert suggested is not None
        mark = next(mark for mark in scorecard_of(suggested).marks if mark.criterion == "jargon")
        return [(one.quote.text, one.plain) for one in mark.evidence if one.quote]


def terms(workplace: Workplace) -> list[tuple[str, str, str]]:
    with workplace.database.reading() as session:
        rows = session.scalars(select(OwnTerm).order_by(OwnTerm.id))
        return [(row.sector, row.term, row.state.value) for row in rows]


def actions(workplace: Workplace) -> list[str]:
    with workplace.database.reading() as session:
        return list(session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("term."))))


def tara(app: Flask) -> FlaskClient:
    return sign_in(app, "Tara")


def test_trainers_keep_the_lists_and_reviewers_and_managers_read_them(app: Flask) -> None:
    assert tara(app).post("/terms/new", data=DESK).status_code == 303
    for name in ("Rita", "Mara"):
        client = sign_in(app, name)
        page = client.get("/terms?language=en")
        assert "green desk" in page.text
        assert "/terms/new" not in page.text
        assert client.post("/terms/new", data=DESK).status_code == 403
    for name in ("Ines", "Ada"):
        assert sign_in(app, name).get("/terms").status_code == 403


def test_an_empty_list_says_what_it_is_for(app: Flask) -> None:
    assert "This list is empty." in tara(app).get("/terms?language=nl").text


def test_a_term_is_added_changed_and_removed_and_all_of_it_noted(app: Flask, workplace: Workplace) -> None:
    client = tara(app)
    page = client.post("/terms/new", data=DESK, follow_redirects=True)
    assert "keep their marks until they are scored again" in page.text
    changed = client.post("/terms/1", data=DESK | {"plain": "the team for moving house"}, follow_redirects=True)
    assert "the team for moving house" in changed.text
    assert "Removed." in client.post("/terms/1/remove", data={}, follow_redirects=True).text
    assert terms(workplace) == []
    assert actions(workplace) == ["term.added", "term.changed", "term.removed"]
    assert client.get("/terms/1").status_code == 404


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"term": " "}, "Write the word or the words."),
        ({"plain": ""}, "need plain words"),
        ({"kind": "nonsense"}, "no kind of term"),
        ({"term": "(a|b"}, "bracket"),
        ({"term": "a|b"}, "bracket"),
        ({"term": "... desk"}, "three dots"),
        ({"term": "a ... " * 12 + "a"}, "too many gaps"),
        ({"term": "(a|b|c|d)" * 9}, "too many ways"),
        ({"term": "desk " * 60}, "at most 240"),
        ({"plain": "x" * 400}, "at most 300"),
        ({"term": "?!"}, "Write words to look for"),
        ({"term": "\u200b\u202e"}, "Write the word or the words."),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    app: Flask, workplace: Workplace, fields: dict[str, str], told: str
) -> None:
    page = tara(app).post("/terms/new", data=DESK | {"sentence": "Ask the desk."} | fields)
    assert page.status_code == 422
    assert told in page.text
    assert "Ask the desk." in page.text
    assert terms(workplace) == []


@pytest.mark.parametrize(
    "term",
    ["<script>alert(1)</script>", '=HYPERLINK("http://x";"y")', "'; DROP TABLE own_terms; --", "{{ 7*7 }}", "^(a+)+$"],
)
def test_hostile_terms_are_words_like_others(app: Flask, workplace: Workplace, term: str) -> None:
    client = tara(app)
    page = client.post("/terms/new", data=DESK | {"term": term, "plain": term}, follow_redirects=True)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert [row[1] for row in terms(workplace)] == [term]
    assert "<script>alert" not in client.get("/terms/1").text
    cells = client.get("/terms/file/list.csv?language=en").text.splitlines()[1]
    assert not cells.lstrip('\ufeff"').startswith("=")
    moving(workplace, "Ines")
    assert client.post("/terms/1", data=DESK | {"term": term, "do": "try"}).status_code == 303
    work_off(workplace)
    assert "<script>alert" not in client.get("/terms/trials/2").text


def test_a_word_is_in_a_list_once(app: Flask) -> None:
    client = tara(app)
    client.post("/terms/new", data=DESK)
    assert "is in this list already" in client.post("/terms/new", data=DESK).text
    assert client.post("/terms/new", data=DESK | {"sector": "energy"}).status_code == 303


def test_the_pattern_is_tried_on_a_sentence_with_and_without_scripts(app: Flask) -> None:
    client = tara(app)
    asked = DESK | {"sentence": "Ask the Green Desks <b>now</b>."}
    page = client.post("/terms/new", data=asked | {"do": "check"})
    assert page.status_code == 200
    assert "It is found here." in page.text
    assert "<mark>Green Desks</mark> &lt;b&gt;now" in page.text
    told = client.post("/terms/check", data=asked | {"plain": ""}).json
    assert told["pieces"] == [["Ask the ", False], ["Green Desks", True], [" <b>now</b>.", False]]
    assert client.post("/terms/check", data=asked | {"term": "(a"}).status_code == 422
    nothing = client.post("/terms/check", data=asked | {"sentence": "Hello."}).json
    assert nothing["words"] == "It is not found here."


def test_a_term_of_a_sector_counts_for_its_teams_and_for_no_other(app: Flask, workplace: Workplace) -> None:
    first, other = moving(workplace, "Ines", "Uwe")
    ada = sign_in(app, "Ada")
    with workplace.database.reading() as session:
        north = session.scalars(select(Team).where(Team.name == "North")).one().id
    saved = ada.post(f"/people/teams/{north}", data={"name": "North", "sector": "energy"})
    assert saved.status_code == 303
    assert "Energy" in ada.get(f"/people/teams/{north}").text
    assert ada.post(f"/people/teams/{north}", data={"name": "North", "sector": "nonsense"}).status_code == 422
    client = tara(app)
    client.post("/terms/new", data=DESK | {"sector": "energy"})
    client.post("/terms/new", data=DESK | {"term": "Friday", "sector": "water"})
    client.post("/terms/new", data=DESK | {"term": "Freitag", "language": "de"})
    with workplace.database.transaction() as session:
        session.add_all(Job(kind=JobKind.RESCORE, subject_id=key, created_at=NOW) for key in (first, other))
    before = jargon_quotes(workplace, other)
    work_off(workplace)
    plain = "our colleagues for moving house"
    assert jargon_quotes(workplace, first) == [("green desk", plain)]
    assert jargon_quotes(workplace, other) == before == []


def test_a_sector_s_own_entry_goes_before_the_one_for_all(app: Flask, workplace: Workplace) -> None:
    (first,) = moving(workplace, "Ines")
    with workplace.database.transaction() as session:
        session.scalars(select(Team).where(Team.name == "North")).one().sector = "energy"
    client = tara(app)
    client.post("/terms/new", data=DESK)
    client.post("/terms/new", data=DESK | {"sector": "energy", "plain": "the movers' desk"})
    with workplace.database.transaction() as session:
        session.add(Job(kind=JobKind.RESCORE, subject_id=first, created_at=NOW))
    work_off(workplace)
    assert {plain for _, plain in jargon_quotes(workplace, first)} == {"the movers' desk"}


def test_a_change_is_tried_saved_and_followed_by_scoring_again(app: Flask, workplace: Workplace) -> None:
    first, graded = moving(workplace, "Ines", "Uwe")
    client = tara(app)
    asked = client.post("/terms/new", data=DESK | {"do": "try"})
    trial = re.search(r"/terms/trials/(\d+)", asked.location)
    assert trial is not None
    address = f"/terms/trials/{trial[1]}"
    assert "This is being worked out" in client.get(address).text
    assert terms(workplace) == []
    _begin_review(workplace, graded)
    work_off(workplace)
    page = client.get(address).text
    assert "Looked at the latest 4 conversations." in page
    assert "In 2 of them an agent says it." in page
    assert "2 get other marks." in page
    assert re.search(r"changes by -\d+\.\d points \(n = 2\)\.", page)
    assert "95 %" not in page
    assert f"/interactions/{first}" in page
    assert jargon_quotes(workplace, first) == []
    assert "Save the change first" in client.post(f"{address}/again", follow_redirects=True).text
    assert "Score 1 conversation again" in client.post(f"{address}/save", follow_redirects=True).text
    assert terms(workplace) == [("", "green desk", "added")]
    assert "1 conversation is scored again." in client.post(f"{address}/again", follow_redirects=True).text
    assert "were given to be scored again already" in client.post(f"{address}/again", follow_redirects=True).text
    work_off(workplace)
    assert len(jargon_quotes(workplace, first)) == 1
    assert jargon_quotes(workplace, graded) == []


def _begin_review(workplace: Workplace, interaction_id: int) -> None:
    with workplace.database.transaction() as session:
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        start_review(session, rita, session.get_one(Interaction, interaction_id), NOW)


def test_of_a_saved_term_it_is_seen_what_it_alters_and_what_removing_it_does(app: Flask, workplace: Workplace) -> None:
    moving(workplace, "Ines")
    client = tara(app)
    client.post("/terms/new", data=DESK)
    started = client.post("/terms/trials/1/begin")
    assert started.location == "/terms/trials/1"
    work_off(workplace)
    assert "1 gets other marks." in client.get("/terms/trials/1").text
    client.post("/terms/1/remove", data={})
    client.post("/terms/trials/2/begin")
    work_off(workplace)
    page = client.get("/terms/trials/2").text
    assert "not in the list" in page
    assert "1 gets other marks." in page


def test_a_trial_is_for_who_asked_and_a_list_changed_meanwhile_is_not_written_over(
    app: Flask, workplace: Workplace
) -> None:
    client = tara(app)
    client.post("/terms/new", data=DESK)
    client.post("/terms/1", data=DESK | {"plain": "movers", "do": "try"})
    client.post("/terms/1", data=DESK | {"plain": "somebody else wrote this"})
    page = client.post("/terms/trials/2/save", follow_redirects=True)
    assert "changed this list meanwhile" in page.text
    with workplace.database.reading() as session:
        assert session.get_one(OwnTerm, 1).plain == "somebody else wrote this"
    for name in ("Rita", "Mara", "Ines", "Ada"):
        assert sign_in(app, name).get("/terms/trials/2").status_code == 403


def test_what_customers_know_of_the_product_s_list_does_not_count_and_can_be_undone(
    app: Flask, workplace: Workplace
) -> None:
    client = tara(app)
    page = client.get("/terms?language=en&show=product&q=warm+transfer").text
    assert "warm transfer" in page
    noted = client.post(
        "/terms/allow", data={"language": "en", "term": "warm transfer", "q": "warm"}, follow_redirects=True
    )
    assert "your customers know “warm transfer”" in noted.text
    assert "Count it again" in noted.text
    assert terms(workplace) == [("", "warm transfer", "allowed")]
    assert client.post("/terms/1/remove", data={"q": "warm"}).location.startswith("/terms?language=en")
    assert terms(workplace) == []
    assert client.post("/terms/allow", data={"language": "en", "term": "nothing like it"}).status_code == 422
    assert actions(workplace) == ["term.allowed", "term.removed"]


def test_a_list_taken_away_and_brought_in_is_the_same(app: Flask, workplace: Workplace) -> None:
    client = tara(app)
    client.post("/terms/new", data=DESK | {"term": "=dns [server]", "kind": "acronym", "plain": "-"})
    client.post("/terms/new", data=DESK | {"sector": "energy"})
    client.post("/terms/allow", data={"language": "en", "term": "warm transfer"})
    before = terms(workplace)
    file = client.get("/terms/file/list.csv?language=en").data
    assert b"'=dns" in file
    page = bring(client, file)
    assert "3 as it was" in page
    for number in (1, 2, 3):
        client.post(f"/terms/{number}/remove", data={})
    page = bring(client, file)
    assert "3 new" in page
    assert "3 terms added." in confirm(client, page)
    assert sorted(terms(workplace)) == sorted(before)


def bring(client: FlaskClient, data: bytes) -> str:
    answer = client.post("/terms/file", data={"language": "en", "file": (BytesIO(data), "terms.csv")})
    assert answer.status_code in (200, 422), answer.text
    return answer.text


def confirm(client: FlaskClient, page: str) -> str:
    return client.post("/terms/file/confirm", data=shown_file(page), follow_redirects=True).text


def test_a_file_is_tried_before_it_is_taken_in(app: Flask, workplace: Workplace) -> None:
    first, other = moving(workplace, "Ines", "Uwe")
    with workplace.database.transaction() as session:
        session.scalars(select(Team).where(Team.name == "North")).one().sector = "energy"
    client = tara(app)
    client.post("/terms/new", data=DESK | {"term": "by Friday", "plain": "before the weekend"})
    file = (
        "term,kind,plain,sector\n"
        "by Friday,jargon,this week,\n"
        "green desk,jargon,our colleagues for moving house,energy\n"
        "a word that nobody says,slang,,\n"
        "broken,nonsense,,\n"
    )
    address = ask_to_try(client, bring(client, file.encode()))
    page = client.get(address).text
    assert "This is being worked out" in page
    assert "2 new" in re.sub(r"<[^>]+>", "", page)
    assert "1 changed" in re.sub(r"<[^>]+>", "", page)
    assert len(terms(workplace)) == 1
    work_off(workplace)
    page = client.get(address).text
    assert "Looked at the latest 4 conversations." in page
    assert "In 2 of them an agent says one of the words." in page
    # That of Ines, whose team works in the sector that the desk belongs to.
    assert "1 gets other marks." in page
    assert f"/interactions/{first}" in page
    assert f"/interactions/{other}" not in page
    saved = client.post(f"{address}/save", follow_redirects=True).text
    assert "Score 1 conversation again" in saved
    assert terms(workplace)[1:] == [("energy", "green desk", "added"), ("", "a word that nobody says", "added")]
    with workplace.database.reading() as session:
        assert session.get_one(OwnTerm, 1).plain == "this week"


def ask_to_try(client: FlaskClient, page: str) -> str:
    answer = client.post("/terms/file/confirm", data=shown_file(page) | {"do": "try"})
    assert answer.status_code == 303
    found = re.match(r"/terms/trials/\d+", answer.location)
    assert found is not None, answer.location
    return found[0]


def shown_file(page: str) -> dict[str, str]:
    """What the form of a preview sends."""
    text = re.search(r"<textarea name=\"text\" hidden>\n(.*?)</textarea>", page, re.DOTALL)
    assert text is not None
    return {"language": "en", "text": html.unescape(text[1]).replace("\n", "\r\n")}


def test_a_file_tried_is_not_written_over_what_changed_meanwhile(app: Flask, workplace: Workplace) -> None:
    client = tara(app)
    client.post("/terms/new", data=DESK)
    file = b"term,kind,plain\nblue desk,jargon,billing\ngreen desk,jargon,movers\n"
    address = ask_to_try(client, bring(client, file))
    client.post("/terms/1", data=DESK | {"plain": "somebody else wrote this"})
    assert "changed this list meanwhile" in client.post(f"{address}/save", follow_redirects=True).text
    assert terms(workplace) == [("", "green desk", "added")]


def test_after_a_file_was_taken_in_it_is_seen_what_it_alters(app: Flask, workplace: Workplace) -> None:
    moving(workplace, "Ines")
    client = tara(app)
    page = bring(client, b"term,kind,plain\ngreen desk,jargon,movers\nblue desk,jargon,billing\n")
    assert "keep their marks until" in confirm(client, page)
    client.post("/terms/trials/1/begin")
    work_off(workplace)
    assert "1 gets other marks." in client.get("/terms/trials/1").text


def test_a_file_that_changes_nothing_is_told_so(app: Flask, workplace: Workplace) -> None:
    client = tara(app)
    client.post("/terms/new", data=DESK)
    sent = {"language": "en", "text": "term,kind,plain\ngreen desk,jargon,our colleagues for moving house\n"}
    for act in ("try", "save"):
        told = client.post("/terms/file/confirm", data=sent | {"do": act}, follow_redirects=True).text
        assert "Nothing in this file changes the list." in told
    assert actions(workplace) == ["term.added"]


def test_the_preview_says_line_by_line_what_is_new_changed_and_wrong(app: Flask, workplace: Workplace) -> None:
    client = tara(app)
    client.post("/terms/new", data=DESK)
    file = (
        "term;kind;plain;state\n"
        "green desk;jargon;the movers;added\n"
        "blue desk;jargon;the billing team;\n"
        "blue desk;jargon;twice;\n"
        "red desk;jargon;;\n"
        "(a|b;slang;;\n"
        "x;nonsense;y;\n"
        "y;slang;;gone\n"
        "\n"
        "<img src=x onerror=alert(1)>;slang;;\n"
    )
    page = bring(client, file.encode())
    for words in ("2 new", "1 changed", "5 wrong", "more than once", "need plain words", "bracket", "no state"):
        assert words in page
    assert "<img src=x" not in page
    assert [row[1] for row in terms(workplace)] == ["green desk"]
    confirmed = confirm(client, page)
    assert "5 lines were left out." in confirmed
    assert [row[1] for row in terms(workplace)] == ["green desk", "blue desk", "<img src=x onerror=alert(1)>"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 not a table",
        b"kind,plain\njargon,x\n",
        b"term,term\na,b\n",
        b"\x00" * 300,
        b"term\n" + b"x" * 500_000,
        b"term\n" + b"word\n" * 90_000,
    ],
)
def test_files_that_are_no_list_are_refused(app: Flask, workplace: Workplace, data: bytes) -> None:
    client = tara(app)
    answer = client.post("/terms/file", data={"language": "en", "file": (BytesIO(data), "terms.csv")})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    confirmed = client.post("/terms/file/confirm", data={"language": "en", "text": data.decode("latin-1")})
    assert confirmed.status_code in (303, 400, 413)
    assert terms(workplace) == []


def test_a_file_of_more_lines_than_can_be_looked_at_is_refused(app: Flask, workplace: Workplace) -> None:
    assert "more than 5000 lines" in bring(tara(app), b"term,kind\n" + b"a,slang\n" * 5_001)
    assert "4999 wrong" in bring(tara(app), b"term,kind\n" + b"a,slang\n" * 5_000)


def test_more_terms_than_can_be_searched_are_refused(app: Flask, workplace: Workplace) -> None:
    lines = "".join(f"word{number},slang\n" for number in range(2_001))
    assert "at most 2000" in bring(tara(app), f"term,kind\n{lines}".encode())


def test_words_that_agents_use_are_proposed_and_decided_about(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        for number in range(8):
            who = agent(session, ("Ines", "Otto", "Uwe")[number % 3])
            words = f"I will now ask the flumbo to look at your order, number {number}, and the flumbo writes to you."
            said = (MOVING[0], MOVING[1], (Speaker.AGENT, words), (Speaker.CUSTOMER, "What is a flumbo, please?"))
            interaction(session, who, conversation(f"talk-{number}", said))
    client = tara(app)
    assert "Nobody has looked for words" in client.get("/terms/proposals?language=en").text
    client.post("/terms/proposals", data={"language": "en"})
    client.post("/terms/proposals", data={"language": "en"})
    assert "This is being worked out" in client.get("/terms/proposals?language=en").text
    work_off(workplace)
    page = client.get("/terms/proposals?language=en").text
    assert "flumbo" in page
    assert "Looked at the latest 10 conversations." in page
    assert "/terms/new?language=en&amp;term=flumbo&amp;kind=jargon" in page
    assert 'value="flumbo"' in client.get("/terms/new?language=en&term=flumbo&kind=jargon").text
    assert "Ines" not in re.sub(r"<nav.*?</nav>", "", page, flags=re.DOTALL)
    decided = {"language": "en", "term": "flumbo", "kind": "jargon", "do": "dismiss"}
    assert "is not proposed again" in client.post("/terms/proposals/decide", data=decided, follow_redirects=True).text
    assert '<h2 lang="en">flumbo' not in client.get("/terms/proposals?language=en").text
    assert terms(workplace) == [("", "flumbo", "dismissed")]
    assert "flumbo" not in client.get("/terms?language=en").text
    taken = client.post("/terms/new", data=DESK | {"term": "flumbo", "back": "proposals"})
    assert taken.location == "/terms/proposals?language=en"
    assert terms(workplace) == [("", "flumbo", "added")]
    client.post("/terms/proposals/decide", data=decided)
    assert terms(workplace) == [("", "flumbo", "added")]
    assert actions(workplace) == ["term.dismissed", "term.added"]


def test_what_one_is_to_grade_blind_is_not_told_by_a_trial(app: Flask, workplace: Workplace) -> None:
    (first,) = moving(workplace, "Ines")
    with workplace.database.transaction() as session:
        who = session.scalars(select(User).where(User.name == "Tara")).one()
        who.roles.append(session.scalars(select(Role).where(Role.name == "reviewer")).one())
        session.add(
            Assignment(
                interaction_id=first,
                reviewer_id=who.id,
                why="chosen",
                blind=True,
                due_on=(NOW + timedelta(days=900)).date(),
                created_at=NOW,
            )
        )
    client = tara(app)
    client.post("/terms/new", data=DESK | {"do": "try"})
    work_off(workplace)
    page = client.get("/terms/trials/1").text
    assert "In 0 of them" in page
    assert f"/interactions/{first}" not in page
