"""登记线下办理, 到会登记: the secretary enters for people what they did elsewhere, and takes it back."""

from collections import Counter
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from activities.state import State
from services.access import access_reported, access_secretary
from services.answering import enter
from services.backing import ROUTE, backing_of
from services.entries import is_entry, take_back
from services.office import Office
from services.paging import in_columns, page_of, short, turn_rows
from services.refusals import NotYours, Outdated, Refusal
from services.reply import Press, Reply
from services.reporting.entrance import entry_label
from services.reporting.standings import Standing, standings
from services.views import kind_of
from storage import people
from storage.activities import WITHDRAWN, Activity
from storage.assignments import Assignment
from storage.people import Person

PEOPLE_A_PAGE = 12
DEPARTMENTS_A_PAGE = 20


class Withdrawn(Refusal):
    """Nothing is entered for what was taken back."""

    def __init__(self) -> None:
        super().__init__("这项已撤回，不能再登记。")


class LeftSince(Refusal):
    """Who has left keeps what is finished."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}已调离，登记保留，不能撤销。")


def entry_list(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    activity_id: int,
    department_id: int,
    page: int,
) -> Reply:
    """Offer the people of a department to be entered; `department_id` 0 offers the departments first."""
    access_secretary(session, telegram_id, office, now)
    activity = _access_enterable(session, activity_id)
    if not department_id:
        return _choose_department(session, now, activity, page)
    return _people(session, now, activity, department_id, page)


def mark(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    assignment_id: int,
    done: int,
    page: int,
) -> Reply:
    """Enter one person (`done` 1) or take the entry back (0); pressing the same twice changes nothing."""
    secretary = access_secretary(session, telegram_id, office, now)
    if done not in (0, 1):  # which no button of ours ever said
        raise Outdated
    assignment = session.get(Assignment, assignment_id, with_for_update=True)
    if assignment is None:
        raise NotYours
    activity = _access_enterable(session, assignment.activity_id)
    person = session.get_one(Person, assignment.person_id)
    if done:
        entered = enter(session, now, office, assignment, by=secretary.id)
        said = f"已登记：{person.name}。" if entered else f"{person.name}已办理，不用再登记。"
    elif is_entry(activity, assignment):
        if assignment.exempt is None and not person.on_roster(office.today(now)):
            raise LeftSince(person.name)
        take_back(session, assignment, now, by=secretary.id)
        taken_back = backing_of(activity.kind).taken_back
        if taken_back is not None:
            taken_back(session, office, now, activity, assignment, secretary.id)
        said = f"已撤销登记：{person.name}。"
    else:
        said = f"{person.name}没有可以撤销的登记。"
    session.flush()
    drawn = _people(session, now, activity, assignment.department_id, page)
    return Reply(drawn.text, drawn.rows, toast=said)


def mark_many(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    activity_id: int,
    department_id: int,
    sure: int,
) -> Reply:
    """Enter everybody of a department who has not done it; asks first, unless `sure`.

    `department_id` 0 means those of all departments from whom it is expected: who said that they come.
    """
    secretary = access_secretary(session, telegram_id, office, now)
    activity = _access_enterable(session, activity_id)
    if sure:  # what somebody answers at this moment comes before or after, never in between
        asked = [Assignment.activity_id == activity_id]
        asked += [Assignment.department_id == department_id] if department_id else []
        session.execute(select(Assignment.id).where(*asked).order_by(Assignment.id).with_for_update())
    rows = standings(session, now, activity, department_id or None)
    meant = [row for row in rows if row.state not in (State.DONE, State.EXEMPT)]
    if not department_id:
        meant = [row for row in meant if _is_expected(activity, row)]
    if sure:
        entered = sum(enter(session, now, office, row.assignment, by=secretary.id) for row in meant)
        session.flush()
        drawn = _choose_department(session, now, activity, 0)
        if department_id:
            drawn = _people(session, now, activity, department_id, 0)
        return Reply(drawn.text, drawn.rows, toast=f"已登记{entered}人。")
    if not meant:
        return Reply(toast="没有需要登记的人员。")
    title = kind_of(activity).entry_title
    lines = [f"<b>{entry_label(activity)}：{esc(activity.title)}</b>"]
    if department_id:
        names = "、".join(esc(row.person.name) for row in meant[:100]) + ("等" if len(meant) > 100 else "")
        lines += [f"将为{esc(rows[0].department.name)}以下{len(meant)}人登记“{title}”：", names]
        exempt = sum(row.state is State.EXEMPT for row in rows)
        lines += [f"已免的{exempt}人不登记，确已办理的请返回后单独点选。"] if exempt else []
    else:
        stage = kind_of(activity).expected
        lines.append(
            f"将为各处室{stage}的{len(meant)}人登记“{title}”。没有到会的，登记后进入其处室点姓名撤销。"
        )
    back = Press("返回", "re", (activity_id, department_id, 0))
    confirm = Press(f"确认登记{len(meant)}人", "rw", (activity_id, department_id, 1))
    return Reply("\n".join(lines), ((confirm,), (back,)))


def _access_enterable(session: Session, activity_id: int) -> Activity:
    activity = access_reported(session, activity_id, None)
    if activity.status == WITHDRAWN:
        raise Withdrawn
    return activity


def _choose_department(session: Session, now: datetime, activity: Activity, page: int) -> Reply:
    rows = standings(session, now, activity)
    asked = {row.department.id for row in rows}
    left = Counter(row.department.id for row in rows if row.state not in (State.DONE, State.EXEMPT))
    offered = [one for one in people.departments(session) if one.id in asked]
    shown, page = page_of(offered, page, DEPARTMENTS_A_PAGE)
    buttons = [
        Press(f"{short(one.name, 12)}（{left[one.id]}）", "re", (activity.id, one.id, 0)) for one in shown
    ]
    asked_for = "请选择处室，括号内为尚未办理的人数；手里有名单的，点“按姓名登记”，整段粘贴。"
    text = f"<b>{entry_label(activity)}：{esc(activity.title)}</b>\n{asked_for}"
    turn = turn_rows("re", (activity.id, 0), page, len(offered), DEPARTMENTS_A_PAGE)
    many = sum(_is_expected(activity, row) for row in rows)
    label = f"{kind_of(activity).expected}的{many}人全部登记"
    whole = ((Press(label, "rw", (activity.id, 0, 0)),),) if many else ()
    by_name = Press("按姓名登记（可整段粘贴）", ROUTE, (activity.id, "e-names", ""))
    back = (by_name, Press("返回", "rb", (activity.id,)))
    return Reply(text, (*whole, *in_columns(buttons, 2), *turn, back))


def _is_expected(activity: Activity, row: Standing) -> bool:
    expected = kind_of(activity).expected
    return bool(expected) and row.assignment.stage == expected and row.state is State.PENDING


def _people(session: Session, now: datetime, activity: Activity, department_id: int, page: int) -> Reply:
    rows = standings(session, now, activity, department_id)
    if not rows:
        raise NotYours
    offered = [row for row in rows if row.state is not State.DONE or is_entry(activity, row.assignment)]
    shown, page = page_of(offered, page, PEOPLE_A_PAGE)
    entered = sum(is_entry(activity, row.assignment) for row in rows)
    lines = [
        f"<b>{entry_label(activity)}：{esc(activity.title)}</b>",
        f"{esc(rows[0].department.name)}：应办{len(rows)}人，由秘书登记{entered}人。",
        "点姓名即登记，名字前出现 ✓；再点一次撤销。" if offered else "都已由本人办理，没有需要登记的人员。",
    ]
    pages = (len(offered) - 1) // PEOPLE_A_PAGE + 1
    if pages > 1:
        lines.append(f"第{page + 1}页，共{pages}页")
    names = Counter(row.person.name for row in rows)
    buttons = [_button(activity, row, page, alone=names[row.person.name] == 1) for row in shown]
    turn = turn_rows("re", (activity.id, department_id), page, len(offered), PEOPLE_A_PAGE)
    whole = ((Press("本处室全部登记", "rw", (activity.id, department_id, 0)),),) if offered else ()
    back = (Press("其他处室", "re", (activity.id, 0, 0)), Press("返回", "rb", (activity.id,)))
    return Reply("\n".join(lines), (*in_columns(buttons, 2), *turn, *whole, back))


def _button(activity: Activity, row: Standing, page: int, *, alone: bool) -> Press:
    entered = is_entry(activity, row.assignment)
    name = row.person.name if alone else f"{row.person.name} {row.person.position}".strip()
    mark_ = "✓ " if entered else ""
    exempt = "（免）" if row.state is State.EXEMPT else ""
    return Press(f"{mark_}{short(name, 10)}{exempt}", "rt", (row.assignment.id, 0 if entered else 1, page))
