"""Marking updates as handled, while other transactions go on."""

import asyncio
import threading
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from services.outbox import enqueue, message_row
from services.updates import check_new
from storage.store import Store


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_who_presses_need_not_wait_for_what_is_being_published_to_them(
    store: Store, now: datetime, roster: dict[str, int]
) -> None:
    person, under_way, over = roster["李强"], threading.Event(), threading.Event()

    def publish_slowly(session: Session) -> None:
        enqueue(session, [message_row("open/1/1", "open", person, now)])
        under_way.set()
        over.wait()

    publishing = asyncio.create_task(store.write(publish_slowly))
    await asyncio.to_thread(under_way.wait)
    try:
        async with asyncio.timeout(60):
            await store.write(check_new, 1, 1000 + person)
    finally:
        over.set()
        await publishing
