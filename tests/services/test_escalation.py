"""The week's cap over all activities, and what stays undone: to the head, then to the secretary."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from reports.screenful import TWO_SCREENS, screen_lines
from services.audiences import Audience
from services.chasing import by_hand, limits
from services.chasing.by_clock import remind
from services.chasing.escalation import escalate_due
from services.office import Office
from services.outbox import claim
from services.refusals import NotAllowed
from services.rendering import render
from services.reporting import call_list
from storage.messages import CANCELLED, UNCERTAIN, Message
from storage.people import Department, Leave, Person
from storage.store import Store
from tests.services.bureau import assignment_of, deliver, publish, tap


def count(session: Session, person_id: int) -> int:
    """Return how many reminders a person has in the outbox."""
    query = select(Message.id).where(Message.purpose == "remind", Message.person_id == person_id)
    return len(session.scalars(query).all())


def lists(session: Session, office: Office, now: datetime) -> dict[str, str]:
    """Let the clock ring and send; return each list by whose it is."""
    escalate_due(session, office, now)
    ids = set(session.scalars(select(Message.id).where(Message.purpose == "escalation")))
    found = {}
    while claimed := claim(session, now, 64, quiet=False):
        for one in render(session, office, now, [id_ for id_ in claimed if id_ in ids]):
            person = session.get_one(Person, session.get_one(Message, one.message_id).person_id)
            found[person.name] = one.skip.reason if one.skip else one.reply.text
        for id_ in claimed:
            session.get_one(Message, id_).state = "sent"
        session.flush()
    return found


async def test_three_reminders_a_week_over_all_activities(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    """`now` is a Wednesday: 2nd to 5th are of one week, the 7th of the next."""
    staff, secretary = roster["李强"], 1000 + roster["陈清"]

    def history(session: Session) -> None:
        ids = [publish(session, office, now, deadline=now + timedelta(days=9)) for _ in range(2)]
        for day in range(3):
            by_hand.chase(session, office, now + timedelta(days=day), secretary, ids[day % 2])
            session.flush()
        assert count(session, staff) == 3
        saturday = now + timedelta(days=3)
        asked = by_hand.ask_chase(session, office, saturday, secretary, ids[0])
        assert "本周提醒次数已满6人" in asked.text
        assert by_hand.chase(session, office, saturday, secretary, ids[0]).toast == "没有可以催办的人员。"
        remind(session, office, saturday, [staff])
        assert count(session, staff) == 3
        remind(session, office, now + timedelta(days=5), [staff])
        assert count(session, staff) == 4

    await store.write(history)


async def test_a_withheld_reminder_leaves_room_and_the_secretary_may_change_the_cap(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    staff, secretary = roster["李强"], 1000 + roster["陈清"]

    def history(session: Session) -> list[int]:
        shown = limits.show(session, office, now, secretary, "remind_cap", 1)
        assert "每周最多收到1次提醒" in shown.text
        assert "✓ 每周1次" in [press.label for press in shown.rows[0]]
        numbers = []
        for day in range(3):
            remind(session, office, now + timedelta(days=day), [staff])
            numbers.append(count(session, staff))
            if day == 0:
                session.scalars(select(Message).where(Message.purpose == "remind")).one().state = CANCELLED
                session.flush()
        return numbers

    assert await store.write(history) == [1, 2, 2]
    with pytest.raises(NotAllowed):
        await store.write(limits.show, office, now, 1000 + staff, "remind_cap", 5)


async def test_the_head_is_told_privately_then_the_secretary(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    """Due on Wednesday 17:30; the head hears on Friday 09:00, the secretary on Tuesday 09:00."""
    deadline = now.replace(hour=9, minute=30)

    def history(session: Session) -> list[dict[str, str]]:
        law = session.scalars(select(Department.id).where(Department.name == "法规处")).one()
        id_ = publish(session, office, now, audience=Audience(departments=(law,)), deadline=deadline)
        deliver(session, now)
        nine = now.replace(hour=1)
        told = []
        for day in (1, 2, 3, 5, 6):
            told.append(lists(session, office, nine + timedelta(days=day)))
            told.append(lists(session, office, nine + timedelta(days=day, hours=1)))
            if day == 2:
                tap(session, office, nine + timedelta(days=2), id_, roster["周喆"], Action("ok"))
        return told

    told = await store.write(history)
    friday, tuesday = told[2], told[8]
    assert [bool(one) for one in told] == [False, False, True, *[False] * 5, True, False]
    assert list(friday) == ["孙丽"]
    assert friday["孙丽"].splitlines()[-3:] == [
        "李强、周喆",
        "",
        "此名单只发给您本人，用于提醒，请不要转发。",
    ]
    assert list(tuesday) == ["陈清"]
    assert "法规处：孙丽、李强" in tuesday["陈清"]
    assert "周喆" not in tuesday["陈清"]


@pytest.mark.parametrize("done", [False, True])
async def test_without_a_head_the_secretary_hears_at_once_and_what_is_done_is_not_told(
    store: Store, office: Office, now: datetime, roster: dict[str, int], done: bool
) -> None:
    deadline, friday = now.replace(hour=9, minute=30), now.replace(hour=1) + timedelta(days=2)

    def history(session: Session) -> dict[str, str]:
        session.get_one(Person, roster["孙丽"]).telegram_id = None
        session.get_one(Person, roster["赵刚"]).post = ""
        for name in ("陈清", "赵刚"):
            session.add(
                Leave(person_id=roster[name], kind="请假", first=office.today(friday), recorded_at=now)
            )
        id_ = publish(session, office, now, deadline=deadline)
        deliver(session, now)
        escalate_due(session, office, friday)
        for name in ("钱敏", "李强", "周喆") if done else ():
            tap(session, office, friday, id_, roster[name], Action("ok"))
        return lists(session, office, friday)

    text = (await store.write(history))["陈清"]
    assert ("办公室：钱敏\n法规处：孙丽、李强、周喆" in text) is not done
    assert "法规处：孙丽" in text


async def test_hundreds_who_are_late_are_counted_and_not_listed(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    """The secretary's list of three activities, of 300 people each, stays within two screens of a phone."""
    deadline, tuesday = now.replace(hour=9, minute=30), now.replace(hour=1) + timedelta(days=6)

    def history(session: Session) -> dict[str, str]:
        desk = session.scalars(select(Department.id).where(Department.name == "办公室")).one()
        since = office.today(now)
        session.add_all(
            Person(name=f"张某{n}", department_id=desk, joined=since, roster_order=9) for n in range(300)
        )
        session.flush()
        for _ in range(3):
            publish(session, office, now, deadline=deadline)
        deliver(session, now)
        lists(session, office, now.replace(hour=1) + timedelta(days=2))
        return lists(session, office, tuesday)

    text = (await store.write(history))["陈清"]
    assert text.count("共306人：办公室303人，法规处3人。姓名请点下面的“查看”。") == 3
    assert "张某" not in text
    assert screen_lines(text) <= TWO_SCREENS


async def test_the_call_list_says_whom_no_message_reaches_and_what_to_do(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    def history(session: Session) -> None:
        assert call_list.call_list(session, office, now, 1000 + roster["陈清"]).files == ()
        session.get_one(Person, roster["孙丽"]).telegram_id = None
        id_ = publish(session, office, now)
        deliver(session, now, failing={roster["周喆"]: "本人已停用机器人"})
        assignment_of(session, id_, roster["李强"]).delivery = UNCERTAIN
        tap(session, office, now, id_, roster["钱敏"], Action("ok"))

    await store.write(history)
    reply = await store.read(call_list.call_list, office, now, 1000 + roster["陈清"])
    assert "孙丽\n没有绑定账号：请当面发邀请" in reply.text
    assert "李强\n消息可能没有送达：请电话确认是否收到。" in reply.text
    assert "周喆\n本人已停用机器人：请当面请其重新打开机器人。" in reply.text
    sheet = load_workbook(BytesIO(reply.files[0].make()))["联络名单"]
    names = [row[2] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert names == ["孙丽", "李强", "周喆"]
    assert not any("共" in str(cell.value) or "合计" in str(cell.value) for row in sheet for cell in row)
    with pytest.raises(NotAllowed):
        await store.read(call_list.call_list, office, now, 1000 + roster["李强"])
