"""The bureau's holidays in the chat: what is coming, which are kept, and days entered from the notice."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_secretary
from services.calendars import office_calendar
from services.focus import drop_focus, set_focus
from services.holidays import notices, told_groups
from services.holidays.campaigns import OPTION_AUTOMATIC, OPTION_HOLIDAYS, holidays_watched
from services.holidays.days_off import enter
from services.office import Office
from services.paging import fitting
from services.refusals import Outdated
from services.reply import Press, Reply
from storage.activities import Campaign, option, set_option
from storage.people import Person
from workdays.holidays import Override
from workdays.statute import KINDS
from workdays.words import say_date, say_range, say_weekday

SHOWN = timedelta(days=400)
LONGEST = 31  # days of one entered range
FIRST_YEAR, LAST_YEAR = 2004, 2099  # of the calendar
EXAMPLE = "2027-02-05至2027-02-11 休 春节\n2027-02-14 班"
STATUS = {
    "waiting": "待确认",
    "approved": "已确认",
    "published": "已发布",
    "skipped": "已跳过",
    "lapsed": "未发布",
}
_LINE = re.compile(
    r"(?P<first>\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:至|到|~|—|－)\s*(?P<last>\d{4}-\d{1,2}-\d{1,2}))?"
    r"\s+(?P<what>休|班)\s*(?P<name>\S*)"
)


def overview(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Return the coming holidays with their source, and the switches."""
    access_secretary(session, telegram_id, office, now)
    return _overview(session, office, now)


def switch(session: Session, office: Office, now: datetime, telegram_id: int, key: str) -> Reply:
    """Keep a holiday, or no longer; or publish by itself, or no longer."""
    access_secretary(session, telegram_id, office, now)
    if key == "auto":
        set_option(session, OPTION_AUTOMATIC, not option(session, OPTION_AUTOMATIC, False))
    elif key in KINDS:
        watched = set(holidays_watched(session)) ^ {key}
        set_option(session, OPTION_HOLIDAYS, [kind for kind in KINDS if kind in watched])
    else:
        raise Outdated
    return _overview(session, office, now)


def ask_days(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Ask for days off and made up as the State Council's notice has them."""
    secretary = access_secretary(session, telegram_id, office, now)
    set_focus(session, secretary.id, "holiday", {}, now)
    paste = "请把国务院办公厅放假通知的原文粘贴到这里。"
    return Reply(prompt=f"{paste}\n只改几天的，请按通知逐行输入，“休”为放假，“班”为上班，例如：\n{EXAMPLE}")


def enter_days(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Take the typed days over into the calendar, all of them or none."""
    secretary = access_secretary(session, telegram_id, office, now)
    if notices.is_notice(text):
        return notices.show(session, office, now, secretary, text)
    entered: list[tuple[date, bool, str]] = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        try:
            entered += _read_line(line)
        except ValueError as error:
            return Reply(
                f"第{number}行没有看懂：{esc(line[:60])}\n{error}请改好后把全部内容再发一次，例如：\n{EXAMPLE}"
            )
    if not entered:
        return Reply(f"没有读到日期。请这样写：\n{EXAMPLE}")
    return _entered(session, office, now, secretary, [Override(*one) for one in entered])


def answer_notice(
    session: Session, office: Office, now: datetime, telegram_id: int, preview_id: int, choice: str
) -> Reply:
    """Take over what a pasted notice says, or let it be. Raises Refusals."""
    secretary, preview = notices.access_notice(session, office, now, telegram_id, preview_id)
    if preview.settled_at is not None:
        return Reply(toast="这份通知已经办理过。要再录入，请重新粘贴。", alert=True)
    preview.settled_at = now
    if choice != "ok":
        return Reply("没有录入，日历不变。要重新录入，请用 /holiday。", toast="没有录入。")
    return _entered(session, office, now, secretary, notices.days_of(preview))


def _entered(
    session: Session, office: Office, now: datetime, secretary: Person, days: Sequence[Override]
) -> Reply:
    moved = enter(session, office, now, secretary.id, days)
    drop_focus(session, secretary.id)
    listed = [f"{say_date(one.day)}（{say_weekday(one.day)}）{'班' if one.working else '休'}" for one in days]
    overview = _overview(session, office, now)
    below = "\n".join([*fitting(moved, overview.text + "\n" * 20), "", overview.text])
    shown = fitting(listed, f"已录入{len(days)}天：\n……\n{below}")
    if len(shown) < len(listed):
        shown = [*shown, "……"]
    return Reply("\n".join([f"已录入{len(days)}天：", *shown, below]), overview.rows)


def _overview(session: Session, office: Office, now: datetime) -> Reply:
    calendar, today = office_calendar(session), office.today(now)
    watched = holidays_watched(session)
    lines = ["<b>放假安排与清风行动</b>"]
    for year in (today.year, today.year + 1):
        for holiday in calendar.holidays(year):
            if today <= holiday.last and holiday.first <= today + SHOWN:
                campaign = session.get(Campaign, (holiday.year, holiday.key))
                status = f"，{STATUS[campaign.status]}" if campaign else ""
                dates = say_range(holiday.first, holiday.last)
                lines.append(f"{year}年{holiday.name}：{dates}（{holiday.source.label}）{status}")
    automatic = bool(option(session, OPTION_AUTOMATIC, False))
    lines += ["", "下面打✓的节日开展清风行动，点一下可以增减。"]
    lines.append(
        "自动发布：开（到时不等确认直接发布）" if automatic else "自动发布：关（须秘书确认后才发布）"
    )
    if told := told_groups.said(session):
        lines.append(f"{esc(told)}（用 /pair 更改）")
    buttons = [Press(("✓ " if kind in watched else "") + kind, "hs", (kind,)) for kind in KINDS]
    rows = [tuple(buttons[:4]), tuple(buttons[4:])]
    rows.append((Press("关闭自动发布" if automatic else "开启自动发布", "hs", ("auto",)),))
    rows.append((Press("录入放假安排", "he"),))
    return Reply("\n".join(lines), tuple(rows))


def _read_line(line: str) -> list[tuple[date, bool, str]]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError("")
    try:
        first = date.fromisoformat(_padded(found["first"]))
        last = date.fromisoformat(_padded(found["last"])) if found["last"] else first
    except ValueError:
        raise ValueError("这个日期不存在。") from None
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        raise ValueError(f"年份应为{FIRST_YEAR}至{LAST_YEAR}。")
    if not 0 <= (last - first).days < LONGEST:
        raise ValueError("起止日期不对，或超过一个月。")
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [(day, found["what"] == "班", found["name"]) for day in days]


def _padded(day: str) -> str:
    year, month, number = day.split("-")
    return f"{year}-{int(month):02}-{int(number):02}"
