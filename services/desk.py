"""A secretary at one activity: what its kind offers there beside the report."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.access import access_reported, access_secretary
from services.backing import ROUTE, Desk, backing_of
from services.focus import drop_focus
from services.office import Office
from services.refusals import Refusal
from services.reply import Press, Reply
from storage.activities import Activity


class NoSuchAct(Refusal):
    """Something this kind does not offer, or does not any more."""

    def __init__(self) -> None:
        super().__init__("这个操作现在不能用。请发送 /report 重新打开这一项。")


def buttons(session: Session, activity: Activity) -> list[Press]:
    """Return the buttons that a kind adds below the report on an activity."""
    offered = backing_of(activity.kind).buttons
    if offered is None:
        return []
    return [Press(label, ROUTE, (activity.id, action, "")) for label, action in offered(session, activity)]


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
    secretary = access_secretary(session, telegram_id, office, now)
    activity = access_reported(session, activity_id, None)
    act = backing_of(activity.kind).actions.get(action)
    if act is None:
        raise NoSuchAct
    return act(Desk(session, office, now, secretary, activity, arg, text))


def typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Do what the words that were asked for there say; asked for again, they are expected again."""
    secretary = access_secretary(session, telegram_id, office, now)
    drop_focus(session, secretary.id)
    return press(session, office, now, telegram_id, ref["activity"], ref["action"], ref["arg"], text)
