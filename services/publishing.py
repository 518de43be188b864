"""From a finished draft to assignments and messages, in batches: a crash resumes and never doubles."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import String, and_, cast, exists, func, insert, literal, select
from sqlalchemy.orm import Session

from activities.kind import Content
from services.apart import apart
from services.audiences import Audience, belonging
from services.backing import backing_of
from services.calendars import office_calendar
from services.chasing.planning import BEFORE, planned_for
from services.facts import OPENED, record
from services.groups.posting import post
from services.office import Office
from services.outbox import enqueue_each, message_row
from storage.activities import (
    CLOSED,
    OPEN,
    PUBLISHING,
    REPEAT,
    SCHEDULED,
    Activity,
    ActivityVersion,
    AudienceMember,
)
from storage.assignments import Assignment
from storage.base import as_columns
from storage.people import ROSTER_ORDER, Leave, Person
from storage.tallies import Stale
from workdays.holidays import Calendar

BATCH = 2000
STAYS_OPEN = timedelta(days=30)  # after the deadline, late answers count until then
DEADLINE_TIME = time(17, 30)


def create_activity(
    session: Session,
    office: Office,
    now: datetime,
    *,
    kind: str,
    content: Content,
    audience: Audience,
    deadline: datetime | None,
    opens_at: datetime,
    by: int | None,
    moment: str | None = None,
    on_doubt: str = REPEAT,
    remind_on: Sequence[str] = (BEFORE,),
) -> Activity:
    """Store an activity that publish_due() opens when its time has come. Unique by `moment` where given."""
    stored = content.model_dump(mode="json")
    activity = Activity(
        kind=kind,
        title=content.title,
        status=SCHEDULED,
        version=1,
        audience=audience.model_dump(mode="json"),
        moment=moment,
        opens_at=opens_at,
        deadline=deadline,
        closes_at=deadline + STAYS_OPEN if deadline else None,
        reminders=[],
        remind_on=list(remind_on),
        on_doubt=on_doubt,
        created_by=by,
        created_at=now,
    )
    session.add(activity)
    session.flush()
    activity.reminders = [at.isoformat() for at in planned_for(session, office, activity, opens_at)]
    session.add(
        ActivityVersion(
            activity_id=activity.id,
            version=1,
            content=stored,
            content_hash=content_hash(stored),
            created_at=now,
            created_by=by,
        )
    )
    session.flush()
    return activity


def content_hash(stored: Mapping[str, Any]) -> str:
    """Return the hash a signature binds: SHA-256 of the content as canonical JSON."""
    canonical = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def publish_due(session: Session, office: Office, now: datetime) -> bool:
    """Open what is due, one batch of people at a time; return whether there is more to do at once."""
    due = select(Activity).where(Activity.status.in_((SCHEDULED, PUBLISHING)), Activity.opens_at <= now)
    for activity in session.scalars(due.order_by(Activity.opens_at, Activity.id)).all():
        with apart(session, f"publishing activity {activity.id}"):
            if activity.status == SCHEDULED:
                _freeze_audience(session, office, activity, now)
                post(session, now, activity)
            if not _open_batch(session, office, activity, now):
                activity.status = OPEN
            session.flush()
            return True
    return False


def close_due(session: Session, office: Office, now: datetime) -> int:
    """Close what is past its closing time; return how many."""
    query = select(Activity).where(Activity.status == OPEN, Activity.closes_at <= now)
    closing = session.scalars(query).all()
    for activity in closing:
        close(session, office, now, activity)
    return len(closing)


def close(session: Session, office: Office, now: datetime, activity: Activity) -> None:
    """Close an activity, with what follows from it for its kind."""
    activity.status = CLOSED
    activity.closed_at = now
    closed = backing_of(activity.kind).closed
    if closed is not None:
        closed(session, office, now, activity)


def open_message_key(assignment_id: int, round_: int) -> str:
    """Return the outbox key of the message that carries an assignment; a new round sends it anew."""
    return f"open/{assignment_id}/{round_}"


def exempting_leave(
    leaves: list[Leave], office: Office, calendar: Calendar, opened: datetime, deadline: datetime | None
) -> str | None:
    """Return why leave exempts: it must cover every working day from opening to deadline; else None."""
    if deadline is None:
        return None
    days = calendar.working_days(office.today(opened), office.today(deadline))
    covered = [
        next(
            (leave for leave in leaves if leave.first <= day and (leave.last is None or day <= leave.last)),
            None,
        )
        for day in days
    ]
    if not covered or any(leave is None for leave in covered):
        return None
    first = covered[0]
    return first.kind if first else None


def _freeze_audience(session: Session, office: Office, activity: Activity, now: datetime) -> None:
    place = func.row_number().over(order_by=ROSTER_ORDER)
    chosen = select(literal(activity.id), place, Person.id).join(Person.department)
    chosen = chosen.where(*belonging(Audience.model_validate(activity.audience), office.today(now)))
    expand = backing_of(activity.kind).expand
    if expand is None:
        chosen = chosen.add_columns(literal(""))
        columns = ["activity_id", "place", "person_id", "subject"]
        session.execute(insert(AudienceMember).from_select(columns, chosen))
    else:
        people = session.scalars(chosen.with_only_columns(Person).order_by(*ROSTER_ORDER)).all()
        asked = expand(session, office, now, activity, people)
        session.add_all(
            AudienceMember(activity_id=activity.id, place=place, person_id=person_id, subject=subject)
            for place, (person_id, subject) in enumerate(asked, start=1)
        )
    activity.status = PUBLISHING
    activity.published_at = now
    session.flush()


def _open_batch(session: Session, office: Office, activity: Activity, now: datetime) -> bool:
    """Open the next places of the audience; return whether there are more.

    One statement for each table: to fetch a hundred thousand people and write them back takes several times
    as long, and stops everything else in this process meanwhile.
    """
    first, last = activity.published_to + 1, activity.published_to + BATCH
    places = AudienceMember.activity_id == activity.id, AudienceMember.place.between(first, last)
    audience = select().select_from(AudienceMember).join(Person, Person.id == AudienceMember.person_id)
    opened = OPENED | {
        "activity_id": activity.id,
        "person_id": Person.id,
        "subject": AudienceMember.subject,
        "department_id": Person.department_id,
        "branch": Person.branch,
        "category": Person.category,
        "place": AudienceMember.place,
        "opened_at": activity.published_at,
        "deadline": activity.deadline,
        "version": activity.version,
    }
    columns = audience.where(*places).add_columns(*as_columns(Assignment, opened))
    session.execute(insert(Assignment).from_select(list(opened), columns))
    departments = audience.where(*places).add_columns(literal(activity.id), Person.department_id).distinct()
    session.execute(insert(Stale).from_select(["activity_id", "department_id"], departments))
    assigned = and_(
        Assignment.activity_id == AudienceMember.activity_id,
        Assignment.person_id == AudienceMember.person_id,
        Assignment.subject == AudienceMember.subject,
    )
    with_leave = select(Assignment).join(AudienceMember, assigned).where(*places)
    with_leave = with_leave.where(Assignment.person_id.in_(select(Leave.person_id)))
    exempt_absent(session, office, session.scalars(with_leave).all(), now)
    enqueue_each(
        session,
        message_row("", "open", 0, now, activity_id=activity.id)
        | {
            "key": literal("open/") + cast(Assignment.id, String) + "/1",  # as open_message_key() has it
            "person_id": Assignment.person_id,
            "assignment_id": Assignment.id,
        },
        audience.join(Assignment, assigned).where(
            *places, Person.telegram_id.is_not(None), Assignment.exempt.is_(None)
        ),
    )
    activity.published_to = last
    beyond = AudienceMember.activity_id == activity.id, AudienceMember.place > last
    return bool(session.scalar(select(exists().where(*beyond))))


def exempt_absent(session: Session, office: Office, opened: Sequence[Assignment], now: datetime) -> None:
    """Exempt those whose leave covers every working day of what has just been opened for them."""
    if not opened:
        return
    by_person: dict[int, list[Leave]] = defaultdict(list)
    query = select(Leave).where(Leave.person_id.in_([assignment.person_id for assignment in opened]))
    for leave in session.scalars(query):
        by_person[leave.person_id].append(leave)
    calendar = office_calendar(session)
    for assignment in opened:
        leaves = by_person[assignment.person_id]
        reason = exempting_leave(leaves, office, calendar, assignment.opened_at, assignment.deadline)
        if reason:
            record(session, assignment, "leave", {"exempt": reason}, now, by=None)
    session.flush()
