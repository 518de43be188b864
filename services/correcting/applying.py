"""What a correction does: a new version, deadlines and reminders moved, messages changed and sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, exists, func, insert, literal, select, update
from sqlalchemy.orm import Session

from activities.kind import Content, esc
from services.backing import backing_of
from services.chasing.planning import BEFORE, planned_for
from services.correcting.redrawing import SCREENS, draw_screen, redraw, redraw_reminders
from services.facts import WAS
from services.groups.posting import refresh
from services.office import Office
from services.outbox import enqueue_each, message_row
from services.publishing import STAYS_OPEN, content_hash
from services.reply import Reply
from services.skip import Skip
from services.views import kind_of, view_of
from storage.activities import WITHDRAWN, Activity, ActivityVersion
from storage.assignments import Assignment, Fact
from storage.base import as_columns
from storage.messages import SENDING, SENT, UNCERTAIN, Message
from storage.people import Person
from storage.tallies import outdate

MOST_REMINDERS = 2  # of one activity before its deadline, before and after it was moved
FACT = "correction"


def apply_correction(
    session: Session,
    office: Office,
    now: datetime,
    activity: Activity,
    old: Content,
    new: Content,
    *,
    by: int,
) -> int:
    """Store the corrected content and all that follows from it; return how many people get a message."""
    kind = kind_of(activity)
    add_version(session, now, activity, new, by)
    deadline = kind.deadline(new)
    if deadline is not None and deadline != kind.deadline(old):
        move_deadline(session, office, now, activity, deadline, by, fact=FACT)
    shown = (Message.activity_id == activity.id, Message.purpose.in_(SCREENS))
    redraw(session, now, f"v{activity.version}", *shown)
    redraw_reminders(session, now, f"v{activity.version}", activity, Assignment.outcome == "none")
    news = kind.notable(old, new, office.local(now))
    refresh(session, now, activity, f"v{activity.version}", news)
    if not news:
        return 0
    told = told_of(session, activity)
    _tell(session, now, activity, news)
    return told


def add_version(session: Session, now: datetime, activity: Activity, content: Content, by: int) -> None:
    """Store another wording of an activity, which stands from now on."""
    stored = content.model_dump(mode="json")
    activity.version += 1
    activity.title = content.title
    session.add(
        ActivityVersion(
            activity_id=activity.id,
            version=activity.version,
            content=stored,
            content_hash=content_hash(stored),
            created_at=now,
            created_by=by,
        )
    )
    session.flush()


def told_of(session: Session, activity: Activity) -> int:
    """Return how many people have been sent the notice, and would hear of what changes."""
    query = select(func.count()).select_from(Assignment).join(Person, Person.id == Assignment.person_id)
    return session.scalar(query.where(*_informed(activity))) or 0


def render_correction(
    session: Session, office: Office, now: datetime, message: Message, person: Person
) -> Reply:
    """Return what changed, above the notice as it is now; a later correction speaks for this one."""
    assignment = session.get_one(Assignment, message.assignment_id)
    activity = session.get_one(Activity, assignment.activity_id)
    later = exists().where(
        Message.assignment_id == assignment.id, Message.purpose == "correction", Message.id > message.id
    )
    if session.scalar(select(later)):
        raise Skip("cancelled", "随后又有更正")
    if activity.status == WITHDRAWN:
        raise Skip("cancelled", "已撤回")
    drawn = draw_screen(session, office, now, message, person)
    stays = "您此前的答复仍然有效，需要更改的请点下方按钮。" if drawn.rows and assignment.stage else ""
    news = f"<b>【更正】{esc(activity.title)}</b>\n{message.payload['news']}"
    text = f"{news}\n以下是更正后的内容。{stays}\n\n{drawn.text}"
    view = view_of(session, office, now, person, assignment, activity)
    paper = kind_of(activity).paper_with_news(view)
    papers = backing_of(activity.kind).papers
    files = (papers[paper](session, office, now, activity, assignment),) if paper else ()
    return Reply(text, drawn.rows, files=files)


def _informed(activity: Activity) -> tuple[ColumnElement[bool], ...]:
    """Return who was asked and has heard of it: to whom the notice is still to come, it comes corrected."""
    heard = exists().where(
        Message.assignment_id == Assignment.id, Message.state.in_((SENT, UNCERTAIN, SENDING))
    )
    return Assignment.activity_id == activity.id, Person.telegram_id.is_not(None), heard


def _tell(session: Session, now: datetime, activity: Activity, news: str) -> None:
    row = message_row(
        "", "correction", 0, now, activity_id=activity.id, payload={"news": news, "v": activity.version}
    )
    row |= {
        "key": literal("correction/") + cast(Assignment.id, String) + f"/{activity.version}",
        "person_id": Assignment.person_id,
        "assignment_id": Assignment.id,
    }
    source = select().select_from(Assignment).join(Person, Person.id == Assignment.person_id)
    enqueue_each(session, row, source.where(*_informed(activity)))


def move_deadline(
    session: Session,
    office: Office,
    now: datetime,
    activity: Activity,
    deadline: datetime,
    by: int,
    *,
    fact: str,
) -> None:
    """Move the activity and everybody whose deadline was its own; who got an extension keeps it."""
    before = activity.deadline
    moved = Assignment.activity_id == activity.id, Assignment.deadline == before
    was = {"deadline": before.isoformat() if before else None}
    change: dict[str, Any] = {"deadline": deadline.isoformat(), WAS: was}
    row = {
        "assignment_id": Assignment.id,
        "kind": fact,
        "change": change,
        "effective_at": now,
        "recorded_at": now,
        "recorded_by": by,
        "version": activity.version,
    }
    facts = select().select_from(Assignment).where(*moved).add_columns(*as_columns(Fact, row))
    session.execute(insert(Fact).from_select(list(row), facts))
    outdate(session, select(Assignment.id).where(*moved))
    # One statement each, as publishing does it: a hundred thousand people are moved in a moment.
    session.execute(update(Assignment).where(*moved).values(deadline=deadline))
    activity.deadline, activity.closes_at = deadline, deadline + STAYS_OPEN
    activity.secretary_told_at = None
    gone = activity.reminders[: activity.reminded]
    planned = planned_for(session, office, activity, now)
    room = max(0, MOST_REMINDERS + len({*activity.remind_on} - {BEFORE}) - len(gone))
    activity.reminders = [*gone, *(at.isoformat() for at in (planned[-room:] if room else []))]
    session.flush()
