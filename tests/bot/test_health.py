"""/healthz, /metrics, the notice of a stall and the log as JSON: what they say of a bot well and unwell."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram.ext import ExtBot

import sandbox
from bot.sending.transport import AiohttpRequest
from bot.watching import deadman, metrics
from bot.watching.health import application
from bot.watching.logs import JsonLine, request
from bot.watching.metrics import handling
from bot.watching.redact import install_logging
from handlers.incoming import Incoming
from handlers.turn import Desk
from sandbox.client import Messenger
from services.office import Office
from services.outbox import claim
from services.outcomes import Result, settle
from services.watching import Standing, standing
from storage.messages import Message
from storage.people import ADMIN, Role
from storage.store import Store
from tests.conftest import NOW, add_roster
from tests.services.bureau import publish

DOCUMENT = Path(__file__).parents[2] / "docs" / "operations.md"
TELLING = 1001  # 陈清, the secretary


class Moving:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
async def desk(database_url: str, office: Office, clock: Moving) -> AsyncIterator[Desk]:
    """Yield the desk of a bot on a small bureau's database, with something published and due."""
    store = Store(database_url)
    await store.write(add_roster)
    await store.write(publish, office, NOW)
    async with (
        sandbox.serve() as box,
        ExtBot(box.token, base_url=f"{box.api_url}/bot", request=AiohttpRequest()) as bot,
    ):
        for number in range(6):
            await box.messenger.person(TELLING + number, "某人", standing="started")
        yield Desk(store, office, bot, clock)
        assert not box.violations
    store.close()


@pytest.fixture
async def ask(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    monkeypatch.setattr("bot.watching.health.PATIENCE", 60.0)  # of a machine that may stand still for seconds
    async with TestClient(TestServer(application(desk))) as client:

        async def ask(path: str) -> tuple[int, str]:
            async with client.get(path) as answer:
                return answer.status, await answer.text()

        yield ask


@pytest.fixture
def on_duty() -> Iterator[None]:
    metrics.TICK.note()
    yield
    metrics.TICK.at = None


@pytest.fixture
def log() -> Iterator[StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = StringIO()
    install_logging(stream=stream, formatter=JsonLine())
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


async def look(desk: Desk) -> Standing:
    return await desk.store.read(standing, desk.office, desk.clock())


async def test_a_bot_on_duty_is_healthy(ask: Any, on_duty: None) -> None:
    status, text = await ask("/healthz")
    assert (status, json.loads(text)) == (
        200,
        {"database": True, "on_duty": True, "clock": True, "sending": True},
    )


async def test_a_clock_that_stopped_is_not(ask: Any, on_duty: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.watching.health.SILENCE", 0.0)
    assert (await ask("/healthz"))[0] == 503


async def test_metrics_tell_of_the_outbox_and_are_documented(ask: Any, on_duty: None, clock: Moving) -> None:
    clock.now += timedelta(seconds=90)
    with handling(Incoming({}, 1)):
        pass
    _, text = await ask("/metrics")
    said = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert said["qingfeng_outbox_due"] == "6"
    assert said["qingfeng_outbox_age_seconds"] == "90"
    assert said['qingfeng_sends_total{outcome="uncertain"}'].isdigit()
    assert int(said['qingfeng_update_seconds_count{kind="message"}']) >= 1
    documented = DOCUMENT.read_text(encoding="utf-8")
    names = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    assert {name for name in names if f"`{name}`" not in documented} == set()
    assert "陈清" not in text


async def test_the_night_is_no_stall(desk: Desk, clock: Moving) -> None:
    clock.now = NOW.replace(hour=15)  # 23:00

    def put_off(session: Session) -> None:
        for message in session.scalars(select(Message)):
            message.due_at = clock.now

    await desk.store.write(put_off)
    assert (await look(desk)).due == 0
    clock.now = NOW + timedelta(hours=22, minutes=1)  # 08:01 of the next day
    morning = await look(desk)
    assert (morning.due, morning.oldest, morning.stalled) == (6, timedelta(minutes=1), False)


async def test_a_stall_is_told_once_and_to_the_admin_where_there_is_one(
    desk: Desk, clock: Moving, log: StringIO
) -> None:
    box = Telephones(desk)
    clock.now += timedelta(minutes=9)
    assert await deadman.look(desk, None) is False
    clock.now += timedelta(minutes=2)
    assert await deadman.look(desk, False) is True
    assert await deadman.look(desk, None) is True  # another process, or this one started anew
    assert await box.counts() == {TELLING: 1}
    assert '"level": "ERROR"' in log.getvalue()
    await desk.store.write(send_all, clock.now)
    assert await deadman.look(desk, True) is False
    await desk.store.write(make_admin, TELLING + 4)
    await desk.store.write(publish, desk.office, clock.now)
    clock.now += timedelta(minutes=11)
    assert await deadman.look(desk, False) is True
    assert await box.counts() == {TELLING: 1, TELLING + 4: 1}


async def test_a_long_broadcast_is_no_stall(desk: Desk, clock: Moving) -> None:
    clock.now += timedelta(minutes=30)
    await desk.store.write(send_some, clock.now)
    assert (await look(desk)).stalled is False


async def test_what_was_tried_often_is_overdue_too(desk: Desk) -> None:
    def tried(session: Session) -> None:
        for message in session.scalars(select(Message)):
            message.attempts, message.due_at = 9, NOW + timedelta(minutes=5)

    await desk.store.write(tried)
    assert (await look(desk)).stalled is True


async def test_the_log_names_the_request_on_every_thread(desk: Desk, log: StringIO) -> None:
    def within(session: Session) -> None:
        logging.getLogger("services").warning("在线程里 %s", "123456:" + "a" * 35)

    with request("u7"):
        await asyncio.gather(desk.store.read(within), desk.store.write(within))
        try:
            raise ValueError("what somebody wrote")
        except ValueError:
            logging.getLogger("bot").exception("failed")
    logging.getLogger("bot").warning("by itself")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line.get("request") for line in lines] == ["u7", "u7", "u7", None]
    assert lines[0]["message"] == "在线程里 <token>"
    assert lines[2]["error"].startswith("ValueError at ")
    assert "wrote" not in log.getvalue()


class Telephones:
    """What the sandbox saw, asked over the bot's own address."""

    def __init__(self, desk: Desk) -> None:
        self._url = str(desk.bot.base_url).partition("/bot")[0]

    async def counts(self) -> dict[int, int]:
        async with Messenger(self._url) as messenger:
            return {chat: count for chat, count in (await messenger.counts()).items() if count}


def send_all(session: Session, now: datetime) -> None:
    while ids := claim(session, now, 64, quiet=False):
        settle(session, now, [Result(id_, "sent", chat_id=1) for id_ in ids])
        session.flush()


def send_some(session: Session, now: datetime) -> None:
    settle(session, now, [Result(id_, "sent", chat_id=1) for id_ in claim(session, now, 2, quiet=False)])


def make_admin(session: Session, telegram_id: int) -> None:
    session.add(Role(person_id=telegram_id - 1000, role=ADMIN, granted_at=NOW))
