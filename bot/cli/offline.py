"""What a command works with beside a running bot: the settings in force, the office, the database."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from dotenv.parser import parse_stream
from pydantic import ValidationError
from sqlalchemy import Connection, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from bot.cli.console import Refused
from bot.clock import real_clock, trial_clock
from bot.secret_files import UnreadableSecret
from bot.settings import MOST_STARS, PREFIX, Settings, env_file
from bot.trouble import of_database
from services.office import Office
from storage.activities import option
from storage.migrate import NewerDatabase, is_current, refuse_newer
from storage.people import Person
from storage.store import Store, Unavailable

P = ParamSpec("P")
T = TypeVar("T")

BOT_USERNAME, BOT_ID = "bot_username", "bot_id"
DRIVERS = ("sqlite", "postgresql+psycopg")
INIT_FIRST = "请先运行 qingfeng init。"
UPGRADE_FIRST = "数据库还是旧版本的结构。请先备份，再运行 qingfeng init 升级。"


def settings_in_force(**given: Any) -> Settings:
    """Return the settings, what is given before what is stored. Raises Refused, a line for each mistake."""
    path = env_file()
    try:
        _check_lines(path)
        return Settings(_env_file=path, **given)
    except ValidationError as error:
        raise Refused("\n".join(mistakes(error))) from None
    except UnreadableSecret as error:
        raise Refused(str(error)) from None
    except (OSError, UnicodeDecodeError):
        raise Refused(f"设置文件 {path} 读不出来。请检查它的权限，并存为 UTF-8 编码的文本。") from None


def _check_lines(path: Path) -> None:
    """Refuse a settings file with a line that would be left out, in English and only in the log."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        wrong = [line.original.line for line in parse_stream(file) if line.error]
    if wrong:
        raise Refused(
            f"设置文件 {path} 第{wrong[0]}行写得不对。每行应如 {PREFIX}ZONE=Asia/Shanghai，引号要成对。"
        )


def mistakes(error: ValidationError) -> list[str]:
    """Return a line for each setting that cannot be used; without its value, which may be a secret."""
    lines = []
    for each in error.errors(include_url=False, include_input=False):
        name = str(each["loc"][0])
        reason = "填写的内容不能用"
        if each["type"] == "value_error":
            reason = str(each["ctx"]["error"])
        elif each["type"] == "literal_error":
            choices = str(each["ctx"]["expected"]).replace("'", "").replace(" or ", " 或 ")
            reason = f"只能填 {choices}"
        elif name == "paid_stars":
            reason = f"应为 0 至 {MOST_STARS} 的整数"
        title = Settings.model_fields[name].title
        lines.append(f"设置 {PREFIX}{name.upper()}（{title}）有误：{reason}。")
    return lines


def init_first(settings: Settings) -> str:
    """Return what to do where nothing is set up, or where this is not the folder in which it is."""
    lacking = "、".join(f"{PREFIX}{name.upper()}" for name in missing(settings))
    if env_file().exists():
        return (f"设置不全，缺少 {lacking}。" if lacking else "还没有数据库。") + INIT_FIRST
    return (
        f"没有设置文件 {env_file().absolute()}。第一次使用，{INIT_FIRST}"
        f"已经装好的，请到装好的文件夹里运行，或用 {PREFIX}HOME 写明数据文件夹。"
    )


def missing(settings: Settings) -> list[str]:
    """Return the names of the settings without which nothing works, as far as they are empty."""
    given = {"token": settings.token.get_secret_value(), "bureau": settings.bureau}
    return [name for name, value in given.items() if not value]


def clock_of(settings: Settings, trial: bool) -> datetime:
    """Return the moment a command works at; under trial, the bot's moved clock."""
    return (trial_clock(settings.home) if trial else real_clock)()


def office_of(settings: Settings, username: str = "") -> Office:
    """Return the office as services know it."""
    return Office(settings.bureau, settings.zone_info, username)


def has_database(settings: Settings) -> bool:
    """Tell whether there is a database; one that is not a file is taken to be there."""
    path = database_file(settings)
    return path is None or path.exists()


def database_file(settings: Settings) -> Path | None:
    """Return where the database lies, where it is a file."""
    check_address(settings)
    url = make_url(settings.database)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """Open the office's database. Raises Refused where there is none, or none of this release."""
    if not settings.bureau or not has_database(settings):
        raise Refused(init_first(settings))
    with database_trouble(settings), contextlib.closing(make_store(settings)) as store:
        with store.engine().connect() as connection:
            refuse_foreign(connection)
            refuse_newer(connection)
            if not is_current(connection):
                raise Refused(UPGRADE_FIRST)
        yield store


def check_address(settings: Settings) -> None:
    """Refuse an address no database of ours can be at."""
    try:
        url = make_url(settings.database)
        usable = url.drivername in DRIVERS and bool(url.database)
    except (ArgumentError, ValueError):
        usable = False
    if not usable:
        raise Refused(
            f"设置 {PREFIX}DATABASE_URL 有误：应为 sqlite:///文件路径 或 postgresql://用户:口令@主机/库名。"
        )


def make_store(settings: Settings) -> Store:
    """Return the store of the settings' database. Raises Refused for an address it cannot be at."""
    check_address(settings)
    return Store(settings.database)


@contextlib.contextmanager
def database_trouble(settings: Settings) -> Iterator[None]:
    """Turn what a database may fail with into a Refused."""
    place = database_file(settings) or f"{PREFIX}DATABASE_URL"
    try:
        yield
    except NewerDatabase as error:
        raise Refused(str(error)) from None
    except ForeignDatabase:
        raise Refused(
            f"数据库（{place}）是别的程序的，里面有它的表，本程序不往里写。"
            f"请核对 {PREFIX}DATABASE_URL 和数据文件夹，另用一个空的数据库。"
        ) from None
    except (Unavailable, DBAPIError) as error:
        what, do = of_database(error)
        raise Refused(f"数据库（{place}）打不开或不能写入：{what}。{do}") from None


class ForeignDatabase(Exception):
    """The database holds tables, and they are none of ours."""


def refuse_foreign(connection: Connection) -> None:
    """Raise ForeignDatabase where another program lives: two would not know what of it is whose."""
    tables = inspect(connection).get_table_names()
    if tables and Person.__tablename__ not in tables:
        raise ForeignDatabase


def read(
    store: Store, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a function that only looks."""
    return asyncio.run(store.read(function, *args, **kwargs))


def write(
    store: Store, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a function that changes rows, in a transaction of its own."""
    return asyncio.run(store.write(function, *args, **kwargs))


def known_username(session: Session) -> str:
    """Return the bot's name as Telegram last told it; empty before the first time."""
    return str(option(session, BOT_USERNAME, ""))


def other_bot(session: Session, settings: Settings) -> str:
    """Return the bot that people's accounts are linked to, where the token is another bot's; else nothing."""
    known = str(option(session, BOT_ID, ""))
    return f"@{known_username(session)}" if known and known != bot_id(settings) else ""


def bot_id(settings: Settings) -> str:
    """Return the number that a token begins with: a bot's own, whatever else of the token changes."""
    return settings.token.get_secret_value().partition(":")[0]
