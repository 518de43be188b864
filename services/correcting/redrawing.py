"""What was sent is changed in place: a row of the outbox names the message, and draws it as it is now."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, String, cast, literal, or_, select
from sqlalchemy.orm import Session

from services.office import Office
from services.outbox import enqueue_each, message_row
from services.reply import Edit, Reply, from_screen
from services.skip import Skip
from services.views import screen_of
from storage.activities import WITHDRAWN, Activity
from storage.assignments import Assignment
from storage.letters import Second
from storage.messages import SENT, Message
from storage.people import Person

Drawer: TypeAlias = Callable[[Session, Office, datetime, Message, Person], Reply]

SCREENS = ("open", "correction", "makeup", "soon")
"""The purposes whose messages show an assignment's screen."""


def redraw(session: Session, now: datetime, round_: str, *which: ColumnElement[bool], **row: Any) -> None:
    """Change the messages that are meant, once for each `round_`; `row` is of message_row().

    A message that was changed meanwhile is drawn as it is then, so two rounds on the way do no harm.
    """
    key = literal("edit/") + cast(Message.id, String) + f"/{round_}"
    values = message_row("", "edit", 0, now) | {"key": key, "person_id": Message.person_id} | row
    sent = (Message.state == SENT, Message.message_id.is_not(None), Message.purpose != "edit")
    enqueue_each(session, values, select().select_from(Message).where(*sent, *which))


def redraw_reminders(
    session: Session, now: datetime, round_: str, activity: Activity, *asked: ColumnElement[bool]
) -> None:
    """Have the reminders say what is still open that were sent since an activity opened to whom it asks.

    A reminder of one thing holds its whole text. Whoever acts in it second is reminded, too.
    """
    if activity.published_at is None:
        return
    first = select(Assignment.person_id).where(Assignment.activity_id == activity.id, *asked)
    second = select(Second.second_id).where(Second.activity_id == activity.id)
    redraw(
        session,
        now,
        round_,
        Message.purpose == "remind",
        Message.sent_at >= activity.published_at,
        or_(Message.person_id.in_(first), Message.person_id.in_(second)),
    )


def in_place(
    session: Session,
    office: Office,
    now: datetime,
    message: Message,
    person: Person,
    drawers: Mapping[str, Drawer],
) -> Edit:
    """Return what stands in the place of the message that the row's key names. Raises Skip."""
    original = session.get_one(Message, int(message.key.split("/")[1]))
    if original.message_id is None or original.chat_id != person.telegram_id:
        raise Skip("cancelled", "本人已换账号")
    drawn = _withdrawn(session, office, now, original, person)
    drawn = drawn or drawers[original.purpose](session, office, now, original, person)
    return Edit(drawn.text, drawn.rows, files=drawn.files, message_id=original.message_id)


def _withdrawn(
    session: Session, office: Office, now: datetime, original: Message, person: Person
) -> Reply | None:
    """Return what stands in the place of a message about something that was withdrawn, None for any other."""
    if original.assignment_id is None:
        return None
    assignment = session.get_one(Assignment, original.assignment_id)
    activity = session.get_one(Activity, assignment.activity_id)
    if activity.status != WITHDRAWN:
        return None
    return Reply(screen_of(session, office, now, person, assignment, activity).text)


def draw_screen(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Return what the person sees of the assignment that a message is about."""
    assignment = session.get_one(Assignment, message.assignment_id)
    activity = session.get_one(Activity, assignment.activity_id)
    if activity.status == WITHDRAWN:
        raise Skip("cancelled", "已撤回")
    screen = screen_of(session, office, now, person, assignment, activity)
    return replace(from_screen(screen, assignment.id, activity.version), attached=None)
