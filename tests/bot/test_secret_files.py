"""Secrets in files of their own: read, outranked by what is said directly, and looked at by the doctor."""

from pathlib import Path

from bot.settings import load_settings
from tests.bot.conftest import Operator
from tests.bot.test_doctor import look


async def test_a_token_is_read_from_the_file_that_is_named(operator: Operator, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("123:from-a-file\n")
    operator.env(TOKEN_FILE=str(secret))
    assert load_settings().token.get_secret_value() == "123:from-a-file"
    operator.env(TOKEN="123:said-directly")
    assert load_settings().token.get_secret_value() == "123:said-directly"


async def test_a_file_outranks_and_may_be_named_by_the_settings_file(ready: Operator, tmp_path: Path) -> None:
    stored = load_settings().token.get_secret_value()
    secret = tmp_path / "secret"
    secret.write_text("w3bhook")
    with (ready.home / ".env").open("a") as file:
        file.write(f"QINGFENG_WEBHOOK_SECRET_FILE={secret}\n")
    settings = load_settings()
    assert settings.webhook_secret.get_secret_value() == "w3bhook"
    assert settings.token.get_secret_value() == stored
    ready.env(TOKEN_FILE=str(secret))
    assert load_settings().token.get_secret_value() == "w3bhook"


async def test_a_file_that_cannot_be_read_is_said_plainly(ready: Operator) -> None:
    ready.env(TOKEN_FILE="/nowhere/token")
    outcome = await ready("report")
    assert (outcome.code, outcome.err) == (
        1,
        "密钥文件 /nowhere/token 读不出来。请检查它在不在，以及属主和权限。\n",
    )


async def test_the_doctor_looks_at_rights(ready: Operator, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("w3bhook")
    secret.chmod(0o644)
    ready.env(WEBHOOK_SECRET_FILE=str(secret))
    assert (await look())["secrets"].do == f"请运行 chmod 600 {secret}。"
    secret.chmod(0o600)
    assert "只有属主能读" in (await look())["secrets"].say


async def test_init_leaves_a_token_in_its_file(operator: Operator, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(operator.box.token)
    operator.env(TOKEN_FILE=str(secret), BUREAU="江州市应急管理局")
    outcome = await operator("init", "--yes", "--secretary", "陈清", "--department", "办公室")
    assert outcome.code == 0
    assert operator.box.token not in (operator.home / ".env").read_text()
    assert (await operator("report")).code == 0


async def test_a_bot_that_starts_says_whose_rights_are_too_wide(ready: Operator) -> None:
    env = ready.home / ".env"
    ready.env(BUREAU="")  # so that it does not go on
    assert "chmod" not in (await ready("run")).err
    env.chmod(0o644)
    assert f"chmod 600 {env}" in (await ready("run")).err
