"""Dates that come again, in 2026 (official data) and 2027 (computed)."""

from datetime import date

import pytest

from workdays.holidays import Calendar, Override
from workdays.recurrence import read_recurrence
from workdays.typed import Unclear

CALENDAR = Calendar()
TODAY = date(2026, 1, 1)


def dates(text: str, first: date = date(2026, 1, 1), last: date = date(2026, 12, 31)) -> list[str]:
    found = read_recurrence(text, TODAY, CALENDAR).dates(CALENDAR, first, last)
    return [f"{day.month}.{day.day}" for day in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每月第一个工作日", "1.4 2.2 3.2 4.1 5.6 6.1 7.1 8.3 9.1 10.8 11.2 12.1"),
        ("每月首个工作日", "1.4 2.2 3.2 4.1 5.6 6.1 7.1 8.3 9.1 10.8 11.2 12.1"),
        ("每月最后一个工作日", "1.30 2.28 3.31 4.30 5.29 6.30 7.31 8.31 9.30 10.30 11.30 12.31"),
        ("每季度末月15日", "3.16 6.15 9.15 12.15"),
        ("每季度末月15日，遇节假日提前", "3.13 6.15 9.15 12.15"),
        ("每季度末月15日，遇休息日取消", "6.15 9.15 12.15"),
        ("每季度末月15日，遇休息日不变", "3.15 6.15 9.15 12.15"),
        ("每季度首月第一个工作日", "1.4 4.1 7.1 10.8"),
        ("每季度最后一个工作日", "3.31 6.30 9.30 12.31"),
        ("每半年末月20日", "6.22 12.21"),
        ("每年3月、9月的10号", "3.10 9.10"),
        ("每月第二个周五，至6月30日止", "1.9 2.13 3.13 4.10 5.8 6.12"),
        ("每月倒数第2个工作日, 到3月31日", "1.29 2.27 3.30"),
        ("每月底，至3月31日止", "1.30 2.28 3.31"),
        ("每月底，遇节假日顺延，至3月31日止", "2.2 2.28 3.31"),
        ("每月31日，遇节假日不变，至4月30日止", "1.31 2.28 3.31 4.30"),
        ("每月15日前，至5月31日止", "1.15 2.14 3.13 4.15 5.15"),
        ("每月1日和15日，至3月31日止", "1.4 1.15 2.2 2.24 3.2 3.16"),
        ("每月5号、20号，自10月1日起", "10.8 10.20 11.5 11.20 12.7 12.21"),
        ("双月10日", "2.10 4.10 6.10 8.10 10.10 12.10"),
        ("单月最后一个周五，自7月1日起", "7.31 9.28 11.27"),
        ("1、4、7、10月的10日", "1.12 4.10 7.10 10.10"),
        ("每年6月底、12月底", "6.30 12.31"),
        ("每年6月30日和12月30日", "6.30 12.30"),
        ("每两周周一，至3月10日止", "1.5 1.19 2.2 2.24 3.2"),
        ("隔周周五，自11月20日起", "11.20 12.4 12.18"),
        (
            "每月10日，遇节假日提前，至11月30日止，除5月外。",
            "1.9 2.10 3.10 4.10 6.10 7.10 8.10 9.10 10.10 11.10",
        ),
        ("双月10日，除8、10月外", "2.10 4.10 6.10 12.10"),
        ("元旦、春节前3个工作日", "2.12 12.29"),
        ("每年清明节前一周", "3.27"),
        ("法定节假日后第一个工作日，至3月31日止", "1.4 2.24"),
        ("节前1个工作日", "2.14 4.3 4.30 6.18 9.24 9.30 12.31"),
        ("春节前3个工作日", "2.12"),
        ("国庆节后第一个工作日", "10.8"),
    ],
)
def test_every_date_of_a_year(text: str, expected: str) -> None:
    assert dates(text) == expected.split()


def test_every_friday_moves_with_the_holidays() -> None:
    # 20 February is within 春节 (to the 23rd): it moves to the 24th; the 27th stays.
    assert dates("每周五", date(2026, 2, 1), date(2026, 2, 28)) == ["2.6", "2.13", "2.24", "2.27"]
    assert dates("每星期一、四", date(2026, 3, 1), date(2026, 3, 12)) == ["3.2", "3.5", "3.9", "3.12"]


def test_a_date_that_moves_over_the_edge_belongs_where_it_lands() -> None:
    assert dates("每周五", date(2026, 2, 24), date(2026, 2, 24)) == ["2.24"]
    assert dates("每周五", date(2026, 2, 20), date(2026, 2, 20)) == []


def test_two_that_land_on_one_day_are_one() -> None:
    assert dates("每周六、日", date(2026, 3, 2), date(2026, 3, 9)) == ["3.2", "3.9"]


def test_a_time_that_days_off_move_keeps_its_key() -> None:
    calendar = Calendar([Override(date(2027, 3, 1), working=False, name="停电")])
    for text, key in (("每月第一个工作日", "2027-03"), ("每周一", "2027-03-01")):
        was, now = (
            read_recurrence(text, TODAY, one).times(one, date(2027, 3, 1), date(2027, 3, 3))
            for one in (CALENDAR, calendar)
        )
        assert [(one.key, one.day) for one in was] == [(key, date(2027, 3, 1))]
        assert [(one.key, one.day) for one in now] == [(key, date(2027, 3, 2))]
    before = read_recurrence("春节前3个工作日", TODAY, CALENDAR)
    assert [one.key for one in before.times(CALENDAR, date(2026, 2, 1), date(2026, 2, 28))] == ["2026/春节"]


def test_the_end_and_the_exceptions() -> None:
    text = "每周五，遇节假日取消，至2026年1月31日止，除1月9日、1月16日外"
    assert dates(text) == ["1.23", "1.30"]
    assert dates("每月15日，除3月16日外", date(2026, 3, 1), date(2026, 4, 30)) == ["4.15"]


def test_the_offices_own_days_count() -> None:
    calendar = Calendar([Override(date(2027, 3, 1), working=False, name="停电")])
    recurrence = read_recurrence("每月第一个工作日", TODAY, calendar)
    assert recurrence.dates(calendar, date(2027, 3, 1), date(2027, 3, 31)) == [date(2027, 3, 2)]


def test_what_was_typed_is_read_again_the_same() -> None:
    recurrence = read_recurrence(" 每月第一个工作日，至2026年6月30日止 ", TODAY, CALENDAR)
    assert read_recurrence(recurrence.text, date(2027, 5, 5), CALENDAR) == recurrence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("有空就办", "没有看懂多久一次"),
        ("每月32日", "没有32日"),
        ("每年13月1日", "月份请写1到12"),
        ("每季度15日", "每季度的哪个月"),
        ("每周五，至明儿个止", "没有看懂日期"),
        ("每周五，除国庆节外", "遇节假日取消"),
        ("每周五，除13月外", "月份请写1到12"),
        ("双周周一", "从哪一周算起"),
        ("每两周", "每两周的星期几"),
        ("每两个月10日", "是哪几个月"),
        ("每周三14:30", "只写哪一天"),
        ("每月第二周周三", "各有各的数法"),
        ("每季度一次", "还差是哪一天"),
        ("每月上旬", "是几号"),
        ("每个工作日", "每天一次太密"),
        ("节前30天", "最多写14天"),
        ("", "没有看懂多久一次"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, said: str) -> None:
    with pytest.raises(Unclear, match=said):
        read_recurrence(text, TODAY, CALENDAR)


def test_every_second_week_stays_in_step_whenever_it_is_read() -> None:
    recurrence = read_recurrence("每两周周一", date(2026, 11, 23), CALENDAR)
    whole = recurrence.dates(CALENDAR, date(2026, 11, 23), date(2027, 12, 31))
    assert whole[:3] == [date(2026, 11, 23), date(2026, 12, 7), date(2026, 12, 21)]
    parts = [
        day
        for month in range(1, 13)
        for day in recurrence.dates(CALENDAR, date(2027, month, 1), date(2027, month, 28))
    ]
    assert set(parts) <= set(whole)
    assert all(day.day > 28 for day in set(whole) - set(parts) if day.year == 2027)


def test_each_day_of_several_has_a_key_of_its_own() -> None:
    times = read_recurrence("每月1日和15日", TODAY, CALENDAR).times(
        CALENDAR, date(2026, 4, 1), date(2026, 4, 30)
    )
    assert [(one.key, one.day.day) for one in times] == [("2026-04+0", 1), ("2026-04+1", 15)]


def test_working_days_need_no_moving() -> None:
    told = {
        text: read_recurrence(text, TODAY, CALENDAR)
        for text in ("每月第一个工作日", "节前2个工作日", "每周五")
    }
    assert [one.always_worked for one in told.values()] == [True, True, False]
