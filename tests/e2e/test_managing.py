"""管理此项: what is done about something after it was published, as the people concerned see it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.study import StudyContent
from sandbox.chats import PersonClient
from sandbox.seen import Message
from services.audiences import Audience
from services.facts import fold, opened_as
from services.office import Office
from services.publishing import create_activity, publish_due
from storage.activities import Activity, Draft
from storage.assignments import Assignment, Fact, facts_of
from storage.people import Leave, Person
from tests.e2e.conftest import Bureau, behind, toast
from tests.e2e.test_activities import REMINDER, publish, row

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FIRST = "1．元旦廉洁提醒"


async def manage(secretary: PersonClient, first: str = FIRST) -> Message:
    """Open 管理此项 of the only activity."""
    sent = await secretary.send("/report")
    await secretary.tap(first, await secretary.wait_for(behind(sent, first)))
    await secretary.tap("管理此项", await secretary.wait_for(behind(sent, "管理此项")))
    return await secretary.wait_for(behind(sent, "管理："))


async def facts(bureau: Bureau, activity_id: int, kind: str) -> int:
    def count(session: Session) -> int:
        query = select(Fact).join(Assignment).where(Assignment.activity_id == activity_id, Fact.kind == kind)
        return len(session.scalars(query).all())

    return await bureau.store.read(count)


async def change(bureau: Bureau, function: Callable[[Session], None]) -> None:
    await bureau.store.write(function)


async def activity_of(bureau: Bureau, activity_id: int) -> Activity:
    return await bureau.store.read(lambda session: session.get_one(Activity, activity_id))


def all_fold(session: Session) -> bool:
    """Tell whether every row is the fold of its facts."""
    for one in session.scalars(select(Assignment)):
        told = facts_of(session, one.id)
        row = fold(opened_as(one, told), told)
        if any(getattr(one, key) != value for key, value in row.items()):
            return False
    return True


async def test_what_was_withdrawn_says_so_wherever_it_was_sent(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    id_ = await publish(bureau, "reminder", REMINDER)
    lee, qian, chen = (bureau.people[name] for name in ("李强", "钱敏", "陈清"))
    await lee.tap("我已知悉", await lee.wait_for("元旦廉洁提醒"))
    old = await qian.wait_for("元旦廉洁提醒")
    await bureau.sent()
    await bureau.later(days=3)  # older than what may be deleted
    menu = await manage(chen)
    await chen.tap("撤回", menu)
    asked = await chen.wait_for("发错了、不该发的")
    assert "已有1人办理" in asked.text
    await chen.tap("确认撤回", asked)
    done = await chen.wait_for("已撤回《元旦廉洁提醒》")
    assert toast(await chen.forge(f"1k:{id_}:m-withdrawn:", done)).startswith("这项已经撤回")
    edited = await qian.wait_for(lambda m: m.id == old.id and "此项已撤回，不用办理。" in m.text)
    assert edited.labels == ()
    await lee.wait_for("此项已撤回")
    assert "此项已撤回" in toast(
        await qian.forge(f"1a:{(await row(bureau, id_, roster['钱敏'])).id}:1:ok:", old)
    )
    assert (await row(bureau, id_, roster["钱敏"])).outcome == "none"
    sent = await qian.send("/todo")
    await qian.wait_for(behind(sent, "您没有待办事项"))
    sent = await chen.send("/report")
    await chen.wait_for(behind(sent, "不计入合计"))


async def test_a_deadline_moves_for_all_and_for_one(bureau: Bureau, roster: dict[str, int]) -> None:
    id_ = await publish(bureau, "reminder", REMINDER)  # due on Wednesday 9 December at 10:00
    lee, qian, chen = (bureau.people[name] for name in ("李强", "钱敏", "陈清"))
    old = await qian.wait_for("办理截止：2026年12月9日（星期三）10:00")
    await lee.wait_for("元旦廉洁提醒")
    await bureau.sent()

    def away(session: Session) -> None:  # all the time until the first deadline, and no longer
        day = date(2026, 12, 1)
        session.add(
            Leave(
                person_id=roster["周喆"],
                kind="请假",
                first=day,
                last=day.replace(day=9),
                recorded_at=bureau.now,
            )
        )

    await change(bureau, away)
    menu = await manage(chen)
    await chen.tap("延期", menu)
    await chen.wait_for("请发送新的截止时间")
    await chen.send("明天")
    await chen.wait_for("不晚于现在的截止")
    await chen.send("随便")
    await chen.wait_for("没看懂")
    await chen.send("12月18日")
    asked = await chen.wait_for("改为2026年12月18日（星期五）17:30")
    await chen.tap("确认延期", asked)
    await chen.wait_for("的截止已改为2026年12月18日（星期五）17:30")
    edited = await qian.wait_for(lambda m: m.id == old.id and "12月18日（星期五）17:30" in m.text)
    assert edited.labels == ("我已知悉",)

    await bureau.later(minutes=1)
    one = await manage(chen)
    await chen.tap("延期", one)
    await chen.tap("只给一个人延期", await chen.wait_for("只给一个人延期"))
    await chen.wait_for("请发送要延期的人的姓名")
    await chen.send("王五")
    await chen.wait_for("名单里没有“王五”")
    await chen.send("李强")
    await chen.wait_for("请发送李强新的截止时间")
    await chen.send("12月25日")
    await chen.wait_for("李强（法规处）的截止已延到2026年12月25日（星期五）17:30")
    await lee.wait_for("您的办理截止延到2026年12月25日（星期五）17:30")
    await bureau.sent()
    mine, others = await row(bureau, id_, roster["李强"]), await row(bureau, id_, roster["钱敏"])
    assert mine.deadline is not None
    assert others.deadline is not None
    assert [bureau.office.local(one.deadline).day for one in (mine, others) if one.deadline] == [25, 18]
    assert await facts(bureau, id_, "extension") == 7
    assert (await row(bureau, id_, roster["周喆"])).exempt is None
    assert await bureau.store.read(all_fold)
    # A second extension of all leaves the one who has a deadline of their own; each is reminded in time.
    activity = await activity_of(bureau, id_)
    assert [at[:10] for at in activity.reminders] == ["2026-12-10", "2026-12-17"]
    await bureau.at(datetime(2026, 12, 24, 9, 1, tzinfo=bureau.office.zone))
    await lee.wait_for("提醒：以下事项请及时办理")


async def test_people_are_added_and_taken_off(bureau: Bureau, roster: dict[str, int]) -> None:
    def ask(session: Session, office: Office, now: datetime) -> int:
        law = Audience(people=(roster["李强"], roster["周喆"]))
        made = create_activity(
            session,
            office,
            now,
            kind="reminder",
            content=REMINDER,
            audience=law,
            deadline=now + timedelta(days=7),
            opens_at=now,
            by=None,
        )
        publish_due(session, office, now)
        return made.id

    id_ = await bureau.store.write(ask, bureau.office, bureau.now)
    lee, qian, jo, chen = (bureau.people[name] for name in ("李强", "钱敏", "周喆", "陈清"))
    await lee.tap("我已知悉", await lee.wait_for("元旦廉洁提醒"))
    old = await jo.wait_for("元旦廉洁提醒")
    await bureau.sent()
    menu = await manage(chen)
    await chen.tap("增减人员", menu)
    await chen.tap("增加人员", await chen.wait_for("名单上现有2人次"))
    await chen.wait_for("请发送要增加的人的姓名")
    await chen.send("钱 敏、赵刚（办公室），王五\n李强")
    said = await chen.wait_for("已增加：")
    assert "已增加：钱敏（办公室）、赵刚（办公室）。" in said.text
    assert "没有改动：李强（法规处）" in said.text
    assert "花名册上没有：王五" in said.text
    await qian.tap("我已知悉", await qian.wait_for("元旦廉洁提醒"))
    assert (await row(bureau, id_, roster["钱敏"])).outcome == "done"

    for name, answer in (("李强", "李强（法规处）已办理，不能移出"), ("周喆", "移出后该同志记为免")):
        await chen.tap("增减人员", await manage(chen))
        await chen.tap("移出人员", await chen.wait_for("移出人员"))
        await chen.wait_for("请发送要移出的人的姓名")
        await chen.send(name)
        asked = await chen.wait_for(answer)
    await chen.tap("确认移出", asked)
    again = await chen.wait_for("已把周喆（法规处）移出名单")
    await jo.wait_for(lambda m: m.id == old.id and "您此项已免：移出名单" in m.text)
    assert (await row(bureau, id_, roster["周喆"])).exempt == "移出名单"
    await chen.tap("继续增减", again)
    await chen.tap("增加人员", await chen.wait_for("已移出：周喆"))
    await chen.wait_for("请发送要增加的人的姓名")
    await chen.send("周喆")
    await chen.wait_for("已重新列入：周喆（法规处）")
    await jo.wait_for(lambda m: m.id > old.id and m.labels == ("我已知悉",))
    assert (await row(bureau, id_, roster["周喆"])).exempt is None
    await bureau.sent()
    assert await bureau.store.read(all_fold)
    assert await facts(bureau, id_, "added") == 3
    assert await facts(bureau, id_, "removed") == 1
    sent = await chen.send("/report")
    await chen.wait_for(behind(sent, "应办 4 人次"))


@ON_SQLITE
async def test_reminders_are_added_and_taken_off(bureau: Bureau, roster: dict[str, int]) -> None:
    await publish(bureau, "reminder", REMINDER)
    lee, chen = bureau.people["李强"], bureau.people["陈清"]
    await lee.wait_for("元旦廉洁提醒")
    await chen.tap("自动提醒", await manage(chen))
    listed = await chen.wait_for("将提醒：")
    assert "将提醒：2026年12月7日（星期一）09:00\n将提醒：2026年12月8日（星期二）09:00" in listed.text
    for typed, answer in (
        ("12月5日", "不是工作日"),
        ("明天23点", "免打扰时段"),
        ("12月7日下午3点", "那一天已经有提醒"),
        ("昨天", "已经过去"),
    ):
        await chen.tap("增加提醒", listed)
        await chen.wait_for("请发送要增加的提醒时间")
        await chen.send(typed)
        await chen.wait_for(answer)
    await chen.send("明天下午3点")
    shown = await chen.wait_for("✔ 已增加：2026年12月3日（星期四）15:00")
    await chen.tap("取消：12月7日09:00", shown)
    await chen.wait_for("✔ 已取消：2026年12月7日（星期一）09:00")
    await bureau.at(datetime(2026, 12, 3, 15, 0, 20, tzinfo=bureau.office.zone))
    await lee.wait_for("提醒：以下事项请及时办理")
    await chen.tap("自动提醒", await manage(chen))
    gone = await chen.wait_for("已提醒：2026年12月3日（星期四）15:00")
    assert "将提醒：2026年12月8日（星期二）09:00" in gone.text


@ON_SQLITE
async def test_it_ends_early_and_begins_again(bureau: Bureau, roster: dict[str, int]) -> None:
    id_ = await publish(bureau, "reminder", REMINDER)
    lee, qian, chen = (bureau.people[name] for name in ("李强", "钱敏", "陈清"))
    await qian.tap("我已知悉", await qian.wait_for("元旦廉洁提醒"))
    old = await lee.wait_for("元旦廉洁提醒")
    await bureau.sent()
    await chen.tap("提前结束", await manage(chen))
    asked = await chen.wait_for("还有5人没有办理")
    await chen.tap("确认结束", asked)
    await chen.wait_for("已结束《元旦廉洁提醒》")
    await lee.wait_for(lambda m: m.id == old.id and "此项已结束" in m.text)
    assert (await activity_of(bureau, id_)).status == "closed"
    menu = await manage(chen)
    assert "延期" not in menu.labels
    await bureau.later(minutes=1)
    await chen.tap("重新开放", menu)
    await chen.wait_for("也可以直接发送开放到什么时候")
    await chen.send("昨天")
    await chen.wait_for("已经过去")
    await chen.send("12月11日")
    await chen.wait_for("受理到2026年12月11日（星期五）17:30")
    edited = await lee.wait_for(lambda m: m.id == old.id and m.labels == ("我已知悉",))
    await lee.tap("我已知悉", edited)
    assert (await row(bureau, id_, roster["李强"])).outcome == "done"
    await bureau.at(datetime(2026, 12, 11, 17, 31, tzinfo=bureau.office.zone))
    assert (await activity_of(bureau, id_)).status == "closed"


@ON_SQLITE
async def test_an_earlier_text_is_copied_or_asked_anew(bureau: Bureau, roster: dict[str, int]) -> None:
    id_ = await publish(bureau, "reminder", REMINDER)
    chen, lee = bureau.people["陈清"], bureau.people["李强"]
    await lee.wait_for("元旦廉洁提醒")
    await chen.tap("复制成新的一份", await manage(chen))
    await chen.tap("去修改", await chen.wait_for("已按《元旦廉洁提醒》起草新的一份"))
    preview = await chen.wait_for("截止：不设")
    assert "节日期间，请严守纪律" in preview.text
    await chen.tap("重新征集", await manage(chen))
    await chen.tap("去修改", await chen.wait_for("原来的一份自动结束"))
    preview = await chen.wait_for(lambda m: "立即发布" in m.labels and m.id > preview.id)
    await chen.tap("立即发布", preview)
    await chen.wait_for("已发布：清风行动")
    await bureau.later(minutes=1)
    assert (await activity_of(bureau, id_)).status == "closed"
    menu = await manage(chen, "2．元旦廉洁提醒")
    assert "已由新的一份《元旦廉洁提醒》代替" in toast(await chen.tap("重新开放", menu))
    assert len(await bureau.store.read(lambda s: s.scalars(select(Draft)).all())) == 2


@ON_SQLITE
async def test_a_session_keeps_its_own_time(bureau: Bureau, roster: dict[str, int]) -> None:
    content = StudyContent(
        title="专题学习会", starts_at=bureau.now + timedelta(days=5), place="三楼", topic="纪律"
    )
    id_ = await publish(bureau, "study", content)
    chen = bureau.people["陈清"]
    await chen.wait_for("专题学习会")
    menu = await manage(chen, "1．专题学习会")
    assert "延期" not in menu.labels
    assert "点“更正”改时间" in toast(await chen.forge(f"1k:{id_}:m-extend:", menu))


@ON_SQLITE
async def test_what_waits_to_be_published_is_moved_or_taken_back(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    chen, lee = bureau.people["陈清"], bureau.people["李强"]
    await chen.send("/new")
    await chen.tap("清风行动", await chen.wait_for("请选择类型"))
    await chen.tap("元旦节前提醒", await chen.wait_for("请选择模板"))
    await chen.tap("3个工作日内", await chen.wait_for("请选择截止时间"))
    await chen.tap("确定（6人）", await chen.wait_for("请选择发给谁"))
    await chen.tap("定时发布", await chen.wait_for("定时发布"))
    await chen.tap("下个工作日09:00", await chen.wait_for("请输入发布时间"))
    await chen.tap("确认定时发布", await chen.wait_for("确认定时发布"))
    await chen.tap("改时间或取消", await chen.wait_for("已安排定时发布"))
    one = await chen.wait_for("等待发布：")
    await chen.tap("改时间", one)
    await chen.wait_for("请发送新的发布时间")
    await chen.send("12月8日")
    await chen.wait_for("发布时间要早于截止时间")
    await chen.send("12月4日上午10点")
    await chen.wait_for("✔ 发布时间改为2026年12月4日（星期五）10:00")
    await bureau.at(datetime(2026, 12, 3, 9, 5, tzinfo=bureau.office.zone))
    sent = await chen.send("/report")
    await chen.tap("等待发布的（1）", await chen.wait_for(behind(sent, "等待发布的（1）")))
    listed = await chen.wait_for("点按钮可改时间或取消")
    await chen.tap(listed.labels[0], listed)
    await chen.tap("取消发布", await chen.wait_for("等待发布："))
    await chen.tap("继续修改", await chen.wait_for("没有发给任何人"))
    await chen.wait_for("立即发布")
    await bureau.at(datetime(2026, 12, 4, 10, 5, tzinfo=bureau.office.zone))
    await bureau.sent()
    assert not [m for m in await lee.chat() if m.from_bot]


@ON_SQLITE
async def test_days_off_entered_later_move_what_was_planned(bureau: Bureau, roster: dict[str, int]) -> None:
    id_ = await publish(bureau, "reminder", REMINDER)  # due on Wednesday 9, reminded on Monday and Tuesday
    chen = bureau.people["陈清"]
    await chen.wait_for("元旦廉洁提醒")
    await chen.send("/holiday")
    await chen.tap("录入放假安排", await chen.wait_for("录入放假安排"))
    await chen.wait_for("请按通知逐行输入")
    await chen.send("2026-12-08至2026-12-09 休 测试")
    said = await chen.wait_for("已录入2天")
    assert "1项已发布事项的自动提醒已随之调整。" in said.text
    assert "1项的截止因此不在工作日" in said.text
    activity = await activity_of(bureau, id_)
    assert [at[:16] for at in activity.reminders] == ["2026-12-07T09:00"]
    asked = await chen.wait_for("的截止时间不在工作日")
    assert asked.labels == ("改到前一个工作日（12月7日）", "改到后一个工作日（12月10日）", "不改")
    await chen.tap("改到后一个工作日（12月10日）", asked)
    await chen.wait_for("截止已改为2026年12月10日（星期四）10:00")
    activity = await activity_of(bureau, id_)
    assert activity.deadline is not None
    assert bureau.office.local(activity.deadline).day == 10


@ON_SQLITE
async def test_a_sheet_signed_on_paper_is_pasted_and_taken_back(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    """Names as they were typed off: who has done it, who is not asked, who bears the same name."""
    id_ = await publish(bureau, "reminder", REMINDER)
    chen, lee = bureau.people["陈清"], bureau.people["李强"]
    await lee.tap("我已知悉", await lee.wait_for("元旦廉洁提醒"))

    def namesake(session: Session) -> None:
        session.get_one(Person, roster["周喆"]).name = "孙丽"

    await change(bureau, namesake)
    sent = await chen.send("/report")
    await chen.tap(FIRST, await chen.wait_for(behind(sent, FIRST)))
    await chen.tap("登记线下办理", await chen.wait_for(behind(sent, "登记线下办理")))
    await chen.tap("按姓名登记（可整段粘贴）", await chen.wait_for("整段粘贴"))
    await chen.wait_for("发送后马上登记")
    await chen.send("1、赵　刚\n2、钱敏，李强、孙丽\n王小二")
    said = await chen.wait_for("✔ 已登记2人：赵刚、钱敏。")
    assert "1人已办理，不用登记：李强。" in said.text
    assert "这项的名单里没有：王小二。" in said.text
    assert said.labels[:2] == ("孙丽　法规处", "孙丽　法规处")
    await bureau.later(minutes=1)
    await chen.tap("孙丽　法规处", said)
    await chen.wait_for("✔ 已登记：孙丽（法规处）。")
    assert (await row(bureau, id_, roster["赵刚"])).way == "线下办理"
    await bureau.later(minutes=5)
    await chen.tap("撤销这次登记（2人）", said)
    await chen.wait_for("✔ 已撤销2人的登记。")
    assert (await row(bureau, id_, roster["赵刚"])).outcome == "none"
    assert (await row(bureau, id_, roster["李强"])).outcome == "done"
    await chen.tap("撤销这次登记（2人）", said)
    await chen.wait_for("已经撤销过")
    assert await bureau.store.read(all_fold)


@ON_SQLITE
async def test_a_reminder_speaks_no_longer_of_what_was_corrected_or_withdrawn(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await publish(bureau, "reminder", REMINDER)
    qian, chen = bureau.people["钱敏"], bureau.people["陈清"]
    await qian.wait_for("元旦廉洁提醒")
    await bureau.at(datetime(2026, 12, 7, 9, 0, 20, tzinfo=bureau.office.zone))
    reminded = await qian.wait_for("提醒：以下事项请及时办理")
    await bureau.sent()
    sent = await chen.send("/report")
    await chen.tap(FIRST, await chen.wait_for(behind(sent, FIRST)))
    await chen.tap("更正", await chen.wait_for(behind(sent, "更正")))
    await chen.tap("正文", await chen.wait_for("请选择要更正的项目"))
    await chen.wait_for("请输入新的正文")
    await chen.send("更正以后的正文，请照此办理。")
    await chen.tap("确认更正", await chen.wait_for("确认更正"))
    await qian.wait_for(lambda m: m.id == reminded.id and "更正以后的正文" in m.text)
    await bureau.sent()
    await bureau.later(minutes=1)
    await chen.tap("撤回", await manage(chen))
    await chen.tap("确认撤回", await chen.wait_for("发错了、不该发的"))
    gone = await qian.wait_for(lambda m: m.id == reminded.id and "不用再办" in m.text)
    assert gone.labels == ()
