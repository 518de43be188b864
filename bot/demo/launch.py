"""The demo: sets the stage, runs the two processes and plays the scenes."""

import asyncio
import contextlib
import csv
import io
import shutil
from datetime import datetime, time
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.clock import real_clock
from bot.demo import scenes
from bot.demo.cast import assemble
from bot.demo.processes import Failed, bot_process, command, sandbox_process, set_clock, while_alive
from bot.demo.stage import Stage
from bot.demo.story import ZONE, Story
from bot.run import HURRY
from bot.settings import Settings
from content import roster_csv
from sandbox.client import Messenger, SandboxError
from storage.store import Store
from workdays.campaign import moments
from workdays.holidays import Calendar
from workdays.words import say_moment

BUREAU = "江州市应急管理局"
OUTPUT = Path("demo-output")
SECRETARY, DEPARTMENT = "陈清", "机关党委（人事处）"
HOLIDAYS = ("元旦", "春节", "端午", "中秋", "国庆")


def play(seed: int) -> int:
    """Play the demo; return the exit status. Pictures, workbooks and the database stay in OUTPUT."""
    console = Console(highlight=False)
    try:
        asyncio.run(_play(console, seed))
    except (Failed, SandboxError) as error:
        console.print(Text(f"演示没有走完：{error}", "red"), soft_wrap=True)
        if OUTPUT.is_dir():
            console.print(Text(f"日志在 {OUTPUT.absolute()}"), soft_wrap=True)
        return 1
    return 0


async def _play(console: Console, seed: int) -> None:
    home = _fresh_home()
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
            await messenger.limit(
                overall=int(30 * HURRY), chat_interval=1 / HURRY, chat_edits=int(20 * HURRY)
            )
            await _tell(stage, messenger, environment, home, seed)
        stage.done()
    _close(console, home)


def _fresh_home() -> Path:
    home = (OUTPUT / "data").absolute()
    try:
        if OUTPUT.exists():
            shutil.rmtree(OUTPUT)
        home.mkdir(mode=0o700, parents=True)
    except OSError:
        raise Failed(f"文件夹 {OUTPUT.absolute()} 不能写入。请换一个文件夹，再运行一次。") from None
    return home


async def _tell(
    stage: Stage, messenger: Messenger, environment: dict[str, str], home: Path, seed: int
) -> None:
    holiday = Calendar().next_holiday(real_clock().astimezone(ZONE).date(), HOLIDAYS)
    when = moments(holiday, Calendar(), ZONE)
    # Whatever day it is, the story begins on the working day before the campaign's preview.
    first_day = datetime.combine(Calendar().previous_working_day(when.preview.at.date()), time(9, 30), ZONE)
    stage.scene("安装：建库，指定首位秘书")
    set_clock(home, first_day)
    made = await command(
        *(environment, "init", "--yes", "--trial", "--secretary", SECRETARY, "--department", DEPARTMENT)
    )
    # The link is a key: here as elsewhere it is not left lying on a screen.
    address = made["link"].partition("=")[0]
    stage.notes(f"沙盒代替 Telegram，全在本机；这一天是{say_moment(first_day)}")
    stage.notes(f"qingfeng init 建好数据库，给出秘书的一次性链接 {address}=…")
    rows = list(csv.DictReader(io.StringIO(roster_csv().decode("utf-8-sig"))))
    cast = await assemble(messenger, rows, SECRETARY, seed)
    with contextlib.closing(Store(Settings(home=home).database)) as store:
        story = Story(
            *(stage, messenger, environment, home, OUTPUT, rows, cast, made["link"], store, holiday, when)
        )
        async with bot_process(environment, OUTPUT / "bot.log") as bot:
            await while_alive(bot, _scenes(story))


async def _scenes(story: Story) -> None:
    for title, scene in scenes.SCENES:
        story.stage.scene(title)
        await scene(story)


def _close(console: Console, home: Path) -> None:
    here = OUTPUT.absolute()
    console.print("\n[bold]演示结束。[/]可以打开看看：")
    for what, path in (
        ("报表图片", here / "报表.png"),
        ("办理情况", next(here.glob("*.xlsx"))),
        ("数据库", home / "qingfeng.db"),
    ):
        console.print(Text(f"  {what}　{path}"), soft_wrap=True)
    console.print("\n换成真的机器人：向 Telegram 的 @BotFather 申请令牌，然后运行")
    console.print("  .venv/bin/qingfeng init\n  .venv/bin/qingfeng run")
