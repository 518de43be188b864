"""Essays from /new to the collection: in messages and as a document, looked over, compared, returned."""

from io import BytesIO

import docx
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.essay import EssayContent
from sandbox.chats import PersonClient
from sandbox.seen import Message
from storage.essays import Essay, EssayPart
from storage.messages import SetAside, StoredFile
from tests.e2e.conftest import Bureau, behind, toast
from tests.e2e.test_activities import publish, row
from tests.language.essays import COPY, ONE, OTHER

CALL = EssayContent(title="学习体会", topic="结合岗位谈谈廉洁自律。", limit=1000)


async def parts(bureau: Bureau, person_id: int) -> list[tuple[str, str]]:
    """Return state and text of everything somebody sent for an essay."""

    def find(session: Session) -> list[tuple[str, str]]:
        query = select(EssayPart).join(Essay).where(Essay.person_id == person_id).order_by(EssayPart.id)
        return [(part.state, part.text) for part in session.scalars(query)]

    return await bureau.store.read(find)


async def hand_in(person: PersonClient, text: str) -> None:
    """Write an essay in one message and hand it in."""
    await person.tap("开始提交", await person.wait_for("【征文体会】学习体会"))
    await person.wait_for("请把正文发到这里")
    await person.send(text)
    await person.tap("写完了", await person.wait_for("已收到第1段"))
    assert toast(await person.tap("提交", await person.wait_for("还没有提交，请核对"))) == "已提交。谢谢！"
    await person.wait_for("无需再操作")


async def desk(bureau: Bureau) -> tuple[PersonClient, Message]:
    """Open the secretary's report on the only activity."""
    clerk = bureau.people["陈清"]
    sent = await clerk.send("/report")
    await clerk.tap("1．学习体会", await clerk.wait_for(behind(sent, "导出 Excel")))
    return clerk, await clerk.wait_for("按处室")


async def test_a_call_for_essays_is_written_and_published_in_the_chat(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.send("/new")
    await clerk.tap("征文体会", await clerk.wait_for("请选择类型"))
    await clerk.tap("空白（自己写）", await clerk.wait_for("请选择模板"))
    await clerk.wait_for("请输入标题")
    await clerk.send("学习体会")
    await clerk.wait_for("主题和要求")
    await clerk.send("结合岗位谈谈廉洁自律。")
    await clerk.wait_for("字数上限")
    await clerk.send("50")
    await clerk.wait_for("不能小于200，您写的是50")
    await clerk.send("1000")
    await clerk.tap("1周内", await clerk.wait_for("请选择截止时间"))
    await clerk.tap("确定（6人）", await clerk.wait_for("请选择发给谁"))
    preview = await clerk.wait_for("点“立即发布”后马上发出")
    assert "字数上限1000字，不设下限" in preview.text
    await clerk.tap("立即发布", preview)
    await clerk.wait_for("已发布")
    await bureau.ring()
    await hand_in(bureau.people["李强"], ONE)


async def test_a_text_in_several_messages_is_kept_whatever_is_pressed(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    activity = await publish(bureau, "essay", CALL)
    lee = bureau.people["李强"]
    await lee.tap("开始提交", await lee.wait_for("【征文体会】学习体会"))
    await lee.wait_for("请把正文发到这里，文字、文件都可以，最多1000字")
    await lee.send("第一段：" + "守" * 96)
    await lee.wait_for("已收到第1段，共100字")
    await lee.send("第二段：" + "住" * 196)
    await lee.wait_for("已收到第2段，共300字")
    await lee.send("多" * 701)
    await lee.wait_for("加上前面的300字，超过上限1000字，没有放进文章；前面的300字不受影响")
    await lee.tap("撤回上一段")
    await lee.wait_for("现有1段，共100字")
    await lee.send("另一个第二段。")
    await lee.tap("写完了", await lee.wait_for("已收到第2段，共107字"))
    preview = await lee.wait_for("还没有提交，请核对")
    assert "第一段：守守" in preview.text
    await lee.tap("看全文", preview)
    sent = await lee.wait_for(lambda message: message.file is not None)
    assert sent.file is not None
    assert sent.file.name == "学习体会_李强.docx"
    stale = preview.button("提交")
    await lee.tap("全部重写", preview)
    await lee.tap("不重写，接着写", await lee.wait_for("确定全部重写吗"))
    written = await lee.wait_for("现有2段，共107字")
    await lee.wait_for("请接着发送，前面的不用重发")
    assert "请先点“写完了”核对" in toast(await lee.forge(stale.data, written))
    await lee.tap("全部重写")
    await lee.tap("确定全部重写", await lee.wait_for("确定全部重写吗"))
    await lee.wait_for("请把正文发到这里")
    await lee.send("重来。守住底线。")
    await lee.tap("写完了", await lee.wait_for("已收到第1段，共8字"))
    await lee.tap("提交", await lee.wait_for("请核对"))
    done = await lee.wait_for("您的文章：共8字")
    assert toast(await lee.forge(stale.data, done)) == "您的文章已经提交，不用重复操作。"
    assert [state for state, _ in await parts(bureau, roster["李强"])] == [
        *("replaced", "replaced", "refused", "replaced", "kept")
    ]
    assignment = await row(bureau, activity, roster["李强"])
    assert (assignment.outcome, assignment.way, assignment.stage) == ("done", "提交", "")
    assert assignment.reply == {"at": "done", "chars": 8, "title": ""}


async def test_an_essay_comes_as_a_document_and_the_file_is_kept(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await publish(bureau, "essay", CALL)
    lee = bureau.people["李强"]
    notice = await lee.wait_for("【征文体会】学习体会")
    await lee.upload("体会.docx", word(ONE))
    unasked = await lee.wait_for("这个文件还没有收下")
    await lee.tap("学习体会", unasked)
    await lee.tap("开始提交", await lee.wait_for(lambda m: "开始提交" in m.labels and m.id > notice.id))
    await lee.wait_for("请把正文发到这里")
    await lee.upload("体会.pdf", b"%PDF-1.7 ...")
    await lee.wait_for("没有接收：《体会.pdf》是PDF 文档")
    await lee.upload("坏.docx", b"PK\x03\x04 broken")
    await lee.wait_for("没有接收：《坏.docx》已损坏")
    await lee.upload("体会.docx", word(ONE))
    await lee.wait_for("已收到文件《体会.docx》，作为第1段")
    await lee.upload("补充.txt", "再补一句。".encode("gb18030"))
    await lee.tap("写完了", await lee.wait_for("作为第2段"))
    assert "题目：《守住窗口的那条线》" in (await lee.wait_for("请核对")).text
    assert (await parts(bureau, roster["李强"]))[0] == ("kept", ONE)

    def names(session: Session) -> set[str]:
        return set(session.scalars(select(StoredFile.name)))

    assert {"体会.docx", "补充.txt"} <= await bureau.store.read(names)


async def test_the_author_sees_what_is_alike_without_a_name_and_the_secretary_with_names(
    bureau: Bureau,
) -> None:
    await publish(bureau, "essay", CALL)
    await hand_in(bureau.people["李强"], ONE)
    await hand_in(bureau.people["孙丽"], OTHER)
    jo = bureau.people["周喆"]
    await jo.tap("开始提交", await jo.wait_for("【征文体会】学习体会"))
    await jo.send(COPY)
    await jo.tap("写完了", await jo.wait_for("已收到第1段"))
    preview = await jo.wait_for("与已收到的一篇文章有约50%的内容相同，例如：")
    assert "李强" not in preview.text
    assert "把卡连同材料一起退了回去" in preview.text
    await jo.tap("提交", preview)
    await jo.wait_for("无需再操作")

    clerk, report = await desk(bureau)
    await clerk.tap("看文章（3篇）", report)
    listed = await clerk.wait_for("共收到3篇")
    assert "3．法规处　周喆　393字　⚠ 相同约50%" in listed.text
    assert listed.text.count("⚠") == 1
    await clerk.tap("3．周喆", listed)
    opened = await clerk.wait_for("约50%与法规处李强2026年“学习体会”中的文章相同")
    assert "以上由程序比对" in opened.text
    assert "做的事翻到哪一页都不怕看" in opened.text


async def test_an_essay_is_returned_with_a_remark_and_handed_in_again(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    activity = await publish(bureau, "essay", CALL)
    lee = bureau.people["李强"]
    await hand_in(lee, ONE)
    await bureau.later(days=6)
    clerk, report = await desk(bureau)
    await clerk.tap("看文章（1篇）", report)
    await clerk.tap("1．李强", await clerk.wait_for("共收到1篇"))
    opened = await clerk.wait_for("未发现与其他文章有较多相同")
    await clerk.tap("退回修改", opened)
    await clerk.wait_for("请输入退回李强文章的意见")
    await clerk.send("请补充<具体>做法。")
    told = await clerk.wait_for("已退回李强的文章，并已通知本人")
    assert "截止：2026年12月11日（星期五）17:30" in told.text
    returned = await lee.wait_for("您的文章已退回，请修改后重新提交")
    assert "秘书意见：请补充<具体>做法。" in returned.text
    assignment = await row(bureau, activity, roster["李强"])
    assert (assignment.outcome, assignment.stage, assignment.done_at) == ("none", "已退回待改", None)
    again = await clerk.forge(opened.button("退回修改").data, opened)
    assert again is not None
    await clerk.send("再退一次")
    await clerk.wait_for("没有再次退回")

    await lee.tap("在原文后补充", returned)
    assert "退回时的秘书意见：请补充<具体>做法。" in (await lee.wait_for("现有1段，共431字")).text
    await lee.send("补充：每月走访一次。")
    await lee.tap("写完了", await lee.wait_for("已收到第2段"))
    await lee.tap("提交", await lee.wait_for("请核对"))
    await lee.wait_for("无需再操作")
    assignment = await row(bureau, activity, roster["李强"])
    assert (assignment.outcome, assignment.late) == ("done", False)


async def test_the_secretary_gets_a_collection_a_cloud_and_who_wrote_this_year(bureau: Bureau) -> None:
    await publish(bureau, "essay", CALL)
    await hand_in(bureau.people["李强"], ONE)
    await hand_in(bureau.people["孙丽"], OTHER)
    clerk, report = await desk(bureau)
    await clerk.tap("汇编成 Word", report)
    sent = await clerk.wait_for(lambda message: named(message, ".docx"))
    assert sent.file is not None
    document = docx.Document(BytesIO(await bureau.messenger.download(sent.file)))
    words = [paragraph.text for paragraph in document.paragraphs]
    assert "江州市应急管理局" in words
    assert [cell.text for cell in document.tables[0].rows[1].cells][1:4] == [
        *("执法路上的一杯茶", "法规处", "孙丽")
    ]
    await clerk.tap("关键词与词云", report)
    picture = await clerk.wait_for("学习体会：词云")
    assert picture.file is not None
    assert (await bureau.messenger.download(picture.file)).startswith(b"\x89PNG")
    await clerk.tap("年度篇数", report)
    year = await clerk.wait_for("2026年个人文章篇数（领导干部）")
    assert "共2人，已交的1人，还没有交的1人" in year.text
    assert "办公室：赵刚 0篇\n法规处：孙丽 1篇" in year.text
    await clerk.tap("看全体人员", year)
    everybody = await clerk.wait_for("（全体人员）")
    assert "李强 1篇" in everybody.text
    await clerk.tap("看上一年", everybody)
    await clerk.wait_for("2025年个人文章篇数")
    await clerk.tap("导出 Excel")
    await clerk.wait_for(lambda message: named(message, "2025年个人文章篇数.xlsx"))


async def test_only_secretaries_sit_at_the_desk(bureau: Bureau) -> None:
    activity = await publish(bureau, "essay", CALL)
    lee = bureau.people["李强"]
    notice = await lee.wait_for("【征文体会】学习体会")
    for action in ("list", "open", "export", "cloud", "year"):
        assert "仅限纪检秘书" in toast(await lee.forge(f"1k:{activity}:{action}:1", notice))


async def test_forged_presses_at_the_desk_are_answered_plainly(bureau: Bureau) -> None:
    activity = await publish(bureau, "essay", CALL)
    await hand_in(bureau.people["李强"], "守住底线。")
    clerk, report = await desk(bureau)
    for action in ("list", "open", "file", "ask", "return", "year", "yearx", "no-such"):
        for arg in ("", "x", "-1", "²", "9" * 20, "2026.x", "0"):
            assert await clerk.forge(f"1k:{activity}:{action}:{arg}", report) is not None

    def put_aside(session: Session) -> int:
        return len(session.scalars(select(SetAside)).all())

    assert await bureau.store.read(put_aside) == 0


def named(message: Message, ending: str) -> bool:
    """Tell whether a message brings a file whose name ends like this."""
    return message.file is not None and message.file.name.endswith(ending)


def word(text: str) -> bytes:
    """Return a Word document of a text."""
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    content = BytesIO()
    document.save(content)
    return content.getvalue()
