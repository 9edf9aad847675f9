"""Every page of the application: who may open it, with what is their own and with what is another's.

Each address is called by each role and by nobody. The table below says what is to happen, in this order: agent,
reviewer, trainer, manager, administrator. `+` lets in, `x` says that it is not for this role (403), `?` knows of no
such thing (404); `f` lets in too, but the thing cannot be done now, or the form would have to be another (409, 422).
The first word is for what belongs to Ines, whom Rita, Tara and Mara look after; the second for what belongs to Uwe, in
another team with other people.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from qa_app.operations.access import ALL_ROLES
from qa_app.operations.talks import edition
from qa_app.store.people import RoleName
from qa_app.web.access import roles_of
from qa_app.workplace import Workplace
from tests.qa_app.workplace import make_app, make_workplace, sign_in
from tests.qa_app.world import Part, World, build

PEOPLE = {
    "Ines": RoleName.AGENT,
    "Rita": RoleName.REVIEWER,
    "Tara": RoleName.TRAINER,
    "Mara": RoleName.MANAGER,
    "Ada": RoleName.ADMINISTRATOR,
}
# The library's own pages; tests of signing in go through each. Those of files are for everybody.
LIBRARY = ("security.", "bootstrap.static", "static")
OF_DRAFTS = ("reviews.edit", "reviews.change", "reviews.time", "reviews.start")

TABLE = {
    "GET account.profile": "+++++ +++++",
    "POST account.profile": "+++++ +++++",
    "GET agents.home": "+xxxx +xxxx",
    "GET agents.list": "x+++x x+++x",
    "GET agents.record": "+xxxx +xxxx",
    "GET agents.show": "x+++x x++?x",
    "GET audit.download": "xxx++ xxx++",
    "GET audit.show": "xxx++ xxx++",
    "POST disputes.decide": "xxx+x x+x?x",
    "GET disputes.list": "x+x+x x+x+x",
    "GET disputes.show": "++++x ?++?x",
    "POST disputes.withdraw": "+xxxx ?xxxx",
    "POST exports.ask": "+xxxx +xxxx",
    "GET exports.download": "+xxxx ?xxxx",
    "GET exports.progress": "+xxxx ?xxxx",
    "GET exports.show": "+xxxx +xxxx",
    "POST goals.agree": "+?xxx ????x",
    "POST goals.close": "f?fxx ????x",
    "GET goals.new": "+?+xx ????x",
    "POST goals.new": "+?+xx ????x",
    "POST goals.withdraw": "+?+xx ????x",
    "GET home.start": "+++++ +++++",
    "POST imports.again": "xfx?f x?x?f",
    "POST imports.bring": "xfxff xfxff",
    "POST imports.remove": "x+x?+ x?x?+",
    "GET imports.rows": "x+x++ x+x++",
    "GET imports.show": "x+x++ x+x++",
    "POST interactions.comment": "++++x ?++?x",
    "POST interactions.delete_comment": "+xxxx ?xx?x",
    "GET interactions.progress": "++++x ?++?x",
    "POST interactions.retry": "xfxfx xfx?x",
    "GET interactions.show": "++++x ?++?x",
    "GET media.recording": "++++x ?++?x",
    "GET people.add": "xxxx+ xxxx+",
    "POST people.add": "xxxx+ xxxx+",
    "POST people.change": "xxxx+ xxxx+",
    "POST people.invite": "xxxx+ xxxx+",
    "GET people.list": "xxxx+ xxxx+",
    "GET people.show": "xxxx+ xxxx+",
    "POST people.show": "xxxx+ xxxx+",
    "POST queue.choose": "x+x+x xfxfx",
    "GET queue.give_back": "x+xxx x?xxx",
    "POST queue.give_back": "x+xxx x?xxx",
    "GET queue.show": "x+x++ x+x++",
    "GET queue.spotlight": "x+++x x+++x",
    "POST repair.change": "x+x+x x+x?x",
    "GET repair.edit": "x+x+x x+x?x",
    "GET repair.show": "x+x+x x+x?x",
    "POST repair.swap": "x+x+x x+x?x",
    "POST repair.undo": "xfxfx xfx?x",
    "POST reports.acknowledge": "+xxxx ?xxxx",
    "POST reports.comment": "+xxxx ?xxxx",
    "GET reports.mine": "+xxxx +xxxx",
    "GET reports.new": "x+++x x++?x",
    "POST reports.new": "x+++x x++?x",
    "GET reports.of_agent": "x+++x x++?x",
    "GET reports.pdf": "++++x ?++?x",
    "GET reports.show": "++++x ?++?x",
    "POST reviews.change": "x+xxx x?xxx",
    "GET reviews.edit": "x+xxx x?xxx",
    "POST reviews.start": "x+xxx x+xxx",
    "POST reviews.time": "x+xxx x?xxx",
    "POST reviews_read.acknowledge": "+xxxx ?xxxx",
    "POST reviews_read.object_to": "fxxxx ?xxxx",
    "GET reviews_read.show": "++++x ?++?x",
    "POST rules.draw_now": "xxx++ xxx?+",
    "GET rules.edit": "xxx++ xxx?+",
    "POST rules.edit": "xxx++ xxx?+",
    "GET rules.list": "xxx++ xxx++",
    "GET rules.new": "xxx++ xxx++",
    "POST rules.new": "xxx++ xxxf+",
    "POST rules.switch": "xxx++ xxx?+",
    "POST search.choose": "x+x+x xfxfx",
    "GET search.show": "x+++x x+++x",
    "POST talks.add_point": "+?+xx ????x",
    "GET talks.list": "++++x ++++x",
    "POST talks.move": "x?+xx x???x",
    "GET talks.new": "x+++x x++?x",
    "POST talks.new": "x+++x x++?x",
    "POST talks.remove_point": "+?xxx ????x",
    "POST talks.set_state": "x?+xx x???x",
    "GET talks.show": "+?++x ????x",
    "POST talks.tick_point": "+?+xx ????x",
    "POST talks.write_notes": "+?+xx ????x",
    "GET teams.agent": "xxxx+ xxxx+",
    "POST teams.agent": "xxxx+ xxxx+",
    "GET teams.agents": "xxxx+ xxxx+",
    "GET teams.list": "xxxx+ xxxx+",
    "POST teams.list": "xxxx+ xxxx+",
    "POST teams.merge": "xxxxf xxxxf",
    "GET teams.show": "xxxx+ xxxx+",
    "POST teams.show": "xxxx+ xxxx+",
    "POST uploads.begin": "x+x++ x+x++",
    "PUT uploads.part": "xfx?? x?x??",
    "GET uploads.state": "x+x?? x?x??",
    "POST uploads.whole": "x+x?? x?x??",
}
# What is filled into the forms, so that nobody is let in only because their form was not looked at.
TOMORROW = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
FORMS: dict[str, dict[str, object]] = {
    "account.profile": {"name": "Somebody"},
    "disputes.decide": {"how": "granted", "answer": "You are right."},
    "goals.close": {"outcome": "Reached."},
    "goals.new": {
        "text": "More",
        "measure": "Daily",
        "support": "Time",
        "relevant": "Calm",
        "follow_up": TOMORROW,
        "criterion": "",
    },
    "interactions.comment": {"text": "Well said"},
    "people.add": {"name": "Nora", "email": "nora@example.com", "roles": ["trainer"], "language": ""},
    "people.show": {"name": "Somebody", "roles": ["agent"]},
    "queue.choose": {"due_on": TOMORROW},
    "queue.give_back": {"reason": "I know the customer"},
    "repair.change": {"known": "0", "turn": "1", "speaker": "customer", "text": "Hello", "do": "save"},
    "repair.swap": {"known": "0", "first": "agent", "second": "customer"},
    "repair.undo": {"known": "0"},
    "reports.comment": {"comment": "Thank you"},
    "reports.new": {"span": "weeks"},
    "reviews.change": {"do": "save", "state": "", "seconds": "1"},
    "reviews_read.object_to": {"level": "4", "reason": "I said so"},
    "rules.edit": {"name": "Three", "per_agent": "3", "due_days": "7", "channel": "", "language": ""},
    "rules.new": {"name": "Three", "per_agent": "3", "due_days": "7", "channel": "", "language": ""},
    "search.choose": {"due_on": TOMORROW},
    "talks.add_point": {"text": "Holidays"},
    "talks.move": {"planned_at": f"{TOMORROW}T10:00"},
    "talks.new": {"planned_at": f"{TOMORROW}T10:00"},
    "talks.write_notes": {"notes": "Spoken about", "seen": edition("Notes of both")},
    "teams.agent": {"name": "Somebody", "team": "0", "account": "0"},
    "teams.list": {"name": "East"},
    "teams.merge": {"into": "Nobody"},
    "teams.show": {"name": "East"},
    "uploads.begin": {"name": "call.wav", "size": "5", "fingerprint": "f"},
}
# Addresses that take a value of their own.
VALUES: dict[str, dict[str, object]] = {
    "people.change": {"act": "unlock"},
    "talks.set_state": {"state": "held"},
}
# What an address asks for behind its question mark.
ASKED = {"talks.new": ("agent", "agent_id")}
# Fields whose value belongs to the part of the world.
FIELDS = {
    "rules.edit": {"team_id": "team_id", "reviewer_ids": "reviewer"},
    "rules.new": {"team_id": "team_id", "reviewer_ids": "reviewer"},
    "queue.choose": {"reviewer": "reviewer", "chosen": "interaction_id"},
    "search.choose": {"reviewer": "reviewer", "chosen": "interaction_id"},
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    made = make_workplace(Path(tmp_path_factory.mktemp("routes")))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def application(place: Workplace) -> Flask:
    return make_app(place)


@pytest.fixture(scope="module")
def world(application: Flask, place: Workplace) -> World:
    return build(application, place)


@pytest.fixture(scope="module")
def people(application: Flask, world: World) -> dict[str, FlaskClient]:
    application.config["WTF_CSRF_ENABLED"] = False
    return {name: sign_in(application, name) for name in PEOPLE}


@pytest.fixture
def nothing_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page writes is gone after it, so that each call meets the same world."""
    monkeypatch.setattr(Session, "commit", Session.flush)


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
