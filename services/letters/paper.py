"""纸质签署: the secretary enters a pile of papers, by the date on them and the names below."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from activities.kind import esc
from language.names import name_key
from services.backing import Desk
from services.calendars import office_calendar
from services.letters.names import parted
from services.reply import Press, Reply
from services.verdicts import apply_verdict
from services.views import content_of, kind_of, view_of
from storage.activities import WITHDRAWN
from storage.assignments import Assignment
from storage.people import Department, Person
from workdays.words import Unclear, parse_moment, say_date

ACTION = "paper"
LISTED = 40
PROMPT = (
    "请在一条消息里发送：第一行写纸面上的签署日期，下面写签署人姓名（可写几个，用顿号隔开）。例如：\n"
    "12月1日\n张三、李四\n同名的写“张三（办公室）”。"
)
_IN_DEPARTMENT = re.compile(r"(.+?)[（(](.+)[)）]")


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked to sign, in one letter."""

    assignment: Assignment
    person: Person
    department: Department


def enter_papers(desk: Desk) -> Reply:
    """Ask for date and names; then enter those that are found, and say which are not."""
    if not desk.text:
        return desk.ask(ACTION, PROMPT)
    if desk.activity.status == WITHDRAWN:
        return Reply("这项已撤回，不能再登记。")
    day, names = _read(desk)
    if isinstance(day, str):
        return desk.ask(ACTION, f"{day}\n没有登记。{PROMPT}")
    by_name: dict[str, list[Asked]] = defaultdict(list)
    for asked in _asked(desk):
        by_name[name_key(asked.person.name)].append(asked)
    entered: list[str] = []
    refused: list[str] = []
    for name in parted(names, by_name):
        found, problem = _find(by_name, name)
        for asked in found:
            _enter(desk, asked, day)
        entered += [asked.person.name for asked in found]
        refused += [f"{name}（{problem}）"] if problem else []
    lines = [f"<b>按{say_date(day)}登记纸质签署{len(entered)}份</b>", esc(desk.activity.title)]
    lines += ["已登记：" + esc("、".join(entered[:LISTED]))] if entered else []
    lines += ["没有登记：" + esc("、".join(refused[:LISTED]))] if refused else []
    lines += ["登记有误的，可在“登记纸质签署”里点姓名撤销。"] if entered else []
    rows = ((desk.press("继续登记", ACTION), Press("返回", "rb", (desk.activity.id,))),)
    return Reply("\n".join(lines), rows, fresh=True)


def _read(desk: Desk) -> tuple[date | str, str]:
    """Return the day and the names as written; in the day's place a sentence where they cannot be read."""
    first, _, rest = desk.text.strip().partition("\n")
    if not rest.strip():  # all in one line: the day ends at the first gap
        first, _, rest = first.partition(" ") if " " in first else first.partition("，")
    now = desk.office.local(desk.now)
    try:
        day = parse_moment(first, now, office_calendar(desk.session)).date()
    except Unclear:
        return f"没看懂日期“{first[:20]}”。", ""
    if day > now.date():
        return f"{say_date(day)}还没有到。", ""
    if not rest.strip():
        return "没有看到姓名。", ""
    return day, rest


def _asked(desk: Desk) -> Sequence[Asked]:
    query = (
        select(Assignment, Person, Department)
        .join(Person, Person.id == Assignment.person_id)
        .join(Department, Department.id == Assignment.department_id)
        .where(Assignment.activity_id == desk.activity.id)
        .order_by(Assignment.place, Assignment.id)
        .with_for_update(of=Assignment)
    )
    return [Asked(*row) for row in desk.session.execute(query)]


def _find(by_name: dict[str, list[Asked]], name: str) -> tuple[list[Asked], str]:
    """Return whose paper a name means, and what is wrong where it cannot be entered."""
    within = _IN_DEPARTMENT.fullmatch(name)
    found = by_name[name_key(within[1] if within else name)]
    if within:
        found = [one for one in found if name_key(one.department.name) == name_key(within[2])]
    if not found:
        return [], "不在名单上"
    if len({one.person.id for one in found}) > 1:
        return [], f"有{len(found)}位，请写明处室"
    left = [one for one in found if one.assignment.outcome != "done"]
    return left, "" if left else "已签署"


def _enter(desk: Desk, asked: Asked, day: date) -> None:
    activity, now = desk.activity, desk.now
    view = view_of(desk.session, desk.office, now, asked.person, asked.assignment, activity)
    verdict = kind_of(activity).entered(content_of(desk.session, activity), view)
    verdict = replace(
        verdict,
        reply={**view.reply, "paper": say_date(day)},
        kept={**(verdict.kept or {}), "on": day.isoformat()},
        late=_is_late(asked.assignment, desk, day),
    )
    apply_verdict(
        desk.session, desk.office, activity, asked.assignment, verdict, now, by=desk.person.id, fact="entry"
    )


def _is_late(assignment: Assignment, desk: Desk, day: date) -> bool:
    """Tell whether it was signed late: by the date on the paper, not by the day somebody entered it."""
    deadline: datetime | None = assignment.deadline
    return deadline is not None and day > desk.office.today(deadline)
