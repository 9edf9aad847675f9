"""Files in parts: what has come is safe, whatever happens, and belongs to whoever sent it."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa_app.operations import uploads
from qa_app.store.work import FileState, ImportedFile, Job, JobKind
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW, make_app, sign_in

JSON = {"Accept": "application/json"}
WORDS = b"".join(b"Agent: Good morning, this is line %d.\nCustomer: Hello.\n" % number for number in range(400))


def begin(client: FlaskClient, name: str = "talk.txt", size: int = len(WORDS), **told: str) -> Any:
    data = {"name": name, "size": str(size), "fingerprint": "1730000000000", **told}
    return client.post("/import/files", data=data, headers=JSON)


def put(client: FlaskClient, token: str, offset: int, data: bytes) -> Any:
    return client.put(
        f"/import/files/{token}?offset={offset}", data=data, headers=JSON, content_type="application/octet-stream"
    )


def finish(client: FlaskClient, token: str) -> Any:
    return client.post(f"/import/files/{token}/whole", headers=JSON)


def the_file(workplace: Workplace) -> ImportedFile:
    with workplace.database.reading() as session:
        return session.query(ImportedFile).one()


def stored(workplace: Workplace) -> bytes:
    with workplace.media.open(the_file(workplace).media_key or "") as file:
        return file.read()


def parts_on_disk(workplace: Workplace) -> list[Path]:
    folder = workplace.config.data / "uploads"
    return list(folder.iterdir()) if folder.exists() else []


def test_a_file_in_parts_comes_whole_and_is_asked_to_be_read(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    token = begin(rita, agent="Ines").json["token"]
    assert put(rita, token, 0, WORDS[:1000]).json["received"] == 1000
    assert put(rita, token, 1000, WORDS[1000:]).json["received"] == len(WORDS)
    assert finish(rita, token).status_code == 200
    assert stored(workplace) == WORDS
    file = the_file(workplace)
    assert file.state is FileState.WAITING
    assert file.told == {"agent": "Ines", "time_zone": "Europe/Amsterdam"}
    with workplace.database.reading() as session:
        assert [job.subject_id for job in session.query(Job).filter_by(kind=JobKind.READ_FILE)] == [file.id]
    assert parts_on_disk(workplace) == []


@pytest.mark.parametrize("offset", [0, 500, 999, 1001, 5000, -1])
def test_parts_out_of_order_repeated_or_overlapping_change_nothing(
    app: Flask, workplace: Workplace, offset: int
) -> None:
    rita = sign_in(app, "Rita")
    token = begin(rita).json["token"]
    put(rita, token, 0, WORDS[:1000])
    answer = put(rita, token, offset, b"x" * 1000)
    assert (answer.status_code, answer.json) == (409, {"received": 1000})
    put(rita, token, 1000, WORDS[1000:])
    finish(rita, token)
    assert stored(workplace) == WORDS


def test_a_file_that_is_not_whole_is_not_handed_over(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    token = begin(rita).json["token"]
    put(rita, token, 0, WORDS[:1000])
    answer = finish(rita, token)
    assert (answer.status_code, answer.json) == (409, {"received": 1000})
    assert the_file(workplace).state is FileState.UPLOADING


def test_finishing_twice_reads_once(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    token = begin(rita).json["token"]
    put(rita, token, 0, WORDS)
    assert finish(rita, token).status_code == finish(rita, token).status_code == 200
    with workplace.database.reading() as session:
        assert session.query(Job).filter_by(kind=JobKind.READ_FILE).count() == 1
    assert put(rita, token, len(WORDS), b"more").status_code == 409


def test_the_same_file_chosen_again_goes_on_after_a_restart(app: Flask, workplace: Workplace) -> None:
    first = begin(rita := sign_in(app, "Rita")).json
    put(rita, first["token"], 0, WORDS[:1000])
    other = make_app(workplace)
    other.config["WTF_CSRF_ENABLED"] = False
    rita = sign_in(other, "Rita")
    again = begin(rita).json
    assert (again["token"], again["received"]) == (first["token"], 1000)
    assert rita.get(f"/import/files/{first['token']}").json["received"] == 1000
    put(rita, again["token"], 1000, WORDS[1000:])
    finish(rita, again["token"])
    assert stored(workplace) == WORDS


def test_another_file_of_the_same_name_begins_anew(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    token = begin(rita).json["token"]
    assert begin(rita, size=len(WORDS) + 1).json["token"] != token
    assert begin(rita, name="talk (2).txt").json["token"] != token
    assert begin(sign_in(app, "Rolf")).json["token"] != token


def test_what_was_written_but_not_counted_is_written_over(app: Flask, workplace: Workplace) -> None:
    """As after a kill between the disk and the database."""
    rita = sign_in(app, "Rita")
    token = begin(rita).json["token"]
    put(rita, token, 0, WORDS[:1000])
    with (workplace.config.data / "uploads" / token).open("ab") as file:
        file.write(b"half a part")
    assert rita.get(f"/import/files/{token}").json["received"] == 1000
    put(rita, token, 1000, WORDS[1000:])
    finish(rita, token)
    assert stored(workplace) == WORDS


def test_a_part_file_that_somebody_took_away_is_sent_again(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    token = begin(rita).json["token"]
    put(rita, token, 0, WORDS[:1000])
    (workplace.config.data / "uploads" / token).unlink()
    assert put(rita, token, 1000, WORDS[1000:]).json == {"received": 0}
    put(rita, token, 0, WORDS)
    finish(rita, token)
    assert stored(workplace) == WORDS


@pytest.mark.parametrize("token", ["0" * 32, "..", "%2e%2e%2fsecret-key", "x' OR 1=1 --"])
def test_a_wrong_token_is_not_found(app: Flask, token: str) -> None:
    rita = sign_in(app, "Rita")
    assert put(rita, token, 0, b"x").status_code in (404, 405)
    assert rita.get(f"/import/files/{token}", headers=JSON).status_code == 404


def test_uploads_belong_to_whoever_began_them(app: Flask, workplace: Workplace) -> None:
    token = begin(sign_in(app, "Rita")).json["token"]
    for name in ("Rolf", "Mara", "Ada"):
        other = sign_in(app, name)
        assert put(other, token, 0, b"x").status_code == 404
        assert other.get(f"/import/files/{token}").status_code == 404
        assert finish(other, token).status_code == 404
    assert the_file(workplace).received == 0


@pytest.mark.parametrize("name", ["Ines", "Tara"])
def test_who_does_not_import_uploads_nothing(app: Flask, name: str) -> None:
    assert begin(sign_in(app, name)).status_code == 403


def test_five_gigabytes_are_refused_before_a_byte_is_sent(app: Flask, workplace: Workplace) -> None:
    answer = begin(sign_in(app, "Rita"), name="year.wav", size=5 * 2**30)
    assert answer.status_code == 422
    assert "year.wav" in answer.json["error"]
    assert "2048 MB" in answer.json["error"]
    with workplace.database.reading() as session:
        assert session.query(ImportedFile).count() == 0


def test_more_bytes_than_announced_are_refused(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    token = begin(rita, size=1000).json["token"]
    assert "announced" in put(rita, token, 0, WORDS[:1001]).json["error"]
    assert the_file(workplace).received == 0
    assert put(rita, token, 0, WORDS[:1000]).status_code == 200


def test_a_part_larger_than_a_part_is_refused(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    token = begin(rita, size=20 * 2**20).json["token"]
    assert put(rita, token, 0, bytes(8 * 2**20 + 1)).status_code == 413
    assert the_file(workplace).received == 0
    assert put(rita, token, 0, bytes(8 * 2**20)).status_code == 200


@pytest.mark.parametrize("size", [0, -5])
def test_an_empty_file_is_refused(app: Flask, size: int) -> None:
    answer = begin(sign_in(app, "Rita"), size=size)
    assert answer.status_code == 422
    assert "talk.txt is empty" in answer.json["error"]


@pytest.mark.parametrize("size", ["", "many", "1e3", "99999999999999999999"])
def test_a_size_that_is_none_is_refused(app: Flask, size: str) -> None:
    answer = sign_in(app, "Rita").post("/import/files", data={"name": "a.txt", "size": size}, headers=JSON)
    assert answer.status_code == 422
    assert answer.json["error"]


@pytest.mark.parametrize("name", ["calls.zip", "CALLS.ZIP", "calls.tar.gz", "calls.7z", "calls.rar"])
def test_archives_are_refused_by_name(app: Flask, name: str) -> None:
    answer = begin(sign_in(app, "Rita"), name=name)
    assert answer.status_code == 422
    assert "Unpack it first" in answer.json["error"]


def test_archives_are_refused_by_content(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    token = begin(rita, name="call.wav", size=1000).json["token"]
    answer = put(rita, token, 0, b"PK\x03\x04" + bytes(996))
    assert answer.status_code == 422
    assert "Unpack it first" in answer.json["error"]
    assert the_file(workplace).received == 0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("started_at", "yesterday", "Start"),
        ("market", "Belgium", "country"),
        ("channel", "pigeon", "Channel"),
        ("time_zone", "Mars/Olympus", "Time zone"),
        ("pattern", "{agent", "brace"),
        ("pattern", "{name}", "name"),
    ],
)
def test_what_is_told_and_cannot_be_is_said_before_the_upload(app: Flask, field: str, value: str, words: str) -> None:
    answer = begin(sign_in(app, "Rita"), **{field: value})
    assert answer.status_code == 422
    assert words in answer.json["error"]


def test_the_file_name_tells_what_the_form_leaves_out(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    begin(rita, name="Otto_20261102_1405.txt", agent="Ines", market="nl", pattern="{agent}_{date}_{time}")
    told = the_file(workplace).told
    assert told["agent"] == "Ines"
    assert told["market"] == "NL"
    assert told["started_at"] == "2026-11-02T13:05:00+00:00"


def test_a_full_disk_loses_nothing_that_has_come(
    app: Flask, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rita = sign_in(app, "Rita")
    token = begin(rita).json["token"]
    put(rita, token, 0, WORDS[:1000])

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(uploads.os, "fsync", full)
        answer = put(rita, token, 1000, WORDS[1000:])
    assert answer.status_code == 422
    assert "disk" in answer.json["error"]
    assert (workplace.config.data / "uploads" / token).stat().st_size == the_file(workplace).received == 1000
    put(rita, token, 1000, WORDS[1000:])
    finish(rita, token)
    assert stored(workplace) == WORDS


def test_no_room_is_said_before_the_upload(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    rita = sign_in(app, "Rita")
    usage = uploads.shutil.disk_usage("/")
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _: usage._replace(free=1000))
    answer = begin(rita)
    assert answer.status_code == 422
    assert "disk" in answer.json["error"]


def test_a_store_without_room_keeps_the_upload(
    app: Flask, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rita = sign_in(app, "Rita")
    token = begin(rita).json["token"]
    put(rita, token, 0, WORDS)

    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(type(workplace.media), "put", full)
        answer = finish(rita, token)
    assert answer.status_code == 507
    assert "disk" in answer.json["error"]
    assert finish(rita, token).status_code == 200
    assert stored(workplace) == WORDS


def test_a_whole_part_is_taken_with_the_token_of_the_page(app: Flask) -> None:
    rita = sign_in(app, "Rita")
    token = begin(rita, size=20 * 2**20).json["token"]
    app.config["WTF_CSRF_ENABLED"] = True
    found = re.search(r'name="csrf-token" content="([^"]+)"', rita.get("/import").text)
    assert found
    answer = rita.put(
        f"/import/files/{token}?offset=0",
        data=bytes(8 * 2**20),
        headers={**JSON, "X-CSRFToken": found[1]},
        content_type="application/octet-stream",
    )
    assert answer.json["received"] == 8 * 2**20


def test_without_the_token_of_the_page_nothing_is_taken(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    token = begin(rita).json["token"]
    app.config["WTF_CSRF_ENABLED"] = True
    assert put(rita, token, 0, WORDS).status_code == 400
    assert finish(rita, token).status_code == 400
    assert the_file(workplace).received == 0


def test_the_page_holds_nobody_up_while_a_file_is_hashed(
    app: Flask, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rita = sign_in(app, "Rita")
    token = begin(rita).json["token"]
    put(rita, token, 0, WORDS)
    put_in_store = type(workplace.media).put

    def slow(media: Any, path: Path) -> str:
        with workplace.database.transaction() as session:  # would wait for ever if the request held the database
            session.query(ImportedFile).one().problem = "touched"
        return put_in_store(media, path)

    monkeypatch.setattr(type(workplace.media), "put", slow)
    assert finish(rita, token).status_code == 200
    assert hashlib.sha256(WORDS).hexdigest() == the_file(workplace).media_key


def test_abandoned_uploads_are_swept_after_a_day(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    old, new = begin(rita).json["token"], begin(rita, name="new.txt").json["token"]
    for token in (old, new):
        put(rita, token, 0, WORDS[:1000])
    folder = workplace.config.data / "uploads"
    (folder / "orphan").write_bytes(b"x")
    later = NOW + timedelta(days=400)
    for name, age in ((old, 25), (new, 23), ("orphan", 25)):
        moment = (later - timedelta(hours=age)).timestamp()
        os.utime(folder / name, (moment, moment))
    with workplace.database.transaction() as session:
        for file in session.query(ImportedFile):
            file.created_at = later - timedelta(days=3)
    with workplace.database.transaction() as session:
        assert uploads.sweep_uploads(session, workplace.config, later) == 1
    assert [path.name for path in folder.iterdir()] == [new]
    assert the_file(workplace).token == new
