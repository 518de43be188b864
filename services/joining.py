"""Asking more people about something that is open: added by hand, or because they have come to fit."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.apart import apart
from services.audiences import Audience, belonging
from services.backing import backing_of
from services.facts import new_assignment, record
from services.office import Office
from services.outbox import enqueue, message_row
from services.publishing import exempt_absent, open_message_key
from storage.activities import OPEN, Activity, AudienceMember
from storage.assignments import Assignment
from storage.people import ROSTER_ORDER, Person
from workdays.quiet import after_quiet

ADDED, JOINED = "added", "joined"  # facts: by a secretary, by the activity's own rule


def join_due(session: Session, office: Office, now: datetime) -> int:
    """Ask whoever has come to fit an open activity that takes later joiners; return how many.

    Whoever was asked once, or taken off by hand, stands in the frozen audience and is not asked again.
    """
    count = 0
    query = select(Activity).where(
        Activity.status == OPEN,
        or_(Activity.deadline.is_(None), Activity.deadline > now),
        Activity.audience["joiners"].as_boolean(),
    )
    for activity in session.scalars(query).all():
        with apart(session, f"later joiners of activity {activity.id}"):
            audience = Audience.model_validate(activity.audience)
            asked = select(AudienceMember.person_id).where(AudienceMember.activity_id == activity.id)
            fitting = select(Person).join(Person.department).where(*belonging(audience, office.today(now)))
            new = session.scalars(fitting.where(Person.id.not_in(asked)).order_by(*ROSTER_ORDER)).all()
            count += len(open_for(session, office, now, activity, new, by=None))
    return count


def open_for(
    session: Session,
    office: Office,
    now: datetime,
    activity: Activity,
    new: Sequence[Person],
    *,
    by: int | None,
) -> list[Assignment]:
    """Open what is asked for more people, behind the audience that was frozen; nobody is asked twice.

    `by` is the secretary who added them; None where the activity's own rule did.
    """
    if not new:
        return []
    opened = []
    for person_id, subject, place in _places(session, office, now, activity, new):
        session.add(
            AudienceMember(activity_id=activity.id, place=place, person_id=person_id, subject=subject)
        )
        person = session.get_one(Person, person_id)
        opened.append(new_assignment(activity, now, person, subject, place, activity.deadline))
    session.add_all(opened)
    session.flush()
    for row in opened:
        record(session, row, ADDED if by else JOINED, {}, now, by=by)
    exempt_absent(session, office, opened, now)
    told = [row for row in opened if row.exempt is None and _linked(session, row)]
    due = now if by else after_quiet(now, office.zone)
    enqueue(
        session,
        [
            message_row(
                *(open_message_key(row.id, 1), "open", row.person_id, due),
                assignment_id=row.id,
                activity_id=activity.id,
            )
            for row in told
        ],
    )
    return opened


def _places(
    session: Session, office: Office, now: datetime, activity: Activity, new: Sequence[Person]
) -> list[tuple[int, str, int]]:
    """Return (person id, subject, place) of what is to be opened."""
    expand = backing_of(activity.kind).expand
    pairs = expand(session, office, now, activity, new) if expand else [(one.id, "") for one in new]
    of_activity = AudienceMember.activity_id == activity.id
    known = set(session.execute(select(AudienceMember.person_id, AudienceMember.subject).where(of_activity)))
    held = select(Assignment.person_id, Assignment.subject).where(Assignment.activity_id == activity.id)
    known |= set(session.execute(held))
    last = session.scalar(select(func.max(AudienceMember.place)).where(of_activity)) or 0
    fresh = [pair for pair in dict.fromkeys(pairs) if pair not in known]
    return [(person_id, subject, place) for place, (person_id, subject) in enumerate(fresh, start=last + 1)]


def _linked(session: Session, row: Assignment) -> bool:
    return session.get_one(Person, row.person_id).telegram_id is not None
