"""One person in /report: how everything stands that they were asked, and the papers of their year."""

from collections.abc import Sequence
from dataclasses import replace

from reports.person_year import person_text
from services.refusals import NotAllowed, NotYours
from services.reply import Reply
from services.reporting.desk import Desk
from services.reporting.person import MAKING, paper_of, person_year, picture_of, year_of
from services.reporting.scope import say_at, say_scope
from storage.people import Person


def show(desk: Desk) -> Reply:
    """Show how everything stands that one person was asked."""
    found = person_year(desk.session, desk.office, desk.now, desk.scope)
    text = say_at(desk.office, desk.scope) + person_text(found, say_scope(desk.session, desk.scope))
    rows = [[desk.press("选时间", "t"), desk.press("换个角度看", "m")]]
    if desk.own is None:
        year = year_of(found.year, desk.session.get_one(Person, desk.scope.person))
        rows.insert(
            0, [desk.press(f"{found.year}年办理图", "g", year), desk.press("年度记录 PDF", "y", year)]
        )
    return Reply(text, tuple(tuple(row) for row in rows))


def picture(desk: Desk) -> Reply:
    """Send a person's year as a picture; to a secretary alone, as the paper is."""
    return _file(desk, as_paper=False)


def paper(desk: Desk) -> Reply:
    """Send 一人一册."""
    return _file(desk, as_paper=True)


def _file(desk: Desk, *, as_paper: bool) -> Reply:
    if desk.own is not None:
        raise NotAllowed
    if not desk.scope.person:
        return Reply("年度记录按人查看。请写姓名，例如：/report 张三 年度记录。")
    who = desk.session.get(Person, desk.scope.person)
    if who is None:
        raise NotYours
    year = (desk.scope.first or desk.office.today(desk.moment)).year
    found = person_year(desk.session, desk.office, desk.now, year_of(year, who).narrowed(at=desk.scope.at))
    file = paper_of(found) if as_paper else picture_of(found)
    return Reply(toast=MAKING, files=(replace(file, names=True),))


def which(desk: Desk, namesakes: Sequence[Person]) -> Reply:
    """Ask which of several people of one name is meant."""
    seen = [one for one in namesakes if desk.own in (None, one.department_id)]
    rows = tuple(
        (desk.press(f"{one.name}（{one.department.name}）", "w", desk.scope.narrowed(person=one.id)),)
        for one in seen
    )
    return Reply("有同名的人，请选择：" if rows else "没有可以查看的人员。", rows)
