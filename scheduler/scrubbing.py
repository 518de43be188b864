"""Clearing the database's files of what was deleted: between transactions, which no job can be."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from services.retention.clock import note_scrubbed as note_cleared
from services.retention.clock import to_scrub
from services.survey.closing import CLEARED, awaits_scrubbing, note_scrubbed
from storage.store import Store

log = logging.getLogger(__name__)


async def scrub_due(store: Store, run: Callable[[Any], Awaitable[Any]]) -> None:
    """Clear the files where drafts or what somebody sent were deleted; `run` runs a job on duty.

    What is in the way comes later.
    """
    drafts, erased = await store.read(awaits_scrubbing), await store.read(to_scrub)
    if not drafts and not erased:
        return
    # PostgreSQL gives drafts, which must not be found at all, a new file; elsewhere its own clearing will do.
    if not await store.scrub(*(CLEARED if drafts else ())):
        log.warning("what was deleted is not cleared from the database's files yet")
        return
    if drafts:
        await run(note_scrubbed)
    if erased:
        await run(partial(note_cleared, erased))
