"""The list as a workbook: sent out, gone through at a desk, taken back, shown as a difference, applied."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from activities.kind import esc
from language.grid import Row, Unreadable
from language.tables import read_tables
from reports.plan import REVIEW_COLUMNS, ReviewRow
from services.paging import fitting
from services.plan.changing import LONGEST_TITLE
from services.plan.desk import Desk, button
from services.plan.reviewing import review
from services.plan.standing import Promise
from services.plan.wording import (
    EVERY,
    UNSET,
    promise_of,
    read_every,
    read_kind,
    read_months,
    read_quota,
    say_kind,
    say_months,
    say_promise,
)
from services.refusals import Outdated, Refusal
from services.reply import File, Reply
from storage.plans import DROPPED, KEPT, MERGED, REPLACED, AnnualPlan, PlanItem, items_of

NAME = "年度计划核对表"
KEEP, DROP, MERGE = "保留", "删去", "并入"


class SheetRefused(Refusal):
    """The workbook cannot be taken; str() says which rows are to be mended."""


def send(desk: Desk) -> Reply:
    """Send the list as a workbook."""
    plan = desk.plan()
    rows = [_row(item) for item in items_of(desk.session, plan.id, all_of_them=True)]
    file = File(f"{NAME}_{plan.year}年.xlsx", partial(_workbook, rows, plan.title))
    desk.ask("sheet", plan.id)
    return Reply(
        toast="正在生成表格，稍后发出。",
        prompt="表格随后发出。改好后保存，把文件直接发回这里，会先列出改动再由您确认。第一列请不要改。",
        files=(file,),
    )


def read_sheet(content: bytes, name: str) -> list[dict[str, str]]:
    """Return the rows of a workbook by heading. Any thread may do it. Raises SheetRefused."""
    try:
        tables = read_tables(content, name)
    except Unreadable as error:
        raise SheetRefused(esc(f"没有接收：{error}")) from None
    for table in tables:
        for place, row in enumerate(table.rows):
            if REVIEW_COLUMNS[0] in row.cells and "处理" in row.cells:
                return [_by_heading(row, one) for one in table.rows[place + 1 :] if one.value(0).isdecimal()]
    raise SheetRefused("没有接收：看不出是年度计划核对表。请用 /plan 导出表格，在那份表格上改。")


def receive(desk: Desk, rows: Sequence[Mapping[str, str]]) -> Reply:
    """Show what a workbook would change; nothing is changed yet. Raises SheetRefused."""
    items = {item.id: item for item in _items(desk, rows)}
    changes, said, faults = [], [], []
    for row in rows:
        item = items.get(int(row[REVIEW_COLUMNS[0]]))
        where = f"第{row[REVIEW_COLUMNS[0]]}号"
        if item is None:
            faults.append(f"{where}：不在这份计划里")
            continue
        try:
            change = _change(item, row, items)
        except ValueError as error:
            faults.append(f"{where}“{item.title}”：{error}")
            continue
        if change:
            changes.append({"id": item.id, **change})
            said.append(f"{item.title}：{_say_change(item, change)}")
    if faults:
        raise SheetRefused(esc("没有接收，请改好后再发一次：\n" + "\n".join(faults[:20])))
    if not changes:
        return Reply("表格和现在的计划一样，没有要改的。")
    plan = desk.session.get_one(AnnualPlan, next(iter(items.values())).plan_id)
    plan.changes = changes
    head = f"<b>表格里改了{len(changes)}条</b>\n"
    lines = [esc(line) for line in said]
    shown = list(fitting(lines, head + "\n其余略。\n确认前不会改动计划。"))
    more = ["其余略。"] if len(shown) < len(lines) else []
    text = "\n".join([head, *shown, *more, "\n确认前不会改动计划。"])
    return Reply(text, ((button("确认修改", "ap", plan.id), button("不改", "rv", plan.id, 0)),), fresh=True)


def apply(desk: Desk) -> Reply:
    """Apply what the workbook changes."""
    plan = desk.plan()
    if not plan.changes:
        return Reply(toast="这些改动已经办理过。", alert=True)
    for change in plan.changes:
        item = desk.session.get(PlanItem, change["id"])
        if item is None or item.plan_id != plan.id:
            raise Outdated
        for name, value in change.items():
            if name != "id":
                setattr(item, name, value)
    plan.changes = []
    desk.session.flush()
    desk.expect_nothing()
    return review(desk, plan, "已修改。")


def _items(desk: Desk, rows: Sequence[Mapping[str, str]]) -> Sequence[PlanItem]:
    """Return the items of the plan that the rows are of."""
    first = desk.session.get(PlanItem, int(rows[0][REVIEW_COLUMNS[0]])) if rows else None
    plan = desk.session.get(AnnualPlan, first.plan_id) if first is not None else None
    if plan is None or plan.status == REPLACED:
        raise SheetRefused("没有接收：这份表格不是现在的计划。请用 /plan 重新导出。")
    return items_of(desk.session, plan.id, all_of_them=True)


def _change(item: PlanItem, row: Mapping[str, str], items: Mapping[int, PlanItem]) -> dict[str, Any]:
    """Return which columns a row changes. Raises ValueError with a reason."""
    title = " ".join(row["名称"].split())
    if not 2 <= len(title) <= LONGEST_TITLE:
        raise ValueError(f"名称应为2至{LONGEST_TITLE}字")
    every, months, kind = read_every(row["频次"]), read_months(row["月份"]), read_kind(row["办理方式"])
    if every is None:
        raise ValueError(f"频次只能填：{'、'.join(EVERY.values())}")
    if months is None:
        raise ValueError("月份只能填数字，如：3、9")
    if kind is None:
        raise ValueError(f"没有“{row['办理方式']}”这种办理方式")
    status, target = _handling(row["处理"].strip())
    if target is not None and (target == item.id or target not in items):
        raise ValueError("并入的序号不在表格里，或是本条自己")
    unset = row["次数"].strip() == UNSET
    quota = read_quota(row["次数"])
    if row["次数"].strip() and not unset and quota is None:
        raise ValueError(f"次数只能填1至366的数字，或“{UNSET}”")
    told: dict[str, Any] = {
        "title": title,
        "every": every,
        "months": list(months),
        "quota": quota,
        "unset": unset,
        "kind": kind,
        "responsible": row["责任主体"].strip(),
        "participants": row["参加对象"].strip(),
        "status": status,
        "merged_into": target,
    }
    return {name: value for name, value in told.items() if getattr(item, name) != value}


def _handling(cell: str) -> tuple[str, int | None]:
    """Return the status that a cell gives an item, and into which it is merged. Raises ValueError."""
    found = re.fullmatch(rf"{MERGE}\s*(\d{{1,9}})", cell)
    if found:
        return MERGED, int(found[1])
    if cell not in (KEEP, DROP):
        raise ValueError(f"处理只能填“{KEEP}”“{DROP}”，或“{MERGE}”加序号")
    return (KEPT if cell == KEEP else DROPPED), None


def _say_change(item: PlanItem, change: Mapping[str, Any]) -> str:
    parts = []
    if change.get("status") == DROPPED:
        return "删去"
    if change.get("merged_into") is not None:
        return f"并入第{change['merged_into']}号"
    if change.get("status") == KEPT:
        parts.append("恢复")
    if "title" in change:
        parts.append(f"名称改为“{change['title']}”")
    if change.keys() & {"every", "months", "quota", "unset"}:
        new = Promise(
            change.get("every", item.every),
            tuple(change.get("months", item.months)),
            change.get("quota", item.quota),
            change.get("unset", item.unset),
        )
        parts.append(f"{say_promise(promise_of(item))} → {say_promise(new)}")
    if "kind" in change:
        parts.append(f"办理方式改为{say_kind(change['kind'])}")
    parts += [f"{word}改为“{change[n]}”" for n, word in _WORDS.items() if n in change]
    return "，".join(parts)


_WORDS = {"responsible": "责任主体", "participants": "参加对象"}


def _row(item: PlanItem) -> ReviewRow:
    return ReviewRow(
        id=item.id,
        number=item.number,
        title=item.title,
        sentence=item.sentence,
        responsible=item.responsible,
        participants=item.participants,
        every=EVERY[item.every],
        months=say_months(tuple(item.months)),
        quota=UNSET if item.unset else str(item.quota or ""),
        kind=say_kind(item.kind),
        keep=f"{MERGE}{item.merged_into}" if item.status == MERGED else KEEP if item.status == KEPT else DROP,
    )


def _by_heading(heads: Row, row: Row) -> dict[str, str]:
    found = {name: row.value(column) for column, name in enumerate(heads.cells)}
    return dict.fromkeys(REVIEW_COLUMNS, "") | found


def _workbook(rows: Sequence[ReviewRow], title: str) -> bytes:
    from reports.plan_sheets import review_workbook  # openpyxl is loaded when first needed

    return review_workbook(rows, title)
