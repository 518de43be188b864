import asyncio
import json
import signal
import sys

import aiohttp

import sandbox
from sandbox.chats import PATIENCE
from sandbox.client import Messenger, PersonClient
from tests.sandbox.conftest import Api


async def test_pages_from_elsewhere_are_turned_away(box: sandbox.Box, session: aiohttp.ClientSession) -> None:
    url = f"{box.control_url}/control/clock"
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}):
        async with session.post(url, json={"seconds": 1}, headers=headers) as response:
            assert response.status == 403
    async with session.post(url, json={"seconds": 1}, headers={"Origin": box.control_url}) as response:
        assert response.status == 200


async def test_what_happens_is_streamed(api: Api, messenger: Messenger, person: PersonClient) -> None:
    events = messenger.events()
    first = asyncio.ensure_future(anext(events))
    async with asyncio.timeout(PATIENCE):
        while not first.done():  # until the stream is open nothing is told to it
            await api("sendMessage", chat_id=7, text="<b>甲</b>")
            await messenger.advance(60)
    event = await first
    assert (event["kind"], event["chat_id"]) in {("message", 7), ("clock", 0)}
    await api("sendGift")
    async with asyncio.timeout(PATIENCE):
        while event["kind"] != "violation":
            event = await anext(events)
    assert event["method"] == "sendGift"
    await events.aclose()


async def test_the_clock_moves_only_forward_by_what_it_is_told(messenger: Messenger) -> None:
    before = (await messenger.hello())["now"]
    assert await messenger.advance(90) == before + 90


async def test_figures_of_a_push(api: Api, messenger: Messenger, person: PersonClient) -> None:
    await api("sendMessage", chat_id=7, text="一")
    await api("sendMessage", chat_id=8, text="一")
    assert await messenger.counts() == {7: 1}
    stats = await messenger.stats()
    assert stats["calls"] == {"sendMessage": {"ok": 1, "400": 1}}
    await api("sendGift")
    assert [violation["method"] for violation in await messenger.violations()] == ["sendGift"]


async def test_a_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        "--unlimited",
        "--token",
        "42:SANDBOX",
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    async with asyncio.timeout(PATIENCE):
        ready = json.loads(await process.stdout.readline())
        assert ready["token"] == "42:SANDBOX"
        async with Messenger(ready["api_url"]) as messenger:
            assert (await messenger.hello())["bot"]["id"] == 42
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
