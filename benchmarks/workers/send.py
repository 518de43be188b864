"""Send an outbox that is full, with everything the program does about it; say how long it took."""

import asyncio
import json
import sys
import time
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from benchmarks.program import assembled, cpu, under_way
from storage.messages import SENDING, WAITING, Message

LOOK = 0.05


async def send(given: dict[str, Any]) -> dict[str, Any]:
    """Return seconds and CPU seconds from the first look into the outbox to the last outcome stored."""
    async with assembled(given) as program:
        cpu_before, began = cpu(), time.perf_counter()
        async with under_way(program.sender.run()):
            while await program.store.read(_left):  # noqa: ASYNC110 what is waited for is a row
                await asyncio.sleep(LOOK)
            seconds, cpu_seconds = time.perf_counter() - began, cpu() - cpu_before
        return {"seconds": seconds, "cpu": cpu_seconds}


def _left(session: Session) -> bool:
    # No count: that would cost the more the more is left.
    return bool(session.scalar(select(exists().where(Message.state.in_((WAITING, SENDING))))))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(send(json.loads(sys.argv[1])))), flush=True)
