"""What was just removed from a draft, as pages say it beside the button to undo that."""

from __future__ import annotations

from dataclasses import dataclass

from qa_app.operations.module_editing import place_of
from qa_app.store.training import ModuleVersion, RemovedPart
from qa_app.web.addresses import row_asked
from qa_app.web.edge import db
from qa_app.web.locale import reader_language
from teaching.keys import text
from teaching.model import Module
from teaching.removal import Place


@dataclass(frozen=True, slots=True)
class Removed:
    """`words` are those by which it is known, "" where it has none; `edition` tells one removal from another."""

    place: Place
    edition: int
    words: str


def just_removed(version: ModuleVersion) -> Removed | None:
    """What the address says was removed, as long as it can be put back."""
    asked = row_asked("removed")
    found = db().get(RemovedPart, (version.id, asked)) if asked is not None else None
    if found is None:
        return None
    place, before = place_of(found), Module.model_validate(found.body)
    key = _key(place)
    words = text(before, reader_language(), key) or text(before, before.source, key)
    return Removed(place, found.edition, words)


def _key(place: Place) -> str:
    """The key of the text by which something is known."""
    own = f"{place.kind}.{place.part}"
    if place.kind == "question":
        return f"{own}.option.{place.item}" if place.item else f"{own}.text"
    return f"{own}.pair.{place.item}.do" if place.item else f"{own}.title"
