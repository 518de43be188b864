"""What nothing takes is kept: a file too large, a picture in place of words; the secretary can fetch it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.essay import EssayContent
from handlers.callbacks import pack
from sandbox.chats import PersonClient
from sandbox.seen import Message
from storage.messages import KeptText
from tests.e2e.conftest import Bureau, behind, toast
from tests.e2e.test_activities import publish

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ESSAY = EssayContent(title="学习体会", topic="结合岗位谈体会。")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (1).to_bytes(4) + (1).to_bytes(4) + b"\x08\0\0\0\0"
DROP = "不留存，删除"


def kept(session: Session) -> list[KeptText]:
    return list(session.scalars(select(KeptText).where(KeptText.file_id.is_not(None)).order_by(KeptText.id)))


async def open_list(chen: PersonClient) -> Message:
    """Open the secretary's list from /report."""
    sent = await chen.send("/report")
    await chen.tap("没收下的文件（1）", await chen.wait_for(behind(sent, "没收下的文件（1）")))
    return await chen.wait_for(behind(sent, "新的在前"))


async def test_a_file_that_is_refused_is_kept_and_the_secretary_fetches_it(bureau: Bureau) -> None:
    chen, lee = bureau.people["陈清"], bureau.people["李强"]
    await publish(bureau, "essay", ESSAY)
    await lee.tap("开始提交", await lee.wait_for("学习体会"))
    await lee.wait_for("取消")
    sent = await lee.upload("体会.pdf", b"%PDF-1.7\n" + b"x" * 3000, caption="请查收")
    refused = await lee.wait_for(behind(sent, "没有接收"))
    assert "原件已留存，纪检秘书可以查看" in refused.text
    told = await chen.wait_for("没收下的文件")
    assert "办理《学习体会》时发来" in told.text
    assert "体会.pdf，3 KB" in told.text
    assert "附言：请查收" in told.text
    assert toast(await chen.tap("取原件", told)) == "原件稍后发出。"
    got = await chen.wait_for(lambda message: message.from_bot and message.file is not None)
    assert got.file is not None
    assert got.file.name == "体会.pdf"
    assert "李强（法规处）" in got.text
    listed = await open_list(chen)
    assert "共1个" in listed.text
    # Whoever sent it takes it out again; then there is nothing to fetch.
    await lee.tap(DROP, refused)
    await lee.wait_for("已删除，原件没有留存")
    assert "已由本人删除" in toast(await chen.tap("1．体会.pdf", listed))
    assert await bureau.store.read(kept) == []


@ON_SQLITE
async def test_a_picture_in_place_of_words_is_kept_and_the_question_stays(bureau: Bureau) -> None:
    chen, lee = bureau.people["陈清"], bureau.people["李强"]
    sent = await lee.upload("截图.png", PNG, kind="photo")
    said = await lee.wait_for(behind(sent, "不能办理事项"))
    assert "/todo" in said.text
    assert DROP in said.labels
    listed = await open_list(chen)
    assert "图片" in listed.text
    await chen.tap("1．图片", listed)
    got = await chen.wait_for(lambda one: one.file is not None and "不能办理事项" in one.text)
    assert got.file is not None
    assert got.file.kind == "photo"
    # Nobody else may: neither look, nor drop.
    row = (await bureau.store.read(kept))[0]
    assert "仅限纪检秘书" in toast(await lee.forge(pack("lo", ("get", row.id)), said))
    assert "不属于您" in toast(await chen.forge(pack("lo", ("drop", row.id)), listed))
