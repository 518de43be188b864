"""The calendar file of a session: the same event whenever it is sent, a newer one after a 更正."""

from datetime import datetime

from sqlalchemy.orm import Session

from reports.ics import Event, ics
from services.office import Office
from services.reply import File
from services.views import content_of, version_of
from storage.activities import Activity
from storage.assignments import Assignment


def calendar_file(
    session: Session, office: Office, now: datetime, activity: Activity, assignment: Assignment
) -> File:
    """Return the session as a calendar file."""
    content = content_of(session, activity)
    event = Event(
        uid=f"study-{activity.id}@{office.bot or 'qingfeng'}",
        sequence=activity.version - 1,
        stamp=version_of(session, activity).created_at,
        starts=office.local(content.starts_at),
        ends=office.local(content.ends_at),
        summary=content.title,
        place=content.place,
        description=f"{content.session}\n{content.topic}",
    )
    caption = "点开即可加入手机日历。时间有变，会再发一份，旧的自动更新。"
    return File("日历.ics", lambda: ics(event, office.zone.key), caption)
