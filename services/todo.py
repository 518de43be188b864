"""What is still open for a person, merged into one list, and the record of what they did."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc, say_time
from services.access import access_person
from services.office import Office
from services.paging import fitting, short
from services.reply import Press, Reply
from services.views import kind_of, view_of
from storage.activities import WITHDRAWN, Activity
from storage.assignments import Assignment, open_for
from storage.people import Person

SHOWN = 30
NOTE = 100  # characters of a reason
REST = "另有{}项，办完以上再用 /todo 查看。"
LISTED = "\n只列出最近{}项。"


def todo(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Return everything open for the sender, soonest first, each with its button."""
    person = access_person(session, telegram_id, office.today(now))
    return todo_of(session, office, now, person)


def todo_of(session: Session, office: Office, now: datetime, person: Person, opening: str = "") -> Reply:
    """Return a person's list; `opening` says why it comes, where nobody asked for it."""
    entries = open_for(session, person.id, now)
    if not entries:
        return Reply("您没有待办事项。", fresh=True)
    head = opening or f"<b>您有{len(entries)}项待办</b>（按截止时间排列，点按钮办理）："
    lines, buttons = [], []
    for number, (assignment, activity) in enumerate(entries[:SHOWN], start=1):
        view = view_of(session, office, now, person, assignment, activity)
        until = f"，{say_time(view.deadline)}截止" if view.deadline else ""
        overdue = (
            "，已逾期" if view.deadline and view.deadline < view.now and view.waits_for == "person" else ""
        )
        stage = f"，{view.stage}" if view.stage else ""
        lines.append(f"{number}．{kind_of(activity).title}：{esc(activity.title)}{until}{overdue}{stage}")
        label = f"{number}．{activity.title}"
        buttons.append((Press(label if len(label) <= 24 else label[:23] + "…", "o", (assignment.id,)),))
    shown = fitting(lines, f"{head}{REST}")
    rows = tuple(buttons[: len(shown)])
    if len(rows) < len(entries):
        shown = [*shown, REST.format(len(entries) - len(rows))]
    return Reply("\n".join([head, *shown]), rows, fresh=True)


def my_record(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Return what the sender was asked and how each stands, newest first."""
    person = access_person(session, telegram_id, office.today(now))
    query = (
        select(Assignment, Activity)
        .join(Activity, Activity.id == Assignment.activity_id)
        .where(Assignment.person_id == person.id, Activity.status != WITHDRAWN)
        .order_by(Assignment.id.desc())
        .limit(SHOWN + 1)
    )
    entries = [(row[0], row[1]) for row in session.execute(query)]
    head = f"<b>{esc(person.department.name)}　{esc(person.name)}</b>"
    lines = []
    for assignment, activity in entries[:SHOWN]:
        view = view_of(session, office, now, person, assignment, activity)
        kind = kind_of(activity)
        if view.outcome == "done" and view.done_at:
            standing = f"已完成，{say_time(view.done_at)}{view.way}{'（逾期补办）' if view.late else ''}"
        elif view.outcome == "declined":
            standing = "有异议，已转秘书"
        elif view.exempt:
            standing = f"免：{short(view.exempt, NOTE)}"
        elif view.deadline and view.deadline < view.now and view.waits_for == "person":
            standing = "逾期，仍可补办"
        else:
            standing = view.stage or "待完成"
        remark = short(kind.remark(view), NOTE)
        lines.append(
            f"\n{kind.title}：{esc(activity.title)}\n{esc(standing)}{'，' + esc(remark) if remark else ''}"
        )
    shown = fitting(lines, f"{head}{LISTED}")
    if not entries:
        shown = ["目前没有您的办理记录。"]
    elif len(shown) < len(entries):
        shown = [*shown, LISTED.format(len(shown))]
    return Reply("\n".join([head, *shown]), fresh=True)
