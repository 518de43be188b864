"""The meter: what each month asks of a person, and the cap beyond which a draft warns its author."""

from collections.abc import Mapping

from activities.kind import esc
from services.paging import in_columns
from services.plan.burden import OPTION_CAP, cap_of, month_of, say_month
from services.plan.desk import Desk, button
from services.reply import Reply
from storage.activities import set_option
from storage.people import on_roster

CAPS = (4, 6, 8, 10, 15, 0)  # tasks of one person in a month; 0: no cap
BEFORE, AFTER = 3, 2  # months shown around the present one
NAMED = 20


def show(desk: Desk) -> Reply:
    """Show the months around now and the cap; with a choice, set the cap first."""
    if desk.choice.isdecimal() and int(desk.choice) in CAPS:
        set_option(desk.session, OPTION_CAP, int(desk.choice))
        desk.session.flush()
    cap, staff = cap_of(desk.session), len(on_roster(desk.session, desk.today))
    lines = ["<b>负担</b>（按在册人数平均，每人每月）", f"上限：{_say_cap(cap)}", ""]
    for offset in range(-BEFORE, AFTER + 1):
        years, place = divmod(desk.today.month - 1 + offset, 12)
        year, month = desk.today.year + years, place + 1
        found = month_of(desk.session, desk.office, year, month, staff)
        mark = "（本月）" if offset == 0 else "（已定时的）" if offset > 0 else ""
        lines.append(f"{year}年{month}月{mark}：{say_month(found)}")
        if found.over and offset >= 0:
            lines.append(f"　⚠ 超过上限的{len(found.over)}人：{_named(desk, found.over)}")
    lines.append(
        "\n分钟数是估计：会议按90分钟，填写类按5至60分钟，每条消息半分钟。全年的可用 qingfeng rehearse 演练。"
    )
    buttons = [
        button(("✓ " if one == cap else "") + (f"{one}项" if one else "不设上限"), "bu", 0, one)
        for one in CAPS
    ]
    toast = "已改。" if desk.choice else ""
    return Reply("\n".join(lines), (*in_columns(buttons, 3), (button("返回计划", "home"),)), toast=toast)


def _say_cap(cap: int) -> str:
    return f"每人每月{cap}项任务；起草时会超过的，预览里会提醒" if cap else "不设，起草时不提醒"


def _named(desk: Desk, over: Mapping[int, int]) -> str:
    people = [one for one in on_roster(desk.session, desk.today) if one.id in over]
    said = "、".join(f"{esc(one.name)}{over[one.id]}项" for one in people[:NAMED])
    return said + ("……" if len(people) > NAMED else "")
