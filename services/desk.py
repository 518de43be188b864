"""A secretary at one activity: what its kind, and every kind, offers there beside the report."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.access import access_person, access_reported
from services.backing import ROUTE, Desk, backing_of
from services.focus import drop_focus
from services.managing.common import MENU
from services.managing.desk import ACTIONS, BEFORE
from services.office import Office
from services.refusals import NotAllowed, Refusal
from services.reply import Press, Reply
from storage import people
from storage.activities import WITHDRAWN, Activity
from storage.people import Person


class NoSuchAct(Refusal):
    """Something this kind does not offer, or does not any more."""

    def __init__(self) -> None:
        super().__init__("这个操作现在不能用。请发送 /report 重新打开这一项。")


def buttons(session: Session, activity: Activity) -> list[Press]:
    """Return the buttons below the report on an activity: what its kind adds, and what every kind offers."""
    offered = backing_of(activity.kind).buttons
    own = offered(session, activity) if offered else ()
    return [Press(label, ROUTE, (activity.id, action, "")) for label, action in (*own, ("管理此项", MENU))]


def press(
    session: Session,
    office: Office,
    now: datetime,
    telegram_id: int,
    activity_id: int,
    action: str,
    arg: str,
    text: str = "",
) -> Reply:
    """Do what one of those buttons says. Raises Refusals."""
    person, activity = _access_desk(session, office, now, telegram_id, activity_id, action)
    act = ACTIONS.get(action) or backing_of(activity.kind).actions.get(action)
    if act is None:
        raise NoSuchAct
    return act(Desk(session, office, now, person, activity, arg, text))


def typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Do what the words that were asked for there say; asked for again, they are expected again."""
    drop_focus(session, access_person(session, telegram_id, office.today(now)).id)
    return press(session, office, now, telegram_id, ref["activity"], ref["action"], ref["arg"], text)


def _access_desk(
    session: Session, office: Office, now: datetime, telegram_id: int, activity_id: int, action: str
) -> tuple[Person, Activity]:
    """Return who presses, a secretary or a host who may do this, and the activity. Raises Refusals."""
    person = access_person(session, telegram_id, office.today(now))
    if people.SECRETARY in people.roles_of(session, person.id):
        if action in BEFORE and (asked := session.get(Activity, activity_id)) is not None:
            return person, asked
        return person, access_reported(session, activity_id, None)
    activity = session.get(Activity, activity_id)
    backing = backing_of(activity.kind) if activity is not None else None
    if activity is None or backing is None or backing.hosts is None or action not in backing.host_actions:
        raise NotAllowed
    if activity.status == WITHDRAWN or person.id not in backing.hosts(session, activity):
        raise NotAllowed
    return person, activity
