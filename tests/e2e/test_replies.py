"""A reply to an earlier question is no answer to the one that is open now."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activities.commitment import CommitmentContent
from activities.task.content import TaskContent
from bot.receiving.intake import take
from bot.receiving.updates import read
from handlers.turn import NEVER_MIND
from sandbox.chats import PersonClient
from storage.messages import KeptText
from tests.e2e.conftest import Bureau
from tests.e2e.test_activities import publish, row

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LETTER = CommitmentContent(title="廉洁承诺书", opening="本人郑重承诺：", clauses=["不收礼品礼金。"])
TASK = TaskContent(title="整改消防通道", matter="清理一楼通道。", sort="整改", to="个人")


async def reply(bureau: Bureau, person: PersonClient, number: int, text: str, age: timedelta) -> None:
    """Let somebody reply to a question that was asked so long ago."""
    user = {"id": person.id, "is_bot": False, "first_name": person.name}
    chat = {"id": person.id, "type": "private", "first_name": person.name}
    at = int(bureau.now.timestamp())
    asked = {
        "message_id": 5,
        "date": at - int(age.total_seconds()),
        "chat": chat,
        "text": f"请写。\n{NEVER_MIND}",
    }
    message = {"message_id": 900 + number, "date": at, "chat": chat, "from": user, "text": text}
    raw = {"update_id": 910_000 + number, "message": message | {"reply_to_message": asked}}
    await take(bureau.desk, [read(raw, bureau.desk.bot)])
    await bureau.desk.settle()


async def test_a_reply_to_an_earlier_question_goes_nowhere_else(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    lee = bureau.people["李强"]
    task = await publish(bureau, "task", TASK)
    letter = await publish(bureau, "commitment", LETTER)
    await lee.tap("写进展", await lee.wait_for("整改消防通道"))
    await lee.wait_for("请用一两句话写明进展")
    bureau.now += timedelta(minutes=3)
    await lee.tap("有异议", await lee.wait_for("廉洁承诺书"))
    await lee.wait_for("请写明您的意见和理由")
    bureau.now += timedelta(minutes=1)
    await reply(bureau, lee, 1, "通道已清理。", timedelta(minutes=4))  # to what was asked first
    await lee.wait_for("您回复的是较早的一条提问，这段话没有提交")
    assert (await row(bureau, letter, roster["李强"])).outcome == "none"
    kept = await bureau.store.read(lambda session: list(session.scalars(select(KeptText.text))))
    assert kept == ["通道已清理。"]
    await reply(bureau, lee, 2, "第一条太宽。", timedelta(minutes=1))  # to the one that is open
    await lee.wait_for("您的意见已转交纪检秘书")
    assert (await row(bureau, letter, roster["李强"])).reply["reason"] == "第一条太宽。"
    assert (await row(bureau, task, roster["李强"])).reply == {}
