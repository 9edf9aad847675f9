"""Fields of JSON objects whose types cannot be trusted."""

from __future__ import annotations

from collections.abc import Mapping


def record(value: object) -> dict[str, object]:
    """`value` if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def records(value: object) -> list[dict[str, object]]:
    """The objects in a JSON list, also where an interface wraps the list as {"data": [...]}."""
    if isinstance(value, dict):
        value = value.get("data")
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def first_text(fields: Mapping[str, object], *keys: str) -> str | None:
    """The first of `keys` that holds words or a number, as text; None if none does."""
    for key in keys:
        value = fields.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return None


def number(fields: Mapping[str, object], *keys: str) -> float | None:
    """The first of `keys` that holds a usable number of seconds (0 up to a week), None if none does."""
    for key in keys:
        value = fields.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 604_800:
            return float(value)
    return None
