"""After a silence: what people pressed meanwhile is gone, and what was due then is asked about.

Telegram drops a press that nobody took for 150 s. The message keeps its button, but who pressed it may
believe it done; so everybody with something open gets one merged list, where there was such a silence.
"""

from datetime import datetime, time, timedelta

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.orm import Session

from services.calendars import office_calendar
from services.chasing.by_clock import reminder_key
from services.office import Office
from services.outbox import enqueue_each, message_row
from services.reply import Reply
from services.skip import Skip
from services.todo import actable, listed
from storage import people
from storage.activities import OPEN, Activity, option, set_option
from storage.assignments import Assignment
from storage.messages import SENDING, SENT, UNCERTAIN, WAITING, Message
from storage.people import Person, counts_on
from workdays.words import say_moment

PRESSES_KEPT = timedelta(seconds=150)
ALIVE = "alive_at"
MORNING, EVENING = time(9, 1), time(17, 30)  # after the reminders of that morning have been put in


def beat(session: Session, office: Office, now: datetime, silent: timedelta | None = None) -> int:
    """Note that the bot hears people; return how many get their list because for long it did not.

    `silent` is for how long it did not, None where only the last beat in the database can tell.
    """
    last = option(session, ALIVE, None)
    set_option(session, ALIVE, now.isoformat())
    if not isinstance(last, str):
        return 0
    since = datetime.fromisoformat(last)
    gap = now - since if silent is None else silent
    return offer_again(session, office, now, since) if gap > PRESSES_KEPT else 0


def offer_again(session: Session, office: Office, now: datetime, since: datetime) -> int:
    """Put in one merged list for everybody who could press a button at `since`; return how many.

    At most one a day for each person, in working hours.
    """
    due = _in_working_hours(session, office, now)
    day = office.today(due)
    could_press = (
        select(Assignment.id)
        .join(Activity, Activity.id == Assignment.activity_id)
        .join(Message, Message.assignment_id == Assignment.id)
        .where(
            Assignment.person_id == Person.id,
            Assignment.outcome == "none",
            Assignment.exempt.is_(None),
            Assignment.waits_for == "person",
            Activity.status == OPEN,
            Message.state.in_((SENT, UNCERTAIN)),
        )
    )
    concerned = (
        select()
        .select_from(Person)
        .where(
            Person.telegram_id.is_not(None),
            Person.unreachable.is_(None),
            counts_on(day),
            Person.id.not_in(people.away_on(session, day)),
            could_press.exists(),
        )
    )
    payload = {"since": since.isoformat(), "until": now.isoformat()}
    key = literal("outage/") + cast(Person.id, String) + f"/{day.isoformat()}"
    row = message_row("", "outage", 0, due, payload=payload) | {"key": key, "person_id": Person.id}
    enqueue_each(session, row, concerned)
    return session.scalar(concerned.add_columns(func.count())) or 0


def render_list(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Return the merged list as it stands when it is sent; a reminder of that day says the same."""
    key = reminder_key(person.id, office.today(now))
    reminder = session.scalars(select(Message).where(Message.key == key)).one_or_none()
    until = datetime.fromisoformat(message.payload["until"])
    if reminder is not None and _says_it(reminder, until):
        raise Skip("cancelled", "当天已有提醒")
    mine = [one for one in actable(session, office, now, person) if one.assignment.waits_for == "person"]
    if not mine:
        raise Skip("cancelled", "已办理")
    since = office.local(datetime.fromisoformat(message.payload["since"]))
    opening = (
        f"<b>机器人自{say_moment(since)}起停机了一段时间，现已恢复。</b>\n"
        "停机期间点的按钮可能没有收到。以下事项还没有登记，请点按钮办理："
    )
    return listed((opening, mine))


def _says_it(reminder: Message, until: datetime) -> bool:
    if reminder.state == SENT:
        return reminder.sent_at is not None and reminder.sent_at >= until
    return reminder.state in (WAITING, SENDING)


def _in_working_hours(session: Session, office: Office, now: datetime) -> datetime:
    calendar, local = office_calendar(session), office.local(now)
    day = local.date()
    if calendar.is_working(day) and local.time() < EVENING:
        return max(now, datetime.combine(day, MORNING, office.zone))
    return datetime.combine(calendar.next_working_day(day), MORNING, office.zone)
