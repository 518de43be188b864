"""The calendar against official data, against a second library, and against what an office enters."""

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
import holidays as second_library
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workdays.holidays import Calendar, Override, Source
from workdays.statute import KINDS, festivals

CALENDAR = Calendar()
ALL_DAYS = st.dates(date(2004, 1, 1), date(2099, 12, 31))


def days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def ranges(year: int, calendar: Calendar = CALENDAR) -> list[tuple[str, str, str]]:
    return [
        (found.name, found.first.isoformat(), found.last.isoformat()) for found in calendar.holidays(year)
    ]


def closed(first: date, last: date, name: str) -> list[Override]:
    return [Override(day, working=False, name=name) for day in days(first, last)]


def test_official_years_agree_with_official_data_on_every_day() -> None:
    differing = [
        day
        for day in days(date(2004, 1, 1), date(2026, 12, 31))
        if CALENDAR.is_working(day) != chinese_calendar.is_workday(day)
    ]
    assert differing == []


def test_computed_years_agree_with_a_second_library_on_every_day() -> None:
    public = second_library.country_holidays("CN", years=range(2027, 2100))
    differing = [
        day
        for day in days(date(2027, 1, 1), date(2099, 12, 31))
        if CALENDAR.is_working(day) != (day.weekday() < 5 and day not in public)
    ]
    assert differing == []


@pytest.mark.parametrize("year", range(2008, 2027))
def test_the_laws_days_are_off_in_every_official_year(year: int) -> None:
    # This is what lets the range be found from the festival's own day.
    for kind, own in festivals(year).items():
        assert not CALENDAR.is_working(own[0]), kind


def test_2025_and_2026_are_as_announced() -> None:
    assert ranges(2025) == [
        ("元旦", "2025-01-01", "2025-01-01"),
        ("春节", "2025-01-28", "2025-02-04"),
        ("清明", "2025-04-04", "2025-04-06"),
        ("劳动节", "2025-05-01", "2025-05-05"),
        ("端午", "2025-05-31", "2025-06-02"),
        ("中秋国庆", "2025-10-01", "2025-10-08"),
    ]
    assert ranges(2026) == [
        ("元旦", "2026-01-01", "2026-01-03"),
        ("春节", "2026-02-15", "2026-02-23"),
        ("清明", "2026-04-04", "2026-04-06"),
        ("劳动节", "2026-05-01", "2026-05-05"),
        ("端午", "2026-06-19", "2026-06-21"),
        ("中秋", "2026-09-25", "2026-09-27"),
        ("国庆", "2026-10-01", "2026-10-07"),
    ]
    make_up = [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20)]
    assert all(CALENDAR.is_working(day) for day in [*make_up, date(2026, 10, 10)])
    assert {found.source for found in CALENDAR.holidays(2026)} == {Source.OFFICIAL}


def test_2027_is_computed_and_says_so() -> None:
    assert CALENDAR.source(2027) is Source.COMPUTED
    assert Source.COMPUTED.label == "推算，以国务院办公厅通知为准"
    assert {found.source for found in CALENDAR.holidays(2027)} == {Source.COMPUTED}
    own_days = {kind: own[0] for kind, own in festivals(2027).items()}
    assert own_days["春节"] == date(2027, 2, 6)
    assert own_days["清明"] == date(2027, 4, 5)
    assert own_days["端午"] == date(2027, 6, 9)
    assert own_days["中秋"] == date(2027, 9, 15)
    # 除夕 is a Friday, 初一 and 初二 a weekend: two working days are given for them.
    assert ranges(2027)[:2] == [("元旦", "2027-01-01", "2027-01-03"), ("春节", "2027-02-05", "2027-02-10")]


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [(2028, date(2028, 9, 30), date(2028, 10, 4)), (2031, date(2031, 10, 1), date(2031, 10, 5))],
)
def test_mid_autumn_within_national_day_is_one_holiday(year: int, first: date, last: date) -> None:
    merged = CALENDAR.holidays(year)[-1]
    assert (merged.key, merged.name, merged.first, merged.last) == ("国庆", "中秋国庆", first, last)
    assert merged.kinds == ("中秋", "国庆")
    assert "中秋" not in {found.key for found in CALENDAR.holidays(year)}
    assert CALENDAR.next_holiday(date(year, 9, 1), kinds=["中秋"]) == merged


def test_new_year_belongs_to_its_own_year_though_it_begins_in_december() -> None:
    calendar = Calendar(closed(date(2027, 12, 30), date(2028, 1, 2), "元旦"))
    found = calendar.next_holiday(date(2027, 12, 20))
    assert (found.year, found.key, found.first, found.last) == (
        2028,
        "元旦",
        date(2027, 12, 30),
        date(2028, 1, 3),
    )


def test_the_next_holiday_begins_after_the_day_given() -> None:
    assert CALENDAR.next_holiday(date(2026, 11, 23)).name == "元旦"
    assert CALENDAR.next_holiday(date(2026, 11, 23)).year == 2027
    assert CALENDAR.next_holiday(date(2027, 1, 1)).name == "春节"
    assert CALENDAR.next_holiday(date(2026, 11, 23), kinds=("端午", "国庆")).first == date(2027, 6, 9)
    with pytest.raises(LookupError):
        CALENDAR.next_holiday(date(2026, 11, 23), kinds=())


def test_an_override_outranks_official_data_and_the_law() -> None:
    friday, saturday = date(2026, 11, 27), date(2026, 11, 28)
    calendar = Calendar(
        [
            Override(friday, working=False, name="停电"),
            Override(saturday, working=True, name="停电补班"),
            Override(date(2027, 1, 1), working=True, name="值守"),
        ]
    )
    assert not calendar.is_working(friday)
    assert calendar.is_working(saturday)
    assert calendar.is_working(date(2027, 1, 1))
    assert "元旦" not in {found.key for found in calendar.holidays(2027)}
    assert calendar.source(2026) is Source.OFFICIAL
    assert calendar.source(2027) is Source.COMPUTED


def test_the_later_of_two_overrides_counts() -> None:
    day = date(2026, 11, 27)
    twice = [Override(day, working=False, name="停电"), Override(day, working=True, name="恢复")]
    assert Calendar(twice).is_working(day)


def test_an_entered_holiday_is_labelled_and_a_whole_year_too() -> None:
    spring = closed(date(2027, 2, 5), date(2027, 2, 12), "春节")
    calendar = Calendar(spring)
    by_key = {found.key: found for found in calendar.holidays(2027)}
    assert (by_key["春节"].last, by_key["春节"].source) == (date(2027, 2, 14), Source.OVERRIDE)
    assert by_key["国庆"].source is Source.COMPUTED
    assert calendar.source(2027) is Source.COMPUTED

    every = [override for own in festivals(2027).values() for override in closed(min(own), max(own), "录入")]
    assert Calendar(every).source(2027) is Source.OVERRIDE


def test_an_override_that_shortens_a_holiday_labels_it() -> None:
    found = Calendar([Override(date(2027, 1, 2), working=True, name="补班")]).next_holiday(date(2026, 12, 1))
    assert (found.first, found.last, found.source) == (
        date(2027, 1, 1),
        date(2027, 1, 1),
        Source.OVERRIDE,
    )


def test_an_override_can_join_mid_autumn_to_national_day() -> None:
    calendar = Calendar(closed(date(2029, 9, 22), date(2029, 10, 5), "中秋国庆"))
    assert [name for name, *_ in ranges(2029, calendar)][-1] == "中秋国庆"
    assert [name for name, *_ in ranges(2029)][-2:] == ["中秋", "国庆"]


def test_working_days_are_counted_over_a_holiday() -> None:
    eve, after = date(2026, 2, 14), date(2026, 2, 24)
    assert CALENDAR.next_working_day(eve) == after
    assert CALENDAR.previous_working_day(after) == eve
    assert CALENDAR.previous_working_day(date(2026, 2, 18)) == eve
    assert CALENDAR.add_working_days(eve, 5) == date(2026, 2, 28)
    assert CALENDAR.add_working_days(date(2026, 2, 18), 0) == date(2026, 2, 18)
    assert CALENDAR.working_days(eve, after) == [eve, after]
    assert CALENDAR.working_days(after, eve) == []


@settings(max_examples=150, deadline=None)
@given(ALL_DAYS)
def test_no_day_raises(day: date) -> None:
    assert CALENDAR.previous_working_day(day) < day < CALENDAR.next_working_day(day)
    assert CALENDAR.add_working_days(CALENDAR.next_working_day(day), -1) <= day
    following = CALENDAR.next_holiday(day)
    assert day < following.first <= following.last
    assert following.key in KINDS
    assert CALENDAR.working_days(following.first, following.last) == []
    assert CALENDAR.is_working(following.first - timedelta(days=1))
    assert CALENDAR.is_working(following.last + timedelta(days=1))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.dates(date(2026, 12, 1), date(2028, 1, 31)), st.booleans(), max_size=40))
def test_an_override_always_wins(entered: dict[date, bool]) -> None:
    calendar = Calendar(Override(day, working, "录入") for day, working in entered.items())
    assert {day: calendar.is_working(day) for day in entered} == entered
    for found in calendar.holidays(2027):
        assert calendar.working_days(found.first, found.last) == []
