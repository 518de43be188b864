"""Automatic reminders and chases by hand: one a day a person, on that day, by day, and at what cost."""

from datetime import datetime, timedelta

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from services.chasing import by_hand
from services.chasing.by_clock import concerned_by, remind, remind_due
from services.office import Office
from services.outbox import claim
from services.rendering import render
from storage.activities import Activity
from storage.messages import Message
from storage.store import Store
from tests.services.bureau import deliver, publish


def reminders(session: Session) -> int:
    return session.scalar(select(func.count()).where(Message.purpose == "remind")) or 0


async def test_a_chase_by_night_is_the_next_days_reminder(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    night, morning = now + timedelta(hours=13), now + timedelta(hours=23)  # 23:00, and 09:00 of the next day

    def history(session: Session) -> tuple[str, int]:
        id_ = publish(session, office, now)
        deliver(session, now)
        session.get_one(Activity, id_).reminders = [morning.isoformat()]
        by_hand.chase(session, office, night, 1000 + roster["陈清"], id_)
        again = by_hand.chase(session, office, night, 1000 + roster["陈清"], id_).toast
        remind_due(session, office, morning)
        return again, reminders(session)

    again, number = await store.write(history)
    assert again == "没有可以催办的人员。"
    assert number == 6


async def test_a_reminder_held_up_till_the_next_day_does_not_go(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    def history(session: Session) -> list[str]:
        publish(session, office, now)
        deliver(session, now)
        remind(session, office, now, roster.values())
        tomorrow = now + timedelta(days=1)
        for message in session.scalars(select(Message).where(Message.purpose == "remind")):
            message.due_at = tomorrow  # as after attempts that failed all the while
        ids = claim(session, tomorrow, 64, quiet=False)
        return [one.skip.reason for one in render(session, office, tomorrow, ids) if one.skip]

    assert await store.write(history) == ["已过当天，不再发送"] * 6


async def test_whom_a_reminder_concerns_is_found_without_asking_for_each(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    id_ = await store.write(publish, office, now)
    asked: list[str] = []

    def look(session: Session) -> int:
        event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
        return len(concerned_by(session, office, now, session.get_one(Activity, id_)))

    assert await store.read(look) == 6
    assert (
        len([one for one in asked if one.startswith("SELECT")]) == 3
    )  # the activity, everybody, and seconds
