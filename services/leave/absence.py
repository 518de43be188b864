"""Leave: entering it, ending it, and what it does to what is still open."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.calendars import office_calendar
from services.facts import record
from services.office import Office
from services.open_items import send_anew, unanswered
from services.publishing import exempting_leave
from storage.assignments import Assignment, facts_of
from storage.people import Leave, Person

KINDS = ("请假", "借出", "病假")
BY_STATUS = {"借出": "借出", "长期病假": "病假"}
"""What a person's 状态 on the roster means as leave."""


@dataclass(frozen=True)
class Reconsidered:
    """How many open things leave has exempted, and how many it exempts no longer."""

    exempted: int = 0
    lifted: int = 0


def enter_leave(
    session: Session,
    now: datetime,
    person_id: int,
    kind: str,
    first: date,
    last: date | None,
    by: int | None,
    reason: str = "",
) -> Leave:
    """Store days of leave, both ends included. Call reconsider() for the person afterwards."""
    leave = Leave(
        person_id=person_id, kind=kind, first=first, last=last, reason=reason, recorded_at=now, recorded_by=by
    )
    session.add(leave)
    session.flush()
    return leave


def end_leave(session: Session, leave: Leave, back: date) -> None:
    """Let somebody be back from that day on; leave that had not begun by then is struck out."""
    last = back - timedelta(days=1)
    if last < leave.first:
        session.delete(leave)
    elif leave.last is None or last < leave.last:
        leave.last = last
    session.flush()


def follow_status(
    session: Session, now: datetime, person: Person, old: str, since: date, by: int | None
) -> None:
    """Open or end leave as a person's 状态 has changed on the roster."""
    if person.status == old:
        return
    if old in BY_STATUS:
        for leave in _lasting(session, person.id, BY_STATUS[old]):
            end_leave(session, leave, since)
    kind = BY_STATUS.get(person.status)
    if kind and not _lasting(session, person.id, kind):
        enter_leave(session, now, person.id, kind, since, None, by, f"名册状态：{person.status}")


def reconsider(
    session: Session, office: Office, now: datetime, person_ids: Collection[int], by: int | None
) -> Reconsidered:
    """Exempt what leave covers now, and ask again for what it covers no longer.

    An exemption that was granted otherwise, such as a request for a study session, stays.
    """
    by_person: dict[int, list[Leave]] = {id_: [] for id_ in person_ids}
    for leave in session.scalars(select(Leave).order_by(Leave.first)):
        if leave.person_id in by_person:
            by_person[leave.person_id].append(leave)
    calendar = office_calendar(session)
    exempted, lifted = 0, []
    for row in unanswered(session, person_ids):
        reason = exempting_leave(by_person[row.person_id], office, calendar, row.opened_at, row.deadline)
        if reason and row.exempt is None:
            record(session, row, "leave", {"exempt": reason}, now, by=by)
            exempted += 1
        elif not reason and row.exempt is not None and _by_leave(session, row):
            _lift(session, row, now, by)
            lifted.append(row)
    send_anew(session, now, [row for row in lifted if session.get_one(Person, row.person_id).telegram_id])
    return Reconsidered(exempted, len(lifted))


def _lift(session: Session, row: Assignment, now: datetime, by: int | None) -> None:
    """Open an exempted thing again, in the department its person may have moved to meanwhile."""
    change: dict[str, Any] = {"exempt": None}
    department_id = session.get_one(Person, row.person_id).department_id
    if department_id != row.department_id:
        change["department_id"] = department_id
    record(session, row, "leave", change, now, by=by)


def _lasting(session: Session, person_id: int, kind: str) -> list[Leave]:
    query = select(Leave).where(Leave.person_id == person_id, Leave.kind == kind, Leave.last.is_(None))
    return list(session.scalars(query))


def _by_leave(session: Session, assignment: Assignment) -> bool:
    moved = [fact for fact in facts_of(session, assignment.id) if "exempt" in fact.change]
    return bool(moved) and moved[-1].kind == "leave"
