"""管理此项: what every kind offers below its report, behind one button."""

from collections.abc import Mapping
from datetime import datetime

from activities.kind import esc
from services.backing import Act, Desk
from services.managing import (
    by_names,
    copying,
    ending,
    extending,
    listing,
    membership,
    reminding,
    replanning,
    scheduled,
)
from services.managing.common import MENU, has_own_time
from services.paging import in_columns
from services.reply import Press, Reply
from services.views import kind_of
from storage.activities import CLOSED, OPEN, WITHDRAWN
from workdays.words import say_moment

STATUS = {OPEN: "办理中", CLOSED: "已结束", WITHDRAWN: "已撤回"}


def menu(desk: Desk) -> Reply:
    """Show how it stands and what can be done about it."""
    activity, office = desk.activity, desk.office
    lines = [
        f"<b>管理：{esc(kind_of(activity).title)}《{esc(activity.title)}》</b>",
        f"现在：{STATUS.get(activity.status, '正在发布')}",
        f"截止：{say_moment(office.local(activity.deadline)) if activity.deadline else '不设'}",
    ]
    if activity.status == OPEN:
        coming = [datetime.fromisoformat(at) for at in activity.reminders[activity.reminded :]]
        said = "、".join(say_moment(office.local(at)) for at in coming)
        lines.append(f"自动提醒：{said or '没有'}")
        if activity.closes_at is not None:
            lines.append(
                f"受理到：{say_moment(office.local(activity.closes_at))}（过了截止仍可补办，记“迟”）"
            )
    rows = in_columns(_offered(desk), 2)
    return Reply("\n".join(lines), (*rows, (Press("返回报表", "rb", (activity.id,)),)))


def _offered(desk: Desk) -> list[Press]:
    anew = [] if kind_of(desk.activity).binding else [("重新征集", "m-anew")]
    copied = ("复制成新的一份", "m-copy")
    match desk.activity.status:
        case "open":
            later = [] if has_own_time(desk) else [("延期", "m-extend")]
            offered = [*later, ("自动提醒", "m-remind"), ("增减人员", "m-people"), ("提前结束", "m-close")]
            offered += [copied, *anew, ("撤回", "m-withdraw")]
        case "closed":
            offered = [("重新开放", "m-reopen"), copied, *anew, ("撤回", "m-withdraw")]
        case "withdrawn":
            offered = [copied]
        case _:
            offered = []
    return [desk.press(label, action) for label, action in offered]


# What is done about something that waits to be published, and what is done once it is.
BEFORE: frozenset[str] = frozenset({"s", "s-move", "s-now", "s-cancel", "m-shift"})
ACTIONS: Mapping[str, Act] = {
    MENU: menu,
    "e-names": by_names.enter_names,
    "e-one": by_names.enter_one,
    "e-undo": by_names.undo,
    "m-add": membership.add,
    "m-added": membership.added,
    "m-anew": copying.ask_anew,
    "m-close": ending.ask_close,
    "m-closed": ending.close_now,
    "m-copy": copying.copy,
    "m-extend": extending.extend,
    "m-extend-to": extending.extend_to,
    "m-extended": extending.extended,
    "m-one": extending.one,
    "m-one-until": extending.one_until,
    "m-people": membership.members,
    "m-remind": reminding.reminders,
    "m-remind-add": reminding.add,
    "m-remind-drop": reminding.drop,
    "m-remove": membership.remove,
    "m-removed": membership.removed,
    "m-removing": membership.ask_remove,
    "m-reopen": ending.reopen,
    "m-reopened": ending.reopened,
    "m-shift": replanning.shift,
    "m-who": listing.listed,
    "m-withdraw": ending.ask_withdraw,
    "m-withdrawn": ending.withdraw,
    "s": scheduled.show,
    "s-cancel": scheduled.cancel,
    "s-move": scheduled.move,
    "s-now": scheduled.publish,
}
