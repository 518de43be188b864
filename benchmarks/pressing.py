"""The rows about presses: how many a second are stored, how soon they are answered."""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from benchmarks import bureau
from benchmarks.presses import press_all, update_of
from benchmarks.processes import free_port, result_of, sandbox, worker
from benchmarks.row import Row, Scale, quantile
from benchmarks.sending import NO_LIMIT
from handlers.callbacks import pack
from sandbox.client import Messenger, NothingCameError, PersonClient
from storage.assignments import Assignment
from storage.messages import Message

SECRET = "benchmark"  # noqa: S105 between two processes of this machine
OFFERED = 500
ASKING = 0.25
"""Seconds between two people who ask during the broadcast."""


@dataclass(frozen=True)
class Delivered:
    """A message with its button: whose it is, and what the button carries."""

    person: int
    message_id: int
    data: str


async def taps(scale: Scale) -> list[Row]:
    """Press by webhook: as fast as can be, at a rate, and the same at a plain peer's."""
    each, runs = scale.pick(4000, 1000), scale.pick(3, 1)
    offered = OFFERED * scale.pick(20, 5)
    with tempfile.TemporaryDirectory() as folder:
        url = bureau.found(Path(folder) / "bureau.db", each * runs + offered)
        bureau.publish(url)
        async with sandbox() as messenger:
            given = await _given(messenger, url, each * runs + offered)
            await result_of("workers.send", given)
            delivered = await asyncio.to_thread(_delivered, url)
            rates, redrawn, cpu, seconds = await _press(messenger, given, delivered, each, runs)
            stored = await asyncio.to_thread(_done, url)
    peer = max([await _peer_rate(scale, number) for number in (1, 64)])
    rate, p99 = median(rates), quantile(seconds, 0.99)
    assert stored == each * runs + offered, "every press that was answered is stored"
    return [
        Row(
            f"taps by webhook, durable, {each:,} at a time",
            "≥ 1,500/s, ≥ 5 × a plain PTB handler",
            f"answered {rate:,.0f}/s, answered and redrawn {median(redrawn):,.0f}/s = "
            f"{median(redrawn) / peer:.1f} × the plain one, {cpu / each / runs * 1000:.2f} ms CPU a tap",
            f"PTB, one ORM commit a tap: {peer:,.0f}/s",
            rate >= 1500 and median(redrawn) >= 5 * peer,
        ),
        Row(
            f"taps at {OFFERED}/s offered",
            "p99 ≤ 100 ms",
            f"p50 {median(seconds) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms of {len(seconds):,}",
            "–",
            p99 <= 0.1 and len(seconds) == offered,
        ),
    ]


async def answers(scale: Scale) -> list[Row]:
    """Ask and press while a broadcast takes all that Telegram allows. By polling, as most will run it."""
    people = scale.pick(1500, 600)
    with tempfile.TemporaryDirectory() as folder:
        url = bureau.found(Path(folder) / "bureau.db", people)
        bureau.publish(url)
        async with sandbox(rate=30) as messenger:
            given = {**await _given(messenger, url, people), "rate": 30, "listen": "", "secret": ""}
            async with worker("workers.serve", given) as program:
                await program.hear()
                asked, pressed = await _ask_around(messenger, seconds=people / 30 - 5)
            floods = (await messenger.stats())["calls"]["sendMessage"].get("429", 0)
    slowest = max(quantile(asked, 0.95), quantile(pressed, 0.95))
    return [
        Row(
            f"answers during a broadcast at 30/s, {people:,} people",
            "p95 ≤ 500 ms",
            f"/todo p95 {quantile(asked, 0.95) * 1000:.0f} ms of {len(asked)},"
            f" presses p95 {quantile(pressed, 0.95) * 1000:.0f} ms of {len(pressed)}, {floods} × 429",
            "–",
            slowest <= 0.5,
        )
    ]


async def _given(messenger: Messenger, url: str, people: int) -> dict[str, Any]:
    await messenger.people(bureau.accounts(people))
    hello = await messenger.hello()
    return {"api_url": hello["api_url"], "token": hello["token"], "database": url, "rate": NO_LIMIT}


async def _press(
    messenger: Messenger, given: dict[str, Any], delivered: list[Delivered], each: int, runs: int
) -> tuple[list[float], list[float], float, list[float]]:
    """Return at which rates each run was answered, and redrawn, their CPU seconds, and how long each press of
    the storm took.
    """
    listen = f"127.0.0.1:{free_port()}"
    rates: list[float] = []
    redrawn: list[float] = []
    async with worker("workers.serve", {**given, "listen": listen, "secret": SECRET}) as program:
        before = (await program.hear())["cpu"]
        await _called(messenger, "setWebhook", 1)
        for run in range(runs):
            some = delivered[run * each : (run + 1) * each]
            updates = [
                update_of(run * each + number, one.person, one.message_id, one.data, bureau.CONTENT.body)
                for number, one in enumerate(some)
            ]
            began = asyncio.get_running_loop().time()
            await press_all(listen, SECRET, updates)
            rates.append(each / (asyncio.get_running_loop().time() - began))
            # A tap's cost is also that its message is redrawn.
            await _called(messenger, "editMessageText", (run + 1) * each)
            redrawn.append(each / (asyncio.get_running_loop().time() - began))
        await program.say("cpu")
        cpu = (await program.hear())["cpu"] - before
        rest = delivered[runs * each :]
        storm = await messenger.storm(((one.person, one.message_id, one.data) for one in rest), OFFERED)
        await _called(messenger, "editMessageText", len(delivered))
    return rates, redrawn, cpu, [seconds for seconds in storm if seconds is not None]


async def _called(messenger: Messenger, method: str, number: int) -> None:
    """Wait until a method of the Bot API was called so often."""
    while (await messenger.stats())["calls"].get(method, {}).get("ok", 0) < number:  # noqa: ASYNC110 elsewhere
        await asyncio.sleep(0.05)


async def _ask_around(messenger: Messenger, seconds: float) -> tuple[list[float], list[float]]:
    """Let somebody ask for /todo, and somebody press, in turn; return how long each waited."""
    loop = asyncio.get_running_loop()
    asked: list[float] = []
    pressed: list[float] = []

    async def ask(person: PersonClient) -> None:
        message = await person.wait_for("我已知悉", timeout=60)
        began = loop.time()
        await person.send("/todo")
        await person.wait_for("待办", timeout=30)
        asked.append(loop.time() - began)
        began = loop.time()
        if await person.tap("我已知悉", message, within=30) is None:
            raise NothingCameError("a press was not answered")
        pressed.append(loop.time() - began)

    people: dict[int, asyncio.Task[None]] = {}
    began = loop.time()
    for number in range(1, int(seconds / ASKING)):
        await asyncio.sleep(max(0.0, began + number * ASKING - loop.time()))
        reached = await messenger.counts()
        if chats := reached.keys() - people.keys():
            person = await messenger.person(min(chats), f"职工{min(chats)}")
            people[person.id] = asyncio.create_task(ask(person))
    await asyncio.gather(*people.values())
    return asked, pressed


async def _peer_rate(scale: Scale, at_a_time: int) -> float:
    presses = scale.pick(1500, 500)
    with tempfile.TemporaryDirectory() as folder:
        async with sandbox() as messenger:
            given = await _given(messenger, f"sqlite:///{folder}/peer.db", presses)
            # One at a time, so that the ids of the messages are known: the first chat gets two.
            chats = [account["id"] for account in bureau.accounts(presses)]
            sent = {**given, "library": "bare", "at_a_time": 1, "chats": chats}
            await result_of("peers.send", sent, scale.peers)
            listen = f"127.0.0.1:{free_port()}"
            given |= {"listen": listen, "presses": presses, "at_a_time": at_a_time}
            async with worker("peers.taps", given, scale.peers) as program:
                await program.hear()
                pressed = [(chat, number, "1a:1:1:ok:") for number, chat in enumerate(chats, start=2)]
                storm = asyncio.create_task(messenger.storm(pressed))
                seconds = float((await program.hear())["seconds"])
                await storm
                return presses / seconds


def _delivered(url: str) -> list[Delivered]:
    engine = create_engine(url)
    with Session(engine) as session:
        query = select(Message.chat_id, Message.message_id, Message.assignment_id).order_by(Message.id)
        found = [
            Delivered(row[0], row[1], pack("a", (row[2], 1, "ok", ""))) for row in session.execute(query)
        ]
    engine.dispose()
    return found


def _done(url: str) -> int:
    engine = create_engine(url)
    with Session(engine) as session:
        query = select(func.count()).where(Assignment.outcome == "done")
        number = session.execute(query).scalar_one()
    engine.dispose()
    return number
