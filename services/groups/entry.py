"""The button below a notice in a group: it opens, in the private chat, what the notice is about."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_person
from services.answering import show
from services.audiences import Audience
from services.office import Office
from services.refusals import NotYours
from services.reply import Reply
from storage.activities import Activity
from storage.assignments import Assignment


def by_link(session: Session, office: Office, now: datetime, telegram_id: int, activity_id: int) -> Reply:
    """Open what a group was told of, for whoever followed its button. Raises Stranger or NotYours."""
    person = access_person(session, telegram_id, office.today(now))
    activity = session.get(Activity, activity_id)
    if activity is None or not Audience.model_validate(activity.audience).groups:
        raise NotYours
    own = select(Assignment.id).where(
        Assignment.activity_id == activity.id, Assignment.person_id == person.id
    )
    found = session.scalars(own.order_by(Assignment.exempt.is_not(None), Assignment.id)).first()
    if found is None:
        return Reply(f"您不在《{esc(activity.title)}》的名单里，不用办理。待办请用 /todo 查看。")
    return show(session, office, now, telegram_id, found)
