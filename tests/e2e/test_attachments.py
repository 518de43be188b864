"""A file goes with a reminder: attached in the dialogue, sent with the text, up once and then by its copy."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.attachment import Attachment, attachment_of
from activities.reminder import ReminderContent
from sandbox.chats import PersonClient
from services.files import keep_file
from storage.messages import UNCERTAIN, StoredFile
from storage.messages import Message as OutboxMessage
from tests.e2e.conftest import Bureau
from tests.e2e.test_activities import publish

PDF = b"%PDF-1.7\n" + b"x" * 2000
NAME = "关于节日期间纪律要求的通知.pdf"


async def draft_reminder(secretary: PersonClient) -> None:
    """Write a reminder up to its preview."""
    await secretary.send("/new")
    await secretary.wait_for("请选择类型")
    await secretary.tap("清风行动")
    await secretary.wait_for("请选择模板")
    await secretary.tap("元旦节前提醒")
    await secretary.wait_for("请选择截止时间")
    await secretary.tap("1周内")
    await secretary.wait_for("请选择发给谁")
    await secretary.tap("确定（6人）")
    await secretary.wait_for("立即发布")


async def uploads(bureau: Bureau) -> int:
    """Return how many different copies people were sent."""
    seen: set[str] = set()
    for person in bureau.people.values():
        seen |= {message.file.file_id for message in await person.chat() if message.from_bot and message.file}
    return len(seen)


async def test_the_secretary_attaches_what_everybody_gets(bureau: Bureau) -> None:
    chen, lee = bureau.people["陈清"], bureau.people["李强"]
    await draft_reminder(chen)
    await chen.tap("加附件")
    asked = await chen.wait_for("请发送附件")
    assert "不超过20 MB" in asked.text
    await chen.send("通知.pdf")
    await chen.wait_for("要发送文件，不是文字")
    for name, content, said in (
        ("通知.exe", b"MZ...", "附件只能是"),
        ("通知.pdf", b"not a pdf", "内容与扩展名“.pdf”不符"),
    ):
        await chen.upload(name, content)
        await chen.wait_for(said)
    await chen.upload("照片.png", _png(), kind="photo")
    await chen.wait_for("以文件发送")
    await chen.upload(NAME, PDF)
    preview = await chen.wait_for(f"附件：{NAME}")
    assert "改附件" in preview.labels
    await chen.tap("立即发布")

    got = await lee.wait_for(lambda message: message.file is not None)
    assert got.file is not None
    assert got.file.name == NAME
    assert await bureau.messenger.download(got.file) == PDF
    assert "元旦" in got.text
    # The secretary's own upload is the copy: nothing else ever went up.
    sent = [message.file for message in await chen.chat() if not message.from_bot and message.file]
    assert got.file == sent[-1]
    assert await uploads(bureau) == 1
    await lee.tap("我已知悉", got)
    done = await lee.wait_for("无需再操作")
    assert done.id == got.id
    assert done.file == got.file
    assert done.labels == ()


async def test_an_attached_file_can_be_taken_out_again(bureau: Bureau) -> None:
    chen = bureau.people["陈清"]
    await draft_reminder(chen)
    await chen.tap("加附件")
    await chen.upload(NAME, PDF)
    await chen.wait_for(f"附件：{NAME}")
    await chen.tap("改附件")
    await chen.wait_for(NAME)
    await chen.tap("清空")
    await chen.wait_for("已清空“附件”")
    await chen.tap("立即发布")
    got = await bureau.people["李强"].wait_for("元旦")
    assert got.file is None
    # A file that no draft asks for is a roster or a question bank, as ever.
    await chen.upload(NAME, PDF)
    await chen.wait_for("不是表格")


def keep(session: Session, bureau: Bureau, copy: str) -> Attachment:
    file = attachment_of(NAME, PDF)
    keep_file(session, bureau.now, file, PDF, copy)
    return file


async def test_a_copy_that_is_refused_goes_up_once_more_and_only_once(bureau: Bureau) -> None:
    file = await bureau.store.write(keep, bureau, "BQACGoneWithTheOldToken")
    await publish(bureau, "reminder", ReminderContent(title="节日提醒", body="请遵守规定。", file=file))
    copies = set()
    for person in bureau.people.values():
        got = (await person.wait_for("节日提醒")).file
        assert got is not None
        assert got.name == NAME
        copies.add(got.file_id)
    assert len(copies) == 1
    assert copies == set(
        await bureau.store.read(lambda session: session.scalars(select(StoredFile.file_id)).all())
    )


async def test_below_a_long_text_the_file_follows(bureau: Bureau) -> None:
    file = await bureau.store.write(keep, bureau, "BQACGone")
    content = ReminderContent(title="节日提醒", body="请遵守规定。" * 200, file=file)
    await publish(bureau, "reminder", content)
    lee = bureau.people["李强"]
    text = await lee.wait_for("节日提醒")
    follows = await lee.wait_for(lambda message: message.file is not None)
    assert text.id < follows.id
    assert text.labels == ("我已知悉",)
    assert follows.text == ""
    await lee.tap("我已知悉", text)
    await lee.wait_for("无需再操作")


async def test_a_file_that_fails_after_its_text_leaves_a_doubt(bureau: Bureau) -> None:
    file = await bureau.store.write(keep, bureau, "BQACGone")
    await bureau.messenger.fault(flood_rate=1.0, flood_retry_after=40, only=["sendDocument"])
    content = ReminderContent(title="节日提醒", body="请遵守规定。" * 200, file=file)
    await publish(bureau, "reminder", content)
    lee = bureau.people["李强"]
    await lee.wait_for("节日提醒")
    await bureau.sent()
    query = select(OutboxMessage).where(OutboxMessage.activity_id.is_not(None))
    rows = await bureau.store.read(lambda session: session.scalars(query).all())
    assert {(row.state, row.reason) for row in rows} == {(UNCERTAIN, "正文已发出，附件可能没有送达")}
    await bureau.messenger.fault()
    await bureau.later(minutes=11)
    again = await lee.wait_for("（重发）")
    assert again.text.startswith("（重发）")
    await lee.wait_for(lambda message: message.file is not None)


def _png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (1).to_bytes(4) + (1).to_bytes(4) + b"\x08\0\0\0\0"
