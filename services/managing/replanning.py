"""Days off entered after publishing: reminders move with them, and a deadline on a day off is asked about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from activities.kind import esc
from services.backing import ROUTE as DESK
from services.backing import Desk
from services.belonging.secretaries import tell_each
from services.calendars import office_calendar
from services.chasing.planning import REMIND_TIME, planned_for
from services.managing.common import NotManaged, from_arg, has_own_time, hold, to_arg
from services.managing.extending import OWN_TIME, move_for_all
from services.office import Office
from services.publishing import STAYS_OPEN
from services.reply import Press, Reply
from services.views import content_of, kind_of
from storage.activities import OPEN, SCHEDULED, Activity, in_status
from workdays.holidays import Calendar
from workdays.words import say_moment


@dataclass(frozen=True)
class Plans:
    """What the calendar meant for what is still to come, before it was changed."""

    reminders: dict[int, list[datetime]]  # as planned for each activity
    working: frozenset[int]  # activities whose deadline fell on a working day


def plans(session: Session, office: Office, now: datetime) -> Plans:
    """Return what is planned by the calendar as it stands; taken before days are entered."""
    calendar, found = office_calendar(session), list(_concerned(session, now))
    return Plans(
        {one.id: planned_for(session, office, one, one.opens_at) for one in found},
        frozenset(one.id for one in found if _due_works(office, calendar, one)),
    )


def replan(session: Session, office: Office, now: datetime, before: Plans) -> list[str]:
    """Move reminders by the calendar as it is now, ask about deadlines; return what to tell, a line each."""
    calendar = office_calendar(session)
    moved = asked = 0
    for activity in _concerned(session, now):
        if activity.id in before.reminders:
            moved += _move_reminders(session, office, now, calendar, activity, before.reminders[activity.id])
        if activity.id in before.working and not _due_works(office, calendar, activity):
            _ask(session, office, now, calendar, activity)
            asked += 1
    lines = [f"{moved}项已发布事项的自动提醒已随之调整。"] if moved else []
    return lines + ([f"{asked}项的截止因此不在工作日，已另发消息请您决定。"] if asked else [])


def shift(desk: Desk) -> Reply:
    """Move a deadline that fell on a day off to the one a button carries."""
    hold(desk, OPEN, SCHEDULED)
    if has_own_time(desk):
        raise NotManaged(OWN_TIME)
    title = f"《{esc(desk.activity.title)}》"
    if not desk.arg:
        return Reply(f"{title}\n截止不改。", toast="好的，不改。")
    deadline = from_arg(desk.arg)
    if deadline <= desk.now:
        raise NotManaged("这个时间已经过去，没有改动。")
    if desk.activity.deadline == deadline:
        return Reply(f"{title}\n截止已经改过。", toast="截止已经改过。")
    if desk.activity.status == OPEN:
        move_for_all(desk, deadline)
    else:
        activity = desk.activity
        activity.deadline, activity.closes_at = deadline, deadline + STAYS_OPEN
        planned = planned_for(desk.session, desk.office, activity, activity.opens_at)
        activity.reminders = [at.isoformat() for at in planned]
    return Reply(f"{title}\n截止已改为{say_moment(desk.office.local(deadline))}。", toast="截止已改。")


def _concerned(session: Session, now: datetime) -> Iterator[Activity]:
    for activity in in_status(session, OPEN, SCHEDULED):
        if activity.deadline is not None and activity.deadline > now:
            yield activity


def _due_works(office: Office, calendar: Calendar, activity: Activity) -> bool:
    return activity.deadline is not None and calendar.is_working(office.today(activity.deadline))


def _move_reminders(
    session: Session,
    office: Office,
    now: datetime,
    calendar: Calendar,
    activity: Activity,
    before: list[datetime],
) -> bool:
    """Put the plan as it is now in the old one's place, and what was added by hand on a working day."""
    gone = activity.reminders[: activity.reminded]
    old = [datetime.fromisoformat(at) for at in activity.reminders[activity.reminded :]]
    planned = planned_for(session, office, activity, activity.opens_at)
    kept = [at for at in old if at not in before]
    coming = [_on_working_day(office, calendar, at) for at in kept]
    if len(kept) < len(old):  # who took the planned ones off keeps them off
        coming += [at for at in planned if at > now]
    reminded = {office.today(datetime.fromisoformat(at)) for at in gone}
    by_day: dict[date, datetime] = {}
    for at in sorted(coming):
        if at > now and office.today(at) not in reminded:
            by_day.setdefault(office.today(at), at)
    new = list(by_day.values())
    if new == old:
        return False
    activity.reminders = [*gone, *(office.local(at).isoformat() for at in new)]
    return True


def _on_working_day(office: Office, calendar: Calendar, at: datetime) -> datetime:
    local = office.local(at)
    if calendar.is_working(local.date()):
        return at
    return datetime.combine(calendar.previous_working_day(local.date()), REMIND_TIME, office.zone)


def _ask(session: Session, office: Office, now: datetime, calendar: Calendar, activity: Activity) -> None:
    assert activity.deadline is not None
    due = office.local(activity.deadline)
    name = f"{esc(kind_of(activity).title)}《{esc(activity.title)}》"
    text = f"按新录入的放假安排，{name}的{kind_of(activity).due_word}时间不在工作日：\n{say_moment(due)}"
    if kind_of(activity).deadline(content_of(session, activity)) is not None:
        text += "\n这项的时间写在内容里，要改的请在报表里点“更正”。"
        buttons = [Press("查看报表", "r", (activity.id,))] if activity.published_at else []
    else:
        days = calendar.previous_working_day(due.date()), calendar.next_working_day(due.date())
        moments = [datetime.combine(day, due.timetz()) for day in days]
        words = "前一个工作日", "后一个工作日"
        buttons = [
            Press(f"改到{word}（{at.month}月{at.day}日）", DESK, (activity.id, "m-shift", to_arg(at)))
            for word, at in zip(words, moments, strict=True)
            if at > now
        ]
        buttons.append(Press("不改", DESK, (activity.id, "m-shift", "")))
        text += "\n要改吗？"
    rows = [[(one.label, one.to, list(one.args))] for one in buttons]
    key = f"dayoff/{activity.id}/{int(now.timestamp())}"
    tell_each(session, office, now, key, {"text": text, "rows": rows})
