"""The lists behind a report: the departments of an activity, one department, and who has not done it."""

from datetime import datetime

from sqlalchemy.orm import Session

from activities.kind import esc
from reports.text import activity_text, people_text
from services.access import access_report, access_reported
from services.office import Office
from services.paging import in_columns, page_of, short, turn_rows
from services.refusals import NotYours
from services.reply import Press, Reply
from services.reporting.entrance import entry_label
from services.reporting.figures import activity_figures, figures_with_people
from storage import people
from storage.activities import WITHDRAWN

DEPARTMENTS_A_PAGE = 20


def choose_department(
    session: Session, office: Office, now: datetime, telegram_id: int, activity_id: int, page: int
) -> Reply:
    """Offer the departments of one activity, in roster order."""
    _, own = access_report(session, telegram_id, office, now)
    activity = access_reported(session, activity_id, own)
    figures = activity_figures(session, office, now, activity, own)
    counts = {line.name: line.counts for line in figures.departments}
    offered = [one for one in people.departments(session) if one.name in counts]
    shown, page = page_of(offered, page, DEPARTMENTS_A_PAGE)
    buttons = []
    for one in shown:
        tally = f" {counts[one.name].done}/{counts[one.name].asked}"
        buttons.append(Press(short(one.name, 12) + tally, "rd", (activity.id, one.id)))
    text = (
        f"<b>{esc(activity.title)}</b>\n请选择处室。按钮上的数字为“已完成/应办”，处室按名册顺序排列，不排名。"
    )
    turn = turn_rows("rs", (activity.id,), page, len(offered), DEPARTMENTS_A_PAGE)
    return Reply(text, (*in_columns(buttons, 2), *turn, (Press("返回", "rb", (activity.id,)),)))


def department_report(
    session: Session, office: Office, now: datetime, telegram_id: int, activity_id: int, department_id: int
) -> Reply:
    """Show one activity in one department."""
    _, own = access_report(session, telegram_id, office, now)
    activity = access_reported(session, activity_id, _within(own, department_id))
    figures = activity_figures(session, office, now, activity, department_id)
    rows = [(Press("未办理名单", "rp", (activity.id, department_id, 0)),)]
    if own is None and activity.status != WITHDRAWN:
        rows.append((Press(entry_label(activity), "re", (activity.id, department_id, 0)),))
    back = (Press("其他处室", "rs", (activity.id, 0)), Press("返回", "rb", (activity.id,)))
    return Reply(activity_text(figures, office.local(now)), (*rows, back))


def pending_list(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    activity_id: int,
    department_id: int,
    page: int,
) -> Reply:
    """List who has not done it, by department; `department_id` 0 is everybody the sender may see."""
    _, own = access_report(session, telegram_id, office, now)
    within = _within(own, department_id) if department_id else own
    activity = access_reported(session, activity_id, within)
    figures = figures_with_people(session, office, now, activity, within, remarks=own is None)
    (text,), page = page_of(pages := people_text(figures, office.local(now)), page, 1)
    turn = turn_rows("rp", (activity.id, department_id), page, len(pages), 1)
    back = (
        Press("返回", "rd", (activity.id, department_id))
        if department_id
        else Press("返回", "rb", (activity.id,))
    )
    return Reply(text, (*turn, (back,)))


def _within(own: int | None, department_id: int) -> int:
    """Return the department asked for. Raises NotYours where a head asks for another than their own."""
    if own not in (None, department_id):
        raise NotYours
    return department_id
