"""The clock does much for many: what it cannot do for one must not keep it from the others."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.clockwork import tick
from services.audiences import Audience
from services.office import Office
from services.publishing import create_activity
from storage.activities import CLOSED, OPEN, SCHEDULED, Activity
from storage.messages import Message
from storage.store import Store
from tests.services.bureau import REMINDER, publish


def draw_up(session: Session, office: Office, now: datetime) -> int:
    activity = create_activity(
        session,
        office,
        now,
        kind="reminder",
        content=REMINDER,
        audience=Audience(),
        deadline=now + timedelta(days=7),
        opens_at=now,
        by=None,
    )
    return activity.id


def told(session: Session) -> list[int]:
    """Return who was told that something failed."""
    return list(session.scalars(select(Message.person_id).where(Message.key.startswith("fault/"))))


async def test_an_activity_that_cannot_be_published_keeps_no_other_waiting(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    def prepare(session: Session) -> tuple[int, int]:
        bad, good = draw_up(session, office, now), draw_up(session, office, now)
        session.get_one(Activity, bad).audience = {"no such": "audience"}
        return bad, good

    bad, good = await store.write(prepare)
    await tick(store, office, now, lambda: None)

    def statuses(session: Session) -> list[str]:
        return [session.get_one(Activity, id_).status for id_ in (bad, good)]

    assert await store.read(statuses) == [SCHEDULED, OPEN]
    assert await store.read(told) == [roster["陈清"]]


async def test_a_job_that_fails_keeps_no_other_from_running(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    def prepare(session: Session) -> int:
        id_ = publish(session, office, now)
        activity = session.get_one(Activity, id_)
        activity.reminders, activity.closes_at = ["not a moment"], now
        return id_

    id_ = await store.write(prepare)
    await tick(store, office, now, lambda: None)
    assert await store.read(lambda session: session.get_one(Activity, id_).status) == CLOSED
    await tick(store, office, now, lambda: None)
    assert await store.read(told) == [roster["陈清"]]  # once a day
