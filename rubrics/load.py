"""Rubrics from YAML, with file, line and field of every mistake."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from rubrics.errors import Fault, RubricError
from rubrics.model import Rubric

# A rubric is a few hundred lines; anything far beyond is not one.
_MAX_BYTES = 1_000_000
_MAX_DEPTH = 12
_SHIPPED = Path(__file__).parent


def shipped() -> tuple[str, ...]:
    """The ids of the rubrics that come with the product."""
    return ("call", "chat", "email", "social")


@lru_cache(maxsize=8)
def shipped_rubric(rubric_id: str) -> Rubric:
    """One of the rubrics that come with the product, by id."""
    return load_rubric(_SHIPPED / f"{rubric_id}.yaml")


@lru_cache(maxsize=8)
def rubric_for_channel(channel: str) -> Rubric:
    """The shipped rubric made for a channel (call, chat, email, social, note)."""
    return next(rubric for rubric in map(shipped_rubric, shipped()) if channel in rubric.channels)


def load_rubric(path: Path) -> Rubric:
    """Read and check the rubric in `path`.

    Raises RubricError with every fault, also for a file that cannot be read at all.
    """
    name = path.name
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise RubricError((Fault("too_large", name, 1, "", f"larger than {_MAX_BYTES} bytes: not a rubric"),))
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = "cannot be read as text" if isinstance(error, UnicodeDecodeError) else error.strerror or "cannot be read"
        raise RubricError((Fault("unreadable", name, 1, "", what),)) from error
    return parse_rubric(text, name)


def parse_rubric(text: str, name: str) -> Rubric:
    """Check the rubric written in `text`; `name` is the file name for messages. Raises RubricError."""
    try:
        _refuse_traps(text, name)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise RubricError((_syntax_fault(error, name),)) from error
    if not isinstance(data, dict) or root is None:
        raise RubricError((Fault("not_a_rubric", name, 1, "", "expected a rubric: keys id, version, criteria, …"),))
    try:
        return Rubric.model_validate(data)
    except ValidationError as error:
        faults = [_fault(detail, root, name) for detail in error.errors(include_url=False)]
        raise RubricError(tuple(sorted(faults, key=lambda fault: fault.line))) from error


def faults_in(data: object, name: str) -> tuple[Fault, ...]:
    """What is wrong with a rubric that is data already; empty when it can be used. Lines are all 1."""
    try:
        Rubric.model_validate(data)
    except ValidationError as error:
        return tuple(_fault(detail, _nodes(data), name) for detail in error.errors(include_url=False))
    return ()


def as_yaml(data: object) -> str:
    """A rubric as the text of a file that `parse_rubric` reads; what is left at its default is left out."""
    return yaml.safe_dump(_brief(data), allow_unicode=True, sort_keys=False, width=120)


def _brief(data: object) -> object:
    if isinstance(data, dict):
        return {key: _brief(value) for key, value in data.items() if not _is_default(value)}
    if isinstance(data, (list, tuple)):
        return [_brief(value) for value in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data


def _is_default(value: object) -> bool:
    return value is None or value is False or value in ({}, [], ())


def _nodes(data: object) -> yaml.Node:
    """Data as the nodes of a file, on one line."""
    mark = yaml.Mark("", 0, 0, 0, "", 0)
    if isinstance(data, dict):
        pairs = [(yaml.ScalarNode("", str(key), mark, mark), _nodes(value)) for key, value in data.items()]
        return yaml.MappingNode("", pairs, mark, mark)
    if isinstance(data, (list, tuple)):
        return yaml.SequenceNode("", [_nodes(value) for value in data], mark, mark)
    return yaml.ScalarNode("", "", mark, mark)


def _refuse_traps(text: str, name: str) -> None:
    """Raise RubricError for YAML that unfolds without end: aliases within aliases, or nesting without bottom."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise RubricError((Fault("alias", name, line, "", "aliases (*name) are not allowed in a rubric"),))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            raise RubricError((Fault("too_deep", name, line, "", "nested deeper than any rubric"),))


def _syntax_fault(error: Exception, name: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or "not readable as YAML"
    return Fault("yaml", name, mark.line + 1 if mark else 1, "", str(what))


def _fault(detail: Any, root: yaml.Node, name: str) -> Fault:
    """Turn a pydantic error into a fault at the line of the field, or of the nearest part above it."""
    node, field = root, ""
    line = root.start_mark.line + 1
    for step in detail["loc"]:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            field += f"[{step}]"
        elif isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == step), None)
            if found is None:
                # The tag of a kind (`occasion`) stands in the path but not in the file; a missing field neither.
                if detail["type"] == "missing" and step == detail["loc"][-1]:
                    field += f".{step}" if field else str(step)
                continue
            node = found[1]
            line = found[0].start_mark.line + 1
            field += f".{step}" if field else str(step)
            continue
        line = node.start_mark.line + 1
    message = detail["msg"].removeprefix("Value error, ")
    return Fault(detail["type"], name, line, field, message[0].lower() + message[1:], detail.get("ctx", {}))
