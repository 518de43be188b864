"""What an operator is told where a file, a database or the token is not what it should be."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

import sandbox
from bot.trouble import of_database, of_file
from storage.store import Unavailable
from tests.bot.conftest import BUREAU, Operator

OTHER = "777777:another-bot-abcdefghijklmnopqrstuvwxyz"
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"


@pytest.fixture
async def other() -> AsyncIterator[sandbox.Box]:
    """Run a sandbox that knows another bot."""
    async with sandbox.serve(token=OTHER) as running:
        yield running


async def test_a_database_of_another_program_is_left_alone(operator: Operator) -> None:
    operator.home.mkdir(mode=0o700)
    file = operator.home / "qingfeng.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE wp_posts (id INTEGER)")
    outcome = await operator.set_up()
    assert (outcome.code, outcome.out) == (1, "")
    assert "是别的程序的" in outcome.err
    operator.env(TOKEN=operator.box.token, BUREAU=BUREAU)
    for told in (await operator.process("run"), await operator("report"), await operator("check")):
        assert (told.code, told.out) == (1, "")
        assert "是别的程序的" in told.err
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute(TABLES).fetchall() == [("wp_posts",)]


async def test_a_token_of_another_bot_is_asked_about(ready: Operator, other: sandbox.Box) -> None:
    ready.env(TOKEN=OTHER, API_URL=other.api_url)
    ran = await ready.process("run")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(
        "数据库是机器人 @qingfeng_sandbox_bot 用的，大家绑定的是它，而令牌是另一个机器人的。"
    )
    given = ("--token", OTHER, "--bureau", BUREAU, "--zone", "Asia/Shanghai", "--proxy", "")
    declined = await ready("init", *given, typed="y\n\n")
    assert (declined.code, "什么都没有改动" in declined.err) == (1, True)
    assert OTHER not in (ready.home / ".env").read_text()
    agreed = await ready("init", *given, typed="y\ny\n")
    assert agreed.code == 0
    assert "大家要各自打开新机器人" in agreed.err


@pytest.mark.parametrize("number", [2, 13, 20, 21, 28, 30])
def test_why_a_file_cannot_be_written_is_told_in_chinese(number: int) -> None:
    assert not any(sign.isascii() for sign in of_file(OSError(number, "in English")))


@pytest.mark.parametrize(
    ("fail", "told"),
    [
        (lambda path: path.write_bytes(b"no database" * 900), "不是数据库文件，或已经损坏"),
        (lambda path: path.mkdir(), "没有读写的权限，或磁盘是只读的"),
    ],
)
def test_what_is_wrong_with_a_file_of_sqlite_is_told(
    tmp_path: Path, fail: Callable[[Path], object], told: str
) -> None:
    fail(tmp_path / "x.db")
    with (
        pytest.raises(sqlite3.Error) as raised,
        closing(sqlite3.connect(tmp_path / "x.db")) as connection,
    ):
        connection.execute(TABLES)
    assert of_database(raised.value)[0] == told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('failed: FATAL:  password authentication failed for user "qf"', "用户名或口令不对"),
        ('failed: FATAL:  database "x" does not exist', "服务器上没有这个用户或这个库"),
        ("failed: FATAL:  the database system is starting up", "服务器正在启动或停止"),
        ("failed: Connection refused", "服务器没有应答"),
    ],
)
def test_what_is_wrong_with_a_server_is_told(said: str, told: str) -> None:
    error = psycopg.OperationalError(f'connection to server at "127.0.0.1", port 5432 {said}')
    assert of_database(OperationalError("SELECT 1", {}, error))[0] == told


def test_a_full_disk_is_told_however_the_store_wraps_it() -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorname = "SQLITE_FULL"
    away = Unavailable("database or disk is full")
    away.__cause__ = OperationalError("INSERT", {}, full)
    assert of_database(away) == ("磁盘已满", "请清理磁盘，再试一次。")


async def test_a_backup_onto_a_disk_that_takes_nothing_ends_in_a_sentence(ready: Operator) -> None:
    outcome = await ready("backup", "/proc/backup")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("不能写入 /proc/backup：没有这个文件或文件夹。")
