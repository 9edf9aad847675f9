"""The import page: what was brought in, how far it is, what to mend, and whose it is."""

from __future__ import annotations

import gzip
import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa_app.operations.file_names import display_name
from qa_app.operations.processing import WORK
from qa_app.store.interactions import Interaction, Stage
from qa_app.store.job_queries import waiting
from qa_app.store.work import FileState, ImportedFile, JobKind
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from tests.qa_app.workplace import sign_in

CHAT = (
    b"Agent: Good morning, how can I help you today?\n"
    b"Customer: My parcel is late and I am really worried about it.\n"
    b"Agent: I am so sorry about that, I will look into it at once.\n"
    b"Customer: Thank you, that is kind.\n"
)


def bring(client: FlaskClient, *files: tuple[str, bytes], **told: str) -> Any:
    data = {"files": [(BytesIO(content), name) for name, content in files], "time_zone": "Europe/Amsterdam", **told}
    return client.post("/import", data=data, content_type="multipart/form-data", follow_redirects=True)


def read(workplace: Workplace, kind: JobKind = JobKind.READ_FILE) -> None:
    """What the worker does until the files are read; the work on conversations is left for later."""
    with workplace.database.reading() as session:
        jobs = [job.id for job in waiting(session) if job.kind is kind]
    for job in jobs:
        run_job(workplace, job, lambda _: None, WORK)


def files(workplace: Workplace) -> dict[str, ImportedFile]:
    with workplace.database.reading() as session:
        return {file.name: file for file in session.query(ImportedFile)}


def found(workplace: Workplace, file_name: str) -> Interaction:
    with workplace.database.reading() as session:
        interaction = session.query(Interaction).filter_by(file_name=file_name).one()
        _ = interaction.agent
        return interaction


def test_the_page_says_what_it_is_for(app: Flask) -> None:
    page = sign_in(app, "Rita").get("/import").text
    assert "Drop recordings and chat logs here" in page
    assert "Begin by dropping a file" in page
    assert re.search(r'<option value="Ines">', page)


def test_an_administrator_and_a_manager_see_agents_of_their_own(app: Flask) -> None:
    assert '<option value="Uwe">' in sign_in(app, "Ada").get("/import").text
    of_mara = sign_in(app, "Mara").get("/import").text
    assert '<option value="Otto">' in of_mara
    assert '<option value="Uwe">' not in of_mara


@pytest.mark.parametrize("name", ["Ines", "Tara"])
def test_who_does_not_import_has_no_page(app: Flask, name: str) -> None:
    client = sign_in(app, name)
    assert client.get("/import").status_code == 403
    assert client.get("/import/rows?ids=1").status_code == 403
    assert client.post("/import").status_code == 403


def test_an_ordinary_form_brings_files_in_and_the_row_says_what_was_recognised(
    app: Flask, workplace: Workplace
) -> None:
    rita = sign_in(app, "Rita")
    page = bring(rita, ("chat.txt", CHAT), agent="Ines", customer="C-9", started_at="2026-10-02T14:05").text
    assert "Waiting to be read" in page
    read(workplace)
    row = rita.get("/import").text
    for words in ("Plain text", "English", "2 speakers", "4 turns", "chat.txt"):
        assert words in row
    interaction = found(workplace, "chat.txt")
    assert f'href="/interactions/{interaction.id}"' in row
    assert interaction.agent
    assert interaction.agent.name == "Ines"
    assert interaction.started_at
    assert interaction.started_at.isoformat() == "2026-10-02T12:05:00+00:00"
    assert interaction.customer == "C-9"


def test_what_was_typed_is_kept_when_something_is_wrong(app: Flask) -> None:
    answer = bring(sign_in(app, "Rita"), ("chat.txt", CHAT), agent="Ines", market="Belgium")
    assert answer.status_code == 422
    assert "two letters" in answer.text
    assert 'value="Belgium"' in answer.text
    assert 'value="Ines"' in answer.text


def test_one_bad_file_does_not_stop_the_others(app: Flask, workplace: Workplace) -> None:
    page = bring(sign_in(app, "Rita"), ("calls.zip", b"PK\x03\x04"), ("empty.txt", b""), ("chat.txt", CHAT)).text
    assert "calls.zip is an archive" in page
    assert "empty.txt is empty" in page
    assert list(files(workplace)) == ["chat.txt"]
    assert list((workplace.config.data / "uploads").iterdir()) == []


def test_an_archive_found_by_content_leaves_nothing_behind(app: Flask, workplace: Workplace) -> None:
    page = bring(sign_in(app, "Rita"), ("call.wav", b"PK\x03\x04" + bytes(100)), ("chat.txt", CHAT)).text
    assert "call.wav is an archive" in page
    assert list(files(workplace)) == ["chat.txt"]


def test_no_file_chosen_is_said(app: Flask) -> None:
    answer = bring(sign_in(app, "Rita"), agent="Ines")
    assert answer.status_code == 422
    assert "Choose at least one file" in answer.text


@pytest.mark.parametrize("table_first", [True, False])
def test_a_table_tells_of_the_files_that_came_with_it(app: Flask, workplace: Workplace, table_first: bool) -> None:
    table = ("calls.csv", b"file;agent;customer;start\nchat.txt;Otto;C-77;2026-10-02 14:05\nb.txt;;;never\n")
    chat = ("chat.txt", CHAT)
    rita = sign_in(app, "Rita")
    bring(rita, *((table, chat) if table_first else (chat, table)), customer="C-1", channel="chat")
    read(workplace)
    interaction = found(workplace, "chat.txt")
    assert interaction.agent
    assert interaction.agent.name == "Otto"
    assert interaction.customer == "C-77"
    assert interaction.channel == "chat"
    page = rita.get("/import").text
    assert "Table with details of other files" in page
    assert "Line 3" in page
    assert "no date and time" in page


def test_a_table_that_comes_when_the_others_were_read_fills_what_they_lack(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    for name, content in (("chat.txt", CHAT), ("t.csv", b"file,agent\nchat.txt,Otto\n")):
        data = {"name": name, "size": str(len(content)), "batch": "one afternoon"}
        token = rita.post("/import/files", data=data).json["token"]
        rita.put(f"/import/files/{token}?offset=0", data=content)
        rita.post(f"/import/files/{token}/whole")
        read(workplace)
    interaction = found(workplace, "chat.txt")
    assert interaction.agent
    assert interaction.agent.name == "Otto"


def test_a_table_of_another_batch_tells_nothing(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    bring(rita, ("calls.csv", b"file,agent\nchat.txt,Otto\n"))
    bring(rita, ("chat.txt", CHAT))
    read(workplace)
    assert found(workplace, "chat.txt").agent is None


def test_what_is_left_out_is_said_with_its_line(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    bring(rita, ("chats.csv", b"conversation,speaker,text\n1,agent,Hello there\n1,customer\n1,customer,Hi to you\n"))
    read(workplace)
    page = rita.get("/import").text
    assert "1 part was left out" in page
    assert "Line 3" in page
    assert "fewer cells" in page


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "neither a recording nor text"),
        ("paper.pdf", b"%PDF-1.7\n" + bytes(500), "no sound"),
        ("program.exe", b"MZ" + bytes(5000), "no sound"),
        ("spaces.txt", b" \n \n", "empty"),
        ("half.json", b'{"messages": [', "not valid JSON"),
        ("bomb.vcon.gz", gzip.compress(bytes(100 * 2**20)), "larger than can be read"),
        ("broken.gz", b"\x1f\x8b" + bytes(100), "neither text"),
        ("nested.json", b"[" * 100_000, "nested"),
    ],
)
def test_wrong_types_are_said_in_words_and_can_be_taken_away(
    app: Flask, workplace: Workplace, name: str, content: bytes, words: str
) -> None:
    rita = sign_in(app, "Rita")
    bring(rita, (name, content))
    read(workplace)
    page = rita.get("/import").text
    assert files(workplace)[name].state is FileState.FAILED, page
    assert words in page
    assert "1 file failed" in page
    assert "Try again" in page
    file = files(workplace)[name]
    assert rita.post(f"/import/{file.id}/remove", follow_redirects=True).status_code == 200
    assert files(workplace) == {}
    with pytest.raises(FileNotFoundError):
        workplace.media.size(file.media_key or "")


def test_a_recording_that_cannot_be_played_is_said(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    bring(rita, ("call.wav", b"RIFF\x00\x00\x00\x00WAVEfmt "))
    read(workplace)
    read(workplace, JobKind.PROCESS)
    page = rita.get("/import").text
    assert "no sound in this file" in page
    assert "Try again" in page


def test_try_again_reads_a_failed_file_once_more(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    bring(rita, ("half.json", b'{"messages": ['))
    read(workplace)
    file = files(workplace)["half.json"]
    assert rita.post(f"/import/{file.id}/again").status_code == 303
    assert files(workplace)["half.json"].state is FileState.WAITING
    assert rita.post(f"/import/{file.id}/again").status_code == 422
    read(workplace)
    assert files(workplace)["half.json"].state is FileState.FAILED


def test_try_again_takes_up_conversations_that_failed(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    bring(rita, ("chat.txt", CHAT))
    read(workplace)
    with workplace.database.transaction() as session:
        interaction = session.query(Interaction).filter_by(file_name="chat.txt").one()
        interaction.stage, interaction.problem = Stage.FAILED, "worker_died"
    page = rita.get("/import").text
    assert "broken off three times" in page
    rita.post(f"/import/{files(workplace)['chat.txt'].id}/again")
    assert found(workplace, "chat.txt").stage is Stage.WAITING


def test_taking_a_file_off_the_list_keeps_its_conversations(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    bring(rita, ("chat.txt", CHAT))
    assert rita.post(f"/import/{files(workplace)['chat.txt'].id}/remove").status_code == 422
    read(workplace)
    rita.post(f"/import/{files(workplace)['chat.txt'].id}/remove")
    assert files(workplace) == {}
    assert found(workplace, "chat.txt").turns == 4


def test_an_upload_is_given_up_with_what_has_come(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    begun = rita.post("/import/files", data={"name": "a.txt", "size": "100"}).json
    rita.put(f"/import/files/{begun['token']}?offset=0", data=b"x" * 50)
    page = rita.get("/import").text
    assert "Uploading, 50%" in page
    assert "Choose the file again" in page
    rita.post(f"/import/{begun['id']}/remove")
    assert list((workplace.config.data / "uploads").iterdir()) == []
    assert rita.get(f"/import/files/{begun['token']}").status_code == 404


def test_the_same_file_twice_is_said_to_be_here_already(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    bring(rita, ("chat.txt", CHAT))
    bring(rita, ("again.txt", CHAT))
    read(workplace)
    assert "was here already" in rita.get("/import").text
    with workplace.database.reading() as session:
        assert session.query(Interaction).filter(Interaction.file_name.in_(["chat.txt", "again.txt"])).count() == 1


def test_imports_are_ones_own_and_the_administrators(app: Flask, workplace: Workplace) -> None:
    bring(sign_in(app, "Rita"), ("of-rita.txt", CHAT))
    read(workplace)
    file = files(workplace)["of-rita.txt"]
    for name in ("Rolf", "Mara"):
        other = sign_in(app, name)
        assert "of-rita.txt" not in other.get("/import").text
        assert other.get(f"/import/rows?ids={file.id}").json["rows"] == {}
        assert other.post(f"/import/{file.id}/again").status_code == 404
        assert other.post(f"/import/{file.id}/remove").status_code == 404
    ada = sign_in(app, "Ada")
    page = ada.get("/import").text
    assert "of-rita.txt" in page
    assert "Rita" in page
    assert "/interactions/" not in page  # administrators read no conversations
    assert str(file.id) in ada.get(f"/import/rows?ids={file.id}").json["rows"]


def test_rows_tell_how_far_a_recording_is(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    bring(rita, ("chat.txt", CHAT))
    read(workplace)
    file = files(workplace)["chat.txt"]

    def row(stage: Stage, progress: float) -> Any:
        with workplace.database.transaction() as session:
            interaction = session.query(Interaction).filter_by(file_name="chat.txt").one()
            interaction.stage, interaction.progress = stage, progress
        return rita.get(f"/import/rows?ids={file.id},x,-1,99999999999999").json["rows"][str(file.id)]

    hearing = row(Stage.TRANSCRIBING, 0.43)
    assert "Transcribing, 43%" in hearing["html"]
    assert 'value="0.43"' in hearing["html"]
    assert hearing["moving"] is True
    assert "Being scored" in row(Stage.SCORING, 0.0)["html"]
    assert row(Stage.DONE, 1.0)["moving"] is False


def test_the_history_has_pages(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    for number in range(30):
        rita.post("/import/files", data={"name": f"file-{number:02}.txt", "size": "10"})
    first, second = rita.get("/import").text, rita.get("/import?page=2").text
    assert "file-29.txt" in first
    assert "file-04.txt" not in first
    assert "/import?page=2" in first
    assert "/import?page=3" not in second
    assert "file-04.txt" in second
    assert rita.get("/import?page=99999999999999999999").status_code == 200
    assert rita.get("/import?page=-1").status_code == 200


HOSTILE = {
    "../../etc/passwd": "passwd",
    "/etc/shadow": "shadow",
    "C:\\Windows\\system32\\config.txt": "config.txt",
    "..": "file",
    "": "file",
    "a\x00b.txt": "ab.txt",
    "two\r\nlines.txt": "twolines.txt",
    "call\u202egnp.exe": "callgnp.exe",
    "zero\u200bwidth\ufeff.txt": "zerowidth.txt",
    "NUL": "_NUL",
    "con.txt": "_con.txt",
    "COM1.wav": "_COM1.wav",
    "x" * 4000 + ".wav": "x" * 196 + ".wav",
    "half \ud800 letter.txt": "half letter.txt",
    " .hidden. ": "hidden",
    "<script>alert(1)<.txt": "<script>alert(1)<.txt",
    "=HYPERLINK(1).csv": "=HYPERLINK(1).csv",
    "İstanbul çağrı 電話.wav": "İstanbul çağrı 電話.wav",
}


@pytest.mark.parametrize(("name", "shown"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_names_are_shown_and_never_used_as_paths(name: str, shown: str) -> None:
    assert display_name(name) == shown


@pytest.mark.parametrize("name", [name for name in HOSTILE if name.isprintable() and name])
def test_hostile_names_come_out_inert(app: Flask, workplace: Workplace, name: str) -> None:
    rita = sign_in(app, "Rita")
    answer = rita.post("/import/files", data={"name": name, "size": str(len(CHAT))})
    assert answer.status_code == 200
    token = answer.json["token"]
    rita.put(f"/import/files/{token}?offset=0", data=CHAT)
    assert rita.post(f"/import/files/{token}/whole").status_code == 200
    read(workplace)
    page = rita.get("/import")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    inside = {path.name for path in workplace.config.data.rglob("*") if path.is_file()}
    assert not any("passwd" in found or "script" in found for found in inside)


def large_form(client: FlaskClient, size: int) -> Any:
    """A form that says how large it is; of what is refused nothing is read."""
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    return client.post("/import", data=b"x", headers=kind, environ_overrides={"CONTENT_LENGTH": str(size)})


def test_a_form_larger_than_a_page_takes_is_refused(app: Flask) -> None:
    answer = large_form(sign_in(app, "Rita"), 5 * 2**30)
    assert answer.status_code == 413
    assert "larger than this page takes" in answer.text


def test_only_who_imports_may_send_a_large_form(app: Flask) -> None:
    rita = sign_in(app, "Rita")
    ines = sign_in(app, "Ines")
    app.config["WTF_CSRF_ENABLED"] = True
    assert large_form(app.test_client(), 3 * 2**20).status_code == 413
    assert large_form(ines, 3 * 2**20).status_code == 413
    assert large_form(rita, 3 * 2**20).status_code == 400  # it is read, and has no token
