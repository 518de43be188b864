"""Clearing deleted rows from the database's files, where deleting them leaves their bytes behind."""

from collections.abc import Sequence

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError


def scrub(engine: Engine, tables: Sequence[str]) -> bool:
    """Rewrite what held deleted rows of these tables; return False where somebody was in the way for now.

    SQLite: the whole file is rebuilt and the write-ahead log emptied. PostgreSQL: each table gets a new file.
    Belongs to no transaction, so that nothing else may wait for it.
    """
    return _scrub_sqlite(engine) if engine.dialect.name == "sqlite" else _scrub_tables(engine, tables)


def _scrub_sqlite(engine: Engine) -> bool:
    # The driver itself: the engine would begin a transaction, in which nothing can be rebuilt.
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    except engine.dialect.dbapi.OperationalError:  # type: ignore[union-attr]  # an engine's dialect has its driver
        return False
    finally:
        connection.close()


def _scrub_tables(engine: Engine, tables: Sequence[str]) -> bool:
    try:
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("SET lock_timeout = '5s'"))
            for table in tables:
                connection.execute(text(f'VACUUM FULL "{table}"'))
            connection.execute(text("RESET lock_timeout"))
    except OperationalError:
        return False
    return True
