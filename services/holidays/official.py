"""Asking for next year's official holidays: weekly from 1 November, on working days, until entered."""

from datetime import datetime, time

from sqlalchemy.orm import Session

from services.belonging.secretaries import tell_each
from services.calendars import office_calendar
from services.office import Office
from storage.activities import Moment
from workdays.holidays import Source

FROM_MONTH = 11
OFFICE_OPENS = time(9)


def ask_for_holidays(session: Session, office: Office, now: datetime) -> bool:
    """Ask the secretaries once a week while next year's days off are only computed; return whether asked."""
    local = office.local(now)
    year = local.year + 1
    if local.month < FROM_MONTH or local.time() < OFFICE_OPENS:
        return False
    week = local.isocalendar()
    key = f"calendar/{year}/{week.year}-{week.week}"
    if session.get(Moment, key) is not None:
        return False
    calendar = office_calendar(session)
    if not calendar.is_working(local.date()) or calendar.source(year) is not Source.COMPUTED:
        return False
    session.add(Moment(key=key, done_at=now, outcome="sent"))
    text = (
        f"<b>{year}年放假安排还没有录入</b>\n"
        "现在用的日期是推算的。国务院办公厅的通知一般在11月上中旬发布，发布后请点下面的按钮录入，"
        "清风行动、计划和截止时间会随之调整。\n录入前每周提醒一次。"
    )
    tell_each(session, office, now, key, {"text": text, "rows": [[("录入放假安排", "he", [])]]})
    return True
