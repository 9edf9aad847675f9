"""What `qa benchmark speech` finds in a folder, counts and prints. Systems are functions that give known words."""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from benchmarks.speech.accuracy import accuracy
from benchmarks.speech.added import added_minutes, longest_pause, silent, write_wav
from benchmarks.speech.align import Errors, aligned
from benchmarks.speech.codecs import codecs
from benchmarks.speech.corpus import Line, recordings
from benchmarks.speech.figures import Check, Part
from benchmarks.speech.long_call import build_call, longest_stereo
from benchmarks.speech.normal import normalised
from benchmarks.speech.sounds import SECONDS, SOUNDS
from benchmarks.speech.speakers import speakers
from benchmarks.speech.systems import Heard, Listen, Spoken, sound
from benchmarks.speech.table import as_json, table
from transcripts.signals import SAMPLE_RATE


def write_tone(path: Path, seconds: float = 1.0, channels: int = 1) -> Path:
    """A different tone on each channel."""
    path.parent.mkdir(parents=True, exist_ok=True)
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tones = np.stack([0.3 * np.sin(2 * np.pi * 300 * (number + 1) * time) for number in range(channels)], axis=1)
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes((tones * 32767).astype(np.int16).tobytes())
    return path


def said(text: str, side: str = "agent", start: float = 0.0) -> tuple[Spoken, ...]:
    """A word each half second."""
    return tuple(Spoken(word, start + at / 2, start + at / 2 + 0.4, side) for at, word in enumerate(text.split()))


def heard(*words: tuple[Spoken, ...]) -> Heard:
    return Heard(tuple(sorted((word for some in words for word in some), key=lambda word: word.start)), "en")


def giving(answers: Mapping[str, Heard]) -> Listen:
    """A system that knows what is in a file of a name, and hears nothing in others."""
    return lambda path, language: answers.get(path.name, Heard())


# --- words as they are compared


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Don't, PLEASE!", "don’t please"),
        ("en", "a T-Rex", "a t rex"),
        ("en", "twenty-five percent", "25%"),
        ("en", "one two three four", "1234"),
        ("en", "April twenty-third, nineteen eighty", "april 23rd 1980"),
        ("nl", "tweeëntwintig en één", "22 en 1"),
        ("de", "einundzwanzig, dreißig", "21 30"),
        ("ro", "douăzeci și cinci", "25"),
        ("ro", "şi ţară", "și țară"),
    ],
)
def test_two_ways_to_write_the_same_are_the_same(language: str, one: str, other: str) -> None:
    assert normalised(one, language) == normalised(other, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [("en", "twenty-five", "26"), ("en", "cafe", "café"), ("ro", "fata", "fată"), (None, "five", "5")],
)
def test_what_differs_stays_different(language: str | None, one: str, other: str) -> None:
    assert normalised(one, language) != normalised(other, language)


@pytest.mark.parametrize(
    ("reference", "found", "errors"),
    [
        ("a b c", "a b c", Errors(3, 0, 0, 0)),
        ("a b c", "a x c", Errors(3, 1, 0, 0)),
        ("a b c", "a c", Errors(3, 0, 0, 1)),
        ("a b", "a x y b z", Errors(2, 0, 3, 0)),
        ("", "a b", Errors(0, 0, 2, 0)),
        ("a b", "", Errors(2, 0, 0, 2)),
    ],
)
def test_errors_are_counted_by_kind(reference: str, found: str, errors: Errors) -> None:
    assert aligned(reference.split(), found.split()).errors == errors


def test_a_word_error_rate_is_errors_a_word_of_the_reference() -> None:
    assert (Errors(4, 1, 1, 0) + Errors(6, 0, 0, 1)).rate == pytest.approx(0.3)


# --- what is found in a folder


def test_recordings_are_known_by_their_companions(tmp_path: Path) -> None:
    for name in (
        "en/call.wav",
        "en/script.ogg",
        "en/phone.flac",
        "nl/word.mp3",
        "codec/no_speech.gsm",
        "de/x_missing.wav",
    ):
        write_tone(tmp_path / name)
    (tmp_path / "en/call.txt").write_text("Agent: Good morning.\nCustomer: Hello.\n", encoding="utf-8")
    turns = {"turns": [{"speaker": "Agent", "text": "Hi"}, {"speaker": "Customer", "text": "Ho"}]}
    (tmp_path / "en/script.json").write_text(json.dumps(turns), encoding="utf-8")
    (tmp_path / "en/phone.stm").write_text(";; note\nx 1 Ann 0.5 1.5 Hello there\n", encoding="utf-8")
    (tmp_path / "en/phone.rttm").write_text("SPEAKER x 1 0.5 1.0 <NA> <NA> a <NA> <NA>\n", encoding="utf-8")
    (tmp_path / "nl/word.keywords.txt").write_text(
        "# must be found\nfiets, lange dag\n# text\nniet dit\n", encoding="utf-8"
    )
    (tmp_path / "nl/word.probable.txt").write_text("Een lange dag op de fiets", encoding="utf-8")
    (tmp_path / "README.md").write_text("about", encoding="utf-8")

    found = {recording.name: recording for recording in recordings(tmp_path)}

    assert sorted(found) == [
        "codec/no_speech.gsm", "de/x_missing.wav", "en/call.wav", "en/phone.flac", "en/script.ogg", "nl/word.mp3",
    ]  # fmt: skip
    assert found["en/call.wav"].reference == (Line("agent", "Good morning."), Line("customer", "Hello."))
    assert found["en/script.ogg"].reference == (Line("agent", "Hi"), Line("customer", "Ho"))
    assert found["en/phone.flac"].reference == (Line("ann", "Hello there", 0.5, 1.5),)
    assert found["en/phone.flac"].spoken == (Line("a", "", 0.5, 1.5),)
    assert found["nl/word.mp3"].keywords == ("fiets", "lange dag")
    assert (found["nl/word.mp3"].source, found["nl/word.mp3"].language) == ("probable", "nl")
    assert found["codec/no_speech.gsm"].no_speech
    assert found["codec/no_speech.gsm"].codec
    assert found["de/x_missing.wav"].refusable


@pytest.mark.parametrize("content", ["", "[1, 2]", '{"turns": 3}', '{"turns": [{"text": "x"}]}', "{" * 9000])
def test_a_json_that_is_no_script_is_no_reference(tmp_path: Path, content: str) -> None:
    write_tone(tmp_path / "call.wav")
    (tmp_path / "call.json").write_text(content, encoding="utf-8")
    (found,) = recordings(tmp_path)
    assert found.reference == ()


def test_an_empty_reference_says_that_nobody_speaks(tmp_path: Path) -> None:
    write_tone(tmp_path / "en/a.wav")
    (tmp_path / "en/a.txt").write_text("\n", encoding="utf-8")
    part = silent(recordings(tmp_path), giving({"a.wav": heard(said("thank you"))}))
    assert [(check.value, check.ok) for check in part.checks] == [("2", False)]


# --- rates


def test_rates_are_by_file_and_language_and_nothing_is_left_out_silently(tmp_path: Path) -> None:
    for name in ("de/a.wav", "de/b.wav", "de/c.wav", "de/d.wav"):
        write_tone(tmp_path / name)
    (tmp_path / "de/a.txt").write_text("eins zwei drei vier", encoding="utf-8")
    (tmp_path / "de/b.txt").write_text("guten Tag", encoding="utf-8")
    (tmp_path / "de/c.probable.txt").write_text("vielleicht", encoding="utf-8")
    ours = giving({"a.wav": heard(said("1 2 3 5")), "b.wav": heard(said("Guten Tag!"))})
    library = giving({"a.wav": heard(said("eins zwei drei vier")), "b.wav": heard(said("Tag"))})

    part = accuracy(recordings(tmp_path), ours, library)

    rows = {row["file"]: row for row in part.rows}
    assert rows["de/a.wav"]["ours"]["rate"] == 0.25
    assert rows["all de"]["ours"]["words"] == 6
    assert (rows["all de"]["ours"]["rate"], rows["all de"]["library"]["rate"]) == (round(1 / 6, 4), round(1 / 6, 4))
    assert rows["de/c.wav"]["reference"] == "probable"
    assert part.left_out == ["de/d.wav: no reference and no keywords"]
    assert [check.value for check in part.checks if not check.ok] == ["1 of 3: de/a.wav"]


def test_a_refused_recording_counts_all_its_words_as_errors(tmp_path: Path) -> None:
    write_tone(tmp_path / "en/a.wav")
    (tmp_path / "en/a.txt").write_text("good morning", encoding="utf-8")
    part = accuracy(recordings(tmp_path), giving({"a.wav": Heard(refused="not_audio")}), giving({}))
    assert part.rows[0]["ours_refused"] == "not_audio"
    assert part.rows[0]["ours"]["deletions"] == 2


def test_keywords_are_found_without_regard_to_spaces(tmp_path: Path) -> None:
    write_tone(tmp_path / "de/a.wav")
    (tmp_path / "de/a.keywords.txt").write_text("Linden Baum, Haus", encoding="utf-8")
    part = accuracy(recordings(tmp_path), giving({"a.wav": heard(said("ein Lindenbaum"))}), giving({}))
    assert (part.rows[0]["ours_keywords"], part.rows[0]["library_keywords"]) == ("1/2", "0/2")


# --- speakers


@pytest.mark.parametrize(
    ("agent", "customer", "share", "roles"),
    [
        ("good morning", "my parcel is late", 1.0, True),
        ("my parcel is late", "good morning", 0.0, False),
        ("good morning late", "my parcel is", 5 / 6, True),
    ],
)
def test_words_on_the_wrong_side_are_counted(
    tmp_path: Path, agent: str, customer: str, share: float, roles: bool
) -> None:
    write_tone(tmp_path / "en/call.wav", channels=2)
    (tmp_path / "en/call.txt").write_text("Agent: Good morning.\nCustomer: My parcel is late.", encoding="utf-8")
    ours = giving({"call.wav": heard(said(agent), said(customer, "customer", 5))})
    row = next(row for row in speakers(recordings(tmp_path), ours).rows if row["test"] == "stereo")
    assert row["share"] == pytest.approx(share, abs=1e-4)
    assert row["roles_right"] is roles


def test_a_call_mixed_down_is_compared_with_its_two_channels(tmp_path: Path) -> None:
    write_tone(tmp_path / "en/call.wav", channels=2)
    both = heard(said("good morning how are you"), said("fine thanks", "customer", 2.5))
    mono = heard(said("good morning how are"), said("you fine thanks", "customer", 2))
    ours = giving({"call.wav": both, "mixed.wav": mono})
    (row,) = speakers(recordings(tmp_path), ours).rows
    assert (row["test"], row["words"], row["share"]) == ("mixed down", 7, round(6 / 7, 4))


def test_a_script_says_who_is_the_agent_and_time_marks_only_who_is_another(tmp_path: Path) -> None:
    turns = {"turns": [{"speaker": "Agent", "text": "Good morning"}, {"speaker": "Customer", "text": "Hello there"}]}
    write_tone(tmp_path / "en/script.wav")
    (tmp_path / "en/script.json").write_text(json.dumps(turns), encoding="utf-8")
    write_tone(tmp_path / "en/marks.wav")
    (tmp_path / "en/marks.stm").write_text("x 1 Ann 0 1 Good morning\nx 1 Bob 1 2 Hello there\n", encoding="utf-8")
    swapped = heard(said("good morning", "customer"), said("hello there", "agent", 1))
    part = speakers(recordings(tmp_path), giving({"script.wav": swapped, "marks.wav": swapped}))
    rows = {row["test"]: row for row in part.rows}
    assert (rows["script"]["share"], rows["script"]["roles_right"]) == (0.0, False)
    assert (rows["time marks"]["share"], rows["time marks"]["roles_right"]) == (1.0, None)
    assert [check.what for check in part.checks if not check.ok] == [
        "script, en/script.wav",
        "calls with the roles right",
    ]


def test_one_sound_on_both_channels_is_one_recording(tmp_path: Path) -> None:
    mono = sound(write_tone(tmp_path / "mono.wav"))[0]
    noise = np.random.default_rng(3).standard_normal(len(mono)).astype(np.float32) / 100
    write_wav(tmp_path / "twice.wav", np.stack([mono, 0.8 * mono + noise]))
    assert len(sound(tmp_path / "twice.wav")) == 1
    assert len(sound(write_tone(tmp_path / "two.wav", channels=2))) == 2


# --- codecs


def test_codecs_are_compared_with_the_original_of_their_name(tmp_path: Path) -> None:
    for name in ("codec/hotline_mono_gsm.wav", "codec/other_8k_alaw.wav", "codec/header_missing.wav", "codec/odd.wav"):
        write_tone(tmp_path / name)
    write_tone(tmp_path / "codec/other_pcm.wav", 2)
    write_tone(tmp_path / "en/call_hotline.wav")
    answers = {
        "call_hotline.wav": heard(said("good morning to you all")),
        "hotline_mono_gsm.wav": heard(said("good morning to you")),
        "other_pcm.wav": heard(said("hello there")),
        "other_8k_alaw.wav": heard(said("hello there")),
        "header_missing.wav": Heard(refused="not_audio"),
    }
    part = codecs(recordings(tmp_path), giving(answers))
    rows = {row["file"]: row for row in part.rows}
    assert rows["codec/hotline_mono_gsm.wav"]["original"] == "en/call_hotline.wav"
    assert rows["codec/hotline_mono_gsm.wav"]["against_original"]["rate"] == 0.2
    assert rows["codec/other_8k_alaw.wav"]["original"] == "codec/other_pcm.wav"
    assert rows["codec/header_missing.wav"]["refused"] == "not_audio"
    assert part.left_out == ["codec/odd.wav: neither an original nor a reference to compare with"]
    assert [check.ok for check in part.checks] == [True, False]


# --- a minute without speech


def test_each_sound_lasts_a_minute_and_is_the_same_each_time() -> None:
    for name, make in SOUNDS.items():
        sound = make()
        assert sound.shape == (SECONDS * SAMPLE_RATE,), name
        assert sound.dtype == np.float32, name
        assert np.abs(sound).max() <= 1, name
        assert np.array_equal(sound, make()), name


@pytest.mark.parametrize("name", [name for name in SOUNDS if name.endswith("dB")])
def test_noise_has_the_level_in_its_name(name: str) -> None:
    level = 10 * np.log10(np.mean(np.square(SOUNDS[name]().astype(np.float64))))
    assert level == pytest.approx(float(name.split()[-2]), abs=0.2)


def test_the_longest_pause_is_found_under_noise() -> None:
    seconds = np.arange(10 * SAMPLE_RATE) / SAMPLE_RATE
    speaks = (seconds > 1) & (seconds < 3) | (seconds > 3.5) & (seconds < 5) | (seconds > 7) & (seconds < 9)
    sound = np.where(speaks, 0.3, 0.003) * np.random.default_rng(1).standard_normal(len(seconds))
    assert longest_pause(sound[None].astype(np.float32)) / SAMPLE_RATE == pytest.approx(6.0, abs=0.05)


def test_words_inside_the_added_minute_are_told_from_words_elsewhere(tmp_path: Path) -> None:
    write_tone(tmp_path / "en/call.wav", 2)
    answers = {
        "without.wav": heard(said("good morning")),
        "0.wav": heard(said("thank you", start=20), said("good morning", start=60)),  # before: two words invented
        "1.wav": heard(said("good", start=0.5), said("morning oh", start=61)),  # between: one word more elsewhere
    }
    sounds = {name: SOUNDS[name]() for name in ("silence", "hold music")}
    part = added_minutes(recordings(tmp_path), sounds, giving(answers), thorough=False)
    counts = {(row["sound"], row["place"]): (row["words_inside"], row["words_elsewhere"]) for row in part.rows}
    assert counts == {("silence", "before"): (2, 0), ("hold music", "between"): (0, 1)}
    assert [check.ok for check in part.checks] == [False, False, False]
    assert [check.value for check in part.checks][1:] == ["1 of 1", "1 of 1"]


def test_thorough_puts_each_sound_in_all_three_places(tmp_path: Path) -> None:
    write_tone(tmp_path / "en/call.wav", 1, channels=2)
    part = added_minutes(recordings(tmp_path), {"silence": SOUNDS["silence"]()}, giving({}), thorough=True)
    assert sorted(row["place"] for row in part.rows) == ["after", "before", "between"]
    assert all(check.ok for check in part.checks)


# --- a long call


def test_the_longest_stereo_recording_is_repeated_for_so_many_minutes(tmp_path: Path) -> None:
    write_tone(tmp_path / "en/mono.wav", 5)
    write_tone(tmp_path / "en/short.wav", 1, channels=2)
    write_tone(tmp_path / "en/long.wav", 2, channels=2)
    (tmp_path / "en/broken.wav").write_bytes(b"RIFF")
    source = longest_stereo(recordings(tmp_path))
    assert source is not None
    assert source.name == "en/long.wav"
    for mixed, channels in ((False, 2), (True, 1)):
        call = build_call(source.path, 0.5, tmp_path / "call.wav", mixed=mixed)
        with wave.open(str(call)) as file:
            assert (file.getnchannels(), file.getnframes()) == (channels, 30 * SAMPLE_RATE)


# --- what is printed


def test_the_table_has_the_figures_the_checks_and_what_was_left_out() -> None:
    errors = {"rate": 0.25, "words": 4, "substitutions": 1, "insertions": 0, "deletions": 0}
    rows = ({"file": "a.wav", "ours": errors}, {"file": "b.wav", "refused": "not_audio"})
    checks = (Check("rate", "25.0 %", "≤ 20.0 %", ok=False), Check("words", "0", "0", ok=True))
    parts = [Part("words", rows, checks, ("c.wav: no reference",)), Part("empty", (), (), ("nothing there",))]
    lines = table(parts).splitlines()
    assert "a.wav  25.0 % 1+0+0/4  –" in lines
    assert "b.wav  –               not_audio" in lines
    assert "SHORT  rate   25.0 %  wanted ≤ 20.0 %" in lines
    assert "left out: nothing there" in lines
    assert as_json(parts)["short"] == ["rate"]
    assert json.loads(json.dumps(as_json(parts)))["parts"][0]["rows"] == [dict(row) for row in rows]
    assert asdict(parts[0])["name"] == "words"


# --- the command


def qa_benchmark(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from qa_app.cli import main; main()", "benchmark", "speech", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_folder_without_recordings_is_said(tmp_path: Path) -> None:
    done = qa_benchmark(str(tmp_path))
    assert done.returncode == 1
    assert "There is no recording in the folder." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.speech
def test_the_command_measures_a_folder_and_says_what_it_cannot(tmp_path: Path) -> None:
    write_tone(tmp_path / "codec/tone_no_speech.wav", 3)
    done = qa_benchmark(str(tmp_path), "--json")
    if "model_missing" in done.stderr or "The speech model" in done.stderr:
        pytest.skip("no speech model")
    assert done.returncode == 0, done.stderr
    parts = {part["name"]: part for part in json.loads(done.stdout)["parts"]}
    assert parts["no speech"]["rows"] == [{"file": "codec/tone_no_speech.wav", "words": 0, "refused": None}]
    assert parts["speakers"]["left_out"] == ["no stereo recording, and none that says who speaks"]
    assert "codecs" in parts
