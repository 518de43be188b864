"""Publish to everybody while the event loop's heart is felt."""

import asyncio
import json
import sys
import time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.bureau import NOW, OFFICE, ask_all
from benchmarks.program import under_way
from bot.loaded import keep_loaded
from scheduler.clockwork import tick
from storage.assignments import Assignment
from storage.messages import Message
from storage.store import Store

BEAT = 0.002


async def publish(given: dict[str, Any]) -> dict[str, Any]:
    """Return seconds to assignments and outbox, their numbers, and by how much each heartbeat came late."""
    store = Store(given["database"])
    await store.write(ask_all)
    keep_loaded()
    late: list[float] = []
    async with under_way(_beat(late)):
        began = time.perf_counter()
        await tick(store, OFFICE, NOW, lambda: None)
        seconds = time.perf_counter() - began
    assignments, messages = await store.read(_made)
    store.close()
    late.sort()
    return {
        "seconds": seconds,
        "assignments": assignments,
        "messages": messages,
        "longest": late[-1],
        "p99": late[len(late) * 99 // 100],
    }


async def _beat(late: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(BEAT)
        late.append(time.perf_counter() - before - BEAT)


def _made(session: Session) -> tuple[int, int]:
    assignments = session.execute(select(func.count()).select_from(Assignment)).scalar_one()
    carrying = select(func.count()).where(Message.purpose == "open")  # not what the clock tells besides
    return assignments, session.execute(carrying).scalar_one()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(publish(json.loads(sys.argv[1])))), flush=True)
