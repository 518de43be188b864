"""One item changed: its title, how often, how many times, in which months, by which way."""

from activities.kind import esc
from services.paging import in_columns
from services.plan.desk import Desk, button
from services.plan.reviewing import page_with
from services.plan.wording import (
    EVERY,
    UNSET,
    kind_titles,
    promise_of,
    read_quota,
    say_kind,
    say_months,
    say_promise,
)
from services.reply import Reply, Rows
from storage.plans import IN_FORCE, KEPT, AnnualPlan, PlanItem

LONGEST_TITLE = 60
QUOTAS = (1, 2, 3, 4, 6, 12)
MONTHLY = ("once", "year", "half", "quarter", "month")  # periods for which months may be named


def card(desk: Desk, toast: str = "") -> Reply:
    """Show an item with all that was read of it, and what can be changed."""
    item = desk.item()
    if item.status != KEPT:
        return Reply(toast="这一条已删去或已合并，可在核对清单里恢复。", alert=True)
    desk.expect_nothing()
    lines = [
        f"<b>{esc(item.title)}</b>",
        f"原文（{esc(item.number)}）：{esc(item.sentence[:1200])}",
        "",
        f"频次：{esc(say_promise(promise_of(item)))}",
        f"责任主体：{esc(item.responsible or '原文没有写')}",
        f"参加对象：{esc(item.participants or '原文没有写')}",
        f"办理方式：{esc(say_kind(item.kind))}",
    ]
    if item.parent_id is not None:
        lines.append(f"属于：{esc(desk.session.get_one(PlanItem, item.parent_id).title)}")
    if item.tags:
        lines.append(f"标签：{esc('、'.join(item.tags))}")
    if item.unset:
        from language.plan import BY_HOURS  # its rules are compiled when first needed

        why = (
            "原文按学时规定，请点“改次数”写明分几次开展"
            if BY_HOURS in item.tags
            else "原文没有写明次数，请点“改次数”补上"
        )
        lines.append(f"\n⚠ {why}；补上前不算完成。")
    rows: Rows = (
        (button("改名称", "ti", item.id), button("改频次", "ev", item.id), button("改次数", "qu", item.id)),
        (
            button("改方式", "ki", item.id),
            button("并入其他条", "me", item.id, 0),
            button("删去", "dr", item.id),
        ),
    )
    if item.every in MONTHLY:
        rows = (*rows, (button("改月份", "mo", item.id),))
    plan = desk.session.get_one(AnnualPlan, item.plan_id)
    back = (button("返回进度", "it", item.id),) if plan.status == IN_FORCE else ()
    return Reply("\n".join(lines), (*rows, (page_with(desk, item), *back)), toast=toast)


def ask_title(desk: Desk) -> Reply:
    """Ask for another title."""
    item = desk.item()
    desk.ask("title", item.id)
    return Reply(prompt=f"请发送新的名称（不超过{LONGEST_TITLE}字）。现在是：{esc(item.title)}")


def title_typed(desk: Desk) -> Reply:
    """Take the title that was typed."""
    item, title = desk.item(), " ".join(desk.text.split())
    if not 2 <= len(title) <= LONGEST_TITLE:
        return Reply(f"名称应为2至{LONGEST_TITLE}字，现在有{len(title)}字，请重新发送。")
    item.title = title
    return card(desk)


def every(desk: Desk) -> Reply:
    """Ask how often, or take the answer."""
    item = desk.item()
    names = list(EVERY)
    if desk.choice.isdecimal() and int(desk.choice) < len(names):
        item.every, item.months = names[int(desk.choice)], []
        if item.every in ("", "ongoing", "holiday"):
            item.quota, item.unset = None, False
        elif item.quota is None and not item.unset:
            item.quota = 1
        return card(desk, "已改。")
    buttons = [button(word, "ev", item.id, n) for n, word in enumerate(EVERY.values())]
    text = f"“{esc(item.title)}”多久一次？\n现在是：{esc(say_promise(promise_of(item)))}"
    return Reply(text, (*in_columns(buttons, 3), (button("返回", "ri", item.id),)))


def quota(desk: Desk) -> Reply:
    """Ask how many times, or take a button's answer."""
    item = desk.item()
    if desk.choice == "unset":
        item.quota, item.unset = None, True
        return card(desk, "已改为未设定。")
    if desk.choice.isdecimal() and int(desk.choice) in QUOTAS:
        return _take_quota(desk, item, int(desk.choice))
    desk.ask("quota", item.id)
    buttons = [button(f"{n}次", "qu", item.id, n) for n in QUOTAS]
    per = EVERY[item.every] if item.every not in ("", "ongoing", "once") else "全年"
    text = f"“{esc(item.title)}”{per}几次？请点按钮，或直接发送数字。\n"
    text += f"现在是：{esc(say_promise(promise_of(item)))}"
    rows = (
        *in_columns(buttons, 3),
        (button(f"先不定（{UNSET}）", "qu", item.id, "unset"), button("返回", "ri", item.id)),
    )
    return Reply(text, rows)


def quota_typed(desk: Desk) -> Reply:
    """Take the number that was typed."""
    number = read_quota(desk.text)
    if number is None:
        return Reply("没看懂这个次数，请发送1至366的数字，如：4。")
    return _take_quota(desk, desk.item(), number)


def months(desk: Desk) -> Reply:
    """Toggle the months in which it is to be done."""
    item = desk.item()
    if desk.choice.isdecimal() and 1 <= int(desk.choice) <= 12:
        item.months = sorted(set(item.months) ^ {int(desk.choice)})
    elif desk.choice == "no":
        item.months = []
    named = tuple(item.months)
    buttons = [button(f"{'✓' if n in named else ''}{n}月", "mo", item.id, n) for n in range(1, 13)]
    text = f"“{esc(item.title)}”在哪些月份？可选多个；都不选就是不限月份。\n"
    text += f"现在是：{say_months(named) or '不限月份'}"
    rows = (
        *in_columns(buttons, 4),
        (button("不限月份", "mo", item.id, "no"), button("选好了", "ri", item.id)),
    )
    return Reply(text, rows)


def kind(desk: Desk) -> Reply:
    """Ask by which way it is served, or take the answer."""
    item, titles = desk.item(), kind_titles()
    names = list(titles)
    if desk.choice.isdecimal() and int(desk.choice) < len(names):
        item.kind = names[int(desk.choice)]
        return card(desk, "已改。")
    buttons = [button(title, "ki", item.id, n) for n, title in enumerate(titles.values())]
    text = (
        f"“{esc(item.title)}”用哪种方式办理？\n"
        "选活动的，由活动计次；选台账的，由台账登记计次。\n"
        f"现在是：{esc(say_kind(item.kind))}"
    )
    return Reply(text, (*in_columns(buttons, 2), (button("返回", "ri", item.id),)))


def _take_quota(desk: Desk, item: PlanItem, number: int) -> Reply:
    item.quota, item.unset = number, False
    if item.every in ("", "ongoing", "holiday"):
        item.every = "year"
    return card(desk, "已改。")
