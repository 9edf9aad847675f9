"""What the levels of a criterion say: the criterion's own words, else those of the qualities in qualities.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from rubrics.model import Criterion, Texts

_FILE = Path(__file__).with_name("qualities.yaml")


class Quality(BaseModel):
    """One quality that comes with the product: its name and its levels 0..4, both by language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Texts
    levels: dict[str, tuple[str, str, str, str, str]]


@lru_cache(maxsize=1)
def qualities() -> Mapping[str, Quality]:
    """The qualities that come with the product, by the id of their criterion; read once."""
    entries = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {criterion: Quality.model_validate(entry) for criterion, entry in entries.items()}


def levels(criterion: Criterion, language: str) -> tuple[str, ...] | None:
    """What levels 0 to 4 of a criterion say in a language, None when neither its rubric nor the product tells."""
    shipped = qualities().get(criterion.id)
    return (criterion.levels or (shipped.levels if shipped else {})).get(language)


def name(criterion: Criterion, language: str) -> str:
    """What a criterion is called in a language; one that was never named is called by its id, written out."""
    shipped = qualities().get(criterion.id)
    named = (criterion.name or (shipped.name if shipped else {})).get(language)
    return named or criterion.id.replace("_", " ").capitalize()
