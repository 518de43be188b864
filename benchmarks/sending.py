"""The rows about sending: strict limits, and no limit."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import bureau
from benchmarks.processes import result_of, sandbox
from benchmarks.row import Row, Scale
from sandbox.client import Messenger

NO_LIMIT = 1e9
AT_A_TIME = (1, 2, 4, 8, 16, 32, 64)
PATIENCE = 200.0
"""Seconds the peer gets for the strict row; it never ends by itself where it waits for retries."""


async def strict_30(scale: Scale) -> list[Row]:
    """Send at Telegram's own limit, the peer beside it on a sandbox of its own."""
    people = scale.pick(3000, 900)
    ours, peer = await asyncio.gather(_ours_strict(people, 30), _limited(scale, people))
    theirs = (
        f"PTB + AIORateLimiter: {peer['sent']:,} delivered, {peer['floods']:,} × 429, {peer['lost']:,} lost,"
        f" {peer['sent'] / peer['seconds']:.1f}/s in {peer['seconds']:.0f} s"
    )
    must = "each exactly once, 0 × 429, ≥ 97 % of the rate"
    return [_strict_row(f"strict 30/s, {people:,} people", must, ours, 30, people, theirs)]


async def strict_1000(scale: Scale) -> list[Row]:
    """Send at the paid limit with everything that is stored about it."""
    people = scale.pick(20_000, 4000)
    ours = await _ours_strict(people, 1000)
    what = f"strict 1,000/s, {people:,} people, SQLite"
    return [_strict_row(what, "each exactly once, ≥ 97 % of the rate, one process", ours, 1000, people, "–")]


async def no_limit(scale: Scale) -> list[Row]:
    """Send as fast as can be; the peers with their best number at a time."""
    people, chats = scale.pick(6000, 2000), scale.pick(2000, 600)
    async with sandbox() as messenger:
        await messenger.people(bureau.accounts(chats))
        ptb = await _peer(scale, messenger, "ptb", AT_A_TIME, chats)
        aiogram = await _peer(scale, messenger, "aiogram", (16, 32, 64), chats)
        bare = await _peer(scale, messenger, "bare", (64,), chats)
        ours, theirs = [], []
        # In turn with the peer at its best: what else the machine does changes from minute to minute.
        for _ in range(scale.pick(5, 1)):
            ours.append(await _all_in(people))
            theirs.append(await _peer(scale, messenger, "ptb", (int(ptb["at_a_time"]),), chats))
    times = median(people / one["seconds"] / peer["rate"] for one, peer in zip(ours, theirs, strict=True))
    rate = median(people / one["seconds"] for one in ours)
    cpu = median(one["cpu"] / people * 1000 for one in ours)
    ptb["rate"] = median(peer["rate"] for peer in theirs)
    bot = await _bare_bot(scale, chats)
    peers = "; ".join((_say("PTB", ptb), _say("aiogram", aiogram), _say("bare aiohttp", bare)))
    return [
        Row(
            f"no limit, {people:,} people, all in",
            "≥ 3 × PTB's best, ≤ 0.8 ms CPU a message",
            f"{rate:,.0f}/s = {times:.2f} × PTB in turn, {cpu:.2f} ms CPU;"
            f" the transport alone {_say('', bot)}",
            peers,
            times >= 3 and cpu <= 0.8,
        )
    ]


async def _all_in(people: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        url = await asyncio.to_thread(_full_outbox, Path(folder), people)
        async with sandbox() as messenger:
            return await _send(messenger, url, people, NO_LIMIT)


async def _bare_bot(scale: Scale, chats: int) -> dict[str, float]:
    async with sandbox() as messenger:
        await messenger.people(bureau.accounts(chats))
        hello = await messenger.hello()
        given = {"api_url": hello["api_url"], "token": hello["token"], "chats": _chats(chats)}
        took = await result_of("workers.transport", given)
    return {"rate": chats / took["seconds"], "cpu": took["cpu"] / chats * 1000, "at_a_time": 64}


def _full_outbox(folder: Path, people: int) -> str:
    url = bureau.found(folder / "bureau.db", people)
    bureau.publish(url)
    return url


async def _ours_strict(people: int, rate: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        url = await asyncio.to_thread(_full_outbox, Path(folder), people)
        async with sandbox(rate=rate) as messenger:
            return await _send(messenger, url, people, rate)


async def _send(messenger: Messenger, url: str, people: int, rate: float) -> dict[str, Any]:
    """Send a full outbox; return what it took and what arrived."""
    await messenger.people(bureau.accounts(people))
    hello = await messenger.hello()
    given = {"api_url": hello["api_url"], "token": hello["token"], "database": url, "rate": rate}
    took = await result_of("workers.send", given)
    counts = await messenger.counts()
    calls = (await messenger.stats())["calls"]["sendMessage"]
    once = sum(number == 1 for number in counts.values())
    return {**took, "once": once, "floods": calls.get("429", 0)}


def _strict_row(what: str, must: str, ours: dict[str, Any], rate: int, people: int, peers: str) -> Row:
    # The last second's worth goes at once with the first: n messages fill n / rate - 1 seconds at least.
    share = people / ours["seconds"] / rate
    said = (
        f"{ours['once']:,} exactly once, {ours['floods']:,} × 429, {share:.1%} of the rate,"
        f" {ours['cpu'] / people * 1000:.2f} ms CPU a message"
    )
    return Row(what, must, said, peers, ours["once"] == people and not ours["floods"] and share >= 0.97)


async def _limited(scale: Scale, people: int) -> dict[str, Any]:
    async with sandbox(rate=30) as messenger:
        await messenger.people(bureau.accounts(people))
        hello = await messenger.hello()
        given = {"api_url": hello["api_url"], "token": hello["token"], "chats": _chats(people)}
        given["seconds"] = PATIENCE if not scale.quick else PATIENCE * 0.3
        took: dict[str, Any] = await result_of("peers.limited", given, scale.peers)
        calls = (await messenger.stats())["calls"]["sendMessage"]
    return {**took, "floods": calls.get("429", 0)}


async def _peer(
    scale: Scale, messenger: Messenger, library: str, at_a_time: Sequence[int], chats: int
) -> dict[str, float]:
    hello = await messenger.hello()
    best: dict[str, float] = {"rate": 0.0}
    for number in at_a_time:
        given = {
            "api_url": hello["api_url"],
            "token": hello["token"],
            "library": library,
            "at_a_time": number,
            "chats": _chats(chats),
        }
        took = await result_of("peers.send", given, scale.peers)
        rate = chats / took["seconds"]
        if rate > best["rate"]:
            best = {"rate": rate, "cpu": took["cpu"] / chats * 1000, "at_a_time": number}
    return best


def _chats(number: int) -> list[int]:
    return [account["id"] for account in bureau.accounts(number)]


def _say(name: str, one: dict[str, float]) -> str:
    return f"{name} {one['rate']:,.0f}/s ({one['at_a_time']} at a time, {one['cpu']:.2f} ms)".strip()
