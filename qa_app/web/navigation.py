"""The places of the application, in the order of the menu, and who works where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from qa_app.store.people import User
from qa_app.web.access import roles_of


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the menu leads to. Who sees it follows from the view's own `access`.

    `tabs` are the pages that share an entry of the menu; the entry leads to the first of them that a person may open.
    """

    endpoint: str
    name: object
    tabs: tuple[Place, ...] = ()


PLACES: tuple[Place, ...] = (
    Place("queue.show", _l("Queue")),
    Place("agents.home", _l("My work")),
    Place("learning.mine", _l("My training")),
    Place("queue.spotlight", _l("Spotlight")),
    Place("search.show", _l("Search")),
    Place("disputes.list", _l("Disputes")),
    Place("team.show", _l("Team"), (Place("team.show", _l("Figures")), Place("batches.list", _l("Reports")))),
    Place("agents.list", _l("Agents")),
    Place("reports.mine", _l("My reports")),
    Place("talks.list", _l("Talks")),
    Place(
        "modules.list",
        _l("Training"),
        (
            Place("modules.list", _l("Modules")),
            Place("training_proposals.list", _l("Proposals")),
            Place("training_rules.list", _l("Rules")),
        ),
    ),
    Place(
        "terms.list",
        _l("Standards"),
        (
            Place("rubrics.list", _l("Rubrics")),
            Place("terms.list", _l("Word lists")),
            Place("calibrations.list", _l("Calibration")),
            Place("agreement.show", _l("Agreement")),
        ),
    ),
    Place("agents.record", _l("My data")),
    Place("imports.show", _l("Import")),
    Place("rules.list", _l("Rules")),
    Place("people.list", _l("People")),
    Place(
        "settings.show",
        _l("Settings"),
        (
            Place("settings.show", _l("Settings")),
            Place("markets.list", _l("Markets")),
            Place("records.list", _l("Learning records")),
        ),
    ),
    Place("audit.show", _l("Audit trail")),
    Place("account.profile", _l("My account")),
)


def places(user: User) -> Sequence[Place]:
    """The entries of a person's menu with the tabs open to them; the first is where they land."""
    found = []
    for place in PLACES:
        tabs = tuple(tab for tab in place.tabs if _open_to(user, tab))
        if tabs:
            found.append(replace(place, endpoint=tabs[0].endpoint, tabs=tabs if len(tabs) > 1 else ()))
        elif not place.tabs and _open_to(user, place):
            found.append(place)
    return found


def _open_to(user: User, place: Place) -> bool:
    return bool(user.role_names & roles_of(current_app.view_functions[place.endpoint]))


def place_of(path: str, known: Sequence[Place]) -> Place | None:
    """The page of the menu that a page belongs to: the one whose address its own begins with, the longest of several.

    Of an entry with tabs it is the tab.
    """
    addresses = {url_for(page.endpoint): page for place in known for page in (place.tabs or (place,))}
    above = [address for address in addresses if f"{path}/".startswith(f"{address}/")]
    return addresses[max(above, key=len)] if above else None


def init(app: Flask) -> None:
    @app.context_processor
    def menu() -> dict[str, object]:
        known = places(current_user) if current_user.is_authenticated else ()
        return {"places": known, "here": place_of(request.path, known)}
