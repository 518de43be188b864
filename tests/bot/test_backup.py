"""`qingfeng backup`, `restore` and `check`: beside a bot, of what is broken, from engine to engine."""

import asyncio
import contextlib
import fcntl
import itertools
import os
import re
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from activities.kind import Action
from bot.clock import real_clock
from services.office import Office
from storage.activities import option, set_option
from storage.base import Base
from storage.store import Store
from tests.bot.conftest import Operator
from tests.conftest import NOW, add_roster
from tests.services.bureau import LETTER, deliver, publish, tap

RENAME = text("UPDATE department SET name = name || '（原）'")  # init has made one of the roster's


@pytest.fixture
def full(ready: Operator, office: Office) -> Operator:
    """Return an operator whose bureau has people, letters asked of them, an answer, and messages."""
    engine = create_engine(address(ready))
    with Session(engine) as session, session.begin():
        session.execute(RENAME)
        ids = add_roster(session)
        asked = publish(session, office, NOW, "commitment", LETTER)
        deliver(session, NOW)
        tap(session, office, NOW, asked, ids["李强"], Action("object"))
        publish(session, office, NOW + timedelta(hours=1))
    engine.dispose()
    return ready


def address(operator: Operator) -> str:
    return f"sqlite:///{operator.home / 'qingfeng.db'}"


def file_of(name: str) -> str:
    return f"sqlite:///{Path(name).absolute()}"


def rights(path: str) -> int:
    return Path(path).stat().st_mode & 0o777


def put(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def left_over() -> list[Path]:
    return list(Path().glob("*.partial"))


def content_of(path: str) -> bytes:
    return Path(path).read_bytes()


def run_sql(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def everything(url: str) -> dict[str, list[Any]]:
    """Return all rows of a database but those that say who made a backup of it, or put one back."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
            if table.name not in ("audit", "chain_end")
        }
    engine.dispose()
    return rows


async def test_a_backup_is_restored_to_the_row(full: Operator) -> None:
    before = everything(address(full))
    made = await full("backup", "--json")
    assert made.code == 0
    file = made.json["file"]
    assert rights(file) == 0o600
    checked = await full("check", file, "--json")
    assert (checked.code, checked.json["problems"]) == (0, [])
    assert checked.json["people"] == len(before["person"])
    run_sql(address(full), "UPDATE person SET name = '改了'")
    declined = await full("restore", file, typed="\n")
    assert (declined.code, "没有恢复，什么都没有改动。" in declined.err) == (1, True)
    outcome = await full("restore", file, "--yes", "--json")
    assert outcome.code == 0
    assert everything(address(full)) == before
    assert "改了" in str(everything(f"sqlite:///{outcome.json['kept']}")["person"])
    assert (await full("check")).out.startswith("完好：")


async def test_a_backup_shows_one_moment_while_others_write(full: Operator) -> None:
    def both(session: Session, number: int) -> None:
        set_option(session, "one", number)
        session.flush()
        set_option(session, "other", number)

    with contextlib.closing(Store(address(full))) as store:
        kept = asyncio.Queue[int]()

        async def keep_writing() -> None:
            for number in itertools.count():
                await store.write(both, number)
                kept.put_nowait(number)

        async with asyncio.TaskGroup() as group:  # a writer that fails ends the test at once
            writing = group.create_task(keep_writing())
            for name in ("first", "second"):
                while not kept.empty():
                    kept.get_nowait()
                newest = await kept.get()
                assert (await full("backup", name)).code == 0
                engine = create_engine(file_of(name))
                with Session(engine) as session:
                    one = option(session, "one", None)
                    assert one == option(session, "other", None)
                engine.dispose()
                assert isinstance(one, int)
                assert one >= newest
            writing.cancel()


async def test_nothing_is_written_over(full: Operator) -> None:
    assert (await full("backup", "mine")).code == 0
    again = await full("backup", "mine")
    assert (again.code, "已经存在" in again.err) == (1, True)
    assert "不能写入" in (await full("backup", "no/such/folder/mine")).err
    assert left_over() == []


async def test_what_is_no_sound_backup_is_refused(full: Operator) -> None:
    assert (await full("backup", "good")).code == 0
    before = everything(address(full))
    for name, content in (("text", b"no database"), ("empty", b""), ("torn", content_of("good")[:20_000])):
        put(Path(name), content)
    for name, word in (("text", "不是备份"), ("empty", "不是备份"), ("torn", "损坏"), ("none", "没有文件")):
        for command in ("restore", "check"):
            outcome = await full(command, name)
            assert (outcome.code, word in outcome.err) == (1, True), (command, name)
    run_sql(file_of("good"), "UPDATE alembic_version SET version_num = '9999'")
    assert "更新的版本" in (await full("restore", "good", "--yes")).err
    assert everything(address(full)) == before


async def test_from_when_a_backup_is_is_told_before_it_is_restored(full: Operator) -> None:
    before = real_clock().replace(second=0, microsecond=0)
    assert (await full("backup", "good")).code == 0
    outcome = await full("restore", "good", typed="\n")
    assert (outcome.code, "什么都没有改动" in outcome.err) == (1, True)
    told = re.search(r"(\d+)年(\d+)月(\d+)日（星期.）(\d\d):(\d\d)的样子", outcome.err)
    assert told is not None
    year, month, day, hour, minute = map(int, told.groups())
    at = datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert before <= at <= real_clock()


async def test_a_running_bot_keeps_its_database(full: Operator) -> None:
    assert (await full("backup", "good")).code == 0
    handle = os.open(full.home / "qingfeng.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    outcome = await full("restore", "good", "--yes")
    os.close(handle)
    assert (outcome.code, "请先停掉正在运行的程序" in outcome.err) == (1, True)


async def test_a_broken_database_is_replaced_and_kept(full: Operator) -> None:
    before = everything(address(full))
    assert (await full("backup", "good")).code == 0
    put(full.home / "qingfeng.db", b"what is left of it")
    outcome = await full("restore", "good", "--yes", "--json")
    assert outcome.code == 0
    assert content_of(outcome.json["kept"]) == b"what is left of it"
    assert everything(address(full)) == before


async def test_a_row_that_left_its_facts_is_found(full: Operator) -> None:
    run_sql(address(full), "UPDATE assignment SET outcome = 'done' WHERE id = 2")
    outcome = await full("check", "--json")
    assert (outcome.code, outcome.json["problems"]) == (1, ["办理记录 2 与它的经过不符。"])
    with sqlite3.connect(full.home / "qingfeng.db") as connection:
        connection.execute("DELETE FROM person WHERE id = 1")
    assert any("person" in problem for problem in (await full("check", "--json")).json["problems"])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_bureau_moves_to_postgresql_and_is_backed_up_there(full: Operator, database_url: str) -> None:
    before = everything(address(full))
    assert (await full("backup", "small")).code == 0
    full.env(DATABASE_URL=database_url)
    assert (await full("restore", "small", "--yes")).code == 0
    assert everything(database_url) == before
    with contextlib.closing(Store(database_url)) as store:  # its numbers go on where they were
        await store.write(add_roster_again)
    assert "已有数据" in (await full("restore", "small", "--yes")).err
    assert (await full("backup", "large")).code == 0
    assert everything(file_of("large")) == everything(database_url)
    assert (await full("check")).code == 0


def add_roster_again(session: Session) -> None:
    """Put in rows that take new numbers."""
    session.execute(text("UPDATE person SET telegram_id = NULL"))
    session.execute(RENAME)
    session.execute(text("DELETE FROM role"))
    add_roster(session)
