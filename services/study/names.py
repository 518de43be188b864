"""点名登记: the host taps the names of those who are there, and takes a tap back."""

from dataclasses import replace

from sqlalchemy import select

from activities.kind import esc
from services.answering import enter
from services.backing import ROUTE, Desk
from services.entries import is_entry, take_back
from services.paging import in_columns, page_of, short
from services.refusals import NotYours
from services.reply import Press, Reply
from services.reporting.standings import Standing, standings
from services.study.board import names_apart, refresh_boards
from services.study.striking import registered_alone, strike
from storage.assignments import Assignment

NAMES_A_PAGE = 30


def names(desk: Desk) -> Reply:
    """Show the names in a message of their own: the board goes on renewing itself beside it."""
    page = int(desk.arg) if desk.arg.isdecimal() else 0
    drawn = _draw(desk, page)
    return Reply(drawn.text, drawn.rows, fresh=not desk.arg)


def mark(desk: Desk) -> Reply:
    """Enter that somebody is there, or take it back; pressing the same twice changes nothing."""
    id_, page, done = (*desk.arg.split("."), "", "")[:3]
    asked = select(Assignment).where(
        Assignment.id == (int(id_) if id_.isdecimal() else 0), Assignment.activity_id == desk.activity.id
    )
    assignment = desk.session.scalars(asked.with_for_update(key_share=True)).one_or_none()
    if assignment is None:
        raise NotYours
    if not done:
        if registered_alone(assignment):
            return strike(replace(desk, arg=str(assignment.id)))
        said = "已撤销。"
        if is_entry(desk.activity, assignment):
            take_back(desk.session, assignment, desk.now, desk.person.id)
    elif enter(desk.session, desk.now, desk.office, assignment, by=desk.person.id):
        said = "已登记。"
    else:
        said = "已登记过，不用再点。"
    desk.session.flush()
    refresh_boards(desk.session, desk.now, desk.activity)
    drawn = _draw(desk, int(page) if page.isdecimal() else 0)
    return Reply(drawn.text, drawn.rows, toast=said)


def _draw(desk: Desk, page: int) -> Reply:
    rows = standings(desk.session, desk.now, desk.activity)
    shown, page = page_of(rows, page, NAMES_A_PAGE)
    done = sum(row.assignment.outcome == "done" for row in rows)
    text = (
        f"<b>点名登记：{esc(desk.activity.title)}</b>\n已登记 {done} 人，共 {len(rows)} 人。"
        "点姓名即登记到会，名字前出现 ✓；再点一次撤销。（假）是已准假。"
        "（扫）是本人已扫码登记，确未到会的，点姓名写明理由后取消。"
    )
    turn = []
    if page:
        turn.append(desk.press("上一页", "names", str(page - 1)))
    if (page + 1) * NAMES_A_PAGE < len(rows):
        turn.append(desk.press("下一页", "names", str(page + 1)))
    calls = names_apart(rows)
    buttons = [_button(desk, row, calls[row.assignment.id], page) for row in shown]
    return Reply(text, (*in_columns(buttons, 3), *((tuple(turn),) if turn else ())))


def _button(desk: Desk, row: Standing, call: str, page: int) -> Press:
    assignment, name = row.assignment, short(call, 10)
    if assignment.outcome == "done":
        own = "" if is_entry(desk.activity, assignment) else "（扫）"
        name = f"✓ {name}{own}"
    elif assignment.exempt is not None:
        name = f"{name}（假）"
    done = "" if assignment.outcome == "done" else "1"
    return Press(name, ROUTE, (desk.activity.id, "mark", f"{assignment.id}.{page}.{done}"))
