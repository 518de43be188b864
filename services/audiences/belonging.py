"""Who belongs to an audience, as a query over the roster, and why somebody does."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select, true
from sqlalchemy.orm import Session

from services.audiences.choice import Audience, Chosen, Side
from services.audiences.traits import TRAITS, Trait
from storage import people
from storage.people import Person


def members(session: Session, audience: Audience, day: date) -> Sequence[Person]:
    """Return who belongs to an audience on an office date, in roster order."""
    chosen = select(Person).join(Person.department).where(*belonging(audience, day))
    return session.scalars(chosen.order_by(*people.ROSTER_ORDER)).all()


def how_many(session: Session, audience: Audience, day: date) -> int:
    """Return how many people belong to an audience on an office date."""
    return session.scalar(select(func.count()).select_from(Person).where(*belonging(audience, day))) or 0


def belonging(audience: Audience, day: date) -> list[ColumnElement[bool]]:
    """Return the conditions under which a person belongs to an audience on an office date."""
    conditions: list[ColumnElement[bool]] = []
    traits = _conditions(audience)
    if audience.people:
        named = Person.id.in_(audience.people)
        conditions.append(or_(and_(*traits), named) if traits else named)
    elif audience.unsure and not traits:
        conditions.append(false())  # names of which nobody was ticked yet do not mean everybody
    else:
        conditions += traits
    conditions += map(not_, _conditions(audience.without))
    if audience.still.people:
        conditions = [or_(Person.id.in_(audience.still.people), and_(true(), *conditions))]
    if audience.without.people:
        conditions.append(Person.id.not_in(audience.without.people))
    return [people.counts_on(day), *conditions]


def why(session: Session, audience: Audience, person: Person, day: date) -> tuple[bool, str]:
    """Return whether somebody belongs to an audience on an office date, and for what reason, in words."""
    if not person.on_roster(day):
        return False, "不在花名册上"
    if person.id in audience.without.people:
        return False, "点名除外"
    if person.id in audience.still.people:
        return True, "点名，不受除外影响"
    if out := _fitting(session, audience.without, person, day):
        return False, f"{'、'.join(out)}除外"
    if person.id in audience.people:
        return True, "点名"
    if not _conditions(audience):
        return (False, "没有点名") if audience.people or audience.unsure else (True, "全体人员")
    missed = [
        trait.title for trait in TRAITS if _restricts(audience, trait) and not _fits(audience, trait, person)
    ]
    if _restricts_side(audience) and not _fits_side(audience, person):
        missed.append("政治面貌")
    if missed:
        return False, f"{'、'.join(missed)}不符合"
    return True, "、".join(_fitting(session, audience, person, day))


def _conditions(chosen: Chosen) -> list[ColumnElement[bool]]:
    found = [trait.where(getattr(chosen, trait.name)) for trait in TRAITS if _restricts(chosen, trait)]
    if _restricts_side(chosen):
        side = _of_side(chosen.political)
        found.append(or_(side, Person.political.in_(chosen.statuses)) if chosen.statuses else side)
    return found


def _of_side(side: Side) -> ColumnElement[bool]:
    party = Person.political.in_(people.PARTY)
    return party if side == "party" else not_(party)


def _restricts(chosen: Chosen, trait: Trait) -> bool:
    # 党员 and 共青团员 are one choice of 政治面貌, made with two buttons.
    return bool(getattr(chosen, trait.name)) and not (trait.name == "statuses" and chosen.political)


def _restricts_side(chosen: Chosen) -> bool:
    return bool(chosen.political)


def _fits(chosen: Chosen, trait: Trait, person: Person) -> bool:
    return any(trait.has(person, value) for value in getattr(chosen, trait.name))


def _fits_side(chosen: Chosen, person: Person) -> bool:
    return (chosen.political == "party") == person.is_party or person.political in chosen.statuses


def _fitting(session: Session, chosen: Chosen, person: Person, day: date) -> list[str]:
    """Return the labels of what a person fits of a choice."""
    found: list[str] = []
    for trait in TRAITS:
        values = [value for value in getattr(chosen, trait.name) if trait.has(person, value)]
        if values and trait.name == "departments":
            found.append(person.department.name)
        else:
            found += values
    if _restricts_side(chosen) and (chosen.political == "party") == person.is_party:
        found.append("党员" if person.is_party else "非党员")
    return found
