"""The places of the application, in the order of the menu, and who works where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from qa_app.store.people import User
from qa_app.web.access import roles_of


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the menu. Who sees it follows from the view's own `access`."""

    endpoint: str
    name: object


PLACES: tuple[Place, ...] = (
    Place("queue.show", _l("Queue")),
    Place("agents.home", _l("My work")),
    Place("queue.spotlight", _l("Spotlight")),
    Place("search.show", _l("Search")),
    Place("disputes.list", _l("Disputes")),
    Place("agents.list", _l("Agents")),
    Place("reports.mine", _l("My reports")),
    Place("talks.list", _l("Talks")),
    Place("agents.record", _l("My data")),
    Place("imports.show", _l("Import")),
    Place("rules.list", _l("Rules")),
    Place("people.list", _l("People")),
    Place("audit.show", _l("Audit trail")),
    Place("account.profile", _l("My account")),
)


def places(user: User) -> Sequence[Place]:
    """The entries of a person's menu; the first is where they land."""
    views = current_app.view_functions
    return [place for place in PLACES if user.role_names & roles_of(views[place.endpoint])]


def place_of(path: str, known: Sequence[Place]) -> Place | None:
    """The entry that a page belongs to: the one whose address the page's own begins with, the longest of several."""
    addresses = {url_for(place.endpoint): place for place in known}
    above = [address for address in addresses if f"{path}/".startswith(f"{address}/")]
    return addresses[max(above, key=len)] if above else None


def init(app: Flask) -> None:
    @app.context_processor
    def menu() -> dict[str, object]:
        known = places(current_user) if current_user.is_authenticated else ()
        return {"places": known, "here": place_of(request.path, known)}
