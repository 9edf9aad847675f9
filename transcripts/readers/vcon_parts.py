"""Content inside a vCon part: its encoding undone, recordings handed on and never fetched."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode
from pathlib import PurePosixPath

from transcripts.errors import InputError, Problem
from transcripts.readers.fields import first_text, records
from transcripts.readers.source import Recording, Source


def content(part: dict[str, object], parse: bool = True) -> object:
    """The inline content by its encoding; JSON inside a string is opened if `parse`.

    Raises InputError with code `bad_content`.
    """
    body = part.get("body")
    if part.get("encoding") == "base64url":
        body = _bytes(part).decode("utf-8", "replace")
    if parse and isinstance(body, str):
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            return body
    return body


def _bytes(part: dict[str, object]) -> bytes:
    body = part.get("body")
    try:
        return urlsafe_b64decode(str(body).rstrip("=") + "=" * (-len(str(body).rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        raise InputError("bad_content", "", "The inline content is not base64url.") from None


def recordings(vcon: dict[str, object], source: Source, problems: list[Problem]) -> list[Recording]:
    """The recordings inside the vCon, or the names of files beside it."""
    found = []
    identifier = first_text(vcon, "uuid") or source.stem
    for place, dialog in enumerate(records(vcon.get("dialog")), 1):
        if dialog.get("type") != "recording":
            continue
        media_type = first_text(dialog, "mediatype", "mimetype")
        reference = first_text(dialog, "url") or first_text(dialog, "filename")
        if isinstance(dialog.get("body"), str):
            try:
                found.append(Recording(identifier, _bytes(dialog), None, media_type))
            except InputError as error:
                problems.append(Problem(error.code, source.name, place, error.what))
        elif reference and _is_beside(reference):
            found.append(Recording(identifier, None, reference, media_type))
        else:
            problems.append(Problem("not_fetched", source.name, place, "A recording behind a web address or path."))
    return found


def _is_beside(reference: str) -> bool:
    path = PurePosixPath(reference.replace("\\", "/"))
    return ":" not in reference and not path.is_absolute() and ".." not in path.parts and len(reference) < 255
