"""/leave: the secretary enters who is away, for how long and why, and ends it."""

import re
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_secretary
from services.asking import ask_name, say_person
from services.calendars import office_calendar
from services.focus import drop_focus, set_focus
from services.leave.absence import KINDS, Reconsidered, end_leave, enter_leave, reconsider
from services.leave.requests import undecided
from services.office import Office
from services.paging import page_of, turn_rows
from services.refusals import NotYours, Outdated
from services.reply import Press, Reply, Rows
from storage.people import Department, Leave, Person
from workdays.holidays import Calendar
from workdays.words import Unclear, parse_moment, say_date, say_range

A_PAGE = 15
LINE = 120
REASON_LIMIT = 100
EXAMPLES = "“12月1日至12月5日”“12月1日起”或“12月1日至12月5日，外出学习”"
PROMPT = f"请发送起止日期，需要时在逗号后写事由。例如{EXAMPLES}。"

_SINCE = re.compile(r"(.+?)\s*(?:起|开始|以后)")
_RANGE = re.compile(r"(.+?)\s*(?:至|到|[~～—–]+|(?<=[日号])\s*-)\s*(.+)")
# A comma, a new line, or a gap after the days.
_BEFORE_REASON = re.compile(r"[,，;；\n]|(?<=[日号起])\s+(?=[^\d\s至到起~～—–-])")
_DAY_ALONE = re.compile(r"(\d{1,2})\s*[日号]?")


def list_leave(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Return who is or will be away, with buttons to end it."""
    return list_page(session, office, now, telegram_id, 0)


def list_page(session: Session, office: Office, now: datetime, telegram_id: int, page: int) -> Reply:
    """Return a page of who is or will be away."""
    access_secretary(session, telegram_id, office, now)
    return _list(session, office, now, page)


def ask_person(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Ask who is away."""
    secretary = access_secretary(session, telegram_id, office, now)
    return ask_name(session, secretary, "leave", now, "请发送请假、借出或病假人员的姓名。")


def person_chosen(
    session: Session, office: Office, now: datetime, secretary: Person, person: Person
) -> Reply:
    """Ask what kind of leave it is."""
    kinds = tuple(Press(kind, "lk", (person.id, number)) for number, kind in enumerate(KINDS))
    return Reply(f"为{say_person(person)}登记：", (kinds,))


def kind_chosen(
    session: Session, office: Office, now: datetime, telegram_id: int, person_id: int, number: int
) -> Reply:
    """Ask for the days."""
    secretary = access_secretary(session, telegram_id, office, now)
    person = session.get(Person, person_id)
    if not 0 <= number < len(KINDS) or person is None:
        raise Outdated
    set_focus(session, secretary.id, "leave", {"person": person.id, "kind": KINDS[number]}, now)
    return Reply(f"{say_person(person)}　{KINDS[number]}", prompt=PROMPT)


def days_typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Enter the leave, say what it exempts; asks again where the days cannot be read."""
    secretary = access_secretary(session, telegram_id, office, now)
    person = session.get_one(Person, ref["person"])
    try:
        first, last, reason = parse_leave(text, office.local(now), office_calendar(session))
    except Unclear as unclear:
        return Reply(f"{esc(str(unclear))}\n{PROMPT}")
    drop_focus(session, secretary.id)
    leave = enter_leave(session, now, person.id, ref["kind"], first, last, secretary.id, reason)
    done = reconsider(session, office, now, [person.id], secretary.id)
    rows = ((Press("撤销这次登记", "le", (leave.id, 1)),),)
    return Reply(f"已登记：{say_person(person)}　{esc(_say(leave))}。\n{_effect(done)}", rows, fresh=True)


def end(
    session: Session, office: Office, now: datetime, telegram_id: int, leave_id: int, struck: int
) -> Reply:
    """End leave as of today; `struck` takes it back altogether, as entered by mistake."""
    secretary = access_secretary(session, telegram_id, office, now)
    if struck not in (0, 1):  # which no button of ours ever said
        raise Outdated
    leave = session.get(Leave, leave_id)
    if leave is None:
        raise NotYours
    person = session.get_one(Person, leave.person_id)
    words = f"{say_person(person)}　{esc(_say(leave))}"
    end_leave(session, leave, leave.first if struck else office.today(now))
    done = reconsider(session, office, now, [person.id], secretary.id)
    lifted = f"\n恢复待办{done.lifted}项，已重新发给本人。" if done.lifted else ""
    outcome = "登记已撤销" if struck else "已结束，今日起在岗"
    return Reply(f"{words}\n{outcome}。{lifted}", toast="已办理。")


def parse_leave(text: str, now: datetime, calendar: Calendar) -> tuple[date, date | None, str]:
    """Read days and a reason; the last day is None where the return is not known.

    `now` is in the office's zone. Raises Unclear with a sentence for the person who typed.
    """
    days, *rest = (part.strip() for part in _BEFORE_REASON.split(text.strip(), maxsplit=1))
    reason = rest[0] if rest else ""
    if len(reason) > REASON_LIMIT:
        raise Unclear(f"事由超过{REASON_LIMIT}个字，请写短一些后重新发送日期和事由。")
    if since := _SINCE.fullmatch(days):
        return _day(since[1], now, calendar), None, reason
    found = _RANGE.fullmatch(days)
    if found is None:
        first = _day(days, now, calendar)
        return first, first, reason
    first = _day(found[1], now, calendar)
    alone = _DAY_ALONE.fullmatch(found[2])
    typed = f"{first.year}年{first.month}月{alone[1]}日" if alone else found[2]
    last = _day(typed, now, calendar)
    if last < first:  # 12月28日至1月3日: the end is meant from the start on
        last = _day(typed, datetime.combine(first, now.timetz()), calendar)
    if last < first:
        raise Unclear(f"结束日期早于开始日期，请核对后重新发送，例如{EXAMPLES}。")
    return first, last, reason


def _day(text: str, now: datetime, calendar: Calendar) -> date:
    return parse_moment(text, now, calendar, time(0, 0)).date()


def _list(session: Session, office: Office, now: datetime, page: int) -> Reply:
    today = office.today(now)
    query = (
        select(Leave, Person)
        .join(Person, Person.id == Leave.person_id)
        .join(Person.department)
        .where(
            or_(Leave.last.is_(None), Leave.last >= today), or_(Person.left.is_(None), Person.left > today)
        )
        .order_by(Department.position, Person.roster_order, Leave.first)
    )
    entries = [(row[0], row[1]) for row in session.execute(query)]
    asked, decide = undecided(session)
    shown, page = page_of(entries, page, A_PAGE)
    pages = (len(entries) - 1) // A_PAGE + 1
    place = f"（第{page + 1}页，共{pages}页）" if pages > 1 else ""
    lines, rows = [*asked, f"<b>请假登记</b>{place}"], []
    for leave, person in shown:
        line = f"{person.name}（{person.department.name}）　{_say(leave)}"
        lines.append(esc(line if len(line) <= LINE else line[: LINE - 1] + "…"))
        rows.append((Press(f"结束：{person.name}　{leave.kind}", "le", (leave.id, 0)),))
    if not entries:
        lines.append("目前没有登记中的请假、借出、病假。")
    lines.append("\n从发布到截止的每个工作日都不在岗的，该项记为免；只缺部分日子的，仅不发催办提醒。")
    new: Rows = ((Press("登记请假、借出、病假", "ln"),),)
    turn = turn_rows("lp", (), page, len(entries), A_PAGE)
    return Reply("\n".join(lines), (*decide, *new, *rows, *turn))


def _say(leave: Leave) -> str:
    days = f"{say_date(leave.first)}起" if leave.last is None else say_range(leave.first, leave.last)
    return f"{leave.kind}　{days}{'，' + leave.reason if leave.reason else ''}"


def _effect(done: Reconsidered) -> str:
    if done.exempted:
        return f"{done.exempted}项未办事项因此记为免。"
    return "没有因此记为免的事项；请假期间不向本人发催办提醒。"
