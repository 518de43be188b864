"""管理此项 as functions: what forged buttons get, and what days off entered later move."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.reminder import ReminderContent
from services import desk as service
from services.audiences import Audience
from services.backing import Desk
from services.backings import BACKINGS
from services.holidays.screen import enter_days
from services.managing.desk import ACTIONS, BEFORE
from services.office import Office
from services.publishing import create_activity
from services.refusals import Refusal
from storage.activities import CLOSED, OPEN, PUBLISHING, SCHEDULED, WITHDRAWN, Activity
from storage.messages import Message
from storage.people import Person
from tests.conftest import add_roster
from tests.services.bureau import REMINDER, publish, session_at

STATUSES = (SCHEDULED, PUBLISHING, OPEN, CLOSED, WITHDRAWN)
WORDS = ("", "张三", "明天", "1" * 300, "<b>&", "二〇二六年十二月八日", "3000年1月1日", "、，")
ARGS = ("", "x", "999999999", "9" * 40, "6588f1a0", "ffffffff", "-1", "９")


def at(
    session: Session, office: Office, now: datetime, activity_id: int, arg: str = "", text: str = ""
) -> Desk:
    """Return 陈清 at an activity."""
    chen = session.scalars(select(Person).where(Person.name == "陈清")).one()
    return Desk(session, office, now, chen, session.get_one(Activity, activity_id), arg, text)


def test_no_kind_has_an_action_of_the_same_name() -> None:
    for kind, backing in BACKINGS.items():
        assert not backing.actions.keys() & ACTIONS.keys(), kind
    assert ACTIONS.keys() >= BEFORE


@pytest.mark.parametrize("status", STATUSES)
def test_whatever_is_pressed_is_answered(
    session: Session, office: Office, now: datetime, status: str
) -> None:
    chen = add_roster(session)["陈清"]
    id_ = publish(session, office, now)
    session.flush()
    for action, arg in product(ACTIONS, ARGS):
        with session.begin_nested() as savepoint:
            session.get_one(Activity, id_).status = status
            session.flush()
            try:
                reply = service.press(session, office, now, 1000 + chen, id_, action, arg)
                said = reply.text or reply.prompt or reply.toast
            except Refusal as refusal:
                said = str(refusal)
            assert said
            savepoint.rollback()


@pytest.mark.parametrize(
    "action", ["m-add", "m-one", "m-remove", "m-extend", "m-remind-add", "m-reopen", "s-move"]
)
def test_whatever_is_typed_is_answered(session: Session, office: Office, now: datetime, action: str) -> None:
    chen = add_roster(session)["陈清"]
    id_ = publish(session, office, now)
    status = {"m-reopen": CLOSED, "s-move": SCHEDULED}.get(action, OPEN)
    for words in WORDS:
        session.get_one(Activity, id_).status = status
        reply = service.press(session, office, now, 1000 + chen, id_, action, "", words)
        assert reply.text or reply.prompt


def reminders(session: Session, activity_id: int) -> list[str]:
    return [one[:16] for one in session.get_one(Activity, activity_id).reminders]


def rest(session: Session, office: Office, now: datetime, lines: str) -> str:
    """Enter days off as 陈清; return what is said."""
    chen = session.scalars(select(Person).where(Person.name == "陈清")).one()
    return enter_days(session, office, now, chen.telegram_id or 0, {}, lines).text


def told(session: Session) -> list[str]:
    asked = select(Message).where(Message.key.startswith("dayoff/")).order_by(Message.id)
    return [row.payload["text"] for row in session.scalars(asked)]


def test_a_reminder_added_by_hand_moves_to_a_working_day(
    session: Session, office: Office, now: datetime
) -> None:
    add_roster(session)
    id_ = publish(session, office, now, deadline=now + timedelta(days=16))  # Friday the 18th
    assert reminders(session, id_) == ["2026-12-10T09:00", "2026-12-17T09:00"]
    ACTIONS["m-remind-add"](at(session, office, now, id_, text="12月14日下午3点"))
    said = rest(session, office, now, "2026-12-14 休 测试\n2026-12-17 休 测试")
    assert "1项已发布事项的自动提醒已随之调整" in said
    assert reminders(session, id_) == ["2026-12-09T09:00", "2026-12-11T09:00", "2026-12-16T09:00"]
    assert told(session) == []
    assert "已随之调整" not in rest(session, office, now, "2026-12-28 休 测试")


def test_a_day_made_up_brings_the_last_reminder_closer(
    session: Session, office: Office, now: datetime
) -> None:
    add_roster(session)
    id_ = publish(session, office, now, deadline=now + timedelta(days=12))  # Monday the 14th
    assert reminders(session, id_)[-1] == "2026-12-11T09:00"
    rest(session, office, now, "2026-12-13 班")
    assert reminders(session, id_)[-1] == "2026-12-13T09:00"


def test_what_was_taken_off_stays_off(session: Session, office: Office, now: datetime) -> None:
    add_roster(session)
    id_ = publish(session, office, now)
    session.get_one(Activity, id_).reminders = []
    rest(session, office, now, "2026-12-08 休 测试")
    assert reminders(session, id_) == []


def test_a_session_and_what_is_scheduled_are_asked_about_too(
    session: Session, office: Office, now: datetime
) -> None:
    add_roster(session)
    due = now + timedelta(days=6)
    publish(session, office, now, "study", session_at(due), deadline=due)
    waits = create_activity(
        session,
        office,
        now,
        kind="reminder",
        content=REMINDER,
        audience=Audience(),
        deadline=due,
        opens_at=now + timedelta(days=1),
        by=None,
    )
    rest(session, office, now, "2026-12-08 休 测试")
    study, scheduled = told(session)
    assert "要改的请在报表里点“更正”" in study
    assert scheduled.endswith("要改吗？")
    arg = format(int((now + timedelta(days=7)).timestamp()), "x")
    reply = ACTIONS["m-shift"](at(session, office, now, waits.id, arg))
    assert "截止已改为2026年12月9日（星期三）10:00" in reply.text
    assert waits.deadline == now + timedelta(days=7)
    assert "已经改过" in ACTIONS["m-shift"](at(session, office, now, waits.id, arg)).text


def test_the_foot_of_what_is_moved_bears_the_new_day(session: Session, office: Office, now: datetime) -> None:
    add_roster(session)
    content = ReminderContent(
        title="提醒", body="请遵守规定。", sign_off="江州市应急管理局机关纪委\n2026年12月3日"
    )
    waits = create_activity(
        session,
        office,
        now,
        kind="reminder",
        content=content,
        audience=Audience(),
        deadline=None,
        opens_at=now + timedelta(days=1),
        by=None,
    )
    ACTIONS["s-move"](at(session, office, now, waits.id, text="12月7日"))
    assert office.today(waits.opens_at) == date(2026, 12, 7)
    assert waits.version == 2
    published = ACTIONS["s-now"](at(session, office, now, waits.id))
    assert "已发布" in published.toast
    assert waits.version == 3
