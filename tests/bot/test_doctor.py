"""`qingfeng doctor`: what it finds well, and what it says to do about the rest."""

import asyncio
import contextlib
import fcntl
import os
import socket
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from bot.cli.reach import ask_telegram
from bot.clock import real_clock
from bot.doctor.checks import DISK_WANTED, examine
from bot.doctor.finding import Finding, State
from bot.running import is_running
from bot.settings import load_settings
from services.duty import leave_duty, take_duty
from storage.leases import DUTY, Lease
from storage.store import Store
from tests.bot.conftest import Operator

CHECKS = [
    *("settings", "env", "home", "disk", "database", "holidays"),
    *("fonts", "reach", "token", "clock", "receiver"),
]


async def look(clock: Callable[[], datetime] = real_clock, listening: int = 0) -> dict[str, Finding]:
    """Return the findings by check."""
    found = await asyncio.to_thread(lambda: list(examine(load_settings(), clock, listening)))
    return {finding.check: finding for finding in found}


async def test_after_init_all_is_well(ready: Operator) -> None:
    found = await look()
    assert list(found) == CHECKS
    assert {each.state for each in found.values()} <= {State.OK, State.WARNING}
    assert all(bool(each.do) == (each.state is not State.OK) for each in found.values())


async def test_before_init_every_failure_says_what_to_do(operator: Operator) -> None:
    outcome = await operator("doctor")
    assert outcome.code == 1
    failures = [line for line in outcome.out.splitlines() if line.startswith("✗")]
    assert len(failures) == 3
    assert all(line.endswith("请先运行 qingfeng init。") for line in failures)
    assert not operator.home.exists()


async def test_settings_that_cannot_be_used_are_a_finding(operator: Operator) -> None:
    operator.env(ZONE="Mars")
    outcome = await operator("doctor", "--json")
    assert outcome.code == 1
    assert [each["check"] for each in outcome.json] == ["settings"]


async def test_a_wrong_token(ready: Operator) -> None:
    ready.env(TOKEN=ready.box.token[:-1] + "x")
    found = await look()
    assert found["reach"].state is State.OK
    assert found["token"] == Finding(
        "token", State.FAILED, "令牌不对，Telegram 不认。", "请向 @BotFather 核对令牌，再运行 qingfeng init。"
    )


async def test_a_token_of_another_shape_is_not_sent(ready: Operator) -> None:
    ready.env(TOKEN="my token")
    found = await look()
    assert found["token"].state is State.FAILED
    assert "reach" not in found


async def test_telegram_out_of_reach(ready: Operator) -> None:
    ready.env(API_URL="http://127.0.0.1:1")
    found = await look()
    assert found["reach"].state is State.FAILED
    assert "QINGFENG_PROXY" in found["reach"].do
    ready.env(PROXY="socks5://127.0.0.1:1")
    assert "代理没有接通" in (await look())["reach"].say


async def test_something_else_that_answers(ready: Operator) -> None:
    async def hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(hello, "127.0.0.1", 0)
    ready.env(API_URL=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    assert "回答的不是 Telegram" in (await look())["reach"].say
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize(("minutes", "word"), [(5, "快了约 5 分钟"), (-90, "慢了约 90 分钟")])
async def test_a_clock_that_is_off(ready: Operator, minutes: int, word: str) -> None:
    found = await look(lambda: real_clock() + timedelta(minutes=minutes, seconds=30 if minutes > 0 else -30))
    assert found["clock"].state is State.FAILED
    assert word in found["clock"].say


async def test_rights_that_are_too_wide(ready: Operator) -> None:
    ready.home.chmod(0o755)
    (ready.home / ".env").chmod(0o644)
    found = await look()
    assert found["home"].do == f"请运行 chmod 700 {ready.home}。"
    assert found["env"].do == f"请运行 chmod 600 {ready.home / '.env'}。"


async def test_a_database_of_another_release(ready: Operator) -> None:
    stamp(ready.home, "DELETE FROM alembic_version")
    assert "请先备份" in (await look())["database"].do
    stamp(ready.home, "INSERT INTO alembic_version VALUES ('9999')")
    assert "更新的版本" in (await look())["database"].say


async def test_a_token_of_another_bot_than_the_database(ready: Operator) -> None:
    ready.env(TOKEN="777777:another-bot-abcdefghijklmnopqrstuvwxyz")
    found = (await look())["database"]
    assert found.state is State.FAILED
    assert found.say == "数据库是机器人 @qingfeng_sandbox_bot 用的，而令牌是另一个机器人的。"


async def test_a_slip_in_the_name_of_a_setting_is_told(ready: Operator) -> None:
    ready.env(PROXI="http://127.0.0.1:7890")
    found = await look()
    assert found["unknown"].say == "没有 QINGFENG_PROXI 这个设置，它不起作用。"
    assert (await ready("doctor")).code == 0


async def test_little_disk(ready: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor.checks.DISK_WANTED", 1 << 62)
    assert (await look())["disk"].state is State.FAILED
    assert DISK_WANTED == 500 * 1024 * 1024


async def test_holidays_that_are_only_computed_are_a_warning(ready: Operator) -> None:
    computed = await look(lambda: real_clock().replace(year=2031))
    assert computed["holidays"].state is State.WARNING
    assert "/holiday" in computed["holidays"].do
    official = await look(lambda: real_clock().replace(year=2024))
    assert official["holidays"].state is State.OK


async def test_a_second_poller_is_found(ready: Operator) -> None:
    async def poll() -> None:
        while True:
            await ask_telegram(load_settings(), "getUpdates", timeout=60)

    rival = asyncio.create_task(poll())
    found = await look(listening=60)
    rival.cancel()
    await asyncio.wait([rival])
    assert found["receiver"].state is State.FAILED


async def test_looking_confirms_no_update(ready: Operator) -> None:
    person = await ready.box.messenger.person(7, "路人")
    await person.send("/start")
    assert (await look())["receiver"].state is State.OK
    assert len(ready.box.exchange.queue.pending) == 1


async def test_a_running_bot_is_not_disturbed(ready: Operator) -> None:
    handle = os.open(ready.home / "qingfeng.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    outcome = await ready("doctor", "--json")
    os.close(handle)
    assert outcome.code == 0
    assert "机器人正在运行" in outcome.json[-1]["say"]
    assert not any(method == "getUpdates" for method, _ in ready.box.exchange.outcomes)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_bot_running_on_postgresql_is_not_taken_for_a_stranger(
    ready: Operator, database_url: str
) -> None:
    ready.env(DATABASE_URL=database_url)
    assert not await asyncio.to_thread(is_running, load_settings())
    with contextlib.closing(Store(database_url)) as store:
        assert await store.write(take_duty, "a bot elsewhere") is not None
        await store.write(never_ending)
        assert "机器人正在运行" in (await look())["receiver"].say
        await store.write(leave_duty, "a bot elsewhere", real_clock())
    assert not await asyncio.to_thread(is_running, load_settings())


def never_ending(session: Session) -> None:
    """Let a spell last longer than any machine may take to look at it."""
    session.get_one(Lease, DUTY).until = real_clock() + timedelta(days=1)


async def test_webhook_settings_and_port(ready: Operator) -> None:
    ready.env(MODE="webhook")
    assert "QINGFENG_WEBHOOK_SECRET" in (await look())["webhook"].do
    ready.env(WEBHOOK_URL="https://bot.example.cn", WEBHOOK_SECRET="s3cret")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ready.env(LISTEN=f"127.0.0.1:{taken.getsockname()[1]}")
        assert (await look())["webhook"].state is State.FAILED
    assert (await look())["webhook"].state is State.OK
    ready.env(LISTEN="192.0.2.1:8080")  # an address of some other machine
    assert (await look())["webhook"].state is State.FAILED


async def test_a_webhook_left_behind_is_told(ready: Operator) -> None:
    await asyncio.to_thread(
        asyncio.run, ask_telegram(load_settings(), "setWebhook", url="http://127.0.0.1:1/telegram")
    )
    assert (await look())["receiver"].state is State.WARNING


def stamp(home: Path, statement: str) -> None:
    engine = create_engine(f"sqlite:///{home / 'qingfeng.db'}")
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    assert stat.S_ISREG((home / "qingfeng.db").stat().st_mode)
