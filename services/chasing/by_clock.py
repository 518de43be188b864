"""Automatic reminders: at most two an activity, one a day and a few a week for each person concerned."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.kind import Kind, View
from services.apart import apart
from services.belonging.secretaries import tell_each
from services.chasing.limits import at_cap
from services.office import Office
from services.outbox import enqueue, message_row
from services.reply import Reply, from_screen
from services.seconds import turns_of_seconds
from services.skip import Skip, check_day
from services.todo import actable, listed
from services.views import kind_of, screen_of, view_of
from storage import people
from storage.activities import OPEN, Activity, ActivityVersion
from storage.assignments import Assignment
from storage.messages import Message
from storage.people import Department, Person
from workdays.quiet import after_quiet

JUST_COME = timedelta(hours=1)
NOTHING_LEFT = "这条提醒里的事项已办理、结束或撤回，不用再办。待办请用 /todo 查看。"


def remind_due(session: Session, office: Office, now: datetime) -> int:
    """Put in the reminders whose time has come; return how many people they concern.

    A round that fell into a day when the bot was down is passed over, not made up for.
    """
    concerned: set[int] = set()
    for activity in _open_activities(session):
        with apart(session, f"reminding of activity {activity.id}"):
            passed = [at for at in activity.reminders if datetime.fromisoformat(at) <= now]
            if len(passed) <= activity.reminded:
                continue
            activity.reminded = len(passed)
            if office.today(datetime.fromisoformat(passed[-1])) == office.today(now):
                concerned |= set(concerned_by(session, office, now, activity))
    concerned -= people.away_on(session, office.today(now))
    remind(session, office, now, concerned)
    return len(concerned)


def concerned_by(session: Session, office: Office, now: datetime, activity: Activity) -> list[int]:
    """Return the ids of linked people whom a reminder of this activity concerns, in whoever's assignment."""
    kind = kind_of(activity)
    # With version and department, which view_of() looks up: a session forgets what nobody holds.
    query = (
        select(Assignment, Person, ActivityVersion, Department)
        .join(Person, Person.id == Assignment.person_id)
        .join(Department, Department.id == Assignment.department_id)
        .join(ActivityVersion, ActivityVersion.activity_id == Assignment.activity_id)
        .where(
            Assignment.activity_id == activity.id,
            Assignment.outcome == "none",
            Assignment.exempt.is_(None),
            Person.telegram_id.is_not(None),
            ActivityVersion.version == activity.version,
        )
    )
    rows = session.execute(query).all()
    turns = [(row[0], row[1]) for row in rows]
    turns += [(assignment, second) for assignment, second in turns_of_seconds(session, activity)]
    return [
        person.id
        for assignment, person in turns
        if person.telegram_id is not None
        and _concerns(kind, view_of(session, office, now, person, assignment, activity))
    ]


def remind(session: Session, office: Office, now: datetime, person_ids: Iterable[int]) -> None:
    """Put in one reminder of all that is open for each person; a second one on the same day is dropped.

    So is one beyond the week's cap. What falls into the quiet hours goes at their end, and is that day's.
    """
    at = after_quiet(now, office.zone)
    day = office.today(at)
    concerned = set(person_ids)
    if concerned:
        concerned -= at_cap(session, office, day)
    payload = {"day": day.isoformat()}
    enqueue(
        session,
        [
            message_row(reminder_key(id_, day), "remind", id_, at, payload=payload)
            for id_ in sorted(concerned)
        ],
    )


def reminder_key(person_id: int, day: date) -> str:
    """Return the outbox key of a person's one reminder of a day."""
    return f"remind/{person_id}/{day.isoformat()}"


def render_reminder(
    session: Session, office: Office, now: datetime, message: Message, person: Person
) -> Reply:
    """Return the reminder as it stands when it is sent: the thing itself, or the merged list."""
    check_day(office, now, message)
    reply = _drawn(session, office, now, person, reminded=now)
    if reply is None:
        raise Skip("cancelled", "已办理")
    return reply


def redraw_reminder(
    session: Session, office: Office, now: datetime, message: Message, person: Person
) -> Reply:
    """Return what stands in the place of a reminder that was sent: what is still open, without a file."""
    reply = _drawn(session, office, now, person, reminded=message.sent_at or now)
    return replace(reply, attached=None) if reply is not None else Reply(NOTHING_LEFT)


def _drawn(
    session: Session, office: Office, now: datetime, person: Person, *, reminded: datetime
) -> Reply | None:
    entries = actable(session, office, now, person)
    mine = [entry for entry in entries if kind_of(entry.activity).wants_reminder(entry.view)]
    # What has only just come needs no second word, where there is something else to speak of.
    mine = [entry for entry in mine if now - entry.assignment.opened_at >= JUST_COME] or mine
    coming = [
        entry
        for entry in entries
        if kind_of(entry.activity).heads_up(entry.view) and _reminded_on(office, entry.activity, reminded)
    ]
    if not mine and not coming:
        return None
    if len(mine) + len(coming) > 1:
        unfinished = f"<b>提醒：您还有{len(mine)}项未办理</b>（点按钮办理）："
        groups = ((unfinished, mine), ("<b>提醒：以下会议您已报名，请准时到会。</b>", coming))
        return listed(*(group for group in groups if group[1]))
    [entry] = mine or coming
    screen = screen_of(session, office, now, person, entry.assignment, entry.activity)
    reply = from_screen(screen, entry.assignment.id, entry.activity.version)
    late = entry.assignment.deadline is not None and entry.assignment.deadline < now
    urge = "以下事项已过截止时间，请尽快补办。" if late else "以下事项请及时办理。"
    opening = urge if mine else kind_of(entry.activity).heads_up(entry.view)
    return replace(reply, text=f"提醒：{opening}\n\n{reply.text}")


def tell_secretaries_overdue(session: Session, office: Office, now: datetime) -> int:
    """Tell the secretaries once, after the deadline, how many have not answered; return how often."""
    due = [
        a
        for a in _open_activities(session)
        if a.deadline and a.deadline < now and a.secretary_told_at is None
    ]
    for activity in due:
        activity.secretary_told_at = now
        open_ = select(func.count(Assignment.id)).where(
            Assignment.activity_id == activity.id, Assignment.outcome == "none", Assignment.exempt.is_(None)
        )
        count = session.scalar(open_)
        if not count:
            continue
        text = kind_of(activity).say_overdue(activity.title, count)
        rows = [[("查看报表", "r", [activity.id])]]
        tell_each(session, office, now, f"overdue/{activity.id}", {"text": text, "rows": rows})
    return len(due)


def _concerns(kind: Kind[Any], view: View) -> bool:
    return kind.wants_reminder(view) or bool(kind.heads_up(view))


def _reminded_on(office: Office, activity: Activity, now: datetime) -> bool:
    """Tell whether the activity's own reminder is of today: another's is no occasion to speak of it."""
    return office.today(now) in (office.today(datetime.fromisoformat(at)) for at in activity.reminders)


def _open_activities(session: Session) -> Iterable[Activity]:
    return session.scalars(select(Activity).where(Activity.status == OPEN).order_by(Activity.id)).all()
