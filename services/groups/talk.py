"""What is sent into a group goes through the outbox like everything else: these rows and their renderers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy.orm import Session

from services.office import Office
from services.outbox import ANSWER, OWN_ACCORD, enqueue, message_row
from services.reply import Leave, Reply
from services.skip import Skip
from storage import people
from storage.groups import LEFT, PAIRED, WAITING, Group
from storage.messages import Message
from storage.people import Person

GROUP = "group"  # the key in a payload that names the group; the chat's id is looked up when it is sent
Renderer: TypeAlias = Callable[[Session, Office, datetime, Message, Person], Reply]


@dataclass(frozen=True)
class Words:
    """A line that is said in a group, as long as the group stands like this."""

    status: str
    text: str


SAID = {
    "hello": Words(
        WAITING,
        "本群还没有与机关纪委的机器人配对。请纪检秘书在本群发送 /pair；一小时内没有配对，机器人自动退出。",
    ),
    "paired": Words(
        PAIRED, "本群已配对：机关纪委的通知可以同时发到这里。办理请到与机器人的私聊，群里不显示名单和数字。"
    ),
}


def put_in(
    session: Session,
    now: datetime,
    group: Group,
    key: str,
    purpose: str,
    *,
    to: int,
    activity_id: int | None = None,
    payload: dict[str, Any] | None = None,
) -> None:
    """Put in what goes to a group; `to` is the person in whose name it does, who is sent nothing."""
    # "chat_id" beside it tells the outbox that what becomes of it says nothing of this person.
    named = {GROUP: group.id, "chat_id": group.chat_id} | (payload or {})
    lane = OWN_ACCORD if activity_id else ANSWER
    enqueue(
        session,
        [message_row(key, purpose, to, now, activity_id=activity_id, payload=named, lane=lane)],
    )


def say(session: Session, office: Office, now: datetime, group: Group, what: str) -> None:
    """Say one of the lines in a group."""
    if (to := in_whose_name(session, office, now, group)) is not None:
        key = f"group/{what}/{group.id}/{_stamp(now)}"
        put_in(session, now, group, key, "group_word", to=to, payload={"say": what})


def leave(session: Session, office: Office, now: datetime, group: Group) -> None:
    """Leave a group."""
    group.status, group.leaves_at = LEFT, None
    if (to := in_whose_name(session, office, now, group)) is not None:
        put_in(session, now, group, f"group/leave/{group.id}/{_stamp(now)}", "group_leave", to=to)


def in_whose_name(session: Session, office: Office, now: datetime, group: Group) -> int | None:
    """Return who stands for a group in the outbox: who paired it, else a secretary, if any."""
    if group.paired_by is not None:
        return group.paired_by
    return next((one.id for one in people.with_role(session, people.SECRETARY, office.today(now))), None)


def render_word(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Return a line, where the group still stands as it did."""
    words = SAID[message.payload["say"]]
    if session.get_one(Group, message.payload[GROUP]).status != words.status:
        raise Skip("cancelled", "群的情况已变")
    return Reply(words.text)


def render_leave(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Return the leaving, where nobody has paired the group meanwhile."""
    if session.get_one(Group, message.payload[GROUP]).status != LEFT:
        raise Skip("cancelled", "群已配对")
    return Leave()


def chat_of(session: Session, message: Message) -> int:
    """Return the chat that a message to a group goes to, as it is now. Raises Skip."""
    return session.get_one(Group, message.payload[GROUP]).chat_id


def _stamp(now: datetime) -> int:
    return int(now.timestamp() * 1000)
