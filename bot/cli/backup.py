"""`qingfeng backup`: everything in the database as one file, taken while the bot runs."""

import os
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine

from bot.cli.console import Refused, say, say_json
from bot.cli.offline import (
    database_file,
    database_trouble,
    has_database,
    init_first,
    opened,
    settings_in_force,
)
from bot.cli.written_down import write_down
from bot.clock import real_clock
from bot.settings import Settings
from bot.trouble import of_database, of_file
from storage.copying import copy_file, copy_rows, file_opened, flaws
from storage.migrate import migrate


def backup(to: str, *, as_json: bool) -> None:
    """Write a backup, look it over, and only then give it its name."""
    settings = settings_in_force()
    if not has_database(settings):
        raise Refused(init_first(settings))
    path = _place(Path(to), real_clock().astimezone(settings.zone_info))
    draft = path.with_name(f"{path.name}.partial")
    try:
        draft.unlink(missing_ok=True)
        write_down(settings, "备份全部数据", path.name)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _write(settings, draft)
        if broken := flaws(draft):
            raise Refused(f"备份没有通过检查，没有保留：{broken[0]}。请检查磁盘，并运行 qingfeng check。")
        draft.replace(path)
    except OSError as error:
        raise Refused(f"不能写入 {path}：{of_file(error)}。请换一处，或检查权限和空间。") from None
    except sqlite3.Error as error:
        what, do = of_database(error)
        raise Refused(f"备份没有完成：{what}。{do}") from None
    finally:
        with suppress(OSError):  # on a disk that takes nothing there is nothing to remove
            draft.unlink(missing_ok=True)
    size = path.stat().st_size
    if as_json:
        say_json({"file": str(path), "bytes": size})
    else:
        say(f"已备份到 {path}（{size / 1024**2:.1f} MB），已打开检查，完好。")


def _place(to: Path, now: datetime) -> Path:
    path = to / f"qingfeng-{now:%Y%m%d-%H%M%S}.backup" if to.is_dir() else to
    if path.exists():
        raise Refused(f"{path} 已经存在。备份不覆盖原有文件，请换一个名称，或只写文件夹。")
    return path


def _write(settings: Settings, draft: Path) -> None:
    source = database_file(settings)
    if source is not None:
        copy_file(source, draft)
        return
    with opened(settings) as store, database_trouble(settings), file_opened(draft) as engine:
        migrate(engine)
        one_moment = create_engine(store.url, isolation_level="REPEATABLE READ")
        with one_moment.connect() as rows, engine.begin() as target:
            copy_rows(rows, target)
        one_moment.dispose()
