"""What is still open for a person, merged into one list, and the record of what they did."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc, say_time
from services.access import access_person
from services.office import Office
from services.reply import Press, Reply
from services.views import kind_of, view_of
from storage.activities import WITHDRAWN, Activity
from storage.assignments import Assignment, open_for
from storage.people import Person

SHOWN = 30


def todo(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Return everything open for the sender, soonest first, each with its button."""
    person = access_person(session, telegram_id, office.today(now))
    return todo_of(session, office, now, person)


def todo_of(session: Session, office: Office, now: datetime, person: Person, opening: str = "") -> Reply:
    """Return a person's list; `opening` says why it comes, where nobody asked for it."""
    entries = open_for(session, person.id, now)
    if not entries:
        return Reply("您没有待办事项。", fresh=True)
    lines = [opening or f"<b>您有{len(entries)}项待办</b>（按截止时间排列，点按钮办理）："]
    buttons = []
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
    if len(entries) > SHOWN:
        lines.append(f"另有{len(entries) - SHOWN}项，办完以上再用 /todo 查看。")
    return Reply("\n".join(lines), tuple(buttons), fresh=True)


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
    lines = [f"<b>{esc(person.department.name)}　{esc(person.name)}</b>"]
    if not entries:
        lines.append("目前没有您的办理记录。")
    for assignment, activity in entries[:SHOWN]:
        view = view_of(session, office, now, person, assignment, activity)
        kind = kind_of(activity)
        if view.outcome == "done" and view.done_at:
            standing = f"已完成，{say_time(view.done_at)}{view.way}{'（逾期补办）' if view.late else ''}"
        elif view.outcome == "declined":
            standing = "有异议，已转秘书"
        elif view.exempt:
            standing = f"免：{view.exempt}"
        elif view.deadline and view.deadline < view.now and view.waits_for == "person":
            standing = "逾期，仍可补办"
        else:
            standing = view.stage or "待完成"
        remark = kind.remark(view)
        lines.append(
            f"\n{kind.title}：{esc(activity.title)}\n{esc(standing)}{'，' + esc(remark) if remark else ''}"
        )
    if len(entries) > SHOWN:
        lines.append(f"\n只列出最近{SHOWN}项。")
    return Reply("\n".join(lines), fresh=True)
