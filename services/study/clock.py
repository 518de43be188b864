"""What a session needs of the clock: the board, a word to those who come, codes that change, an end."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.study.kind import COMING, LEAVE_REFUSED
from services.apart import apart
from services.correcting.redrawing import draw_screen
from services.facts import record_where
from services.office import Office
from services.outbox import enqueue, message_row
from services.reply import Reply
from services.skip import Skip
from services.study.board import renew_codes, send_board
from services.study.calling import end_calling
from services.study.holding import Phase, holder, holding_of, phase_of
from services.views import content_of, kind_of, view_of
from storage import people
from storage.activities import OPEN, Activity, in_status
from storage.assignments import Assignment
from storage.messages import Message
from storage.people import Person
from storage.sessions import STUDY, sessions_between
from workdays.quiet import is_quiet

TURN = "session"  # the fact that a session has begun, or is over
SOON = timedelta(minutes=30)  # before the beginning, that those who come hear of it
BOARD = timedelta(minutes=5)  # before registering opens, that the host gets the board
PAST = timedelta(days=7)  # after the beginning, that a session is still ended: the bot may have been down


def watch(session: Session, office: Office, now: datetime) -> None:
    """Do what is due around the beginning and the end of sessions."""
    for activity in sessions_between(session, now - PAST, now + SOON):
        with apart(session, f"the session of activity {activity.id}"):
            _watch(session, office, now, activity)
    for activity in in_status(session, OPEN):
        if activity.kind == STUDY:
            with apart(session, f"whose turn it is in activity {activity.id}"):
                _turn(session, now, activity)


def render_soon(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Return the word to somebody who comes, while that is still so. Raises Skip."""
    assignment = session.get_one(Assignment, message.assignment_id)
    activity = session.get_one(Activity, assignment.activity_id)
    view = view_of(session, office, now, person, assignment, activity)
    heads_up = kind_of(activity).heads_up(view)
    if not heads_up or message.payload["starts"] != content_of(session, activity).starts_at.isoformat():
        raise Skip("cancelled", "已不需要")
    drawn = draw_screen(session, office, now, message, person)
    return Reply(f"提醒：会议即将开始。\n\n{drawn.text}", drawn.rows)


def _watch(session: Session, office: Office, now: datetime, activity: Activity) -> None:
    content, row = content_of(session, activity), holding_of(session, activity)
    if now < content.starts_at and row.soon_for != content.starts_at and not is_quiet(now, office.zone):
        row.soon_for = content.starts_at
        _remind_soon(session, office, now, activity)
    watched = content.scans or content.host_id is not None
    if watched and content.opens_at - BOARD <= now < content.ends_at:
        person = holder(session, office, now, activity)
        if person is not None:  # once for each beginning, and anew where the host is another by then
            send_board(session, now, activity, person, f"at{int(content.starts_at.timestamp())}")
    if content.scans and content.opens_at - BOARD <= now:
        phase = phase_of(content, row, now)
        if phase is Phase.OVER and (row.closed_at is None or row.closed_at < content.opens_at):
            end_calling(session, office, now, activity)
        elif phase is not Phase.OVER or now < content.ends_at + BOARD:
            renew_codes(session, office, now, activity)


def _turn(session: Session, now: datetime, activity: Activity) -> None:
    """While a session runs its host is to say who is there: whoever gave no answer waits for that.

    So nobody is overdue before its end; nor is anybody left waiting where it was moved to a later day.
    """
    content = content_of(session, activity)
    running = content.starts_at <= now < content.ends_at
    whose, before = ("other", "person") if running else ("person", "other")
    unanswered = (
        Assignment.activity_id == activity.id,
        Assignment.outcome == "none",
        Assignment.exempt.is_(None),
        Assignment.stage.in_(("", LEAVE_REFUSED)),
        Assignment.waits_for == before,
    )
    if session.scalar(select(Assignment.id).where(*unanswered).limit(1)) is not None:
        record_where(session, unanswered, TURN, {"waits_for": whose}, now, by=None)


def _remind_soon(session: Session, office: Office, now: datetime, activity: Activity) -> None:
    """Put in the word to those who come; not where they have only just heard of it, or of a reminder."""
    starts = content_of(session, activity).starts_at
    heard = [activity.published_at, *(datetime.fromisoformat(at) for at in activity.reminders)]
    if any(at is not None and now - SOON < at <= now for at in heard):
        return
    away = people.away_on(session, office.today(now))
    coming = select(Assignment).where(
        Assignment.activity_id == activity.id,
        Assignment.outcome == "none",
        Assignment.exempt.is_(None),
        Assignment.stage == COMING,
    )
    payload = {"starts": starts.isoformat()}
    rows = [
        message_row(
            f"soon/{one.id}/{int(starts.timestamp())}",
            *("soon", one.person_id, now),
            assignment_id=one.id,
            activity_id=activity.id,
            payload=payload,
        )
        for one in session.scalars(coming)
        if one.person_id not in away
    ]
    enqueue(session, rows)
