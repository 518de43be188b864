"""Requests that nobody has decided yet, for leave or from a session: kept in sight until somebody does."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from activities.study import LEAVE_ASKED
from services.asking import say_person
from services.reply import Press, Rows
from storage import people
from storage.activities import OPEN, Activity
from storage.assignments import Assignment
from storage.leave_requests import LeaveRequest, undecided_requests
from storage.people import Person
from workdays.words import say_date, say_range

ROUTE = "lq"
SHOWN = 10
LINE = 120


def undecided(session: Session) -> tuple[list[str], Rows]:
    """Return a line and a row of buttons for each request, oldest first; none where all are decided."""
    requests = undecided_requests(session)
    lines = [say_request(session, one) for one in requests[:SHOWN]]
    rows = tuple(decision_row(session, one) for one in requests[:SHOWN])
    if len(requests) > SHOWN:
        lines.append(f"另有{len(requests) - SHOWN}人，办完以上再用 /leave 查看。")
    from_sessions, more = _from_sessions(session)
    return ["<b>待审批的请假</b>", *lines, ""] * bool(lines) + from_sessions, (*rows, *more)


def _from_sessions(session: Session) -> tuple[list[str], Rows]:
    query = (
        select(Assignment, Activity, Person)
        .join(Activity, Activity.id == Assignment.activity_id)
        .join(Person, Person.id == Assignment.person_id)
        .where(
            Activity.status == OPEN,
            Assignment.stage == LEAVE_ASKED,
            Assignment.outcome == "none",
            Assignment.exempt.is_(None),
        )
        .order_by(Assignment.id)
    )
    lines: list[str] = []
    rows: list[tuple[Press, ...]] = []
    asked = session.execute(query).all()
    for assignment, activity, person in asked[:SHOWN]:
        line = f"{person.name}　《{activity.title}》　{assignment.reply.get('reason', '')}"
        lines.append(esc(line if len(line) <= LINE else line[: LINE - 1] + "…"))
        rows.append(
            tuple(
                Press(f"{label}：{person.name}", "d", (assignment.id, activity.version, action, ""))
                for label, action in (("同意", "grant"), ("不同意", "refuse"))
            )
        )
    if len(asked) > SHOWN:
        lines.append(f"另有{len(asked) - SHOWN}人，办完以上再用 /leave 查看。")
    return (["<b>待审批的会议请假</b>", *lines, ""] if lines else []), tuple(rows)


def say_days(request: LeaveRequest) -> str:
    """Return what is asked for: 病假　12月1日至12月5日，住院."""
    first, last = request.first, request.last
    days = f"{say_date(first)}起" if last is None else say_range(first, last)
    return f"{request.kind}　{days}{'，' + request.reason if request.reason else ''}"


def say_request(session: Session, request: LeaveRequest) -> str:
    """Return a request with whose it is, escaped."""
    return f"{say_person(session.get_one(Person, request.person_id))}　{esc(say_days(request))}"


def decision_row(session: Session, request: LeaveRequest) -> tuple[Press, ...]:
    """Return the buttons that decide a request."""
    name = session.get_one(Person, request.person_id).name
    words = (("同意", "yes"), ("不同意", "no"))
    return tuple(Press(f"{label}：{name}", ROUTE, (action, request.id)) for label, action in words)


def heads_for(session: Session, today: date, person: Person) -> Sequence[Person]:
    """Return the heads of somebody's department, but for themselves."""
    query = select(Person).where(
        Person.department_id == person.department_id, Person.id != person.id, people.counts_on(today)
    )
    return [one for one in session.scalars(query) if one.is_head]
