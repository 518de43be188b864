"""From a finished draft to assignments and messages, in batches: a crash resumes and never doubles."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from activities.kind import Content
from services.audiences import Audience, members
from services.calendars import office_calendar
from services.facts import OPENED, record
from services.office import Office
from services.outbox import enqueue, message_row
from storage.activities import (
    CLOSED,
    OPEN,
    PUBLISHING,
    SCHEDULED,
    Activity,
    ActivityVersion,
    AudienceMember,
)
from storage.assignments import Assignment
from storage.people import Leave, Person
from workdays.holidays import Calendar

BATCH = 2000
STAYS_OPEN = timedelta(days=30)  # after the deadline, late answers count until then
DEADLINE_TIME = time(17, 30)
REMIND_TIME = time(9, 0)


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
        reminders=[at.isoformat() for at in plan_reminders(session, office, opens_at, deadline)],
        created_by=by,
        created_at=now,
    )
    session.add(activity)
    session.flush()
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


def plan_reminders(
    session: Session, office: Office, opens_at: datetime, deadline: datetime | None
) -> list[datetime]:
    """Return when those who have not answered are reminded: at most twice, on working days at 09:00.

    Once half way where there is time, and once on the working day before the deadline.
    """
    if deadline is None:
        return []
    calendar = office_calendar(session)
    first, last = office.today(opens_at), office.today(deadline)
    days = calendar.working_days(first + timedelta(days=1), last - timedelta(days=1))
    chosen: list[date] = []
    if days:
        chosen = [days[len(days) // 2], days[-1]] if len(days) >= 4 else [days[-1]]
    elif last > first and calendar.is_working(last):
        chosen = [last]
    moments = [datetime.combine(day, REMIND_TIME, office.zone) for day in dict.fromkeys(chosen)]
    return [moment for moment in moments if opens_at < moment < deadline]


def publish_due(session: Session, office: Office, now: datetime) -> bool:
    """Open what is due, one batch of people at a time; return whether there is more to do at once."""
    due = select(Activity).where(Activity.status.in_((SCHEDULED, PUBLISHING)), Activity.opens_at <= now)
    activity = session.scalars(due.order_by(Activity.opens_at, Activity.id).limit(1)).one_or_none()
    if activity is None:
        return False
    if activity.status == SCHEDULED:
        _freeze_audience(session, office, activity, now)
    more = _open_batch(session, office, activity, now)
    if not more:
        activity.status = OPEN
    return True


def close_due(session: Session, now: datetime) -> int:
    """Close what is past its closing time; return how many."""
    query = select(Activity).where(Activity.status == OPEN, Activity.closes_at <= now)
    closing = session.scalars(query).all()
    for activity in closing:
        activity.status = CLOSED
        activity.closed_at = now
    return len(closing)


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
    audience = Audience.model_validate(activity.audience)
    chosen = members(session, audience, office.today(now))
    if chosen:
        session.execute(
            insert(AudienceMember),
            [
                {"activity_id": activity.id, "place": place, "person_id": person.id}
                for place, person in enumerate(chosen, start=1)
            ],
        )
    activity.status = PUBLISHING
    activity.published_at = now


def _open_batch(session: Session, office: Office, activity: Activity, now: datetime) -> bool:
    query = (
        select(AudienceMember.place, Person)
        .join(Person, Person.id == AudienceMember.person_id)
        .where(AudienceMember.activity_id == activity.id, AudienceMember.place > activity.published_to)
        .order_by(AudienceMember.place)
        .limit(BATCH)
    )
    batch = [(row[0], row[1]) for row in session.execute(query)]
    if not batch:
        return False
    assert activity.published_at is not None  # set by _freeze_audience in the transaction before
    session.execute(
        insert(Assignment),
        [
            OPENED
            | {
                "activity_id": activity.id,
                "person_id": person.id,
                "subject": "",
                "department_id": person.department_id,
                "branch": person.branch,
                "category": person.category,
                "place": place,
                "opened_at": activity.published_at,
                "deadline": activity.deadline,
                "version": activity.version,
            }
            for place, person in batch
        ],
    )
    opened = session.scalars(
        select(Assignment).where(
            Assignment.activity_id == activity.id,
            Assignment.person_id.in_([person.id for _, person in batch]),
        )
    ).all()
    _exempt_absent(session, office, activity, opened, now)
    linked = {person.id for _, person in batch if person.telegram_id is not None}
    enqueue(
        session,
        [
            message_row(
                open_message_key(assignment.id, 1),
                "open",
                assignment.person_id,
                now,
                assignment_id=assignment.id,
                activity_id=activity.id,
            )
            for assignment in opened
            if assignment.person_id in linked and assignment.exempt is None
        ],
    )
    activity.published_to = batch[-1][0]
    return len(batch) == BATCH


def _exempt_absent(session: Session, office: Office, activity: Activity, opened: Any, now: datetime) -> None:
    by_person: dict[int, list[Leave]] = {}
    query = select(Leave).where(Leave.person_id.in_([assignment.person_id for assignment in opened]))
    for leave in session.scalars(query):
        by_person.setdefault(leave.person_id, []).append(leave)
    if not by_person:
        return
    calendar = office_calendar(session)
    for assignment in opened:
        leaves = by_person.get(assignment.person_id, [])
        reason = exempting_leave(leaves, office, calendar, assignment.opened_at, assignment.deadline)
        if reason:
            record(session, assignment, "leave", {"exempt": reason}, now, by=None)
