"""The demo: sets the stage, runs the two processes and plays the scenes."""

import asyncio
import csv
import io
import shutil
from datetime import datetime, time
from pathlib import Path

from rich.console import Console

from bot.clock import real_clock
from bot.demo import scenes
from bot.demo.cast import assemble
from bot.demo.processes import Failed, bot_process, command, sandbox_process, set_clock
from bot.demo.scenes import DEPARTMENT, HOLIDAYS, SECRETARY, ZONE, Story
from bot.demo.stage import Stage
from content import roster_csv
from sandbox.client import Messenger, SandboxError
from workdays.campaign import moments
from workdays.holidays import Calendar

BUREAU = "江州市应急管理局"
OUTPUT = Path("demo-output")
DEFAULT_SEED = 20261001


def play(seed: int | None) -> int:
    """Play the demo; return the exit status. Pictures, workbooks and the database stay in OUTPUT."""
    console = Console()
    try:
        asyncio.run(_play(console, DEFAULT_SEED if seed is None else seed))
    except (Failed, SandboxError) as error:
        console.print(f"[red]演示没有走完：[/]{error}\n日志在 {OUTPUT.absolute()}")
        return 1
    return 0


async def _play(console: Console, seed: int) -> None:
    shutil.rmtree(OUTPUT, ignore_errors=True)
    home = (OUTPUT / "data").absolute()
    home.mkdir(mode=0o700, parents=True)
    stage = Stage(console, 1 + len(scenes.SCENES) + scenes.WITH_PEOPLE)
    with stage.open():
        async with sandbox_process(OUTPUT / "sandbox.log") as told, Messenger(told["api_url"]) as messenger:
            environment = {
                "QINGFENG_TOKEN": told["token"],
                "QINGFENG_API_URL": told["api_url"],
                "QINGFENG_HOME": str(home),
                "QINGFENG_BUREAU": BUREAU,
                "QINGFENG_ZONE": ZONE.key,
                "QINGFENG_PROXY": "",
                "QINGFENG_DATABASE_URL": "",
                "QINGFENG_MODE": "polling",
            }
            # The bot's pacer hurries under trial, so the sandbox allows as much more.
            await messenger.limit(overall=120, chat_interval=0.25, chat_edits=80)
            await _tell(stage, messenger, environment, home, seed)
        stage.done()
    _close(console, home)


async def _tell(
    stage: Stage, messenger: Messenger, environment: dict[str, str], home: Path, seed: int
) -> None:
    holiday = Calendar().next_holiday(real_clock().astimezone(ZONE).date(), HOLIDAYS)
    when = moments(holiday, Calendar(), ZONE)
    # Whatever day it is, the story begins on the working day before the campaign's preview.
    first_day = Calendar().previous_working_day(when.preview.at.date())
    stage.scene("安装：建库，指定首位秘书")
    set_clock(home, datetime.combine(first_day, time(9, 30), ZONE))
    made = await command(
        *(environment, "init", "--yes", "--trial", "--secretary", SECRETARY, "--department", DEPARTMENT)
    )
    stage.notes(f"qingfeng init：数据库已建好，秘书的一次性链接是 {made['link']}")
    rows = list(csv.DictReader(io.StringIO(roster_csv().decode("utf-8-sig"))))
    story = Story(stage, messenger, environment, home, OUTPUT, rows, holiday, when, seed)
    story.cast = await assemble(messenger, rows, SECRETARY)
    story.secretary_link = made["link"]
    async with bot_process(environment, OUTPUT / "bot.log"):
        for title, scene in scenes.SCENES:
            stage.scene(title)
            await scene(story)


def _close(console: Console, home: Path) -> None:
    here = OUTPUT.absolute()
    console.print()
    console.print("[bold]演示结束。[/]可以打开看看：")
    for path in sorted(here.glob("*.png")) + sorted(here.glob("*.xlsx")):
        console.print(f"  {path}")
    console.print(f"  {home / 'qingfeng.db'}（数据库）")
    console.print("\n换成真的机器人：向 Telegram 的 @BotFather 申请令牌，然后运行")
    console.print("  .venv/bin/qingfeng init\n  .venv/bin/qingfeng run")
