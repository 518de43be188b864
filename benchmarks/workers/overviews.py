"""Count the overview of several databases in turn, so that whatever else the machine does meets all alike."""

import asyncio
import json
import sys
import time
from typing import Any

from sqlalchemy.orm import Session

from benchmarks.bureau import NOW, OFFICE
from services.reporting.figures import overview
from storage.store import Store

ROUNDS = 15


async def overviews(given: dict[str, Any]) -> list[list[float]]:
    """Return for each of `given["databases"]` the seconds of each round; a first one warms up, uncounted."""
    stores = [Store(url) for url in given["databases"]]
    took: list[list[float]] = [[] for _ in stores]
    for number in range(ROUNDS + 1):
        # Forwards and backwards: nobody is always first.
        for store, times in list(zip(stores, took, strict=True))[:: 1 if number % 2 else -1]:
            began = time.perf_counter()
            await store.read(_all)
            if number:
                times.append(time.perf_counter() - began)
    for store in stores:
        store.close()
    return took


def _all(session: Session) -> None:
    assert overview(session, OFFICE, NOW).activities


if __name__ == "__main__":
    print(json.dumps(asyncio.run(overviews(json.loads(sys.argv[1])))), flush=True)
