"""Clearing the database's files of deleted drafts: between transactions, which no job can be."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from services.survey.closing import CLEARED, awaits_scrubbing, note_scrubbed
from storage.store import Store

log = logging.getLogger(__name__)


async def scrub_due(store: Store, run: Callable[[Any], Awaitable[Any]]) -> None:
    """Clear the files where drafts were deleted; `run` runs a job on duty. What is in the way comes later."""
    if not await store.read(awaits_scrubbing):
        return
    if await store.scrub(*CLEARED):
        await run(note_scrubbed)
    else:
        log.warning("deleted drafts are not cleared from the database's files yet")
