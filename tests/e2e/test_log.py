"""What the log says of a bad day: neither the token, nor who it was, nor what they wrote."""

import contextlib
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import text

from bot import routes
from bot.watching.redact import install_logging
from handlers.turn import Turn
from services.office import Office
from services.reply import File, Reply
from tests.e2e.conftest import Bureau
from tests.e2e.test_activities import REMINDER, publish

SECRET = "我有异议的理由"
FAILED = "这次操作没有成功，已记录下来，由管理员查看。"


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Send the log where it goes in production; return what it says."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = StringIO()
    install_logging(stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


async def wrong_statement(turn: Turn) -> None:
    def fail(session: Session, office: Office, now: object, telegram_id: int, words: str) -> Reply:
        session.execute(text("SELECT :words FROM nowhere"), {"words": words})
        return Reply()

    await turn.answer(await turn.write(fail, turn.text))


async def wrong_value(turn: Turn) -> None:
    raise ValueError(f"{turn.update.effective_user} {turn.text} {turn.desk.bot.token}")


async def wrong_file(turn: Turn) -> None:
    def make() -> bytes:
        raise ValueError(turn.text)

    await turn.answer(Reply("稍候", files=(File("表.xlsx", make),)))


async def test_a_bad_day(bureau: Bureau, log: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(routes.COMMANDS, "statement", wrong_statement)
    monkeypatch.setitem(routes.COMMANDS, "value", wrong_value)
    monkeypatch.setitem(routes.COMMANDS, "file", wrong_file)
    lee = bureau.people["李强"]
    await publish(bureau, "reminder", REMINDER)
    message = await lee.wait_for("元旦廉洁提醒")
    await bureau.messenger.fault(error_rate=1.0, only=("editMessageText", "answerCallbackQuery"))
    await lee.tap("我已知悉", message, within=0.3)
    while "editMessageText" not in (await bureau.messenger.stats())["calls"]:
        pass
    await bureau.desk.settle()
    await bureau.messenger.fault()
    await lee.send(f"/value {SECRET}")
    await lee.wait_for(FAILED)
    await lee.send(f"/statement {SECRET}")
    await lee.send(f"/file {SECRET}")
    await lee.wait_for("稍候")
    with contextlib.suppress(ValueError):  # unless it is over already
        await bureau.desk.settle()
    said = log.getvalue()
    assert "an answer failed" in said
    assert "ValueError" in said
    assert "answer not shown" in said
    for word in (bureau.desk.bot.token, "李强", "元旦", SECRET, "first_name"):
        assert word not in said
