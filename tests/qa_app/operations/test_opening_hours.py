"""Opening hours as people write them."""

from __future__ import annotations

from datetime import date, time

import pytest

from qa_app.operations.errors import OperationError
from qa_app.operations.opening_hours import is_open, read_closed_days, read_spans, written


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9-17", [["09:00", "17:00"]]),
        ("9:00–12:30, 13.30 - 17:00", [["09:00", "12:30"], ["13:30", "17:00"]]),
        ("13-17; 8-12", [["08:00", "12:00"], ["13:00", "17:00"]]),
        ("8-12, 12-13", [["08:00", "12:00"], ["12:00", "13:00"]]),
        ("0-24", [["00:00", "24:00"]]),
        (" , ", []),
    ],
)
def test_spans_are_read_and_written_back(text: str, spans: list[list[str]]) -> None:
    assert read_spans(text) == spans
    assert read_spans(written(spans)) == spans


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nine to five", "hours_unread"),
        ("9", "hours_unread"),
        ("25-26", "hours_unread"),
        ("9:75-10", "hours_unread"),
        ("9-24:30", "hours_unread"),
        ("٩-١٧", "hours_unread"),
        ("17-9", "hours_backwards"),
        ("9-9", "hours_backwards"),
        ("22-2", "hours_backwards"),
        ("9-13, 12-17", "hours_overlap"),
        ("9-17, 10-11", "hours_overlap"),
        ("1-2,3-4,5-6,7-8,9-10,11-12,13-14", "hours_many"),
    ],
)
def test_what_is_no_span_is_refused(text: str, code: str) -> None:
    with pytest.raises(OperationError) as caught:
        read_spans(text)
    assert caught.value.code == code


def test_the_end_of_a_span_is_not_in_it() -> None:
    hours = {"mon": read_spans("9-12, 13-24")}
    assert [is_open(hours, 0, time(hour)) for hour in (8, 9, 12, 13, 23)] == [False, True, False, True, True]
    assert not is_open(hours, 1, time(9))


def test_closed_days_are_in_order_and_each_once() -> None:
    rows = [("2026-12-31", "New Year's Eve"), ("", ""), ("2026-12-24", "")]
    assert [one.day for one in read_closed_days(rows)] == [date(2026, 12, 24), date(2026, 12, 31)]
    for wrong in ([("2026-12-24", ""), ("2026-12-24", "")], [("soon", "")], [("", "No day")], [("0001-01-01", "")]):
        with pytest.raises(OperationError) as caught:
            read_closed_days(wrong)
        assert caught.value.fields["number"] == len(wrong)
