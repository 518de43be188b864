"""What `qingfeng doctor` looks at: each check tells whether it is well, and what to do where it is not."""

import shutil
import socket
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from bot.cli.console import Refused
from bot.cli.offline import INIT_FIRST, has_database, missing, opened, other_bot, read
from bot.doctor.finding import Finding, failed, ok, warning
from bot.doctor.telegram_checks import LISTENING, examine_telegram
from bot.running import is_running
from bot.secret_files import is_exposed
from bot.settings import PREFIX, Settings, env_file, named_secrets, unknown_names
from services.calendars import office_calendar
from workdays.holidays import Calendar, Source

DISK_WANTED = 500 * 1024 * 1024  # bytes


def examine(
    settings: Settings, clock: Callable[[], datetime], listening: int = LISTENING
) -> Iterator[Finding]:
    """Yield what each check finds, as it finds it."""
    yield _settings(settings)
    yield _env_file(env_file())
    for name in unknown_names():
        yield warning("unknown", f"没有 {name} 这个设置，它不起作用。", "请核对名称，或去掉它。")
    yield from _secret_files(named_secrets().values())
    yield _home(settings.home)
    yield _disk(settings.home)
    yield from _database(settings, clock())
    yield _fonts()
    running = is_running(settings)
    yield from examine_telegram(settings, clock, running, listening)
    if settings.mode == "webhook":
        yield _webhook(settings, running)


def _settings(settings: Settings) -> Finding:
    if lacking := missing(settings):
        names = "、".join(PREFIX + name.upper() for name in lacking)
        return failed("settings", f"设置不全，缺少 {names}。", INIT_FIRST)
    return ok("settings", f"设置齐全：{settings.bureau}，时区 {settings.zone}。")


def _env_file(path: Path) -> Finding:
    if not path.exists():
        return warning("env", f"没有设置文件 {path}，目前全靠环境变量。", "如不是有意如此，" + INIT_FIRST)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return failed(
            "env",
            f"设置文件 {path} 里有令牌，但别的用户也能读（权限 {mode:o}）。",
            f"请运行 chmod 600 {path}。",
        )
    return ok("env", f"设置文件 {path} 只有属主能读。")


def _secret_files(paths: Iterable[Path]) -> Iterator[Finding]:
    for path in paths:
        if is_exposed(path):
            yield failed("secrets", f"密钥文件 {path} 别的用户也能读。", f"请运行 chmod 600 {path}。")
        else:
            yield ok("secrets", f"密钥文件 {path} 只有属主能读。")


def _home(home: Path) -> Finding:
    if not home.is_dir():
        return failed("home", f"没有数据文件夹 {home}。", INIT_FIRST)
    mode = stat.S_IMODE(home.stat().st_mode)
    if mode & 0o077:
        return failed(
            "home", f"数据文件夹 {home} 别的用户也能进（权限 {mode:o}）。", f"请运行 chmod 700 {home}。"
        )
    try:
        # By trying: root may write where the rights say no, and a read-only disk refuses where they say yes.
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError:
        return failed("home", f"数据文件夹 {home} 不能写入。", "请检查它的属主和权限，以及磁盘是否只读。")
    return ok("home", f"数据文件夹 {home} 可以写入，只有属主能进。")


def _disk(home: Path) -> Finding:
    place = next(path for path in (home.absolute(), *home.absolute().parents) if path.is_dir())
    free = shutil.disk_usage(place).free
    if free < DISK_WANTED:
        return failed(
            "disk", f"磁盘只剩 {free // 1024**2} MB，不足 500 MB。", "请清理磁盘，或换一处数据文件夹。"
        )
    return ok("disk", f"磁盘还有 {free / 1024**3:.1f} GB 可用。")


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    calendar = Calendar()
    if not has_database(settings):
        yield failed("database", "还没有数据库。", INIT_FIRST)
    elif settings.bureau:
        try:
            with opened(settings) as store:
                calendar, former = read(store, office_calendar), read(store, other_bot, settings)
        except Refused as refused:
            what, _, do = str(refused).partition("。")
            yield failed("database", f"{what}。", do)
        else:
            if former:
                do = "请核对令牌；确实要换机器人，请运行 qingfeng init。"
                yield failed("database", f"数据库是机器人 {former} 用的，而令牌是另一个机器人的。", do)
            else:
                yield ok("database", "数据库打得开，结构是本版本的。")
    yield _holidays(calendar, now.astimezone(settings.zone_info).year + 1)


def _holidays(calendar: Calendar, year: int) -> Finding:
    if calendar.source(year) is Source.COMPUTED:
        return warning(
            "holidays",
            f"{year}年节假日还没有正式安排，目前按规定推算，调休不在内。",
            "国务院办公厅通知公布后，请纪检秘书在对话中用 /holiday 录入，或升级程序。",
        )
    return ok("holidays", f"{year}年节假日安排已有（{calendar.source(year).label}）。")


def _fonts() -> Finding:
    try:
        from pylopdf_fonts_zh_cn import sans_path, serif_path

        there = all(Path(path).is_file() for path in (sans_path(), serif_path()))
    except ImportError:
        there = False
    if not there:
        return failed(
            "fonts", "缺少中文字体，报表图片和 PDF 会缺字。", "请重新安装本程序（含 pylopdf-fonts-zh-cn）。"
        )
    return ok("fonts", "中文字体齐全。")


def _webhook(settings: Settings, running: bool) -> Finding:
    if not settings.webhook_url or not settings.webhook_secret.get_secret_value():
        names = f"{PREFIX}WEBHOOK_URL 和 {PREFIX}WEBHOOK_SECRET"
        return failed("webhook", "接收方式是 webhook，但设置不全。", f"请设置 {names}。")
    if running:
        return ok("webhook", "机器人正在运行，端口由它使用。")
    host, _, port = settings.listen.rpartition(":")
    try:
        with socket.create_server((host or "127.0.0.1", int(port))):
            pass
    except OSError:
        return failed(
            "webhook",
            f"端口 {settings.listen} 已被占用或不能使用。",
            f"请换一个 {PREFIX}LISTEN，或停掉占用它的程序。",
        )
    return ok("webhook", f"端口 {settings.listen} 空闲。")
