"""The migrations lead from nothing to the tables of the models, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as Alembic
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select

from qa_app.store.database import MIGRATIONS, migrate, rows_kept
from qa_app.store.interactions import Interaction
from qa_app.store.people import Role, RoleName
from qa_app.store.reviews import Review
from qa_app.store.schema import Table
from qa_app.workplace import Workplace
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import NOW, agent, interaction, make_app, person


def settings() -> Alembic:
    made = Alembic()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def test_the_newest_migration_gives_the_tables_of_the_models(workplace: Workplace) -> None:
    with workplace.database.engine.connect() as connection:
        # The tables of full-text search are written in each database's own words and have no model.
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: kind != "table" or name in Table.metadata.tables}
        )
        assert compare_metadata(context, Table.metadata) == []


def test_there_is_a_role_for_each_name(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        assert set(session.scalars(select(Role.name))) == {name.value for name in RoleName}


def test_migrating_again_changes_nothing(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        agent(session, "Ines")
    migrate(workplace.database)
    with workplace.database.transaction() as session:
        assert agent(session, "Ines").id == 1


def test_every_migration_goes_back(workplace: Workplace) -> None:
    revisions = [script.revision for script in ScriptDirectory.from_config(settings()).walk_revisions()]
    assert revisions
    with workplace.database.engine.execution_options(writes=True).begin() as connection:
        back = settings()
        back.attributes["connection"] = connection
        command.downgrade(back, "base")
        # A queue in the same database has tables of its own.
        left = {name for name in inspect(connection).get_table_names() if not name.startswith("huey_")}
        assert left <= {"alembic_version"}
    migrate(workplace.database)
    with workplace.database.transaction() as session:
        assert session.scalars(select(Role)).all()


def test_a_moment_without_a_zone_is_refused(workplace: Workplace) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(Exception, match="without a zone"), workplace.database.transaction() as session:
        session.add(Interaction(digest="0" * 64, name="x", file_name="x", channel="call", created_at=naive))


def test_the_tables_are_made_in_a_new_folder(tmp_path: Path) -> None:
    from qa_app.config import config_from
    from qa_app.operations.opening import open_workplace

    opened = open_workplace(config_from({"FAIRWORD_DATA": str(tmp_path / "new")}))
    with opened.database.transaction() as session:
        assert len(session.scalars(select(Role)).all()) == len(RoleName)
    assert (tmp_path / "new" / "secret-key").stat().st_mode & 0o077 == 0
    opened.database.close()


def test_reviews_made_before_calibration_keep_their_marks(workplace: Workplace) -> None:
    app = make_app(workplace)
    with workplace.database.transaction() as session:
        rita = person(session, app, "Rita", RoleName.REVIEWER)
        review = released_review(session, interaction(session, agent(session, "Ines")), rita)
        number, marks = review.id, {mark.criterion: mark.score for mark in review.marks}
    assert marks
    with workplace.database.engine.execution_options(writes=True).connect() as connection:
        back = settings()
        back.attributes["connection"] = connection
        with rows_kept(connection), connection.begin():
            command.downgrade(back, "0003")
    migrate(workplace.database)
    with workplace.database.transaction() as session:
        assert {mark.criterion: mark.score for mark in session.get_one(Review, number).marks} == marks
