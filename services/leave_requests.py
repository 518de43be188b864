"""Requests for leave from a session that nobody has decided yet: kept in sight until somebody does."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from activities.study import LEAVE_ASKED
from services.reply import Press, Rows
from storage.activities import OPEN, Activity
from storage.assignments import Assignment
from storage.people import Person

SHOWN = 10
LINE = 120


def undecided(session: Session) -> tuple[list[str], Rows]:
    """Return a line and a row of buttons for each request, oldest first; none where all are decided."""
    query = (
        select(Assignment, Activity, Person)
        .join(Activity, Activity.id == Assignment.activity_id)
        .join(Person, Person.id == Assignment.person_id)
        .where(
            Activity.status == OPEN,
            Assignment.stage == LEAVE_ASKED,
            Assignment.outcome == "none",
            Assignment.exempt.is_(None),
        )
        .order_by(Assignment.id)
    )
    lines: list[str] = []
    rows: list[tuple[Press, ...]] = []
    asked = session.execute(query).all()
    for assignment, activity, person in asked[:SHOWN]:
        line = f"{person.name}　《{activity.title}》　{assignment.reply.get('reason', '')}"
        lines.append(esc(line if len(line) <= LINE else line[: LINE - 1] + "…"))
        rows.append(
            tuple(
                Press(f"{label}：{person.name}", "d", (assignment.id, activity.version, action, ""))
                for label, action in (("同意", "grant"), ("不同意", "refuse"))
            )
        )
    if len(asked) > SHOWN:
        lines.append(f"另有{len(asked) - SHOWN}人，办完以上再用 /leave 查看。")
    return (["<b>待审批的会议请假</b>", *lines, ""] if lines else []), tuple(rows)
