"""周期安排: a rule for an item or a draft; its drafts come ahead of time, and go out only on her word."""

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sandbox.chats import PersonClient
from sandbox.seen import Message
from storage.activities import Activity, Draft
from tests.e2e.conftest import Bureau, toast
from tests.e2e.test_plan import in_force, opened


async def set_up(secretary: PersonClient) -> Message:
    """Set 廉情通报会 to the first working day of each month; return the page that asks for confirmation."""
    await secretary.tap("设为周期", await opened(secretary, "廉情通报会"))
    asked = await secretary.wait_for("多久一次？")
    await secretary.tap("每月第一个工作日", asked)
    return await secretary.wait_for("请核对日期")


async def at_work(bureau: Bureau, month: int, day: int, hour: int = 9) -> None:
    """Let the clock ring at an hour of the office, and what is due be sent."""
    await bureau.at(datetime(2027, month, day, hour - 8, 5, tzinfo=UTC))
    await bureau.sent()


async def words(secretary: PersonClient, said: str) -> list[Message]:
    return [one for one in await secretary.chat() if said in one.text]


async def test_a_rule_is_checked_by_its_next_dates_and_kept_to(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    secretary = await in_force(bureau)
    shown = await set_up(secretary)
    assert "1．2027年1月4日（星期一）\n2．2027年2月1日" in shown.text
    assert "到2027年12月31日为止" in shown.text
    assert "到时由您确认" in shown.text
    await secretary.tap("除去2月1日", shown)
    shown = await secretary.wait_for(lambda one: "恢复2月1日" in one.labels)
    assert "2．2027年3月1日" in shown.text
    await secretary.tap("确认启用", shown)
    await secretary.wait_for(lambda one: "停止" in one.labels)
    item = await opened(secretary, "廉情通报会")
    assert "2027年3月1日　周期安排（到时备好草稿）" in item.text
    assert "2027年2月1日" not in item.text
    await secretary.tap("返回", item)
    await secretary.tap("周期安排", await secretary.wait_for("年底材料"))
    await secretary.tap("1", await secretary.wait_for("廉情通报会：每月第一个工作日，下次2027年1月4日"))
    card = await secretary.wait_for("以后5次")
    await secretary.tap("改周期", card)
    await secretary.wait_for("多久一次？")
    await secretary.send("隔三差五")
    await secretary.wait_for("没有看懂多久一次")
    await secretary.send("每季度末月15日，遇节假日提前，至9月30日止")
    card = await secretary.wait_for("到2027年9月30日为止")
    assert "以后3次：\n1．2027年3月15日" in card.text
    await secretary.tap("停止", card)
    await secretary.wait_for("已停止，以后不再起草")
    await at_work(bureau, 3, 3)
    assert await words(secretary, "本期：") == []


async def test_a_draft_lies_ready_and_goes_out_only_on_her_word(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    secretary = await in_force(bureau)
    await secretary.tap("确认启用", await set_up(secretary))
    await at_work(bureau, 2, 13)  # a Saturday
    assert await words(secretary, "本期：2027年3月1日") == []
    await at_work(bureau, 2, 18)
    first = await secretary.wait_for("本期：2027年3月1日")
    assert "还要补充：" in first.text
    assert "发布" not in first.labels
    await at_work(bureau, 2, 18, 11)  # once a day
    assert len(await words(secretary, "本期：2027年3月1日")) == 1
    await secretary.tap("补充内容", first)
    await secretary.wait_for("请输入地点")
    await secretary.send("三楼第一会议室")
    await secretary.tap("确认定时发布", await secretary.wait_for("确认定时发布"))
    await secretary.wait_for("已安排定时发布")
    await at_work(bureau, 2, 19)
    assert await words(secretary, "本期：2027年3月1日") == []  # it became the draft, and is not asked about
    # The next one is as the last one was published, and dated anew.
    await at_work(bureau, 2, 22)
    await at_work(bureau, 3, 22)
    second = await secretary.wait_for("本期：2027年4月1日")
    assert "三楼第一会议室" in second.text
    assert "2027年4月1日（星期四）15:00" in second.text
    published = await bureau.store.read(count_of_activities)
    press = second.button("发布").data
    await secretary.tap("发布", second)
    await secretary.wait_for("已安排定时发布")
    await secretary.forge(press, second)
    assert await bureau.store.read(count_of_activities) == published + 1
    await at_work(bureau, 3, 25)
    await at_work(bureau, 4, 23)
    third = await secretary.wait_for("本期：2027年5月5日")
    await secretary.tap("跳过这一期", third)
    await secretary.wait_for("以后各期照常")
    item = await opened(secretary, "廉情通报会")
    assert "2027年4月1日" in item.text
    assert "2027年5月5日" not in item.text


def count_of_activities(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Activity)) or 0


async def test_a_draft_comes_again_and_by_itself_only_if_she_chose_so(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    secretary = bureau.people["陈清"]
    draft = Draft(
        person_id=roster["陈清"],
        kind="reminder",
        step="preview",
        fields={
            "title": "每周纪律提醒",
            "body": "周末不得违规宴请，公车按规定停放。",
            "sign_off": "机关纪委",
        },
        audience={},
        updated_at=bureau.now,
    )
    await bureau.store.write(lambda session: session.add(draft))
    await secretary.send("/new")
    await secretary.tap("继续第1份", await secretary.wait_for("未完成的草稿"))
    await secretary.tap("设为周期（到时自动备好）", await secretary.wait_for("每周纪律提醒"))
    await secretary.wait_for("多久一次？")
    await secretary.send("每周五，遇节假日提前")
    shown = await secretary.wait_for("请核对日期")
    assert "日期是发布的日期" in shown.text
    await secretary.tap("改为自动发布", shown)
    shown = await secretary.wait_for("到时自动发布：")
    await secretary.tap("确认启用", shown)
    await secretary.wait_for(lambda one: "停止" in one.labels)
    await at_work(bureau, 3, 2)
    told = await secretary.wait_for("将在2027年3月5日（星期五）09:00自动发布")
    assert "改时间或取消" in told.labels
    await at_work(bureau, 3, 5)
    other = bureau.people["李强"]
    await other.wait_for("每周纪律提醒")
    await secretary.tap("查看周期安排", told)
    card = await secretary.wait_for("以后5次")
    await secretary.tap("改为由我确认", card)
    await secretary.wait_for("到时由您确认")
    await at_work(bureau, 3, 9)
    asked = await secretary.wait_for("本期：2027年3月12日")
    assert "没有答复之前不会发布" in asked.text
    # It is changed before she answers: the old button only shows it.
    press = asked.button("发布").data
    await secretary.tap("修改", asked)
    preview = await secretary.wait_for("修改内容")
    await secretary.tap("改为立即发布", preview)
    await secretary.wait_for("立即发布")
    before = await bureau.store.read(count_of_activities)
    await secretary.forge(press, preview)
    assert await bureau.store.read(count_of_activities) == before
    for day in (10, 11, 12, 15):
        await at_work(bureau, 3, day)
    await secretary.wait_for("没有答复，已经过期，没有发布")
    assert await bureau.store.read(count_of_activities) == before


async def test_a_day_off_moves_a_time_and_doubles_none(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = await in_force(bureau)
    await secretary.tap("确认启用", await set_up(secretary))
    await at_work(bureau, 2, 18)
    asked = await secretary.wait_for("本期：2027年3月1日")
    staff = bureau.people["李强"]
    await staff.send("/todo")
    todo = await staff.wait_for(lambda one: bool(one.text))
    assert "仅限纪检秘书" in toast(await staff.forge(asked.button("跳过这一期").data, todo))
    await secretary.send("/holiday")
    await secretary.tap("录入放假安排", await secretary.wait_for("放假安排与清风行动"))
    await secretary.wait_for("请把国务院办公厅放假通知的原文粘贴到这里")
    await secretary.send("2027-03-01 休 停电")
    entered = await secretary.wait_for("已录入1天")
    assert "会议时间：2027年3月1日（星期一）15:00 → 2027年2月26日" in entered.text
    await at_work(bureau, 2, 19)
    assert len(await words(secretary, "本期：2027年3月2日")) == 1
    drafts = await bureau.store.read(lambda session: session.scalar(select(func.count()).select_from(Draft)))
    assert drafts == 1
