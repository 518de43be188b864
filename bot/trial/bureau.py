"""The bureau under trial: its bot as a process that can be stopped and killed, its clock, its counts."""

import asyncio
import os
import sys
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.clock import trial_clock
from bot.demo.processes import Failed, set_clock, stop
from bot.trial.due import next_due
from sandbox.client import Messenger
from services.calendars import office_calendar
from storage.activities import Activity
from storage.assignments import Assignment, Fact
from storage.messages import CANCELLED, SENDING, SENT, UNCERTAIN, UNREACHABLE, WAITING, Message
from storage.people import Person
from storage.store import Store
from workdays.words import say_moment

MORNING = time(9)
OUTBOX = {
    WAITING: "待发",
    SENDING: "发送中",
    SENT: "已发",
    UNREACHABLE: "未送达",
    UNCERTAIN: "不确定",
    CANCELLED: "取消发送",
}
COUNTED = {"人员": Person, "事项": Activity, "应办人次": Assignment, "经过": Fact}


class Bureau:
    """One data folder, one bot on it. `environment` is what the bot is started with."""

    def __init__(
        self,
        environment: Mapping[str, str],
        home: Path,
        store: Store,
        zone: ZoneInfo,
        messenger: Messenger,
    ) -> None:
        self.environment = dict(environment)
        self.home, self.store, self.zone = home, store, zone
        self._messenger = messenger
        self._clock = trial_clock(home)
        self._process: asyncio.subprocess.Process | None = None
        self._log = home.parent / "bot.log"

    @property
    def now(self) -> datetime:
        """Return the office's clock."""
        return self._clock().astimezone(self.zone)

    @property
    def running(self) -> bool:
        """Tell whether the bot's process is there."""
        return self._process is not None and self._process.returncode is None

    def adopt(self, process: asyncio.subprocess.Process) -> None:
        """Take over a bot that runs already."""
        self._process = process

    async def start(self) -> None:
        """Start the bot, unless it runs."""
        if self.running:
            return
        with self._log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--trial"),
                env=os.environ | self.environment,
                stdout=output,
                stderr=output,
            )

    async def stop(self) -> None:
        """Stop the bot as an operator does, and wait until it has gone."""
        if self._process is not None:
            await stop(self._process)

    async def kill(self) -> None:
        """Kill the bot, as a power cut does."""
        if self._process is not None and self.running:
            self._process.kill()
            await self._process.wait()

    async def move_clock(self, to: datetime) -> None:
        """Move the office's clock forward, and the messenger's with it. Raises Failed for a past moment."""
        by = (to - self.now).total_seconds()
        if by < 0:
            raise Failed("时钟只能往前拨。")
        await self._messenger.advance(by)
        set_clock(self.home, to)

    async def moment(self, name: str) -> datetime:
        """Return what a button of the clock stands for: hour, workday, due. Raises Failed."""
        if name == "hour":
            return self.now + timedelta(hours=1)
        if name == "workday":
            calendar = await self.store.read(office_calendar)
            return datetime.combine(calendar.next_working_day(self.now.date()), MORNING, self.zone)
        due = await self.store.read(next_due, self.now)
        if due is None:
            raise Failed("没有定好的时刻。")
        return due.at

    async def state(self) -> dict[str, object]:
        """Return what the page's bar shows."""
        counts = await self.store.read(_counts)
        due = await self.store.read(next_due, self.now)
        return {
            "clock": say_moment(self.now),
            "running": self.running,
            "counts": counts,
            "next": f"{say_moment(due.at)}：{due.what}" if due else "",
        }


def _counts(session: Session) -> list[tuple[str, int]]:
    states = select(Message.state, func.count()).group_by(Message.state)
    by_state = {row[0]: row[1] for row in session.execute(states)}
    messages = [(label, by_state[state]) for state, label in OUTBOX.items() if by_state.get(state)]
    rows = [
        (label, session.scalar(select(func.count()).select_from(table)) or 0)
        for label, table in COUNTED.items()
    ]
    return [*messages, *rows]
