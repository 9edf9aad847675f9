"""`qa user`: the first administrator, and the way back in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qa_app.accounts import ROLES
from qa_app.cli import main
from qa_app.operations.signing_in import LOCKED_FOR
from qa_app.store.people import RoleName
from qa_app.store.people_queries import user_by_email
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW, make_app, make_workplace

CHOSEN = "velvet orbit pickle lantern"


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    made = make_workplace(tmp_path)
    monkeypatch.setenv("FAIRWORD_DATA", str(tmp_path))
    monkeypatch.setenv("FAIRWORD_DATABASE", made.config.database)
    monkeypatch.setenv("FAIRWORD_QUEUE", made.config.queue)
    monkeypatch.setenv("FAIRWORD_SECRET_KEY", made.config.secret_key)
    monkeypatch.setenv("FAIRWORD_URL", made.config.url)
    yield made
    made.database.close()


def qa(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["user", *arguments], input=stdin)


def create(*more: str, stdin: str | None = CHOSEN + "\n", email: str = "Ada@example.com") -> Result:
    return qa("create", email, "--name", "Ada", "--role", "administrator", *more, stdin=stdin)


def test_the_first_administrator_signs_in_with_the_password_given(workplace: Workplace) -> None:
    assert create("--password-file", "-", "--language", "nl").exit_code == 0
    client = make_app(workplace).test_client()
    client.application.config["WTF_CSRF_ENABLED"] = False
    answer = client.post("/login", data={"email": "ada@example.com", "password": CHOSEN})
    assert answer.status_code == 302
    assert '<html lang="nl">' in client.get("/account").text


def test_a_link_in_place_of_a_password(workplace: Workplace) -> None:
    link = create("--link").stdout.strip()
    found = re.fullmatch(r"http://localhost(/reset/\S+)", link)
    assert found
    client = make_app(workplace).test_client()
    client.application.config["WTF_CSRF_ENABLED"] = False
    assert client.get(found[1]).status_code == 200
    assert client.post(found[1], data={"password": CHOSEN, "password_confirm": CHOSEN}).status_code == 302
    assert client.post("/login", data={"email": "ada@example.com", "password": CHOSEN}).status_code == 302


@pytest.mark.parametrize("password", ["short", "passwordpassword", ""])
def test_a_password_that_will_not_do_adds_nobody(workplace: Workplace, password: str) -> None:
    answer = create("--password-file", "-", stdin=password + "\n")
    assert answer.exit_code == 1
    assert qa("list").output == ""


def test_without_anybody_to_ask_there_is_no_password_by_default(workplace: Workplace) -> None:
    answer = create(stdin=None)
    assert answer.exit_code == 2
    assert qa("list").output == ""


def test_the_same_address_twice_is_said_in_one_line(workplace: Workplace) -> None:
    create("--link")
    answer = create("--link", email="ada@EXAMPLE.com")
    assert answer.exit_code == 1
    assert "ada@example.com already" in answer.output
    assert "Traceback" not in answer.output


def test_what_is_no_address_is_refused(workplace: Workplace) -> None:
    assert create("--link", email="not an address").exit_code == 2


def test_accounts_are_listed_with_their_state_and_unlocked(workplace: Workplace) -> None:
    create("--link")
    with workplace.database.transaction() as session:
        ada = user_by_email(session, "ada@example.com")
        assert ada is not None
        ada.locked_until = NOW.replace(year=2100) + LOCKED_FOR
    assert qa("list").output == "ada@example.com\tAda\tadministrator\tlocked\n"
    assert qa("unlock", "ada@example.com").exit_code == 0
    assert qa("list").output.endswith("\topen\n")
    assert qa("unlock", "nobody@example.com").exit_code == 1


def test_the_command_knows_every_role() -> None:
    assert tuple(RoleName) == ROLES
