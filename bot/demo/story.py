"""What the scenes share: the people, the clock, the terminal, and the ways of telling what happens."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import trial_clock
from bot.demo.cast import Cast, Player
from bot.demo.processes import Failed, set_clock
from bot.demo.stage import Stage
from sandbox.client import Message, Messenger
from storage.messages import SENDING, WAITING
from storage.messages import Message as Outgoing
from storage.store import Store
from workdays.campaign import Moments
from workdays.holidays import Calendar, Holiday
from workdays.words import say_moment

ZONE = ZoneInfo("Asia/Shanghai")
PATIENCE = 30.0  # seconds anybody waits for the bot
LOOK_AGAIN = 0.1  # seconds


@dataclass
class Story:
    """Tells in the terminal what people do with the bot, and waits for what it answers."""

    stage: Stage
    messenger: Messenger
    environment: dict[str, str]
    home: Path
    output: Path
    roster: Sequence[Mapping[str, str]]
    cast: Cast
    secretary_link: str
    store: Store  # only to see whether the bot has sent what it has to
    holiday: Holiday
    when: Moments

    @property
    def meeting(self) -> date:
        """Return the day of the session: two working days after the preview, one before the reminder."""
        return Calendar().add_working_days(self.when.preview.at.date(), 2)

    def notes(self, text: str) -> None:
        """Give a stage direction."""
        self.stage.notes(text)

    async def sends(self, player: Player, text: str, expect: str, lines: int = 5) -> Message:
        """Let somebody type, and show what comes back."""
        self.stage.says(str(player), text)
        await player.phone.send(text)
        return await self.shown(player, expect, lines)

    async def uploads(
        self, player: Player, name: str, content: bytes, expect: str, lines: int = 5
    ) -> Message:
        """Let somebody send a file, and show what comes back."""
        self.stage.says(str(player), f"发送《{name}》")
        await player.phone.upload(name, content)
        return await self.shown(player, expect, lines)

    async def taps(
        self, player: Player, label: str, expect: str = "", lines: int = 5, *, on: Message | None = None
    ) -> Message:
        """Let somebody press the button that begins so, and show the toast and what comes back.

        Pressed on a message given, else on the newest with such a button. Returns what came back, else where
        it was pressed.
        """
        message = on or await self.finds(player, label)
        button = next(b for b in message.buttons if b.label.startswith(label))
        self.stage.says(str(player), f"［{button.label}］")
        answer = await player.phone.tap(button.data, message, within=PATIENCE)
        if answer is not None and answer.text:
            self.stage.answers(answer.text)
        return await self.shown(player, expect, lines) if expect else message

    async def presses_again(self, player: Player, message: Message) -> None:
        """Let somebody press the first button of a message as it was, on a phone that was slow to redraw."""
        button = message.buttons[0]
        self.stage.says(str(player), f"［{button.label}］（又点了一次）")
        answer = await player.phone.forge(button.data, message, within=PATIENCE)
        if answer is not None:
            self.stage.answers(answer.text)

    async def finds(self, player: Player, label: str) -> Message:
        """Return the newest message with a button that begins so, waiting for it where there is none yet."""

        def has(message: Message) -> bool:
            return not message.deleted and any(each.startswith(label) for each in message.labels)

        standing = [message for message in await player.phone.chat() if message.from_bot and has(message)]
        return standing[-1] if standing else await player.phone.wait_for(has, timeout=PATIENCE)

    async def shown(self, player: Player, expect: str, lines: int = 5) -> Message:
        """Wait for what somebody expects, and show it."""
        message = await player.phone.wait_for(expect, timeout=PATIENCE)
        self.stage.answers(message.text, message.labels, lines)
        return message

    async def arrives(self, player: Player, expect: str, lines: int = 5) -> Message:
        """Show what reaches somebody who has asked for nothing."""
        message = await player.phone.wait_for(expect, timeout=PATIENCE)
        self.notes(f"{player}收到")
        self.stage.answers(message.text, message.labels, lines)
        return message

    def moves_clock(self, moment: datetime) -> None:
        """Move the office's clock, and say so."""
        set_clock(self.home, moment)
        self.notes(f"时钟拨到{say_moment(moment.astimezone(ZONE))}")

    async def all_sent(self) -> None:
        """Wait until the bot has sent all that is due: the figures that follow are the same each time."""
        clock = trial_clock(self.home)

        def under_way(session: Session) -> bool:
            due = select(Outgoing.id).where(
                Outgoing.state.in_((WAITING, SENDING)), Outgoing.due_at <= clock()
            )
            return session.scalars(due.limit(1)).first() is not None

        try:
            async with asyncio.timeout(PATIENCE):
                while await self.store.read(under_way):  # noqa: ASYNC110 another process has no event for us
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError:
            raise Failed("机器人没有把该发的消息发完。") from None

    async def keeps(self, message: Message, name: str = "") -> None:
        """Save a picture or workbook the bot sent."""
        assert message.file is not None
        name = name or message.file.name
        (self.output / name).write_bytes(await self.messenger.download(message.file))
        self.notes(f"收到文件《{name}》")
