"""Every sample in tests/data/readers is recognised and read as the `.expected.json` beside it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from transcripts.files import conversation_to_json
from transcripts.readers.read import FORMATS, detect_format, read_file
from transcripts.readers.source import ReadOptions, Source

DATA = Path(__file__).parents[2] / "data" / "readers"
SAMPLES = sorted(path.name for path in DATA.iterdir() if not path.name.endswith(".expected.json"))


def expected(sample: str) -> dict[str, object]:
    stated: dict[str, object] = json.loads((DATA / f"{sample}.expected.json").read_text(encoding="utf-8"))
    return stated


@pytest.mark.parametrize("sample", SAMPLES)
def test_sample_is_read_as_stated(sample: str) -> None:
    result = read_file(DATA / sample, ReadOptions())
    conversations = []
    for conversation in result.conversations:
        assert conversation.source == sample
        fields = conversation_to_json(conversation)
        # How certain the detection is belongs to the tests of language detection.
        conversations.append({key: fields[key] for key in fields.keys() - {"version", "language_certainty", "source"}})
    stated = expected(sample)
    assert conversations == stated["conversations"]
    assert [[problem.code, problem.line] for problem in result.problems] == stated.get("problems", [])
    recordings = [
        {
            "conversation": recording.conversation,
            "size": None if recording.data is None else len(recording.data),
            "file": recording.file,
            "media_type": recording.media_type,
        }
        for recording in result.recordings
    ]
    assert recordings == stated.get("recordings", [])


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", ["upload.bin", "upload.csv", "upload"])
def test_content_decides_when_the_name_lies(sample: str, name: str) -> None:
    found = detect_format(Source(name, (DATA / sample).read_bytes()))
    stated = expected(sample)["format"]
    assert FORMATS[found].read is FORMATS[str(stated)].read


def test_every_format_has_a_sample() -> None:
    assert {expected(sample)["format"] for sample in SAMPLES} == set(FORMATS)


@pytest.mark.parametrize("sample", SAMPLES)
def test_options_win_over_the_file(sample: str) -> None:
    result = read_file(DATA / sample, ReadOptions(language="ro-RO"))
    own = sample == "full.json"
    assert {conversation.language for conversation in result.conversations} == {"de" if own else "ro"}
