"""Presses that come at the same time: each does what it would have done alone."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.kind import Action
from services.focus import current_focus, set_focus
from services.office import Office
from services.refusals import NotYours, Stranger
from services.reply import Reply
from services.tapping import Tap, tap_together
from services.updates import Redelivered
from storage.assignments import Assignment, Fact
from storage.messages import SeenUpdate
from storage.people import Person
from storage.store import Apart, Store
from storage.tallies import Stale
from tests.services.bureau import LETTER, assignment_of, publish

OK = Action("ok")


@pytest.fixture
async def taps(store: Store, office: Office, now: datetime, roster: dict[str, int]) -> dict[str, Tap]:
    """Publish a reminder; return everybody's press on it."""

    def begin(session: Session) -> dict[str, Tap]:
        activity = publish(session, office, now)
        return {
            name: Tap(100 + id_, 1000 + id_, now, assignment_of(session, activity, id_).id, 1, OK)
            for name, id_ in roster.items()
        }

    return await store.write(begin)


def facts(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Fact)) or 0


async def test_all_are_done_in_one_call(store: Store, office: Office, taps: dict[str, Tap]) -> None:
    def together(session: Session) -> None:
        replies = tap_together(session, office, list(taps.values()))
        assert all(isinstance(one, Reply) and "已知悉" in one.toast and not one.rows for one in replies)

    await store.write(together)

    def look(session: Session) -> None:
        assert {row.outcome for row in session.scalars(select(Assignment))} == {"done"}
        pressed = select(Fact.recorded_by).where(Fact.kind == "answer")
        assert sorted(by or 0 for by in session.scalars(pressed)) == sorted(
            tap.telegram_id - 1000 for tap in taps.values()
        )
        assert session.scalar(select(func.count()).select_from(SeenUpdate)) == len(taps)
        assert session.scalars(select(Stale.department_id).distinct()).all()

    await store.read(look)


async def test_what_one_press_alone_would_be_refused_is_left_apart(
    store: Store, office: Office, now: datetime, taps: dict[str, Tap]
) -> None:
    lee, sun = taps["李强"], taps["孙丽"]
    again = replace(lee, update_id=7)
    not_his = replace(lee, update_id=8, assignment_id=taps["赵刚"].assignment_id)
    nobody = replace(lee, update_id=9, telegram_id=5, assignment_id=taps["周喆"].assignment_id)
    nothing = replace(sun, update_id=10, assignment_id=10**8)

    def together(session: Session) -> None:
        tap_together(session, office, [taps["钱敏"]])
        replies = tap_together(session, office, [taps["钱敏"], lee, not_his, nobody, sun, nothing, again])
        left = [isinstance(one, Apart) for one in replies]
        assert left == [True, False, True, True, False, True, True]
        with pytest.raises(Redelivered, match="已登记"):
            tap_together(session, office, [taps["钱敏"]])
        for refused, why in ((not_his, NotYours), (nobody, Stranger), (nothing, NotYours)):
            with pytest.raises(why):
                tap_together(session, office, [refused])
        [said] = tap_together(session, office, [again])
        assert isinstance(said, Reply)
        assert "不用重复操作" in said.toast
        assert facts(session) == 3

    await store.write(together)


async def test_who_has_left_is_refused_beside_those_who_have_not(
    store: Store, office: Office, now: datetime, taps: dict[str, Tap]
) -> None:
    lee = taps["李强"]

    def leave(session: Session) -> None:
        session.get_one(Person, lee.telegram_id - 1000).left = office.today(now)

    await store.write(leave)
    outcomes = await asyncio.gather(
        *(store.write_together(tap_together, office, tap) for tap in taps.values()), return_exceptions=True
    )
    assert [isinstance(one, Stranger) for one in outcomes] == [name == "李强" for name in taps]
    assert await store.read(facts) == len(taps) - 1


async def test_a_kind_that_looks_at_more_than_the_assignment_is_not_judged_beside_others(
    store: Store, office: Office, now: datetime, roster: dict[str, int], taps: dict[str, Tap]
) -> None:
    def history(session: Session) -> None:
        letter = publish(session, office, now, "commitment", LETTER)
        signs = replace(taps["李强"], assignment_id=assignment_of(session, letter, roster["李强"]).id)
        replies = tap_together(session, office, [signs, taps["赵刚"]])
        assert [isinstance(one, Apart) for one in replies] == [True, False]

    await store.write(history)


async def test_words_expected_about_it_are_expected_no_more_and_others_are(
    store: Store, office: Office, now: datetime, taps: dict[str, Tap]
) -> None:
    lee, sun = taps["李强"], taps["孙丽"]
    people = lee.telegram_id - 1000, sun.telegram_id - 1000

    def together(session: Session) -> None:
        for person in people:
            set_focus(session, person, "answer", {"assignment": lee.assignment_id, "name": "x"}, now)
        session.flush()
        tap_together(session, office, [lee, sun])
        assert current_focus(session, people[0], now) is None
        assert current_focus(session, people[1], now) is not None

    await store.write(together)
