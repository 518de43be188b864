"""Several bots on one PostgreSQL behind a load balancer: any answers, one sends, and it may die."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import aiohttp
from aiohttp import web
from sqlalchemy.orm import Session

from sandbox.client import Messenger
from storage.leases import DUTY, Lease
from storage.messages import SENDING
from tests.faults.bureau import FIRST_ACCOUNT, REMINDER, Bureau, compare
from tests.faults.conftest import Server, sized, until
from tests.faults.processes import TEN_MINUTES, Bot, bot_for, ended, move_clock
from tests.ports import free_port


@asynccontextmanager
async def balancer(port: int, behind: list[int]) -> AsyncIterator[None]:
    """Pass each post to the next bot that takes it, as a load balancer does."""
    turns = count()
    # A bot that holds a post does so for a minute at most.
    timeout = aiohttp.ClientTimeout(total=65)

    async def forward(request: web.Request) -> web.Response:
        body, first = await request.read(), next(turns)
        for step in range(len(behind)):
            url = f"http://127.0.0.1:{behind[(first + step) % len(behind)]}{request.path}"
            try:
                async with session.post(url, data=body, headers=request.headers) as answer:
                    return web.Response(
                        status=answer.status, body=await answer.read(), content_type=answer.content_type
                    )
            except (aiohttp.ClientError, OSError):
                continue
        return web.Response(status=502)

    app = web.Application()
    app.router.add_post("/telegram", forward)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield
        finally:
            await runner.cleanup()


def spell(bureau: Bureau) -> int:
    """Return the number of the spell that lasts or was last."""
    with Session(bureau.engine) as session:
        return session.get_one(Lease, DUTY).fence


def holders(bureau: Bureau, bots: list[Bot]) -> list[tuple[int, Bot]]:
    """Return the present spell and the bot that has said it holds it; none while it has not said so."""
    number = spell(bureau)
    return [(number, bot) for bot in bots if f"on duty, spell {number}\n" in bot.log()]


async def test_the_one_on_duty_is_killed_in_the_middle_of_a_push(
    found: Callable[..., Bureau],
    server: Server,
    messenger: Messenger,
    tmp_path: Path,
    say: Callable[[str], None],
) -> None:
    people, number = sized((300, 2), (2000, 3))
    bureau = found(people, server.url)
    await messenger.people(bureau.accounts())
    await messenger.fault(latency=(0.0, 0.1), seed=1, only=["sendMessage"])
    public, ports = free_port(), [free_port() for _ in range(number)]
    bots = [
        await bot_for(
            server.url,
            messenger,
            tmp_path / str(port),
            mode="webhook",
            webhook_url=f"http://127.0.0.1:{public}",
            webhook_secret="s3cret",
            listen=f"127.0.0.1:{port}",
        )
        for port in ports
    ]
    async with ended(*bots), balancer(public, ports):
        await asyncio.gather(*(bot.start() for bot in bots))
        activity = bureau.ask("reminder", REMINDER)
        await until(lambda: bureau.asked() == people and bureau.unsettled() < people * 2 / 3)
        while not (held := holders(bureau, bots)):  # noqa: ASYNC110 what changes it is another process
            await asyncio.sleep(0.05)
        fence, on_duty = held[0]
        reached = sorted(bureau.in_state("sent"))
        tapping = [
            asyncio.create_task(
                (await messenger.person(FIRST_ACCOUNT + one, f"职工{one}")).tap("我已知悉", within=100)
            )
            for one in reached
        ]
        await on_duty.kill()
        died = time.monotonic()
        in_flight = bureau.states()[SENDING]
        await until(lambda: spell(bureau) > fence)
        took = time.monotonic() - died
        await until(lambda: not bureau.unsettled())
        answers = await asyncio.gather(*tapping)
        first = compare(bureau, await messenger.counts())
        for port in ports:
            move_clock(tmp_path / str(port), TEN_MINUTES)
        await until(lambda: bureau.asked() == people + len(first.doubted) and not bureau.unsettled())
        for bot in bots:
            if bot is not on_duty:
                assert await bot.stop() == 0
    push = compare(bureau, await messenger.counts())
    say(
        f"1 of {number} processes killed in a push to {people}: another took over after {took:.1f} s; missed "
        f"{len(push.missed)}, in doubt {len(push.doubted)} of {in_flight} in flight, of these doubled "
        f"{len(push.doubled)} (marked so); {len(reached)} taps all answered"
    )
    assert not first.doubled
    assert not push.missed
    assert push.doubled <= push.doubted
    # On a machine too slow to renew a spell in time, others begin, and doubt what was in flight then.
    if spell(bureau) == fence + 1:
        assert len(push.doubted) <= in_flight
    assert all(answer is not None for answer in answers)
    done = {person for person, row in bureau.assignments(activity).items() if row.outcome == "done"}
    assert done == set(reached)
    assert set(bureau.answers(activity).values()) == {1}
