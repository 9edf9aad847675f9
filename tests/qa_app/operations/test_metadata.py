"""What is told of a file: by a form, by a table beside it, by its name; moments in the right zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from qa_app.operations.errors import OperationError
from qa_app.operations.metadata import Told, start, told_from
from qa_app.operations.name_pattern import name_pattern
from qa_app.operations.sidecar import is_sidecar, read_sidecar
from transcripts.errors import InputError

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("written", "zone", "moment"),
    [
        ("2026-03-10 14:05", None, "2026-03-10T13:05:00+00:00"),
        ("2026-07-10 14:05", None, "2026-07-10T12:05:00+00:00"),
        ("10.03.2026 14:05", "Europe/Bucharest", "2026-03-10T12:05:00+00:00"),
        ("2026-03-10T14:05:30", "+05:30", "2026-03-10T08:35:30+00:00"),
        ("2026-03-10T14:05:30-05:00", BERLIN, "2026-03-10T19:05:30+00:00"),
        ("2026-03-10T14:05:30Z", None, "2026-03-10T14:05:30+00:00"),
        # Left out by the beginning of summer time: the clock that was not moved shows 2:30 half an hour after 2.
        ("2026-03-29 02:30", None, "2026-03-29T01:30:00+00:00"),
        # Repeated by its end: the first of both.
        ("2026-10-25 02:30", None, "2026-10-25T00:30:00+00:00"),
    ],
)
def test_a_start_counts_in_its_zone(written: str, zone: str | None, moment: str) -> None:
    assert start(written, zone, BERLIN)[0] == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("started_at", "yesterday", "bad_start"),
        ("started_at", "2026-02-31 10:00", "bad_start"),
        ("time_zone", "Europe", "bad_time_zone"),
        ("time_zone", "../../etc/passwd", "bad_time_zone"),
        ("time_zone", "+25:00", "bad_time_zone"),
        ("channel", "pigeon", "bad_channel"),
        ("market", "Germany", "bad_market"),
        ("language", "deutsch!", "bad_language"),
    ],
)
def test_a_form_is_told_what_it_cannot_say(field: str, value: str, code: str) -> None:
    with pytest.raises(OperationError) as caught:
        told_from({field: value}, BERLIN)
    assert (caught.value.code, caught.value.fields) == (code, {"value": value})


def test_a_form_is_tidied() -> None:
    told = told_from(
        {"agent": " Ines\u0000\u202e  M. ", "customer": "", "market": "nl-be", "language": "de-DE", "channel": "Anruf"},
        BERLIN,
    )
    assert told == Told(agent="Ines M.", market="BE", language="de", channel="call")


def test_what_is_told_survives_json() -> None:
    told = told_from({"agent": "Ines", "started_at": "2026-03-10 14:05", "time_zone": BERLIN}, "UTC")
    assert Told.from_json(told.to_json()) == told
    assert Told.from_json({}) == Told()


def test_the_more_certain_source_counts_and_a_moment_keeps_its_zone() -> None:
    moment = datetime(2026, 3, 10, 13, 5, tzinfo=UTC)
    by_name = Told(agent="ines", customer="C-7", started_at=moment, time_zone=BERLIN)
    assert Told(agent="Ines M.", time_zone="UTC").over(by_name) == Told("Ines M.", "C-7", moment, BERLIN)


TABLES = {
    "english": "file,agent,customer,start,time zone,channel,market,language\n"
    "A.WAV,Ines,C-7,2026-03-10 14:05,Europe/Berlin,call,DE,de\n",
    "dutch": "Bestandsnaam;Medewerker;Klantnummer;Starttijd;Tijdzone;Kanaal;Land;Taal\n"
    "a.wav;Ines;C-7;10-03-2026 14:05;Europe/Berlin;telefoon;DE;de\n",
    "german": "Dateiname\tMitarbeiterin\tKundennummer\tBeginn\tZeitzone\tKanal\tMarkt\tSprache\n"
    "a.wav\tInes\tC-7\t10.03.2026 14:05\tEurope/Berlin\tTelefon\tDE\tde-DE\n",
    "quoted": '"file";"agent";customer;start;"time zone, IANA";"zone";channel;market;language\n'
    "a.wav;Ines;C-7;2026-03-10 14:05;x;Europe/Berlin;call;DE;de\n",
    "romanian": "Fișier;Angajat;Număr client;Data și ora;Fus orar;Canal;Țară;Limbă\n"
    "C:\\apeluri\\a.wav;Ines;C-7;10.03.2026 14:05;Europe/Berlin;apel;DE;de\n",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("table", list(TABLES))
def test_tables_in_four_languages_and_any_encoding(table: str, encoding: str) -> None:
    data = TABLES[table].encode(encoding)
    assert is_sidecar(data, "metadata.csv")
    read = read_sidecar(data, "metadata.csv", "UTC")
    moment = datetime(2026, 3, 10, 13, 5, tzinfo=UTC)
    assert read.told == {"a.wav": Told("Ines", "C-7", moment, BERLIN, "call", "DE", "de")}
    assert read.problems == ()


def test_a_column_of_dates_is_read_as_a_whole() -> None:
    """The second date cannot begin with its day, so neither does the first."""
    read = read_sidecar(b"file,start\na.wav,03/04/2026 10:00\nb.wav,03/14/2026 10:00\n", "m.csv", "UTC")
    assert read.told["a.wav"].started_at == datetime(2026, 3, 4, 10, tzinfo=UTC)


def test_bad_lines_are_told_with_their_number_and_the_rest_counts() -> None:
    lines = [
        "file,agent,start,channel",
        "a.wav,Ines,soon,fax",
        ",Otto,,",
        "A.WAV,Uwe,,",
        "",
        'b.wav,"O,tto",,chat',
        "c.wav",
    ]
    read = read_sidecar("\n".join(lines).encode(), "m.csv", "UTC")
    assert [(problem.code, problem.line) for problem in read.problems] == [
        ("bad_start", 2),
        ("bad_channel", 2),
        ("no_file", 3),
        ("repeated_file", 4),
    ]
    assert read.told == {"a.wav": Told("Ines"), "b.wav": Told("O,tto", channel="chat"), "c.wav": Told()}


def test_a_table_without_files_is_none() -> None:
    chat = b"speaker,text,time\nagent,hello,2026-03-10\n"
    assert not is_sidecar(chat, "chat.csv")
    assert not is_sidecar(b"file," + b"x" * 200_000, "long.csv")
    assert not is_sidecar(b"\x89PNG\r\n\x1a\n" + bytes(100), "picture.csv")
    for table in (chat, b""):
        with pytest.raises(InputError) as caught:
            read_sidecar(table, "chat.csv", "UTC")
        assert caught.value.code in ("no_file_column", "empty")


@pytest.mark.parametrize(
    ("pattern", "name", "told"),
    [
        (
            "{agent}_{date}_{time}_{customer}",
            "ines_maria_20260310_1405_C-7.wav",
            Told("ines_maria", "C-7", datetime(2026, 3, 10, 13, 5, tzinfo=UTC), BERLIN),
        ),
        (
            "REC-{date}{time}{zone}-{agent}",
            "rec-20260310140559+0200-ines.ogg",
            Told("ines", None, datetime(2026, 3, 10, 12, 5, 59, tzinfo=UTC), "+0200"),
        ),
        (
            "{any} ({market}, {language}) {customer}",
            "x (y) (nl, NL) 7.mp3",
            Told(customer="7", market="NL", language="nl"),
        ),
        ("{agent}.{date}", "ines.10.03.2026.wav", Told("ines", None, datetime(2026, 3, 9, 23, tzinfo=UTC), BERLIN)),
        ("{agent}_{date}", "ines.wav", None),
        ("{agent}_{date}", "ines_20260231.wav", None),
        ("{channel}-{agent}", "fax-ines.wav", None),
    ],
)
def test_names_tell_what_their_pattern_says(pattern: str, name: str, told: Told | None) -> None:
    assert name_pattern(pattern).told(name, BERLIN) == told


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("{agent", "pattern_braces"),
        ("agent}", "pattern_braces"),
        ("{who}", "pattern_field"),
        ("{agent}_{agent}", "pattern_repeats"),
        ("{any}_x", "pattern_empty"),
        ("", "pattern_empty"),
        ("{any}x" * 20 + "{agent}", "pattern_long"),
    ],
)
def test_a_bad_pattern_is_refused(pattern: str, code: str) -> None:
    with pytest.raises(OperationError) as caught:
        name_pattern(pattern)
    assert caught.value.code == code


def test_a_hostile_name_takes_no_time() -> None:
    assert name_pattern("{any}a" * 13 + "{agent}x").told("a" * 100_000, BERLIN) is None
