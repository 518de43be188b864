"""Set up a bureau with its people in a fresh folder, run sandbox and bot, serve the page until stopped."""

import asyncio
import contextlib
import csv
import io
import shutil
import signal
import socket
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.demo.cast import FIRST_ACCOUNT, Player, everybody
from bot.demo.processes import Failed, command, forget_settings, sandbox_process
from bot.demo.sheets import questions_workbook, roster_workbook
from bot.run import HURRY
from bot.running import is_running
from bot.settings import Settings
from bot.trial.bureau import Bureau
from bot.trial.crowd import PATIENCE, Crowd
from bot.trial.desk import Desk
from content import roster_csv
from sandbox.client import Messenger, SandboxError
from storage.store import Store

OUTPUT = Path("trial-output")
BUREAU = "江州市应急管理局"
SECRETARY, DEPARTMENT = "陈清", "机关党委（人事处）"
STRANGER = 999_000_001


def trial(port: int, host: str) -> int:
    """Run a trial until Ctrl-C; return the exit status."""
    console = Console(highlight=False)
    forget_settings()
    try:
        asyncio.run(_trial(console, port, host))
    except (Failed, SandboxError) as error:
        console.print(Text(f"试用没有开始：{error}", "red"), soft_wrap=True)
        return 1
    return 0


async def _trial(console: Console, port: int, host: str) -> None:
    check_port(host, port)
    home = fresh_home(OUTPUT)
    desk = Desk()
    async with contextlib.AsyncExitStack() as stack:
        address = await stack.enter_async_context(desk.serve())
        options = ("--desk", address, "--page-port", str(port), "--host", host)
        told = await stack.enter_async_context(sandbox_process(OUTPUT / "sandbox.log", *options))
        messenger = await stack.enter_async_context(Messenger(told["api_url"]))
        await hurry(messenger)
        environment = environment_of(told, home)
        made = await command(
            *(environment, "init", "--yes", "--trial", "--secretary", SECRETARY, "--department", DEPARTMENT)
        )
        settings = Settings(home=home)
        store = stack.enter_context(contextlib.closing(Store(settings.database)))
        bureau = Bureau(environment, home, store, settings.zone_info, messenger)
        stack.push_async_callback(bureau.stop)
        with console.status("正在布置：一个单位，四十二人，一本题库……"):
            await bureau.start()
            secretary = await _people(bureau, messenger, made["link"])
        desk.bureau, desk.crowd = bureau, Crowd(bureau, messenger, secretary, seed=1)
        await stay(console, told["control_url"])


async def stay(console: Console, address: str) -> None:
    """Say where the page is, and wait for Ctrl-C."""
    console.print(f"\n请用浏览器打开 [bold]{address}/[/]　（按 Ctrl-C 结束）")
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stopped.set)
    await stopped.wait()
    console.print("已停止。")


def check_port(host: str, port: int) -> None:
    """Raise Failed where the page cannot be served there."""
    try:
        socket.create_server((host, port)).close()
    except (OSError, OverflowError):
        raise Failed(
            f"{host} 的端口 {port} 已被占用或不能使用，也许另一个试用还开着。"
            "请先结束它，或加 --port 0 任选端口。"
        ) from None


def fresh_home(output: Path) -> Path:
    """Return an empty data folder below an output folder made anew. Raises Failed."""
    home = (output / "data").absolute()
    if is_running(Settings(home=home)):
        raise Failed(f"{output.absolute()} 里另有一个正在运行。请先结束它，或到别的文件夹里运行。")
    try:
        if output.exists():
            shutil.rmtree(output)
        home.mkdir(mode=0o700, parents=True)
    except OSError:
        raise Failed(f"文件夹 {output.absolute()} 不能写入。请换一个文件夹，再运行一次。") from None
    return home


def environment_of(told: dict[str, str], home: Path) -> dict[str, str]:
    """Return what a bot on a sandbox is started with, whatever is set elsewhere."""
    return {
        "QINGFENG_TOKEN": told["token"],
        "QINGFENG_API_URL": told["api_url"],
        "QINGFENG_HOME": str(home),
        "QINGFENG_BUREAU": BUREAU,
        "QINGFENG_ZONE": "Asia/Shanghai",
        "QINGFENG_PROXY": "",
        "QINGFENG_DATABASE_URL": "",
        "QINGFENG_MODE": "polling",
        "QINGFENG_WATCH": "",
    }


async def hurry(messenger: Messenger) -> None:
    """Let the sandbox allow as much more as the bot's pacer takes under trial."""
    await messenger.limit(overall=int(30 * HURRY), chat_interval=1 / HURRY, chat_edits=int(20 * HURRY))


async def _people(bureau: Bureau, messenger: Messenger, secretary_link: str) -> Player:
    """Bring in roster and bank, and let everybody follow their link, as the demo tells it at length."""
    rows = list(csv.DictReader(io.StringIO(roster_csv().decode("utf-8-sig"))))
    for name, content, import_, *options in (
        ("花名册.xlsx", roster_workbook(rows), "roster", "--full"),
        ("题库.xlsx", questions_workbook(), "questions"),
    ):
        file = OUTPUT / str(name)
        file.write_bytes(content)
        await command(bureau.environment, "import", str(import_), str(file), *options, "--yes", "--trial")
    links = await command(bureau.environment, "invite", "--trial")
    by_person = {(each["name"], each["department"]): each["link"] for each in links}
    players: list[Player] = []
    for number, row in enumerate(rows):
        note = row["处室/单位"] + ("　处室负责人" if "处室负责人" in row.get("岗位类别", "") else "")
        if row["姓名"] == SECRETARY:
            note = "纪检秘书"
        phone = await messenger.person(FIRST_ACCOUNT + number, row["姓名"], note=note)
        players.append(Player(row["姓名"], row["处室/单位"], phone))
    secretary = next(player for player in players if player.name == SECRETARY)

    async def follow(player: Player) -> None:
        link = by_person.get((player.name, player.about), secretary_link)
        await player.phone.follow(link)
        await player.phone.wait_for("您好", timeout=PATIENCE)

    await everybody(players, follow)
    await messenger.person(STRANGER, "路人", note="不在花名册")
    return secretary
