"""Whoever changes a message in the messenger after it was sent hears that this changes no answer."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from activities.commitment import CommitmentContent
from bot.receiving.intake import take
from bot.receiving.updates import read
from sandbox.chats import PersonClient
from storage.messages import KeptText
from tests.e2e.conftest import Bureau, behind
from tests.e2e.test_activities import publish, row

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LETTER = CommitmentContent(title="廉洁承诺书", opening="本人郑重承诺：", clauses=["不收礼品礼金。"])


async def edit(bureau: Bureau, person: PersonClient, number: int, **what: Any) -> None:
    """Let an edit of somebody's come in; `what` goes over a text changed just now."""
    chat = {"id": person.id, "type": "private", "first_name": person.name}
    user = {"id": person.id, "is_bot": False, "first_name": person.name}
    at = int(bureau.now.timestamp())
    message = {"message_id": 3, "date": at, "edit_date": at, "chat": chat, "from": user, **what}
    raw = {"update_id": 900_000 + number, "edited_message": message}
    await take(bureau.desk, [read(raw, bureau.desk.bot)])
    await bureau.desk.settle()


async def test_an_edited_answer_changes_nothing_and_says_so(bureau: Bureau, roster: dict[str, int]) -> None:
    lee = bureau.people["李强"]
    activity = await publish(bureau, "commitment", LETTER)
    await lee.tap("有异议", await lee.wait_for("廉洁承诺书"))
    sent = await lee.send("第一条太宽。")
    await lee.wait_for(behind(sent, "您的意见已转交纪检秘书"))
    await edit(bureau, lee, 1, text="第一条太窄。")
    said = await lee.wait_for("修改不起作用")
    assert "以最初发来的为准" in said.text
    assert (await row(bureau, activity, roster["李强"])).reply["reason"] == "第一条太宽。"
    kept = await bureau.store.read(lambda session: list(session.scalars(select(KeptText.text))))
    assert kept == ["第一条太窄。"]
    await edit(bureau, lee, 1, text="第一条太窄。")  # delivered again
    assert len([one for one in await lee.chat() if "修改不起作用" in one.text]) == 1
    assert len(await bureau.store.read(lambda session: list(session.scalars(select(KeptText.id))))) == 1


async def test_what_a_messenger_changes_by_itself_is_passed_over(bureau: Bureau) -> None:
    lee = bureau.people["李强"]
    old = int((bureau.now - timedelta(days=2)).timestamp())
    await edit(bureau, lee, 1, text="两天前的话", edit_date=old)
    await edit(bureau, lee, 2, location={"latitude": 1.5, "longitude": 2.5})  # a place shared live
    group = {"id": -7, "type": "group", "title": "办公室"}
    await edit(bureau, lee, 3, text="/pair", chat=group)
    assert await lee.chat() == []
