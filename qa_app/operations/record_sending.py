"""Sending learning records to the learning record store that is set (FAIRWORD_LRS), as xAPI 1.0.3 asks for it."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from qa_app.config import RecordStore
from qa_app.store.learning_record_queries import REFUSED, unsent
from qa_app.store.training import LearningRecord
from qa_app.workplace import Workplace
from teaching.xapi import VERSION, Statement

BATCH = 50
_SECONDS = 20
_log = logging.getLogger(__name__)


def send_records(workplace: Workplace, subject_id: int, deliver: Callable[[Iterable[int]], None]) -> str | None:
    """Send all records that the store has not got; what it refuses for good is noted at the record, the rest goes on.

    Returns the code of a fault that only somebody can mend: `not_let_in`, `wrong_address`. Raises OSError when the
    store cannot be reached for now.
    """
    store = workplace.config.lrs
    if store is None:
        return None
    while True:
        with workplace.database.transaction() as session:
            batch = [(row.id, row.body) for row in unsent(session, BATCH)]
        if not batch:
            return None
        fault = _send_batch(workplace, store, batch)
        if fault == "unreachable":
            raise OSError(fault)
        if fault:
            return fault


def _send_batch(workplace: Workplace, store: RecordStore, batch: Sequence[tuple[str, Statement]]) -> str | None:
    """Send some records at once; where the store takes not all of them, one by one, to find those that it refuses."""
    fault, status = _post(store, [statement for _, statement in batch])
    if fault in (REFUSED, "there_already") and len(batch) > 1:
        return next((problem for one in batch if (problem := _send_batch(workplace, store, [one]))), None)
    sent = fault in (None, "there_already")
    with workplace.database.transaction() as session:
        for name, _ in batch:
            row = session.get(LearningRecord, name)
            if row is not None:  # its enrolment may be gone meanwhile
                row.sent_at = datetime.now(UTC) if sent else None
                row.problem, row.status = (None, None) if sent else (fault, status)
    return None if sent or fault == REFUSED else fault


def _post(store: RecordStore, statements: Sequence[Statement]) -> tuple[str | None, int | None]:
    """POST statements; what was wrong, None when the store took them, and the status of its answer if it gave one.

    Follows no redirect: the key is for one.
    """
    parts = urlsplit(store.address)
    make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=_SECONDS)
    headers = {
        "Authorization": f"Basic {b64encode(f'{store.key}:{store.secret}'.encode()).decode()}",
        "Content-Type": "application/json",
        "X-Experience-API-Version": VERSION,
    }
    try:
        connection.request("POST", f"{parts.path}/statements", json.dumps(statements).encode(), headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException) as error:
        _log.warning("records_not_sent", extra={"fault": type(error).__name__})
        return "unreachable", None
    finally:
        connection.close()
    if answer.status >= 300:
        _log.warning("records_not_sent", extra={"status": answer.status})
    return _meaning(answer.status), answer.status


def _meaning(status: int) -> str | None:
    known = {400: REFUSED, 409: "there_already", 413: REFUSED, 401: "not_let_in", 403: "not_let_in"}
    if status in known:
        return known[status]
    if status in (408, 425, 429) or status >= 500:
        return "unreachable"
    return "wrong_address" if status >= 300 else None
