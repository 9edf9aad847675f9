"""The door: signing in and out, a forgotten password, letters, and words in the reader's language."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_app.store.audit import AuditEvent
from qa_app.store.people import User
from qa_app.store.people_queries import user_by_email
from qa_app.web.locale import CatalogDomain
from qa_app.web.passwords import easy_to_guess
from qa_app.workplace import Workplace
from tests.qa_app.workplace import PASSWORD, sign_in

NEW = "velvet orbit pickle lantern"


def letters(workplace: Workplace) -> list[EmailMessage]:
    files = sorted((workplace.config.data / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]  # type: ignore[misc]


def link_in(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(r"http://localhost(/\S+)", body.get_content())
    assert found, body.get_content()
    return found[1]


def actions(workplace: Workplace) -> list[str]:
    with workplace.database.reading() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def try_password(client: FlaskClient, password: str, name: str = "ines") -> str:
    return client.post("/login", data={"email": f"{name}@example.com", "password": password}).text


def test_an_unknown_address_and_a_wrong_password_look_the_same(app: Flask) -> None:
    client = app.test_client()
    wrong = try_password(client, "not the password at all")
    unknown = try_password(client, "not the password at all", "nobody").replace("nobody@", "ines@")
    strip = re.compile(r'content="[^"]*"|value="[^"]*"')
    assert strip.sub("", wrong) == strip.sub("", unknown)
    assert "do not belong together" in wrong


def test_signing_in_renews_the_session_and_is_noted(app: Flask, workplace: Workplace) -> None:
    client = app.test_client()
    client.get("/login")
    with client.session_transaction() as session:
        before = session["csrf_token"]
        session["planted"] = "by someone else"
    client.post("/login", data={"email": "ines@example.com", "password": PASSWORD})
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before
        assert session.permanent
    assert "user.signed_in" in actions(workplace)
    with workplace.database.reading() as reading:
        ines = user_by_email(reading, "ines@example.com")
        assert ines is not None
        assert ines.last_seen_at is not None


def test_signing_out_takes_a_post(app: Flask) -> None:
    ines = sign_in(app, "Ines")
    assert ines.get("/logout").status_code == 405
    assert ines.get("/account").status_code == 200
    assert ines.post("/logout").status_code == 302
    assert ines.get("/account").status_code == 302


def test_signing_out_ends_the_session_for_copies_of_the_cookie_too(app: Flask) -> None:
    ines, elsewhere = sign_in(app, "Ines"), sign_in(app, "Ines")
    copied = ines.get_cookie("session")
    assert copied is not None
    thief = app.test_client()
    thief.set_cookie("session", copied.value)
    assert thief.get("/account").status_code == 200
    renewed = thief.get_cookie("session")
    ines.post("/logout")
    assert thief.get("/account").status_code == 302
    assert renewed is not None
    thief.set_cookie("session", renewed.value)
    assert thief.post("/me/export").status_code == 302
    assert elsewhere.get("/account").status_code == 200, "the same person's other session goes on"
    ines.post("/login", data={"email": "ines@example.com", "password": PASSWORD})
    assert ines.get("/account").status_code == 200


def test_signing_out_takes_the_token_of_the_page(app: Flask) -> None:
    ines = sign_in(app, "Ines")
    app.config["WTF_CSRF_ENABLED"] = True
    assert ines.post("/logout").status_code == 400
    assert ines.get("/account").status_code == 200


def test_a_forgotten_password_is_chosen_anew_by_a_link(app: Flask, workplace: Workplace) -> None:
    elsewhere = sign_in(app, "Ines")
    client = app.test_client()
    answer = client.post("/reset", data={"email": "ines@example.com"}, headers={"Accept-Language": "en"})
    assert answer.status_code in (200, 302)
    link = link_in(letters(workplace)[-1])
    assert "Choose your password" in client.get(link).text
    assert (
        "too easy to guess"
        in client.post(link, data={"password": "passwordpassword", "password_confirm": "passwordpassword"}).text
    )
    assert client.post(link, data={"password": NEW, "password_confirm": NEW}).status_code == 302
    assert try_password(app.test_client(), PASSWORD).count("do not belong together") == 1
    assert app.test_client().post("/login", data={"email": "ines@example.com", "password": NEW}).status_code == 302
    assert elsewhere.get("/account").status_code == 302, "other sessions end"
    assert client.get(link).status_code == 302, "a link works once"
    assert {"user.reset_asked", "user.password_reset"} <= set(actions(workplace))


def test_a_letter_goes_out_only_to_who_has_an_account_and_the_page_does_not_tell(
    app: Flask, workplace: Workplace
) -> None:
    def told(address: str) -> str:
        client = app.test_client()
        answer = client.post("/reset", data={"email": address}, follow_redirects=True)
        return re.sub(r'content="[^"]*"|value="[^"]*"', "", answer.text)

    assert told("nobody@example.com") == told("uwe@example.com")
    assert [letter["To"] for letter in letters(workplace)] == ["uwe@example.com"]


def test_letters_are_in_the_language_of_whoever_gets_them(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        ines = user_by_email(session, "ines@example.com")
        assert ines is not None
        ines.language = "de"
    app.test_client().post("/reset", data={"email": "ines@example.com"}, headers={"Accept-Language": "nl"})
    html = letters(workplace)[-1].get_body(("html",))
    assert html is not None
    assert '<html lang="de">' in html.get_content()


def test_a_letter_leads_to_the_installation_whatever_the_request_says(app: Flask, workplace: Workplace) -> None:
    app.test_client().post("/reset", data={"email": "ines@example.com"}, headers={"Host": "evil.example"})
    body = letters(workplace)[-1].as_string()
    assert "evil" not in body


def test_a_changed_password_ends_the_other_sessions(app: Flask, workplace: Workplace) -> None:
    here, there = sign_in(app, "Ines"), sign_in(app, "Ines")
    data = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    assert "the two passwords" in here.post("/change", data=data | {"new_password_confirm": "x" * 12}).text.lower()
    assert here.post("/change", data=data).status_code == 302
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    assert "was changed" in letters(workplace)[-1]["Subject"]


@pytest.mark.parametrize(
    "password",
    ["passwordpassword", "123456789012", "aaaaaaaaaaaa", "Wachtwoord2026!", "ines.ines.2026", "Welkom123456"],
)
def test_passwords_that_anybody_would_try_are_refused(password: str) -> None:
    assert easy_to_guess(password, User(email="ines@example.com", name="Ines Moreno"))


@pytest.mark.parametrize("password", [PASSWORD, NEW, "Tr0ub4dor&3-und-mehr", "fietsbel onder de regenboog"])
def test_other_long_passwords_are_taken(password: str) -> None:
    assert not easy_to_guess(password, User(email="ines@example.com", name="Ines Moreno"))


def marked(patch: pytest.MonkeyPatch) -> None:
    """Every translated text between marks, whatever the language."""

    class Marked:
        def ugettext(self, words: str) -> str:
            return f"⟦{words}⟧" if words else words

        gettext = ugettext

        def ungettext(self, one: str, many: str, count: int) -> str:
            return f"⟦{one if count == 1 else many}⟧"

        ngettext = ungettext

    patch.setattr(CatalogDomain, "get_translations", lambda _: Marked())


def unmarked(page: str) -> list[str]:
    """The texts in a page that did not come out of a catalog."""
    main = page[page.index("<main") : page.index("</main>")]
    shown = re.sub(r"⟦[^⟧]*⟧", "", main)
    attributes = re.findall(r'(?:aria-label|placeholder|alt|title)="([^"]*)"', shown)
    pieces = re.sub(r"<code.*?</code>|<[^>]*>", "\n", shown).split("\n")
    return [text.strip() for text in (*pieces, *attributes) if re.search(r"[A-Za-z]", text)]


def test_no_word_of_the_sign_in_pages_comes_from_elsewhere(
    app: Flask, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked(monkeypatch)
    door = app.test_client()
    ines = sign_in(app, "Ines")
    door.post("/reset", data={"email": "ines@example.com"})
    link = link_in(letters(workplace)[-1])
    pages = [
        door.get("/account", follow_redirects=True),
        door.get("/login"),
        door.post("/login", data={"email": "ines@example.com", "password": "wrong"}),
        door.post("/login", data={"email": "", "password": ""}),
        door.get("/reset"),
        door.post("/reset", data={"email": "ines@example.com"}, follow_redirects=True),
        door.post("/reset", data={"email": "not an address"}, follow_redirects=True),
        door.get("/reset/nonsense", follow_redirects=True),
        door.get(link),
        door.post(link, data={"password": "short", "password_confirm": "other"}),
        door.post(link, data={"password": "short", "password_confirm": "short"}),
        door.post(link, data={"password": "passwordpassword", "password_confirm": "passwordpassword"}),
        door.get("/tf-validate", follow_redirects=True),
        door.get("/mf-recovery", follow_redirects=True),
        ines.get("/change"),
        ines.post("/change", data={"password": "", "new_password": "", "new_password_confirm": ""}),
        ines.post("/change", data={"password": "x", "new_password": NEW, "new_password_confirm": NEW}),
        ines.post("/change", data={"password": PASSWORD, "new_password": PASSWORD, "new_password_confirm": PASSWORD}),
        ines.get("/verify"),
        ines.post("/verify", data={"password": "x"}),
        ines.post("/verify", data={"password": PASSWORD}, follow_redirects=True),
        ines.get("/tf-setup"),
        ines.post("/tf-setup", data={"setup": "email"}),
        ines.post("/tf-setup", data={"setup": "authenticator"}),
        ines.post("/tf-setup/nonsense", data={"code": "123"}, follow_redirects=True),
        ines.get("/mf-recovery-codes?show_codes=1"),
        ines.post("/mf-recovery-codes"),
        ines.post("/tf-setup", data={"setup": "disable"}, follow_redirects=True),
    ]
    for page in pages:
        assert page.status_code in (200, 400), (page.request.path, page.status_code)
        text = page.text
        if page.request.path in ("/me", "/account"):
            # Only what was said above; the pages themselves have names and dates, which are nobody's to translate.
            text = text[: text.index("<h1", text.index("<main"))] + "</main>"
        assert unmarked(text) == [], page.request.path


def test_no_page_of_the_door_has_a_word_of_the_library_in_its_attributes(app: Flask) -> None:
    assert "Remember" not in app.test_client().get("/login").text


def test_ways_round_the_second_factor_are_closed(app: Flask) -> None:
    door = app.test_client()
    assert door.post("/tf-rescue", data={"help_setup": "help"}).status_code == 404
    assert door.get("/tf-select").status_code == 404


def test_too_many_tries_from_one_address_are_told_so_in_words(app: Flask) -> None:
    app.extensions["door"].enabled = True
    client = app.test_client()
    answers = [client.post("/reset", data={"email": "nobody@example.com"}) for _ in range(21)]
    assert [answer.status_code for answer in answers].count(429) == 1
    assert answers[-1].status_code == 429
    assert "Too many tries" in answers[-1].text
    assert client.get("/reset").status_code == 200


def test_letters_folder_is_private(app: Flask, workplace: Workplace) -> None:
    app.test_client().post("/reset", data={"email": "ines@example.com"})
    assert (Path(workplace.config.data) / "mail").stat().st_mode & 0o077 == 0
