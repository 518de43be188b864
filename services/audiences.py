"""Whom something is asked of: chosen by the secretary, said in words, frozen when it is published."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict
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
    return [person for person in people.on_roster(session, day) if _belongs(audience, person)]


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


def _belongs(audience: Audience, person: Person) -> bool:
    if audience.departments and person.department_id not in audience.departments:
        return False
    if audience.political and person.is_party != (audience.political == "party"):
        return False
    if audience.posts and not set(audience.posts) & set(person.post.split("、")):
        return False
    return not audience.people or person.id in audience.people
