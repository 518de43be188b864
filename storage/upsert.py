"""INSERT … ON CONFLICT, as the database that is in use spells it."""

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def upsert(session: Session, table: object) -> "postgresql.Insert | sqlite.Insert":
    """Return an INSERT into a mapped class or a table that takes on_conflict_do_nothing and …_do_update."""
    # Each dialect is loaded where it is spoken: the other one's 2 MB are never needed.
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert

        return insert(table)  # type: ignore[arg-type]  # the library names what it takes in private
    from sqlalchemy.dialects.sqlite import insert as insert_sqlite

    return insert_sqlite(table)  # type: ignore[arg-type]  # as above
