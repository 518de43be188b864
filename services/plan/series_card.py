"""A series on the screen: the question for its rule, its next dates, and what may be changed."""

from collections.abc import Sequence
from datetime import timedelta

from activities.kind import esc
from services.calendars import office_calendar
from services.paging import in_columns
from services.plan.coming import AHEAD, PREPARE, REACH, TO_DO, coming, recurrence_of
from services.plan.desk import Desk, button
from services.reply import Reply, Rows
from storage.plans import PlanItem
from storage.series import Series
from workdays.recurrence import Shift
from workdays.rules import Time
from workdays.words import say_date, say_weekday

SHOWN = 5
RULES = (
    "每月第一个工作日",
    "每月最后一个工作日",
    "每周五",
    "每季度末月15日",
    "每半年末月15日",
    "节前3个工作日",
)
SHIFTS = {
    Shift.LATER: "遇休息日，顺延到下一个工作日",
    Shift.EARLIER: "遇休息日，提前到前一个工作日",
    Shift.DROP: "遇休息日，这一次取消",
    Shift.KEEP: "遇休息日，日期不变",
}
FITTING = {"month": 0, "week": 2, "quarter": 3, "half": 4, "holiday": 5}  # of RULES, by what a plan promises
ASK = "多久一次？请点按钮，或直接发送，如：每月10日，遇节假日提前，至11月30日止，除5月外。"


def ask_rule(desk: Desk, series: Series) -> Reply:
    """Ask for the rule of a series, by buttons or words."""
    desk.ask("rule", series.id)
    item = desk.session.get(PlanItem, series.item_id) if series.item_id is not None else None
    first = FITTING.get(item.every) if item is not None else None
    order = sorted(range(len(RULES)), key=lambda n: n != first)
    rows: Rows = in_columns([button(RULES[n], "sr", series.id, n) for n in order], 2)
    away = (
        button("不设了", "se", series.id) if series.confirmed_at is None else button("返回", "sc", series.id)
    )
    return Reply(f"<b>周期安排</b>：{esc(series.title)}\n{ASK}", (*rows, (away,)))


def show_card(desk: Desk, series: Series, toast: str = "") -> Reply:
    """Show what comes when, and how, with a button for each change."""
    if series.ended_at is not None:
        return Reply(toast="这个周期安排已停止。", alert=True)
    if not series.rule:
        return ask_rule(desk, series)
    desk.expect_nothing()
    calendar = office_calendar(desk.session)
    found = coming(desk.session, series, calendar, desk.today + timedelta(days=1), desk.today + REACH)[:SHOWN]
    recurrence = recurrence_of(series, calendar)
    until = recurrence.until
    lines = [f"<b>周期安排</b>：{esc(series.title)}", f"周期：{esc(series.rule)}"]
    lines += [] if recurrence.always_worked else [SHIFTS[recurrence.shift]]
    lines += [f"到{say_date(until)}为止"] if until is not None else []
    lines += ["", f"以后{len(found)}次：" if found else "以后没有了。"]
    lines += [f"{n}．{say_date(one.day)}（{say_weekday(one.day)}）" for n, one in enumerate(found, start=1)]
    lines += ["", f"日期是{_meaning(series)}。", _manner(series)]
    if series.confirmed_at is None:
        lines.append("\n请核对日期。点“确认启用”后开始。")
    return Reply("\n".join(lines), _rows(desk, series, found), toast=toast)


def _meaning(series: Series) -> str:
    if series.opening:
        return f"发布的日期，发布后{TO_DO}个工作日截止；再往前{PREPARE}个工作日，草稿发给您"
    word = "开会的日期" if series.kind == "study" else "截止的日期"
    return f"{word}，提前{AHEAD}个工作日发布；再往前{PREPARE}个工作日，草稿发给您"


def _manner(series: Series) -> str:
    if series.automatic:
        return "到时自动发布：草稿齐全、不用审批的，到发布时间自动发出，事先告诉您，可以改或取消。"
    return "到时由您确认：您点“发布”才会发出，没有答复不会发布。"


def _rows(desk: Desk, series: Series, found: Sequence[Time]) -> Rows:
    out = [
        button(f"除去{one.day.month}月{one.day.day}日", "sx", series.id, f"{one.day:%Y%m%d}") for one in found
    ]
    keys = {key: day for day, key in keys_of(desk, series).items()}
    back = [
        button(f"恢复{int(keys[key][4:6])}月{int(keys[key][6:])}日", "sx", series.id, keys[key])
        for key in series.left_out
        if key in keys
    ]
    change = [button("改周期", "sr", series.id)]
    if series.kind != "study":
        change.append(button("改为截止日期" if series.opening else "改为发布日期", "st", series.id))
    rows: Rows = (*in_columns([*out, *back[:SHOWN]], 2), tuple(change))
    rows += ((button("改为由我确认" if series.automatic else "改为自动发布", "sa", series.id),),)
    if series.confirmed_at is None:
        return (*rows, (button("确认启用", "sk", series.id), button("不设了", "se", series.id)))
    return (*rows, (button("停止", "se", series.id), button("全部周期安排", "sl")))


def keys_of(desk: Desk, series: Series) -> dict[str, str]:
    """Return the keys of the times to come by their days as buttons name them, those left out as well."""
    found = recurrence_of(series, office_calendar(desk.session)).times(
        office_calendar(desk.session), desk.today + timedelta(days=1), desk.today + REACH
    )
    return {f"{one.day:%Y%m%d}": one.key for one in found}
