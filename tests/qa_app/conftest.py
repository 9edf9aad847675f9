"""A workplace in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_app.workplace import Workplace
from tests.qa_app.record_store import Store, running
from tests.qa_app.workplace import make_workplace


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    """Empty, on SQLite or on the server that the environment names."""
    made = make_workplace(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def store() -> Iterator[Store]:
    """A learning record store that takes all it is sent, until its `answer` says otherwise."""
    with running() as server:
        yield server
