"""更正: what was published is changed in place, and everybody hears of another time or place."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.attachment import attachment_of
from activities.reminder import ReminderContent
from sandbox.chats import PersonClient
from sandbox.seen import Message
from services.facts import fold, opened_as
from services.files import keep_file
from storage.activities import Activity, ActivityVersion
from storage.assignments import Assignment, Fact, facts_of
from storage.messages import Message as Sent
from tests.e2e.conftest import Bureau, behind, toast
from tests.e2e.test_activities import publish as publish_any
from tests.e2e.test_sessions import FIRST, ON_SQLITE, PDF, TITLE, is_file, lecture, publish


async def begin(secretary: PersonClient, first: str = FIRST) -> Message:
    """Open 更正 of the only activity."""
    sent = await secretary.send("/report")
    await secretary.tap(first, await secretary.wait_for(behind(sent, first)))
    await secretary.tap("更正", await secretary.wait_for(behind(sent, "更正")))
    return await secretary.wait_for(behind(sent, "请选择要更正的项目"))


async def change(secretary: PersonClient, message: Message, field: str, words: str) -> Message:
    """Write a field anew; return the preview."""
    await secretary.tap(field, message)
    await secretary.wait_for(f"请输入新的{field}")
    await secretary.send(words)
    return await secretary.wait_for("确认更正")


def folded(session: Session) -> dict[int, datetime]:
    """Return each assignment's deadline as its facts tell it."""
    found = {}
    for row in session.scalars(select(Assignment)):
        facts = facts_of(session, row.id)
        assert opened_as(row, facts)["deadline"] != row.deadline
        found[row.id] = fold(opened_as(row, facts), facts)["deadline"]
    return found


async def test_another_time_and_place_reach_everybody(bureau: Bureau, roster: dict[str, int]) -> None:
    content = lecture(bureau, starts_at=bureau.office.local(bureau.now) + timedelta(days=2))
    await publish(bureau, content, by=roster["陈清"])
    lee, qian, chen = bureau.people["李强"], bureau.people["钱敏"], bureau.people["陈清"]
    notice = await lee.wait_for(TITLE)
    await lee.tap("参加", notice)
    await lee.wait_for(is_file(".ics"))
    old = await qian.wait_for(TITLE)

    fields = await begin(chen)
    preview = await change(chen, fields, "时间", "12月7日15:00")
    assert "原：2026年12月4日（星期五）10:00\n改为：2026年12月7日（星期一）15:00" in preview.text
    assert "并给6人各发一条更正消息" in preview.text
    await chen.tap("再改一项", preview)
    fields = await chen.wait_for("✓ 时间")
    preview = await change(chen, fields, "地点", "二楼会议室")
    assert "改为：二楼会议室" in preview.text
    await chen.tap("确认更正", preview)
    await chen.wait_for("更正消息正在发给6人")

    news = await lee.wait_for("【更正】")
    assert "时间改为：2026年12月7日（星期一）15:00\n（原定：2026年12月4日（星期五）10:00）" in news.text
    assert "地点改为：二楼会议室" in news.text
    assert "您此前的答复仍然有效" in news.text
    assert "改为请假" in news.labels
    calendar = await lee.wait_for(is_file(".ics"))
    assert calendar.file is not None
    lines = (await bureau.messenger.download(calendar.file)).decode().split("\r\n")
    assert {"SEQUENCE:1", "DTSTART;TZID=Asia/Shanghai:20261207T150000"} <= set(lines)
    edited = await qian.wait_for(lambda m: m.id == old.id and "二楼会议室" in m.text)
    assert "12月7日（星期一）15:00" in edited.text
    assert "您此前的答复" not in (await qian.wait_for("【更正】")).text
    await bureau.sent()

    def stored(session: Session) -> tuple[Activity, list[Assignment], list[str]]:
        rows = list(session.scalars(select(Assignment)))
        kinds = [fact.kind for fact in session.scalars(select(Fact)) if fact.kind == "correction"]
        return session.scalars(select(Activity)).one(), rows, kinds

    activity, rows, facts = await bureau.store.read(stored)
    assert activity.version == 2
    assert activity.deadline is not None
    assert {row.deadline for row in rows} == {activity.deadline}
    assert await bureau.store.read(folded) == {row.id: activity.deadline for row in rows}
    assert bureau.office.local(activity.deadline).day == 7
    assert len(facts) == 6
    assert [row.stage for row in rows if row.person_id == roster["李强"]] == ["已报名"]
    assert activity.reminders == ["2026-12-04T09:00:00+08:00"]
    # A button of before the change only shows the new text; one of the new message works.
    assert "内容已更新" in toast(await qian.forge("1a:3:1:come:", edited))
    await qian.tap("参加", edited)
    await qian.wait_for("您已报名参加")


@ON_SQLITE
async def test_a_mere_slip_is_mended_without_a_word(bureau: Bureau) -> None:
    file = attachment_of("通知.pdf", PDF)  # so that what is mended stands below a file
    await bureau.store.write(lambda session: keep_file(session, bureau.now, file, PDF, "BQACGone"))
    content = ReminderContent(title="节日题醒", body="请严守纪律，廉洁过节。", file=file)
    await publish_any(bureau, "reminder", content)
    lee, chen = bureau.people["李强"], bureau.people["陈清"]
    notice = await lee.wait_for("节日题醒")
    await lee.tap("我已知悉", notice)
    await lee.wait_for("无需再操作")
    fields = await begin(chen, "1．节日题醒")
    assert "附件" not in fields.labels
    await chen.tap("标题", fields)
    await chen.wait_for("现在的内容：\n节日题醒")
    await chen.send("长" * 61)
    await chen.wait_for("⚠ “标题”最多60字")
    await chen.send("节日题醒")
    await chen.wait_for("和现在的一样")
    await chen.send("节日提醒")
    preview = await chen.wait_for("确认更正")
    assert "更正消息" not in preview.text
    await chen.tap("确认更正", preview)
    await chen.wait_for("已更正《节日提醒》")
    edited = await lee.wait_for(lambda m: m.id == notice.id and "节日提醒" in m.text)
    assert "无需再操作" in edited.text
    assert edited.file == notice.file
    await bureau.sent()
    assert not [m for m in await lee.chat() if "【更正】" in m.text]
    # Pressed once more, there is nothing left to confirm.
    assert "已经过期" in toast(await chen.forge("1u:1:sure:", preview))

    def versions(session: Session) -> int:
        return len(session.scalars(select(ActivityVersion)).all())

    assert await bureau.store.read(versions) == 2


@ON_SQLITE
async def test_what_cannot_be_is_refused_and_nothing_is_lost(bureau: Bureau, roster: dict[str, int]) -> None:
    await publish(bureau, lecture(bureau), by=roster["陈清"])
    chen = bureau.people["陈清"]
    fields = await begin(chen)
    await chen.tap("时间", fields)
    await chen.wait_for("请输入新的时间")
    for words, said in (("昨天9点", "已经过去"), ("下周五", "还差钟点"), ("改天", "没看懂")):
        await chen.send(words)
        await chen.wait_for(said)
    await chen.send("12月4日9:00")
    preview = await chen.wait_for("确认更正")
    await chen.tap("再改一项", preview)
    await chen.tap("主持人", await chen.wait_for("✓ 时间"))
    await chen.wait_for("请输入新的主持人")
    await chen.send("不在册")
    await chen.wait_for("花名册上没有主持人“不在册”")
    await chen.send("孙丽")
    preview = await chen.wait_for("改为：孙丽")
    await chen.tap("再改一项", preview)
    choice = await chen.wait_for("✓ 主持人")
    await chen.tap("到会登记方式", choice)
    await chen.tap("不扫码", await chen.wait_for("请选择新的到会登记方式"))
    preview = await chen.wait_for("改为：不扫码")
    await chen.tap("不更正了", preview)
    await chen.wait_for("没有更正，大家看到的内容不变")
    assert "已经过期" in toast(await chen.forge("1u:1:sure:", preview))

    def edits(session: Session) -> int:
        return len(session.scalars(select(Sent).where(Sent.purpose.in_(("edit", "correction")))).all())

    assert await bureau.store.read(edits) == 0
