"""延期: another deadline for everybody whose deadline was the activity's, or for one person, as facts."""

from datetime import datetime, timedelta

from sqlalchemy import select

from activities.kind import esc
from services.asking import say_person
from services.backing import Desk
from services.calendars import office_calendar
from services.correcting.applying import move_deadline
from services.correcting.redrawing import SCREENS, redraw
from services.facts import record
from services.groups.posting import refresh
from services.leave.absence import reconsider
from services.managing.asked import Asked, ask_of, asked_by_id
from services.managing.common import (
    NotManaged,
    back,
    from_arg,
    has_own_time,
    hold,
    messages_of,
    read_future,
    stamp,
    to_arg,
)
from services.outbox import ANSWER, enqueue, message_row
from services.publishing import STAYS_OPEN
from services.reply import Press, Reply
from storage.activities import OPEN
from storage.assignments import Assignment
from storage.messages import Message
from storage.people import Leave
from workdays.quiet import after_quiet
from workdays.words import Unclear, say_moment

FACT = "extension"
LONGEST = timedelta(days=366)
OWN_TIME = "这项的截止就是内容里的时间，请返回报表后点“更正”改时间。"
EXAMPLES = "如：12月30日17:30、5个工作日内。没写钟点的按17:30"


def extend(desk: Desk) -> Reply:
    """Ask for another deadline for all, or take the words that say it and show what follows."""
    _hold(desk)
    if desk.text:
        try:
            return _confirm(desk, _read(desk, desk.activity.deadline))
        except (Unclear, NotManaged) as wrong:
            return desk.ask("m-extend", f"{wrong}\n没有改动。请重新发送新的截止时间，{EXAMPLES}。")
    lines = [f"<b>延期：{esc(desk.activity.title)}</b>", f"现在的截止：{_say(desk, desk.activity.deadline)}"]
    choices = []
    if desk.activity.deadline is not None:
        calendar = office_calendar(desk.session)
        last = desk.office.local(max(desk.activity.deadline, desk.now))
        for days in (3, 5):
            day = calendar.add_working_days(last.date(), days)
            at = datetime.combine(day, desk.office.local(desk.activity.deadline).timetz())
            choices.append(desk.press(f"延{days}个工作日", "m-extend-to", to_arg(at)))
    prompt = desk.ask("m-extend", f"请发送新的截止时间，{EXAMPLES}。").prompt
    rows = (tuple(choices), (desk.press("只给一个人延期", "m-one"),), (back(desk),))
    return Reply("\n".join(lines), tuple(row for row in rows if row), prompt=prompt)


def extend_to(desk: Desk) -> Reply:
    """Show what follows from the deadline a button carries."""
    _hold(desk)
    return _confirm(desk, from_arg(desk.arg))


def extended(desk: Desk) -> Reply:
    """Move the deadline of all."""
    _hold(desk)
    deadline = from_arg(desk.arg)
    if deadline <= desk.now:
        raise NotManaged("这个时间已经过去，没有改动。请重新点“延期”。")
    if deadline == desk.activity.deadline:
        return Reply(toast="截止已经是这个时间，没有改动。")
    move_for_all(desk, deadline)
    lines = [f"《{esc(desk.activity.title)}》的截止已改为{_say(desk, deadline)}。", *_reminded(desk)]
    return Reply("\n".join(lines), ((back(desk), _report(desk)),), toast="截止已改。")


def move_for_all(desk: Desk, deadline: datetime) -> None:
    """Move the deadline of everybody whose deadline was the activity's, with what follows from it."""
    move_deadline(desk.session, desk.office, desk.now, desk.activity, deadline, desk.person.id, fact=FACT)
    on_leave = select(Assignment.person_id).where(
        Assignment.activity_id == desk.activity.id,
        Assignment.outcome == "none",
        Assignment.person_id.in_(select(Leave.person_id)),
    )
    # Leave that covered every working day until the old deadline need not cover those until the new one.
    reconsider(desk.session, desk.office, desk.now, desk.session.scalars(on_leave).all(), desk.person.id)
    redraw(desk.session, desk.now, stamp(desk.now), *messages_of(desk, SCREENS, unanswered=True))
    refresh(desk.session, desk.now, desk.activity, stamp(desk.now))


def one(desk: Desk) -> Reply:
    """Ask who gets a deadline of their own."""
    _hold(desk)
    return ask_of(desk, "m-one", "请发送要延期的人的姓名。", "m-one-until", one_until)


def one_until(desk: Desk) -> Reply:
    """Ask for the deadline of one person, or take the words that say it."""
    _hold(desk)
    found = asked_by_id(desk, desk.arg)
    row = found.assignment
    if row.outcome == "done" or row.exempt is not None:
        raise NotManaged(f"{found.person.name}已办理或已免，不用延期。")
    who = say_person(found.person)
    if not desk.text:
        prompt = f"请发送{found.person.name}新的截止时间，{EXAMPLES}。"
        text = f"<b>延期：{esc(desk.activity.title)}</b>\n{who}，现在的截止：{_say(desk, row.deadline)}"
        return Reply(text, prompt=desk.ask("m-one-until", prompt, desk.arg).prompt)
    try:
        deadline = _read(desk, row.deadline)
    except (Unclear, NotManaged) as wrong:
        return desk.ask("m-one-until", f"{wrong}\n没有改动。请重新发送，{EXAMPLES}。", desk.arg)
    _move_one(desk, found, deadline)
    text = f"{who}的截止已延到{_say(desk, deadline)}，已告知本人；其他人不变。"
    return Reply(text, ((desk.press("再给一个人延期", "m-one"), back(desk)),), fresh=True)


def _move_one(desk: Desk, found: Asked, deadline: datetime) -> None:
    row, activity = found.assignment, desk.activity
    record(desk.session, row, FACT, {"deadline": deadline}, desk.now, by=desk.person.id)
    if activity.closes_at is not None:  # what is due later can be answered later
        activity.closes_at = max(activity.closes_at, deadline + STAYS_OPEN)
    shown = Message.assignment_id == row.id, Message.purpose.in_(SCREENS)
    redraw(desk.session, desk.now, stamp(desk.now), *shown)
    if found.person.telegram_id is not None:
        text = f"《{esc(activity.title)}》您的办理截止延到{_say(desk, deadline)}。请用 /todo 办理。"
        key = f"extended/{row.id}/{to_arg(deadline)}"
        due = after_quiet(desk.now, desk.office.zone)
        enqueue(
            desk.session,
            [message_row(key, "tell", found.person.id, due, payload={"text": text}, lane=ANSWER)],
        )


def _hold(desk: Desk) -> None:
    hold(desk, OPEN)
    if has_own_time(desk):
        raise NotManaged(OWN_TIME)


def _read(desk: Desk, present: datetime | None) -> datetime:
    """Return the deadline that was typed. Raises Unclear or NotManaged."""
    at = read_future(desk)
    if present is not None and at <= present:
        raise NotManaged(f"{_say(desk, at)}不晚于现在的截止{_say(desk, present)}，请写一个更晚的时间。")
    if at > desk.now + LONGEST:
        raise NotManaged(f"{_say(desk, at)}太远，最多延期一年。")
    return at


def _confirm(desk: Desk, deadline: datetime) -> Reply:
    lines = [
        f"<b>延期：{esc(desk.activity.title)}</b>",
        f"截止由{_say(desk, desk.activity.deadline)}\n改为{_say(desk, deadline)}。",
    ]
    if not office_calendar(desk.session).is_working(desk.office.today(deadline)):
        lines.append("⚠ 这天不是工作日。")
    lines.append("确认后，已发出的通知原地改成新的截止，提醒随之调整；单独延过期的人不变。")
    return Reply("\n".join(lines), ((desk.press("确认延期", "m-extended", to_arg(deadline)), back(desk)),))


def _reminded(desk: Desk) -> list[str]:
    coming = [datetime.fromisoformat(at) for at in desk.activity.reminders[desk.activity.reminded :]]
    said = "、".join(_say(desk, at) for at in coming)
    return [f"自动提醒未办理的人：{said}。"] if coming else []


def _say(desk: Desk, moment: datetime | None) -> str:
    return say_moment(desk.office.local(moment)) if moment else "不设"


def _report(desk: Desk) -> Press:
    return Press("返回报表", "rb", (desk.activity.id,))
