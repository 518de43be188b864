"""Taking a roster over: who joins, who leaves, who moves, and what becomes of what is open for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from language.roster import RosterRow
from services.belonging.leaving import check_secretary_stays, depart
from services.facts import record
from services.importing.differences import FIELDS, ON_DUTY, Change, Difference
from services.leave.absence import BY_STATUS, follow_status, reconsider
from services.office import Office
from services.open_items import open_assignments
from storage import people
from storage.people import Department, Person


@dataclass(frozen=True)
class Applied:
    """What was taken over. The menu of the `linked` has changed; `unlinked` are accounts that lost theirs."""

    joined: int
    left: int
    moved: int
    changed: int
    linked: tuple[Person, ...]
    unlinked: tuple[int, ...]


def apply_roster(
    session: Session,
    office: Office,
    now: datetime,
    difference: Difference,
    since: date,
    whole: bool,
    by: int | None,
) -> Applied:
    """Write a difference to the roster: joiners and leavers from `since` on, everything else at once.

    `whole` tells that the file's order is the roster's order. Raises NoSecretaryLeft.
    """
    check_secretary_stays(session, office, now, difference.leavers)
    departments = _departments(session, difference.order, whole)
    _free_numbers(session, difference.order)
    heads_before = {change.person.id: change.person.is_head for change in difference.changes}
    for change in difference.changes:
        _change(session, now, change, departments, since, by)
    joined = [_join(row, person, departments, since) for row, person in difference.joiners]
    session.add_all(joined)
    session.flush()
    for person in joined:
        follow_status(session, now, person, ON_DUTY, since, by)
    _place(session, difference, joined, whole)
    _move_open_items(session, now, difference.movers, by)
    reconsider(session, office, now, _leave_touched(difference, joined), by)
    unlinked = [person.telegram_id for person in difference.leavers if person.telegram_id is not None]
    for person in difference.leavers:
        person.left = since
        if since <= office.today(now):
            depart(session, office, now, person, by)
    session.flush()
    return Applied(
        len(joined),
        len(difference.leavers),
        len(difference.movers),
        len(difference.edits),
        tuple(
            change.person
            for change in difference.changes
            if change.person.telegram_id and change.person.is_head != heads_before[change.person.id]
        ),
        tuple(unlinked) if since <= office.today(now) else (),
    )


def _departments(
    session: Session, order: Sequence[tuple[RosterRow, Person | None]], whole: bool
) -> dict[str, Department]:
    """Return departments by name, made where they are new, in the file's order if it is the whole roster."""
    known = {row.name: row for row in people.departments(session)}
    last = max((row.position for row in known.values()), default=0)
    for name in dict.fromkeys(row.department for row, _ in order):
        if name not in known:
            last += 1
            known[name] = Department(name=name, position=last)
            session.add(known[name])
    if whole:
        named = list(dict.fromkeys([*(row.department for row, _ in order), *known]))
        for position, name in enumerate(named, start=1):
            known[name].position = position
    session.flush()
    return known


def _free_numbers(session: Session, order: Sequence[tuple[RosterRow, Person | None]]) -> None:
    """Take 工号 from those who hold one that the file gives to somebody else."""
    holders = {p.staff_no: p for p in session.scalars(select(Person).where(Person.staff_no.is_not(None)))}
    for row, person in order:
        holder = holders.get(row.staff_no)
        if holder is not None and holder is not person:
            holder.staff_no = None
    session.flush()


def _change(
    session: Session,
    now: datetime,
    change: Change,
    departments: dict[str, Department],
    since: date,
    by: int | None,
) -> None:
    person, old_status = change.person, change.person.status
    for key, value in change.values.items():
        if key == "department":
            person.department = departments[value]
        else:
            setattr(person, key, value)
    person.left = None  # who is in the file is not about to leave
    follow_status(session, now, person, old_status, since, by)


def _join(row: RosterRow, person: Person | None, departments: dict[str, Department], since: date) -> Person:
    values = {key: getattr(row, key) for key in FIELDS}
    values |= {"staff_no": row.staff_no or None, "status": row.status or ON_DUTY}
    if person is None:
        return Person(**values, department=departments[row.department], joined=since)
    for key, value in values.items():  # somebody comes back
        setattr(person, key, value)
    person.department = departments[row.department]
    person.joined, person.left = since, None
    return person


def _place(session: Session, difference: Difference, joined: list[Person], whole: bool) -> None:
    """Give everybody their place: the file's if it is the whole roster, else new ones come last."""
    by_row = {row.row: person for (row, _), person in zip(difference.joiners, joined, strict=True)}
    if whole:
        for place, (row, person) in enumerate(difference.order, start=1):
            (person or by_row[row.row]).roster_order = place
    else:
        last = session.scalar(select(func.max(Person.roster_order))) or 0
        for place, person in enumerate(joined, start=last + 1):
            person.roster_order = place
    session.flush()


def _move_open_items(session: Session, now: datetime, movers: Sequence[Change], by: int | None) -> None:
    moved = {change.person.id: change.person.department_id for change in movers}
    for assignment in open_assignments(session, moved):
        change = {"department_id": moved[assignment.person_id]}
        record(session, assignment, "moved", change, now, by=by)


def _leave_touched(difference: Difference, joined: Sequence[Person]) -> set[int]:
    touched = {change.person.id for change in difference.changes if "status" in change.values}
    return touched | {person.id for person in joined if person.status in BY_STATUS}
