"""How often people are chased: the cap per person and week, and when the head of department is told."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.access import access_secretary
from services.office import Office
from services.paging import in_columns
from services.refusals import Outdated
from services.reply import Press, Reply
from storage.activities import option, set_option
from storage.messages import CANCELLED, Message

CAP, DAYS = "remind_cap", "escalate_days"
CHOICES = {CAP: (1, 2, 3, 5), DAYS: (0, 1, 2, 3, 5)}  # 0 days: heads are not told
DEFAULTS = {CAP: 3, DAYS: 2}
ROUTE = "ro"


def weekly_cap(session: Session) -> int:
    """Return how many reminders one person gets in a week, over all activities."""
    return _chosen(session, CAP)


def escalation_days(session: Session) -> int:
    """Return after how many working days heads are told, and after as many again the secretary; 0: never."""
    return _chosen(session, DAYS)


def at_cap(session: Session, office: Office, day: date) -> frozenset[int]:
    """Return the ids of those who have had all the reminders they may get in the week of that day.

    A week begins on Monday. What was withheld, or sent once more out of doubt, does not count.
    """
    monday = datetime.combine(day - timedelta(days=day.weekday()), time(0), office.zone)
    query = (
        select(Message.person_id)
        .where(
            Message.purpose == "remind",
            Message.due_at >= monday,
            Message.due_at < monday + timedelta(days=7),
            Message.state != CANCELLED,
            Message.key.not_like("%/again"),
        )
        .group_by(Message.person_id)
        .having(func.count() >= weekly_cap(session))
    )
    return frozenset(session.scalars(query))


def show(session: Session, office: Office, now: datetime, telegram_id: int, name: str, value: int) -> Reply:
    """Show the limits to a secretary; with a name, change that one first. Raises Refusals."""
    access_secretary(session, telegram_id, office, now)
    if name:
        if value not in CHOICES.get(name, ()):
            raise Outdated
        set_option(session, name, value)
        session.flush()
    cap, days = weekly_cap(session), escalation_days(session)
    lines = [
        "<b>催办设置</b>",
        f"每人每周最多收到{cap}次提醒（全部事项合计，每天最多1次）。",
        f"逾期第{days}个工作日，名单私下发给处室负责人；再过{days}个工作日仍未办理的，发给纪检秘书。"
        if days
        else "逾期名单不发给处室负责人。",
        "",
        "点按钮更改，马上生效：",
    ]
    caps = tuple(_press(CAP, one, f"每周{one}次", chosen=one == cap) for one in CHOICES[CAP])
    after = tuple(
        _press(DAYS, one, f"第{one}天" if one else "不发", chosen=one == days) for one in CHOICES[DAYS]
    )
    return Reply(
        "\n".join(lines), (*in_columns(caps, 2), *in_columns(after, 3)), toast="已更改。" if name else ""
    )


def _press(name: str, value: int, label: str, *, chosen: bool) -> Press:
    return Press(f"✓ {label}" if chosen else label, ROUTE, (name, value))


def _chosen(session: Session, name: str) -> int:
    value = option(session, name, DEFAULTS[name])
    return value if isinstance(value, int) else DEFAULTS[name]
