"""What is kept of figures: as right as the rows themselves, and counted anew only where something moved."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.facts import record
from services.office import Office
from services.reporting.figures import activity_figures
from services.reporting.tallies import recount
from storage.activities import Activity
from storage.assignments import Assignment
from storage.store import Store
from storage.tallies import Stale
from tests.services.bureau import deliver, publish


def _settle(session: Session) -> None:
    while recount(session):
        pass
    assert session.scalar(select(func.count()).select_from(Stale)) == 0


async def test_what_is_kept_says_what_the_rows_say(
    store: Store, office: Office, roster: dict[str, int], now: datetime
) -> None:
    def story(session: Session) -> None:
        activity = session.get_one(Activity, publish(session, office, now))
        deliver(session, now, {roster["钱敏"]: "本人已停用机器人"})
        counted = activity_figures(session, office, now, activity)
        _settle(session)
        assert activity_figures(session, office, now, activity) == counted
        assert counted.counts.unreachable == 1
        assert counted.delivery is not None
        assert counted.delivery.delivered == len(roster) - 1

    await store.write(story)


async def test_a_deadline_turns_what_is_kept_without_a_recount(
    store: Store, office: Office, roster: dict[str, int], now: datetime
) -> None:
    def story(session: Session) -> None:
        activity = session.get_one(Activity, publish(session, office, now))
        _settle(session)
        assert activity.deadline is not None
        at = activity_figures(session, office, activity.deadline, activity)
        after = activity_figures(session, office, activity.deadline + timedelta(seconds=1), activity)
        assert at.counts.pending == after.counts.overdue == len(roster)

    await store.write(story)


@pytest.mark.parametrize(("change", "stale"), [({"outcome": "done"}, {1}), ({"department_id": 2}, {1, 2})])
async def test_only_where_something_moved_is_counted_anew(
    store: Store,
    office: Office,
    roster: dict[str, int],
    now: datetime,
    change: dict[str, object],
    stale: set[int],
) -> None:
    def story(session: Session) -> None:
        activity = session.get_one(Activity, publish(session, office, now))
        _settle(session)
        moved = select(Assignment).where(Assignment.person_id == roster["钱敏"])
        record(session, session.scalars(moved).one(), "answer", change, now, by=None)
        session.flush()
        assert set(session.scalars(select(Stale.department_id))) == stale
        live = activity_figures(session, office, now, activity)
        _settle(session)
        assert activity_figures(session, office, now, activity) == live

    await store.write(story)
