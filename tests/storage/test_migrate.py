"""Migrations lead to exactly the tables the program uses, and a newer database is not touched."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import storage
from storage.base import Base
from storage.migrate import NewerDatabase, is_current, migrate, revisions


def test_migrations_make_the_tables_the_program_uses(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert is_current(connection)
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_a_database_of_a_newer_release_is_refused(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="请升级程序"):
        migrate(engine)
    engine.dispose()


def test_the_files_numbers_are_the_revisions() -> None:
    folder = Path(storage.__file__).parent / "migrations"
    script = ScriptDirectory(str(folder))
    assert revisions() == sorted(one.revision for one in script.walk_revisions())
    assert revisions()[-1] == script.get_current_head()
