"""What the acts on an activity share: whether it may be managed, moments in buttons, the way back."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time

from sqlalchemy import ColumnElement, select

from services.backing import Desk
from services.calendars import office_calendar
from services.refusals import Outdated, Refusal
from services.reply import Press
from services.views import content_of, kind_of
from storage.activities import CLOSED, OPEN, PUBLISHING, SCHEDULED, WITHDRAWN
from storage.assignments import Assignment
from storage.messages import Message
from workdays.words import END_OF_WORK, parse_moment

MENU = "manage"
_MOMENT = re.compile("[0-9a-f]{8}")  # until 2106
_ID = re.compile("[0-9]{1,9}")
SAID = {
    SCHEDULED: "还没有发布",
    PUBLISHING: "正在发布，请过一两分钟再办",
    OPEN: "正在办理中",
    CLOSED: "已经结束",
    WITHDRAWN: "已经撤回",
}


class NotManaged(Refusal):
    """Nothing is done about an activity, for a reason that says what to do instead."""


def hold(desk: Desk, *statuses: str) -> None:
    """Lock the activity until the transaction ends. Raises NotManaged where it is in another status."""
    desk.session.refresh(desk.activity, with_for_update={"key_share": True})
    if desk.activity.status not in statuses:
        raise NotManaged(f"这项{SAID.get(desk.activity.status, '现在不能办')}，这个操作没有办理。")


def back(desk: Desk) -> Press:
    """Return the button to the list of what can be done."""
    return desk.press("返回", MENU)


def read_future(desk: Desk, default: time = END_OF_WORK) -> datetime:
    """Return the moment that was typed, in UTC. Raises Unclear, or NotManaged for one that is past."""
    local = desk.office.local(desk.now)
    at = parse_moment(desk.text, local, office_calendar(desk.session), default)
    if at <= local:
        raise NotManaged("这个时间已经过去，请写一个以后的时间。")
    return at.astimezone(UTC)


def to_arg(moment: datetime) -> str:
    """Return what a button carries for a moment."""
    return format(int(moment.timestamp()), "x")


def from_arg(arg: str) -> datetime:
    """Return the moment a button carried, in UTC. Raises Outdated."""
    if _MOMENT.fullmatch(arg) is None:
        raise Outdated
    return datetime.fromtimestamp(int(arg, 16), UTC)


def to_id(arg: str) -> int:
    """Return the id of a row that a button carried. Raises Outdated."""
    if _ID.fullmatch(arg) is None:
        raise Outdated
    return int(arg)


def has_own_time(desk: Desk) -> bool:
    """Tell whether the deadline follows from the content, as that of a session does."""
    return kind_of(desk.activity).deadline(content_of(desk.session, desk.activity)) is not None


def messages_of(desk: Desk, purposes: Sequence[str], *, unanswered: bool) -> list[ColumnElement[bool]]:
    """Return which messages carried the activity, of those only who have not answered where so asked."""
    which = [Message.activity_id == desk.activity.id, Message.purpose.in_(purposes)]
    if unanswered:
        open_ = select(Assignment.id).where(
            Assignment.activity_id == desk.activity.id, Assignment.outcome == "none"
        )
        which.append(Message.assignment_id.in_(open_))
    return which


def stamp(now: datetime) -> str:
    """Return what tells one round of redrawing from the next."""
    return f"m{int(now.timestamp() * 1000)}"
