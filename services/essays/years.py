"""Who has written how many essays in a year: 每名领导干部每年至少一次."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import groupby

from sqlalchemy.orm import Session

from activities.kind import esc
from reports.essay_sheet import Written
from services.backing import Desk
from services.paging import fitting
from services.reply import File, Press, Reply
from storage import people
from storage.essays import counts_in
from storage.people import Person

LEADING = ("领导班子", "处室负责人")  # 岗位类别 of those whom the plan calls 领导干部
LEADERS, EVERYBODY = "lead", "all"
WANTED = 1  # essays a year of each leading official


def years(desk: Desk) -> Reply:
    """Show who has written this year, or in another; leading officials unless asked for everybody."""
    year, who = _asked(desk)
    rows = _written(desk, year, who)
    enough = sum(row.essays >= WANTED for row in rows)
    whom = "领导干部" if who == LEADERS else "全体人员"
    lines = [f"<b>{year}年个人文章篇数（{whom}）</b>"]
    if who == LEADERS:
        lines.append("要求：每名领导干部每年至少1篇（岗位类别为领导班子、处室负责人的）。")
    lines.append(f"共{len(rows)}人，已交的{enough}人，还没有交的{len(rows) - enough}人。")
    listed = [
        f"{esc(name)}：" + "、".join(f"{esc(row.name)} {row.essays}篇" for row in of_department)
        for name, of_department in groupby(rows, lambda row: row.department)
    ]
    head = "\n".join(lines) + "\n\n"
    shown = fitting(listed, head + "\n其余见 Excel。")
    text = head + "\n".join(shown) + ("\n其余见 Excel。" if len(shown) < len(listed) else "")
    this_year = desk.office.today(desk.now).year
    turn = ("看上一年", this_year - 1) if year == this_year else ("看今年", this_year)
    toggle = ("看全体人员", EVERYBODY) if who == LEADERS else ("只看领导干部", LEADERS)
    rows_of_buttons = (
        (
            desk.press(turn[0], "year", f"{turn[1]}.{who}"),
            desk.press(toggle[0], "year", f"{year}.{toggle[1]}"),
        ),
        (desk.press("导出 Excel", "yearx", f"{year}.{who}"), Press("返回", "rb", (desk.activity.id,))),
    )
    return Reply(text, rows_of_buttons)


def sheet(desk: Desk) -> Reply:
    """Send the same as a workbook."""
    year, who = _asked(desk)
    make = partial(_workbook, tuple(_written(desk, year, who)), year, desk.office.bureau)
    return Reply(
        toast="正在生成 Excel，稍后发出。", files=(File(f"{year}年个人文章篇数.xlsx", make, names=True),)
    )


def _asked(desk: Desk) -> tuple[int, str]:
    year, _, who = desk.arg.partition(".")
    this_year = desk.office.today(desk.now).year
    chosen = int(year) if year in (str(this_year), str(this_year - 1)) else this_year
    leaders = any(_leads(person) for person in people.on_roster(desk.session, desk.office.today(desk.now)))
    return chosen, who if who in (LEADERS, EVERYBODY) else LEADERS if leaders else EVERYBODY


def _written(desk: Desk, year: int, who: str) -> Sequence[Written]:
    session: Session = desk.session
    first, after = (datetime(of, 1, 1, tzinfo=desk.office.zone) for of in (year, year + 1))
    numbers = counts_in(session, year, first, after)
    return [
        Written(person.name, person.department.name, person.position, numbers.get(person.id, 0))
        for person in people.on_roster(session, desk.office.today(desk.now))
        if who == EVERYBODY or _leads(person)
    ]


def _leads(person: Person) -> bool:
    return any(post in person.post for post in LEADING)


def _workbook(rows: Sequence[Written], year: int, bureau: str) -> bytes:
    from reports.essay_sheet import years_workbook

    return years_workbook(rows, year, bureau)
