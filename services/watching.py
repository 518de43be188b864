"""How the work itself stands, for whoever watches over the bot: what waits to be sent, and since when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.calendars import office_calendar
from services.office import Office
from services.outbox import ANSWER, OWN_ACCORD
from storage import people
from storage.activities import Option
from storage.base import table_of
from storage.messages import SENDING, SENT, UNCERTAIN, WAITING, Message, SetAside
from storage.upsert import upsert
from workdays.holidays import Source
from workdays.quiet import after_quiet, is_quiet

TOO_LONG = timedelta(minutes=10)
MANY = 9  # attempts: with the pauses between them, they took about as long
TOLD = "stall_told"


@dataclass(frozen=True)
class Standing:
    """What waits, is under way and is in doubt; `oldest` is for how long the oldest has been due."""

    due: int
    later: int
    sending: int
    uncertain: int
    oldest: timedelta
    stalled: bool
    set_aside: int
    holidays_missing: bool


def standing(session: Session, office: Office, now: datetime) -> Standing:
    """Return how the outbox stands. What quiet hours hold back is not due."""
    quiet = is_quiet(now, office.zone)
    lanes = (ANSWER,) if quiet else (ANSWER, OWN_ACCORD)
    unsettled = select(Message.state, func.count()).where(Message.state.in_((WAITING, SENDING, UNCERTAIN)))
    counts = {state: count for state, count in session.execute(unsettled.group_by(Message.state))}  # noqa: C416 typed
    due = select(func.count(), func.min(Message.due_at)).where(
        Message.state == WAITING, Message.lane.in_(lanes), Message.due_at <= now
    )
    number, first = session.execute(due).one()
    since = now if first is None else first if quiet else after_quiet(first, office.zone)
    oldest = max(timedelta(), now - since)
    return Standing(
        due=number,
        later=counts.get(WAITING, 0) - number,
        sending=counts.get(SENDING, 0),
        uncertain=counts.get(UNCERTAIN, 0),
        oldest=oldest,
        stalled=_is_stalled(session, lanes, now, oldest),
        set_aside=session.scalar(select(func.count()).select_from(SetAside)) or 0,
        holidays_missing=_no_holidays(session, office, now),
    )


def claim_notice(session: Session, office: Office, now: datetime, stalled: bool) -> tuple[int, ...]:
    """Note whether sending has stalled; return the accounts to be told, nobody where they were already.

    They are the IT admins, or the secretaries where nobody is one.
    """
    first = upsert(session, table_of(Option)).values(name=TOLD, value={"value": False})
    session.execute(first.on_conflict_do_nothing(index_elements=["name"]))
    # Several processes look; the row's lock lets one of them tell.
    row = session.get_one(Option, TOLD, with_for_update=True)
    told, row.value = row.value["value"], {"value": stalled}
    if not stalled or told:
        return ()
    today = office.today(now)
    admins = people.with_role(session, people.ADMIN, today)
    whom = [one for one in admins if one.telegram_id] or people.with_role(session, people.SECRETARY, today)
    return tuple(one.telegram_id for one in whom if one.telegram_id)


def _is_stalled(session: Session, lanes: tuple[int, ...], now: datetime, oldest: timedelta) -> bool:
    """Tell whether something is overdue and nothing went out meanwhile: a long broadcast is no stall."""
    tried = select(Message.id).where(
        Message.state == WAITING, Message.lane.in_(lanes), Message.attempts >= MANY
    )
    if oldest < TOO_LONG and session.scalar(tried.limit(1)) is None:
        return False
    went = select(Message.id).where(Message.state == SENT, Message.sent_at > now - TOO_LONG)
    return session.scalar(went.limit(1)) is None


def _no_holidays(session: Session, office: Office, now: datetime) -> bool:
    """Tell whether the next days off are only computed: from December on, next year's must be there."""
    year = (office.today(now) + timedelta(days=31)).year
    return office_calendar(session).source(year) is Source.COMPUTED
