"""Spotlight: what it shows to whom, page after page, and putting rows into a queue."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.store.interactions import Interaction
from qa_app.store.people import User
from qa_app.store.people_queries import agent_by_key
from qa_app.store.reviews import Assignment
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW, interaction, sign_in, today

TODAY = today()


def ids(page: str) -> list[int]:
    """The interactions of a page, in its order."""
    return [int(key) for key in re.findall(r'<th scope="row"><a href="/interactions/(\d+)["/]', page)]


def more(workplace: Workplace, count: int) -> None:
    """More interactions of Otto, one an hour, the last of them without a time."""
    with workplace.database.transaction() as session:
        otto = agent_by_key(session, "otto")
        for number in range(count):
            interaction(session, otto, at=NOW - timedelta(days=9, hours=number))
        session.get_one(Interaction, count + 2).started_at = None


def change(workplace: Workplace, key: int, **values: object) -> None:
    with workplace.database.transaction() as session:
        row = session.get_one(Interaction, key)
        for name, value in values.items():
            setattr(row, name, value)


def test_a_manager_sees_own_teams_only_and_a_reviewer_all(app: Flask) -> None:
    assert sorted(ids(sign_in(app, "Rita").get("/spotlight").text)) == [1, 2]
    assert ids(sign_in(app, "Mara").get("/spotlight").text) == [1]
    for name in ("Ines", "Ada"):
        assert sign_in(app, name).get("/spotlight").status_code == 403


@pytest.mark.parametrize(
    ("show", "values"),
    [
        ("critical", {"critical": True}),
        ("unhappy", {"mood_end": -0.5}),
        ("uncertain", {"unsure": 2}),
        ("uncertain", {"not_scored": "unsure_words"}),
    ],
)
def test_a_spotlight_shows_what_it_says(app: Flask, workplace: Workplace, show: str, values: dict[str, object]) -> None:
    calm = {"critical": False, "mood_end": 0.5, "unsure": 0, "not_scored": None}
    change(workplace, 1, **calm)
    change(workplace, 2, **{**calm, **values})
    assert ids(sign_in(app, "Rita").get(f"/spotlight?show={show}").text) == [2]


def test_the_worst_come_first(app: Flask, workplace: Workplace) -> None:
    change(workplace, 1, suggested=0.9, longest_silence=70.0)
    change(workplace, 2, suggested=0.2, longest_silence=5.0)
    rita = sign_in(app, "Rita")
    assert ids(rita.get("/spotlight?show=lowest").text) == [2, 1]
    silence = rita.get("/spotlight?show=silence").text
    assert ids(silence) == [1, 2]
    assert "silence of 1:10" in silence


def test_filters_narrow_and_stay_in_the_links(app: Flask, workplace: Workplace) -> None:
    change(workplace, 2, channel="chat", market="NL")
    rita = sign_in(app, "Rita")
    for query in ("channel=chat", "market=nl", "agent=3", "team=2"):
        page = rita.get(f"/spotlight?{query}").text
        assert ids(page) == [2]
    assert 'href="/spotlight?team=2&amp;show=critical"' in page
    assert ids(rita.get("/spotlight?from=2026-11-01&to=2026-11-01").text) == [2, 1]
    assert ids(rita.get("/spotlight?from=2026-11-02").text) == []
    assert "fits these filters" in rita.get("/spotlight?channel=email").text


def test_days_begin_where_the_reader_is(app: Flask, workplace: Workplace) -> None:
    change(workplace, 1, started_at=datetime(2026, 11, 1, 23, 0, tzinfo=UTC))  # midnight in Amsterdam
    change(workplace, 2, started_at=datetime(2026, 11, 1, 22, 59, tzinfo=UTC))
    rita = sign_in(app, "Rita")
    assert ids(rita.get("/spotlight?from=2026-11-02&to=2026-11-02").text) == [1]
    assert ids(rita.get("/spotlight?to=2026-11-01").text) == [2]


@pytest.mark.parametrize("order", ["newest", "mark", "silence", "mood"])
def test_pages_show_everything_once(app: Flask, workplace: Workplace, order: str) -> None:
    more(workplace, 65)
    rita = sign_in(app, "Rita")
    seen: list[int] = []
    path = f"/spotlight?sort={order}"
    for _ in range(3):
        page = rita.get(path).text
        seen += ids(page)
        link = re.search(r'href="([^"]+)">Next page', page)
        path = link[1].replace("&amp;", "&") if link else ""
    assert not path
    assert sorted(seen) == list(range(1, 68))


def test_a_reviewer_fills_the_own_queue(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    form = {"chosen": ["1", "2"], "due_on": str(TODAY + timedelta(days=2)), "reviewer": str(key_of(workplace, "Rita"))}
    answer = rita.post("/spotlight?show=critical", data=form)
    assert (answer.status_code, answer.location) == (303, "/spotlight?show=critical")
    page = rita.get("/spotlight").text
    assert "2 conversations are now in the queue of Rita" in page
    assert "in the queue of Rita" in page
    with workplace.database.transaction() as session:
        given = session.scalars(select(Assignment)).all()
        assert {(one.interaction_id, one.reviewer.name, one.why) for one in given} == {
            (1, "Rita", "critical"),
            (2, "Rita", "critical"),
        }
    rita.post("/spotlight", data=form)
    assert "2 conversations were left out" in rita.get("/spotlight").text


def key_of(workplace: Workplace, name: str) -> int:
    with workplace.database.transaction() as session:
        return session.scalars(select(User.id).where(User.name == name)).one()


def test_a_mistake_keeps_the_ticks(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    past = {"chosen": ["2"], "due_on": "2020-01-01", "reviewer": str(key_of(workplace, "Rita"))}
    answer = rita.post("/spotlight", data=past)
    assert answer.status_code == 422
    assert "has passed already" in answer.text
    assert 'value="2" checked' in answer.text
    assert 'value="2020-01-01"' in answer.text
    nothing = rita.post("/spotlight", data={**past, "chosen": []})
    assert "Tick at least one" in nothing.text or "has passed" in nothing.text
    assert rita.post("/spotlight", data={**past, "due_on": ""}).status_code == 422


def test_others_are_given_work_only_by_managers_and_only_of_their_teams(app: Flask, workplace: Workplace) -> None:
    rolf = {"due_on": str(TODAY), "reviewer": str(key_of(workplace, "Rolf"))}
    assert sign_in(app, "Rita").post("/spotlight", data={**rolf, "chosen": ["1"]}).status_code == 422
    mara = sign_in(app, "Mara")
    assert mara.post("/spotlight", data={**rolf, "chosen": ["2"]}).status_code == 404
    assert mara.post("/spotlight", data={**rolf, "chosen": ["1"], "blind": "y"}).status_code == 303
    with workplace.database.transaction() as session:
        (given,) = session.scalars(select(Assignment)).all()
        assert (given.interaction_id, given.reviewer.name, given.blind) == (1, "Rolf", True)
    assert sign_in(app, "Tara").post("/spotlight", data={**rolf, "chosen": ["1"]}).status_code == 403


def test_what_is_to_be_graded_blind_shows_no_suggestion(app: Flask, workplace: Workplace) -> None:
    change(workplace, 1, critical=True)
    mara = sign_in(app, "Mara")
    mara.post(
        "/spotlight",
        data={"due_on": str(TODAY), "reviewer": str(key_of(workplace, "Rolf")), "chosen": ["1"], "blind": "y"},
    )
    assert "critical criterion failed" in sign_in(app, "Rita").get("/spotlight?agent=1").text
    hidden = sign_in(app, "Rolf").get("/spotlight?agent=1").text
    assert "critical criterion failed" not in hidden
    assert "Hidden until you have graded it" in hidden


@pytest.mark.parametrize(
    "query",
    [
        "show=nonsense",
        "sort=x",
        "after=|",
        "after=abc|1",
        "after=nan|1&sort=mark",
        "after=2026-01-01T00:00:00|1",
        "after=1.5|99999999999999",
        "agent=99999999999999999999",
        "agent=-1",
        "from=yesterday&to=9999-12-31",
        "from=0001-01-01",
        "market=%27%3B--",
    ],
)
def test_an_address_that_makes_no_sense_is_no_error(app: Flask, query: str) -> None:
    assert sign_in(app, "Rita").get(f"/spotlight?{query}").status_code == 200
