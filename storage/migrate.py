"""Bringing a database to this release's schema, and telling whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

# Every module with tables, so that the metadata is complete.
from storage import activities, assignments, leases, messages, people, questions, tallies

TABLE_MODULES = (activities, assignments, leases, messages, people, questions, tallies)

_LOCK = 20270101  # any number that nobody else locks by


class NewerDatabase(Exception):
    """The database was written by a newer release than this one."""


def migrate(engine: Engine) -> None:
    """Bring the schema forward. Raises NewerDatabase, and changes nothing then."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # Several processes may start at once; the lock ends with this connection's transaction.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        refuse_newer(connection)
        command.upgrade(_config(connection), "head")
        connection.commit()


def is_current(connection: Connection) -> bool:
    """Tell whether the database has this release's schema."""
    return _stamp(connection) == _script().get_current_head()


def refuse_newer(connection: Connection) -> None:
    """Raise NewerDatabase where the schema's version is one this release does not know."""
    stamp = _stamp(connection)
    known = {revision.revision for revision in _script().walk_revisions()}
    if stamp is not None and stamp not in known:
        raise NewerDatabase("数据库由更新的版本写入，本版本不能打开。请升级程序后再启动。")


def _stamp(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(None))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
