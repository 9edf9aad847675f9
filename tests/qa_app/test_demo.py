"""The main job on the sample data, as a new user meets it first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from qa_app.demo import run_demo


@pytest.mark.speech
def test_the_demo_turns_every_sample_into_marks_and_each_agents_into_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_demo(tmp_path / "out") == 0
    printed = capsys.readouterr()
    cards = [json.loads(line) for line in (tmp_path / "out" / "scorecards.jsonl").read_text("utf-8").splitlines()]
    assert len(cards) == 18
    assert {card["language"] for card in cards} == {"en", "nl", "de", "ro"}
    assert {card["channel"] for card in cards} == {"call", "chat", "email", "social"}
    assert all(card["total"] is not None for card in cards)
    for name in ("ioana-ro", "jonas-de", "sanne-nl"):
        report = tmp_path / "out" / f"coaching-{name}.pdf"
        assert str(report) in printed.out
        assert len(PdfReader(report).pages) == 2
    assert len(list((tmp_path / "out" / "scorecards").glob("*.pdf"))) == 18


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = tmp_path / "file"
    taken.write_text("x")
    assert run_demo(taken) == 1
    assert str(taken) in capsys.readouterr().err
