"""清风行动 where things come late: an answer, a deadline, an ending."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.holidays import campaign_talk
from services.holidays.campaigns import watch
from services.office import Office
from services.outbox import claim
from services.publishing import publish_due
from services.rendering import render
from storage.activities import CLOSED, Activity
from storage.messages import Message
from storage.store import Store
from tests.services.bureau import publish


async def test_an_answer_that_could_not_be_carried_out_is_asked_for_again_the_same_day(
    store: Store, office: Office, roster: dict[str, int]
) -> None:
    day = datetime(2026, 12, 25, tzinfo=office.zone)

    def history(session: Session) -> int:
        watch(session, office, day.replace(hour=9))
        campaign_talk.answer(
            session, office, day.replace(hour=9, minute=5), 1000 + roster["陈清"], 2027, "元旦", "ok"
        )
        watch(session, office, day.replace(hour=14))  # the bot was down
        return len(session.scalars(select(Message.id).where(Message.purpose == "campaign")).all())

    assert await store.write(history) == 2


async def test_who_is_asked_on_the_evening_before_the_holiday_is_not_late_at_once(
    store: Store, office: Office, roster: dict[str, int]
) -> None:
    eve = datetime(2026, 12, 31, tzinfo=office.zone)

    def history(session: Session) -> datetime | None:
        watch(session, office, eve.replace(hour=9))
        at = eve.replace(hour=18)
        said = campaign_talk.answer(session, office, at, 1000 + roster["陈清"], 2027, "元旦", "ok")
        assert "办理截止：2027年1月4日（星期一）17:30" in said.text
        watch(session, office, at)
        publish_due(session, office, at)
        return session.scalars(select(Activity.deadline)).one()

    assert await store.write(history) == datetime(2027, 1, 4, 17, 30, tzinfo=office.zone)


async def test_what_was_closed_meanwhile_is_not_sent(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    def history(session: Session) -> set[str]:
        session.get_one(Activity, publish(session, office, now)).status = CLOSED
        session.flush()
        outgoing = render(session, office, now, claim(session, now, 64, quiet=False))
        return {one.skip.reason if one.skip else "sent" for one in outgoing}

    assert await store.write(history) == {"已结束"}
