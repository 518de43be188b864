"""Five hundred more people, and the next holiday played with them: pushed to, answered, reported on."""

import csv
import io
import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot.demo.cast import Player, everybody
from bot.demo.processes import Failed, command
from bot.trial.bureau import Bureau
from sandbox.client import Message, Messenger, SandboxError
from services.calendars import office_calendar
from services.holidays.campaigns import DEFAULT_HOLIDAYS
from workdays.campaign import moments

SIZE = 500
FIRST_ACCOUNT = 710_000_000
DEPARTMENTS = 20
SILENT, BLOCKING = 0.08, 0.02  # of all: who never answer, who have stopped the bot
PATIENCE = 60.0
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰建国文斌志红"


class Crowd:
    """Play it once, telling how far it is."""

    def __init__(self, bureau: Bureau, messenger: Messenger, secretary: Player, seed: int) -> None:
        self._bureau, self._messenger, self._secretary = bureau, messenger, secretary
        self._chance = random.Random(seed)  # noqa: S311 a play, not a secret
        self._running = self._done = False
        self._share, self._text = 0.0, ""

    def state(self) -> dict[str, object]:
        """Return how far it is."""
        return {"running": self._running, "done": self._done, "share": self._share, "text": self._text}

    async def play(self) -> None:
        """Play it all; what fails is told in the bar."""
        self._running = True
        try:
            players = await self._enrol()
            await self._holiday(players)
            self._tell(1.0, "演完了：在秘书的对话里发送 /report 看结果。")
            self._done = True
        except (Failed, SandboxError) as error:
            self._tell(self._share, f"没有演完：{str(error).splitlines()[0][:80]}")
        finally:
            self._running = False

    def _tell(self, share: float, text: str) -> None:
        self._share, self._text = share, text

    async def _enrol(self) -> list[Player]:
        self._tell(0.02, f"把{SIZE}人加进花名册")
        rows = self._roster()
        file = self._bureau.home.parent / "五百人.csv"
        _write(file, rows)
        environment = self._bureau.environment
        await command(environment, "import", "roster", str(file), "--partial", "--yes", "--trial")
        names = [row["姓名"] for row in rows]
        links = await command(environment, "invite", *names, "--trial")
        by_name = {each["name"]: each["link"] for each in links}
        await self._messenger.people(
            [
                {"id": FIRST_ACCOUNT + n, "first_name": row["姓名"], "note": row["处室/单位"]}
                for n, row in enumerate(rows)
            ]
        )
        players = [
            Player(
                row["姓名"],
                row["处室/单位"],
                await self._messenger.person(FIRST_ACCOUNT + n, row["姓名"], note=row["处室/单位"]),
            )
            for n, row in enumerate(rows)
        ]
        linked = 0

        async def follow(player: Player) -> None:
            nonlocal linked
            await player.phone.follow(by_name[player.name])
            await player.phone.wait_for("您好", timeout=PATIENCE)
            linked += 1
            self._tell(0.05 + 0.35 * linked / SIZE, f"绑定账号 {linked}/{SIZE}")

        await everybody(players, follow)
        return players

    async def _holiday(self, players: Sequence[Player]) -> None:
        bureau, phone = self._bureau, self._secretary.phone
        calendar = await bureau.store.read(office_calendar)
        today = bureau.now.date()
        holiday = calendar.next_holiday(today, DEFAULT_HOLIDAYS)
        while moments(holiday, calendar, bureau.zone).preview.at <= bureau.now:
            holiday = calendar.next_holiday(holiday.last + timedelta(days=1), DEFAULT_HOLIDAYS)
        when = moments(holiday, calendar, bureau.zone)
        self._tell(0.42, f"{holiday.key}：请秘书审定提醒")
        await bureau.move_clock(when.preview.at)
        preview = await phone.wait_for("请确认是否发布", timeout=PATIENCE)
        await phone.tap(preview.button("发布").data, preview, within=PATIENCE)
        self._tell(0.45, f"{holiday.key}：发给全体人员，大家办理")
        await bureau.move_clock(when.before.at)
        answered = 0

        async def answer(player: Player) -> None:
            nonlocal answered
            message = await player.phone.wait_for(_is_asked, timeout=PATIENCE)
            dice = self._chance.random()
            if dice < BLOCKING:
                await player.phone.block()
            elif dice >= BLOCKING + SILENT:
                await player.phone.tap(message.buttons[0].data, message, within=PATIENCE)
            answered += 1
            self._tell(0.45 + 0.35 * answered / SIZE, f"{holiday.key}：办理 {answered}/{SIZE}")

        await everybody(players, answer)
        self._tell(0.82, f"{holiday.key}：放假前一天")
        await bureau.move_clock(when.eve.at)
        await phone.wait_for("节", timeout=PATIENCE)
        self._tell(0.9, "秘书查看 /report")
        await phone.send("/report")
        await phone.wait_for(lambda message: message.file is not None, timeout=PATIENCE)

    def _roster(self) -> list[dict[str, str]]:
        names: set[str] = set()
        while len(names) < SIZE:
            given = "".join(self._chance.choices(_GIVEN, k=2))
            names.add(self._chance.choice(_SURNAMES) + given)
        rows = []
        for number, name in enumerate(sorted(names)):
            department = f"第{number * DEPARTMENTS // SIZE + 1}支队"
            rows.append(
                {"姓名": name, "处室/单位": department, "政治面貌": "中共党员" if number % 3 else "群众"}
            )
        return rows


def _is_asked(message: Message) -> bool:
    return bool(message.buttons) and "清风行动" in message.text


def _write(file: Path, rows: Sequence[dict[str, str]]) -> None:
    table = io.StringIO()
    writer = csv.DictWriter(table, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(table.getvalue(), encoding="utf-8")
