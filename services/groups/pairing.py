"""Which groups are told: added, paired by a secretary, grown into supergroups, left."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_secretary
from services.belonging.secretaries import tell_each
from services.groups.talk import GROUP, leave, say
from services.holidays import told_groups
from services.office import Office
from services.refusals import Outdated, Refusal
from services.reply import Press, Reply, Rows
from storage.groups import LEFT, LOST, PAIRED, WAITING, Group, by_chat, expired_groups, paired_groups
from storage.messages import UNREACHABLE, Message
from storage.people import Person
from workdays.words import say_date

ROUTE = "gp"
FEASTS = "feasts"
STAYS = timedelta(hours=1)  # unpaired
LOOKS_BACK = timedelta(days=2)
PURPOSES = ("group", "group_edit")
TITLE = 60


def added(
    session: Session, office: Office, now: datetime, telegram_id: int, chat_id: int, title: str
) -> Reply:
    """Note that the bot was added to a group: it says one line, and leaves unless a secretary pairs it."""
    group = by_chat(session, chat_id)
    if group is None:
        group = Group(chat_id=chat_id, status=LEFT)
        session.add(group)
    if group.status in (PAIRED, WAITING):
        return Reply()  # it was only promoted, or grew
    group.status, group.leaves_at, group.title = WAITING, now + STAYS, title[:TITLE]
    session.flush()
    say(session, office, now, group, "hello")
    return Reply()


def pair(session: Session, office: Office, now: datetime, telegram_id: int, chat_id: int, title: str) -> bool:
    """Pair a group at the word of a secretary in it; tell whether it is paired. Nobody else may."""
    try:
        secretary = access_secretary(session, telegram_id, office, now)
    except Refusal:
        return False  # who asks in a group is not told there who they are not
    group = by_chat(session, chat_id)
    if group is None:
        group = Group(chat_id=chat_id, status=WAITING)
        session.add(group)
    if group.status != PAIRED:
        group.paired_at, group.paired_by = now, secretary.id
    group.status, group.leaves_at, group.title = PAIRED, None, title[:TITLE]
    session.flush()
    say(session, office, now, group, "paired")
    return True


def removed(session: Session, office: Office, now: datetime, telegram_id: int, chat_id: int) -> Reply:
    """Note that the bot is in a group no more; of a paired one the secretaries hear, once."""
    group = by_chat(session, chat_id)
    if group is not None:
        _lose(session, office, now, group)
    return Reply()


def moved(session: Session, office: Office, now: datetime, telegram_id: int, old: int, new: int) -> Reply:
    """Follow a group that has become a supergroup."""
    follow(session, old, new)
    return Reply()


def follow(session: Session, old: int, new: int) -> None:
    """Give a group its new chat id; its pairing stays. Where both ids are known, they become one group."""
    group, other = by_chat(session, old), by_chat(session, new)
    if group is None:
        return
    if other is not None:  # the new id was heard of before the word that it is the old group's
        other.chat_id, other.status = (
            -other.id,
            LEFT,
        )  # what was heard of the new id before the old one's word
        session.flush()
    group.chat_id = new
    session.flush()


def watch(session: Session, office: Office, now: datetime) -> None:
    """Leave the groups nobody has paired in time; note those that cannot be written to any more."""
    for group in expired_groups(session, now):
        leave(session, office, now, group)
    for group in paired_groups(session):
        refused = select(Message.id).where(
            Message.state == UNREACHABLE,
            Message.lane.in_((0, 1)),
            Message.due_at >= max(group.paired_at or now, now - LOOKS_BACK),
            Message.purpose.in_(PURPOSES),
            Message.payload[GROUP].as_integer() == group.id,
        )
        if session.scalars(refused.limit(1)).first() is not None:
            _lose(session, office, now, group)


def overview(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """List the paired groups, with the way to pair another. Raises Stranger or NotAllowed."""
    access_secretary(session, telegram_id, office, now)
    return _listed(session, office)


def press(
    session: Session, office: Office, now: datetime, telegram_id: int, group_id: int, choice: str
) -> Reply:
    """Ask whether a pairing is to end, end it, or go back. Raises Refusals."""
    access_secretary(session, telegram_id, office, now)
    if choice == "list":
        return _listed(session, office)
    group = session.get(Group, group_id, with_for_update=True)
    if group is None or choice not in ("ask", "end", FEASTS):
        raise Outdated
    if group.status != PAIRED:
        return _listed(session, office, f"群“{esc(group.title)}”已经不是配对的群，没有改动。")
    if choice == FEASTS:
        return _listed(session, office, f"✔ {told_groups.toggle(session, group.id)}")
    if choice == "ask":
        text = f"取消配对群“{esc(group.title)}”？机器人会退出这个群，已发的通知留在群里，不再更新。"
        rows = ((Press("确认取消", ROUTE, (group.id, "end")), Press("返回", ROUTE, (0, "list"))),)
        return Reply(text, rows)
    leave(session, office, now, group)
    session.flush()
    return _listed(session, office, f"✔ 已取消配对群“{esc(group.title)}”，机器人正在退出。")


def _listed(session: Session, office: Office, said: str = "") -> Reply:
    groups = paired_groups(session)
    lines = [said, ""] if said else []
    lines.append("<b>群通知</b>")
    lines += [_line(session, office, group) for group in groups] or ["还没有配对的群。"]
    lines += [
        "",
        "发布事项时，可以选择同时在配对的群里发通知。群里只有通知和到私聊办理的按钮，不显示名单和数字。",
        "要配对一个群：把机器人加进群，由纪检秘书在群里发送 /pair；或点下面的按钮选群。",
    ]
    if groups:
        lines += ["", "清风行动的节日提醒要同时发到群里的，点“节日提醒”，一次选定，以后都照此办理。"]
    rows: Rows = (
        *((Press(label, ROUTE, (id_, FEASTS)),) for id_, label in told_groups.choices(session, "节日提醒")),
        *((Press(f"取消配对：{group.title}"[:40], ROUTE, (group.id, "ask")),) for group in groups),
    )
    if office.bot:
        rows = (*rows, (Press("选一个群配对", url=f"https://t.me/{office.bot}?startgroup=pair"),))
    return Reply("\n".join(lines), rows)


def _line(session: Session, office: Office, group: Group) -> str:
    by = session.get(Person, group.paired_by) if group.paired_by else None
    when = f"，{say_date(office.today(group.paired_at))}" if group.paired_at else ""
    return f"• {esc(group.title)}（{esc(by.name) if by else ''}配对{when}）"


def _lose(session: Session, office: Office, now: datetime, group: Group) -> None:
    if group.status == LEFT:
        return  # of its own accord
    was, group.status, group.leaves_at = group.status, LOST, None
    session.flush()
    if was != PAIRED:
        return
    text = (
        f"机器人已不在群“{esc(group.title)}”里，群通知发不到了。事项本身不受影响，仍在私聊里办理。\n"
        "需要的，请把机器人重新加进群，并在群里发送 /pair。"
    )
    tell_each(session, office, now, f"group/lost/{group.id}/{int(now.timestamp())}", {"text": text})
