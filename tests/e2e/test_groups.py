"""Groups: added, paired, told the notice and nothing else, corrected, grown, left and lost."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Content
from activities.reminder import ReminderContent
from sandbox.chats import GroupClient
from services.audiences import Audience
from services.office import Office
from services.publishing import create_activity, publish_due
from storage.groups import LEFT, LOST, PAIRED, Group
from storage.messages import Message
from tests.e2e.conftest import Bureau, toast
from tests.e2e.test_managing import ON_SQLITE, manage
from tests.e2e.test_sessions import lecture

NAMES = ("陈清", "赵刚", "钱敏", "孙丽", "李强", "周喆")
TITLE = "元旦廉洁提醒"
REMINDER = ReminderContent(title=TITLE, body="节日期间请遵守各项规定。")


async def paired(bureau: Bureau, chat_id: int = -500) -> GroupClient:
    """Return a group that the secretary has paired."""
    chen = bureau.people["陈清"]
    group = await bureau.messenger.group(chat_id, "工作群", chen)
    await group.say(chen, "/pair")
    await group.wait_for("本群已配对")
    return group


async def publish(
    bureau: Bureau,
    by: int,
    content: Content = REMINDER,
    kind: str = "reminder",
    groups: tuple[int, ...] = (1,),
) -> int:
    """Publish something that groups hear of as well."""

    def run(session: Session, office: Office, now: datetime) -> int:
        made = create_activity(
            session,
            office,
            now,
            kind=kind,
            content=content,
            audience=Audience(groups=(1,)),
            deadline=now + timedelta(days=7),
            opens_at=now,
            by=by,
        )
        publish_due(session, office, now)
        return made.id

    id_ = await bureau.store.write(run, bureau.office, bureau.now)
    bureau.sender.wake()
    return id_


async def standing(bureau: Bureau) -> list[tuple[int, str]]:
    """Return the groups the bot knows, by chat id, with how they stand."""

    def read(session: Session) -> list[tuple[int, str]]:
        return [(one.chat_id, one.status) for one in session.scalars(select(Group).order_by(Group.id))]

    return await bureau.store.read(read)


@ON_SQLITE
async def test_a_secretary_pairs_a_group_and_tells_it(bureau: Bureau, roster: dict[str, int]) -> None:
    """From /pair to the deep link, as the secretary, the group and somebody in it see it."""
    chen, lee = bureau.people["陈清"], bureau.people["李强"]
    group = await bureau.messenger.group(-500, "工作群", chen)
    await group.wait_for("请纪检秘书在本群发送 /pair")
    await group.say(lee, "/pair")
    await group.wait_for("请与我私聊使用")
    await group.say(chen, "/pair@other_bot")
    await group.say(chen, "/pair")
    await group.wait_for("本群已配对")
    await chen.send("/pair")
    await chen.wait_for("• 工作群（陈清配对，2026年12月2日）")
    await chen.send("/new")
    await chen.tap("清风行动", await chen.wait_for("新起草"))
    await chen.tap("空白（自己写）", await chen.wait_for("请选择模板"))
    for words in (TITLE, "节日期间请遵守各项规定，李强同志带头。"):
        await chen.send(words)
    steps = {
        "依据（党员）": "跳过",
        "依据（非党员）": "跳过",
        "截止时间": "3个工作日内",
        "发给谁": "确定（6人）",
    }
    for asked, button in steps.items():
        await chen.tap(button, await chen.wait_for(asked))
    preview = await chen.wait_for("点“立即发布”后马上发出")
    await chen.tap("同时在群内通知", preview)
    await chen.tap("工作群", await chen.wait_for("请选择同时在哪些群里通知"))
    shown = await chen.wait_for(lambda m: "✓ 工作群" in m.labels)
    assert "（预览：群里将看到）" in shown.text
    await chen.tap("选好了", shown)
    warned = await chen.wait_for("群内通知：工作群")
    assert "群里会看到姓名“李强”" in warned.text
    await chen.tap("立即发布", warned)
    notice = await group.wait_for(TITLE)
    assert notice.labels == ("到私聊办理",)
    assert notice.buttons[0].url == "https://t.me/qingfeng_bot?start=g1"
    await lee.start("g1")
    mine = await lee.wait_for(lambda m: m.labels == ("我已知悉",) and TITLE in m.text)
    assert "已登记" in toast(await lee.tap("我已知悉", mine))
    await lee.start("g9")
    await lee.wait_for("这项内容不存在，或不属于您")
    stranger = await bureau.person("路人", 9000)
    await stranger.start("g1")
    await stranger.wait_for("请联系纪检秘书。")


async def test_a_group_hears_of_changes_and_never_of_names(bureau: Bureau, roster: dict[str, int]) -> None:
    group = await paired(bureau)
    content = lecture(bureau, starts_at=bureau.office.local(bureau.now) + timedelta(days=2))
    await publish(bureau, roster["陈清"], content, "study")
    notice = await group.wait_for(content.title)
    assert f"地点：{content.place}" in notice.text
    lee, chen = bureau.people["李强"], bureau.people["陈清"]
    await lee.tap("参加", await lee.wait_for(content.title))
    await bureau.sent()
    first = f"1．{content.title}"
    await chen.send("/report")
    await chen.tap(first, await chen.wait_for(first))
    await chen.tap("更正", await chen.wait_for("更正"))
    await chen.tap("地点", await chen.wait_for("请选择要更正的项目"))
    await chen.wait_for("请输入新的地点")
    await chen.send("五楼礼堂")
    await chen.tap("确认更正", await chen.wait_for("确认更正"))
    news = await group.wait_for("【更正】")
    assert "地点改为：五楼礼堂" in news.text
    edited = await group.wait_for(lambda m: m.id == notice.id and "地点：五楼礼堂" in m.text)
    assert edited.labels == ("到私聊办理",)
    menu = await manage(chen, first)
    await chen.tap("撤回", menu)
    await chen.tap("确认撤回", await chen.wait_for("发错了、不该发的"))
    gone = await group.wait_for(lambda m: m.id == notice.id and "此项已撤回，不用办理。" in m.text)
    assert gone.labels == ()
    said = "".join(message.text for message in await group.chat() if message.from_bot)
    assert not any(name in said for name in NAMES)
    assert "人" not in said.replace("机器人", "").replace("人员", "")


@pytest.mark.parametrize("told", [True, False])
async def test_a_supergroup_keeps_the_pairing(bureau: Bureau, roster: dict[str, int], told: bool) -> None:
    """Whether the word of it came, or the first message to the old id is refused."""
    group = await paired(bureau)
    id_ = await publish(bureau, roster["陈清"])
    await group.wait_for(TITLE)
    await bureau.sent()
    bigger = await group.upgrade(-1000500, bureau.people["陈清"])
    await bigger.say(bureau.people["陈清"], "/todo")  # comes behind the word that it grew
    await bigger.wait_for("请与我私聊使用")
    assert await standing(bureau) == [(-1000500, PAIRED)]
    if not told:

        def forget(session: Session) -> None:
            session.scalars(select(Group)).one().chat_id = -500

        await bureau.store.write(forget)
    await publish(bureau, roster["陈清"], ReminderContent(title="第二份提醒", body="请按时办理各项工作。"))
    await bureau.sent()
    await bureau.later(minutes=1)  # what was refused is tried again
    await bigger.wait_for("第二份提醒")
    await bureau.sent()
    assert await standing(bureau) == [(-1000500, PAIRED)]
    # What was said in the old group stands there for good: it is said anew where the group is now.
    menu = await manage(bureau.people["陈清"], f"2．{TITLE}")
    await bureau.people["陈清"].tap("提前结束", menu)
    await bureau.people["陈清"].tap("确认结束", await bureau.people["陈清"].wait_for("还有6人没有办理"))
    assert id_ == 1
    await bigger.wait_for("此项已结束")


@ON_SQLITE
async def test_a_group_nobody_pairs_is_left_after_one_line(bureau: Bureau) -> None:
    lee = bureau.people["李强"]
    group = await bureau.messenger.group(-500, "工作群", lee)
    await group.wait_for("一小时内没有配对")
    await bureau.later(minutes=59)
    await bureau.sent()
    assert [status for _, status in await standing(bureau)] == ["waiting"]
    await bureau.later(minutes=1)
    await bureau.sent()
    assert await standing(bureau) == [(-500, LEFT)]
    known = await bureau.messenger.request("GET", "/groups")
    assert [one["bot_standing"] for one in known] == ["left"]
    assert len([message for message in await group.chat() if message.from_bot]) == 1


@ON_SQLITE
async def test_being_thrown_out_is_told_once(bureau: Bureau, roster: dict[str, int]) -> None:
    group = await paired(bureau)
    chen = bureau.people["陈清"]
    await group.kick(bureau.people["李强"])
    await chen.wait_for("机器人已不在群“工作群”里")
    await publish(bureau, roster["陈清"])
    await bureau.people["李强"].wait_for(TITLE)
    await bureau.later(minutes=5)
    await bureau.sent()
    assert await standing(bureau) == [(-500, LOST)]
    told = [message for message in await chen.chat() if "机器人已不在群" in message.text]
    assert len(told) == 1
    await chen.send("/pair")
    await chen.wait_for("还没有配对的群")


async def test_a_refusal_tells_of_the_loss_where_no_word_came(bureau: Bureau, roster: dict[str, int]) -> None:
    group = await paired(bureau)
    await bureau.sent()

    def elsewhere(session: Session) -> None:  # as if the word that it was thrown out had been lost
        session.scalars(select(Group)).one().chat_id = -900

    await bureau.store.write(elsewhere)
    await publish(bureau, roster["陈清"])
    await bureau.sent()
    await bureau.later(minutes=1)
    await bureau.people["陈清"].wait_for("机器人已不在群“工作群”里")

    def states(session: Session) -> set[tuple[str, str | None]]:
        found = session.scalars(select(Message).where(Message.purpose.in_(("group", "open"))))
        return {(one.purpose, one.state) for one in found}

    await bureau.sent()
    assert await bureau.store.read(states) == {("group", "unreachable"), ("open", "sent")}
    assert group.id == -500


@ON_SQLITE
async def test_a_pairing_ends_by_a_button(bureau: Bureau, roster: dict[str, int]) -> None:
    group = await paired(bureau)
    chen = bureau.people["陈清"]
    await publish(bureau, roster["陈清"])
    await group.wait_for(TITLE)
    await chen.send("/pair")
    await chen.tap("取消配对：工作群", await chen.wait_for("• 工作群"))
    await chen.tap("确认取消", await chen.wait_for("取消配对群“工作群”？"))
    await chen.wait_for("还没有配对的群")
    await bureau.sent()
    known = await bureau.messenger.request("GET", "/groups")
    assert [one["bot_standing"] for one in known] == ["left"]
    assert await standing(bureau) == [(-500, LEFT)]
    await publish(bureau, roster["陈清"], ReminderContent(title="第二份提醒", body="请按时办理各项工作。"))
    await bureau.sent()
    assert not any("第二份提醒" in message.text for message in await group.chat())
