"""撤回, 提前结束, 重新开放: how an activity ends by hand, and begins again."""

from sqlalchemy import func, select

from activities.kind import esc
from services.backing import Desk, backing_of
from services.calendars import office_calendar
from services.correcting.redrawing import SCREENS, redraw, redraw_reminders
from services.groups.posting import refresh
from services.managing.common import (
    MENU,
    NotManaged,
    back,
    from_arg,
    hold,
    messages_of,
    read_future,
    stamp,
    to_arg,
)
from services.publishing import close
from services.reply import Press, Reply
from storage.activities import CLOSED, OPEN, WITHDRAWN, Activity, Draft
from storage.assignments import Assignment
from storage.letters import Renewal
from workdays.words import Unclear, parse_moment, say_moment

AGAIN = "3个工作日内"


def ask_withdraw(desk: Desk) -> Reply:
    """Ask whether it is to be withdrawn, and say what that means."""
    hold(desk, OPEN, CLOSED)
    done = _count(desk, Assignment.outcome == "done")
    lines = [
        f"<b>撤回：{esc(desk.activity.title)}</b>",
        "发错了、不该发的，才需要撤回。撤回后：",
        "一、已发出的通知原地改成“已撤回”，发出很久的也会改；还没发出的不再发。",
        f"二、已有{done}人办理，记录保留，但这项不再计入统计。" if done else "二、这项不再计入统计。",
        "三、撤回后不能恢复，需要时可以“复制”成新的一份。",
    ]
    if desk.activity.status == OPEN:
        lines.append("只是不再需要大家办理的，请返回后点“提前结束”，已办理的照常统计。")
    return Reply("\n".join(lines), ((desk.press("确认撤回", "m-withdrawn"), back(desk)),))


def withdraw(desk: Desk) -> Reply:
    """Withdraw it: what was sent says so, what was not sent stays."""
    hold(desk, OPEN, CLOSED)
    desk.activity.status, desk.activity.closed_at = WITHDRAWN, desk.now
    desk.session.flush()
    redraw(
        desk.session, desk.now, stamp(desk.now), *messages_of(desk, (*SCREENS, "notice"), unanswered=False)
    )
    redraw_reminders(desk.session, desk.now, stamp(desk.now), desk.activity)
    refresh(desk.session, desk.now, desk.activity, stamp(desk.now))
    said = f"已撤回《{esc(desk.activity.title)}》，已发出的通知正在改成“已撤回”。"
    rows = ((desk.press("复制成新的一份", "m-copy"), Press("返回报表", "rb", (desk.activity.id,))),)
    return Reply(said, rows, toast="已撤回。")


def ask_close(desk: Desk) -> Reply:
    """Ask whether it is to end now."""
    hold(desk, OPEN)
    left = _count(desk, Assignment.outcome == "none", Assignment.exempt.is_(None))
    text = (
        f"<b>提前结束：{esc(desk.activity.title)}</b>\n"
        f"还有{left}人没有办理。结束后不再受理、不再提醒，已办理的照常统计；需要时可以重新开放。"
    )
    if kept := _kept_closed(desk):
        text += f"\n请注意：{kept}"
    return Reply(text, ((desk.press("确认结束", "m-closed"), back(desk)),))


def close_now(desk: Desk) -> Reply:
    """End it now."""
    hold(desk, OPEN)
    desk.activity.closes_at = desk.now
    close(desk.session, desk.office, desk.now, desk.activity)
    desk.session.flush()
    redraw(desk.session, desk.now, stamp(desk.now), *messages_of(desk, SCREENS, unanswered=True))
    refresh(desk.session, desk.now, desk.activity, stamp(desk.now))
    said = f"已结束《{esc(desk.activity.title)}》，不再受理。"
    return Reply(said, ((back(desk), Press("返回报表", "rb", (desk.activity.id,))),), toast="已结束。")


def reopen(desk: Desk) -> Reply:
    """Ask until when answers are taken again, or take the words that say so."""
    hold(desk, CLOSED)
    if kept := _kept_closed(desk):
        raise NotManaged(kept)
    if desk.text:
        try:
            return _reopen(desk, to_arg(read_future(desk)))
        except (Unclear, NotManaged) as wrong:
            return desk.ask("m-reopen", f"{wrong}\n请重新发送开放到什么时候。")
    local = desk.office.local(desk.now)
    soon = parse_moment(AGAIN, local, office_calendar(desk.session))
    prompt = desk.ask("m-reopen", "也可以直接发送开放到什么时候，如：12月30日。").prompt
    text = (
        f"<b>重新开放：{esc(desk.activity.title)}</b>\n"
        "开放后，没有办理的人可以补办；原来的截止不变，补办的记“迟”。要改截止的，开放后再点“延期”。"
    )
    until = desk.press(f"开放到{soon.month}月{soon.day}日{soon:%H:%M}", "m-reopened", to_arg(soon))
    return Reply(text, ((until,), (back(desk),)), prompt=prompt)


def reopened(desk: Desk) -> Reply:
    """Open it again until the moment the button carries."""
    hold(desk, CLOSED)
    if kept := _kept_closed(desk):
        raise NotManaged(kept)
    return _reopen(desk, desk.arg)


def _reopen(desk: Desk, arg: str) -> Reply:
    until = from_arg(arg)
    if until <= desk.now:
        raise NotManaged("这个时间已经过去，请重新点“重新开放”。")
    desk.activity.status, desk.activity.closed_at, desk.activity.closes_at = OPEN, None, until
    desk.session.flush()
    redraw(desk.session, desk.now, stamp(desk.now), *messages_of(desk, SCREENS, unanswered=True))
    refresh(desk.session, desk.now, desk.activity, stamp(desk.now))
    said = say_moment(desk.office.local(until))
    text = f"已重新开放《{esc(desk.activity.title)}》，受理到{said}。需要提醒的，请在报表里点“催办未完成”。"
    return Reply(
        text, ((desk.press("管理此项", MENU), Press("返回报表", "rb", (desk.activity.id,))),), fresh=True
    )


def _kept_closed(desk: Desk) -> str:
    """Return why it cannot be opened again once it is closed, or nothing."""
    newer = (
        select(Activity.title)
        .join(Draft, Draft.activity_id == Activity.id)
        .join(Renewal, Renewal.draft_id == Draft.id)
        .where(Renewal.activity_id == desk.activity.id, Activity.status != WITHDRAWN)
    )
    if title := desk.session.scalars(newer).first():
        return f"这项已由新的一份《{esc(title)}》代替，不能重新开放。"
    stays = backing_of(desk.activity.kind).stays_closed
    return stays(desk.session, desk.activity) if stays else ""


def _count(desk: Desk, *which: object) -> int:
    query = select(func.count(Assignment.id)).where(Assignment.activity_id == desk.activity.id)
    return desk.session.scalar(query.where(*which)) or 0  # type: ignore[arg-type]  # conditions on the row
