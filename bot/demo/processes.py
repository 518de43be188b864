"""The two processes of the demo, the sandbox and the bot, owned by the launcher; and the bot's commands."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.clock import OFFSET_FILE, real_clock
from bot.settings import PREFIX

STOPPING = 10.0  # seconds


class Failed(Exception):
    """A process of the demo did not do what it should; str() is what it said."""


def forget_settings() -> None:
    """Take this process's settings away: what is set here is another bot's, and so is its database."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]


@asynccontextmanager
async def sandbox_process(log: Path, *options: str) -> AsyncIterator[dict[str, str]]:
    """Run the sandbox; yield what it says of itself: api_url, control_url, token."""
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "sandbox", *options), stdout=asyncio.subprocess.PIPE, stderr=errors
        )
        assert process.stdout is not None
        line = await process.stdout.readline()
        if not line:
            raise Failed("沙盒没有启动。")
        try:
            yield json.loads(line)
        finally:
            await stop(process)


@asynccontextmanager
async def bot_process(environment: dict[str, str], log: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot under trial, its clock moved by set_clock()."""
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--trial"),
            env=os.environ | environment,
            stdout=output,
            stderr=output,
        )
        try:
            yield process
        finally:
            await stop(process)


async def while_alive(process: asyncio.subprocess.Process, playing: Coroutine[Any, Any, None]) -> None:
    """Play, unless the process ends before: then raise Failed, since nobody would answer any more."""
    play, end = asyncio.create_task(playing), asyncio.create_task(process.wait())
    try:
        await asyncio.wait((play, end), return_when=asyncio.FIRST_COMPLETED)
        if not play.done():
            raise Failed("机器人中途停止了。")
        await play
    finally:
        play.cancel()
        end.cancel()
        await asyncio.gather(play, end, return_exceptions=True)


async def command(environment: dict[str, str], *words: str) -> Any:
    """Run a qingfeng command with --json and return what it printed. Raises Failed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words, "--json"),
        env=os.environ | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = await process.communicate()
    if process.returncode:
        raise Failed(errors.decode(errors="replace").strip())
    return json.loads(out)


def set_clock(home: Path, moment: datetime) -> None:
    """Let the bot's clock show this moment from now on."""
    offset = (moment - real_clock()).total_seconds()
    fresh = home / f"{OFFSET_FILE}.new"
    fresh.write_text(str(offset))
    fresh.rename(home / OFFSET_FILE)


async def stop(process: asyncio.subprocess.Process) -> None:
    """Stop a process as an operator does; one that does not obey is killed."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOPPING)
    except TimeoutError:
        process.kill()
        await process.wait()
