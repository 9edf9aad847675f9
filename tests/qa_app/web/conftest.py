"""An application with one person of each role, signed in or not."""

from __future__ import annotations

import pytest
from flask import Flask

from qa_app.store.people import RoleName
from qa_app.workplace import Workplace
from tests.qa_app import workplace as building


@pytest.fixture
def app(workplace: Workplace) -> Flask:
    """Ines and Otto are agents of team North, Uwe of South; Rita and Rolf review, Tara trains, Mara manages North,
    Ada administers. There is one interaction of Ines (id 1) and one of Uwe (id 2).
    """
    app = building.make_app(workplace)
    app.config["WTF_CSRF_ENABLED"] = False
    building.fill_once(workplace.database, "people", lambda: _people(app, workplace))
    return app


def _people(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        people = {
            name: building.person(session, app, name, role)
            for name, role in (
                ("Ines", RoleName.AGENT),
                ("Otto", RoleName.AGENT),
                ("Uwe", RoleName.AGENT),
                ("Rita", RoleName.REVIEWER),
                ("Rolf", RoleName.REVIEWER),
                ("Tara", RoleName.TRAINER),
                ("Mara", RoleName.MANAGER),
                ("Ada", RoleName.ADMINISTRATOR),
            )
        }
        agents = {
            name: building.agent(session, name, team, people[name])
            for name, team in (("Ines", "North"), ("Otto", "North"), ("Uwe", "South"))
        }
        people["Mara"].managed_teams.append(agents["Ines"].team)
        building.interaction(session, agents["Ines"])
        building.interaction(session, agents["Uwe"])
