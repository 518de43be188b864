"""Count figures as /report does, several times over; say how long each took."""

import asyncio
import json
import sys
import time
from typing import Any

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from benchmarks.bureau import NOW, OFFICE
from services.reporting.figures import activity_figures
from services.reporting.tallies import recount
from storage.activities import Activity
from storage.people import Department
from storage.store import Store
from storage.tallies import Stale

TIMES = 9


async def figures(given: dict[str, Any]) -> dict[str, Any]:
    """Return seconds: of the newest activity, and of it while all of it is stale."""
    store = Store(given["database"])
    newest = await store.read(_newest)
    took = {"one": await _time(store, _one, newest)}
    await store.write(_outdate, newest)
    took["stale"] = await _time(store, _one, newest)
    while await store.write(recount):
        pass
    store.close()
    return took


async def _time(store: Store, what: Any, *args: Any) -> list[float]:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        await store.read(what, *args)
        took.append(time.perf_counter() - began)
    return took


def _newest(session: Session) -> int:
    query = select(Activity.id).where(Activity.published_at.is_not(None)).order_by(Activity.id.desc())
    return session.scalars(query.limit(1)).one()


def _one(session: Session, activity_id: int) -> None:
    figures = activity_figures(session, OFFICE, NOW, session.get_one(Activity, activity_id))
    assert figures.counts.asked


def _outdate(session: Session, activity_id: int) -> None:
    everywhere = select(literal(activity_id), Department.id)
    session.execute(insert(Stale).from_select(["activity_id", "department_id"], everywhere))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(figures(json.loads(sys.argv[1])))), flush=True)
