"""When the four messages of a holiday go out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workdays.campaign import Moments, moments
from workdays.holidays import Calendar, Override

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar()


def plan(year: int, key: str, calendar: Calendar = CALENDAR) -> Moments:
    holiday = next(found for found in calendar.holidays(year) if found.key == key)
    return moments(holiday, calendar, ZONE)


def office(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=ZONE)


def test_new_year_2027() -> None:
    found = plan(2027, "元旦")
    assert found.preview.at == office(2026, 12, 22, 9)
    assert found.before.at == office(2026, 12, 25, 9)
    assert found.eve.at == office(2026, 12, 31, 9)
    assert found.after.at == office(2027, 1, 4, 9)
    assert found.before.key == "2027/元旦/before"
    assert [moment.key.rpartition("/")[2] for moment in (found.preview, found.eve, found.after)] == [
        "preview",
        "eve",
        "after",
    ]
    assert found.before.at.utcoffset() == timedelta(hours=8)


def test_a_make_up_saturday_is_the_eve() -> None:
    found = plan(2026, "春节")
    # Seven days before 15 February is a Sunday: the Friday before it.
    assert found.before.at == office(2026, 2, 6, 9)
    assert found.eve.at == office(2026, 2, 14, 9)
    assert found.after.at == office(2026, 2, 24, 9)


def test_merged_holidays_have_one_campaign() -> None:
    found = plan(2028, "国庆")
    assert found.before == plan(2028, "国庆").before
    assert found.before.key == "2028/国庆/before"
    assert found.before.at == office(2028, 9, 22, 9)
    assert found.eve.at == office(2028, 9, 29, 9)
    assert found.after.at == office(2028, 10, 5, 9)


@pytest.mark.parametrize("year", range(2008, 2100))
def test_the_four_moments_are_working_days_in_order(year: int) -> None:
    for holiday in CALENDAR.holidays(year):
        found = moments(holiday, CALENDAR, ZONE)
        days = [moment.at.date() for moment in (found.preview, found.before, found.eve, found.after)]
        assert days == sorted(set(days))
        assert all(CALENDAR.is_working(day) for day in days)
        assert days[1] <= holiday.first - timedelta(days=7)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.dates(date(2027, 1, 10), date(2027, 3, 10)), st.booleans(), max_size=25))
def test_overrides_move_moments_and_never_rename_them(entered: dict[date, bool]) -> None:
    # The festival's own day stays off: a holiday that is taken away has no moments at all.
    entered[date(2027, 2, 6)] = False
    calendar = Calendar(Override(day, working, "录入") for day, working in entered.items())
    found, usual = plan(2027, "春节", calendar), plan(2027, "春节")
    assert [moment.key for moment in vars(found).values()] == [moment.key for moment in vars(usual).values()]
    assert found.preview.at < found.before.at < found.eve.at < found.after.at
