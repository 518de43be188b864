"""The command line's shape: Chinese throughout, exit codes, and a start that waits for nothing."""

import asyncio
import re
import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.bot.conftest import Operator

COMMANDS = (
    (),
    ("init",),
    ("run",),
    ("doctor",),
    ("demo",),
    ("import",),
    ("import", "roster"),
    ("import", "questions"),
    ("invite",),
    ("report",),
    ("verify",),
)
MISUSES = (
    (),
    ("import",),
    ("inti",),
    ("import", "people"),
    ("--token",),
    ("init", "--tokn", "x"),
    ("init", "--token"),
    ("init", "--yes=1"),
    ("import", "roster"),
    ("import", "roster", "a.xlsx", "b.xlsx"),
    ("import", "roster", "a.xlsx", "--full", "--partial"),
    ("demo", "--seed", "many"),
    ("report", "it", "all"),
)
# Two words of English in a row are a sentence left over; names, options and addresses are not.
ENGLISH = re.compile(r"(?<![\w/@:.-])[A-Za-z]{2,}[ ,]+[A-Za-z]{2,}")
NAMES = re.compile(
    r"qingfeng( [a-z]+)*|--[a-z]+|QINGFENG_[A-Z_]+|\b(usage|it all|a\.xlsx|b\.xlsx|many)\b", re.ASCII
)
HEAVY = (
    "matplotlib",
    "openpyxl",
    "jieba",
    "alembic",
    "sqlalchemy",
    "telegram",
    "aiohttp",
    "pydantic",
    "rich",
)


def english(text: str) -> list[str]:
    return ENGLISH.findall(NAMES.sub("·", text))


def test_the_search_for_english_finds_some() -> None:
    assert english("Show this message and exit.")
    assert english("用法：qingfeng [OPTIONS] COMMAND [ARGS]...\nMissing argument 'FILE'.")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
async def test_help_is_in_chinese(operator: Operator, command: tuple[str, ...]) -> None:
    outcome = await operator(*command, "--help")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(f"用法：{' '.join(('qingfeng', *command))} [选项]")
    assert "显示这份说明" in outcome.out
    assert not english(outcome.out)
    for word in ("OPTIONS", "ARGS", "COMMAND", "Usage", "default", "TEXT", "<str>"):
        assert word not in outcome.out


@pytest.mark.parametrize("words", MISUSES, ids=" ".join)
async def test_a_command_written_wrongly_is_explained_in_one_line(
    operator: Operator, words: tuple[str, ...]
) -> None:
    outcome = await operator(*words)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert not english(outcome.err)


async def test_what_was_wrong_is_named(operator: Operator) -> None:
    said = [
        (await operator(*words)).err for words in (("inti",), ("init", "--tokn", "x"), ("import", "roster"))
    ]
    assert said == [
        "没有“inti”这个命令。请用 qingfeng --help 查看写法。\n",
        "没有 --tokn 这个选项。请用 qingfeng init --help 查看写法。\n",
        "缺少“文件”。请用 qingfeng import roster --help 查看写法。\n",
    ]


@pytest.mark.parametrize("command", ["run", "invite", "report"])
async def test_before_init_every_command_says_so(operator: Operator, command: str) -> None:
    outcome = await operator.process(command)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith(
        f"没有设置文件 {operator.home / '.env'}。第一次使用，请先运行 qingfeng init。"
    )
    assert not operator.home.exists()


async def test_what_is_lacking_is_named(ready: Operator) -> None:
    ready.env(BUREAU="")
    outcome = await ready("report")
    assert outcome.err == "设置不全，缺少 QINGFENG_BUREAU。请先运行 qingfeng init。\n"


async def test_the_version_is_that_of_the_package(operator: Operator) -> None:
    outcome = await operator("--version")
    assert (outcome.code, outcome.out, outcome.err) == (0, f"qingfeng {version('qingfeng')}\n", "")


async def test_a_setting_that_cannot_be_used_is_named_without_its_value(operator: Operator) -> None:
    operator.env(ZONE="Mars", PROXY="secret-proxy", MODE="pigeon", PAID_STARS="-5")
    outcome = await operator("report")
    assert outcome.code == 1
    assert [line.partition("（")[0] for line in outcome.err.splitlines()] == [
        "设置 QINGFENG_ZONE",
        "设置 QINGFENG_PROXY",
        "设置 QINGFENG_MODE",
        "设置 QINGFENG_PAID_STARS",
    ]
    assert "secret-proxy" not in outcome.err
    assert "只能填 polling 或 webhook。" in outcome.err
    assert "应为 0 至 1000000 的整数。" in outcome.err


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("mysql://root@localhost/qf", "应为 sqlite"),
        ("postgresql://qf:pw@127.0.0.1:1/qf", "打不开"),
        ("postgresql://host:port/qf", "应为 sqlite"),
        ("not an address", "应为 sqlite"),
    ],
)
async def test_a_database_out_of_reach_ends_in_a_sentence(ready: Operator, address: str, told: str) -> None:
    ready.env(DATABASE_URL=address)
    for outcome in (await ready("report"), await ready.process("run")):
        assert (outcome.code, outcome.out) == (1, "")
        assert told in outcome.err
        assert "pw" not in outcome.err


async def test_a_file_that_is_no_database_ends_in_a_sentence(ready: Operator) -> None:
    (ready.home / "qingfeng.db").write_bytes(b"not a database, whatever its name says" * 200)
    outcome = await ready("report")
    assert (outcome.code, outcome.out) == (1, "")
    assert "qingfeng.db）打不开" in outcome.err


async def test_an_empty_database_in_the_place_of_the_old_one_is_not_worked_on(ready: Operator) -> None:
    (ready.home / "qingfeng.db").write_bytes(b"")
    outcome = await ready.process("run")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("数据库里还没有任何人员。请先运行 qingfeng init。")


def test_help_waits_for_no_library() -> None:
    program = "import sys, bot.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert not {name.partition(".")[0] for name in loaded.split()} & set(HEAVY)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("LISTEN", "127.0.0.1:99999", "监听地址应如"),
        ("LISTEN", "rubbish", "监听地址应如"),
        ("WEBHOOK_URL", "http://bot.example.cn", "公网地址应以 https://"),
        ("WEBHOOK_SECRET", "不行 的", "密钥只能用"),
        ("API_URL", "http://127.0.0.1:port", "Bot API 地址应以"),
        ("PROXY", "http://[::1", "代理地址应如"),
        ("PROXY", "socks5://127.0.0.1:99999", "代理地址应如"),
    ],
)
async def test_an_address_that_cannot_be_is_refused_in_chinese(
    ready: Operator, name: str, value: str, told: str
) -> None:
    ready.env(**{name: value, "MODE": "webhook"})
    outcome = await ready("run")
    assert (outcome.code, outcome.out) == (1, "")
    assert told in outcome.err
    assert outcome.err.count("\n") == 1
    assert not english(outcome.err.replace("Bot API", ""))


async def test_a_bot_still_looking_for_telegram_says_so_and_stops_cleanly(ready: Operator) -> None:
    ready.env(API_URL="http://127.0.0.1:1")
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"), stderr=asyncio.subprocess.PIPE
    )
    assert running.stderr is not None
    assert "暂时连不上 Telegram" in (await running.stderr.readline()).decode()
    running.terminate()
    assert await running.wait() == 0
    assert await running.stderr.read() == b""


async def test_a_rehearsal_without_a_plan_says_what_to_do(ready: Operator) -> None:
    outcome = await ready("rehearse", "2027")
    assert outcome.code == 1
    assert "请先在对话中用 /plan 导入并启用计划" in outcome.err
