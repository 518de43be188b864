"""What a task needs of the database: whom a department's task goes to, and what an extension moves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import Verdict
from activities.task.content import DEPARTMENTS, TaskContent
from services.audiences import members
from services.backing import Backing
from services.calendars import office_calendar
from services.drafting.writing import Writing
from services.facts import record
from services.office import Office
from services.publishing import STAYS_OPEN
from services.refusals import Refusal
from services.tasks import ledger
from services.tasks.overdue import overdue_days
from services.views import content_of
from storage import people
from storage.activities import Activity
from storage.assignments import Assignment, facts_of
from storage.people import Department, Person
from workdays.holidays import Calendar

NAMED = 12  # departments in one sentence
EXTENSION = "extension"


class NoHead(Refusal):
    """None of the departments chosen has a head who could be asked."""

    def __init__(self) -> None:
        super().__init__(
            "选中的处室在花名册上都没有“处室负责人”，发不出去。请先补充花名册的“岗位类别”，"
            "或把“办理主体”改为“个人”。"
        )


def expand(
    session: Session, office: Office, now: datetime, activity: Activity, asked: Sequence[Person]
) -> Sequence[tuple[int, str]]:
    """Return who is asked: the head of each department asked, under its name; or everybody asked."""
    content: TaskContent = content_of(session, activity)
    if content.to != DEPARTMENTS:
        return [(person.id, "") for person in asked]
    heads = _heads(session, office, now, asked)
    return [(head.id, department.name) for department, head in heads if head is not None]


def more(
    session: Session, office: Office, now: datetime, activity: Activity, assignment: Assignment
) -> Mapping[str, Any]:
    """Return the calendar that typed dates are read by, and how many working days somebody is overdue."""
    calendar = _calendar(session)
    return {"calendar": calendar, "overdue": overdue_days(office, now, calendar, assignment)}


def after(
    session: Session,
    office: Office,
    now: datetime,
    activity: Activity,
    assignment: Assignment,
    verdict: Verdict,
) -> None:
    """Move the deadline of whoever was granted an extension, as a fact of its own."""
    if not verdict.kept or "deadline" not in verdict.kept:
        return
    deadline = datetime.fromisoformat(verdict.kept["deadline"])
    session.flush()
    granted = facts_of(session, assignment.id)[-1]  # the decision itself, which says whose it was
    record(session, assignment, EXTENSION, {"deadline": deadline}, now, by=granted.recorded_by)
    if activity.closes_at is not None:  # what is due later can be answered later
        activity.closes_at = max(activity.closes_at, deadline + STAYS_OPEN)


def warn(w: Writing, content: TaskContent) -> Iterable[str]:
    """Say which departments are asked, and which have nobody to ask."""
    if content.to != DEPARTMENTS:
        return
    heads = _heads(w.session, w.office, w.now, members(w.session, w.audience, w.today))
    asked = [department.name for department, head in heads if head is not None]
    missing = [department.name for department, head in heads if head is None]
    if asked:
        yield f"本项按处室办理，发给{len(asked)}个处室的负责人：{_listed(asked)}。"
    if missing:
        yield (
            f"以下处室在花名册上没有“处室负责人”，不会收到：{_listed(missing)}。"
            "要发给这些处室，请先补充花名册的“岗位类别”。"
        )


def fill(w: Writing, content: TaskContent) -> dict[str, Any]:
    """Fill nothing in; refuse what would go to nobody. Raises NoHead."""
    asked = members(w.session, w.audience, w.today) if content.to == DEPARTMENTS else ()
    if asked and not any(head for _, head in _heads(w.session, w.office, w.now, asked)):
        raise NoHead
    return {}


def _heads(
    session: Session, office: Office, now: datetime, asked: Sequence[Person]
) -> list[tuple[Department, Person | None]]:
    """Return the departments of these people in roster order, each with its head if it has one."""
    heads: dict[int, Person] = {}
    for person in people.on_roster(session, office.today(now)):
        if person.is_head:
            heads.setdefault(person.department_id, person)
    concerned = {person.department_id for person in asked}
    return [(one, heads.get(one.id)) for one in people.departments(session) if one.id in concerned]


def _calendar(session: Session) -> Calendar:
    """Return the office's calendar, read once for as long as the session lives."""
    calendar: Calendar = session.info.get("task_calendar") or office_calendar(session)
    session.info["task_calendar"] = calendar
    return calendar


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:NAMED]) + (f"等{len(names)}个处室" if len(names) > NAMED else "")


BACKING = Backing(
    more=more,
    after=after,
    expand=expand,
    fill=fill,
    warn=warn,
    buttons=lambda session, activity: (("导出台账", "ledger"),),
    actions={"ledger": ledger.one_task},
)
