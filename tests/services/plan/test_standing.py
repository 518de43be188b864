"""How a promise stands: periods, what is owed, what comes next, when it is in danger."""

from datetime import date, timedelta

import pytest

from services.plan.standing import (
    Promise,
    Standing,
    State,
    apart_from,
    occurrences,
    paces,
    periods,
    standing,
    suggested,
)
from workdays.holidays import Calendar

CALENDAR = Calendar()
WATCHED = ("元旦", "春节", "端午", "中秋", "国庆")
QUARTERLY = Promise("quarter", (), 1)


def at(
    promise: Promise, today: date, done: tuple[date, ...] = (), planned: tuple[date, ...] = ()
) -> Standing:
    return standing(promise, 2026, today, CALENDAR, WATCHED, done, planned)


@pytest.mark.parametrize(
    ("promise", "number", "each"),
    [
        (Promise("month", (), 1), 12, 1),
        (Promise("month", (), 2), 12, 2),
        (QUARTERLY, 4, 1),
        (Promise("half", (), 1), 2, 1),
        (Promise("year", (), 2), 1, 2),
        (Promise("year", (3, 9), 2), 2, 1),
        (Promise("once", (6,), None), 1, 1),
        (Promise("holiday"), 5, 1),
        (Promise("week", (), 1), 50, 1),  # two are wholly holidays
        (Promise("ongoing"), 0, 0),
        (Promise("year", (), None, unset=True), 0, 0),
        (Promise(), 0, 0),
        (Promise("", (), 3), 1, 3),
    ],
)
def test_periods_of_a_year(promise: Promise, number: int, each: int) -> None:
    found = periods(promise, 2026, CALENDAR, WATCHED)
    if promise.every == "week":
        assert 49 <= len(found) <= 52
    else:
        assert len(found) == number
    assert all(one.need == each for one in found)
    assert all(one.first <= one.last for one in found)


def test_a_blanked_number_is_never_met_and_never_zero() -> None:
    unset = Promise("year", (), None, unset=True)
    found = at(unset, date(2026, 12, 31), (date(2026, 3, 3),))
    assert (found.state, found.done, found.due, found.danger) == (State.UNSET, 1, None, None)


def test_what_is_missed_is_late_until_made_up_for_and_what_is_too_much_does_not_count_ahead() -> None:
    assert at(QUARTERLY, date(2026, 4, 2)).state is State.LATE
    made_up = at(QUARTERLY, date(2026, 4, 20), (date(2026, 4, 10),))
    assert made_up.state is State.ON_TRACK
    twice = (date(2026, 2, 1), date(2026, 3, 1))
    assert at(QUARTERLY, date(2026, 7, 2), twice).state is State.LATE
    met = tuple(date(2026, month, 10) for month in (2, 5, 8, 11))
    assert at(QUARTERLY, date(2026, 11, 12), met).state is State.DONE
    assert at(QUARTERLY, date(2027, 2, 1), met[:3]).state is State.LATE


def test_two_thirds_of_a_quarter_gone_and_nothing_arranged_is_danger() -> None:
    day = date(2026, 1, 1)
    first = next(d for d in (day + timedelta(n) for n in range(90)) if at(QUARTERLY, d).danger)
    assert first == date(2026, 3, 2)
    arranged = at(QUARTERLY, first, planned=(date(2026, 3, 20),))
    assert arranged.danger is None
    assert arranged.planned
    assert arranged.next == date(2026, 3, 20)
    assert at(QUARTERLY, first, (date(2026, 2, 2),)).danger is None


def test_twice_a_year_is_paced_by_halves_but_late_only_at_the_end() -> None:
    twice = Promise("year", (), 2)
    assert [one.first.month for one in paces(periods(twice, 2026, CALENDAR, WATCHED))] == [1, 7]
    behind = at(twice, date(2026, 7, 2))
    assert behind.state is State.SOON
    assert behind.danger is not None
    both = (date(2026, 2, 2), date(2026, 3, 3))
    assert at(twice, date(2026, 8, 1), both).state is State.DONE
    assert at(twice, date(2027, 1, 3), both[:1]).state is State.LATE


@pytest.mark.parametrize("every", ["week", "month", "quarter", "half", "year", "holiday", "once"])
@pytest.mark.parametrize("year", [2026, 2027])
def test_every_suggested_day_is_a_working_day_of_its_period(every: str, year: int) -> None:
    found = occurrences(Promise(every, (), 3), year, CALENDAR, WATCHED)
    assert found
    for day, period in found:
        assert CALENDAR.is_working(day)
        assert period.first - timedelta(days=7) <= day <= period.last


def test_a_suggestion_leaves_notice_and_another_things_day_is_avoided() -> None:
    [period, *_] = periods(QUARTERLY, 2026, CALENDAR, WATCHED)
    assert suggested(QUARTERLY, period, date(2026, 1, 5), CALENDAR) == date(2026, 3, 13)  # a Friday
    assert suggested(QUARTERLY, period, date(2026, 3, 30), CALENDAR) == date(2026, 3, 31)
    taken = {date(2026, 3, 13), date(2026, 3, 12)}
    assert apart_from(taken, date(2026, 3, 13), period.first, CALENDAR) == date(2026, 3, 11)
