"""自动提醒: when those who have not done it are reminded, as a list to add to and take from."""

from datetime import datetime

from activities.kind import esc
from services.backing import Desk
from services.calendars import office_calendar
from services.chasing.planning import REMIND_TIME
from services.managing.common import NotManaged, back, from_arg, hold, read_future, to_arg
from services.reply import Reply
from storage.activities import OPEN
from workdays.quiet import is_quiet
from workdays.words import Unclear, say_moment

MOST = 4  # automatic ones of one activity; the plan makes two, and what is merged by day counts once
PROMPT = "请发送要增加的提醒时间，如：12月28日、明天下午3点。没写钟点的按09:00。"


def reminders(desk: Desk) -> Reply:
    """Show when people are reminded, with buttons to add one and to take one off."""
    hold(desk, OPEN)
    return _shown(desk)


def add(desk: Desk) -> Reply:
    """Ask for a moment, or take it; the clock looks for it from now on."""
    hold(desk, OPEN)
    if not desk.text:
        return desk.ask("m-remind-add", PROMPT)
    try:
        at = _fitting(desk, read_future(desk, REMIND_TIME))
    except (Unclear, NotManaged) as wrong:
        return desk.ask("m-remind-add", f"{wrong}\n没有增加。{PROMPT}")
    _keep(desk, [*_coming(desk), at])
    return _shown(desk, f"✔ 已增加：{_say(desk, at)}")


def drop(desk: Desk) -> Reply:
    """Take off a reminder that has not gone."""
    hold(desk, OPEN)
    at = from_arg(desk.arg)
    coming = _coming(desk)
    if at not in coming:
        return _shown(desk, "这个提醒已经发出，或已经取消。")
    _keep(desk, [one for one in coming if one != at])
    return _shown(desk, f"✔ 已取消：{_say(desk, at)}")


def _shown(desk: Desk, said: str = "") -> Reply:
    activity, coming = desk.activity, _coming(desk)
    gone = [datetime.fromisoformat(at) for at in activity.reminders[: activity.reminded]]
    lines = [said, ""] if said else []
    lines += [f"<b>自动提醒：{esc(activity.title)}</b>"]
    lines += [f"已提醒：{_say(desk, at)}" for at in gone]
    lines += [f"将提醒：{_say(desk, at)}" for at in coming]
    lines += [] if gone or coming else ["没有自动提醒。"]
    lines += [
        "",
        "只提醒那时还没有办理的人；同一天有几项的，合成一条。马上要提醒的，请在报表里点“催办未完成”。",
    ]
    rows = [(desk.press(f"取消：{_short(desk, at)}", "m-remind-drop", to_arg(at)),) for at in coming]
    more = (desk.press("增加提醒", "m-remind-add"),) if len(gone) + len(coming) < MOST else ()
    return Reply("\n".join(lines), (*rows, (*more, back(desk))), fresh=bool(desk.text))


def _fitting(desk: Desk, at: datetime) -> datetime:
    """Return a moment at which a reminder may go. Raises NotManaged."""
    local, activity = desk.office.local(at), desk.activity
    if len(activity.reminders) >= MOST:
        raise NotManaged(f"一项最多自动提醒{MOST}次，请先取消一个。")
    if activity.closes_at is not None and at >= activity.closes_at:
        raise NotManaged("那时这项已经结束，请写一个更早的时间。")
    if is_quiet(local, desk.office.zone):
        raise NotManaged("22:00至次日8:00是免打扰时段，请换一个时间。")
    if not office_calendar(desk.session).is_working(local.date()):
        raise NotManaged(f"{say_moment(local)}不是工作日，请换一天。")
    if any(desk.office.today(one) == local.date() for one in _coming(desk)):
        raise NotManaged("那一天已经有提醒，每人每天最多一条。")
    return at


def _coming(desk: Desk) -> list[datetime]:
    return [datetime.fromisoformat(at) for at in desk.activity.reminders[desk.activity.reminded :]]


def _keep(desk: Desk, coming: list[datetime]) -> None:
    gone = desk.activity.reminders[: desk.activity.reminded]
    desk.activity.reminders = [*gone, *(desk.office.local(at).isoformat() for at in sorted(coming))]


def _say(desk: Desk, at: datetime) -> str:
    return say_moment(desk.office.local(at))


def _short(desk: Desk, at: datetime) -> str:
    local = desk.office.local(at)
    return f"{local.month}月{local.day}日{local:%H:%M}"
