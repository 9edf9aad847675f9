"""Logs say what went wrong and where, and repeat no words of a conversation."""

from __future__ import annotations

import errno
import json
import logging

import pytest
from flask import Flask
from sqlalchemy import text

from qa_app.logs import Lines
from qa_app.store.database import OperationalError, Session
from qa_app.store.interactions import Interaction
from qa_app.web.edge import db
from qa_app.workplace import Workplace
from tests.qa_app.web.conftest import app  # noqa: F401 - a fixture
from tests.qa_app.workplace import sign_in

WORDS = "my sister died in March"


def line_of(error: BaseException) -> str:
    record = logging.LogRecord(
        "qa_app", logging.ERROR, __file__, 1, "page_failed", (), (type(error), error, error.__traceback__)
    )
    return Lines().format(record)


def test_a_fault_is_told_by_kind_and_place_without_its_words() -> None:
    try:
        try:
            raise KeyError(WORDS)
        except KeyError:
            raise ValueError(f"cannot read {WORDS!r}") from None
    except ValueError as error:
        line = line_of(error)
    assert WORDS not in line
    said = json.loads(line)["error"]
    assert "ValueError" in said
    assert "test_logs.py" in said
    assert "raise ValueError" in said


def test_what_caused_a_fault_comes_before_it() -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device", f"/data/{WORDS}.wav")
        except OSError as error:
            raise RuntimeError(WORDS) from error
    except RuntimeError as error:
        said = json.loads(line_of(error))["error"]
    assert WORDS not in said
    assert said.index("OSError: No space left on device") < said.index("RuntimeError")


def test_what_a_database_refuses_is_not_repeated(workplace: Workplace) -> None:
    with pytest.raises(Exception, match=r"NULL|null") as failed, workplace.database.transaction() as session:
        session.add(Interaction(digest="d", name=WORDS, file_name=WORDS, channel="call"))
    assert WORDS not in line_of(failed.value)
    assert "[SQL parameters hidden" in str(failed.value)
    with pytest.raises(Exception, match=r"no such|does not exist") as unknown, workplace.database.reading() as session:
        session.execute(text("SELECT * FROM nowhere WHERE said = :words"), {"words": WORDS})
    assert WORDS not in str(unknown.value).split("LINE")[0]


def test_a_page_whose_transaction_failed_says_so_in_words(
    app: Flask,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> str:
        db().add(Interaction(digest="d", name=WORDS, file_name=WORDS, channel="call"))
        db().flush()
        return ""

    ines = sign_in(app, "Ines")
    app.view_functions["exports.ask"] = broken
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = ines.post("/me/export")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert WORDS not in answer.text
    assert [record.message for record in caplog.records] == ["page_failed"]


def test_a_page_says_so_in_words_when_the_database_is_gone(
    app: Flask,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ines = sign_in(app, "Ines")
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {"said": WORDS}, OSError("gone"), hide_parameters=True)

    monkeypatch.setattr(Session, "execute", gone)
    for answer in (ines.get("/me"), ines.post("/me/export")):
        assert answer.status_code == 500
        assert "Something went wrong on our side" in answer.text
