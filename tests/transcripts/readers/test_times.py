from __future__ import annotations

import pytest

from transcripts.readers.clocks import clock_offsets
from transcripts.readers.times import moments, parse_moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-04T10:02:11Z", "2026-03-04T10:02:11+00:00"),
        ("2026-03-04 10:02", "2026-03-04T10:02:00"),
        ("1772618531", "2026-03-04T10:02:11+00:00"),
        ("1772618531500", "2026-03-04T10:02:11.500000+00:00"),
        ("Wed, 4 Mar 2026 10:02:11 +0100", "2026-03-04T10:02:11+01:00"),
        ("12.5", None),
        ("2026-02-31T10:00:00Z", None),
        ("1804-01-01T00:00:00Z", None),
        ("Wed, 99 Mar 2026 10:02:11 +9999", None),
        ("", None),
    ],
)
def test_one_moment(text: str, moment: str | None) -> None:
    found = parse_moment(text)
    assert (found and found.isoformat()) == moment


EARLY_2026 = ["2026-01-03T10:02:00", "2026-01-04T10:02:00", "2026-02-01T10:02:00"]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["3/4/26, 10:02 AM", "3/14/26, 1:05 PM"], ["2026-03-04T10:02:00", "2026-03-14T13:05:00"]),
        (["3/4/26, 10:02", "14/4/26, 13:05"], ["2026-04-03T10:02:00", "2026-04-14T13:05:00"]),
        # Nothing above 12: dots and dashes never put the month first.
        (["03.04.26, 10:02"], ["2026-04-03T10:02:00"]),
        (["03-04-2026 10:02:05"], ["2026-04-03T10:02:05"]),
        # Nothing above 12: the order in which time does not run backwards.
        (["1/3/26, 10:02", "1/4/26, 10:02", "2/1/26, 10:02"], EARLY_2026),
        (["3/1/26, 10:02", "4/1/26, 10:02", "1/2/26, 10:02"], EARLY_2026),
        (["3/4/26, 12:02 AM"], ["2026-03-04T00:02:00"]),
        (["3/4/26, 12:02 p.m."], ["2026-04-03T12:02:00"]),
        (["2026/04/03, 10:02"], ["2026-04-03T10:02:00"]),
        (["31.02.2026, 10:02", "01.03.2026, 10:02"], [None, "2026-03-01T10:02:00"]),
        (["03.04.26, 29:02"], [None]),
        (["2026-03-04T10:02:11Z", None, "x"], ["2026-03-04T10:02:11+00:00", None, None]),
    ],
    ids=range(12),
)  # fmt: skip
def test_day_or_month_first_is_decided_over_all(texts: list[str | None], found: list[str | None]) -> None:
    assert [moment and moment.isoformat() for moment in moments(texts)] == found


@pytest.mark.parametrize(
    ("texts", "seconds", "positions"),
    [
        (["00:12", "01:30", None], [12, 90, None], True),
        (["45:10", "46:00"], [2710, 2760], True),
        (["0:00:12.5", "1:00:00"], [12.5, 3600], True),
        (["10:02", "10:04"], [0, 120], False),
        (["11:58 PM", "12:03 AM"], [0, 300], False),
        (["23:59:50", "00:00:10", "23:59:59"], [0, 20, 86409], False),
        (["10:02", "10:01"], [0, 0], False),
        (["x", ""], [None, None], False),
    ],
)
def test_clocks(texts: list[str | None], seconds: list[float | None], positions: bool) -> None:
    assert clock_offsets(texts) == (seconds, positions)
