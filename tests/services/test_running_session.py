"""A session that runs waits for its host: nobody is overdue before its end."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.kind import Action
from services.correcting.applying import apply_correction
from services.facts import fold, opened_as, state_of
from services.office import Office
from services.study.clock import watch
from storage.activities import Activity
from storage.assignments import Assignment, facts_of, state_sql
from tests.conftest import add_roster
from tests.services.bureau import publish, session_at, tap


def states(session: Session, now: datetime) -> Counter[str]:
    """Return how many stand where, after holding every row to its facts."""
    session.expire_all()
    for one in session.scalars(select(Assignment)):
        facts = facts_of(session, one.id)
        assert state_of(fold(opened_as(one, facts), facts), now) == session.scalar(
            select(state_sql(now)).where(Assignment.id == one.id)
        )
    return Counter(session.scalars(select(state_sql(now))))


def test_nobody_is_overdue_before_the_end(session: Session, office: Office, now: datetime) -> None:
    ids = add_roster(session)
    starts = now + timedelta(days=1)
    activity_id = publish(session, office, now, "study", session_at(starts), deadline=starts)
    tap(session, office, now, activity_id, ids["李强"], Action("come"))
    everybody = len(ids)
    for minutes, standing in (
        (-1, {"pending": everybody}),
        (0, {"pending": everybody}),
        (89, {"pending": everybody}),
        (91, {"pending": 1, "overdue": everybody - 1}),  # 李强 said yes; the secretary is to say the rest
    ):
        at = starts + timedelta(minutes=minutes)
        watch(session, office, at)
        watch(session, office, at)  # as often as the clock rings
        assert states(session, at) == standing


def test_who_waited_for_the_host_is_asked_again_where_the_session_is_moved(
    session: Session, office: Office, now: datetime
) -> None:
    ids = add_roster(session)
    starts = now + timedelta(hours=1)
    activity_id = publish(session, office, now, "study", session_at(starts), deadline=starts)
    watch(session, office, starts)
    assert {one.waits_for for one in session.scalars(select(Assignment))} == {"other"}
    activity = session.get_one(Activity, activity_id)
    moved = session_at(starts + timedelta(days=40))
    apply_correction(session, office, starts, activity, session_at(starts), moved, by=ids["陈清"])
    session.flush()
    watch(session, office, starts + timedelta(minutes=1))
    session.expire_all()
    assert {one.waits_for for one in session.scalars(select(Assignment))} == {"person"}
