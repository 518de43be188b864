"""Whom something is asked of: chosen by the secretary, said in words, frozen when it is published."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, not_, or_, select
from sqlalchemy.orm import Session

from storage import people
from storage.people import Person


class Audience(BaseModel):
    """A choice of people. Empty lists do not restrict; several restrictions all apply."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    departments: tuple[int, ...] = ()
    political: Literal["", "party", "other"] = ""
    posts: tuple[str, ...] = ()  # 岗位类别
    people: tuple[int, ...] = ()


def members(session: Session, audience: Audience, day: date) -> Sequence[Person]:
    """Return who belongs to an audience on an office date, in roster order."""
    chosen = select(Person).join(Person.department).where(*belonging(audience, day))
    return session.scalars(chosen.order_by(*people.ROSTER_ORDER)).all()


def belonging(audience: Audience, day: date) -> list[ColumnElement[bool]]:
    """Return the conditions under which a person belongs to an audience on an office date."""
    conditions = [people.counts_on(day)]
    if audience.departments:
        conditions.append(Person.department_id.in_(audience.departments))
    if audience.political:
        party = Person.political.in_(people.PARTY)
        conditions.append(party if audience.political == "party" else not_(party))
    if audience.posts:
        # A person's posts are joined by 、: one of them is sought with its neighbours' signs around it.
        posts = "、" + Person.post + "、"
        conditions.append(or_(*(posts.contains(f"、{post}、", autoescape=True) for post in audience.posts)))
    if audience.people:
        conditions.append(Person.id.in_(audience.people))
    return conditions


def say_audience(session: Session, audience: Audience) -> str:
    """Return the audience in words."""
    parts = []
    if audience.departments:
        names = [row.name for row in people.departments(session) if row.id in audience.departments]
        parts.append("、".join(names))
    if audience.posts:
        parts.append("、".join(audience.posts))
    if audience.political:
        parts.append("党员（含预备党员）" if audience.political == "party" else "非党员")
    if audience.people:
        parts.append(f"指定的{len(audience.people)}人")
    return "，".join(parts) or "全体人员"
