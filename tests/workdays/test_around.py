"""Where a day stands among working days and holidays."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from workdays.around import say_around, say_placed
from workdays.holidays import Calendar
from workdays.words import Unclear, parse_moment

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 2, 10, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2027, 2, 3), "春节前第2个工作日"),
        (date(2026, 2, 14), "春节前第1个工作日，调休上班"),
        (date(2026, 2, 16), "春节放假期间"),
        (date(2026, 2, 8), "不上班"),
        (date(2026, 10, 10), "调休上班"),
        (date(2026, 10, 8), "国庆后第1个工作日"),
        (date(2026, 9, 28), "中秋后第1个工作日"),
        (date(2026, 9, 30), "国庆前第1个工作日"),
        (date(2026, 12, 9), ""),
    ],
)
def test_a_day_is_placed(day: date, said: str) -> None:
    assert say_around(day, Calendar()) == said


def test_what_is_typed_before_a_holiday_is_echoed_unmistakably() -> None:
    at = parse_moment("春节前2个工作日上午9点", NOW, Calendar())
    assert say_placed(at, Calendar()) == "2027年2月3日（星期三）09:00，春节前第2个工作日"


@pytest.mark.parametrize(("typed", "day"), [("三个工作日", 7), ("5天", 7), ("3个工作日 17:00", 7)])
def test_a_span_needs_no_word_behind_it(typed: str, day: int) -> None:
    assert parse_moment(typed, NOW, Calendar()).day == day


@pytest.mark.parametrize("typed", ["3个工作日前", "5天前"])
def test_a_span_back_is_not_taken_for_one_ahead(typed: str) -> None:
    with pytest.raises(Unclear):
        parse_moment(typed, NOW, Calendar())
