"""The traits people are chosen by: what the roster says of them, one entry each."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage import people
from storage.people import Department, Person
from storage.plans import items_of, plan_in_force

SEPARATORS = "，,；;/／ "
_BETWEEN = re.compile(rf"[、{SEPARATORS}]+")


@dataclass(frozen=True)
class Trait:
    """One trait: `has` and `where` say the same of a person, in Python and in SQL."""

    name: str  # of the field of Chosen
    title: str
    has: Callable[[Person, Any], bool]
    where: Callable[[Sequence[Any]], ColumnElement[bool]]
    choices: Callable[[Session, date, Sequence[Person]], list[tuple[Any, str]]]  # value and label


def pieces(text: str) -> list[str]:
    """Return the several values that one cell of the roster may hold."""
    return [piece for piece in _BETWEEN.split(text) if piece]


def _plain(name: str, title: str, column: InstrumentedAttribute[str]) -> Trait:
    """Return a trait that a column holds one value of."""

    def choices(_session: Session, _day: date, staff: Sequence[Person]) -> list[tuple[Any, str]]:
        return _distinct(getattr(person, column.key) for person in staff)

    return Trait(
        name,
        title,
        lambda person, value: getattr(person, column.key) == value,
        lambda values: column.in_(values),
        choices,
    )


def _several(name: str, title: str, column: InstrumentedAttribute[str]) -> Trait:
    """Return a trait that a column holds several values of, parted by 、 or the like."""

    def choices(_session: Session, _day: date, staff: Sequence[Person]) -> list[tuple[Any, str]]:
        return _distinct(piece for person in staff for piece in pieces(getattr(person, column.key)))

    return Trait(
        name,
        title,
        lambda person, value: value in pieces(getattr(person, column.key)),
        lambda values: _among(column, values),
        choices,
    )


def _among(column: InstrumentedAttribute[str], values: Sequence[str]) -> ColumnElement[bool]:
    # One of several values is sought with its neighbours' signs around it.
    parted: Any = "、" + column + "、"
    for sign in SEPARATORS:
        parted = func.replace(parted, sign, "、")
    return or_(*(parted.contains(f"、{value}、", autoescape=True) for value in values))


def _distinct(values: Iterable[str]) -> list[tuple[Any, str]]:
    return [(value, value) for value in dict.fromkeys(values) if value]


def _departments(session: Session, _day: date, staff: Sequence[Person]) -> list[tuple[Any, str]]:
    peopled = {person.department_id for person in staff}
    return [(row.id, row.name) for row in people.departments(session) if row.id in peopled]


def _has_role(person: Person, role: str) -> bool:
    held = (*pieces(person.position), *pieces(person.tags), *pieces(person.post))
    return person.department.name == role or any(role in one for one in held)


def _where_role(roles: Sequence[str]) -> ColumnElement[bool]:
    columns = (Person.position, Person.tags, Person.post)
    held = (column.contains(role, autoescape=True) for role in roles for column in columns)
    departments = select(Department.id).where(Department.name.in_(roles))
    return or_(Person.department_id.in_(departments), *held)


def _roles(session: Session, day: date, staff: Sequence[Person]) -> list[tuple[Any, str]]:
    """Return the bodies and participants of this year's plan that the roster knows somebody of."""
    plan = plan_in_force(session, day.year)
    if plan is None:
        return []
    named = (
        one.removeprefix("全体").removeprefix("各")
        for item in items_of(session, plan.id)
        for one in (*pieces(item.responsible), *pieces(item.participants))
    )
    return [(role, role) for role in dict.fromkeys(named) if role and any(_has_role(p, role) for p in staff)]


TRAITS: tuple[Trait, ...] = (
    Trait(
        "departments",
        "处室",
        lambda person, value: person.department_id == value,
        lambda values: Person.department_id.in_(values),
        _departments,
    ),
    _plain("branches", "党支部", Person.branch),
    _several("posts", "岗位类别", Person.post),
    _plain("statuses", "政治面貌", Person.political),
    _plain("categories", "人员类别", Person.category),
    _several("positions", "职务", Person.position),
    _several("tags", "标签", Person.tags),
    Trait("roles", "计划角色", _has_role, _where_role, _roles),
)
BY_NAME = {trait.name: trait for trait in TRAITS}
