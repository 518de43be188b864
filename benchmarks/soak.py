"""Two years of a bureau of 500 on a clock of their own: whether memory stays, what the database grows by, and
whether every figure is right at the end.

A day is one look of the clock, at nine. Holiday campaigns go out by themselves; each month has a study notice
and something to read, each quarter a quiz, each year a 承诺书. Most answer the same day, some days later,
some never; a few stop the bot for a month, and each month some leave and others join.
"""

import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import bureau
from benchmarks.processes import Worker, sandbox, worker
from benchmarks.row import Row, Scale
from benchmarks.sending import NO_LIMIT
from handlers.callbacks import pack
from sandbox.client import Messenger

PEOPLE, MOVING, BLOCKING = 500, 3, 4  # how many leave and join, and how many stop the bot, each month
AT_ONCE, LATER = 0.75, 0.18  # of those asked; the rest never answer
DAYS_LATER = 5  # at most: who is reached again a month on still answers before the closing
FIRST_DAY = date(2027, 1, 1)
# Months until memory is looked at: by then each kind has come twice, and what SQLite keeps of its own is
# nearly full, 2 MB of pages and 128 statements a connection. It fills as the database grows, no further.
WARMED_UP = 6
QUESTIONS = 5

Asked = dict[str, Any]

QUIZ = {
    "title": "廉洁小测",
    "count": QUESTIONS,
    "party_paper": [
        {
            "type": "judge",
            "stem": f"第{number}题：节日期间可以收受服务对象的礼品。",
            "options": ["正确", "错误"],
            "answer": [1],
        }
        for number in range(1, QUESTIONS + 1)
    ],
}
PRESSES: dict[str, list[tuple[str, str]]] = {
    "reminder": [("ok", "")],
    "reading": [("read", "")],
    "quiz": [
        ("start", ""),
        *(("pick", f"1.{place}.1") for place in range(QUESTIONS)),
        ("hand", f"1.{QUESTIONS}.sure"),
    ],
    "commitment": [("sign", "")],  # and the name, typed
    "study": [("come", "")],
}


class Bureau:
    """The people: who was asked what, who will answer when, and what they have done."""

    def __init__(self, messenger: Messenger, program: Worker, seed: int) -> None:
        self._messenger, self._program = messenger, program
        self._chance = random.Random(seed)
        self._present = list(range(2, PEOPLE + 1))  # the first is the secretary
        self._next = PEOPLE + 1
        self._later: defaultdict[date, list[Asked]] = defaultdict(list)
        self._blocking: list[int] = []
        self._gone: set[int] = set()
        self.done: set[int] = set()
        self.pressed = 0

    async def order(self, **order: Any) -> Any:
        """Give the program an order and return what came of it."""
        await self._program.say(order)
        return await self._program.hear()

    async def day(self, day: date) -> None:
        """Let a day pass: what is due goes out, and people answer."""
        asked = await self._look(day, 1)
        if day.day == 1:
            await self._month(day)
            asked += await self._look(day, 2)
        answering = self._later.pop(day, [])
        for one in asked:
            dice = self._chance.random()
            if dice < AT_ONCE:
                answering.append(one)
            elif dice < AT_ONCE + LATER:
                self._later[day + timedelta(days=self._chance.randint(1, DAYS_LATER))].append(one)
        await self._answer(answering)

    async def _look(self, day: date, minute: int) -> list[Asked]:
        at = datetime(day.year, day.month, day.day, 9, minute, tzinfo=bureau.OFFICE.zone)
        return list(await self.order(at=at.isoformat()))

    async def _month(self, first: date) -> None:
        """Let people come and go, and publish what a month has."""
        accounts = [bureau.FIRST_ACCOUNT + id_ for id_ in self._blocking]
        for account in accounts:
            await (await self._messenger.person(account, "职工")).unblock()
        leaving = self._chance.sample(self._present, MOVING)
        joining = list(range(self._next, self._next + MOVING))
        self._next += MOVING
        self._present = [id_ for id_ in self._present if id_ not in leaving] + joining
        await self._messenger.people(
            {"id": bureau.FIRST_ACCOUNT + id_, "first_name": f"职工{id_}", "standing": "started"}
            for id_ in joining
        )
        await self.order(do="move", leave=leaving, join=joining)
        self._gone |= {bureau.FIRST_ACCOUNT + id_ for id_ in leaving}
        self._blocking = self._chance.sample(self._present, BLOCKING)
        for id_ in self._blocking:
            await (await self._messenger.person(bureau.FIRST_ACCOUNT + id_, "职工")).block()
        await self._publish(first)

    async def _publish(self, first: date) -> None:
        title = f"{first.year}年{first.month}月"
        await self.order(
            do="ask",
            kind="reading",
            days=10,
            content={"title": f"{title}学习材料", "body": "请学习本月材料。"},
        )
        held = datetime(first.year, first.month, 15, 15, 0, tzinfo=bureau.OFFICE.zone)
        session = {"place": "三楼会议室", "topic": "纪律教育", "starts_at": held.isoformat()}
        await self.order(do="ask", kind="study", days=0, content={"title": f"{title}学习会", **session})
        if first.month % 3 == 1:
            await self.order(do="ask", kind="quiz", days=7, content=QUIZ)
        if first.month == 1:
            letter = {
                "title": f"{first.year}年承诺书",
                "opening": "本人郑重承诺：",
                "clauses": ["遵守纪律。"],
            }
            await self.order(do="ask", kind="commitment", days=14, content=letter)

    async def _answer(self, answering: Iterable[Asked]) -> None:
        silent = self._gone | {bureau.FIRST_ACCOUNT + id_ for id_ in self._blocking}
        by_kind: defaultdict[str, list[Asked]] = defaultdict(list)
        for one in answering:
            if one["person"] not in silent:
                by_kind[one["kind"]].append(one)
        for kind, asked in by_kind.items():
            for name, arg in PRESSES[kind]:
                presses = [
                    (one["person"], one["message"], pack("a", (one["assignment"], 1, name, arg)))
                    for one in asked
                ]
                answered = await self._messenger.storm(presses)
                assert None not in answered, "every press is answered"
                self.pressed += len(presses)
            if kind == "commitment":
                for one in asked:
                    phone = await self._messenger.person(one["person"], "职工")
                    await phone.send(f"职工{one['person'] - bureau.FIRST_ACCOUNT}")
                    await phone.wait_for("校验码", timeout=60)
            if kind != "study":  # being there completes it, not saying that one comes
                self.done |= {one["assignment"] for one in asked}


async def soak(scale: Scale) -> list[Row]:
    """Play two years, or half a year, and look at memory, growth and figures."""
    months = scale.pick(24, WARMED_UP + 1)
    began = time.monotonic()
    memory: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        url = bureau.found(Path(folder) / "bureau.db", PEOPLE)
        async with sandbox() as messenger:
            await messenger.people(bureau.accounts(PEOPLE))
            hello = await messenger.hello()
            given = {"api_url": hello["api_url"], "token": hello["token"], "database": url, "rate": NO_LIMIT}
            async with worker("workers.soak", given) as program:
                await program.hear()
                people = Bureau(messenger, program, seed=1)
                before: dict[str, Any] = {}
                for day in _days(months):
                    await people.day(day)
                    if (day + timedelta(days=1)).day == 1:
                        held = await people.order(do="measure")
                        before = before or held
                        memory.append(held["memory"])
                        print(_told(day, held, people.pressed, time.monotonic() - began), flush=True)
                proof = await people.order(do="prove", done=sorted(people.done))
    for one in proof["wrong"][:10]:
        print(one)
    yearly = (held["bytes"] - before["bytes"]) / PEOPLE / (months - 1) * 12
    minutes = (time.monotonic() - began) / 60
    drift = memory[-1] / memory[WARMED_UP - 1] - 1
    return [
        Row(
            f"{months} months of a bureau of {PEOPLE}",
            "≤ 10 min, memory flat within 10 %, no figure wrong",
            f"{minutes:.1f} min, {people.pressed:,} presses; memory {memory[WARMED_UP - 1]:.0f} → "
            f"{memory[-1]:.0f} MB ({drift:+.1%}); {yearly / 1000:.0f} kB a person and year; "
            f"{len(proof['wrong'])} wrong "
            f"of {proof['activities']} activities, {proof['done']:,} done",
            "–",
            minutes <= 10 and abs(drift) <= 0.1 and not proof["wrong"],
        )
    ]


def _days(months: int) -> Iterable[date]:
    day = FIRST_DAY
    while (day.year - FIRST_DAY.year) * 12 + day.month - FIRST_DAY.month < months:
        yield day
        day += timedelta(days=1)


def _told(day: date, held: dict[str, Any], pressed: int, seconds: float) -> str:
    return (
        f"{day:%Y-%m}: {held['memory']:.0f} MB, database {held['bytes'] / 1e6:.1f} MB, "
        f"{held['rows']['assignment']:,} asked, {held['rows']['outbox']:,} messages, {pressed:,} presses, "
        f"{seconds:.0f} s"
    )
