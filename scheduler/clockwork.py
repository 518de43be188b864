"""Waking the jobs. APScheduler only rings; the rows say what is due."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.orm import Session

from scheduler.jobs import JOBS, Job
from scheduler.scrubbing import scrub_due
from services.apart import FAULTY
from services.duty import OffDuty, check_duty
from services.faults import tell_fault
from services.office import Office
from storage.store import Store, Unavailable

TICK = 20.0  # seconds
TRIAL_TICK = 0.5

log = logging.getLogger(__name__)


async def tick(
    store: Store, office: Office, now: datetime, wake: Callable[[], None], fence: int | None = None
) -> None:
    """Run every job once, one that says there is more to do until there is not; then wake the sender.

    Raises OffDuty where another process has taken over.
    """
    for job in JOBS:
        try:
            while await store.write(_on_duty, fence, job, office, now) is True:
                wake()
        except (Unavailable, OffDuty):
            raise
        except Exception:  # one job's fault keeps no others from what is due; the next ring tries it again
            log.exception("a job of the clock failed")
            await store.write(tell_fault, office, now)
    await scrub_due(store, lambda job: store.write(_on_duty, fence, job, office, now))
    wake()


def start(
    store: Store,
    office: Office,
    clock: Callable[[], datetime],
    wake: Callable[[], None],
    seconds: float,
    fence: int | None = None,
) -> AsyncIOScheduler:
    """Start ringing every so many seconds; the caller shuts it down."""

    async def ring() -> None:
        try:
            await tick(store, office, clock(), wake, fence)
        except (Unavailable, OffDuty) as reason:
            log.warning("%s, the clock rings again in %.0f s", type(reason).__name__, seconds)
        except asyncio.CancelledError:
            return  # at the end of a spell; APScheduler would report it as an error

    scheduler = AsyncIOScheduler()
    # The defaults would skip a ring that is a second late, and pile up behind a slow one.
    scheduler.add_job(
        ring,
        "interval",
        seconds=seconds,
        next_run_time=datetime.now(UTC),
        misfire_grace_time=None,
        coalesce=True,
        max_instances=1,
    )
    scheduler.start()
    _watch_wall_clock(scheduler, seconds)
    return scheduler


def _watch_wall_clock(scheduler: AsyncIOScheduler, seconds: float) -> None:
    """Ring all the same where the clock was set back: APScheduler would wait until it catches up."""
    if not scheduler.running:
        return
    now = datetime.now(UTC)
    for job in scheduler.get_jobs():
        if job.next_run_time - now > timedelta(seconds=2 * seconds):
            job.modify(next_run_time=now)
    asyncio.get_running_loop().call_later(seconds, _watch_wall_clock, scheduler, seconds)


def _on_duty(session: Session, fence: int | None, job: Job, office: Office, now: datetime) -> object:
    check_duty(session, fence)
    more = job(session, office, now)
    if session.info.get(FAULTY):
        tell_fault(session, office, now)
    return more
