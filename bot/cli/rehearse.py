"""`qingfeng rehearse 2027`: plays a year through on a clock of its own, and says what would go out."""

import gc
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.cli.console import Refused, note, say, say_json
from bot.cli.offline import office_of, opened, read, settings_in_force
from bot.trouble import of_file
from reports.ics import Event, calendar_of
from scheduler.jobs import JOBS
from services.calendars import office_calendar
from services.office import Office
from services.plan.burden import A_MESSAGE, MINUTES
from services.plan.going import Going, Rehearsal, collect
from services.plan.rehearsing import act, arrange, copy_office
from storage.activities import Activity
from storage.assignments import Assignment
from storage.migrate import migrate
from storage.people import on_roster
from workdays.holidays import Source
from workdays.words import say_moment

BEFORE_SESSIONS = time(14, 51)
MORNING, EVENING = time(9, 1), time(17, 31)
BEFORE, AFTER = timedelta(days=31), timedelta(days=20)  # around the year: 元旦 is prepared in December
LONGEST = timedelta(hours=1, minutes=30)  # of an event in the calendar
NO_PLAN = "还没有启用的年度计划，或没有纪检秘书。请先在对话中用 /plan 导入并启用计划。"


def rehearse(year: int, ics: str, acting: int, *, as_json: bool) -> None:
    """Play the year and print its messages and burden; with a path, write its events there as .ics.

    acting: of a hundred, how many act before they are reminded.
    """
    # A year makes a million objects, all let go of by count: looking for cycles takes a sixth of the time.
    gc.disable()
    try:
        _rehearse(year, ics, acting, as_json=as_json)
    finally:
        gc.enable()


def _rehearse(year: int, ics: str, acting: int, *, as_json: bool) -> None:
    settings = settings_in_force()
    office = office_of(settings)
    with opened(settings) as store, tempfile.TemporaryDirectory(prefix="qingfeng-") as folder:
        engine = create_engine(f"sqlite:///{folder}/rehearsal.db")
        migrate(engine)
        with Session(engine, expire_on_commit=False) as session:
            if not as_json:
                note("正在演练，大约需要十几秒……")
            read(store, copy_office, session)
            rehearsal, going = play(session, office, year, acting)
            write_ics(session, office, year, ics)
            if as_json:
                say_json(_as_json(session, office, rehearsal, going))
            else:
                for line in told(session, office, rehearsal, going):
                    say(line)
        engine.dispose()


def play(session: Session, office: Office, year: int, acting: int) -> tuple[Rehearsal, list[Going]]:
    """Let the clock run through a year of a copied office. Raises Refused."""
    first = datetime.combine(date(year, 1, 1), time(0), office.zone)
    rehearsal = arrange(session, office, year, (first - BEFORE).astimezone(UTC), acting)
    if rehearsal is None:
        raise Refused(NO_PLAN)
    going: list[Going] = []
    last = date(year, 12, 31) + AFTER
    for now in looks(session, office, first.date() - BEFORE, last):
        going += look(session, rehearsal, now)
    session.commit()
    return rehearsal, sorted((one for one in going if one.at.year == year), key=lambda one: one.at)


def look(session: Session, rehearsal: Rehearsal, now: datetime) -> list[Going]:
    """Let the clock ring once; return what goes out."""
    if rehearsal.office.local(now).time() == MORNING:
        act(session, now, rehearsal)
    for job in JOBS:
        while job(session, rehearsal.office, now) is True:
            session.flush()
    session.flush()
    return collect(session, now, rehearsal)


def told(session: Session, office: Office, rehearsal: Rehearsal, going: Sequence[Going]) -> Iterator[str]:
    """Yield what the rehearsal found, line by line."""
    year = rehearsal.year
    computed = office_calendar(session).source(year) is Source.COMPUTED
    yield f"{office.bureau} {year}年演练" + ("（放假安排为推算，以国务院办公厅通知为准）" if computed else "")
    yield f"假定人人都能收到，每件事有{rehearsal.acting}%的人在提醒之前办理；清风行动按秘书同意发布计算。"
    month = 0
    for one in going:
        if one.at.month != month:
            month = one.at.month
            yield f"\n{month}月"
        yield f"  {say_moment(one.at)}  {one.people}人  {one.title}"
        if one.reason:
            yield f"      {one.reason}"
    yield "\n负担（每人每月）"
    yield "  月份  人均消息  其中提醒  人均任务  人均分钟  最多的人收到消息"
    for number, row in enumerate(burden(session, office, rehearsal, going), start=1):
        yield f"  {number:>2}月  {row[0]:>8.1f}  {row[1]:>8.1f}  {row[2]:>8.1f}  {row[3]:>8.0f}  {row[4]:>8}"
    if rehearsal.left_out:
        yield f"\n没有写明次数或次数未设定、未列入演练的{len(rehearsal.left_out)}条："
        yield "  " + "；".join(rehearsal.left_out)


def burden(
    session: Session, office: Office, rehearsal: Rehearsal, going: Sequence[Going]
) -> list[tuple[float, float, float, float, int]]:
    """Return for each month what falls on a person: messages, reminders, tasks, minutes, most messages."""
    staff = max(1, len(on_roster(session, date(rehearsal.year, 1, 1))))
    tasks: Counter[int] = Counter()
    minutes: defaultdict[int, float] = defaultdict(float)
    query = select(Activity, func.count(Assignment.id)).join(Assignment).group_by(Activity.id)
    for activity, asked in session.execute(query):
        opened_at = office.local(activity.opens_at)
        if opened_at.year == rehearsal.year:
            tasks[opened_at.month] += asked
            minutes[opened_at.month] += asked * MINUTES.get(activity.kind, 5)
    reminders: Counter[int] = Counter()
    for one in going:
        reminders[one.at.month] += one.people * one.reminder
    rows = []
    for month in range(1, 13):
        each = [count for (_, of), count in rehearsal.messages.items() if of == month]
        spent = (minutes[month] + sum(each) * A_MESSAGE) / staff
        rows.append(
            (sum(each) / staff, reminders[month] / staff, tasks[month] / staff, spent, max(each, default=0))
        )
    return rows


def looks(session: Session, office: Office, first: date, last: date) -> Iterator[datetime]:
    """Yield the moments between two days at which something may be due."""
    calendar = office_calendar(session)
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        # Nothing comes on a day off, nor in the afternoon, but what is published or due then.
        if calendar.is_working(day) or _any(session, office, Activity.opens_at, day):
            yield datetime.combine(day, MORNING, office.zone).astimezone(UTC)
        if _any(session, office, Activity.deadline, day):
            soon = datetime.combine(day, BEFORE_SESSIONS, office.zone).astimezone(UTC)
            if _between(session, Activity.deadline, soon, soon + timedelta(hours=1)):
                yield soon
            yield datetime.combine(day, EVENING, office.zone).astimezone(UTC)


def _any(session: Session, office: Office, column: InstrumentedAttribute[Any], day: date) -> bool:
    first = datetime.combine(day, time(0), office.zone)
    return _between(session, column, first, first + timedelta(days=1))


def _between(session: Session, column: InstrumentedAttribute[Any], first: datetime, after: datetime) -> bool:
    query = select(Activity.id).where(column >= first, column < after)
    return session.scalars(query.limit(1)).first() is not None


def write_ics(session: Session, office: Office, year: int, path: str) -> None:
    """Write a year's activities as calendar events; nothing without a path. Raises Refused."""
    if not path:
        return
    events = []
    for activity in session.scalars(select(Activity).order_by(Activity.opens_at)):
        ends = office.local(activity.deadline or activity.opens_at)
        if ends.year == year:
            events.append(_event(office, activity, ends))
    if not events:
        raise Refused("这一年没有可以写进日历的活动。")
    try:
        Path(path).write_bytes(calendar_of(events, office.zone.key))
    except OSError as error:
        raise Refused(f"不能写入 {path}：{of_file(error)}。请换一个文件夹，或检查权限和空间。") from None
    note(f"已写入 {path}")


def _event(office: Office, activity: Activity, ends: datetime) -> Event:
    session_ = activity.kind == "study"  # its deadline is its beginning
    return Event(
        uid=f"rehearsal-{activity.id}@qingfeng",
        sequence=0,
        stamp=activity.created_at,
        starts=ends if session_ else ends - LONGEST,
        ends=ends + LONGEST if session_ else ends,
        summary=activity.title,
        place="",
        description="年度计划演练",
    )


def _as_json(
    session: Session, office: Office, rehearsal: Rehearsal, going: Sequence[Going]
) -> dict[str, object]:
    names = ("messages", "reminders", "tasks", "minutes", "most_messages")
    return {
        "year": rehearsal.year,
        "acting": rehearsal.acting,
        "messages": [
            {"at": one.at.isoformat(), "people": one.people, "title": one.title, "reason": one.reason}
            for one in going
        ],
        "burden": [
            {"month": month, **dict(zip(names, row, strict=True))}
            for month, row in enumerate(burden(session, office, rehearsal, going), start=1)
        ],
        "left_out": rehearsal.left_out,
    }
