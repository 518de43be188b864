"""清风行动 over a holiday no library has data for: asked, published once, the eve, after; and mishaps."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.office import Office
from storage.activities import Activity, Campaign, HolidayOverride
from storage.assignments import Assignment
from storage.messages import Message
from storage.people import SECRETARY, Leave, Role
from tests.e2e.conftest import Bureau, toast
from tests.e2e.test_groups import paired


def office_time(office: Office, year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=office.zone)


async def count(bureau: Bureau, purpose: str) -> int:
    def find(session: Session) -> int:
        return session.scalar(select(func.count()).where(Message.purpose == purpose)) or 0

    return await bureau.store.read(find)


async def approve(bureau: Bureau, office: Office) -> None:
    await bureau.at(office_time(office, 2026, 12, 22))
    await bureau.people["陈清"].wait_for("元旦清风行动：请确认是否发布")
    await bureau.people["陈清"].tap("发布")


async def test_new_year_2027_from_preview_to_the_day_after(bureau: Bureau, office: Office) -> None:
    secretary, lee, qian = (bureau.people[name] for name in ("陈清", "李强", "钱敏"))
    await bureau.at(office_time(office, 2026, 12, 22, 8, 59))
    assert await count(bureau, "campaign") == 0
    await bureau.at(office_time(office, 2026, 12, 22))
    preview = await secretary.wait_for("元旦清风行动：请确认是否发布")
    assert "发布时间：2026年12月25日（星期五）09:00" in preview.text
    assert "推算，以国务院办公厅通知为准" in preview.text
    assert "现有6人" in preview.text
    assert toast(await secretary.tap("发布")) == "已确认，到时自动发布。"

    await bureau.at(office_time(office, 2026, 12, 25))
    await bureau.ring()
    await lee.wait_for("1月1日至3日")
    await lee.tap("我已知悉")
    await qian.wait_for("我已知悉")

    await bureau.at(office_time(office, 2026, 12, 31))
    eve_read = await lee.wait_for("元旦假期为1月1日至3日。不收不送")
    assert eve_read.labels == ()
    assert eve_read.text.endswith("江州市应急管理局机关纪委\n2026年12月31日")
    eve_open = await qian.wait_for("您还没有点“我已知悉”")
    assert toast(await qian.tap("我已知悉", eve_open)) == "已登记：您已知悉。谢谢！"

    await bureau.at(office_time(office, 2027, 1, 4))
    await lee.wait_for(lambda message: "登记上交" in message.text and message.id > eve_read.id)
    for _ in range(3):
        await bureau.later(hours=1)
    assert await count(bureau, "open") == 6
    assert await count(bureau, "notice") == 12


async def test_without_an_answer_nothing_goes_out_and_it_is_asked_each_working_day(
    bureau: Bureau, office: Office
) -> None:
    for day in (22, 23, 24, 25, 26, 27, 28):
        await bureau.at(office_time(office, 2026, 12, day, 9, 5))
        await bureau.later(hours=3)
    assert await count(bureau, "campaign") == 5  # not on Saturday the 26th and Sunday the 27th
    assert await count(bureau, "open") == 0


async def test_a_holiday_switched_off_is_no_longer_asked_about(bureau: Bureau, office: Office) -> None:
    secretary = bureau.people["陈清"]
    await bureau.at(office_time(office, 2026, 12, 22))
    await secretary.wait_for("请确认是否发布")
    await secretary.send("/holiday")
    await secretary.wait_for("放假安排与清风行动")
    await secretary.tap("✓ 元旦")
    await secretary.wait_for(lambda message: "元旦" in message.labels)
    await bureau.at(office_time(office, 2026, 12, 23))
    await bureau.at(office_time(office, 2026, 12, 24))
    assert await count(bureau, "campaign") == 1


async def test_a_changed_calendar_moves_a_campaign_and_never_doubles_it(
    bureau: Bureau, office: Office
) -> None:
    await approve(bureau, office)

    def override(session: Session) -> None:
        # The notice, when it comes, makes Friday the 25th a day off.
        day = office_time(office, 2026, 12, 25).date()
        session.add(HolidayOverride(day=day, working=False, name="", recorded_at=bureau.now))

    await bureau.store.write(override)
    await bureau.at(office_time(office, 2026, 12, 24))
    await bureau.at(office_time(office, 2026, 12, 25))

    def activities(session: Session) -> int:
        return session.scalar(select(func.count()).select_from(Activity)) or 0

    assert await bureau.store.read(activities) == 1
    assert await count(bureau, "open") == 6


async def test_down_over_the_moment_it_goes_late_or_is_asked_about(bureau: Bureau, office: Office) -> None:
    await approve(bureau, office)
    await bureau.at(office_time(office, 2026, 12, 25, 10, 59))
    await bureau.people["李强"].wait_for("我已知悉")
    await bureau.at(office_time(office, 2026, 12, 31, 15))  # six hours after the eve's notice was due
    asked = await bureau.people["陈清"].wait_for("错过了节前短提醒的发送时间")
    assert await count(bureau, "notice") == 0
    assert toast(await bureau.people["陈清"].tap("现在补发", asked)) == "已补发。"
    await bureau.people["李强"].wait_for("不收不送")


async def test_a_day_late_the_secretary_is_asked_again(bureau: Bureau, office: Office) -> None:
    await approve(bureau, office)
    await bureau.at(office_time(office, 2026, 12, 28, 9, 30))
    assert await count(bureau, "open") == 0
    again = await bureau.people["陈清"].wait_for("确认后立即发布（原定时间已过）")
    await bureau.people["陈清"].tap("发布", again)
    await bureau.ring()
    await bureau.people["李强"].wait_for("我已知悉")


async def test_the_secretary_moves_or_skips_it(bureau: Bureau, office: Office) -> None:
    secretary = bureau.people["陈清"]
    await bureau.at(office_time(office, 2026, 12, 22))
    await secretary.wait_for("请确认是否发布")
    await secretary.tap("修改时间")
    await secretary.wait_for("请输入发布时间")
    await secretary.send("大后年")
    await secretary.wait_for("没看懂“大后年”")
    await secretary.send("1月2日上午9点")
    await secretary.wait_for("请选现在以后、假期开始以前的时间")
    await secretary.send("12月27日")
    await secretary.wait_for("2026年12月27日（星期日）09:00不行：这天不是工作日。")
    await secretary.send("12月28日晚上11点")
    await secretary.wait_for("不行：22:00至次日8:00是免打扰时段。")
    await secretary.send("12月28日上午10点")
    moved = await secretary.wait_for("发布时间：2026年12月28日（星期一）10:00")
    assert moved.text.startswith("元旦清风行动：已确认发布")
    await bureau.at(office_time(office, 2026, 12, 25))
    assert await count(bureau, "open") == 0
    await secretary.tap("跳过", moved)
    await secretary.wait_for("元旦清风行动：已跳过")
    await bureau.at(office_time(office, 2026, 12, 28, 10))
    assert await count(bureau, "open") == 0


async def test_leave_over_the_whole_time_exempts_and_silences(
    bureau: Bureau, office: Office, roster: dict[str, int]
) -> None:
    def away(session: Session) -> None:
        session.add(
            Leave(
                person_id=roster["李强"],
                kind="病假",
                first=office_time(office, 2026, 12, 1).date(),
                last=None,
                recorded_at=bureau.now,
            )
        )

    await bureau.store.write(away)
    await approve(bureau, office)
    await bureau.at(office_time(office, 2026, 12, 25))
    await bureau.at(office_time(office, 2026, 12, 31))
    await bureau.people["钱敏"].wait_for("您还没有点")

    def exempt(session: Session) -> str | None:
        query = select(Assignment).where(Assignment.person_id == roster["李强"])
        return session.scalars(query).one().exempt

    assert await bureau.store.read(exempt) == "病假"
    assert await bureau.people["李强"].look() == []


async def test_switches_and_entered_days(bureau: Bureau, office: Office) -> None:
    secretary = bureau.people["陈清"]
    await secretary.send("/holiday")
    shown = await secretary.wait_for("放假安排与清风行动")
    assert "2027年元旦：1月1日至3日（推算，以国务院办公厅通知为准）" in shown.text
    await secretary.tap("清明")
    await secretary.wait_for("✓ 清明")
    await secretary.tap("录入放假安排")
    await secretary.wait_for("请按通知逐行输入")
    await secretary.send("2027-01-01至2027-01-05 休 元旦\n2027-13-01 班")
    await secretary.wait_for("第2行没有看懂")
    await secretary.send("2027-01-01至2027-01-05 休 元旦\n2027-01-09 班")
    taken = await secretary.wait_for("已录入6天")
    assert "2027年元旦：1月1日至5日" in taken.text

    def campaigns(session: Session) -> int:
        return session.scalar(select(func.count()).select_from(Campaign)) or 0

    assert await bureau.store.read(campaigns) == 0
    await bureau.people["李强"].send("/holiday")
    await bureau.people["李强"].wait_for("仅限纪检秘书")


async def test_a_paired_group_hears_of_the_holiday_as_chosen_once(bureau: Bureau, office: Office) -> None:
    """Chosen at one holiday, the group is told of the next one that is published without an answer."""
    secretary, lee = bureau.people["陈清"], bureau.people["李强"]
    group = await paired(bureau)
    await bureau.at(office_time(office, 2026, 12, 22))
    preview = await secretary.wait_for("元旦清风行动：请确认是否发布")
    assert "群内通知：不发（点群名更改" in preview.text
    assert "同时在这个群里通知" in toast(await secretary.tap("群内通知：工作群", preview))
    chosen = await secretary.wait_for("群内通知：工作群（点群名更改")
    await secretary.tap("发布", chosen)
    await bureau.at(office_time(office, 2026, 12, 25))
    notice = await group.wait_for("元旦")
    assert notice.labels == ("到私聊办理",)
    assert "1月1日至3日" in notice.text
    await lee.start("g1")
    await lee.wait_for("我已知悉")

    await secretary.send("/holiday")
    listed = await secretary.wait_for("放假安排与清风行动")
    assert "群内通知：工作群（用 /pair 更改）" in listed.text
    await secretary.tap("开启自动发布", listed)
    await secretary.wait_for("关闭自动发布")
    await bureau.at(office_time(office, 2027, 1, 29))
    spring = await group.wait_for("春节")
    said = notice.text + spring.text
    assert not any(name in said for name in bureau.people)
    assert "人" not in said.replace("人员", "").replace("机器人", "").replace("本人", "")

    await secretary.send("/pair")
    await secretary.tap("✓ 节日提醒：工作群", await secretary.wait_for("一次选定，以后都照此办理"))
    await secretary.wait_for("节日提醒发布时不在这个群里通知")


async def test_what_one_secretary_answers_the_other_sees(
    bureau: Bureau, office: Office, roster: dict[str, int]
) -> None:
    """The other's message changes in place; a press that crossed with it changes nothing, and says so."""
    chen, zhao = bureau.people["陈清"], bureau.people["赵刚"]

    def another(session: Session) -> None:
        session.add(Role(person_id=roster["赵刚"], role=SECRETARY, granted_at=bureau.now))

    await bureau.store.write(another)
    await bureau.at(office_time(office, 2026, 12, 22))
    await chen.wait_for("请确认是否发布")
    asked = await zhao.wait_for("请确认是否发布")
    await bureau.sent()
    await chen.tap("跳过")
    told = await zhao.wait_for(lambda m: m.id == asked.id and "已跳过，陈清（办公室）" in m.text)
    data = asked.buttons[0].data
    assert "陈清已跳过，这次没有改动。" in toast(await zhao.forge(data, told))
    await bureau.at(office_time(office, 2026, 12, 22, 9, 30))
    assert toast(await zhao.tap("发布", told)) == "已确认，到时自动发布。"
    await chen.wait_for("已确认发布，赵刚（办公室）")
