"""An application for the sweeps, in which somebody of each role is signed in; each module builds its own `world`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.workplace import Workplace
from tests.qa_app.workplace import make_app, make_workplace, sign_in
from tests.qa_app.world import World
from tests.rules.access_table import PEOPLE


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    made = make_workplace(Path(tmp_path_factory.mktemp("place")))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def application(place: Workplace) -> Flask:
    app = make_app(place)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture(scope="module")
def people(application: Flask, world: World) -> dict[str, FlaskClient]:
    return {name: sign_in(application, name) for name in PEOPLE}


@pytest.fixture
def nothing_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page writes is gone after it, so that each call meets the same world."""
    monkeypatch.setattr(Session, "commit", Session.flush)
