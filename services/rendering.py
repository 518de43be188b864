"""A message of the outbox becomes words when it is sent, after a last look whether it still should."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, lazyload

from activities.clearing import is_cleared
from services import outage
from services.alike import Addressee, find_alike
from services.chasing import by_clock
from services.chasing.escalation import render_escalation
from services.correcting import applying
from services.correcting.redrawing import SCREENS, draw_screen, in_place
from services.groups import posting, talk
from services.groups.talk import GROUP, chat_of
from services.holidays import campaign_talk
from services.leave.asking import redraw_request, render_request
from services.office import Office
from services.reply import Edit, Press, Reply, from_screen, rebound
from services.reporting.digest import render_digest
from services.seconds import render_turn
from services.skip import Skip
from services.study.board import render_board, render_code
from services.study.clock import render_soon
from services.study.makeup import render_makeup
from services.suggestions import render_suggestion
from services.views import content_of, kind_of, view_of
from storage.activities import CLOSED, WITHDRAWN, Activity, ActivityVersion
from storage.assignments import Assignment
from storage.messages import Message
from storage.people import Department, Person

Renderer: TypeAlias = Callable[[Session, Office, datetime, Message, Person], Reply]


@dataclass(frozen=True)
class Outgoing:
    """A message ready to be sent to a chat; or, where `skip` says why, not to be sent."""

    message_id: int
    lane: int
    chat_id: int = 0
    reply: Reply = field(default_factory=Reply)
    skip: Skip | None = None


def render(session: Session, office: Office, now: datetime, message_ids: Sequence[int]) -> list[Outgoing]:
    """Return messages as they are to be sent now, or why not; those that say the same are made once."""
    alike = find_alike(session, office.today(now), message_ids)
    following = {one.message_id for _, *others in alike for one in others}
    found = _load(session, [id_ for id_ in message_ids if id_ not in following])
    made = {
        message.id: _render_one(session, office, now, message, person)
        for message, person, *_ in found.messages
    }
    for first, *others in alike:
        made |= {one.message_id: _addressed(made[first.message_id], one) for one in others}
    return sorted(made.values(), key=lambda outgoing: (outgoing.lane, outgoing.message_id))


def _addressed(outgoing: Outgoing, to: Addressee) -> Outgoing:
    if outgoing.skip is not None or to.chat_id is None:
        return replace(outgoing, message_id=to.message_id)
    reply = replace(outgoing.reply, rows=rebound(outgoing.reply.rows, to.assignment_id))
    return Outgoing(to.message_id, outgoing.lane, to.chat_id, reply)


@dataclass(frozen=True)
class _Found:
    """What a batch needs, asked for at once. Held because a session forgets what nobody holds."""

    messages: Sequence[tuple[Message, Person, Assignment | None]]
    shared: Sequence[Activity | ActivityVersion | Department]


# Put together once: to build a statement costs more than to run it.
_MESSAGES = (
    select(Message, Person, Assignment)
    .join(Person, Person.id == Message.person_id)
    .outerjoin(Assignment, Assignment.id == Message.assignment_id)
    .where(Message.id.in_(bindparam("ids", expanding=True)))
    .order_by(Message.lane, Message.id)
    # The departments of all come below; each person's own row would be a third of the work.
    .options(lazyload(Person.department))
)
_ACTIVITIES = (
    select(Activity, ActivityVersion)
    .join(
        ActivityVersion,
        and_(ActivityVersion.activity_id == Activity.id, ActivityVersion.version == Activity.version),
    )
    .where(Activity.id.in_(bindparam("ids", expanding=True)))
)
_DEPARTMENTS = select(Department).where(Department.id.in_(bindparam("ids", expanding=True)))


def _load(session: Session, message_ids: Sequence[int]) -> _Found:
    messages = [
        (message, person, assignment)
        for message, person, assignment in session.execute(_MESSAGES, {"ids": list(message_ids)})
    ]
    assignments = [assignment for _, _, assignment in messages if assignment is not None]
    activity_ids = {assignment.activity_id for assignment in assignments}
    shared: list[Activity | ActivityVersion | Department] = []
    for activity, version in session.execute(_ACTIVITIES, {"ids": list(activity_ids)}):
        shared += (activity, version)
    department_ids = {person.department_id for _, person, _ in messages}
    department_ids |= {assignment.department_id for assignment in assignments}
    shared += session.scalars(_DEPARTMENTS, {"ids": list(department_ids)})
    return _Found(messages, shared)


def _render_one(
    session: Session, office: Office, now: datetime, message: Message, person: Person
) -> Outgoing:
    try:
        in_group = GROUP in message.payload
        chat_id = chat_of(session, message) if in_group else _chat_of(office, now, message, person)
        reply = PURPOSES[message.purpose](session, office, now, message, person)
        if message.payload.get("again") and not isinstance(reply, Edit):
            reply = replace(reply, text=f"（重发）\n{reply.text}")
        return Outgoing(message.id, message.lane, chat_id, reply)
    except Skip as skip:
        return Outgoing(message.id, message.lane, skip=skip)


def _chat_of(office: Office, now: datetime, message: Message, person: Person) -> int:
    """Return the account a message goes to. Raises Skip where it should not, or cannot."""
    # A word to somebody who leaves or moves to a new phone names the account it goes to.
    chat_id = message.payload.get("chat_id") or person.telegram_id
    if chat_id is None:
        raise Skip("cancelled", "未绑定账号")
    if "chat_id" not in message.payload and not person.on_roster(office.today(now)):
        raise Skip("cancelled", "已不在花名册")
    if person.unreachable is not None and message.lane > 0:
        raise Skip("unreachable", person.unreachable)
    return int(chat_id)


def _open(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """The message that carries an assignment: the kind's screen."""
    assignment = session.get_one(Assignment, message.assignment_id)
    activity = session.get_one(Activity, assignment.activity_id)
    if activity.status == WITHDRAWN:
        raise Skip("cancelled", "已撤回")
    if is_cleared(assignment.reply):
        raise Skip("cancelled", "内容已清除")
    view = view_of(session, office, now, person, assignment, activity)
    if not message.payload.get("decided"):
        if activity.status == CLOSED:
            raise Skip("cancelled", "已结束")
        if assignment.outcome != "none":
            raise Skip("cancelled", "已办理")
        if assignment.exempt is not None:
            raise Skip("cancelled", assignment.exempt)
        if not kind_of(activity).can_act(view):
            raise Skip("cancelled", "已过办理时间")
    screen = kind_of(activity).screen(content_of(session, activity), view)
    return from_screen(screen, assignment.id, activity.version)


def _tell(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Words that were ready when they were put in: `text`, and `rows` of (label, route, args)."""
    rows = message.payload.get("rows", [])
    return Reply(
        message.payload["text"],
        tuple(tuple(Press(label, to, tuple(args)) for label, to, args in row) for row in rows),
    )


def _edit(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """What a message that was sent is to say now."""
    return in_place(session, office, now, message, person, DRAWERS)


# What stands in a sent message that is changed, by the purpose it was sent for.
DRAWERS: dict[str, Renderer] = {
    **dict.fromkeys(SCREENS, draw_screen),
    "board": render_board,
    "code": render_code,
    "remind": by_clock.redraw_reminder,
    "campaign": campaign_talk.redraw_preview,
    "leave_request": redraw_request,
}

# Every purpose a message can have. A renderer raises Skip where the message is not to go any more.
PURPOSES: dict[str, Renderer] = {
    "open": _open,
    "tell": _tell,
    "remind": by_clock.render_reminder,
    "digest": render_digest,
    "escalation": render_escalation,
    "suggestion": render_suggestion,
    "leave_request": render_request,
    "outage": outage.render_list,
    "campaign": campaign_talk.render_preview,
    "notice": campaign_talk.render_notice,
    "correction": applying.render_correction,
    "edit": _edit,
    "board": render_board,
    "code": render_code,
    "makeup": render_makeup,
    "soon": render_soon,
    "second": render_turn,
    "group": posting.render_post,
    "group_edit": posting.render_edit,
    "group_news": posting.render_news,
    "group_word": talk.render_word,
    "group_leave": talk.render_leave,
}
