"""Messages that may not have arrived: doubted after a crash, settled by a tap, sent once more or left."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from services.duty import check_duty
from services.outbox import enqueue, message_row
from services.outcomes import note_delivery
from storage.activities import REPEAT, Activity
from storage.assignments import Assignment
from storage.messages import SENDING, SENT, UNCERTAIN, Message

REPEAT_AFTER = timedelta(minutes=10)
AT_ONCE = 500  # repeats in one transaction


def doubt_unsettled(session: Session, now: datetime, fence: int | None = None) -> int:
    """Mark as uncertain what an earlier spell of duty had on the wire; return how many.

    For the start of a spell: whoever is on duty sends alone, so all that is `sending` then is somebody
    else's. Should that process still live, its own outcome replaces the doubt. Raises OffDuty where the
    spell is over before it began.
    """
    check_duty(session, fence)
    rows = session.scalars(select(Message).where(Message.state == SENDING)).all()
    for message in rows:
        message.state = UNCERTAIN
        message.reason = "发送途中程序中断，无法确定是否送达"
        message.sent_at = now
    session.flush()
    doubted = [message.id for message in rows]
    note_delivery(session, select(Message.assignment_id).where(Message.id.in_(doubted)))
    return len(rows)


def repeat_uncertain(session: Session, now: datetime) -> int:
    """Send once more, marked 重发, what may not have arrived and nobody has answered; return how many.

    What an activity chose to leave stays in doubt until the person's tap settles it. What a later message
    carried once more, as to somebody who came back, needs no repeating.
    """
    later = Message.__table__.alias()
    carried = or_(
        later.c.key == Message.key + "/again",
        later.c.assignment_id.is_not(None) & (later.c.assignment_id == Message.assignment_id),
    )
    query = (
        select(Message)
        .outerjoin(Assignment, Assignment.id == Message.assignment_id)
        .outerjoin(Activity, Activity.id == Message.activity_id)
        .where(
            Message.state == UNCERTAIN,
            Message.sent_at < now - REPEAT_AFTER,
            Message.key.not_like("%/again"),
            ~select(later.c.id).where(later.c.id > Message.id, carried).exists(),
            or_(Assignment.id.is_(None), Assignment.outcome == "none"),
            or_(Activity.id.is_(None), Activity.on_doubt == REPEAT),
        )
        .limit(AT_ONCE)
    )
    rows = [
        message_row(
            f"{message.key}/again",
            message.purpose,
            message.person_id,
            now,
            assignment_id=message.assignment_id,
            activity_id=message.activity_id,
            payload={**message.payload, "again": True},
            lane=message.lane,
        )
        for message in session.scalars(query)
    ]
    enqueue(session, rows)
    return len(rows)


def settle_by_tap(session: Session, assignment: Assignment) -> None:
    """Take a person's press on a message as the proof that it arrived."""
    if assignment.delivery != UNCERTAIN:
        return
    session.execute(
        update(Message)
        .where(Message.assignment_id == assignment.id, Message.state == UNCERTAIN)
        .values(state=SENT, reason="本人已操作，视为送达")
        .execution_options(synchronize_session=False)
    )
    note_delivery(session, select(Assignment.id).where(Assignment.id == assignment.id))
