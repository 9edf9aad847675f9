"""Letters over SMTP, encrypted where the server can, and a server that is away."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from qa_app.config import Config
from qa_app.letters import letter, mail_folder, send

CONFIG = Config(
    data=Path(),
    database="sqlite://",
    queue="sqlite://",
    media="media",
    url="http://localhost",
    secret_key="x" * 32,
    mail_from="Fairword <fairword@example.com>",
)


class Server:
    """Notes what an SMTP client does with it."""

    said: list[Any]
    over: Event
    away = False

    def __init__(self, host: str, port: int, **_: object) -> None:
        if self.away:
            self.over.set()
            raise OSError("nobody there")
        self.said.append((host, port))

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()

    def ehlo(self) -> None: ...

    def has_extn(self, name: str) -> bool:
        return name == "starttls"

    def starttls(self, **_: object) -> None:
        self.said.append("encrypted")

    def login(self, user: str, password: str) -> None:
        self.said.append((user, password))

    def send_message(self, message: EmailMessage) -> None:
        self.said.append(message["To"])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> type[Server]:
    class Fresh(Server):
        said: list[Any] = []  # noqa: RUF012 - one for each test
        over = Event()

    monkeypatch.setattr(smtplib, "SMTP", Fresh)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Fresh)
    return Fresh


def write(url: str, folder: Path = Path()) -> None:
    config = replace(CONFIG, mail=url, data=folder)
    send(config, letter(config, "ines@example.com", "Hallo", "Text\n", "<p>Text</p>"))


def test_a_letter_goes_encrypted_with_name_and_password(server: type[Server]) -> None:
    write("smtp://ada%40example.com:p%3Aw@mail.example.com:2525")
    assert server.over.wait(5)
    assert server.said == [("mail.example.com", 2525), "encrypted", ("ada@example.com", "p:w"), "ines@example.com"]


def test_smtps_is_encrypted_from_the_start(server: type[Server]) -> None:
    write("smtps://mail.example.com")
    assert server.over.wait(5)
    assert server.said == [("mail.example.com", 465), "ines@example.com"]


def test_a_server_that_is_away_breaks_nothing(server: type[Server], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "away", True)
    write("smtp://mail.example.com")
    assert server.over.wait(5)
    assert server.said == []


def test_without_a_server_letters_lie_in_a_folder(tmp_path: Path) -> None:
    write("", tmp_path)
    (file,) = mail_folder(replace(CONFIG, data=tmp_path)).iterdir()
    assert b"To: ines@example.com" in file.read_bytes()


def test_no_header_is_smuggled_into_a_letter() -> None:
    with pytest.raises(ValueError, match="Header values"):
        letter(CONFIG, "a@example.com\nBcc: b@example.com", "Hallo", "Text", "<p>Text</p>")
