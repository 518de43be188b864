"""Processes the measuring one starts: the sandbox, and those that are measured."""

import asyncio
import contextlib
import json
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from sandbox.client import Messenger

ROOT = Path(__file__).parent.parent
STOPPING = 60.0  # seconds: what two years of messages leave takes its time to let go of


class Failed(Exception):
    """A measured process did not end well; its last words are the text."""


@contextlib.asynccontextmanager
async def sandbox(*, rate: int = 0) -> AsyncIterator[Messenger]:
    """Run a sandbox with Telegram's limits and `rate` messages a second, or without any for 0."""
    command = [sys.executable, "-m", "sandbox", *([] if rate else ["--unlimited"])]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        addresses = json.loads(await process.stdout.readline())
        async with Messenger(addresses["api_url"]) as messenger:
            if rate:
                await messenger.limit(overall=rate)
            yield messenger
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), STOPPING)


@contextlib.asynccontextmanager
async def worker(module: str, given: dict[str, Any], python: str = sys.executable) -> AsyncIterator["Worker"]:
    """Start a module of ours or of the peers; it is ended with the context where it is still running."""
    process = await asyncio.create_subprocess_exec(
        python,
        "-m",
        f"benchmarks.{module}",
        json.dumps(given),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 24,
    )
    try:
        yield Worker(process)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


class Worker:
    """A running process, spoken to in lines: any line in asks for the next line out."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def hear(self) -> Any:
        """Return the next line it says, parsed. Raises Failed where it ended instead."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise Failed(f"ended with {await self._process.wait()}")
        return json.loads(line)

    async def say(self, what: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what).encode() + b"\n")
        await self._process.stdin.drain()


async def result_of(module: str, given: dict[str, Any], python: str = sys.executable) -> Any:
    """Run a module to its end and return what it measured."""
    async with worker(module, given, python) as running:
        return await running.hear()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
