"""Who plays: everybody on the demo roster, with a phone in the sandbox, and the parts chance gives them."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from sandbox.client import Messenger, PersonClient

FIRST_ACCOUNT = 700_000_000
AT_ONCE = 12  # people who act at the same time
AT_WORK = "在岗"


@dataclass(frozen=True)
class Player:
    """One person of the roster and their phone."""

    name: str
    about: str  # department or office, which tells people of one name apart
    phone: PersonClient
    status: str = AT_WORK

    def __str__(self) -> str:
        return f"{self.name}（{self.about}）"


@dataclass(frozen=True)
class Cast:
    """Everybody, in roster order, and who has which part; those on leave have none."""

    players: tuple[Player, ...]
    secretary: Player
    reader: Player  # does everything before our eyes, and presses one button twice
    excused: Player  # asks for leave from the session
    blocker: Player
    leaver: Player
    idle: tuple[Player, ...]  # never do anything
    seed: int

    def staff(self) -> list[Player]:
        """Return everybody but the secretary."""
        return [player for player in self.players if player is not self.secretary]

    def away(self) -> list[Player]:
        """Return those on leave."""
        return [player for player in self.players if player.status != AT_WORK]

    def others(self, *but: Player) -> list[Player]:
        """Return those at work who answer what they are asked, but for these."""
        silent = (*but, self.leaver, *self.idle)
        return [player for player in self.players if player.status == AT_WORK and player not in silent]

    def chance_of(self, player: Player) -> random.Random:
        """Return a person's own dice, so that what they do does not hang on who is quicker."""
        return random.Random(f"{self.seed} {player}")  # noqa: S311 a story, not a secret


async def assemble(
    messenger: Messenger, roster: Sequence[Mapping[str, str]], secretary: str, seed: int
) -> Cast:
    """Give everybody of the roster a phone, and cast the parts by lot."""
    players = []
    for number, row in enumerate(roster):
        phone = await messenger.person(FIRST_ACCOUNT + number, row["姓名"])
        about = "纪检秘书" if row["姓名"] == secretary else row["处室/单位"]
        players.append(Player(row["姓名"], about, phone, row["状态"]))
    at_work = [player for player in players if player.status == AT_WORK and player.name != secretary]
    reader, excused, blocker, leaver, *idle = random.Random(seed).sample(at_work, 6)  # noqa: S311 as above
    chief = next(player for player in players if player.name == secretary)
    return Cast(tuple(players), chief, reader, excused, blocker, leaver, tuple(idle), seed)


async def everybody(players: Sequence[Player], act: Callable[[Player], Awaitable[None]]) -> None:
    """Let people act side by side, some at a time."""
    free = asyncio.Semaphore(AT_ONCE)

    async def one(player: Player) -> None:
        async with free:
            await act(player)

    await asyncio.gather(*(one(player) for player in players))
