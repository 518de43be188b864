"""到会登记: whoever is in the room shows it by the code on the screen, scanned or typed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from activities.study import Study, StudyContent
from activities.study.rollcall import accepts, read_code
from services.access import access_own, access_person
from services.belonging.strangers import count_knock, knocks
from services.correcting.redrawing import SCREENS, redraw
from services.doubt import settle_by_tap
from services.focus import current_focus
from services.office import Office
from services.open_items import note_reached
from services.outbox import ANSWER
from services.reply import Reply
from services.study.board import refresh_boards
from services.study.holding import Phase, phase_of, say_opens
from services.verdicts import apply_verdict
from services.views import content_of, kind_of, view_of
from storage.activities import OPEN, Activity
from storage.assignments import Assignment
from storage.messages import Message
from storage.people import Person
from storage.sessions import STUDY, StudySession

AROUND = timedelta(hours=12)  # before and after the beginning, that a code may be about a session
SOON = timedelta(hours=2)
TRIES = 10  # wrong codes an hour
TRIED = "登记码错误次数较多，请到主持人处登记，或一小时后再试。"
WRONG = "登记码不对，或已换成新的。请看屏幕上现在的六位数字，再发一次。"
OVER = "这次会议的登记已经结束。如已到会，请告诉主持人或纪检秘书补登。"
NOT_INVITED = "这次会议的通知名单里没有您，没有登记。如应参加，请告诉主持人。"


def by_link(
    session: Session, office: Office, now: datetime, telegram_id: int, activity_id: int, code: str
) -> Reply:
    """Register who scanned the code on the screen. Raises Stranger."""
    person = access_person(session, telegram_id, office.today(now))
    theirs = [one for one in _around(session, now, person) if one[1].id == activity_id]
    if not theirs:
        return Reply(NOT_INVITED)
    return _try(session, office, now, person, theirs, code)


def by_digits(session: Session, office: Office, now: datetime, telegram_id: int, text: str) -> Reply | None:
    """Register who typed the six digits on the screen; None where the words are about something else.

    They need no focus: the right digits of a session one is asked to can hardly be meant for anything else.
    Wrong ones are only spoken of where nothing else was asked for.
    """
    code = read_code(text)
    if code is None:
        return None
    person = access_person(session, telegram_id, office.today(now))
    theirs = _around(session, now, person)
    if any(accepts(row.secret, now, code) for _, _, row, _ in theirs):
        return _try(session, office, now, person, theirs, code)
    if current_focus(session, person.id, now) is not None:
        return None
    near = [one for one in theirs if one[3].opens_at - SOON <= now]
    return _try(session, office, now, person, near, code) if near else None


_Asked = tuple[Assignment, Activity, StudySession, StudyContent]


def _around(session: Session, now: datetime, person: Person) -> Sequence[_Asked]:
    """Return the sessions of about now that somebody is asked to and that are signed into by code."""
    query = (
        select(Assignment, Activity, StudySession)
        .join(Activity, Activity.id == Assignment.activity_id)
        .join(StudySession, StudySession.activity_id == Activity.id)
        .where(
            Assignment.person_id == person.id,
            Activity.kind == STUDY,
            Activity.status == OPEN,
            Activity.deadline.between(now - AROUND, now + AROUND),
        )
        .order_by(Activity.deadline, Activity.id)
    )
    found = [(row[0], row[1], row[2], content_of(session, row[1])) for row in session.execute(query)]
    return [one for one in found if one[3].scans]


def _try(
    session: Session, office: Office, now: datetime, person: Person, theirs: Sequence[_Asked], code: str
) -> Reply:
    if knocks(session, now, person.telegram_id or 0, "sign") >= TRIES:
        return Reply(TRIED)
    for assignment, _, row, content in theirs:
        if accepts(row.secret, now, code):
            match phase := phase_of(content, row, now):
                case Phase.EARLY:
                    return Reply(say_opens(office, content))
                case Phase.OVER:
                    return Reply(OVER)
            return _register(session, office, now, person, assignment.id, second=phase is Phase.SECOND)
    phases = {phase_of(content, row, now): content for _, _, row, content in theirs}
    if Phase.OPEN in phases or Phase.SECOND in phases:
        count_knock(session, now, person.telegram_id or 0, "sign")
        return Reply(WRONG)
    early = phases.get(Phase.EARLY)
    return Reply(say_opens(office, early)) if early is not None else Reply(OVER)


def _register(
    session: Session, office: Office, now: datetime, person: Person, assignment_id: int, *, second: bool
) -> Reply:
    account, today = person.telegram_id or 0, office.today(now)
    _, assignment, activity = access_own(session, account, assignment_id, today, to_change=True)
    settle_by_tap(session, assignment)
    if person.unreachable is not None:
        note_reached(session, now, person)
    kind, content = kind_of(activity), content_of(session, activity)
    assert isinstance(kind, Study)  # the query asks for no other
    view = view_of(session, office, now, person, assignment, activity)
    verdict = kind.arrived(content, view, second=second)
    apply_verdict(session, office, activity, assignment, verdict, now, by=person.id, fact="answer")
    if verdict.changes:
        session.flush()
        refresh_boards(session, now, activity)
        mine = (Message.assignment_id == assignment.id, Message.purpose.in_(SCREENS))
        redraw(session, now, f"in{int(now.timestamp() * 1000)}", *mine, lane=ANSWER)
    return replace(Reply(f"{esc(verdict.say)}\n{esc(activity.title)}"), toast=verdict.say)
