"""Whoever acts in an assignment after the person it was asked of: told at their turn, and chased then."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.office import Office
from services.outbox import ANSWER, enqueue, message_row
from services.reply import Reply, from_screen
from services.skip import Skip
from services.views import kind_of, screen_of, view_of
from storage.activities import OPEN, Activity
from storage.assignments import Assignment
from storage.letters import Second, of_assignment, second_id_of
from storage.messages import Message
from storage.people import Person
from workdays.quiet import after_quiet


def tell_second(session: Session, office: Office, now: datetime, assignment: Assignment) -> None:
    """Put in the message that it is now somebody else's turn.

    It names the assignment in its payload alone: what becomes of it says nothing of the person asked.
    """
    second_id = second_id_of(session, assignment)
    if second_id is None:
        return
    key = f"second/{assignment.id}/{int(now.timestamp() * 1000)}"
    payload = {"assignment": assignment.id}
    due = after_quiet(now, office.zone)
    enqueue(session, [message_row(key, "second", second_id, due, payload=payload, lane=ANSWER)])


def render_turn(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Return what whoever's turn it is sees, as it stands when it is sent."""
    assignment = session.get_one(Assignment, message.payload["assignment"])
    activity = session.get_one(Activity, assignment.activity_id)
    if activity.status != OPEN:
        raise Skip("cancelled", "已结束")
    view = view_of(session, office, now, person, assignment, activity)
    if view.second is None or not kind_of(activity).can_act(view):
        raise Skip("cancelled", "已办理")
    screen = screen_of(session, office, now, person, assignment, activity)
    return from_screen(screen, assignment.id, activity.version)


def turns_of_seconds(session: Session, activity: Activity) -> Sequence[tuple[Assignment, Person]]:
    """Return where in an activity it is the second's turn, with the second, in the order of its audience."""
    query = (
        select(Assignment, Person)
        .join(Second, of_assignment())
        .join(Person, Person.id == Second.second_id)
        .where(
            Assignment.activity_id == activity.id,
            Assignment.waits_for == "other",
            Assignment.outcome == "none",
            Assignment.exempt.is_(None),
        )
        .order_by(Assignment.place, Assignment.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]
