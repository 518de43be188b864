"""What a report is about: a department, a branch, a kind, a person, a plan item, a period, a past moment.

A scope travels in buttons: `code()` is at most 50 ASCII characters, and holds no state anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zlib import crc32

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from activities.registry import KINDS
from services.office import Office
from services.plan.years import plan_year
from services.refusals import NotYours, Outdated
from services.reporting.period import say_period
from storage.activities import CLOSED, OPEN, PUBLISHING, WITHDRAWN, Activity
from storage.assignments import Assignment
from storage.base import Base
from storage.people import Department, Person
from storage.plans import AnnualPlan, PlanItem
from workdays.words import say_moment

T = TypeVar("T", bound=Base)

PERIOD = timedelta(days=365)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Scope:
    """Whatever is left out is not narrowed. `at` is a past moment, else it is now."""

    department: int = 0
    branch: str = ""
    kind: str = ""
    person: int = 0
    item: int = 0
    activity: int = 0
    first: date | None = None
    last: date | None = None
    at: datetime | None = None

    def narrowed(self, **changes: object) -> "Scope":
        """Return the scope with some of it changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # names and types are the fields'

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is narrowed."""
        return self == Scope()

    def code(self) -> str:
        """Return the scope as a button carries it."""
        parts = [
            f"{letter}{_based(number)}"
            for letter, number in (
                ("d", self.department),
                ("p", self.person),
                ("i", self.item),
                ("a", self.activity),
                ("b", crc32(self.branch.encode()) if self.branch else 0),
                ("f", (self.first - _FIRST_DAY).days + 1 if self.first else 0),
                ("l", (self.last - _FIRST_DAY).days + 1 if self.last else 0),
                ("t", int(self.at.timestamp()) // 60 if self.at else 0),
            )
            if number
        ]
        return ".".join([*parts, *([f"k{self.kind}"] if self.kind else [])])


def read_code(session: Session, code: str) -> Scope:
    """Return the scope a button carries. Raises Outdated for what no button of ours ever said."""
    given: dict[str, str] = {part[:1]: part[1:] for part in code.split(".") if part}
    kind = given.pop("k", "")
    if kind and kind not in KINDS:
        raise Outdated
    try:
        if any(len(value) > 7 for value in given.values()):
            raise ValueError
        number = {letter: int(value, 36) for letter, value in given.items()}
        days = {letter: _FIRST_DAY + timedelta(days=number.get(letter, 1) - 1) for letter in "fl"}
        at = datetime.fromtimestamp(number["t"] * 60, UTC) if "t" in number else None
    except (ValueError, OverflowError):
        raise Outdated from None
    if not set(number) <= set("dpiabflt") or ("f" in number) != ("l" in number):
        raise Outdated
    return Scope(
        department=number.get("d", 0),
        branch=_branch(session, number["b"]) if "b" in number else "",
        kind=kind,
        person=number.get("p", 0),
        item=number.get("i", 0),
        activity=number.get("a", 0),
        first=days["f"] if "f" in number else None,
        last=days["l"] if "l" in number else None,
        at=at,
    )


def branches(session: Session) -> Sequence[str]:
    """Return the names of the branches, in roster order of their first member."""
    query = select(Person.branch).join(Person.department).order_by(Department.position, Person.roster_order)
    return list(dict.fromkeys(name for name in session.scalars(query) if name))


def say_scope(session: Session, scope: Scope) -> str:
    """Return a scope in words. Raises NotYours where it names what there is not."""
    parts = []
    if scope.department:
        parts.append(str(_named(session, Department, scope.department).name))
    if scope.branch:
        parts.append(scope.branch)
    if scope.person:
        person = _named(session, Person, scope.person)
        parts.append(f"{person.name}（{person.department.name}）")
    if scope.kind:
        parts.append(KINDS[scope.kind].title)
    if scope.item:
        item = _named(session, PlanItem, scope.item)
        parts.append(f"计划“{item.title}”")
    if scope.activity:
        parts.append(f"《{_named(session, Activity, scope.activity).title}》")
    where = "，".join(parts) or "全局"
    if scope.first and scope.last:
        return f"{where}，{say_period((scope.first, scope.last))}发布的事项"
    return where if scope.activity or scope.item else f"{where}，近一年及未结束的事项"


def activities_in(session: Session, office: Office, now: datetime, scope: Scope) -> Sequence[Activity]:
    """Return the activities a scope is about, newest first: as far as they were published by its moment."""
    moment = scope.at or now
    query = select(Activity).where(Activity.published_at <= moment, Activity.published_at.is_not(None))
    if scope.activity:
        query = query.where(Activity.id == scope.activity)
    elif scope.item:
        query = query.where(Activity.id.in_(activities_of_item(session, office, now, scope.item)))
    if scope.kind:
        query = query.where(Activity.kind == scope.kind)
    if scope.first and scope.last:
        query = query.where(
            Activity.published_at >= _midnight(office, scope.first),
            Activity.published_at < _midnight(office, scope.last + timedelta(days=1)),
        )
    elif not scope.activity and not scope.item:
        still_open: ColumnElement[bool] = Activity.status.in_((PUBLISHING, OPEN))
        if scope.at:
            still_open = or_(still_open, Activity.closed_at > moment)
        query = query.where(or_(Activity.published_at >= moment - PERIOD, still_open))
    # Of a past moment it is the facts that say who was where: whatever then counts nobody is left out later.
    if not scope.at and (narrowed := narrowing(scope)):
        query = query.where(Activity.id.in_(select(Assignment.activity_id).where(*narrowed)))
    return session.scalars(query.order_by(Activity.published_at.desc(), Activity.id.desc())).all()


def status_at(activity: Activity, at: datetime | None) -> str:
    """Return an activity's status, or the one it had at a past moment, by when it ended."""
    if at is None or activity.status not in (CLOSED, WITHDRAWN):
        return activity.status
    return OPEN if activity.closed_at is not None and activity.closed_at > at else activity.status


def narrowing(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions by which a scope narrows assignments."""
    conditions: list[ColumnElement[bool]] = []
    if scope.department:
        conditions.append(Assignment.department_id == scope.department)
    if scope.branch:
        conditions.append(Assignment.branch == scope.branch)
    if scope.person:
        conditions.append(Assignment.person_id == scope.person)
    return conditions


def activities_of_item(session: Session, office: Office, now: datetime, item_id: int) -> set[int]:
    """Return the ids of what was held or is under way for a plan's item."""
    return items_of_plan(session, office, now, _named(session, PlanItem, item_id).plan_id).get(item_id, set())


def items_of_plan(session: Session, office: Office, now: datetime, plan_id: int) -> dict[int, set[int]]:
    """Return by item of a plan the ids of the activities that count for it, as /plan counts them."""
    year = plan_year(session, office, now, session.get_one(AnnualPlan, plan_id))
    return {
        line.id: {one.activity_id for one in (*line.held, *line.arranged) if one.activity_id}
        for line in year.lines
    }


def say_at(office: Office, scope: Scope) -> str:
    """Return the words by which a report of a past moment begins, else nothing."""
    if scope.at is None:
        return ""
    return f"以下是{say_moment(office.local(scope.at))}的情况；要看现在的，请发送 /report。\n\n"


def _named(session: Session, mapped: type[T], id_: int) -> T:
    found = session.get(mapped, id_)
    if found is None:
        raise NotYours
    return found


def _branch(session: Session, code: int) -> str:
    """Return the branch a button means: of the roster, else of what was asked before it was renamed."""
    names: list[str] = [*branches(session), *session.scalars(select(Assignment.branch).distinct())]
    for name in names:
        if name and crc32(name.encode()) == code:
            return name
    raise Outdated


def _midnight(office: Office, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=office.zone)


def _based(number: int) -> str:
    digits: str = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits
