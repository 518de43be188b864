"""A survey's questions are longer than a message: they come in several, or as a document."""

import pytest
from sqlalchemy import select

from sandbox.chats import PersonClient
from sandbox.seen import Message
from storage.activities import Draft
from tests.e2e.conftest import Bureau, behind

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LONG = [
    f"{number}．第{number}方面，{'请结合本处室实际如实选择，' * 12}您认为怎样？［单选，必填］很好／一般／不好"
    for number in range(1, 31)
]


async def draft_questions(chen: PersonClient) -> Message:
    """Draft a survey up to its questions."""
    await chen.send("/new")
    await chen.tap("问卷", await chen.wait_for("请选择类型"))
    await chen.tap("空白（自己写）", await chen.wait_for("请选择模板"))
    await chen.wait_for("请输入标题")
    await chen.send("作风建设情况问卷")
    await chen.tap("跳过", await chen.wait_for("请输入说明"))
    await chen.tap("实名", await chen.wait_for("请选择实名或匿名"))
    return await chen.wait_for("请输入题目")


async def questions_of(bureau: Bureau) -> str:
    return str(
        await bureau.store.read(lambda session: session.scalars(select(Draft)).one().fields.get("questions"))
    )


@ON_SQLITE
async def test_long_questions_come_in_several_messages(bureau: Bureau) -> None:
    chen = bureau.people["陈清"]
    asked = await draft_questions(chen)
    assert "分几条发" in asked.text
    text = "\n".join(LONG)
    assert len(text) > 4096
    sent = await chen.send(text)  # which the messenger cuts where it is full, in the middle of a line
    await chen.wait_for(behind(sent, "最后一行：30．"))
    await chen.tap("发完了")
    await chen.wait_for(f"已记下，共{len(text)}字")
    assert await questions_of(bureau) == text


@ON_SQLITE
async def test_what_was_gathered_stays_until_it_can_be_read(bureau: Bureau) -> None:
    chen = bureau.people["陈清"]
    await chen.tap("分几条发", await draft_questions(chen))
    await chen.wait_for("一条接一条")
    sent = await chen.send("1．单位氛围怎样？［单选］好／不好\n若1选“不好”则答2")
    got = await chen.wait_for(behind(sent, "发完了请点"))
    await chen.tap("发完了", got)
    wrong = await chen.wait_for(behind(sent, "已收到的都还在"))
    assert "没有第2题" in wrong.text
    sent = await chen.send("2．原因［问答］")
    await chen.wait_for(behind(sent, "最后一行：2．原因"))
    await chen.tap("发完了")
    await chen.wait_for(behind(sent, "已记下"))
    assert (await questions_of(bureau)).endswith("则答2\n2．原因［问答］")


@ON_SQLITE
async def test_questions_come_as_a_document(bureau: Bureau) -> None:
    chen = bureau.people["陈清"]
    await draft_questions(chen)
    sent = await chen.upload("问卷.txt", "\n".join(LONG).encode("gb18030"))
    await chen.wait_for(behind(sent, "已记下，共"))
    assert await questions_of(bureau) == "\n".join(LONG)
