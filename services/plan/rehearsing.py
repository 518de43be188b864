"""A year played through: the office copied into an empty database, the plan's times arranged in it.

The caller moves the clock; what is put into the outbox meanwhile is what would go out.
"""

from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from activities.kind import Content
from activities.registry import KINDS
from activities.reminder import ReminderContent
from activities.study.kind import COMING
from services.calendars import office_calendar
from services.drafting.checking import check
from services.drafting.form import Shape
from services.drafting.writing import Writing
from services.holidays.campaigns import OPTION_AUTOMATIC, holidays_watched
from services.office import Office
from services.plan.coming import times as times_of_rule
from services.plan.desk import Desk
from services.plan.going import Rehearsal
from services.plan.nexttime import make_draft
from services.plan.standing import Slice, apart_from, occurrences
from services.plan.wording import REGISTER, promise_of, say_promise
from services.plan.years import by_campaign
from services.publishing import create_activity
from storage.activities import Activity, HolidayOverride, Option, set_option
from storage.assignments import Assignment
from storage.base import table_of
from storage.people import SECRETARY, Department, Leave, Person, Role, with_role
from storage.plans import IN_FORCE, AnnualPlan, PlanItem, PlanLink, items_of
from storage.questions import BankQuestion
from storage.series import Series, running
from workdays.holidays import Calendar
from workdays.words import say_date

COPIED = (
    Department,
    Person,
    Role,
    Leave,
    Option,
    HolidayOverride,
    BankQuestion,
    AnnualPlan,
    PlanItem,
    Series,
)
A_WEEK_BEFORE = 5  # working days between a notice and what it asks
NOT_ARRANGED = "待定"
Time: TypeAlias = tuple[date, Slice]


def copy_office(source: Session, target: Session) -> None:
    """Copy what a year depends on into an empty database; everybody counts as linked and reachable."""
    for mapped in COPIED:
        table = table_of(mapped)
        rows = [dict(row) for row in source.execute(select(table).order_by(*table.primary_key)).mappings()]
        if mapped is PlanItem or mapped is AnnualPlan:
            rows.sort(key=lambda row: row["id"])
        if rows:
            target.execute(insert(table), rows)
    for person in target.scalars(select(Person)):
        person.telegram_id = person.telegram_id or person.id
        person.unreachable = None
    target.flush()


def arrange(session: Session, office: Office, year: int, now: datetime, acting: int = 0) -> Rehearsal | None:
    """Arrange a year's times of the plan as activities; None where there is no plan at all."""
    query = select(AnnualPlan).where(AnnualPlan.status == IN_FORCE, AnnualPlan.year <= year)
    plan = session.scalars(query.order_by(AnnualPlan.year.desc(), AnnualPlan.id.desc())).first()
    secretary = next(iter(with_role(session, SECRETARY, office.today(now))), None)
    if plan is None or secretary is None:
        return None
    plan.year = year
    set_option(session, OPTION_AUTOMATIC, True)  # the secretary is asked, and would agree
    session.flush()
    rehearsal = Rehearsal(office, year, acting)
    calendar, watched = office_calendar(session), holidays_watched(session)
    taken: set[date] = set()
    items = [one for one in items_of(session, plan.id) if not one.kind.startswith(REGISTER)]
    items = [one for one in items if not by_campaign(one)]
    times = {one.id: occurrences(promise_of(one), year, calendar, watched) for one in items}
    rules = {one.item_id: one.rule for one in running(session) if one.item_id is not None}
    times |= _by_rule(session, year, calendar)
    for item in items:
        if not times[item.id]:
            rehearsal.left_out.append(item.title)
        if item.parent_id in times:  # a part of another item's times, not more of them
            times[item.parent_id] = _without(times[item.parent_id], times[item.id])
    for item in items:
        for wanted, period in times[item.id]:
            day = apart_from(taken, wanted, period.first, calendar)
            taken.add(day)
            opens = datetime.combine(calendar.add_working_days(day, -A_WEEK_BEFORE), time(9), office.zone)
            activity = _arranged(session, office, opens, secretary, item, day)
            rehearsal.reasons[activity.id] = _why(item, period, day, rules.get(item.id, ""))
            session.add(PlanLink(item_id=item.id, activity_id=activity.id, linked_at=now))
    session.flush()
    return rehearsal


def act(session: Session, now: datetime, rehearsal: Rehearsal) -> None:
    """Let the assumed share of those who were asked before today do it, and those who come have come.

    Who acts is told from the ids: the same at every rehearsal, and other people of each activity.
    """
    today = rehearsal.office.local(now).replace(hour=0, minute=0, second=0)
    lot = (Assignment.person_id * 37 + Assignment.activity_id * 61) % 100
    asked = Assignment.opened_at < today, Assignment.outcome == "none", lot < rehearsal.acting
    sessions = Assignment.activity_id.in_(select(Activity.id).where(Activity.kind == "study"))
    came = Assignment.stage == COMING, Assignment.deadline < now
    done = {"outcome": "done", "done_at": now}
    for where, values in (
        ((~sessions, *asked), done),
        ((sessions, Assignment.stage == "", *asked), {"stage": COMING, "waits_for": "other"}),
        ((sessions, Assignment.outcome == "none", *came), done),
    ):
        # Nobody holds a row between two looks, so none needs to be told.
        session.execute(
            update(Assignment).where(*where).values(values), execution_options={"synchronize_session": False}
        )


def _by_rule(session: Session, year: int, calendar: Calendar) -> dict[int, list[Time]]:
    """Return the times of the items that have a rule of their own, and let those be all that comes of it."""
    whole = Slice(date(year, 1, 1), date(year, 12, 31), 0)
    found: dict[int, list[Time]] = {}
    for one in running(session):
        if one.item_id is not None:
            found[one.item_id] = [
                (time.day, whole) for time in times_of_rule(one, calendar, whole.first, whole.last)
            ]
            one.ended_at = one.created_at
    return found


def _without(times: list[Time], part: list[Time]) -> list[Time]:
    """Return an item's times without those nearest to the times of a part of it."""
    left = list(times)
    for day, _ in part:
        if left:
            left.remove(min(left, key=lambda one: abs(one[0] - day)))
    return left


def _arranged(
    session: Session, office: Office, opens: datetime, secretary: Person, item: PlanItem, day: date
) -> Activity:
    desk = Desk(session, office, opens - timedelta(days=1), secretary.telegram_id or 0, secretary)
    draft = make_draft(desk, item, day)
    draft.opens_at = opens
    draft.id = item.id  # never stored, but a quiz draws its papers by this number
    w = Writing(session, office, desk.now, secretary, draft)
    for entry in w.open_entries():
        if entry.required and entry.name not in draft.fields and entry.shape in (Shape.TEXT, Shape.LINES):
            draft.fields = draft.fields | {
                entry.name: NOT_ARRANGED if entry.shape is Shape.TEXT else [NOT_ARRANGED]
            }
    found = check(w)
    content: Content | None = found.content
    kind = draft.kind
    if content is None:  # a paper that nobody has written yet: its notice stands for it
        content, kind = ReminderContent(title=item.title[:60], body=item.sentence[:500]), "reminder"
    deadline = KINDS[kind].deadline(content) or datetime.combine(day, time(17, 30), office.zone)
    return create_activity(
        session,
        office,
        desk.now,
        kind=kind,
        content=content,
        audience=w.audience,
        deadline=deadline,
        opens_at=opens,
        by=secretary.id,
    )


def _why(item: PlanItem, period: Slice, day: date, rule: str) -> str:
    said = f"计划{item.number}“{item.title}”{say_promise(promise_of(item))}"
    if rule:
        return f"{said}，按周期安排“{rule}”定在{say_date(day)}，提前{A_WEEK_BEFORE}个工作日通知"
    span = f"{period.first.month}月{period.first.day}日至{period.last.month}月{period.last.day}日"
    return f"{said}，本期{span}，定在{say_date(day)}，提前{A_WEEK_BEFORE}个工作日通知"
