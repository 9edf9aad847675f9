"""A trial: worked out by the worker, seen by who asked for it, and kept with what came of it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from qa_app.operations import trying
from qa_app.operations.errors import OperationError
from qa_app.operations.trials import Tell, ask_for_trial
from qa_app.store.people import RoleName, User
from qa_app.store.word_lists import Trial, TrialKind
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW, person, sign_in


def asked(workplace: Workplace, kind: TrialKind = TrialKind.TERMS) -> tuple[int, int]:
    """A trial that Tara asked for, and the job that is to work it out."""
    with workplace.database.transaction() as session:
        tara = session.query(User).filter_by(name="Tara").one()
        trial = ask_for_trial(session, tara, NOW, kind, {"language": "en"})
        (job,) = session.info["jobs to deliver"]
        return trial.id, job


def look(app: Flask, name: str, trial: int) -> Any:
    return sign_in(app, name).get(f"/trials/{trial}", headers={"Accept": "application/json"})


def test_the_one_who_asked_sees_how_far_it_is_and_nobody_else(
    app: Flask, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    with workplace.database.transaction() as session:
        person(session, app, "Toni", RoleName.TRAINER)

    def work(_: Workplace, trial: int, tell: Tell) -> dict[str, Any]:
        tell(0.5)
        seen.append(look(app, "Tara", trial).json)
        return {"altered": 3}

    monkeypatch.setitem(trying.WORK_OF, TrialKind.TERMS, work)
    trial, job = asked(workplace)
    assert look(app, "Tara", trial).json == {"state": "trying", "progress": 0.0}
    run_job(workplace, job, lambda _: None)
    assert seen == [{"state": "trying", "progress": 0.5}]
    assert look(app, "Tara", trial).json == {"state": "done", "progress": 1.0}
    assert look(app, "Toni", trial).status_code == 404
    with workplace.database.transaction() as session:
        assert session.get_one(Trial, trial).result == {"altered": 3}


@pytest.mark.parametrize(
    ("error", "problem"), [(OperationError("nothing_chosen"), "nothing_chosen"), (ValueError("a"), "internal")]
)
def test_what_goes_wrong_is_told(
    app: Flask, workplace: Workplace, monkeypatch: pytest.MonkeyPatch, error: Exception, problem: str
) -> None:
    def work(*_: object) -> dict[str, Any]:
        raise error

    monkeypatch.setitem(trying.WORK_OF, TrialKind.TERMS, work)
    trial, job = asked(workplace)
    run_job(workplace, job, lambda _: None)
    assert look(app, "Tara", trial).json["state"] == "failed"
    with workplace.database.transaction() as session:
        assert session.get_one(Trial, trial).problem == problem
