"""An audience in words."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audiences.choice import SIDES, Audience, Chosen
from services.audiences.traits import TRAITS
from storage import people
from storage.people import ROSTER_ORDER, Person

NAMED = 5  # people in one sentence


def say_audience(session: Session, audience: Audience) -> str:
    """Return the audience in words: whom, who in addition, and without whom."""
    traits = _said_traits(session, audience)
    words = "，".join(traits)
    if audience.people:
        names = _names(session, audience.people)
        words += f"，另加{names}" if words else names
    words = words or ("（还没有选定）" if audience.unsure else "全体人员")
    without = say_chosen(session, audience.without)
    still = _names(session, audience.still.people) if audience.still.people else ""
    beyond = [f"除外：{without}" if without else "", f"仍发给：{still}" if still else ""]
    return f"{words}（{'；'.join(filter(None, beyond))}）" if without or still else words


def say_chosen(session: Session, chosen: Chosen) -> str:
    """Return what was chosen in words, one after the other; empty where nothing was."""
    named = [_names(session, chosen.people)] if chosen.people else []
    return "；".join([*_said_traits(session, chosen), *named])


def _said_traits(session: Session, chosen: Chosen) -> list[str]:
    said = []
    for trait in TRAITS:
        values = getattr(chosen, trait.name)
        if trait.name == "departments":
            values = [row.name for row in people.departments(session) if row.id in values]
        if values:
            said.append("、".join(values))
    if chosen.political:
        said.append(SIDES[chosen.political])
    return said


def _names(session: Session, ids: Sequence[int]) -> str:
    query = select(Person.name).join(Person.department).where(Person.id.in_(ids)).order_by(*ROSTER_ORDER)
    names = session.scalars(query.limit(NAMED)).all()
    more = f"等{len(ids)}人" if len(ids) > NAMED else ""
    return "、".join(names) + more
