"""Files of every kind become interactions, each once."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qa_app.operations import intake
from qa_app.operations.errors import OperationError
from qa_app.operations.metadata import Told
from qa_app.recordings import conversation_line
from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Interaction, Stage
from qa_app.store.people import Agent
from qa_app.store.work import FileState, ImportedFile, Job, JobKind
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from tests.qa_app.bringing import CALL, SAMPLES, bring, file_of, found_in, read
from tests.qa_app.workplace import NOW, conversation

CHAT = SAMPLES / "2026-02-10-jonas-chat-de.json"


def test_a_chat_is_an_interaction_with_what_the_file_says(workplace: Workplace) -> None:
    file_id, asked = read(workplace, CHAT)
    ((interaction, new),) = found_in(workplace, file_id)
    assert new
    assert (interaction.channel, interaction.language, interaction.stage) == ("chat", "de", Stage.WAITING)
    assert interaction.agent is not None
    assert interaction.agent.name == "Jonas Brandt"
    assert interaction.started_at == datetime(2026, 2, 10, 10, 5, 12, tzinfo=UTC)
    assert interaction.time_zone == "+01:00"
    assert interaction.transcript is not None
    assert interaction.turns == len(interaction.transcript.original["turns"]) == 14
    assert len(asked) == 1


def test_what_is_told_counts_before_what_the_file_says(workplace: Workplace) -> None:
    told = Told("Otto", "C-7", datetime(2026, 3, 1, tzinfo=UTC), "Europe/Berlin", market="DE")
    ((interaction, _),) = found_in(workplace, read(workplace, CHAT, told)[0])
    assert interaction.agent is not None
    assert (interaction.agent.name, interaction.customer, interaction.market) == ("Otto", "C-7", "DE")
    assert (interaction.started_at, interaction.time_zone) == (told.started_at, "Europe/Berlin")


def test_the_same_file_twice_gives_the_same_interaction(workplace: Workplace, tmp_path: Path) -> None:
    first, _ = read(workplace, CALL)
    copy = tmp_path / "other name.ogg"
    copy.write_bytes(CALL.read_bytes())
    second, asked = read(workplace, copy, Told("Jonas"))
    ((before, _),), ((after, new),) = found_in(workplace, first), found_in(workplace, second)
    assert (after.id, new, asked) == (before.id, False, [])
    assert after.agent is not None, "the second time told what the first did not"


def test_a_failed_interaction_is_worked_on_again_when_it_is_brought_again(workplace: Workplace) -> None:
    file_id, _ = read(workplace, CALL)
    with workplace.database.transaction() as session:
        ((interaction, _),) = found_in(workplace, file_id)
        session.get_one(Interaction, interaction.id).stage = Stage.FAILED
    assert len(read(workplace, CALL)[1]) == 1


def test_many_workers_with_the_same_file_at_once_make_one_interaction(workplace: Workplace) -> None:
    with ThreadPoolExecutor(8) as pool:
        files = [done[0] for done in pool.map(lambda _: read(workplace, CHAT), range(8))]
    assert {file_of(workplace, file_id).state for file_id in files} == {FileState.DONE}
    found = [found_in(workplace, file_id) for file_id in files]
    assert len({interaction.id for some in found for interaction, _ in some}) == 1
    assert sum(new for some in found for _, new in some) == 1
    with workplace.database.reading() as session:
        assert session.query(Interaction).count() == session.query(Agent).count() == 1
        assert session.query(Job).filter_by(kind=JobKind.PROCESS).count() == 1


def test_a_file_with_several_conversations(workplace: Workplace, tmp_path: Path) -> None:
    """Of one among several the file knows more than what was told of the whole; bad lines are told with their place."""
    path = tmp_path / "chats.csv"
    lines = [
        "chat,name,speaker,text",
        "a,Ines,agent,Good morning. How can I help?",
        "a,Bo,customer,Where is my parcel?",
    ]
    lines += ["b,Otto,agent,Hello. What can I do for you?", "b,Al,customer,My router broke.", "b,Al"]
    path.write_text("\n".join(lines), encoding="utf-8")
    file_id, asked = read(workplace, path, Told("Uwe", "C-7"))
    found = [interaction for interaction, _ in found_in(workplace, file_id)]
    assert sorted((row.name, row.agent.name if row.agent else "") for row in found) == [("a", "Ines"), ("b", "Otto")]
    assert len(asked) == 2
    assert [(item["code"], item["line"]) for item in file_of(workplace, file_id).problems] == [("short_row", 6)]


def test_the_recording_inside_a_vcon(workplace: Workplace, tmp_path: Path) -> None:
    dialog = {
        "type": "recording",
        "start": "2026-03-10T10:47:00+01:00",
        "parties": [0, 1],
        "mediatype": "audio/ogg",
        "encoding": "base64url",
        "body": base64.urlsafe_b64encode(CALL.read_bytes()).decode().rstrip("="),
    }
    parties = [{"name": "Jonas", "role": "agent"}, {"name": "Bo", "role": "customer"}]
    path = tmp_path / "call.vcon"
    path.write_text(json.dumps({"vcon": "0.4.0", "uuid": "u-1", "parties": parties, "dialog": [dialog]}), "utf-8")
    file_id, _ = read(workplace, path)
    ((interaction, _),) = found_in(workplace, file_id)
    assert file_of(workplace, file_id).recognised == "vcon"
    assert (interaction.name, interaction.channel, interaction.transcript) == ("u-1", "call", None)
    with workplace.media.local_file(interaction.media_key or "") as recording:
        assert recording.read_bytes() == CALL.read_bytes()
    alone = found_in(workplace, read(workplace, CALL)[0])
    assert [row.id for row, _ in alone] == [interaction.id], "the recording itself is no other interaction"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("call.wav", b"PK\x03\x04" + bytes(range(256)) * 8, "not_audio"),
        ("call.wav", b"\x00" * 5_000, "empty"),
        ("call.wav", b"", "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\0\1\2IHDR" * 300, "not_audio"),
        ("notes.txt", b"nobody speaks here\nat all\n", "no_speakers"),
        ("x", b"{}", "unknown_format"),
    ],
)
def test_a_file_of_no_use_says_why(workplace: Workplace, tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    file_id, _ = read(workplace, path, name=name)
    file = file_of(workplace, file_id)
    assert (file.state, file.problem) == (FileState.FAILED, code)
    assert file.problem_detail
    assert file.problem_detail["what"]
    assert found_in(workplace, file_id) == []


@pytest.mark.parametrize(("path", "name"), [(CALL, "chat.csv"), (CALL, "a.json"), (CHAT, "call.wav"), (CHAT, "x.mp3")])
def test_files_lie_about_their_type(workplace: Workplace, path: Path, name: str) -> None:
    file_id, _ = read(workplace, path, name=name)
    assert file_of(workplace, file_id).recognised == ("recording" if path == CALL else "json")


def test_names_from_outside_are_no_paths(workplace: Workplace) -> None:
    file_id, _ = read(workplace, CHAT, name="../../etc/\u202epasswd\u0000.json")
    assert file_of(workplace, file_id).name == "passwd.json"


def test_a_file_that_was_read_is_not_read_again(workplace: Workplace) -> None:
    """As when its worker died between the last interaction and saying that it is done."""
    file_id, waiting = bring(workplace, CHAT)
    again = read(workplace, CHAT)[0]
    with workplace.database.transaction() as session:
        session.get_one(ImportedFile, file_id).state = FileState.DONE
    run_job(workplace, waiting[0], lambda _: None)
    assert found_in(workplace, file_id) == []
    assert len(found_in(workplace, again)) == 1


def test_who_brought_what_is_in_the_audit_trail(workplace: Workplace) -> None:
    read(workplace, CHAT)
    with workplace.database.reading() as session:
        assert [row.action for row in session.query(AuditEvent).order_by(AuditEvent.id)] == [
            "file.brought",
            "interaction.imported",
        ]


def test_only_what_failed_can_be_tried_again(workplace: Workplace) -> None:
    ((interaction, _),) = found_in(workplace, read(workplace, CHAT)[0])
    with workplace.database.transaction() as session:
        row = session.get_one(Interaction, interaction.id)
        with pytest.raises(OperationError):
            intake.try_again(session, None, NOW, row)
        row.stage, row.problem = Stage.FAILED, "worker_died"
        intake.try_again(session, None, NOW, row)
        assert (row.stage, row.problem) == (Stage.WAITING, None)


def test_our_own_conversations_can_be_brought_in(workplace: Workplace, tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(conversation_line(conversation()) + "\n", encoding="utf-8")
    ((interaction, _),) = found_in(workplace, read(workplace, path)[0])
    assert (interaction.channel, interaction.turns, interaction.seconds) == ("call", 9, 44.0)
