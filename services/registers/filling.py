"""The pages of an entry in the chat: what each step shows, and what its buttons and words come to."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_secretary
from services.focus import current_focus, drop_focus, set_focus
from services.office import Office
from services.paging import in_columns, page_of, short
from services.refusals import NotYours, Outdated
from services.registers.books import BOOKS
from services.registers.slip import NotTaken, Writing, access_slip, check_counts, read_typed
from services.reply import Press, Reply, Rows
from storage.registers import RegisterEntry, RegisterSlip
from workdays.words import say_date

ROUTE = "bd"
FOCUS = "register"
A_PAGE = 24  # departments
NUMBERS = (1, 2, 3, 4, 5, 10)
CHANGES = {"day": "改日期", "category": "改类别", "department": "改处室", "number": "改数量"}


def begin(
    session: Session, office: Office, now: datetime, telegram_id: int, register: str, replaces: int
) -> Reply:
    """Begin an entry of a register, or, for the id of one, its correction. Raises Refusals."""
    secretary = access_secretary(session, telegram_id, office, now)
    if register not in BOOKS:
        raise Outdated
    slip = RegisterSlip(person_id=secretary.id, register=register, step="day", fields={}, updated_at=now)
    if replaces:
        entry = session.get(RegisterEntry, replaces)
        if entry is None or entry.register != register:
            raise NotYours
        check_counts(session, replaces)
        slip.replaces, slip.step = replaces, "look"
        slip.fields = {
            "day": entry.day.isoformat(),
            "category": entry.category,
            "department": entry.department_id or 0,
            "number": entry.number,
            "reference": entry.reference,
        }
    session.add(slip)
    session.flush()
    return draw(Writing(session, office, now, secretary, slip))


def press(
    session: Session, office: Office, now: datetime, telegram_id: int, slip_id: int, step: str, choice: str
) -> Reply:
    """Apply a press on an entry; one on an older step only shows the present one. Raises SlipGone."""
    w = access_slip(session, office, now, telegram_id, slip_id)
    if w.slip.entry_id is not None:
        return _saved(w, session.get_one(RegisterEntry, w.slip.entry_id), "这一笔已经登记，不用重复操作。")
    if choice == "drop":
        _expect_nothing(w)
        session.delete(w.slip)
        return Reply("已放弃，没有登记。用 /ledger 可以重新登记。", toast="已放弃。")
    if step != w.slip.step:
        return draw(w)
    if step == "look" and choice == "save":
        _expect_nothing(w)
        return _saved(w, w.save(), "已登记。")
    return draw(w, *_take(w, choice))


def typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Take typed words into the entry that had asked for them."""
    w = access_slip(session, office, now, telegram_id, ref["slip"])
    if w.slip.entry_id is not None or ref["step"] != w.slip.step:
        return draw(w, "这一步请点按钮选择，不用输入文字。")
    try:
        w.fill(w.slip.step, read_typed(w, w.slip.step, text, ref.get("sure", "")))
    except NotTaken as refused:
        return draw(w, str(refused), sure=refused.again)
    return draw(w)


def draw(w: Writing, warning: str = "", page: int = 0, sure: str = "") -> Reply:
    """Show the step an entry stands at, and expect words where it takes them."""
    _expect(w, sure)
    lines = [f"⚠ {esc(warning)}\n"] if warning else []
    heading = "更正" if w.slip.replaces else "登记"
    lines.append(f"<b>{heading}：{esc(w.book.title)}</b>")
    asked, rows = _page(w, page)
    leave = Press("放弃", ROUTE, (w.slip.id, w.slip.step, "drop"))
    return Reply("\n".join([*lines, *asked]), (*rows, (leave,)))


def say_entry(day: date, category: str, department: str | None, number: int, unit: str) -> str:
    """Return an entry as one line of plain text."""
    return f"{say_date(day)}　{category}　{department or '全局'}　{number}{unit}"


def _take(w: Writing, choice: str) -> tuple[str, int]:
    """Apply a choice of the present step; return a warning and the page to draw."""
    step = w.slip.step
    if step == "look" and choice in (*CHANGES, "reference"):
        w.slip.step = choice
    elif step == "reference" and choice == "none":
        w.fill("reference", "")
    elif step == "day" and choice in ("0", "1"):
        w.fill("day", (w.today - timedelta(days=int(choice))).isoformat())
    elif step == "category" and choice.isdecimal() and int(choice) < len(w.book.categories):
        w.fill("category", w.book.categories[int(choice)])
    elif step == "number" and choice.isdecimal() and int(choice) in NUMBERS:
        w.fill("number", int(choice))
    elif step == "department" and choice[:1] == "p" and choice[1:].isdecimal():
        return "", int(choice[1:])
    elif step == "department" and choice == "0" and w.book.whole_bureau:
        w.fill("department", 0)
    elif step == "department" and choice in {str(one.id) for one in w.departments()}:
        w.fill("department", int(choice))
    return "", 0


def _page(w: Writing, page: int) -> tuple[list[str], Rows]:
    match w.slip.step:
        case "day":
            days = (_press(w, "今天", "0"), _press(w, "昨天", "1"))
            return ["", "请选择<b>日期</b>，或直接发送，如：12月1日、上周五。"], (days,)
        case "category":
            buttons = [_press(w, one, str(number)) for number, one in enumerate(w.book.categories)]
            return ["", "请选择<b>类别</b>。"], in_columns(buttons, 2)
        case "department":
            return _departments(w, page)
        case "number":
            buttons = [_press(w, f"{number}{w.book.unit}", str(number)) for number in NUMBERS]
            return ["", "请选择<b>数量</b>，或直接发送数字。"], in_columns(buttons, 3)
        case "reference":
            return ["", "请发送材料的<b>编号</b>，如：〔2026〕12号。"], ((_press(w, "不填编号", "none"),),)
    return _look(w)


def _departments(w: Writing, page: int) -> tuple[list[str], Rows]:
    offered = w.departments()
    shown, page = page_of(offered, page, A_PAGE)
    buttons = [_press(w, short(one.name, 12), str(one.id)) for one in shown]
    turn = [_press(w, "上一页", f"p{page - 1}")] if page else []
    turn += [_press(w, "下一页", f"p{page + 1}")] if (page + 1) * A_PAGE < len(offered) else []
    rows = list(in_columns(buttons, 2))
    rows += [tuple(turn)] if turn else []
    rows += [(_press(w, "全局（不分处室）", "0"),)] if w.book.whole_bureau else []
    return ["", "请选择<b>处室</b>。"], tuple(rows)


def _look(w: Writing) -> tuple[list[str], Rows]:
    fields = w.slip.fields
    department = w.department
    lines = [
        "",
        f"日期：{say_date(w.day)}",
        f"类别：{esc(fields['category'])}",
        f"处室：{esc(department.name) if department else '全局'}",
        f"数量：{fields['number']}{w.book.unit}",
        f"编号：{esc(fields.get('reference') or '（不填）')}",
        "",
        "核对无误后请点“保存”。",
    ]
    alike = w.alike()
    if alike:
        lines.append(f"⚠ 同一天、同类别、同处室已登记过{alike}笔，请确认不是重复登记。")
    changes = [_press(w, label, step) for step, label in CHANGES.items()]
    reference = _press(w, "改编号" if fields.get("reference") else "填编号", "reference")
    return lines, ((_press(w, "保存", "save"),), *in_columns([*changes, reference], 2))


def _saved(w: Writing, entry: RegisterEntry, toast: str) -> Reply:
    department = w.department
    name = department.name if department else None
    said = say_entry(entry.day, entry.category, name, entry.number, w.book.unit)
    lines = [f"<b>{'已更正' if entry.replaces else '已登记'}：{esc(w.book.title)}</b>", esc(said)]
    lines += [f"编号：{esc(entry.reference)}"] if entry.reference else []
    year = entry.day.year
    rows = (
        (Press("再登记一笔", "bn", (w.book.name, 0)),),
        (
            Press("逐笔清单", "b", (w.book.name, "list", year, 0)),
            Press("全年汇总", "b", (w.book.name, "year", year, 0)),
        ),
    )
    return Reply("\n".join(lines), rows, toast=toast)


def _press(w: Writing, label: str, choice: str) -> Press:
    return Press(label, ROUTE, (w.slip.id, w.slip.step, choice))


def _expect(w: Writing, sure: str) -> None:
    if w.slip.step in ("day", "number", "reference"):
        ref = {"slip": w.slip.id, "step": w.slip.step, "sure": sure}
        set_focus(w.session, w.person.id, FOCUS, ref, w.now)
    else:
        _expect_nothing(w)


def _expect_nothing(w: Writing) -> None:
    """Forget what this dialogue asked for, and nothing that another one did."""
    focus = current_focus(w.session, w.person.id, w.now)
    if focus is not None and focus.purpose == FOCUS:
        drop_focus(w.session, w.person.id)
