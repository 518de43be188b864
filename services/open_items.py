"""What is still open for people: to be sent anew, exempted, or moved along with them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.facts import record
from services.outbox import ANSWER, enqueue, message_row
from services.publishing import open_message_key
from storage.activities import OPEN, PUBLISHING, Activity
from storage.assignments import Assignment
from storage.messages import WAITING, Message
from storage.people import Person

CHUNK = 500  # ids in one condition: databases bound their number


def open_assignments(session: Session, person_ids: Collection[int]) -> Sequence[Assignment]:
    """Return what these people have neither answered nor are exempt from, where answers are still taken."""
    return [row for row in unanswered(session, person_ids) if row.exempt is None]


def unanswered(session: Session, person_ids: Collection[int]) -> Sequence[Assignment]:
    """Return what these people have not answered, exempt or not, where answers are still taken."""
    found: list[Assignment] = []
    ids = sorted(person_ids)
    for start in range(0, len(ids), CHUNK):
        query = (
            select(Assignment)
            .join(Activity, Activity.id == Assignment.activity_id)
            .where(
                Assignment.person_id.in_(ids[start : start + CHUNK]),
                Assignment.outcome == "none",
                # While an activity is being published some of its people have been asked already.
                Activity.status.in_((OPEN, PUBLISHING)),
            )
            .order_by(Assignment.id)
        )
        found += session.scalars(query)
    return found


def note_reached(session: Session, now: datetime, person: Person) -> None:
    """Take somebody as reached from now on: whatever is open for them is not undelivered any more."""
    person.unreachable = None
    for assignment in unanswered(session, [person.id]):
        if assignment.unreachable is not None:
            record(session, assignment, "delivered", {"unreachable": None}, now, by=None)
    session.flush()


def send_anew(session: Session, now: datetime, assignments: Sequence[Assignment]) -> int:
    """Send these at once, each in a new round; return how many.

    One that still waits to be sent for the first time is hurried instead of doubled.
    """
    rows = []
    for assignment in assignments:
        sent = select(Message.key, Message.state).where(
            Message.assignment_id == assignment.id, Message.key.startswith(f"open/{assignment.id}/")
        )
        rounds = [(int(key.split("/")[2]), state) for key, state in session.execute(sent)]
        if any(state == WAITING for _, state in rounds):
            session.execute(
                update(Message)
                .where(Message.assignment_id == assignment.id, Message.state == WAITING)
                .values(lane=ANSWER, due_at=now)
            )
            continue
        key = open_message_key(assignment.id, max((number for number, _ in rounds), default=0) + 1)
        rows.append(
            message_row(
                *(key, "open", assignment.person_id, now),
                assignment_id=assignment.id,
                activity_id=assignment.activity_id,
                lane=ANSWER,
            )
        )
    enqueue(session, rows)
    return len(assignments)
