"""What a group reads of something that is asked: the notice and the way to the private chat, and no name."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from activities.kind import Content, Kind, closing_lines, esc, heading
from services.audiences import Audience
from services.groups.talk import GROUP, chat_of, put_in
from services.office import Office
from services.reply import Edit, Press, Reply, Rows
from services.skip import Skip
from services.views import content_of, kind_of
from storage.activities import CLOSED, WITHDRAWN, Activity
from storage.groups import PAIRED, Group, paired_groups
from storage.messages import SENT, Message
from storage.people import Person
from workdays.words import say_moment

POST, EDIT, NEWS = "group", "group_edit", "group_news"
WHERE = "请点下面的按钮，到与机器人的私聊中办理；已经办理的不用再办。"


def post(session: Session, now: datetime, activity: Activity) -> None:
    """Put in the notices for the groups that the author chose; a key keeps each from going twice."""
    for group in _groups_of(session, activity):
        put_in(
            session,
            now,
            group,
            f"{POST}/{activity.id}/{group.id}",
            POST,
            to=_in_name_of(activity, group),
            activity_id=activity.id,
        )


def refresh(session: Session, now: datetime, activity: Activity, round_: str, news: str = "") -> None:
    """Have the notices in groups say what is true now; `news`, HTML, is said in a message of its own too."""
    posts = select(Message).where(
        Message.activity_id == activity.id, Message.purpose == POST, Message.state == SENT
    )
    for message in session.scalars(posts).all():
        group = session.get_one(Group, message.payload[GROUP])
        if group.status != PAIRED:
            continue
        for purpose, payload in ((EDIT, {"post": message.id}), (NEWS, {"news": news})):
            if purpose == EDIT or news:
                put_in(
                    session,
                    now,
                    group,
                    f"{purpose}/{message.id}/{round_}",
                    purpose,
                    to=message.person_id,
                    activity_id=activity.id,
                    payload=payload,
                )


def drawn(office: Office, kind: Kind[Content], content: Content, deadline: datetime | None) -> str:
    """Return what a group reads of a content, its buttons left out."""
    words = kind.for_all(content, office.zone)
    due = f"\n\n{kind.due_word}：{say_moment(office.local(deadline))}" if deadline else ""
    said = f"\n\n{words}" if words else ""
    return f"{heading(kind.title, content.title)}{said}{closing_lines(content.sign_off)}{due}\n\n{WHERE}"


def render_post(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Return the notice as it stands when it is sent. Raises Skip."""
    activity = _activity(session, message)
    if activity.status == WITHDRAWN:
        raise Skip("cancelled", "已撤回")
    if activity.status == CLOSED:
        raise Skip("cancelled", "已结束")
    return Reply(_text(session, office, activity), _way(office, activity))


def render_edit(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Return what stands in the place of a notice; said anew where the group has become another chat."""
    activity = _activity(session, message)
    original = session.get_one(Message, message.payload["post"])
    open_ = activity.status not in (WITHDRAWN, CLOSED)
    text, rows = _text(session, office, activity), _way(office, activity) if open_ else ()
    if original.message_id is None or original.chat_id != chat_of(session, message):
        return Reply(text, rows)
    return Edit(text, rows, message_id=original.message_id)


def render_news(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Return what a 更正 changed; a later one speaks for this one. Raises Skip."""
    activity = _activity(session, message)
    if activity.status == WITHDRAWN:
        raise Skip("cancelled", "已撤回")
    later = exists().where(
        Message.activity_id == activity.id,
        Message.purpose == NEWS,
        Message.id > message.id,
        Message.payload[GROUP].as_integer() == message.payload[GROUP],
    )
    if session.scalar(select(later)):
        raise Skip("cancelled", "随后又有更正")
    text = f"<b>【更正】{esc(activity.title)}</b>\n{message.payload['news']}\n\n请以更正后的为准。"
    return Reply(text, _way(office, activity))


def _text(session: Session, office: Office, activity: Activity) -> str:
    kind = kind_of(activity)
    if activity.status == WITHDRAWN:
        return f"{heading(kind.title, activity.title)}\n\n此项已撤回，不用办理。"
    if activity.status == CLOSED:
        return f"{heading(kind.title, activity.title)}\n\n此项已结束，不再受理。"
    return drawn(office, kind, content_of(session, activity), activity.deadline)


def _way(office: Office, activity: Activity) -> Rows:
    if not office.bot:
        return ()
    return ((Press("到私聊办理", url=f"https://t.me/{office.bot}?start=g{activity.id}"),),)


def _activity(session: Session, message: Message) -> Activity:
    """Return the activity; Skip where the group is not paired any more."""
    if session.get_one(Group, message.payload[GROUP]).status != PAIRED:
        raise Skip("cancelled", "群已取消配对")
    return session.get_one(Activity, message.activity_id)


def _groups_of(session: Session, activity: Activity) -> Collection[Group]:
    chosen = Audience.model_validate(activity.audience).groups
    return paired_groups(session, chosen) if chosen else ()


def _in_name_of(activity: Activity, group: Group) -> int:
    to = group.paired_by or activity.created_by
    assert to is not None  # a paired group names who paired it
    return to
