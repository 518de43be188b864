"""Automatic reminders: at most two, one a day, merged, by day, and only to those concerned."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Content
from activities.reminder import ReminderContent
from activities.study import StudyContent
from services.audiences import Audience
from services.office import Office
from services.publishing import create_activity
from storage.messages import Message
from storage.people import Leave
from tests.e2e.conftest import Bureau, behind, toast
from workdays.quiet import is_quiet


async def publish(bureau: Bureau, kind: str, content: Content, deadline: datetime) -> None:
    def ask(session: Session, office: Office) -> None:
        create_activity(
            session,
            office,
            bureau.now,
            kind=kind,
            content=content,
            audience=Audience(),
            deadline=deadline,
            opens_at=bureau.now,
            by=None,
        )

    await bureau.store.write(ask, bureau.office)
    await bureau.ring()


async def reminded(bureau: Bureau) -> list[int]:
    """Return whom a reminder was put in for, one entry a message."""

    def find(session: Session) -> list[int]:
        query = select(Message.person_id).where(Message.purpose == "remind").order_by(Message.id)
        return list(session.scalars(query))

    return await bureau.store.read(find)


def notice(title: str) -> ReminderContent:
    return ReminderContent(title=title, body="请严守纪律，廉洁过节。")


async def live_through(bureau: Bureau, until: datetime) -> None:
    while bureau.now < until:
        await bureau.later(hours=3)
        if not is_quiet(bureau.now, bureau.office.zone):
            await bureau.sent()  # before the next three hours make it yesterday's


async def test_two_reminders_at_most_then_the_secretary_is_told(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    deadline = bureau.now + timedelta(days=9, hours=7)  # Friday 2026-12-11, 17:00
    await publish(bureau, "reminder", notice("年末提醒"), deadline)
    await bureau.people["李强"].wait_for("年末提醒")
    await bureau.people["李强"].tap("我已知悉")
    await live_through(bureau, deadline + timedelta(hours=30))
    people = await reminded(bureau)
    assert roster["李强"] not in people
    assert {people.count(id_) for name, id_ in roster.items() if name != "李强"} == {2}
    told = await bureau.people["陈清"].wait_for("已到截止时间，还有5人未办理")
    assert "查看报表" in told.labels


async def test_what_falls_on_one_day_is_one_message_with_a_button_each(bureau: Bureau) -> None:
    deadline = bureau.now + timedelta(days=2)
    await publish(bureau, "reminder", notice("第一件事"), deadline)
    await publish(bureau, "reminder", notice("第二件事"), deadline)
    await live_through(bureau, deadline)
    merged = await bureau.people["钱敏"].wait_for("提醒：您还有2项未办理")
    assert merged.labels == ("1．第一件事", "2．第二件事")
    assert len(await reminded(bureau)) == 6


async def test_whoever_said_they_come_is_reminded_once_the_working_day_before(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    starts = bureau.now + timedelta(days=5)  # Monday; the working day before is Friday the 4th
    session = StudyContent(title="专题讲座", starts_at=starts, place="三楼会议室", topic="学习党章")
    await publish(bureau, "study", session, starts)
    await bureau.people["李强"].wait_for("专题讲座")
    await bureau.people["李强"].tap("参加")
    await live_through(bureau, starts)
    people = await reminded(bureau)
    assert sorted(people) == sorted(roster.values())
    reminder = await bureau.people["李强"].wait_for("提醒：")
    assert "您已报名参加，请准时到会" in reminder.text


async def test_who_said_they_come_is_told_apart_from_who_did_nothing(bureau: Bureau) -> None:
    starts = bureau.now + timedelta(days=5)
    session = StudyContent(title="专题讲座", starts_at=starts, place="三楼会议室", topic="学习党章")
    await publish(bureau, "study", session, starts)
    await publish(bureau, "reminder", notice("年末提醒"), bureau.now + timedelta(days=2))
    await bureau.people["李强"].wait_for("专题讲座")
    await bureau.people["李强"].tap("参加")
    await live_through(bureau, bureau.now + timedelta(hours=30))
    reminder = await bureau.people["李强"].wait_for("提醒：")
    assert "专题讲座" not in reminder.text  # its own reminder is of another day
    sent = await bureau.people["李强"].send("/todo")
    todo = await bureau.people["李强"].wait_for(behind(sent, "您有1项待办"))
    assert "您已答复的（需要更改时点按钮）：\n2．学习通知：专题讲座" in todo.text
    assert "开会，已报名" in todo.text


async def test_what_has_just_come_is_not_reminded_of(bureau: Bureau, office: Office) -> None:
    await publish(bureau, "reminder", notice("第一件事"), bureau.now + timedelta(days=2))
    bureau.now = datetime(2026, 12, 3, 8, 59, tzinfo=office.zone)
    await publish(bureau, "reminder", notice("刚来的事"), bureau.now + timedelta(days=5))
    await bureau.later(minutes=1)
    reminder = await bureau.people["钱敏"].wait_for("提醒：以下事项请及时办理。")
    assert "第一件事" in reminder.text


async def test_a_session_that_has_begun_asks_nobody_any_more(bureau: Bureau) -> None:
    starts = bureau.now + timedelta(days=1)
    session = StudyContent(title="专题讲座", starts_at=starts, place="三楼会议室", topic="学习党章")
    await publish(bureau, "study", session, starts)
    notice_ = await bureau.people["钱敏"].wait_for("专题讲座")
    await bureau.at(starts + timedelta(minutes=1))
    told = await bureau.people["陈清"].wait_for("还有6人没有到会记录")
    assert "登记到会" in told.text
    assert "会议时间已过" in toast(await bureau.people["钱敏"].tap("参加", notice_))
    sent = await bureau.people["钱敏"].send("/todo")
    await bureau.people["钱敏"].wait_for(behind(sent, "您没有待办事项。"))
    sent = await bureau.people["钱敏"].send("/me")
    assert "补办" not in (await bureau.people["钱敏"].wait_for(behind(sent, "专题讲座"))).text


async def test_somebody_away_that_day_is_left_in_peace(bureau: Bureau, roster: dict[str, int]) -> None:
    deadline = bureau.now + timedelta(days=2)

    def away(session: Session) -> None:
        day = date(2026, 12, 3)
        session.add(Leave(person_id=roster["周喆"], kind="请假", first=day, last=day, recorded_at=bureau.now))

    await bureau.store.write(away)
    await publish(bureau, "reminder", notice("年末提醒"), deadline)
    await live_through(bureau, deadline)
    assert roster["周喆"] not in await reminded(bureau)


async def test_what_is_published_at_night_waits_for_the_morning(bureau: Bureau, office: Office) -> None:
    await bureau.at(datetime(2026, 12, 2, 22, 30, tzinfo=office.zone))
    await publish(bureau, "reminder", notice("夜里发的"), bureau.now + timedelta(days=2))
    await bureau.at(datetime(2026, 12, 3, 7, 59, tzinfo=office.zone))
    morning = datetime(2026, 12, 3, 8, 0, tzinfo=office.zone)
    await bureau.at(morning)
    await bureau.people["李强"].wait_for("夜里发的")
    await bureau.sent()

    def sent(session: Session) -> set[datetime | None]:
        return set(session.scalars(select(Message.sent_at).where(Message.state == "sent")))

    assert await bureau.store.read(sent) == {morning}
