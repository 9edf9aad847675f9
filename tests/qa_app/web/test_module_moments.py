"""A real moment for a lesson: read without names and numbers, confirmed, and put into the text."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from qa_app.operations.modules import module_of, new_module
from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, User
from qa_app.store.training import ModuleVersion
from qa_app.workplace import Workplace
from teaching.editing import with_part
from tests.qa_app.workplace import NOW, conversation, interaction, sign_in
from transcripts.conversation import Speaker

PAGE = "/modules/1/edit/lesson/lesson1/moment"
SAID = (
    (Speaker.AGENT, "Hello, you are speaking with Ines."),
    (Speaker.CUSTOMER, "My name is Peter Brown, peter@example.com, customer 4711-22."),
    (Speaker.AGENT, "Thank you, Mr Brown. *One* moment <b>please</b>."),
    (Speaker.CUSTOMER, "# Fine\n- Peter\n1. [x](javascript:alert(1))"),
    *((Speaker.AGENT, f"More words {number}") for number in range(10)),
)


@pytest.fixture
def number(app: Flask, workplace: Workplace) -> int:
    """The number of a conversation of Ines with names in it; module 1 of Tara has an empty lesson."""
    with workplace.database.transaction() as session:
        tara = session.scalars(select(User).where(User.name == "Tara")).one()
        new_module(session, tara, NOW, "Calm talks", "skill", "en")
        version = session.get_one(ModuleVersion, 1)
        version.body = with_part(module_of(version), "lesson")[0].model_dump(mode="json")
        ines = session.scalars(select(Agent).where(Agent.name == "Ines")).one()
        return interaction(session, ines, conversation("names", SAID)).id


def lesson(workplace: Workplace, language: str = "en") -> str:
    with workplace.database.transaction() as session:
        texts = module_of(session.get_one(ModuleVersion, 1)).texts
        return texts.get(language, {}).get("lesson.lesson1.text", "")  # type: ignore[call-overload, no-any-return]


def quote_in(page: str) -> str:
    """What the box to confirm holds."""
    return page.split('name="quote"')[1].split(">", 1)[1].split("</textarea>", maxsplit=1)[0]


def test_the_conversation_is_shown_without_names_and_numbers(app: Flask, number: int) -> None:
    page = sign_in(app, "Tara").get(PAGE, query_string={"interaction": number}).text
    assert "[Agent]" in page
    assert "My name is [Customer]" in page
    for personal in ("Ines", "Peter", "Brown", "peter@", "4711"):
        assert personal not in page
    assert "Read it before you take it" not in page


def test_what_was_read_and_mended_is_put_into_the_lesson(app: Flask, workplace: Workplace, number: int) -> None:
    tara = sign_in(app, "Tara")
    asked = {"interaction": number, "turn": [2, 3, 4], "language": "nl"}
    page = tara.get(PAGE, query_string=asked).text
    quote = quote_in(page)
    assert "&gt; **Klant:** My name is [Klant]" in quote
    assert "\\&lt;b&gt;please" in quote
    mended = "> **Klant:** Mended\r\n>\r\n> **Medewerker:** Fine"
    answer = tara.post(PAGE, query_string=asked, data={"edition": 0, "quote": mended})
    assert (answer.status_code, answer.location) == (303, "/modules/1/edit/lesson/lesson1?language=nl")
    assert lesson(workplace, "nl") == "> **Klant:** Mended\n>\n> **Medewerker:** Fine"
    assert lesson(workplace) == ""
    with workplace.database.transaction() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "module.moment_inserted")).one()
        assert (event.interaction_id, event.user.name) == (number, "Tara")
        assert event.fields == {"module": 1, "version": 1, "lesson": "lesson1", "language": "nl"}


def test_turns_that_are_left_out_between_others_are_seen_to_be(app: Flask, number: int) -> None:
    page = sign_in(app, "Tara").get(PAGE, query_string={"interaction": number, "turn": [5, 6, 9]}).text
    lines = [f"&gt; **Agent:** More words {number}" for number in (0, 1, 4)]
    lines.insert(2, "&gt; […]")
    assert quote_in(page).strip() == "\n&gt;\n".join(lines)
    assert page.count(" checked>") == 3


def test_words_of_a_conversation_are_words_in_the_lesson(app: Flask, workplace: Workplace, number: int) -> None:
    tara = sign_in(app, "Tara")
    asked = {"interaction": number, "turn": [3, 4]}
    quote = quote_in(tara.get(PAGE, query_string=asked).text)
    for sign, words in (("&lt;", "<"), ("&gt;", ">"), ("&#39;", "'"), ("&#34;", '"'), ("&amp;", "&")):
        quote = quote.replace(sign, words)
    tara.post(PAGE, query_string=asked, data={"edition": 0, "quote": quote})
    shown = tara.post("/modules/1/edit/preview", data={"text": lesson(workplace)}).text
    assert shown.count("<blockquote>") == 1
    assert "*One* moment &lt;b&gt;please&lt;/b&gt;." in shown
    assert "# Fine" in shown
    for tag in ("<h3", "<ul", "<ol", "<a ", "<em>"):
        assert tag not in shown


def test_the_choice_is_checked(app: Flask, workplace: Workplace, number: int) -> None:
    tara = sign_in(app, "Tara")
    for asked, words in (
        ({"interaction": number, "turn": list(range(1, 10))}, "at most 8 turns"),
        ({"interaction": number, "turn": ["x", 0, 99, 10**30]}, "Tick the turns"),
        ({"interaction": 999, "turn": 1}, "There is no such conversation"),
        ({"interaction": "<b>", "turn": 1}, "There is no such conversation"),
        ({"interaction": 10**30, "turn": 1}, "There is no such conversation"),
    ):
        page = tara.get(PAGE, query_string=asked)
        assert page.status_code == 200
        assert words in page.text
        assert "Read it before you take it" not in page.text
    for query in ({}, {"interaction": 999, "turn": 1}):
        assert tara.post(PAGE, query_string=query, data={"edition": 0, "quote": "x"}).status_code == 422
    asked = {"interaction": number, "turn": [1, 2]}
    answer = tara.post(PAGE, query_string=asked, data={"edition": 7, "quote": "> Typed by hand"})
    assert answer.status_code == 422
    assert "Somebody else has changed" in answer.text
    assert "Typed by hand" in answer.text
    answer = tara.post(PAGE, query_string=asked, data={"edition": 0, "quote": "x" * 20_001})
    assert answer.status_code == 422
    assert lesson(workplace) == ""


def test_the_way_from_a_conversation_leads_over_the_lessons(app: Flask, workplace: Workplace, number: int) -> None:
    tara = sign_in(app, "Tara")
    assert f"/interactions/{number}/lessons" in tara.get(f"/interactions/{number}").text
    page = tara.get(f"/interactions/{number}/lessons").text
    assert f"{PAGE}?interaction={number}" in page
    page = tara.get(PAGE, query_string={"interaction": number}).text
    assert page.count('type="checkbox" name="turn"') == len(SAID), "there its turns are ticked, and nothing is typed"
    assert 'id="interaction"' not in page
    for name in ("Ines", "Rita", "Mara"):
        client = sign_in(app, name)
        assert "/lessons" not in client.get(f"/interactions/{number}").text
        assert client.get(f"/interactions/{number}/lessons").status_code == 403
        assert client.get(PAGE).status_code == 403
    with workplace.database.transaction() as session:
        session.delete(session.get_one(Interaction, number).transcript)
    assert "There is no transcript of it yet" in tara.get(PAGE, query_string={"interaction": number}).text
