"""Waking the jobs. APScheduler only rings; the rows say what is due."""

import logging
from collections.abc import Callable
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.jobs import JOBS
from services.office import Office
from storage.store import Store, Unavailable

TICK = 20.0  # seconds
TRIAL_TICK = 0.5

log = logging.getLogger(__name__)


async def tick(store: Store, office: Office, now: datetime, wake: Callable[[], None]) -> None:
    """Run every job once, one that says there is more to do until there is not; then wake the sender."""
    for job in JOBS:
        while await store.write(job, office, now) is True:
            wake()
    wake()


def start(
    store: Store, office: Office, clock: Callable[[], datetime], wake: Callable[[], None], seconds: float
) -> AsyncIOScheduler:
    """Start ringing every so many seconds; the caller shuts it down."""

    async def ring() -> None:
        try:
            await tick(store, office, clock(), wake)
        except Unavailable:
            log.warning("database away, the clock rings again in %.0f s", seconds)

    scheduler = AsyncIOScheduler()
    # The defaults would skip a ring that is a second late, and pile up behind a slow one.
    scheduler.add_job(
        ring, "interval", seconds=seconds, misfire_grace_time=None, coalesce=True, max_instances=1
    )
    scheduler.start()
    return scheduler
