"""The demo: sets the stage, runs the two processes and plays the scenes."""

import asyncio
import contextlib
import csv
import io
import sys
from datetime import datetime, time
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.clock import real_clock
from bot.demo import scenes
from bot.demo.cast import assemble
from bot.demo.processes import (
    Failed,
    bot_process,
    command,
    forget_settings,
    sandbox_process,
    set_clock,
    while_alive,
)
from bot.demo.stage import Stage
from bot.demo.story import ZONE, Story
from bot.settings import Settings
from bot.trial.bureau import Bureau
from bot.trial.crowd import Crowd
from bot.trial.desk import Desk
from bot.trial.launch import DEPARTMENT, SECRETARY, environment_of, fresh_home, hurry, stay
from content import roster_csv
from sandbox.client import Messenger, SandboxError
from storage.store import Store
from workdays.campaign import moments
from workdays.holidays import Calendar
from workdays.words import say_moment

OUTPUT = Path("demo-output")
HOLIDAYS = ("元旦", "春节", "端午", "中秋", "国庆")


def play(seed: int) -> int:
    """Play the demo; return the exit status. Pictures, workbooks and the database stay in OUTPUT."""
    console = Console(highlight=False)
    forget_settings()
    try:
        asyncio.run(_play(console, seed))
    except (Failed, SandboxError) as error:
        console.print(Text(f"演示没有走完：{error}", "red"), soft_wrap=True)
        if OUTPUT.is_dir():
            console.print(Text(f"日志在 {OUTPUT.absolute()}"), soft_wrap=True)
        return 1
    return 0


async def _play(console: Console, seed: int) -> None:
    home = fresh_home(OUTPUT)
    desk = Desk()
    async with contextlib.AsyncExitStack() as stack:
        address = await stack.enter_async_context(desk.serve())
        told = await stack.enter_async_context(sandbox_process(OUTPUT / "sandbox.log", "--desk", address))
        messenger = await stack.enter_async_context(Messenger(told["api_url"]))
        await hurry(messenger)
        stage = Stage(console, 1 + len(scenes.SCENES) + scenes.WITH_PEOPLE)
        with stage.open():
            story, bot = await _tell(stack, stage, messenger, environment_of(told, home), home, seed)
            stage.done()
        _close(console, home)
        if sys.stdin.isatty():  # somebody watches who may want to go on
            bureau = Bureau(story.environment, home, story.store, ZONE, messenger)
            bureau.adopt(bot)
            stack.push_async_callback(bureau.stop)
            desk.bureau = bureau
            desk.crowd = Crowd(bureau, messenger, story.cast.secretary, seed)
            await stay(console, told["control_url"])


async def _tell(
    stack: contextlib.AsyncExitStack,
    stage: Stage,
    messenger: Messenger,
    environment: dict[str, str],
    home: Path,
    seed: int,
) -> tuple[Story, asyncio.subprocess.Process]:
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
    store = stack.enter_context(contextlib.closing(Store(Settings(home=home).database)))
    story = Story(
        *(stage, messenger, environment, home, OUTPUT, rows, cast, made["link"], store, holiday, when)
    )
    bot = await stack.enter_async_context(bot_process(environment, OUTPUT / "bot.log"))
    await while_alive(bot, _scenes(story))
    return story, bot


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
