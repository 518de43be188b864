"""What every table stands on: typed columns, constraint names, a datetime that is always aware and UTC."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, MetaData, SQLColumnExpression, Table, literal
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator


def as_columns(mapped: "type[Base]", row: Mapping[str, Any]) -> list[SQLColumnExpression[Any]]:
    """Return a row as columns of a query: expressions as they are, values as the table stores them."""
    types = mapped.__table__.c
    return [
        value if isinstance(value, SQLColumnExpression) else literal(value, types[name].type)
        for name, value in row.items()
    ]


def table_of(mapped: "type[Base]") -> Table:
    """Return a class's table, for statements that load no objects."""
    table = mapped.__table__
    assert isinstance(table, Table)
    return table


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in time. Refuses naive values; comes back aware, in UTC, from SQLite and PostgreSQL alike."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone: what it returns was written as UTC above.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of all tables."""

    # Named constraints, so that a later migration can name what it drops on both databases.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }
