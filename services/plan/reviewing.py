"""Going through what was read: ten to a screen, each item kept, changed, merged or dropped; then in force."""

from dataclasses import replace

from sqlalchemy import update

from activities.kind import esc
from services.paging import in_columns, page_of, short
from services.plan.comparing import carry_over, compared, earlier_plan
from services.plan.desk import A_PAGE, Desk, button
from services.plan.numbering import open_items
from services.plan.wording import promise_of, say_kind, say_promise
from services.reply import Press, Reply, Rows
from storage.plans import (
    DROPPED,
    GATHERING,
    IN_FORCE,
    KEPT,
    MERGED,
    REPLACED,
    REVIEW,
    AnnualPlan,
    PlanItem,
    items_of,
)

TITLE = 36  # characters of a title in a list


def review(desk: Desk, plan: AnnualPlan | None = None, toast: str = "") -> Reply:
    """Show a page of what was read, with a button for each item."""
    plan = plan or desk.plan()
    if plan.status not in (REVIEW, IN_FORCE):
        return Reply(toast="这份计划已被替换，请用 /plan 查看现在的计划。", alert=True)
    items = items_of(desk.session, plan.id)
    shown, page = page_of(items, desk.page, A_PAGE)
    open_ = sum(item.unset for item in items)
    lines = [f"<b>核对计划</b>　{esc(plan.title)}"]
    more = f"，其中{open_}条次数未设定，请补上" if open_ else ""
    lines.append(f"{plan.year}年，共{len(items)}条{more}。没有问题的不用动，要改的点编号。\n")
    first = page * A_PAGE
    lines += [f"{first + n}．{_line(item)}" for n, item in enumerate(shown, start=1)]
    numbers = [button(f"{first + n}", "ri", item.id) for n, item in enumerate(shown, start=1)]
    turn = [button("上一页", "rv", plan.id, page - 1)] if page else []
    turn += [button("下一页", "rv", plan.id, page + 1)] if first + A_PAGE < len(items) else []
    rows: Rows = in_columns(numbers, 5)
    rows += (tuple(turn),) if turn else ()
    dropped = items_of(desk.session, plan.id, all_of_them=True)
    beside = [button("导出表格核对", "xs", plan.id)]
    without = len(open_items(desk, plan.id))
    beside += [button(f"逐条补次数（{without}条）", "nb", plan.id)] if without else []
    others = [button("增加一条", "ad", plan.id)]
    others += [button("已删去、已合并的", "rx", plan.id)] if len(dropped) > len(items) else []
    rows += (tuple(beside), tuple(others))
    if plan.status == REVIEW:
        if earlier_plan(desk.session, plan) is not None:
            rows += ((button("与上一份计划对照", "df", plan.id),),)
        rows += ((button("确认启用", "ok", plan.id), button("放弃", "ab", plan.id)),)
    else:
        rows += ((button("返回计划进度", "home"),),)
    return Reply("\n".join(lines), rows, toast=toast)


def removed(desk: Desk) -> Reply:
    """List what was dropped or merged, to be taken back."""
    plan = desk.plan()
    items = [item for item in items_of(desk.session, plan.id, all_of_them=True) if item.status != KEPT]
    shown, page = page_of(items, desk.page, A_PAGE)
    lines = ["<b>已删去、已合并的</b>（点编号恢复）\n"]
    for n, item in enumerate(shown, start=page * A_PAGE + 1):
        how = "已删去"
        if item.status == MERGED and item.merged_into is not None:
            how = f"已并入“{desk.session.get_one(PlanItem, item.merged_into).title}”"
        lines.append(f"{n}．{esc(short(item.title, TITLE))}（{esc(how)}）")
    numbers = [button(f"{n}", "un", item.id) for n, item in enumerate(shown, start=page * A_PAGE + 1)]
    turn = [button("上一页", "rx", plan.id, page - 1)] if page else []
    turn += [button("下一页", "rx", plan.id, page + 1)] if (page + 1) * A_PAGE < len(items) else []
    rows = in_columns(numbers, 5) + ((tuple(turn),) if turn else ())
    return Reply("\n".join(lines), (*rows, (button("返回核对", "rv", plan.id, 0),)))


def drop(desk: Desk) -> Reply:
    """Take an item out of the plan; it can be taken back."""
    item = desk.item()
    item.status = DROPPED
    desk.session.flush()
    return _back(desk, item, f"已删去“{short(item.title)}”。")


def take_back(desk: Desk) -> Reply:
    """Take back an item that was dropped or merged."""
    item = desk.item()
    item.status, item.merged_into = KEPT, None
    desk.session.flush()
    return _back(desk, item, f"已恢复“{short(item.title)}”。")


def choose_target(desk: Desk) -> Reply:
    """Ask into which item this one is merged."""
    item = desk.item()
    others = [one for one in items_of(desk.session, item.plan_id) if one.id != item.id]
    others.sort(key=lambda one: abs(one.place - item.place))  # what is merged mostly stands side by side
    shown, page = page_of(others, desk.page, A_PAGE)
    lines = [f"“{esc(item.title)}”并入哪一条？并入后只统计那一条。\n"]
    lines += [f"{n}．{_line(one)}" for n, one in enumerate(shown, start=1)]
    numbers = [button(f"{n}", "mt", item.id, one.id) for n, one in enumerate(shown, start=1)]
    turn = [button("上一页", "me", item.id, page - 1)] if page else []
    turn += [button("下一页", "me", item.id, page + 1)] if (page + 1) * A_PAGE < len(others) else []
    rows = in_columns(numbers, 5) + ((tuple(turn),) if turn else ())
    return Reply("\n".join(lines), (*rows, (button("返回", "ri", item.id),)))


def merge(desk: Desk) -> Reply:
    """Merge an item into another, its own merged ones with it."""
    item = desk.item()
    target = desk.session.get(PlanItem, int(desk.choice)) if desk.choice.isdecimal() else None
    if target is None or target.plan_id != item.plan_id or target.status != KEPT or target.id == item.id:
        return Reply(toast="那一条已有变动，请重新选择。", alert=True)
    item.status, item.merged_into = MERGED, target.id
    mine = update(PlanItem).where(PlanItem.merged_into == item.id, PlanItem.status == MERGED)
    desk.session.execute(mine.values(merged_into=target.id))
    if target.every == "" and item.every:  # what the other one says of times is not lost
        target.every, target.months = item.every, item.months
        target.quota, target.unset = item.quota, item.unset
    desk.session.flush()
    return _back(desk, item, f"已并入“{short(target.title)}”。")


def confirm(desk: Desk) -> Reply:
    """Put a plan in force; the one of the same year that it replaces hands over what was held for it."""
    plan = desk.plan()
    if plan.status == REVIEW:
        items = items_of(desk.session, plan.id)
        if not items:
            return Reply(toast="一条也没有保留，不能启用。", alert=True)
        carried = carry_over(desk.session, plan)
        others = update(AnnualPlan).where(AnnualPlan.year == plan.year, AnnualPlan.id != plan.id)
        desk.session.execute(others.values(status=REPLACED))
        plan.status, plan.confirmed_at = IN_FORCE, desk.now
        more = f"\n原计划下的{carried}项活动已接续。" if carried else ""
        open_ = sum(item.unset for item in items)
        more += f"\n有{open_}条次数未设定，设定前不算完成，也不提醒。" if open_ else ""
    elif plan.status == GATHERING:
        return Reply(toast="请先发送计划原文。", alert=True)
    else:
        more = ""
    text = f"{plan.year}年计划已启用。{more}\n随时用 /plan 查看进度。"
    return Reply(text, ((button("查看进度", "home", 0, plan.year),),), toast="已启用。")


def difference(desk: Desk) -> Reply:
    """Show what is new, gone and changed beside the plan before."""
    plan = desk.plan()
    return Reply(compared(desk.session, plan), ((button("返回核对", "rv", plan.id, 0),),))


def _line(item: PlanItem) -> str:
    mark = "⚠ " if item.unset else ""
    about = f"{say_promise(promise_of(item))}，{say_kind(item.kind)}"
    return f"{mark}{esc(short(item.title, TITLE))}（{esc(about)}）"


def _back(desk: Desk, item: PlanItem, toast: str) -> Reply:
    """Show the page on which an item stands, or stood."""
    plan = desk.session.get_one(AnnualPlan, item.plan_id)
    return review(replace(desk, id=plan.id, choice=str(_page_of(desk, item))), plan, toast)


def page_with(desk: Desk, item: PlanItem) -> Press:
    """Return the button back to the page on which an item stands."""
    return button("返回清单", "rv", item.plan_id, _page_of(desk, item))


def _page_of(desk: Desk, item: PlanItem) -> int:
    before = [one for one in items_of(desk.session, item.plan_id) if one.place < item.place]
    return len(before) // A_PAGE
