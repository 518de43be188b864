"""What is still open for a person, merged into one list, and the record of what they did."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Kind, View, esc
from reports.screenful import fold
from services.access import access_person
from services.office import Office
from services.paging import short
from services.reply import Press, Reply
from services.reporting.person import my_year_button
from services.views import kind_of, remark_of, view_of
from storage import people
from storage.activities import WITHDRAWN, Activity
from storage.approvals import waiting_approvals
from storage.assignments import Assignment, open_for
from storage.letters import waiting_for_second
from storage.people import Person
from workdays.words import say_moment

NOTHING = "您没有待办事项。"
NOTHING_ELSE = "您没有其他待办事项。"
SHOWN = 12  # with a button each; the others are named
RECORDED = 200  # as many as a busy year has; a message holds some fifty
APPROVALS_SHOWN = 10
NOTE = 100  # characters of a reason
MORE = "其余 {} 项（点开查看；办完以上再发送 /todo，就有按钮）"
REST = "另有 {} 项，办完以上再用 /todo 查看。"
OLDER = "只列出最近的，更早的 {} 项见“年度记录”。"


def todo(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Return everything open for the sender, soonest first, each with its button."""
    person = access_person(session, telegram_id, office.today(now))
    return todo_of(session, office, now, person)


def todo_of(session: Session, office: Office, now: datetime, person: Person) -> Reply:
    """Return everything open for a person: first what waits for them, then what they have answered."""
    entries = actable(session, office, now, person)
    mine = [entry for entry in entries if entry.is_theirs]
    answered = [entry for entry in entries if not entry.is_theirs]
    asked = _approvals(session, person)
    if not entries:
        return replace(asked, text=f"{asked.text}\n\n{NOTHING_ELSE}") if asked else Reply(NOTHING, fresh=True)
    above = f"{asked.text}\n\n" if asked else ""
    opening = f"<b>您有{len(mine)}项待办</b>（按截止时间排列，点按钮办理）：" if mine else NOTHING
    shown = listed((above + opening, mine), ("您已答复的（需要更改时点按钮）：", answered))
    return replace(shown, rows=(*asked.rows, *shown.rows)) if asked else shown


def _approvals(session: Session, person: Person) -> Reply | None:
    """Return what waits for an approver's word, None for anybody else."""
    waiting = waiting_approvals(session)[:APPROVALS_SHOWN]
    if not waiting or people.APPROVER not in people.roles_of(session, person.id):
        return None
    rows = tuple((Press(short(f"审批：{one.title}"), "ap", (one.id, "look")),) for one in waiting)
    return Reply(f"<b>有{len(waiting)}项待您审批</b>（点按钮查看）。", rows, fresh=True)


@dataclass(frozen=True)
class Entry:
    """Something open for a person, with how they stand in it."""

    assignment: Assignment
    activity: Activity
    view: View

    @property
    def is_theirs(self) -> bool:
        """Tell whether it waits for whoever looks: the person asked, or the second."""
        return (self.view.waits_for == "person") == (self.view.second is None)

    @property
    def about(self) -> str:
        """Return what tells it from others of its title: the other signer, the department; or nothing."""
        other = self.view.reader.name if self.view.second else self.view.subject
        return f"（{other}）" if other else ""


def actable(session: Session, office: Office, now: datetime, person: Person) -> list[Entry]:
    """Return what is open for somebody and leaves them something to press, soonest deadline first.

    Among it what others were asked where it is this person's turn as the second.
    """
    open_ = [*open_for(session, person.id, now), *waiting_for_second(session, person.id)]
    open_.sort(key=lambda pair: (pair[0].deadline is None, pair[0].deadline or now))
    entries = [
        Entry(assignment, activity, view_of(session, office, now, person, assignment, activity))
        for assignment, activity in open_
    ]
    return [entry for entry in entries if kind_of(entry.activity).can_act(entry.view)]


def listed(*groups: tuple[str, Sequence[Entry]]) -> Reply:
    """Return groups of entries under their headings, numbered through, a button each."""
    parts: list[str] = []
    above = ""  # headings wait for an entry to stand above: the last group's may have none
    for heading, group in groups:
        above += ("\n" if parts or above else "") + heading + "\n"
        for entry in group:
            parts.append(f"{above}{len(parts) + 1}．{_say(entry)}")
            above = ""
    entries = [entry for _, group in groups for entry in group]
    rows = tuple(
        (Press(short(f"{number}．{entry.about}{entry.activity.title}"), "o", (entry.assignment.id,)),)
        for number, entry in enumerate(entries[:SHOWN], start=1)
    )
    return Reply(fold((), parts, (), MORE, REST, most=SHOWN), rows, fresh=True)


def _say(entry: Entry) -> str:
    view, kind = entry.view, kind_of(entry.activity)
    words = [f"{kind.title}：{esc(entry.about)}{esc(entry.activity.title)}"]
    if view.deadline:
        words.append(f"{say_moment(view.deadline)}{kind.due_word}")
        if view.deadline < view.now and view.waits_for == "person":
            words.append("已逾期")
    return "，".join([*words, *([view.stage] if view.stage else [])])


def my_record(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Return what the sender was asked and how each stands, newest first."""
    person = access_person(session, telegram_id, office.today(now))
    entries = standings_of(session, office, now, person, RECORDED)
    head = f"<b>{esc(person.department.name)}　{esc(person.name)}</b>"
    rows = ((my_year_button(office, now),), (Press("我的全部资料", "pv", ("mine", 0)),))
    if not entries:
        return Reply(f"{head}\n目前没有您的办理记录。", rows[1:], fresh=True)
    lines = [
        f"\n{kind}：{esc(title)}\n{esc('，'.join(short(part, NOTE) for part in said if part))}"
        for kind, title, *said in entries
    ]
    return Reply(fold([head], lines, (), "其余 {} 项（点开查看）", OLDER), rows, fresh=True)


def standings_of(
    session: Session, office: Office, now: datetime, person: Person, most: int | None = None
) -> tuple[tuple[str, str, str, str], ...]:
    """Return (kind, title, how it stands, the kind's remark) of what somebody was asked, newest first."""
    query = (
        select(Assignment, Activity)
        .join(Activity, Activity.id == Assignment.activity_id)
        .where(Assignment.person_id == person.id, Activity.status != WITHDRAWN)
        .order_by(Assignment.id.desc())
        .limit(most)
    )
    found = []
    for assignment, activity in session.execute(query):
        view = view_of(session, office, now, person, assignment, activity)
        standing = _standing(view, kind_of(activity))
        found.append((kind_of(activity).title, activity.title, standing, remark_of(activity, view, own=True)))
    return tuple(found)


def _standing(view: View, kind: Kind[Any]) -> str:
    if view.outcome == "done" and view.done_at:
        return f"已完成，{say_moment(view.done_at)}{view.way}{'（逾期补办）' if view.late else ''}"
    if view.outcome == "declined":
        return "有异议，已转秘书"
    if view.exempt:
        return f"免：{view.exempt}"
    if view.deadline and view.deadline < view.now and view.waits_for == "person":
        return "逾期，仍可补办" if kind.can_act(view) else "逾期"
    return view.stage or "待完成"
