"""登记线下办理 for a list of names as it was pasted: a sheet signed on paper goes in at one time."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from activities.kind import esc
from language.names import name_key
from services.answering import enter
from services.asking import say_person
from services.backing import Desk, backing_of
from services.entries import ENTRY, is_entry, take_back
from services.letters.names import parted
from services.managing.asked import Asked, asked_by_id, everybody, found_by
from services.managing.common import hold
from services.refusals import Outdated
from services.reply import Press, Reply
from storage.activities import CLOSED, OPEN
from storage.assignments import Assignment, Fact

PROMPT = (
    "请发送姓名，可以整段粘贴，用顿号、空格或换行隔开。同名的写“张三（办公室）”。\n"
    "发送后马上登记；登记错了可以全部撤销。"
)
LISTED = 30
OFFERED = 20
_STAMP = re.compile("[0-9a-f]{1,12}")
_MILLISECOND = timedelta(milliseconds=1)


def enter_names(desk: Desk) -> Reply:
    """Ask for names, or take a list of them: whoever is asked and has not done it is entered."""
    hold(desk, OPEN, CLOSED)
    if not desk.text:
        return desk.ask("e-names", PROMPT)
    among = everybody(desk)
    known = {name_key(one.person.name) for one in among}
    meant: list[Asked] = []
    doubtful: list[Asked] = []
    unknown: list[str] = []
    for written in parted(desk.text, known):
        found = found_by(among, written)
        if not found:
            unknown.append(written)
        else:
            (meant if len(found) == 1 else doubtful).extend(found)
    entered, there = _enter(desk, meant)
    lines = [_said(f"✔ 已登记{len(entered)}人", entered)]
    lines += [_said(f"{len(there)}人已办理，不用登记", there)] if there else []
    if unknown:
        lines.append(f"⚠ 这项的名单里没有：{esc('、'.join(unknown[:LISTED]))}。请核对姓名。")
    if doubtful:
        lines.append("⚠ 以下同名或有几份，没有登记，请点选：")
    rows = [(desk.press(one.label, "e-one", str(one.assignment.id)),) for one in doubtful[:OFFERED]]
    undo = (
        [(desk.press(f"撤销这次登记（{len(entered)}人）", "e-undo", _to_arg(desk.now)),)] if entered else []
    )
    return _after(desk, lines, *rows, *undo)


def enter_one(desk: Desk) -> Reply:
    """Enter one of several of the same name."""
    hold(desk, OPEN, CLOSED)
    found = asked_by_id(desk, desk.arg)
    entered, _ = _enter(desk, [found])
    name = say_person(found.person)
    return _after(desk, [f"✔ 已登记：{name}。" if entered else f"{name}已办理，不用登记。"])


def undo(desk: Desk) -> Reply:
    """Take back what the secretary entered with one list; what has moved since stays."""
    hold(desk, OPEN, CLOSED)
    if _STAMP.fullmatch(desk.arg) is None:
        raise Outdated
    at = datetime.fromtimestamp(0, UTC) + int(desk.arg, 16) * _MILLISECOND
    query = (
        select(Assignment)
        .join(Fact, Fact.assignment_id == Assignment.id)
        .where(
            Assignment.activity_id == desk.activity.id,
            Fact.kind == ENTRY,
            Fact.recorded_by == desk.person.id,
            Fact.recorded_at >= at,
            Fact.recorded_at < at + _MILLISECOND,
        )
        .order_by(Assignment.id)
        .with_for_update()
    )
    entered = [row for row in desk.session.scalars(query).unique().all() if is_entry(desk.activity, row)]
    taken_back = backing_of(desk.activity.kind).taken_back
    for row in entered:
        take_back(desk.session, row, desk.now, by=desk.person.id)
        if taken_back is not None:
            taken_back(desk.session, desk.office, desk.now, desk.activity, row, desk.person.id)
    said = f"✔ 已撤销{len(entered)}人的登记。" if entered else "这次登记已经撤销过，没有改动。"
    return _after(desk, [said])


def _enter(desk: Desk, meant: Sequence[Asked]) -> tuple[list[Asked], list[Asked]]:
    """Enter these; return who was entered, and who had done it."""
    ids = sorted(one.assignment.id for one in meant)
    # What somebody answers at this moment comes before or after, never in between.
    lock = select(Assignment).where(Assignment.id.in_(ids)).order_by(Assignment.id).with_for_update()
    desk.session.scalars(lock.execution_options(populate_existing=True)).all()
    entered: list[Asked] = []
    there: list[Asked] = []
    for one in meant:
        new = enter(desk.session, desk.now, desk.office, one.assignment, by=desk.person.id)
        (entered if new else there).append(one)
    desk.session.flush()
    return entered, there


def _said(words: str, chosen: Sequence[Asked]) -> str:
    names = "、".join(esc(one.person.name) for one in chosen[:LISTED])
    more = "等" if len(chosen) > LISTED else ""
    return f"{words}：{names}{more}。" if chosen else f"{words}。"


def _after(desk: Desk, lines: Sequence[str], *rows: tuple[Press, ...]) -> Reply:
    head = f"<b>按姓名登记：{esc(desk.activity.title)}</b>"
    again = desk.press("继续按姓名登记", "e-names")
    back = Press("返回", "re", (desk.activity.id, 0, 0))
    return Reply("\n".join([head, *lines]), (*rows, (again, back)), fresh=True)


def _to_arg(moment: datetime) -> str:
    return format((moment - datetime.fromtimestamp(0, UTC)) // _MILLISECOND, "x")
