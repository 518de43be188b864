"""The ledger (台账) of one task, or of every task of a year, as a workbook."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import extract, or_, select
from sqlalchemy.orm import Session

from activities.state import State
from activities.task.content import TaskContent
from reports.ledger import LedgerLine, ledger_workbook
from services.access import access_secretary
from services.backing import Desk
from services.calendars import office_calendar
from services.office import Office
from services.reply import File, Reply
from services.reporting.standings import Standing, standings
from services.tasks.overdue import overdue_days
from services.views import content_of
from storage.activities import OPEN, WITHDRAWN, Activity
from workdays.holidays import Calendar

SHOWN_NOTES = 3
_MAKING = "正在生成台账，稍后发出。"


def one_task(desk: Desk) -> Reply:
    """Send the ledger of one task."""
    title = f"{desk.activity.title}台账"
    return _send(desk.session, desk.office, desk.now, title, [desk.activity])


def all_tasks(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Send the ledger of every task of the year, and of those still open. Raises Stranger or NotAllowed."""
    access_secretary(session, telegram_id, office, now)
    year = office.today(now).year
    this_year = extract("year", Activity.published_at) == year
    query = select(Activity).where(
        Activity.kind == "task",
        Activity.published_at <= now,
        Activity.status != WITHDRAWN,
        or_(this_year, Activity.status == OPEN),
    )
    activities = session.scalars(query.order_by(Activity.published_at, Activity.id)).all()
    return _send(session, office, now, f"{year}年督办整改台账", activities)


def has_tasks(session: Session) -> bool:
    """Tell whether any task was ever published."""
    asked = select(Activity.id).where(Activity.kind == "task", Activity.published_at.is_not(None))
    return session.scalars(asked.limit(1)).first() is not None


def _send(
    session: Session, office: Office, now: datetime, title: str, activities: Sequence[Activity]
) -> Reply:
    lines = [line for activity in activities for line in _lines(session, office, now, activity)]
    as_of = office.local(now)
    name = "".join("_" if letter in '\\/:*?"<>|' else letter for letter in title)
    make = partial(ledger_workbook, office.bureau, title, lines, as_of)
    file = File(f"{name}_{as_of:%Y%m%d_%H%M}.xlsx", make, names=True)
    return Reply(toast=_MAKING, files=(file,))


def _lines(session: Session, office: Office, now: datetime, activity: Activity) -> list[LedgerLine]:
    content: TaskContent = content_of(session, activity)
    matter = f"【{content.sort}】{content.title}" + (f"（{content.reference}）" if content.reference else "")
    calendar = office_calendar(session)
    lines = []
    for row in standings(session, now, activity):
        one = row.assignment
        lines.append(
            LedgerLine(
                opened=office.local(one.opened_at),
                matter=matter,
                department=one.subject or row.department.name,
                person=row.person.name,
                deadline=office.local(one.deadline) if one.deadline else None,
                progress=_progress(office, now, calendar, row),
                closed=office.local(one.done_at) if one.done_at and row.state is State.DONE else None,
            )
        )
    return lines


def _progress(office: Office, now: datetime, calendar: Calendar, row: Standing) -> str:
    """Return where it stands, and what was reported last, with dates."""
    one, parts = row.assignment, []
    days = overdue_days(office, now, calendar, one)
    if row.state is State.DONE:
        parts.append("已销号" + ("（逾期）" if one.late else ""))
    elif row.state is State.EXEMPT:
        parts.append(f"免：{one.exempt}")
    else:
        overdue = f"逾期{days}个工作日" if days else ""
        stood = row.state.label if row.state is State.UNREACHABLE else ""
        parts += [part for part in (overdue, stood, one.stage) if part]
        parts = parts or [row.state.label]
    extension = one.reply.get("extension", {})
    if extension.get("answer") == "grant":
        parts.append(f"经同意延期（{extension.get('reason', '事由已清除')}）")
    notes = []
    for note in one.reply.get("notes", [])[-SHOWN_NOTES:]:
        at = office.local(datetime.fromisoformat(note["at"]))
        notes.append(f"{at.month}月{at.day}日：{note['text']}")
    said = "，".join(parts)
    return "。".join([said, "；".join(notes)]) if notes else said
