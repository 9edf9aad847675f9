"""The watch folder: what stands still is taken in, what cannot be is put aside with a reason, links are left alone."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from qa_app.operations import watching
from qa_app.operations.watching import look
from qa_app.store.interactions import Interaction
from qa_app.store.work import ImportedFile
from qa_app.worker import run_job
from qa_app.workplace import Workplace
from tests.qa_app.bringing import CALL, SAMPLES

CHAT = SAMPLES / "2026-02-10-jonas-chat-de.json"


@pytest.fixture
def watched(workplace: Workplace, tmp_path: Path) -> Workplace:
    folder = tmp_path / "watched"
    folder.mkdir()
    return replace(workplace, config=replace(workplace.config, watch=folder))


def folder_of(workplace: Workplace) -> Path:
    assert workplace.config.watch
    return workplace.config.watch


def looks(workplace: Workplace, times: int = 2) -> None:
    seen: watching.Look = {}
    for _ in range(times):
        seen = look(workplace, seen, lambda job: run_job(workplace, job, lambda _: None))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def interactions(workplace: Workplace) -> list[Interaction]:
    with workplace.database.reading() as session:
        found = session.query(Interaction).order_by(Interaction.id).all()
        assert all(row.agent is None or row.agent.name for row in found)
        return found


def test_a_file_is_taken_when_it_stands_still(watched: Workplace) -> None:
    folder = folder_of(watched)
    growing = folder / CALL.name
    growing.write_bytes(CALL.read_bytes()[:1_000])
    seen = look(watched, {}, lambda job: None)
    with growing.open("ab") as file:
        file.write(CALL.read_bytes()[1_000:])
    seen = look(watched, seen, lambda job: None)
    assert interactions(watched) == []
    look(watched, seen, lambda job: run_job(watched, job, lambda _: None))
    assert [row.name for row in interactions(watched)] == [CALL.stem]
    assert names(folder) == ["taken"]
    assert (folder / "taken" / CALL.name).read_bytes() == CALL.read_bytes()


def test_tables_beside_the_files_tell_of_them(watched: Workplace) -> None:
    folder = folder_of(watched)
    for name in (CALL.name, CHAT.name):
        shutil.copy(SAMPLES / name, folder)
    (folder / "metadata.csv").write_text(f"file,agent,customer\n{CALL.name},Otto,C-7\n{CHAT.name},Uwe,C-8\n")
    (folder / f"{CALL.stem}.csv").write_text(f"file;agent\n{CALL.name};Ines\n")
    looks(watched)
    told = {row.channel: (row.agent.name if row.agent else "", row.customer) for row in interactions(watched)}
    assert told == {"call": ("Ines", "C-7"), "chat": ("Uwe", "C-8")}
    assert names(folder) == ["metadata.csv", "taken"]
    assert names(folder / "taken") == sorted([CALL.name, CHAT.name, f"{CALL.stem}.csv"])


def test_what_cannot_be_read_is_put_aside_with_the_reason(watched: Workplace) -> None:
    folder = folder_of(watched)
    (folder / "notes.txt").write_text("nobody speaks here\n")
    (folder / "empty.wav").write_bytes(b"")
    (folder / "large.wav").write_bytes(bytes(100))
    looks(replace(watched, config=replace(watched.config, upload_limit=50)))
    assert names(folder / "failed") == sorted(
        [*(f"{name}{more}" for name in ("notes.txt", "empty.wav", "large.wav") for more in ("", ".txt"))]
    )
    assert (folder / "failed" / "notes.txt.txt").read_text().startswith("no_speakers: No line begins with a speaker.")
    assert (folder / "failed" / "large.wav.txt").read_text().startswith("too_large: ")


def test_lines_that_were_left_out_are_told_beside_the_file(watched: Workplace) -> None:
    folder = folder_of(watched)
    (folder / "chat.csv").write_text("speaker,text\nagent,Good morning.\ncustomer,My router broke.\nagent\n")
    looks(watched)
    assert names(folder / "taken") == ["chat.csv", "chat.csv.txt"]
    assert (folder / "taken" / "chat.csv.txt").read_text().startswith("chat.csv:4: ")


def test_the_same_name_again_overwrites_nothing(watched: Workplace) -> None:
    for content in (CHAT, SAMPLES / "2026-02-05-ioana-call-ro.json"):
        shutil.copy(content, folder_of(watched) / "a.json")
        looks(watched)
    assert names(folder_of(watched) / "taken") == ["a-2.json", "a.json"]
    assert len(interactions(watched)) == 2


def test_links_folders_and_unfinished_files_are_left_alone(watched: Workplace, tmp_path: Path) -> None:
    folder = folder_of(watched)
    secret = tmp_path / "secret.json"
    shutil.copy(CHAT, secret)
    (folder / "link.json").symlink_to(secret)
    (folder / "inner").mkdir()
    shutil.copy(CHAT, folder / "inner")
    os.mkfifo(folder / "pipe.wav")
    for name in (".hidden.json", "call.wav.part", "call.tmp"):
        shutil.copy(CHAT, folder / name)
    before = names(folder)
    looks(watched)
    assert names(folder) == before
    assert interactions(watched) == []


def test_a_link_put_in_the_place_of_a_file_is_not_followed(
    watched: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(watched)
    (tmp_path / "secret.json").write_bytes(CHAT.read_bytes())
    (folder / "a.json").write_bytes(b"{}")
    copied = watching._copied

    def swapped(workplace: Workplace, path: Path) -> object:
        path.unlink()
        path.symlink_to(tmp_path / "secret.json")
        return copied(workplace, path)

    monkeypatch.setattr(watching, "_copied", swapped)
    looks(watched)
    with watched.database.reading() as session:
        assert session.query(ImportedFile).count() == 0


def test_one_bad_file_does_not_stop_the_others(watched: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a disk that cannot be read at one place; the file is tried again with the next look."""
    folder = folder_of(watched)
    shutil.copy(CHAT, folder / "a.json")
    shutil.copy(CALL, folder / "b.ogg")
    copied = watching._copied
    broken = {"a.json"}

    def unreadable(workplace: Workplace, path: Path) -> object:
        if path.name in broken:
            raise OSError(5, "Input/output error")
        return copied(workplace, path)

    monkeypatch.setattr(watching, "_copied", unreadable)
    looks(watched)
    assert [row.file_name for row in interactions(watched)] == ["b.ogg"]
    broken.clear()
    looks(watched)
    assert [row.file_name for row in interactions(watched)] == ["b.ogg", "a.json"]


def test_no_watch_folder_is_nothing_to_do(workplace: Workplace) -> None:
    assert look(workplace, {}, lambda job: None) == {}
