"""An agent's home: what went well, one focus, marks of both kinds apart, tasks, released reviews."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, User
from qa_app.store.reviews import StruckEvidence
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import NOW, sign_in


def _section(page: str, heading: str) -> str:
    """What stands under a heading with that id, up to the next section."""
    return page.split(f'id="{heading}"')[1].split("</section>", maxsplit=1)[0]


def _more_of(workplace: Workplace, name: str, number: int, review: bool = False) -> None:
    with workplace.database.transaction() as session:
        agent = session.scalars(select(Agent).where(Agent.name == name)).one()
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        for place in range(number):
            row = building.interaction(session, agent, at=NOW - timedelta(days=2 + place))
            if review:
                released_review(session, row, rita)


def test_an_agent_lands_on_what_went_well_in_their_own_words(app: Flask) -> None:
    ines = sign_in(app, "Ines")
    assert ines.get("/").location == "/me"
    page = ines.get("/me").text
    assert "I am so sorry that you have had to wait this long" in _section(page, "went-well")
    assert page.index('id="went-well"') < page.index('id="focus"') < page.index('id="marks"') < page.index('id="tasks"')


def test_what_a_reviewer_struck_is_no_strength(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        row = session.get_one(Interaction, 1)
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        review = released_review(session, row, rita)
        assert review.scorecard
        for criterion, mark in review.scorecard.body["marks"].items():
            for number in range(len(mark["evidence"])):
                session.add(StruckEvidence(review_id=review.id, criterion=criterion, number=number, reason="a formula"))
    page = sign_in(app, "Ines").get("/me").text
    assert "I am so sorry" not in page
    assert "Choose one that you are proud of" in _section(page, "went-well")


def test_few_marks_have_no_interval_and_no_arrow(app: Flask, workplace: Workplace) -> None:
    _more_of(workplace, "Ines", 1)
    marks = _section(sign_in(app, "Ines").get("/me").text, "marks")
    assert "too few to say" in marks
    assert "mark-line-whisker" not in marks
    assert "↗" not in marks
    assert "↘" not in marks


def test_three_marks_have_an_interval_beside_their_number(app: Flask, workplace: Workplace) -> None:
    _more_of(workplace, "Ines", 3, review=True)
    marks = _section(sign_in(app, "Ines").get("/me").text, "marks")
    assert "mark-line-whisker" in marks
    assert "Show as table" in marks


def test_marks_by_people_and_suggestions_are_never_mixed(app: Flask, workplace: Workplace) -> None:
    _more_of(workplace, "Ines", 1, review=True)
    human, automatic = _section(sign_in(app, "Ines").get("/me").text, "marks").split("Automatic suggestions", 1)
    assert '<td class="number" data-label="Mark">50</td>' in human
    assert '<td class="number" data-label="n">1</td>' in human
    assert '<td class="number" data-label="n">2</td>' in automatic


def test_a_month_is_one_of_the_readers(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        agent = session.get_one(Agent, 1)
        building.interaction(session, agent, at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    marks = _section(sign_in(app, "Ines").get("/me").text, "marks")
    assert "n 2" in marks
    assert "n 1<" not in marks


def test_what_waits_is_listed_and_gone_when_done(app: Flask, workplace: Workplace) -> None:
    _more_of(workplace, "Ines", 1, review=True)
    ines = sign_in(app, "Ines")
    page = ines.get("/me").text
    assert "1 thing waits for you" in page
    assert "Read and acknowledge the review" in _section(page, "tasks")
    ines.post("/reviews/1/acknowledge")
    assert "Nothing at the moment." in _section(ines.get("/me").text, "tasks")


def test_an_agent_of_whom_nothing_is_known_yet_reads_what_will_be_here(app: Flask) -> None:
    page = sign_in(app, "Otto").get("/me").text
    assert "Here stands what went well" in page
    assert "There are no marks yet" in page
    assert "the review appears here" in page


def test_an_account_without_an_agent_is_told_whom_to_ask(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        session.scalars(select(Agent).where(Agent.name == "Otto")).one().user = None
    assert "Ask your administrator to link it" in sign_in(app, "Otto").get("/me").text


def test_released_reviews_come_in_pages(app: Flask, workplace: Workplace) -> None:
    _more_of(workplace, "Ines", 11, review=True)
    ines = sign_in(app, "Ines")
    assert _section(ines.get("/me").text, "reviews").count("released 2 Nov 2026 by Rita") == 10
    second = _section(ines.get("/me?page=2").text, "reviews")
    assert second.count("released 2 Nov 2026 by Rita") == 1
    assert 'href="/me#reviews"' in second
    assert ines.get("/me?page=2&endpoint=x&_anchor=y&page=%00").status_code == 200


def test_coaches_see_the_page_and_leave_a_trace(app: Flask, workplace: Workplace) -> None:
    for name, status in (("Rita", 200), ("Tara", 200), ("Mara", 200), ("Ada", 403), ("Otto", 403)):
        assert sign_in(app, name).get("/agents/1").status_code == status, name
    assert sign_in(app, "Mara").get("/agents/3").status_code == 404
    with workplace.database.reading() as session:
        seen = session.scalars(select(AuditEvent).where(AuditEvent.action == "agent.viewed")).all()
    assert [event.agent_id for event in seen] == [1, 1, 1]


def test_the_list_is_by_name_and_has_only_whom_one_may_see(app: Flask) -> None:
    everybody = sign_in(app, "Rita").get("/agents").text
    assert everybody.index(">Ines<") < everybody.index(">Otto<") < everybody.index(">Uwe<")
    own = sign_in(app, "Mara").get("/agents").text
    assert ">Otto<" in own
    assert ">Uwe<" not in own
    assert ">Ines<" not in sign_in(app, "Rita").get("/agents?q=ott").text
    assert "Nobody of that name" in sign_in(app, "Rita").get("/agents?q=%25").text
