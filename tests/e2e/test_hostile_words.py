"""Whatever somebody types: answered in Chinese, kept or refused with a reason, never put aside."""

import itertools
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.commitment import CommitmentContent
from bot.receiving.intake import handle
from bot.receiving.updates import read
from storage.messages import KeptText, SetAside
from storage.people import SECRETARY, Role
from tests.e2e.conftest import Bureau, behind
from tests.e2e.test_activities import REMINDER, publish

WORDS = (
    "\0",
    "甲\0乙",
    "\ud800",
    "甲\udfff",
    "/start \ud800",
    "/report \0",
    "/",
    "/ ",
    "/\u3000",
    "//todo",
    "/report <b>",
    "/report 0001-01-01",
    "/report " + "9" * 4000,
    "/start " + "A" * 4000,
    "%s%n{0}{}",
    "'; DROP TABLE person; --",
    "<b>",
    "&amp;",
    "\u202e\u200b",
    "😀" * 2048,
    "镕喆䶮囧〇𠮷",
)
ASKS = (
    "/invite 为一人新建链接",
    "/leave 登记请假、借出、病假",
    "/role 授予纪检秘书",
    "/holiday 录入放假安排",
)
_update_ids = itertools.count(10_000_000)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Hold every test to a log without a warning."""
    yield
    assert [r.getMessage() for r in caplog.get_records("call") if r.levelno >= logging.WARNING] == []


async def type_raw(bureau: Bureau, telegram_id: int, text: str) -> None:
    """Let text reach the bot as it is; the sandbox's people, like Telegram's, cannot type all of it."""
    user = {"id": telegram_id, "is_bot": False, "first_name": "某"}
    message = {"message_id": 5, "date": 1, "chat": user | {"type": "private"}, "from": user, "text": text}
    update = read({"update_id": next(_update_ids), "message": message}, bureau.desk.bot)
    await handle(bureau.desk, update)


async def aside(bureau: Bureau) -> int:
    return await bureau.store.read(
        lambda session: session.scalar(select(func.count(SetAside.update_id))) or 0
    )


async def kept(bureau: Bureau) -> list[str]:
    return await bureau.store.read(lambda session: list(session.scalars(select(KeptText.text))))


@pytest.mark.parametrize("name", ["陈清", "孙丽", "钱敏"], ids=["secretary", "head", "staff"])
async def test_words_that_answer_nothing(bureau: Bureau, roster: dict[str, int], name: str) -> None:
    for text in WORDS:
        await type_raw(bureau, 1000 + roster[name], text)
    await bureau.desk.settle()
    assert await aside(bureau) == 0
    assert {"甲乙", "甲", "<b>", "镕喆䶮囧〇𠮷", "😀" * 2048} <= set(await kept(bureau))


@pytest.mark.parametrize("ask", ASKS, ids=["invite", "leave", "role", "holiday"])
async def test_words_that_answer_a_question(bureau: Bureau, roster: dict[str, int], ask: str) -> None:
    clerk = bureau.people["陈清"]
    command, _, label = ask.partition(" ")
    await clerk.send(command)
    await clerk.wait_for(label)
    await clerk.tap(label)
    for text in WORDS:
        await type_raw(bureau, 1000 + roster["陈清"], text)
    await bureau.desk.settle()
    assert await aside(bureau) == 0
    assert await kept(bureau) == []


async def test_a_moment_that_cannot_be_read_is_quoted_as_typed(bureau: Bureau) -> None:
    sent = await bureau.people["陈清"].send("/report <b>&")
    await bureau.people["陈清"].wait_for(behind(sent, "没看懂“<b>&”"))


async def test_a_long_reason_is_sent_back_whole_and_a_long_record_is_shown(bureau: Bureau) -> None:
    zhou = bureau.people["周喆"]
    for number in range(13):
        letter = CommitmentContent(title=f"{number:02}号" + "😀" * 56, opening="承诺", clauses=["守纪"])
        await publish(bureau, "commitment", letter)
        message = await zhou.wait_for(f"{number:02}号")
        await zhou.tap("有异议", message)
        await zhou.wait_for("请写明您的意见")
        if not number:
            await zhou.send("理" * 1001)
            await zhou.wait_for("最多1000字，您写了1001字，没有提交")
        await zhou.send("理" + "😀" * 999)
        await zhou.wait_for("您的意见已转交纪检秘书。")
    sent = await zhou.send("/me")
    record = await zhou.wait_for(behind(sent, "只列出最近"))
    assert "12号" in record.text
    assert "00号" not in record.text


async def test_many_days_off_are_entered_and_said_in_one_message(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.send("/holiday")
    await clerk.wait_for("录入放假安排")
    await clerk.tap("录入放假安排")
    await clerk.wait_for("请按通知逐行输入")
    await clerk.send("0001-01-01 休")
    await clerk.wait_for("年份应为2004至2099。")
    await clerk.send("\n".join(f"{year}-01-01至{year}-01-31 休 <b>元旦" for year in range(2030, 2050)))
    assert "……" in (await clerk.wait_for("已录入620天：")).text


async def test_who_is_no_secretary_any_more_is_not_asked_as_one(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    lee = bureau.people["李强"]

    def grant(session: Session) -> None:
        session.add(Role(person_id=roster["李强"], role=SECRETARY, granted_at=bureau.now))

    def withdraw(session: Session) -> None:
        session.delete(session.get_one(Role, (roster["李强"], SECRETARY)))

    await bureau.store.write(grant)
    await lee.send("/invite")
    await lee.wait_for("为一人新建链接")
    await lee.tap("为一人新建链接")
    await lee.wait_for("请发送要新建链接的同志的姓名")
    await bureau.store.write(withdraw)
    await lee.send("周喆")
    await lee.wait_for("您没有待办事项。")
    assert await kept(bureau) == ["周喆"]


async def test_what_cannot_be_shown_is_said(
    bureau: Bureau, roster: dict[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    await publish(bureau, "reminder", REMINDER)
    lee = bureau.people["李强"]
    message = await lee.wait_for("元旦廉洁提醒")
    user = {"id": lee.id, "is_bot": False, "first_name": "李强"}
    gone = {"message_id": 999, "date": 1, "chat": user | {"type": "private"}, "text": "已不在"}
    query = {"id": "1", "from": user, "chat_instance": "1", "data": message.buttons[0].data, "message": gone}
    update = read({"update_id": 1, "callback_query": query}, bureau.desk.bot)
    await handle(bureau.desk, update)
    await lee.wait_for("内容没有显示出来，已做的操作有效。")
    assert [r.getMessage() for r in caplog.records] == ["answer not shown: BadRequest"]
    caplog.clear()
