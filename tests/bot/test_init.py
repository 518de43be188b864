"""`qingfeng init`, from nothing and again; and `qingfeng invite`."""

import re
import stat
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bot.cli.setup import changed_settings, write_settings
from bot.settings import load_settings
from services.belonging.invites import code_hash
from storage.people import Invite, Person
from storage.questions import BankQuestion
from tests.bot.conftest import BUREAU, Operator

LINK = "https://t.me/qingfeng_sandbox_bot?start="


def rows(operator: Operator, *columns: object) -> list[tuple[object, ...]]:
    engine = create_engine(f"sqlite:///{operator.home / 'qingfeng.db'}")
    with Session(engine) as session:
        found = [tuple(row) for row in session.execute(select(*columns))]  # type: ignore[call-overload]  # any columns
    engine.dispose()
    return found


def works(operator: Operator, link: str) -> bool:
    """Tell whether a link's code can still be used."""
    usable = rows(operator, Invite.code_hash, Invite.revoked_at)
    return (code_hash(link.removeprefix(LINK)), None) in usable


async def test_init_asks_for_what_it_needs(operator: Operator) -> None:
    answers = ["nonsense", operator.box.token, "", BUREAU, "Mars", "", "ftp://x", "无", "陈 清", "办公室"]
    outcome = await operator("init", typed="\n".join(answers) + "\n")
    assert outcome.code == 0
    for complaint in ("令牌的格式不对", "单位名称不能空着", "时区“Mars”不存在", "代理地址应如"):
        assert outcome.err.count(complaint) == 1
    assert "办公室 陈清（纪检秘书）的链接，72 小时内有效，只能用一次：" in outcome.out
    link = next(line.strip() for line in outcome.out.splitlines() if LINK in line)
    assert works(operator, link)
    assert rows(operator, Person.name) == [("陈清",)]
    assert len(rows(operator, BankQuestion.id)) >= 60


async def test_init_keeps_secrets_from_other_users(operator: Operator) -> None:
    assert (await operator.set_up()).code == 0
    assert stat.S_IMODE(operator.home.stat().st_mode) == 0o700
    for path in operator.home.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert load_settings().token.get_secret_value() == operator.box.token
    assert load_settings().bureau == BUREAU


async def test_init_from_the_environment_alone_asks_nothing(operator: Operator) -> None:
    operator.env(TOKEN=operator.box.token, BUREAU=BUREAU)
    outcome = await operator("init", "--yes", "--secretary", "陈清", "--department", "办公室")
    assert (outcome.code, outcome.err) == (0, "")


async def test_init_keeps_the_address_a_later_service_must_find_too(operator: Operator) -> None:
    assert (await operator.set_up()).code == 0
    stored = (operator.home / ".env").read_text(encoding="utf-8")
    assert f"QINGFENG_API_URL={operator.box.api_url}" in stored.replace("'", "").replace('"', "")
    assert "DATABASE_URL" not in stored  # the default is not pinned


async def test_init_again_changes_nothing_but_the_link(ready: Operator) -> None:
    before = (ready.home / ".env").read_bytes()
    first = (await ready("init", "--yes", "--json")).json
    second = (await ready("init", "--yes", "--json", "--secretary", "别人", "--department", "别处")).json
    assert (ready.home / ".env").read_bytes() == before
    assert first["name"] == second["name"] == "陈清"
    assert not works(ready, first["link"])
    assert works(ready, second["link"])
    assert rows(ready, Person.name) == [("陈清",)]


async def test_init_asks_before_it_changes_the_settings_file(ready: Operator) -> None:
    before = (ready.home / ".env").read_bytes()
    outcome = await ready("init", "--bureau", "江州市水利局", typed="\n\n\n\n")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.endswith("已停止，没有改动。\n")
    assert (ready.home / ".env").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "--token 和 --bureau"),
        (("--token", "{token}"), "--bureau"),
        (("--token", "{token}", "--bureau", BUREAU), "--secretary 姓名 和 --department 处室"),
    ],
)
async def test_init_without_asking_names_the_options_it_lacks(
    operator: Operator, words: tuple[str, ...], told: str
) -> None:
    outcome = await operator("init", "--yes", *(word.format(token=operator.box.token) for word in words))
    assert (outcome.code, outcome.out) == (2, "")
    assert told in outcome.err
    assert not (operator.home / ".env").exists()


async def test_a_wrong_token_is_not_kept(operator: Operator) -> None:
    operator.env(TOKEN=operator.box.token[:-1] + "x", BUREAU=BUREAU)
    outcome = await operator("init", "--yes", "--secretary", "陈清", "--department", "办公室")
    assert outcome.code == 1
    assert outcome.err == "令牌不对，Telegram 不认。请向 @BotFather 核对令牌，再运行 qingfeng init。\n"
    assert not (operator.home / ".env").exists()


async def test_with_telegram_away_all_is_kept_and_invite_gives_the_link_later(operator: Operator) -> None:
    operator.env(API_URL="http://127.0.0.1:1")
    outcome = await operator.set_up()
    assert (outcome.code, outcome.out) == (1, "")
    assert "QINGFENG_PROXY" in outcome.err
    assert "qingfeng invite 陈清" in outcome.err
    operator.env(API_URL=operator.box.api_url)
    (invited,) = (await operator("invite", "陈清", "--json")).json
    assert (invited["name"], invited["department"]) == ("陈清", "办公室")
    assert works(operator, invited["link"])


async def test_a_folder_that_cannot_be_made_ends_in_a_sentence(operator: Operator) -> None:
    operator.home.write_text("in the way")
    outcome = await operator.set_up()
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("数据文件夹")


def test_lines_of_others_stay_in_the_settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGFENG_HOME", str(tmp_path))
    path = tmp_path / ".env"
    path.write_text(
        "# ours\nQINGFENG_MODE=polling\nexport QINGFENG_BUREAU=old\nQINGFENG_BUREAU=older\nOTHER=1\n"
    )
    bureau = "江州市 \"应急\" #1 'x' \\ 局"
    text = changed_settings(path, {"bureau": bureau, "zone": "Asia/Shanghai", "proxy": ""})
    assert text is not None
    assert text.splitlines()[:2] == ["# ours", "QINGFENG_MODE=polling"]
    assert text.count("QINGFENG_BUREAU=") == 1
    assert "OTHER=1\n" in text
    path.chmod(0o644)
    write_settings(path, text)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_settings().bureau == bureau
    assert changed_settings(path, {"bureau": bureau}) is None


async def test_invite_lists_everybody_of_a_name(ready: Operator, tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("姓名,处室,政治面貌\n李强,办公室,群众\n李强,法规处,群众\n赵刚,法规处,群众\n")
    assert (await ready("import", "roster", str(roster), "--yes")).code == 0
    found = (await ready("invite", "李强", "--json")).json
    assert [(one["name"], one["department"]) for one in found] == [("李强", "办公室"), ("李强", "法规处")]
    everybody = await ready("invite")
    assert [line.split()[0] for line in everybody.out.splitlines()] == [
        "姓名",
        "陈清",
        "李强",
        "李强",
        "赵刚",
    ]
    assert not works(ready, found[0]["link"])


async def test_invite_refuses_an_unknown_name_whole(ready: Operator) -> None:
    (before,) = (await ready("invite", "--json")).json
    outcome = await ready("invite", "陈清", "王五")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err == "花名册上没有王五，没有生成链接。请核对姓名后再试。\n"
    assert works(ready, before["link"])


async def test_init_hides_a_settings_file_others_could_read(ready: Operator) -> None:
    path = ready.home / ".env"
    path.chmod(0o644)
    assert (await ready("init", "--yes")).code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ['QINGFENG_BUREAU="江州市', "# ours\n=Asia/Shanghai\n"])
async def test_a_line_that_would_be_left_out_is_told(ready: Operator, text: str) -> None:
    (ready.home / ".env").write_text(text, encoding="utf-8")
    outcome = await ready.process("report")
    assert (outcome.code, outcome.out) == (1, "")
    assert re.fullmatch(r"设置文件 \S+ 第[12]行写得不对。.*引号要成对。\n", outcome.err)


async def test_a_folder_in_place_of_the_settings_file_is_told(ready: Operator) -> None:
    (ready.home / ".env").unlink()
    (ready.home / ".env").mkdir()
    outcome = await ready("report")
    assert (outcome.code, outcome.out) == (1, "")
    assert "读不出来" in outcome.err
