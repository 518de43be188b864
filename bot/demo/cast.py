"""Who plays: everybody on the demo roster, with a phone in the sandbox."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sandbox.client import Messenger, PersonClient

FIRST_ACCOUNT = 700_000_000
AT_ONCE = 12  # people who act at the same time


@dataclass(frozen=True)
class Player:
    """One person of the roster and their phone."""

    name: str
    department: str
    phone: PersonClient

    def __str__(self) -> str:
        return f"{self.name}（{self.department}）"


@dataclass(frozen=True)
class Cast:
    """Everybody. Two people may share a name, so they are kept by name and department."""

    players: tuple[Player, ...]
    secretary: Player

    def find(self, name: str, department: str) -> Player:
        """Return the player of a roster row or an invitation."""
        return next(p for p in self.players if (p.name, p.department) == (name, department))


async def assemble(messenger: Messenger, roster: Iterable[Mapping[str, str]], secretary: str) -> Cast:
    """Give everybody of the roster a phone."""
    players = []
    for number, row in enumerate(roster):
        phone = await messenger.person(FIRST_ACCOUNT + number, row["姓名"])
        players.append(Player(row["姓名"], row["处室/单位"], phone))
    return Cast(tuple(players), next(p for p in players if p.name == secretary))


async def everybody(players: Sequence[Player], act: Callable[[Player], Awaitable[None]]) -> None:
    """Let people act side by side, some at a time."""
    free = asyncio.Semaphore(AT_ONCE)

    async def one(player: Player) -> None:
        async with free:
            await act(player)

    await asyncio.gather(*(one(player) for player in players))
