"""The rules that xAPI 1.0.3 (part two, "Data") sets for a statement, written down from the specification.

A JSON schema for what it says about properties and formats, and functions for what a schema cannot say. Nothing that
the specification does not name is let through, since it asks stores to refuse such statements. Statements inside
statements (SubStatement) are left out: the product makes none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from jsonschema import Draft202012Validator

_IRI = r"^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>\"{}|\\^`]+$"
# RFC 5646: a primary language, then script, region, variants and private use; each with the length it may have.
_TAG = (
    r"^(?:[a-zA-Z]{2,3}(?:-[a-zA-Z]{3}){0,3}|[a-zA-Z]{4,8})(?:-[a-zA-Z]{4})?(?:-(?:[a-zA-Z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-zA-Z0-9]{5,8}|[0-9][a-zA-Z0-9]{3}))*(?:-[0-9a-wyzA-WYZ](?:-[a-zA-Z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-zA-Z0-9]{1,8})+)?$"
)
# Variant 2 of RFC 4122 in its standard form.
_UUID = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"
_TIMESTAMP = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3,})?(?:Z|[+-]\d{2}:\d{2})$"
_DURATION = (
    r"^P(?:\d+W|(?=[\dT])(?:\d+Y)?(?:\d+M)?(?:\d+D)?"
    r"(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d{1,2})?S)?)?)$"
)
_INTERACTIONS = [
    *("true-false", "choice", "fill-in", "long-fill-in", "matching"),
    *("performance", "sequencing", "likert", "numeric", "other"),
]
_IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")


def _object(properties: dict[str, Any], *required: str, **more: Any) -> dict[str, Any]:
    """An object with these properties and no others, none of them empty."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        "minProperties": 1,
        **more,
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _text(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern}


_WHO = {
    "name": {"type": "string"},
    "mbox": _text(r"^mailto:[^\s@]+@[^\s@]+$"),
    "mbox_sha1sum": _text(r"^[0-9a-fA-F]{40}$"),
    "openid": _text(_IRI),
    "account": _object({"homePage": _text(_IRI), "name": {"type": "string", "minLength": 1}}, "homePage", "name"),
}
_ONE_IDENTIFIER = {"oneOf": [{"required": [name]} for name in _IDENTIFIERS]}
_NO_IDENTIFIER = {"not": {"anyOf": [{"required": [name]} for name in _IDENTIFIERS]}}
_MEMBERS = {"type": "array", "items": _ref("agent")}
_COMPONENTS = {"type": "array", "items": _object({"id": {"type": "string"}, "description": _ref("language_map")}, "id")}
_ACTIVITIES = {"anyOf": [_ref("activity"), {"type": "array", "items": _ref("activity")}]}
_NUMBER = {"type": "number"}

_STATEMENT = {
    "id": _text(_UUID),
    "actor": {"anyOf": [_ref("agent"), _ref("group")]},
    "verb": _object({"id": _text(_IRI), "display": _ref("language_map")}, "id"),
    "object": {"anyOf": [_ref("activity"), _ref("agent_as_object"), _ref("group"), _ref("statement_ref")]},
    "result": _object(
        {
            "score": _object(
                {
                    "scaled": {"type": "number", "minimum": -1, "maximum": 1},
                    "raw": _NUMBER,
                    "min": _NUMBER,
                    "max": _NUMBER,
                }
            ),
            "success": {"type": "boolean"},
            "completion": {"type": "boolean"},
            "response": {"type": "string"},
            "duration": _text(_DURATION),
            "extensions": _ref("extensions"),
        }
    ),
    "context": _object(
        {
            "registration": _text(_UUID),
            "instructor": {"anyOf": [_ref("agent"), _ref("group")]},
            "team": _ref("group"),
            "contextActivities": _object(dict.fromkeys(("parent", "grouping", "category", "other"), _ACTIVITIES)),
            "revision": {"type": "string"},
            "platform": {"type": "string"},
            "language": _text(_TAG),
            "statement": _ref("statement_ref"),
            "extensions": _ref("extensions"),
        }
    ),
    "timestamp": _text(_TIMESTAMP),
    "stored": _text(_TIMESTAMP),
    "authority": {"anyOf": [_ref("agent"), _ref("group")]},
    "version": _text(r"^1\.0\.\d+$"),
    "attachments": {
        "type": "array",
        "items": _object(
            {
                "usageType": _text(_IRI),
                "display": _ref("language_map"),
                "description": _ref("language_map"),
                "contentType": _text(r"^[\w.+-]+/[\w.+-]+"),
                "length": {"type": "integer", "minimum": 0},
                "sha2": _text(r"^[0-9a-fA-F]{64}$"),
                "fileUrl": _text(_IRI),
            },
            *("usageType", "display", "contentType", "length", "sha2"),
        ),
    },
}
SCHEMA: dict[str, Any] = _object(_STATEMENT, "actor", "verb", "object") | {
    "$defs": {
        "language_map": {
            "type": "object",
            "propertyNames": {"pattern": _TAG},
            "additionalProperties": {"type": "string"},
            "minProperties": 1,
        },
        "extensions": {"type": "object", "propertyNames": {"pattern": _IRI}},
        "agent": _object({"objectType": {"const": "Agent"}, **_WHO}, **_ONE_IDENTIFIER),
        "agent_as_object": _object({"objectType": {"const": "Agent"}, **_WHO}, "objectType", **_ONE_IDENTIFIER),
        "group": {
            "anyOf": [
                _object(
                    {"objectType": {"const": "Group"}, "member": _MEMBERS, **_WHO}, "objectType", **_ONE_IDENTIFIER
                ),
                _object(
                    {"objectType": {"const": "Group"}, "member": _MEMBERS, **_WHO},
                    "objectType",
                    "member",
                    **_NO_IDENTIFIER,
                ),
            ]
        },
        "statement_ref": _object({"objectType": {"const": "StatementRef"}, "id": _text(_UUID)}, "objectType", "id"),
        "activity": _object(
            {
                "objectType": {"const": "Activity"},
                "id": _text(_IRI),
                "definition": _object(
                    {
                        "name": _ref("language_map"),
                        "description": _ref("language_map"),
                        "type": _text(_IRI),
                        "moreInfo": _text(_IRI),
                        "interactionType": {"enum": _INTERACTIONS},
                        "correctResponsesPattern": {"type": "array", "items": {"type": "string"}},
                        **dict.fromkeys(("choices", "scale", "source", "target", "steps"), _COMPONENTS),
                        "extensions": _ref("extensions"),
                    }
                ),
            },
            "id",
        ),
    }
}
_VALIDATOR = Draft202012Validator(SCHEMA)


def faults(statement: Any) -> list[str]:
    """What is wrong with a statement, [] when it keeps all the rules."""
    found = [f"{error.json_path}: {error.message}" for error in _VALIDATOR.iter_errors(statement)]
    return found or list(_beyond_the_schema(statement))


def _beyond_the_schema(statement: dict[str, Any]) -> Iterator[str]:
    for name in ("timestamp", "stored"):
        if name in statement:
            yield from _moment(name, statement[name])
    score = statement.get("result", {}).get("score", {})
    low, high, raw = score.get("min"), score.get("max"), score.get("raw")
    if low is not None and high is not None and low >= high:
        yield "score: min lies not below max"
    if raw is not None and ((low is not None and raw < low) or (high is not None and raw > high)):
        yield "score: raw lies outside min and max"
    context = statement.get("context", {})
    if statement["object"].get("objectType", "Activity") != "Activity" and {"revision", "platform"} & set(context):
        yield "context: revision and platform are for activities"


def _moment(name: str, written: str) -> Iterator[str]:
    try:
        datetime.fromisoformat(written)
    except ValueError:
        yield f"{name}: no such moment"
    if written.endswith("-00:00"):
        yield f"{name}: a zone that is not known"
