"""Every page of the application: who may open it, with what is their own and with what is another's.

Each address is called by each role and by nobody; what is to happen stands in `access_table`.
"""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from qa_app.operations.access import ALL_ROLES
from qa_app.web.access import roles_of
from qa_app.workplace import Workplace
from tests.qa_app.world import Part, World, build
from tests.rules.access_table import ASKED, FIELDS, FORMS, TABLE, VALUES

# The library's own pages; tests of signing in go through each. Those of files are for everybody.
LIBRARY = ("security.", "bootstrap.static", "static")
OF_DRAFTS = ("reviews.edit", "reviews.change", "reviews.time", "reviews.start")


@pytest.fixture(scope="module")
def world(application: Flask, place: Workplace) -> World:
    return build(application, place)


def own_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(LIBRARY)]


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def form(endpoint: str, part: Part) -> dict[str, object]:
    own = {field: part.arguments[name] for field, name in FIELDS.get(endpoint, {}).items()}
    return FORMS.get(endpoint, {}) | own


def address(app: Flask, rule: Rule, part: Part) -> str:
    asked, name = ASKED.get(rule.endpoint, ("", ""))
    known = part.arguments | (part.draft if rule.endpoint in OF_DRAFTS else {}) | VALUES.get(rule.endpoint, {})
    with app.test_request_context():
        path = app.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})  # type: ignore[arg-type]
    return f"{path}?{asked}={part.arguments[name]}" if asked else path


def outcome(client: FlaskClient, method: str, path: str, data: dict[str, object]) -> str:
    answer = client.open(path, method=method, data=data if method == "POST" else None)
    answer.close()
    if (answer.location or "").startswith("/login") or answer.status_code == 401:
        return "-"
    assert answer.status_code < 500, f"{method} {path}: {answer.status_code}"
    return {403: "x", 404: "?", 409: "f", 422: "f"}.get(answer.status_code, "+")


def test_every_page_says_who_it_is_for(application: Flask) -> None:
    silent = [rule.endpoint for rule in own_rules(application) if not _says(application, rule.endpoint)]
    assert silent == []


def _closed(app: Flask, rule: Rule) -> bool:
    return app.view_functions[rule.endpoint].access is not None  # type: ignore[attr-defined]


def _says(app: Flask, endpoint: str) -> bool:
    return hasattr(app.view_functions[endpoint], "access")


def test_every_page_is_in_the_table(application: Flask) -> None:
    closed = {
        f"{method} {rule.endpoint}"
        for rule in own_rules(application)
        for method in methods(rule)
        if _closed(application, rule)
    }
    assert closed - set(TABLE) == set(), "pages whose access nobody has written down"
    assert set(TABLE) - closed == set(), "pages that are gone"


@pytest.mark.usefixtures("nothing_stays")
def test_each_role_gets_in_where_it_may_and_nowhere_else(
    application: Flask, world: World, people: dict[str, FlaskClient]
) -> None:
    found: dict[str, set[str]] = {}
    for rule in own_rules(application):
        for method in methods(rule) if _closed(application, rule) else ():
            words = [
                "".join(
                    outcome(client, method, address(application, rule, part), form(rule.endpoint, part))
                    for client in people.values()
                )
                for part in (world.own, world.other)
            ]
            found[f"{method} {rule.endpoint}"] = " ".join(words)
    assert found == TABLE


def test_a_role_without_access_to_a_page_never_gets_in(application: Flask) -> None:
    """The table cannot be wider than what the views say."""
    for page, words in TABLE.items():
        allowed = roles_of(application.view_functions[page.split()[1]])
        for word in words.split():
            for role, letter in zip(ALL_ROLES, word, strict=True):
                assert (letter == "x") or role in allowed, (page, role)


@pytest.mark.usefixtures("nothing_stays", "people")
def test_nobody_gets_in_without_signing_in(application: Flask, world: World) -> None:
    nobody = application.test_client()
    for rule in own_rules(application):
        if _closed(application, rule):
            for method in methods(rule):
                assert outcome(nobody, method, address(application, rule, world.other), {}) == "-", rule.endpoint


@pytest.mark.usefixtures("nothing_stays")
def test_nothing_is_changed_without_the_token_of_a_page(
    application: Flask, world: World, people: dict[str, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(application.config, "WTF_CSRF_ENABLED", True)
    for rule in application.url_map.iter_rules():
        for method in set(methods(rule)) & {"POST", "PUT", "PATCH", "DELETE"}:
            path = address(application, rule, world.own)
            for name, client in people.items():
                assert client.open(path, method=method).status_code == 400, f"{name}: {method} {path}"
