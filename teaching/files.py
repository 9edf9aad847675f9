"""A module as one file, for other installations and products: a ZIP with `module.json` and its pictures.

The same module always gives the same bytes. What is read is trusted in nothing. docs/module-file.md describes the form.
"""

from __future__ import annotations

import json
import re
import stat
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pydantic import ValidationError

from teaching.keys import digest, keys
from teaching.model import MOST_PARTS, Module
from teaching.pictures import picture_fault

FORMAT = "fairword-module"
FORMAT_VERSION = 1
LARGEST_FILE = 20 * 2**20
LARGEST_UNPACKED = 50 * 2**20
LARGEST_DOCUMENT = 8 * 2**20
_DOCUMENT = "module.json"
_FOLDER = "pictures/"
_ENTRY = re.compile(r"pictures/([0-9a-f]{64}\.(?:png|jpg|webp))")
_MOST_ENTRIES = MOST_PARTS + 2
# A directory of so many entries has no more bytes; a larger one is not even looked through.
_LARGEST_DIRECTORY = _MOST_ENTRIES * 256
_END = 22
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class ModuleFile:
    """What a file holds: the module, and the bytes of its pictures by name."""

    module: Module
    pictures: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class FileFault:
    """Why a file is not taken, and where in it: an entry, or a place in the document as `lessons.0.themes`."""

    code: str
    place: str = ""


def module_file(module: Module, pictures: Mapping[str, bytes]) -> bytes:
    """A module with the pictures that it names, as the bytes of one file; raises KeyError where one is missing.

    Nothing in it depends on when and where it is written, so that a file that is read and written again is the same.
    """
    packed = BytesIO()
    with ZipFile(packed, "w") as file:
        _add(file, _DOCUMENT, _document(module))
        for name in sorted(picture.name for picture in module.pictures):
            _add(file, _FOLDER + name, pictures[name])
    return packed.getvalue()


def read_module_file(data: bytes) -> ModuleFile | FileFault:
    """What a file holds, or the first thing that keeps it from being taken.

    Codes: `too_large`, `not_a_module_file`, `entry_unexpected`, `entry_twice`, `entry_missing`, `unreadable`,
    `document_unreadable`, `format_unknown`, `document_invalid`, `text_unknown`, `control_character`,
    `picture_unnamed`, and those of `teaching.pictures.PictureFault`.
    """
    if len(data) > LARGEST_FILE:
        return FileFault("too_large")
    entries = _entries(data)
    if isinstance(entries, FileFault):
        return entries
    module = _module(entries.pop(_DOCUMENT))
    if isinstance(module, FileFault):
        return module
    pictures = {name.removeprefix(_FOLDER): content for name, content in entries.items()}
    fault = next(_faults(module, pictures), None)
    return fault or ModuleFile(module, pictures)


def _add(file: ZipFile, name: str, content: bytes) -> None:
    # Stored, not packed: how it is packed would depend on the library's version.
    entry = ZipInfo(name, _EPOCH)
    entry.create_system, entry.external_attr, entry.compress_type = 3, (stat.S_IFREG | 0o644) << 16, ZIP_STORED
    file.writestr(entry, content)


def _document(module: Module) -> bytes:
    """The module in the one way to write it: keys sorted, pictures too, and no words that belong to nothing."""
    needed = set(keys(module))
    body = module.model_dump(mode="json")
    for field in ("texts", "made_from"):
        for language, words in body[field].items():
            body[field][language] = {key: one for key, one in words.items() if key in needed}
    referred = {one for words in body["made_from"].values() for one in words.values()}
    body["earlier"] = {one: words for one, words in body["earlier"].items() if one in referred}
    body["pictures"] = sorted(body["pictures"], key=lambda picture: picture["name"])
    whole = {"format": FORMAT, "version": FORMAT_VERSION, "module": body}
    return (json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n").encode()


def _entries(data: bytes) -> dict[str, bytes] | FileFault:
    """The content of each entry by its name; the document is among them."""
    if not _has_small_directory(data):
        return FileFault("not_a_module_file")
    try:
        with ZipFile(BytesIO(data)) as file:
            listed = [entry for entry in file.infolist() if entry.filename != _FOLDER]
            fault = next(_entry_faults(listed), None)
            return fault or {entry.filename: _unpacked(file, entry) for entry in listed}
    except (BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, ValueError, OSError):
        return FileFault("unreadable")


def _unpacked(file: ZipFile, entry: ZipInfo) -> bytes:
    """The content of an entry, and no more than it says to have: `ZipFile.read` unpacks up to 1 GB to find a lie."""
    with file.open(entry) as opened:
        return opened.read(entry.file_size)


def _has_small_directory(data: bytes) -> bool:
    """Whether the bytes end as an archive does that has no comment and few entries. None of them is looked at yet."""
    end = data[-_END:]
    if len(end) < _END or not end.startswith(b"PK\5\6") or end[-2:] != b"\0\0":
        return False
    large = data[-_END - 20 : -_END].startswith(b"PK\6\7")  # of archives over 4 GB, with other numbers elsewhere
    return not large and int.from_bytes(end[12:16], "little") <= _LARGEST_DIRECTORY


def _entry_faults(entries: list[ZipInfo]) -> Iterator[FileFault]:
    names = Counter(entry.filename for entry in entries)
    if len(entries) > _MOST_ENTRIES:
        yield FileFault("not_a_module_file")
    for entry in entries:
        mode = entry.external_attr >> 16
        plain = stat.S_IFMT(mode) in (0, stat.S_IFREG) and entry.compress_type in (ZIP_STORED, ZIP_DEFLATED)
        # `orig_filename` still has what the library cut off behind a zero.
        named = entry.filename == entry.orig_filename and (
            entry.filename == _DOCUMENT or _ENTRY.fullmatch(entry.filename)
        )
        if not plain or not named or entry.flag_bits & 1:
            yield FileFault("entry_unexpected", _shown(entry.orig_filename))
    yield from (FileFault("entry_twice", _shown(name)) for name, times in names.items() if times > 1)
    if _DOCUMENT not in names:
        yield FileFault("entry_missing", _DOCUMENT)
    sizes = {entry.filename: entry.file_size for entry in entries}
    if sum(sizes.values()) > LARGEST_UNPACKED or sizes.get(_DOCUMENT, 0) > LARGEST_DOCUMENT:
        yield FileFault("too_large")


def _module(content: bytes) -> Module | FileFault:
    try:
        whole = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return FileFault("document_unreadable", _DOCUMENT)
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        return FileFault("not_a_module_file", "format")
    if whole.get("version") != FORMAT_VERSION:
        return FileFault("format_unknown", "version")
    if set(whole) != {"format", "version", "module"}:
        return FileFault("document_invalid", _DOCUMENT)
    try:
        return Module.model_validate(whole["module"])
    except ValidationError as error:
        return FileFault("document_invalid", _shown(".".join(str(part) for part in error.errors()[0]["loc"])))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _faults(module: Module, pictures: Mapping[str, bytes]) -> Iterator[FileFault]:
    needed = set(keys(module))
    for field, words in (("texts", module.texts), ("made_from", module.made_from)):
        for language, own in words.items():
            for key, value in own.items():
                place = f"{field}.{language}.{_shown(key)}"
                yield from _text_faults(place, key in needed, value)
    referred = {one for words in module.made_from.values() for one in words.values()}
    for name, value in module.earlier.items():
        yield from _text_faults(f"earlier.{_shown(name)}", name in referred and name == digest(value), value)
    yield from _picture_faults(module, pictures)


def _text_faults(place: str, known: bool, value: str) -> Iterator[FileFault]:
    if not known:
        yield FileFault("text_unknown", place)
    if any(unicodedata.category(sign) == "Cc" and sign not in "\r\n\t" for sign in value):
        yield FileFault("control_character", place)


def _picture_faults(module: Module, pictures: Mapping[str, bytes]) -> Iterator[FileFault]:
    named = [picture.name for picture in module.pictures]
    yield from (FileFault("entry_twice", name) for name, times in Counter(named).items() if times > 1)
    yield from (FileFault("entry_missing", _FOLDER + name) for name in named if name not in pictures)
    yield from (FileFault("picture_unnamed", _FOLDER + name) for name in pictures if name not in named)
    for name, content in pictures.items():
        code = picture_fault(name, content)
        if code:
            yield FileFault(code, _FOLDER + name)


def _shown(place: str) -> str:
    """A place as far as it can be shown: whoever wrote the file chose it."""
    return "".join(sign if sign.isprintable() else "?" for sign in place[:120])
