"""The bot and the sandbox as processes of their own, started, killed and stopped."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import OFFSET_FILE
from sandbox.client import Messenger

PATIENCE = 120.0  # seconds: a busy machine, a disk that stalls
TEN_MINUTES = 601.0  # seconds after which what is in doubt goes once more
# Wednesday, 10:00 in the office: a working moment, whenever the test runs.
WORKING = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)


@contextlib.asynccontextmanager
async def sandbox_process(seed: int) -> AsyncIterator[Messenger]:
    """Run a sandbox without Telegram's rates; yield what speaks with it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--unlimited", "--seed", str(seed)), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with Messenger(json.loads(await process.stdout.readline())["api_url"]) as messenger:
            yield messenger
    finally:
        process.terminate()
        await process.wait()


def environment(home: Path, messenger_url: str, token: str, database_url: str) -> dict[str, str]:
    """Return the settings of a bot, and set its clock to a working moment."""
    home.mkdir(parents=True, exist_ok=True)
    (home / OFFSET_FILE).write_text(str((WORKING - datetime.now(UTC)).total_seconds()))
    return {
        "QINGFENG_TOKEN": token,
        "QINGFENG_API_URL": messenger_url,
        "QINGFENG_HOME": str(home),
        "QINGFENG_DATABASE_URL": database_url,
        "QINGFENG_BUREAU": "江州市应急管理局",
        "QINGFENG_ZONE": "Asia/Shanghai",
        "QINGFENG_PROXY": "",
        "QINGFENG_MODE": "polling",
    }


def move_clock(home: Path, seconds: float) -> None:
    """Let the bot's clock jump, as when somebody sets the computer's."""
    path = home / OFFSET_FILE
    fresh = path.with_suffix(".new")
    fresh.write_text(str(float(path.read_text()) + seconds))
    fresh.rename(path)


class Bot:
    """One `qingfeng run`, which may be started and ended again and again."""

    def __init__(self, settings: dict[str, str], log: Path) -> None:
        self.settings, self._log = settings, log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and wait until it says that it works."""
        with self._log.open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--trial"),
                env=os.environ | self.settings,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
            )
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), PATIENCE)
        assert "已启动" in line.decode(), self.log()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> int:
        """Ask it to stop; return its exit status."""
        assert self._process is not None
        if self.running:
            self._process.terminate()
        return await asyncio.wait_for(self._process.wait(), PATIENCE)

    def log(self) -> str:
        """Return what it logged."""
        return self._log.read_text()


async def bot_for(url: str, messenger: Messenger, folder: Path, **more: str) -> Bot:
    """Return a bot for the database at `url`, on the sandbox; `more` are further settings."""
    hello = await messenger.hello()
    settings = environment(folder, hello["api_url"], hello["token"], url)
    named = {f"QINGFENG_{name.upper()}": value for name, value in more.items()}
    return Bot(settings | named, folder / "bot.log")


@contextlib.asynccontextmanager
async def ended(*bots: Bot) -> AsyncIterator[None]:
    """See to it that no bot outlives the test."""
    try:
        yield
    finally:
        for bot in bots:
            if bot.running:
                await bot.kill()


async def command(settings: dict[str, str], *words: str) -> tuple[int, str]:
    """Run a qingfeng command; return its exit status and all it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        env=os.environ | settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    return process.returncode or 0, out.decode()
