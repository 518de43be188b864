"""What goes out of a rehearsed year: taken out of the outbox as if sent, and said what it is about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.office import Office
from storage.activities import Activity
from storage.messages import SENT, WAITING, Message


@dataclass(frozen=True)
class Going:
    """One message to so many people at a moment, and why then."""

    at: datetime
    people: int
    title: str
    reason: str
    reminder: bool = False


@dataclass
class Rehearsal:
    """What is known while the year is played: why each activity is when it is."""

    office: Office
    year: int
    acting: int = 0  # of a hundred, how many act before they are reminded
    reasons: dict[int, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)  # items that promise no number
    messages: Counter[tuple[int, int]] = field(default_factory=Counter)  # by (person id, month)


def collect(session: Session, now: datetime, rehearsal: Rehearsal) -> list[Going]:
    """Take what is due out of the outbox, as if it had been sent; return it by what it is about."""
    waiting = Message.state == WAITING, Message.due_at <= now
    query = select(
        Message.id, Message.purpose, Message.activity_id, Message.key, Message.person_id, Message.due_at
    )
    groups: dict[tuple[str, int, str], list[tuple[int, int]]] = {}
    for id_, purpose, activity_id, key, person_id, due_at in session.execute(
        query.where(*waiting).order_by(Message.due_at, Message.id)
    ):
        alone = activity_id is None and purpose == "tell"
        about = key.rsplit("/", 1)[0] if alone else ""
        groups.setdefault((purpose, activity_id or 0, about), []).append((id_, person_id))
        local = rehearsal.office.local(due_at)
        if local.year == rehearsal.year:
            rehearsal.messages[person_id, local.month] += 1
    going = [_going(session, rehearsal, messages) for messages in groups.values()]
    session.execute(
        update(Message).where(*waiting).values(state=SENT, sent_at=now, chat_id=0, message_id=0),
        execution_options={"synchronize_session": False},
    )
    return going


def _going(session: Session, rehearsal: Rehearsal, messages: Sequence[tuple[int, int]]) -> Going:
    """Say what a group of messages, (id, person id) each, is about: they differ in nothing else."""
    first = session.get_one(Message, messages[0][0])
    activity = session.get(Activity, first.activity_id) if first.activity_id is not None else None
    title = f"《{activity.title}》" if activity is not None else ""
    if activity is not None and first.purpose == "open":
        by_holiday = "假期前第7天；不是工作日的，提前到前一个工作日"
        reason = by_holiday if activity.moment else rehearsal.reasons.get(activity.id, "")
    elif first.purpose == "notice":
        eve = first.payload.get("moment") == "eve"
        reason = "假期前最后一个工作日" if eve else "假期后第一个工作日"
        title += "节前短提醒" if eve else "节后短提醒"
    else:
        title += _TITLES.get(first.purpose, "") or _told(first)
        reason = _REASONS.get(first.purpose, "")
    people = len({person_id for _, person_id in messages})
    return Going(
        rehearsal.office.local(first.due_at), people, title, reason, reminder=first.purpose == "remind"
    )


def _told(message: Message) -> str:
    """Return the first line of words that were ready when they were put in."""
    text = str(message.payload.get("text", "")).splitlines()
    plain = text[0].replace("<b>", "").replace("</b>", "") if text else message.purpose
    return f"告知秘书：{plain}"


_TITLES = {
    "remind": "提醒：还没有办理、即将参加的事项（每人每天合并为一条）",
    "campaign": "请秘书确认清风行动",
    "soon": "会前提醒",
    "digest": "本周提要（发给秘书）",
    "escalation": "请处室负责人、秘书跟进逾期未办的事项",
    "board": "会议报名情况（发给主持人）",
    "code": "会场签到码（发给主持人）",
    "makeup": "补学材料（发给没有到会的人）",
}
_REASONS = {
    "remind": "截止前最后一个工作日；时间较长的，中间另有一次。已办理的人不会收到",
    "campaign": "清风行动发布前3个工作日起，确认前每个工作日一次",
    "tell": "到时告知",
}
