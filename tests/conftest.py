"""For all tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_connection_stays_open() -> Iterator[None]:
    """Of the queues of applications made; tests of the library do not even load them."""
    yield
    workplaces = sys.modules.get("tests.qa_app.workplace")
    if workplaces:
        workplaces.close_queues()
