"""A database as one SQLite file: copied while it is in use, looked over, copied back into either engine."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    bindparam,
    create_engine,
    insert,
    inspect,
    select,
    text,
    update,
)

from storage.base import Base
from storage.migrate import is_current, refuse_newer

CHUNK = 1000  # rows


def copy_file(source: Path, target: Path) -> None:
    """Write an SQLite database, as it stands at one moment and whoever writes meanwhile, to a new file.

    The copy holds no deleted rows and needs no log beside it. Raises sqlite3.Error.
    """
    with closing(sqlite3.connect(source, timeout=10)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    _to_disk(target)


def _to_disk(path: Path) -> None:
    # VACUUM INTO does not wait for the disk, and a backup that a power failure empties is none.
    with path.open("rb") as file:
        os.fsync(file.fileno())


def copy_rows(source: Connection, target: Connection) -> int:
    """Copy all rows into the empty tables of another database of the same schema; return how many.

    The source is read as it stands at one moment if its transaction keeps one (REPEATABLE READ).
    """
    copied = 0
    for table in Base.metadata.sorted_tables:
        later = _to_itself(table)
        key = list(table.primary_key.columns)
        rows = source.execution_options(yield_per=CHUNK).execute(select(table).order_by(*key)).mappings()
        for part in rows.partitions(CHUNK):
            given = [dict(row) for row in part]
            target.execute(insert(table), [row | dict.fromkeys(later) for row in given])
            copied += len(given)
        for column in later:
            _refer(source, target, table, column)
        if target.dialect.name == "postgresql":
            _go_on_counting(target, table)
    return copied


def _to_itself(table: Table) -> list[str]:
    """Return the columns by which rows of a table refer to others of it, which may come later."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _refer(source: Connection, target: Connection, table: Table, column: str) -> None:
    query = select(table.c.id, table.c[column]).where(table.c[column].is_not(None))
    rows = [{"row": id_, "other": other} for id_, other in source.execute(query)]
    if rows:
        change = update(table).where(table.c.id == bindparam("row")).values({column: bindparam("other")})
        target.execute(change, rows)


def _go_on_counting(target: Connection, table: Table) -> None:
    """Let PostgreSQL give the next row the next number."""
    counted = table.autoincrement_column
    if counted is None:
        return
    name = f'"{table.name}"'
    sequence = target.scalar(text(f"SELECT pg_get_serial_sequence('{name}', '{counted.name}')"))
    if sequence is not None:
        last = target.scalar(select(counted).order_by(counted.desc()).limit(1))
        target.execute(
            text("SELECT setval(:sequence, :last, :used)"),
            {"sequence": sequence, "last": last or 1, "used": last is not None},
        )


def flaws(path: Path) -> list[str]:
    """Return what is broken in an SQLite file, empty where it is sound. Raises sqlite3.Error for another."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        found = [] if found == ["ok"] else found
        found += [f"{row[0]} → {row[2]}" for row in connection.execute("PRAGMA foreign_key_check")]
    return found


@contextmanager
def file_opened(path: Path) -> Iterator[Engine]:
    """Open a copy of a database, and no other way than as a file."""
    engine = create_engine(f"sqlite:///{path}")
    try:
        yield engine
    finally:
        engine.dispose()


def is_of_this_release(path: Path) -> bool:
    """Tell whether a copy has this release's schema.

    Raises NewerDatabase where it is of a newer one, sqlite3.DatabaseError where it is none of ours at all.
    """
    with file_opened(path) as engine, engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            raise sqlite3.DatabaseError("no schema of ours")
        refuse_newer(connection)
        return is_current(connection)
