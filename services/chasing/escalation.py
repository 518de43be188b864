"""What stays undone after the deadline: first a private list to the head, then to the secretary.

Each deadline's day is passed on once at each step. The mark that says how far we are is a day, so that days
on which the bot was down, and weekends, are made up for by the next working day.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from reports.screenful import fold
from services.belonging.secretaries import tell_each
from services.calendars import office_calendar
from services.chasing.limits import escalation_days
from services.chasing.planning import REMIND_TIME
from services.office import Office
from services.outbox import enqueue, message_row
from services.paging import short
from services.reply import Press, Reply
from services.skip import Skip, check_day
from storage import people
from storage.activities import OPEN, Activity, option, set_option
from storage.assignments import Assignment
from storage.messages import Message
from storage.people import ROSTER_ORDER, Department, Person
from workdays.quiet import is_quiet
from workdays.words import say_date

MARK = "escalated"
BUTTONS = 5
_ONE_DAY = timedelta(days=1)
_HEAD = "请提醒本处室以下人员尽快办理；已在线下办理的，请告诉纪检秘书登记。"
_SECRETARY = "以下人员仍未办理（处室负责人已收到名单，或没有能收到消息的负责人）。"
_MORE, _REST = "其余 {} 项（点开查看）", "另有 {} 项，请用 /report 查看。"
MANY = 60  # people of several departments: their number says more than ten screens of names
_PRIVATE = "此名单只发给您本人，用于提醒，请不要转发。"


@dataclass(frozen=True)
class Window:
    """Deadlines from one office day to another, both included, in some departments or in all."""

    first: date
    last: date
    departments: tuple[int, ...] | None = None

    def payload(self) -> dict[str, Any]:
        """Return it for the outbox."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "departments": self.departments,
        }


def window_of(payload: dict[str, Any]) -> Window:
    """Return what payload() made of a window."""
    chosen = payload["departments"]
    days = date.fromisoformat(payload["first"]), date.fromisoformat(payload["last"])
    return Window(*days, None if chosen is None else tuple(chosen))


def escalate_due(session: Session, office: Office, now: datetime) -> None:
    """Put in today's lists, once a working day from 09:00; nothing where nobody is overdue that long."""
    today = office.today(now)
    if office.local(now).time() < REMIND_TIME or is_quiet(now, office.zone):
        return
    mark = option(session, MARK, {})
    assert isinstance(mark, dict)
    if mark.get("on") == today.isoformat():
        return
    calendar, days = office_calendar(session), escalation_days(session)
    if not days or not calendar.is_working(today):
        return
    steps = {}
    for step, count in (("head", days), ("secretary", 2 * days)):
        last = calendar.add_working_days(today, 1 - count) - _ONE_DAY
        before = date.fromisoformat(mark[step]) if step in mark else last - _ONE_DAY
        steps[step] = Window(before + _ONE_DAY, last)
        mark = {**mark, step: max(before, last).isoformat()}
    set_option(session, MARK, {**mark, "on": today.isoformat()})
    headless = _tell_heads(session, office, now, steps["head"])
    windows = [steps["secretary"], Window(steps["head"].first, steps["head"].last, headless)]
    if any(_overdue(session, office, now, window) for window in windows):
        payload = {"day": today.isoformat(), "windows": [window.payload() for window in windows]}
        tell_each(session, office, now, f"escalation/{today}", payload, purpose="escalation")


def render_escalation(
    session: Session, office: Office, now: datetime, message: Message, person: Person
) -> Reply:
    """Return the list as it stands when it is sent: whoever did it meanwhile is not on it. Raises Skip."""
    check_day(office, now, message)
    windows = [window_of(one) for one in message.payload["windows"]]
    to_head = message.payload.get("to") == "head"
    rows = [row for window in windows for row in _overdue(session, office, now, window)]
    rows = [row for row in rows if not to_head or row.person.id != person.id]
    if not rows:
        raise Skip("cancelled", "均已办理")
    by_activity: dict[int, list[_Late]] = defaultdict(list)
    for row in rows:
        by_activity[row.activity.id].append(row)
    lines = [_say(office, found, with_department=not to_head) for found in by_activity.values()]
    opening = f"<b>逾期未办理名单</b>\n{_HEAD if to_head else _SECRETARY}\n"
    activities = [found[0].activity for found in by_activity.values()][:BUTTONS]
    buttons = tuple((Press(short(f"查看：{one.title}"), "r", (one.id,)),) for one in activities)
    return Reply(fold([opening], lines, ["", _PRIVATE], _MORE, _REST), buttons)


@dataclass(frozen=True)
class _Late:
    """Somebody who is overdue, with what."""

    assignment: Assignment
    activity: Activity
    person: Person
    department: str


def _overdue(session: Session, office: Office, now: datetime, window: Window) -> Sequence[_Late]:
    """Return who still has not done what was due in a window, by activity and in roster order.

    Whom no message reaches is among them, and not marked: that is the secretary's own list.
    """
    begin, end = (
        datetime.combine(day, time(0), office.zone) for day in (window.first, window.last + _ONE_DAY)
    )
    query = (
        select(Assignment, Activity, Person, Department.name)
        .join(Activity, Activity.id == Assignment.activity_id)
        .join(Person, Person.id == Assignment.person_id)
        .join(Department, Department.id == Assignment.department_id)
        .where(
            Activity.status == OPEN,
            Assignment.outcome == "none",
            Assignment.exempt.is_(None),
            Assignment.waits_for == "person",
            Assignment.deadline >= begin,
            Assignment.deadline < end,
            Assignment.deadline < now,
            people.counts_on(office.today(now)),
        )
        .order_by(Assignment.deadline, Activity.id, *ROSTER_ORDER)
    )
    if window.departments is not None:
        query = query.where(Assignment.department_id.in_(window.departments))
    away = people.away_on(session, office.today(now))
    return [_Late(*row) for row in session.execute(query) if row[2].id not in away]


def _tell_heads(session: Session, office: Office, now: datetime, window: Window) -> tuple[int, ...]:
    """Put in each head's list; return the departments that have nobody who could be sent one."""
    late = _overdue(session, office, now, window)
    by_department: dict[int, set[int]] = defaultdict(set)
    for row in late:
        by_department[row.assignment.department_id].add(row.person.id)
    heads = _heads(session, by_department.keys(), office.today(now))
    day = office.today(now).isoformat()
    messages, headless = [], []
    for department_id, person_ids in by_department.items():
        told = [head for head in heads if head.department_id == department_id]
        if not told:
            headless.append(department_id)
        windows = [Window(window.first, window.last, (department_id,)).payload()]
        payload = {"day": day, "to": "head", "windows": windows}
        messages += [
            message_row(f"escalation/{day}/head/{head.id}", "escalation", head.id, now, payload=payload)
            for head in told
            if person_ids - {head.id}  # nobody is sent a list of themselves
        ]
    enqueue(session, messages)
    return tuple(headless)


def _heads(session: Session, department_ids: Collection[int], today: date) -> list[Person]:
    query = select(Person).where(
        Person.department_id.in_(department_ids),
        people.counts_on(today),
        Person.telegram_id.is_not(None),
        Person.unreachable.is_(None),
    )
    return [person for person in session.scalars(query) if person.is_head]


def _say(office: Office, late: Sequence[_Late], *, with_department: bool) -> str:
    activity = late[0].activity
    due = f"（{say_date(office.today(activity.deadline))}截止）" if activity.deadline else ""
    names: dict[str, list[str]] = defaultdict(list)
    for row in late:
        names[row.department].append(esc(row.person.name))
    # Somebody asked about several subjects stands there once.
    people_of = {department: list(dict.fromkeys(found)) for department, found in names.items()}
    count = sum(map(len, people_of.values()))
    if with_department and count > MANY:
        numbers = "，".join(f"{esc(name)}{len(found)}人" for name, found in people_of.items())
        return f"{esc(activity.title)}{due}\n共{count}人：{numbers}。姓名请点下面的“查看”。"
    each = {department: "、".join(found) for department, found in people_of.items()}
    who = [f"{esc(name)}：{said}" if with_department else said for name, said in each.items()]
    return "\n".join([f"{esc(activity.title)}{due}", *who])
