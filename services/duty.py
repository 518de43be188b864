"""Being on duty: at most one process of many runs the clock and sends, and a late one is turned away.

The database's own clock is asked, since the processes' clocks may differ.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.leases import DUTY, Lease
from storage.upsert import upsert

LASTS = timedelta(seconds=6)
RENEW = 2.0  # seconds


class OffDuty(Exception):
    """Another process is on duty."""


def take_duty(session: Session, holder: str) -> int | None:
    """Take or renew the duty; return the fence of this spell, None while another process holds it."""
    first = upsert(session, Lease).values(name=DUTY, holder="", fence=0, until=func.clock_timestamp())
    session.execute(first.on_conflict_do_nothing(index_elements=["name"]))
    lease = session.get_one(Lease, DUTY, with_for_update=True)
    # Only now: a long transaction of the one on duty may have kept the row locked meanwhile.
    now = session.scalars(select(func.clock_timestamp())).one()
    if lease.holder != holder:
        if lease.until > now:
            return None
        lease.holder = holder
        lease.fence += 1
    lease.until = now + LASTS
    return lease.fence


def leave_duty(session: Session, holder: str, now: datetime) -> None:
    """Give the duty up at a clean stop, so that another process need not wait for it to run out."""
    lease = session.get(Lease, DUTY, with_for_update=True)
    if lease is not None and lease.holder == holder:
        lease.until = now


def is_held(session: Session) -> bool:
    """Tell whether some process is on duty now."""
    held = select(Lease.name).where(Lease.name == DUTY, Lease.until > func.clock_timestamp())
    return session.scalars(held).first() is not None


def check_duty(session: Session, fence: int | None) -> None:
    """Raise OffDuty unless this spell still lasts; `fence` None is for a process alone with its database."""
    if fence is None:
        return
    query = select(Lease.fence).where(Lease.name == DUTY).with_for_update(read=True)
    if session.scalars(query).one() != fence:
        raise OffDuty
