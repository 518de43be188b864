"""A study session from its notice to its record, as secretary, host and staff see it."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from aiohttp.test_utils import TestClient, TestServer
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram.ext import ExtBot

from activities.attachment import attachment_of
from activities.study import StudyContent
from activities.study.rollcall import code_of, step_of
from bot.receiving.webhook import application
from sandbox.seen import Message
from services.audiences import Audience
from services.files import keep_file
from services.office import Office
from services.publishing import create_activity
from services.study.board import ADDRESS
from storage.activities import set_option
from storage.assignments import Assignment
from storage.messages import Message as Sent
from storage.sessions import StudySession
from tests.e2e.conftest import Bureau, behind, toast

# For what does not depend on which database it is: every test costs a bot.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TITLE = "关于举办廉政专题讲座的通知"
FIRST = f"1．{TITLE}"
PDF = b"%PDF-1.7\n" + b"x" * 200


def lecture(bureau: Bureau, **more: object) -> StudyContent:
    """Return a lecture tomorrow at nine, signed into by code."""
    starts = bureau.office.local(bureau.now).replace(hour=9, minute=0) + timedelta(days=1)
    given = {
        "title": TITLE,
        "session": "专题讲座",
        "starts_at": starts,
        "place": "三楼第一会议室",
        "topic": "公职人员怎样守住纪律底线",
        "sign_in": "扫码登记",
    }
    return StudyContent.model_validate(given | more)


async def publish(bureau: Bureau, content: StudyContent, by: int | None = None) -> int:
    """Publish a session to everybody."""

    def ask(session: Session, office: Office) -> int:
        activity = create_activity(
            session,
            office,
            bureau.now,
            kind="study",
            content=content,
            audience=Audience(),
            deadline=content.starts_at,
            opens_at=bureau.now,
            by=by,
        )
        return activity.id

    activity_id = await bureau.store.write(ask, bureau.office)
    await bureau.ring()
    return activity_id


async def code_now(bureau: Bureau) -> str:
    """Return the six digits on the screen."""
    row = await bureau.store.read(lambda session: session.scalars(select(StudySession)).one())
    return code_of(row.secret, step_of(bureau.now))


async def row_of(bureau: Bureau, person_id: int) -> Assignment:
    return await bureau.store.read(
        lambda session: session.scalars(select(Assignment).where(Assignment.person_id == person_id)).one()
    )


def changes(session: Session) -> int:
    """Return how many changes of codes the outbox still holds."""
    return len([key for key in session.scalars(select(Sent.key)) if re.fullmatch("edit/[0-9]+/s[0-9]+", key)])


async def menu(bureau: Bureau, name: str = "陈清") -> Message:
    """Open 会务 of the only session."""
    person = bureau.people[name]
    sent = await person.send("/report")
    await person.tap(FIRST, await person.wait_for(behind(sent, FIRST)))
    await person.tap("会务", await person.wait_for(behind(sent, "会务")))
    return await person.wait_for(behind(sent, "请选择要办的事"))


def is_file(name: str) -> Callable[[Message], bool]:
    return lambda message: message.file is not None and message.file.name.endswith(name)


def is_photo(message: Message) -> bool:
    return message.file is not None and message.file.kind == "photo"


async def test_who_comes_gets_a_calendar_file(bureau: Bureau) -> None:
    content = lecture(bureau)
    await publish(bureau, content)
    lee = bureau.people["李强"]
    notice = await lee.wait_for(TITLE)
    assert "到会登记：08:50起" in notice.text
    assert "已报名参加" in toast(await lee.tap("参加", notice))
    calendar = await lee.wait_for(is_file(".ics"))
    assert calendar.file is not None
    lines = (await bureau.messenger.download(calendar.file)).decode().split("\r\n")
    assert "DTSTART;TZID=Asia/Shanghai:20261203T090000" in lines
    assert "SEQUENCE:0" in lines
    assert max(len(line.encode()) for line in lines) <= 75
    assert "VALARM" not in "".join(lines)


async def test_signing_in_by_the_code(bureau: Bureau, roster: dict[str, int]) -> None:
    content = lecture(bureau, host="孙丽", host_id=roster["孙丽"])
    await publish(bureau, content, by=roster["陈清"])
    lee, qian, host = bureau.people["李强"], bureau.people["钱敏"], bureau.people["孙丽"]
    await lee.tap("参加", await lee.wait_for("专题讲座"))
    await host.wait_for("专题讲座")

    await bureau.at(content.starts_at - timedelta(minutes=30))
    soon = await lee.wait_for("会议即将开始")
    assert "请准时到会" in soon.text
    assert "会议即将开始" not in [m.text[:10] for m in await qian.chat()]

    await bureau.at(content.starts_at - timedelta(minutes=14))
    board = await host.wait_for("到会情况")
    assert "已到 0 人　请假 0 人　未到 6 人" in board.text
    await host.tap("发登记码", board)
    screen = await host.wait_for(is_photo)
    shown = re.search(r"登记码　(\d{3}) (\d{3})", screen.text)
    assert shown is not None
    assert shown[1] + shown[2] == await code_now(bureau)
    await lee.send(await code_now(bureau))
    await lee.wait_for("12月3日08:50起可登记")

    await bureau.sent()
    await bureau.at(content.starts_at - timedelta(minutes=5))
    renewed = await host.wait_for(is_photo)
    assert renewed.id == screen.id
    assert renewed.text != screen.text
    digits = await code_now(bureau)
    await lee.send(f"{digits[:3]} {digits[3:]}")
    await lee.wait_for("到会已登记，谢谢！")
    done = await lee.wait_for("现场登记，无需再操作")
    assert done.labels == ()
    await lee.send(digits)
    await lee.wait_for("您已登记到会，不用重复操作。")

    await bureau.at(content.starts_at + timedelta(minutes=3))
    digits = await code_now(bureau)
    wrong = f"{(int(digits) + 7) % 1_000_000:06d}"
    await qian.send(wrong)
    await qian.wait_for("登记码不对，或已换成新的")
    await qian.send(f"/start s1-{digits}")
    await qian.wait_for("到会已登记（迟到）")
    await bureau.later(seconds=6)
    live = await host.wait_for("已到 2 人（迟到 1 人）")
    assert live.id == board.id
    assert "迟到：钱敏" in live.text

    await host.tap("第二次点名", live)
    await host.wait_for("正在第二次点名")
    await lee.send(await code_now(bureau))
    await lee.wait_for("第二次点名已登记")
    await bureau.later(seconds=6)
    live = await host.wait_for("第二次点名未到：钱敏")

    await host.tap("结束登记", live)
    await host.tap("确认结束", await host.wait_for("还有4人没有登记到会"))
    await host.wait_for(lambda m: m.text.startswith("登记已结束："))  # nor 到会登记已结束, below the code
    await bureau.later(seconds=6)
    await host.wait_for("登记已结束，漏登的可点")
    await bureau.ring()
    await host.wait_for("到会登记已结束")
    await bureau.people["周喆"].send(await code_now(bureau))
    await bureau.people["周喆"].wait_for("这次会议的登记已经结束")
    assert (await row_of(bureau, roster["周喆"])).stage == "未到会"
    assert await bureau.store.read(changes) < 3  # but for what was on its way
    assert "仅限纪检秘书" in toast(await host.forge("1k:1:minutes:", live))
    assert "仅限纪检秘书" in toast(await lee.forge("1k:1:names:", done))


async def test_a_head_approves_leave_and_the_absent_make_up(bureau: Bureau, roster: dict[str, int]) -> None:
    file = attachment_of("学习材料.pdf", PDF)
    await bureau.store.write(lambda session: keep_file(session, bureau.now, file, PDF, "BQACGone"))
    content = lecture(bureau, sign_in="不扫码", file=file, speakers=["孙丽", "王教授"])
    await publish(bureau, content.model_copy(update={"speaker_ids": [roster["孙丽"]]}))
    lee, head, qian = bureau.people["李强"], bureau.people["孙丽"], bureau.people["钱敏"]
    zhao, chen = bureau.people["赵刚"], bureau.people["陈清"]
    notice = await lee.wait_for(is_file("学习材料.pdf"))
    await lee.tap("请假", notice)
    await lee.wait_for("由处室负责人或纪检秘书审批")
    await lee.send("外出执法检查")
    await lee.wait_for("请假已提交，等待审批")
    asked = await head.wait_for("请假申请")
    assert "外出执法检查" in asked.text
    await chen.wait_for("请假申请")
    assert not [m for m in await zhao.chat() if "请假申请" in m.text]  # the head of another department
    await head.tap("同意", asked)
    await lee.wait_for("您此项已免：请假（外出执法检查）")
    await qian.tap("参加", await qian.wait_for("专题讲座"))

    await bureau.at(content.starts_at + timedelta(hours=2))
    await chen.wait_for("散会后请在报表中登记到会")
    office = await menu(bureau)
    await chen.tap("点名登记", office)
    names = await chen.wait_for("点姓名即登记到会")
    assert "李强（假）" in names.labels
    for name in ("陈清", "孙丽"):
        await chen.tap(name, names)
        names = await chen.wait_for(f"✓ {name}")
    await chen.tap("✓ 孙丽", names)
    names = await chen.wait_for("已登记 1 人")
    await chen.tap("孙丽", names)
    await chen.wait_for("已登记 2 人")
    await chen.tap("缺席补学", office)
    sure = await chen.wait_for("给没有到会的4人（其中请假1人）发送学习内容和材料")
    await chen.tap("发送给4人", sure)
    await chen.wait_for("补学通知正在发给4人")
    for person, say in ((qian, "已登记补学"), (lee, "已登记补学")):
        asked = await person.wait_for("您没有参加这次会议。请自学")
        assert asked.file is not None
        assert say in toast(await person.tap("已补学", asked))
        await person.wait_for("补学，无需再操作")
    assert (await row_of(bureau, roster["李强"])).outcome == "done"
    assert toast(await chen.tap("缺席补学", await menu(bureau))).startswith("没有需要补学的人")

    await chen.send("/report")
    await chen.tap(FIRST, await chen.wait_for(FIRST))
    report = await chen.wait_for("补学")
    assert "到会 2 人" in report.text.replace("：", " ")

    office = await menu(bureau)
    await chen.tap("会议记录", office)
    drawn = await chen.wait_for("点要填的项目")
    assert "主讲、发言：孙丽、王教授" in drawn.text
    for label, words, said in (
        ("记录人", "陈清", "记录人：陈清"),
        ("外单位参加", "甲县应急局 张三\n乙区应急局 李四", "外单位参加：2人"),
        ("学习内容", "学习纪律处分条例廉洁纪律部分。", "学习内容：学习纪律处分条例"),
        ("讨论要点", "结合执法检查谈风险。", "讨论要点：结合执法"),
    ):
        await chen.tap(label, drawn)
        await chen.wait_for("请输入")
        await chen.send(words)
        drawn = await chen.wait_for(said)
    await chen.tap("学习内容", drawn)
    await chen.send("长" * 2001)
    await chen.wait_for("最多2000字，您写了2001字，没有记下")
    await chen.send("学习纪律处分条例。")
    drawn = await chen.wait_for("学习内容：学习纪律处分条例。")
    await chen.tap("导出 Word", drawn)
    paper = await chen.wait_for(is_file("会议记录.docx"))
    assert paper.file is not None
    content_ = await bureau.messenger.download(paper.file)
    cells = {row.cells[0].text: row.cells[1].text for row in Document(BytesIO(content_)).tables[0].rows}
    assert cells["人数"] == "应到6人，实到2人，请假等1人，缺席3人；会后补学2人"
    assert cells["会后补学"] == "办公室：钱敏\n法规处：李强"
    assert cells["缺席人员"] == "办公室：赵刚、钱敏\n法规处：周喆"
    assert cells["请假及原因"] == "法规处　李强：请假（外出执法检查）"
    assert cells["外单位参加"] == "2人：甲县应急局 张三、乙区应急局 李四"

    await chen.tap("学习统计", await menu(bureau))
    year = await chen.wait_for("人人登台")
    assert "已登台 1 人" in year.text
    assert "孙丽1次" in year.text
    await chen.tap("导出 Excel", year)
    sheet = await chen.wait_for(is_file(".xlsx"))
    assert sheet.file is not None
    workbook = load_workbook(BytesIO(await bureau.messenger.download(sheet.file)))
    assert workbook.sheetnames[:2] == ["人人登台", "五位一体"]


@ON_SQLITE
async def test_wrong_codes_are_bounded_and_strangers_to_a_session_told(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    content = lecture(bureau)
    await publish(bureau, content, by=roster["陈清"])
    await bureau.at(content.starts_at)
    qian, digits = bureau.people["钱敏"], await code_now(bureau)
    for turn in range(1, 11):
        await qian.send(f"{(int(digits) + turn * 99) % 1_000_000:06d}")
        await qian.wait_for("登记码不对")
    await qian.send(digits)
    await qian.wait_for("登记码错误次数较多，请到主持人处登记")
    await bureau.people["李强"].send(f"/start s7-{digits}")
    await bureau.people["李强"].wait_for("这次会议的通知名单里没有您")
    outsider = await bureau.person("路人", 999)
    await outsider.send(f"/start s1-{digits}")
    await outsider.wait_for("请联系纪检秘书")
    # Digits that answer something else stay what they are, and so do digits long after.
    await bureau.at(content.ends_at + timedelta(hours=13))
    await qian.send("123456")
    await qian.wait_for("现在没有等您输入的内容")
    assert (await row_of(bureau, roster["钱敏"])).stage == "未到会"


@ON_SQLITE
async def test_the_page_for_the_projector(bureau: Bureau, roster: dict[str, int]) -> None:
    content = lecture(bureau, host="孙丽", host_id=roster["孙丽"])
    await publish(bureau, content)
    await bureau.store.write(set_option, ADDRESS, "https://bot.example")
    await bureau.at(content.starts_at)
    board = await bureau.people["孙丽"].wait_for("到会情况")
    address = board.button("打开投影页面").url
    bot = bureau.desk.bot
    assert isinstance(bot, ExtBot)
    async with TestClient(TestServer(application(bot, bureau.desk, "secret"))) as web:
        path = address.removeprefix("https://bot.example")
        page = await web.get(path)
        assert TITLE in await page.text()
        assert page.headers["Cache-Control"] == "no-store"
        now = await (await web.get(f"{path}/now")).json()
        digits = await code_now(bureau)
        assert now["code"] == f"{digits[:3]} {digits[3:]}"
        assert now["svg"].startswith("<svg")
        assert (await web.get("/show/anything")).status == 404
        await bureau.at(content.ends_at)
        now = await (await web.get(f"{path}/now")).json()
        assert (now["code"], now["says"]) == ("", "到会登记已结束")


@ON_SQLITE
async def test_a_session_is_drafted_with_host_and_code(bureau: Bureau) -> None:
    chen = bureau.people["陈清"]
    await chen.send("/new")
    await chen.tap("学习通知", await chen.wait_for("请选择类型"))
    await chen.tap("专题讲座", await chen.wait_for("请选择模板"))
    await chen.wait_for("时间")
    await chen.send("下周五下午3点")
    await chen.wait_for("地点")
    await chen.send("三楼第一会议室")
    await chen.tap("确定（6人）", await chen.wait_for("请选择发给谁"))
    preview = await chen.wait_for("立即发布")
    await chen.tap("加到会登记方式", preview)
    await chen.tap("扫码登记", await chen.wait_for("从按钮中选一项"))
    preview = await chen.wait_for("到会登记方式：扫码登记")
    await chen.tap("加主持人", preview)
    await chen.wait_for("花名册上的姓名")
    await chen.send("孙立")
    await chen.wait_for("花名册上没有主持人“孙立”")
    await chen.tap("改主持人", await chen.last())
    await chen.wait_for("花名册上的姓名")
    await chen.send("孙丽")
    preview = await chen.wait_for("主持人：孙丽")
    await chen.tap("改廉政宣教类别", preview)
    await chen.tap("体验悟廉", await chen.wait_for("从按钮中选一项"))
    await chen.tap("立即发布", await chen.wait_for("廉政宣教类别：体验悟廉"))
    await chen.wait_for("已发布")
    notice = await bureau.people["李强"].wait_for("到会登记：14:50起")
    assert notice.labels == ("参加", "请假")
