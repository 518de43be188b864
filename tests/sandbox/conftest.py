from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import telegram
from telegram.request import HTTPXRequest

import sandbox
from sandbox.chats import PATIENCE
from sandbox.client import Messenger, PersonClient


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


class Api:
    """Call the Bot API as bytes on the wire: status and body of every reply."""

    def __init__(self, box: sandbox.Box, session: aiohttp.ClientSession) -> None:
        self.root = f"{box.api_url}/bot{box.token}"
        self.session = session

    async def __call__(self, method: str, **params: Any) -> dict[str, Any]:
        async with self.session.post(f"{self.root}/{method}", json=params) as response:
            body: dict[str, Any] = await response.json()
            assert response.status == (200 if body["ok"] else body["error_code"])
            return body

    async def error(self, method: str, **params: Any) -> str:
        body = await self(method, **params)
        assert not body["ok"], body
        return f"{body['error_code']} {body['description']}"


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def box(clock: Hands) -> AsyncIterator[sandbox.Box]:
    async with sandbox.serve(clock=clock) as box:
        yield box


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def api(box: sandbox.Box, session: aiohttp.ClientSession) -> Api:
    return Api(box, session)


@pytest.fixture
async def bot(box: sandbox.Box) -> AsyncIterator[telegram.Bot]:
    url = f"{box.api_url}/bot"
    # Its own time-outs are a second and a few, less than a busy machine may take.
    polling, calling = (
        HTTPXRequest(
            read_timeout=PATIENCE,
            write_timeout=PATIENCE,
            connect_timeout=PATIENCE,
            pool_timeout=PATIENCE,
            httpx_kwargs={"trust_env": False},
        )
        for _ in range(2)
    )
    async with telegram.Bot(
        box.token,
        base_url=url,
        base_file_url=f"{box.api_url}/file/bot",
        request=calling,
        get_updates_request=polling,
    ) as bot:
        yield bot


@pytest.fixture
async def messenger(box: sandbox.Box) -> Messenger:
    return box.messenger


@pytest.fixture
async def person(messenger: Messenger) -> PersonClient:
    return await messenger.person(7, "张三", standing="started")
