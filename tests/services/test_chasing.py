"""催办: whom a reminder by hand reaches, whom it spares, and that it says so."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from services.chasing import by_hand
from services.office import Office
from services.refusals import NotAllowed, NotYours
from storage.activities import CLOSED, Activity
from storage.messages import Message
from storage.people import Leave, Person
from storage.store import Store
from tests.services.bureau import deliver, publish, session_at, tap


@pytest.fixture
async def reminder(store: Store, office: Office, now: datetime, roster: dict[str, int]) -> int:
    """Return a reminder 钱敏 has done; it cannot reach 周喆, 李强 is away and 孙丽 not linked."""

    def prepare(session: Session) -> int:
        activity = publish(session, office, now)
        deliver(session, now, failing={roster["周喆"]: "本人已停用机器人"})
        tap(session, office, now, activity, roster["钱敏"], Action("ok"))
        day = date(2026, 12, 2)
        session.add(Leave(person_id=roster["李强"], kind="请假", first=day, last=day, recorded_at=now))
        session.get_one(Person, roster["孙丽"]).telegram_id = None
        return activity

    return await store.write(prepare)


def reminded(session: Session) -> list[int]:
    """Return who has a reminder in the outbox."""
    return list(session.scalars(select(Message.person_id).where(Message.purpose == "remind")))


async def test_the_secretary_is_told_whom_it_reaches_and_spares(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    reply = await store.read(by_hand.ask_chase, office, now, 1000 + roster["陈清"], reminder)
    assert reply.text.splitlines() == [
        "<b>催办：元旦廉洁提醒</b>",
        "还有5人未办结，本次提醒2人。",
        "不提醒3人：",
        "今天请假（借出、病假）1人",
        "机器人联系不上2人，请当面或电话通知",
        "",
        "每人只收到一条，合并本人所有未办事项；每人每天最多1次，每周最多3次。",
    ]
    assert [b.label for row in reply.rows for b in row] == ["确认催办2人", "联络名单", "催办设置", "返回"]
    assert await store.read(reminded) == []


async def test_a_chase_reaches_each_once_a_day(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    secretary = 1000 + roster["陈清"]
    reply = await store.write(by_hand.chase, office, now, secretary, reminder)
    assert reply.toast == "已催办2人。"
    assert sorted(await store.read(reminded)) == [roster["陈清"], roster["赵刚"]]
    again = await store.write(by_hand.chase, office, now + timedelta(hours=3), secretary, reminder)
    assert again.toast == "没有可以催办的人员。"
    assert "今天已提醒过2人" in again.text
    assert len(await store.read(reminded)) == 2
    asked = await store.read(by_hand.ask_chase, office, now, secretary, reminder)
    assert [b.label for row in asked.rows for b in row] == ["联络名单", "催办设置", "返回"]
    tomorrow = await store.write(by_hand.chase, office, now + timedelta(days=1), secretary, reminder)
    assert tomorrow.toast == "已催办3人。"


async def test_at_night_it_is_said_when_reminders_go(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    night = now + timedelta(hours=13)
    secretary = 1000 + roster["陈清"]
    reply = await store.read(by_hand.ask_chase, office, night, secretary, reminder)
    assert "提醒将在8:00发出" in reply.text
    assert (await store.write(by_hand.chase, office, night, secretary, reminder)).toast.endswith("8:00发出。")


async def test_who_waits_for_an_answer_is_left_alone(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    starts = now + timedelta(days=3)

    def prepare(session: Session) -> int:
        activity = publish(session, office, now, "study", session_at(starts), deadline=starts)
        tap(session, office, now, activity, roster["赵刚"], Action("leave", text="出差"))
        tap(session, office, now, activity, roster["李强"], Action("come"))
        return activity

    study = await store.write(prepare)
    reply = await store.read(by_hand.ask_chase, office, now, 1000 + roster["陈清"], study)
    assert "还有6人未办结，本次提醒4人。" in reply.text
    assert "已答复等、无需本人再办2人" in reply.text


async def test_only_a_secretary_chases_and_only_what_is_open(
    store: Store, office: Office, now: datetime, roster: dict[str, int], reminder: int
) -> None:
    with pytest.raises(NotAllowed):
        await store.write(by_hand.chase, office, now, 1000 + roster["赵刚"], reminder)
    with pytest.raises(NotYours):
        await store.write(by_hand.chase, office, now, 1000 + roster["陈清"], 999)
    await store.write(lambda s: setattr(s.get_one(Activity, reminder), "status", CLOSED))
    with pytest.raises(by_hand.NotOpen, match="不能催办"):
        await store.write(by_hand.chase, office, now, 1000 + roster["陈清"], reminder)
