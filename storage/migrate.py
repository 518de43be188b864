"""Bringing a database to this release's schema, and telling whether it is there."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect

# Every module with tables, so that the metadata is complete.
from storage import (
    activities,
    approvals,
    assignments,
    audit,
    erasures,
    essays,
    groups,
    leases,
    leave_requests,
    letters,
    messages,
    people,
    plans,
    practice,
    questions,
    quizzes,
    registers,
    rules,
    series,
    sessions,
    suggestions,
    surveys,
    tallies,
    threads,
)

TABLE_MODULES = (
    activities,
    approvals,
    assignments,
    audit,
    erasures,
    essays,
    groups,
    leases,
    leave_requests,
    letters,
    messages,
    people,
    plans,
    practice,
    questions,
    quizzes,
    registers,
    rules,
    series,
    sessions,
    suggestions,
    surveys,
    tallies,
    threads,
)

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 20270101  # any number that nobody else locks by

if TYPE_CHECKING:
    from alembic.config import Config


class NewerDatabase(Exception):
    """The database was written by a newer release than this one."""


def migrate(engine: Engine) -> None:
    """Bring the schema forward. Raises NewerDatabase, and changes nothing then."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # Several processes may start at once; the lock ends with this connection's transaction.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        refuse_newer(connection)
        if not is_current(connection):
            _upgrade(connection)
        connection.commit()


def is_current(connection: Connection) -> bool:
    """Tell whether the database has this release's schema."""
    return _stamp(connection) == revisions()[-1]


def refuse_newer(connection: Connection) -> None:
    """Raise NewerDatabase where the schema's version is one this release does not know."""
    stamp = _stamp(connection)
    if stamp is not None and stamp not in revisions():
        raise NewerDatabase("数据库由更新的版本写入，本版本不能打开。请升级程序后再启动。")


def revisions() -> list[str]:
    """Return this release's revisions, oldest first: the numbers their files begin with."""
    return sorted(file.name.partition("_")[0] for file in (_FOLDER / "versions").glob("[0-9]*_*.py"))


def _stamp(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    stamp = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
    return None if stamp is None else str(stamp)


def _upgrade(connection: Connection) -> None:
    # Imported only where there is something to do: it takes 10 MB and a fifth of a start.
    from alembic import command

    command.upgrade(_config(connection), "head")
    audit.guard(connection)


def _config(connection: Connection | None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
