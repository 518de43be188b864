"""The program on a clock that is set from outside: each line in is an order, each line out its outcome."""

import asyncio
import gc
import json
import os
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.registry import KINDS
from benchmarks.bureau import FIRST_ACCOUNT, OFFICE
from benchmarks.program import Program, assembled, cpu, under_way
from scheduler.clockwork import tick
from services.audiences import Audience
from services.belonging.leaving import depart
from services.holidays.campaigns import OPTION_AUTOMATIC
from services.publishing import create_activity
from services.reporting.figures import figures_as_of, overview
from services.soundness import contradictions
from storage.activities import Activity, set_option
from storage.assignments import Assignment
from storage.base import Base
from storage.messages import SENDING, WAITING, Message
from storage.people import Person

AS_OF = 12  # of the newest activities are folded from their facts as well


class Clock:
    """The time somebody set."""

    def __init__(self) -> None:
        self.now = datetime.fromtimestamp(0).astimezone()

    def __call__(self) -> datetime:
        return self.now


async def soak(given: dict[str, Any]) -> None:
    """Run the program until told to stop."""
    clock = Clock()
    async with assembled(given, clock) as program:
        await program.store.write(set_option, OPTION_AUTOMATIC, True)
        seen = 0  # the newest message already told of
        async with under_way(program.sender.run(), program.receive("", "")):
            print(json.dumps({"cpu": cpu()}), flush=True)
            while line := await asyncio.to_thread(sys.stdin.readline):
                order = json.loads(line)
                if "at" in order:
                    clock.now = datetime.fromisoformat(order["at"])
                    outcome: Any = await _look(program, clock, seen)
                    seen = max((row["outbox"] for row in outcome), default=seen)
                else:
                    outcome = await program.store.write(ORDERS[order["do"]], clock.now, order)
                if order.get("do") == "measure":
                    outcome |= {"memory": _memory(), "bytes": _size(given["database"])}
                print(json.dumps(outcome), flush=True)


async def _look(program: Program, clock: Clock, seen: int) -> list[dict[str, Any]]:
    """Let the clock ring, send all that is due, and return what people were newly asked."""
    await tick(program.store, OFFICE, clock.now, program.sender.wake)
    while await program.store.read(_waits, clock.now):
        program.sender.wake()
        await asyncio.sleep(0.01)
    await program.desk.settle()
    return await program.store.read(_asked_since, seen)


def _waits(session: Session, now: datetime) -> bool:
    under_way = Message.state.in_((WAITING, SENDING))
    return (
        session.scalars(select(Message.id).where(under_way, Message.due_at <= now).limit(1)).first()
        is not None
    )


def _asked_since(session: Session, seen: int) -> list[dict[str, Any]]:
    query = (
        select(Message, Activity.kind, Activity.id)
        .join(Activity, Message.activity_id == Activity.id)
        .where(Message.id > seen, Message.purpose == "open", Message.message_id.is_not(None))
    )
    return [
        {
            "outbox": message.id,
            "assignment": message.assignment_id,
            "activity": activity_id,
            "kind": kind,
            "person": message.chat_id,
            "message": message.message_id,
        }
        for message, kind, activity_id in session.execute(query)
    ]


def ask(session: Session, now: datetime, order: dict[str, Any]) -> dict[str, Any]:
    """Publish something to everybody."""
    kind = KINDS[order["kind"]]
    content = kind.content.model_validate(order["content"])
    deadline = kind.deadline(content) or now + timedelta(days=order["days"])
    activity = create_activity(
        session,
        OFFICE,
        now,
        kind=order["kind"],
        content=content,
        audience=Audience(),
        deadline=deadline,
        opens_at=now,
        by=1,
    )
    return {"activity": activity.id}


def move(session: Session, now: datetime, order: dict[str, Any]) -> dict[str, Any]:
    """Let some leave and others join; those who join have an account already."""
    today = OFFICE.today(now)
    for id_ in order["leave"]:
        person = session.get_one(Person, id_)
        person.left = today
        depart(session, OFFICE, now, person, by=1)
    for id_ in order["join"]:
        session.add(_newcomer(id_, today))
    return {}


def measure(session: Session, now: datetime, _order: dict[str, Any]) -> dict[str, Any]:
    """Return how many rows there are."""
    rows = {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }
    return {"rows": rows}


def prove(session: Session, now: datetime, order: dict[str, Any]) -> dict[str, Any]:
    """Return what is wrong with the figures, held against who pressed what: nothing, it is to be hoped."""
    wrong = list(contradictions(session))
    done = set(session.scalars(select(Assignment.id).where(Assignment.outcome == "done")))
    wrong += [f"{id_} pressed, and not done" for id_ in set(order["done"]) - done]
    wrong += [f"{id_} done by nobody" for id_ in done - set(order["done"])]
    newest = select(Activity).order_by(Activity.id.desc()).limit(AS_OF)
    folded = {one.id: figures_as_of(session, OFFICE, now, one).counts for one in session.scalars(newest)}
    activities = 0
    for figures in overview(session, OFFICE, now).activities:
        activities += 1
        asked = session.scalar(select(func.count()).where(Assignment.activity_id == figures.activity_id))
        if figures.counts.asked != asked:
            wrong.append(f"{figures.title}: {figures.counts.asked} of {asked}")
        if figures.counts != folded.get(figures.activity_id, figures.counts):
            wrong.append(f"{figures.title}: not what its facts come to")
    return {"wrong": wrong, "activities": activities, "done": len(done)}


ORDERS: dict[str, Callable[[Session, datetime, dict[str, Any]], dict[str, Any]]] = {
    "ask": ask,
    "move": move,
    "measure": measure,
    "prove": prove,
}


def _newcomer(id_: int, today: date) -> Person:
    return Person(
        id=id_,
        name=f"职工{id_}",
        department_id=id_ % 50 + 1,
        political="中共党员" if id_ % 3 else "群众",
        roster_order=id_,
        joined=today,
        telegram_id=FIRST_ACCOUNT + id_,
    )


def _memory() -> float:
    """Return what this process holds in memory, in MB, once what is no longer needed is let go."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def _size(url: str) -> int:
    """Return the bytes of an SQLite database, its log apart."""
    return Path(url.removeprefix("sqlite:///")).stat().st_size


if __name__ == "__main__":
    asyncio.run(soak(json.loads(sys.argv[1])))
