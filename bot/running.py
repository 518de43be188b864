"""One bot a database: the lock a running bot holds, and whether one does."""

import asyncio
import contextlib
import errno
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from bot.cli.console import Refused
from bot.cli.offline import database_file, opened, read
from bot.insist import Stop
from bot.settings import Settings
from services.duty import LASTS, RENEW, is_held
from storage.store import Store

# Longer than the duty of a process that was killed.
PATIENCE = LASTS.total_seconds() + RENEW
STOP_FIRST = "请先停掉正在运行的程序，再启动。"


def lock_file(settings: Settings) -> Path | None:
    """Return what a bot locks: beside its SQLite file, whichever data folder it is reached from."""
    database = database_file(settings)
    return None if database is None else database.resolve().with_suffix(".lock")


@contextlib.contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the database: two bots on one SQLite file would both send. PostgreSQL is shared by a lease."""
    path = lock_file(settings)
    if path is None:
        yield
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Stop(f"数据文件夹 {path.parent} 不能写入，请检查该文件夹的权限和剩余空间。") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        raise Stop(f"机器人已经在运行（数据文件夹被占用）。{STOP_FIRST}") from None
    else:
        yield
    finally:
        os.close(handle)


async def alone_asking(store: Store, settings: Settings, patience: float = PATIENCE) -> None:
    """Wait until no other process is on duty, where this one is to ask Telegram for updates. Raises Stop.

    Telegram would break off whoever asked first. Behind webhooks any number may share a database. `patience`
    is in seconds: the duty of a process that was killed runs out by itself.
    """
    if store.is_sqlite or settings.mode == "webhook":
        return
    until = time.monotonic() + patience
    while await store.read(is_held):
        if time.monotonic() > until:
            raise Stop(f"机器人已经在运行（数据库正被另一个程序使用）。{STOP_FIRST}")
        await asyncio.sleep(RENEW)


def is_running(settings: Settings) -> bool:
    """Tell whether a bot runs on this database, by asking for the lock it holds, or the lease."""
    path = lock_file(settings)
    if path is None:
        return _is_leased(settings)
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        # Shared: two who look at the same time do not take each other for the bot.
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _is_leased(settings: Settings) -> bool:
    try:
        with opened(settings) as store:
            return read(store, is_held)
    except Refused:  # the check of the database has said so
        return False
