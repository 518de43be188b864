"""`qingfeng restore`: puts a backup in the database's place; what was there is kept beside it."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from bot.cli.console import Refused, confirmed, say, say_json
from bot.cli.offline import check_address, database_file, database_trouble, refuse_foreign, settings_in_force
from bot.cli.setup import create_home
from bot.cli.written_down import write_down
from bot.clock import real_clock
from bot.insist import Stop
from bot.running import alone
from bot.settings import Settings
from bot.trouble import of_file
from storage.audit import AuditRow
from storage.copying import copy_rows, file_opened, flaws, is_of_this_release
from storage.migrate import NewerDatabase, migrate
from storage.people import has_people
from workdays.words import say_moment


def restore(file: str, *, yes: bool, as_json: bool) -> None:
    """Check a backup, bring a copy of it to this release's schema, and put that in place."""
    settings = settings_in_force()
    check_address(settings)
    source, target = Path(file), database_file(settings)
    check_backup(source)
    if not yes and not confirmed(_warning(source, settings)):
        raise Refused("没有恢复，什么都没有改动。")
    create_home(settings.home)
    kept = ""
    try:
        with alone(settings):
            if target is None:
                _into_server(settings, source)
            else:
                kept = _into_file(source, target, real_clock().astimezone(settings.zone_info))
    except Stop as stop:
        raise Refused(str(stop)) from None
    except OSError as error:
        raise Refused(f"恢复没有完成：{of_file(error)}。请检查数据文件夹的权限和空间，再试一次。") from None
    write_down(settings, "恢复备份", source.name)
    if as_json:
        say_json({"restored": str(source), "kept": kept})
        return
    say(f"已恢复 {source}。" + (f"原来的数据库保留为 {kept}。" if kept else ""))
    say("启动机器人后，有待办的人会收到一次合并的待办清单。")


def _warning(source: Path, settings: Settings) -> str:
    """Return what is lost, and since when: the last act in a backup is the taking of it."""
    with file_opened(source) as engine, Session(engine) as session:
        at = session.scalar(select(func.max(AuditRow.at)))
    then = f"{say_moment(at.astimezone(settings.zone_info))}的" if at else "备份时的"
    return f"恢复后，数据库回到{then}样子，此后的办理记录都不在了。"


def check_backup(path: Path) -> None:
    """Refuse what is no sound backup, or one of a newer release."""
    try:
        if not path.is_file():
            raise Refused(f"没有文件 {path}。")
        broken = flaws(path)
        is_of_this_release(path)
    except NewerDatabase:
        raise Refused("备份由更新的版本写入，本版本不能恢复。请升级程序后再试。") from None
    except sqlite3.Error:
        raise Refused(f"{path} 不是备份文件，或已经损坏。请换一份备份。") from None
    if broken:
        raise Refused(f"备份 {path} 已经损坏：{broken[0]}。请换一份备份。")


def _into_file(source: Path, target: Path, now: datetime) -> str:
    """Put a copy in place of an SQLite file; return where the old one is kept, empty where there was none."""
    draft = target.with_name(f"{target.name}.restoring")
    try:
        _prepare(source, draft)
        kept = _set_aside(target, f"{target.name}.before-{now:%Y%m%d-%H%M%S}")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return kept


def _into_server(settings: Settings, source: Path) -> None:
    """Copy the rows into a PostgreSQL database that holds none yet."""
    draft = settings.home / "restoring.db"
    engine = create_engine(settings.database)
    try:
        _prepare(source, draft)
        with database_trouble(settings), file_opened(draft) as copy:
            with engine.connect() as connection:
                refuse_foreign(connection)
            migrate(engine)
            with Session(engine) as session:
                if has_people(session):
                    raise Refused(
                        "这个 PostgreSQL 数据库里已有数据，不能恢复到它上面。请新建一个空数据库，"
                        "把 QINGFENG_DATABASE_URL 指向它，再运行一次。"
                    )
            with copy.connect() as rows, engine.begin() as target:
                copy_rows(rows, target)
    finally:
        engine.dispose()
        draft.unlink(missing_ok=True)


def _prepare(source: Path, draft: Path) -> None:
    draft.unlink(missing_ok=True)
    with source.open("rb") as backup, os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
        shutil.copyfileobj(backup, out)
        out.flush()
        os.fsync(out.fileno())
    with file_opened(draft) as engine:
        migrate(engine)


def _set_aside(target: Path, name: str) -> str:
    if not target.exists():
        return ""
    # Where it is broken, that may be why there is something to restore.
    with closing(sqlite3.connect(target)) as connection, suppress(sqlite3.DatabaseError):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for end in ("", "-wal", "-shm"):
        there = target.with_name(target.name + end)
        if there.exists():
            there.rename(target.with_name(name + end))
    return str(target.with_name(name))
