"""`qa repair` as scripts use it: files in, the repaired conversation or a glossary out, the originals untouched."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.qa_app.test_cli import qa, run

SECRET = "Geheimnis-4711"  # noqa: S105 - words of a customer, which no error may repeat
MOVE = {"step": "move_turn", "turn": 2, "speaker": "agent"}


def conversation(number: int = 7) -> dict[str, Any]:
    return {
        "version": 1,
        "id": f"call-{number}",
        "language": "en",
        "roles_certainty": 0.5,
        "channel": "call",
        "turns": [
            {"speaker": "agent", "text": "Good morning, fair word, how can I help you?", "start": 0.0, "end": 4.0},
            {"speaker": "customer", "text": "My parcel never came and I am really angry about it."},
            {"speaker": "customer", "text": "I am very sorry, I can hear how annoying this is."},
        ],
    }


def correction(text: str = "Good morning, Fairword, how can I help you?") -> dict[str, Any]:
    return {"step": "correct_text", "turn": 0, "text": text}


def file(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def call(tmp_path: Path) -> Path:
    return file(tmp_path, "call-7.json", conversation())


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    return file(tmp_path, "steps.json", [correction(), MOVE])


def test_the_repaired_conversation_is_printed_and_scored_further(call: Path, steps: Path) -> None:
    before = call.read_bytes()
    greeting, problem, answer = conversation()["turns"]
    turns = [greeting | {"text": correction()["text"]}, problem, answer | {"speaker": "agent"}]
    right = {key: value for key, value in conversation().items() if key != "roles_certainty"} | {"turns": turns}

    result = qa("repair", call, steps)
    card, wanted = qa("score", "-", given=f"{result.out.strip()}\n{json.dumps(right)}\n".encode()).values

    (repaired,) = result.values
    assert repaired["id"] == card["id"] == "call-7"
    assert [turn["speaker"] for turn in repaired["turns"]] == ["agent", "customer", "agent"]
    assert repaired["turns"][0]["text"] == "Good morning, Fairword, how can I help you?"
    assert "roles_certainty" not in repaired
    # The repaired call is scored like one that was right from the beginning, and its third turn as the agent's.
    assert card == wanted
    (met,) = card["marks"]["empathy"]["evidence"]
    assert (met["reason"].split(".")[0], met["quote"]["turn"], met["prompt"]["turn"]) == ("shown", 2, 1)
    # One moment: its weight cancels out, and what met it counts more than a miss, which is level 1 between 0.4 and 3.4.
    assert card["marks"]["empathy"]["score"] == min(1, round((met["points"] - 0.4) / 3, 4)) > 0.2
    assert call.read_bytes() == before


def test_many_conversations_are_written_into_a_folder_and_one_comes_from_standard_input(
    call: Path, steps: Path, tmp_path: Path
) -> None:
    out = tmp_path / "repaired"
    given = json.dumps(conversation(8)).encode()

    result = qa("repair", call, steps, "-", steps, "-o", out, given=given)

    assert result.out.splitlines() == [str(out / "call-7.json"), str(out / "call-8.json")]
    assert json.loads((out / "call-8.json").read_text("utf-8"))["turns"][2]["speaker"] == "agent"


@pytest.mark.parametrize("link", [None, os.link, os.symlink])
def test_the_file_given_is_not_written_over(call: Path, steps: Path, tmp_path: Path, link: Any) -> None:
    folder = tmp_path
    if link:
        folder = tmp_path / "linked"
        folder.mkdir()
        link(call, folder / call.name)
    before = call.read_bytes()

    result = qa("repair", call, steps, "-o", folder, code=1)

    assert "Choose another folder" in result.err
    assert call.read_bytes() == before


def test_neither_another_file_given_nor_one_just_written_is_written_over(call: Path, tmp_path: Path) -> None:
    steps = file(tmp_path, "call-8.json", [MOVE])
    other = file(tmp_path, "other.json", conversation(8))
    out = tmp_path / "out"

    assert qa("repair", call, steps, "-o", out).out == f"{out / 'call-7.json'}\n"
    assert str(steps) in qa("repair", other, steps, "-o", tmp_path, code=1).err
    assert json.loads(steps.read_text("utf-8")) == [MOVE]
    assert len(qa("repair", call, steps, call, steps, "-o", out, code=1).out.splitlines()) == 1


def test_corrections_become_a_glossary(call: Path, steps: Path, tmp_path: Path) -> None:
    other = file(tmp_path, "other.json", conversation(8))
    wrong = file(tmp_path, "wrong.json", [{"step": "join_turns", "turn": 9}])

    result = qa("repair", "--glossary", call, steps, other, steps, other, wrong, code=1)

    assert [line for line in result.out.splitlines() if not line.startswith("#")] == ["Fairword\tfair word\t2\t2\ten"]
    assert f"{wrong}: steps[0] (join_turns): there is no turn 10" in result.err


def test_one_pair_that_fails_does_not_stop_the_next(call: Path, steps: Path, tmp_path: Path) -> None:
    wrong = file(tmp_path, "wrong.json", [MOVE | {"turn": 3}])

    result = qa("repair", call, wrong, tmp_path / "absent.json", steps, call, steps, code=1)

    assert [value["id"] for value in result.values] == ["call-7"]
    assert "steps[0] (move_turn): there is no turn 3" in result.err
    assert "absent.json" in result.err


@pytest.mark.parametrize(
    ("given", "wanted", "says"),
    [
        ([conversation(1), conversation(2)], [], "more than one conversation"),
        ({"id": SECRET}, [], "no conversation in it to repair"),
        (conversation(), SECRET, "steps.json:1: Not valid JSON"),
        (conversation(), [{"step": SECRET}], "steps[0].step: it is none of swap_speakers"),
        (conversation(), [{"step": "join_turns", "turn": SECRET}], "steps[0].turn"),
        (conversation(), [correction(SECRET), {"step": "split_turn", "turn": 0, "word": 1}], "which has 1 words"),
    ],
)
def test_what_is_wrong_is_said_without_anybodys_words(given: object, wanted: object, says: str, tmp_path: Path) -> None:
    result = qa("repair", file(tmp_path, "call.json", given), file(tmp_path, "steps.json", wanted), code=1)

    assert says in result.err
    assert SECRET not in result.err
    assert result.out == ""


def test_a_command_that_makes_no_sense_is_refused(call: Path, steps: Path, tmp_path: Path) -> None:
    for arguments in ((call,), (call, steps, call), ("--glossary", call, steps, "-o", tmp_path)):
        result = run("repair", *arguments)
        assert (result.code, result.out) == (2, "")
        assert "Usage: " in result.err


def test_the_steps_in_the_help_are_steps(call: Path, tmp_path: Path) -> None:
    text = qa("repair", "--help").out
    shown = json.loads(text[text.index("[{") : text.index("}]") + 2])
    turns = [{"speaker": "agent", "text": "one two three"}] * 9
    long = file(tmp_path, "long.json", conversation() | {"turns": turns})

    (repaired,) = qa("repair", long, file(tmp_path, "shown.json", shown)).values

    assert len({step["step"] for step in shown}) == 5
    assert len(repaired["turns"]) == 9
