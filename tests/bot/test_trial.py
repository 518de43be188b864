"""`qingfeng trial` and `demo` where they cannot start, or where another bot's settings are about."""

import fcntl
import os
import socket
from pathlib import Path

from bot.demo.processes import forget_settings
from tests.bot.conftest import Operator


async def test_a_port_that_is_taken_is_told_and_nothing_is_thrown_away(operator: Operator) -> None:
    kept = Path.cwd() / "trial-output/data/kept"
    kept.parent.mkdir(parents=True)
    kept.touch()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        outcome = await operator.process("trial", "--port", str(taken.getsockname()[1]))
    assert outcome.code == 1
    assert "已被占用或不能使用" in outcome.out
    assert kept.exists()


async def test_a_folder_in_which_a_bot_runs_is_left_alone(operator: Operator) -> None:
    home = Path.cwd() / "demo-output/data"
    home.mkdir(parents=True)
    handle = os.open(home / "qingfeng.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    outcome = await operator.process("demo")
    os.close(handle)
    assert outcome.code == 1
    assert "里另有一个正在运行" in outcome.out
    assert (home / "qingfeng.lock").exists()


def test_settings_of_another_bot_are_forgotten(operator: Operator) -> None:
    operator.env(DATABASE_URL="postgresql://qf:pw@db1/qf", PAID_STARS="many")
    forget_settings()
    assert not [name for name in os.environ if name.startswith("QINGFENG_")]
