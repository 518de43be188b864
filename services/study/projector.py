"""The page for the projector: the code and its QR, in large, for whoever has the address."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.study.rollcall import STEP, code_of, step_begins, step_of
from services.office import Office
from services.study.board import sign_in_link
from services.study.holding import Phase, phase_of
from services.views import content_of
from storage.activities import OPEN, Activity
from storage.assignments import Assignment
from storage.sessions import session_by_key
from workdays.words import say_moment


@dataclass(frozen=True)
class Shown:
    """What the page shows now; without a code where registering is over. `seconds` until it changes."""

    title: str
    when: str
    says: str
    code: str = ""
    link: str = ""
    seconds: float = STEP
    came: int = 0


def shown_now(session: Session, office: Office, now: datetime, show_key: str) -> Shown | None:
    """Return what the page of this address shows now, None where there is no such page. Never a name."""
    row = session_by_key(session, show_key)
    if row is None:
        return None
    activity = session.get_one(Activity, row.activity_id)
    content = content_of(session, activity)
    when = f"{say_moment(office.local(content.starts_at))}　{content.place}"
    phase = phase_of(content, row, now)
    if activity.status != OPEN or phase is Phase.OVER or not content.scans:
        return Shown(activity.title, when, "到会登记已结束")
    code = code_of(row.secret, step_of(now))
    says = "第二次点名" if phase is Phase.SECOND else "到会登记"
    if phase is Phase.EARLY:
        says = f"{office.local(content.opens_at):%H:%M}起登记"
    done = (Assignment.activity_id == activity.id, Assignment.outcome == "done")
    return Shown(
        activity.title,
        when,
        says,
        code=code,
        link=sign_in_link(office, activity.id, code),
        seconds=(step_begins(step_of(now) + 1) - now).total_seconds(),
        came=session.scalar(select(func.count()).where(*done)) or 0,
    )
