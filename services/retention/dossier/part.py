"""A part of what is handed out about a person: one table, and which of its rows are theirs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, select

from storage.assignments import Assignment
from storage.base import Base
from storage.essays import Essay
from storage.suggestions import Suggestion

Which: TypeAlias = Callable[[int], ColumnElement[bool]]


@dataclass(frozen=True)
class Part:
    """One table of an export: the rows that are the person's, and what its columns are called.

    `own` is for the person alone: nobody else is handed it, the secretary included.
    """

    title: str
    table: type[Base]
    which: Which
    columns: Mapping[str, str]
    own: bool = False


def my_assignments(person_id: int) -> Select[int]:
    """Return the ids of what was asked of a person."""
    return select(Assignment.id).where(Assignment.person_id == person_id)


def my_essays(person_id: int) -> Select[int]:
    """Return the ids of a person's essays."""
    return select(Essay.id).where(Essay.person_id == person_id)


def my_suggestions(person_id: int) -> Select[int]:
    """Return the ids of a person's suggestions."""
    return select(Suggestion.id).where(Suggestion.person_id == person_id)


def by_person(table: Any) -> Which:
    """Return the condition of rows that name the person."""
    return lambda id_: table.person_id == id_


def by_assignment(table: Any) -> Which:
    """Return the condition of rows that hang on what was asked of the person."""
    return lambda id_: table.assignment_id.in_(my_assignments(id_))
