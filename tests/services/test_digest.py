"""The digest: on the week's first working day, where there is something to say, once."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from services.office import Office
from services.outbox import claim
from services.rendering import render
from services.reporting.digest import digest_due
from storage.activities import HolidayOverride
from storage.messages import Message
from storage.store import Store
from storage.suggestions import Suggestion
from storage.threads import PERSON, Said
from tests.services.bureau import deliver, publish, tap

MONDAY = timedelta(days=5)  # after `now`, at 10:00


def digests(session: Session, office: Office, now: datetime) -> list[str]:
    """Let the clock ring and send; return what the digests say."""
    digest_due(session, office, now)
    ids = claim(session, now, 64, quiet=False)
    wanted = set(session.scalars(select(Message.id).where(Message.purpose == "digest")))
    for id_ in ids:
        session.get_one(Message, id_).state = "sent"
    session.flush()
    made = render(session, office, now, [id_ for id_ in ids if id_ in wanted])
    return [one.skip.reason if one.skip else one.reply.text for one in made]


async def test_a_quiet_week_has_no_digest(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    assert await store.write(digests, office, now + MONDAY) == []


async def test_the_week_in_one_message_on_monday_and_not_again(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    def history(session: Session) -> list[list[str]]:
        first = publish(session, office, now, deadline=now + timedelta(days=1))
        publish(session, office, now, deadline=now + timedelta(days=7))
        publish(session, office, now, deadline=now + timedelta(days=30))
        deliver(session, now)
        tap(session, office, now, first, roster["李强"], Action("ok"))
        suggestion = Suggestion(person_id=roster["李强"], opened_at=now)
        session.add(suggestion)
        session.flush()
        session.add(Said(suggestion_id=suggestion.id, by=PERSON, by_id=roster["李强"], text="好", at=now))
        early = now + MONDAY - timedelta(hours=2)
        return [digests(session, office, at) for at in (now, early, now + MONDAY, now + MONDAY * 1.1)]

    wednesday, early, monday, again = await store.write(history)
    assert wednesday == early == again == []
    assert monday[0].splitlines() == [
        "<b>本周提要</b>　2026年12月7日",
        "",
        "<b>本周到期：</b>",
        "· 元旦廉洁提醒：2026年12月9日（星期三）10:00截止，还有6人",
        "",
        "<b>已逾期、仍有人未办理：</b>",
        "· 元旦廉洁提醒：逾期5人",
        "",
        "<b>等您处理：</b>",
        "· 1条建议没有答复",
    ]


async def test_where_monday_is_a_day_off_tuesday_is_the_first(
    store: Store, office: Office, now: datetime, roster: dict[str, int]
) -> None:
    def history(session: Session) -> list[int]:
        day = date(2026, 12, 7)
        session.add(HolidayOverride(day=day, working=False, name="", recorded_at=now))
        publish(session, office, now, deadline=now + timedelta(days=7))
        deliver(session, now)
        return [len(digests(session, office, now + MONDAY + timedelta(days=n))) for n in range(3)]

    assert await store.write(history) == [0, 1, 0]
