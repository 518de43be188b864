"""Dates as people type them. Monday 23 November 2026, 10:00, is now."""

from contextlib import suppress
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workdays.holidays import Calendar
from workdays.words import Unclear, parse_moment, say_date, say_moment, say_range, say_weekday

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
CALENDAR = Calendar()


def read(text: str, now: datetime = NOW) -> str:
    return parse_moment(text, now, CALENDAR).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2027年2月3日 9点", "2027-02-03 09:00"),
        ("2027年2月3日（星期三）09:00", "2027-02-03 09:00"),
        ("2027-02-03 09:00", "2027-02-03 09:00"),
        ("2027/2/3 9:05", "2027-02-03 09:05"),
        ("2027.2.3", "2027-02-03 17:30"),
        ("20270203", "2027-02-03 17:30"),
        ("27年2月3日", "2027-02-03 17:30"),
        ("2.3", "2027-02-03 17:30"),
        ("２．３　９：００", "2027-02-03 09:00"),
        ("2/3 14:00", "2027-02-03 14:00"),
        ("2月3日下午3点半", "2027-02-03 15:30"),
        ("2月3号 下午３：３０", "2027-02-03 15:30"),
        ("2月3", "2027-02-03 17:30"),
        ("2月3日周三上午10点一刻", "2027-02-03 10:15"),
        ("十二月三日", "2026-12-03 17:30"),
        ("十二月二十一日十点二十分", "2026-12-21 10:20"),
        ("二〇二七年二月三日九时", "2027-02-03 09:00"),
        ("明年1月5日", "2027-01-05 17:30"),
        ("今年12月1日", "2026-12-01 17:30"),
        ("2月29日", "2028-02-29 17:30"),
        ("2月底", "2027-02-28 17:30"),
        ("11月20日", "2026-11-20 17:30"),
        ("10月20日", "2027-10-20 17:30"),
        ("25日", "2026-11-25 17:30"),
        ("5号上午9点", "2026-12-05 09:00"),
        ("本月30日", "2026-11-30 17:30"),
        ("下个月5号", "2026-12-05 17:30"),
        ("月底", "2026-11-30 17:30"),
        ("月底前", "2026-11-30 17:30"),
        ("下月底", "2026-12-31 17:30"),
        ("年底", "2026-12-31 17:30"),
        ("明年年底", "2027-12-31 17:30"),
        ("本周内", "2026-11-27 17:30"),
        ("下周内", "2026-12-04 17:30"),
        ("本季度末", "2026-12-31 17:30"),
        ("一季度末前", "2026-03-31 17:30"),
        ("上半年底", "2026-06-30 17:30"),
        ("下个工作日下午3点", "2026-11-24 15:00"),
        ("本月最后一个工作日", "2026-11-30 17:30"),
        ("下月第一个工作日上午9点", "2026-12-01 09:00"),
        ("自今日起三日内", "2026-11-26 17:30"),
        ("5个自然日内", "2026-11-28 17:30"),
        ("半个月内", "2026-12-08 17:30"),
        ("24小时内", "2026-11-24 10:00"),
        ("今天17:30", "2026-11-23 17:30"),
        ("今晚8点", "2026-11-23 20:00"),
        ("明天上午9点", "2026-11-24 09:00"),
        ("明早八点半", "2026-11-24 08:30"),
        ("后天", "2026-11-25 17:30"),
        ("大后天中午12点", "2026-11-26 12:00"),
        ("昨天", "2026-11-22 17:30"),
        ("周五", "2026-11-27 17:30"),
        ("周一", "2026-11-23 17:30"),
        ("本周五", "2026-11-27 17:30"),
        ("这周五下班前", "2026-11-27 17:30"),
        ("下周五下午3点", "2026-12-04 15:00"),
        ("下星期五15:00前", "2026-12-04 15:00"),
        ("下下周一", "2026-12-07 17:30"),
        ("上周五", "2026-11-20 17:30"),
        ("周三下午三点", "2026-11-25 15:00"),
        ("周三十点", "2026-11-25 10:00"),
        ("周二十一点", "2026-11-24 11:00"),
        ("礼拜天上午九点", "2026-11-29 09:00"),
        ("3天后", "2026-11-26 17:30"),
        ("三天后上午9点", "2026-11-26 09:00"),
        ("三日内", "2026-11-26 17:30"),
        ("两周内", "2026-12-07 17:30"),
        ("一个星期后", "2026-11-30 17:30"),
        ("1个月内", "2026-12-23 17:30"),
        ("3个工作日内", "2026-11-26 17:30"),
        ("十个工作日内", "2026-12-07 17:30"),
        ("节前2个工作日", "2026-12-30 17:30"),
        ("节前最后一个工作日", "2026-12-31 17:30"),
        ("元旦前3天 9点", "2026-12-29 09:00"),
        ("春节前", "2027-02-04 17:30"),
        ("五一前1个工作日", "2027-04-30 17:30"),
        ("十一前", "2027-09-30 17:30"),
        ("国庆节后第一个工作日上午9点", "2027-10-06 09:00"),
        ("节后首个工作日", "2027-01-04 17:30"),
        ("17:30", "2026-11-23 17:30"),
        ("下午3点", "2026-11-23 15:00"),
        ("12月1日24点前", "2026-12-02 00:00"),
        ("12月1日晚上12点", "2026-12-02 00:00"),
        ("12月1日凌晨12点", "2026-12-01 00:00"),
        ("12月1日零点", "2026-12-01 00:00"),
        ("12月1日 03:00", "2026-12-01 03:00"),
        ("放假前1个工作日", "2026-12-31 17:30"),
        ("\u200b12月1日\ufeff", "2026-12-01 17:30"),
        ("  12月1日， 9点。 ", "2026-12-01 09:00"),
    ],
)
def test_moments_are_read(text: str, moment: str) -> None:
    assert read(text) == moment


def test_the_answer_is_in_the_offices_zone_and_the_default_time_is_the_callers() -> None:
    found = parse_moment("12月1日", NOW, CALENDAR, default_time=time(9))
    assert found == datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    assert found.tzinfo is ZONE


def test_after_the_holiday_one_is_in_means_this_holiday() -> None:
    assert read("节后第1个工作日", datetime(2027, 2, 7, 9, 0, tzinfo=ZONE)) == "2027-02-11 17:30"
    assert read("节前1个工作日", datetime(2027, 2, 7, 9, 0, tzinfo=ZONE)) == "2027-04-02 17:30"


def test_a_day_without_a_year_near_new_year() -> None:
    january = datetime(2027, 1, 5, 9, 0, tzinfo=ZONE)
    assert read("12月20日", january) == "2027-12-20 17:30"
    assert read("1月3日", january) == "2027-01-03 17:30"
    assert read("1月3日", datetime(2026, 12, 28, 9, 0, tzinfo=ZONE)) == "2027-01-03 17:30"


def test_months_end_before_the_day_is_reached() -> None:
    assert read("1个月后", datetime(2027, 1, 31, 9, 0, tzinfo=ZONE)) == "2027-02-28 17:30"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "请写日期和时间"),
        ("　 ", "请写日期和时间"),
        ("尽快", "没看懂“尽快”"),
        ("2月3日左右", "没看懂“2月3日左右”"),
        ("春节", "没看懂“春节”"),
        ("周末", "“周末”是星期几"),
        ("下周", "“下周”是星期几"),
        ("12月中旬", "“12月中旬”是几号"),
        ("下月初", "“下月初”是几号"),
        ("年前", "“年前”是年底前还是春节前"),
        ("收到通知后3个工作日内", "从哪天算起"),
        ("明天上班前", "“上班前”是几点"),
        ("下午", "“下午”是几点"),
        ("明天上午", "例如“上午9点”"),
        ("明天3点", "3点是上午还是下午？请写清楚，例如“下午3点”或“15:00”。"),
        ("明天25点", "没有这个钟点"),
        ("明天9:75", "没有这个钟点"),
        ("明天上午15点", "“上午15点”说不通"),
        ("晚上2点", "说不通"),
        ("2月30日", "2027年2月没有30日（共28天）"),
        ("2027年2月29日", "2027年2月没有29日"),
        ("13月1日", "没有13月"),
        ("0月1日", "没有0月"),
        ("17.30", "没有17月"),
        ("1999年1月1日", "年份请写在2004到2099之间"),
        ("2027年2月3日（星期四）09:00", "2027年2月3日是星期三，不是星期四"),
        ("0日", "没有0日"),
        ("九九九九九", "没看懂"),
        ("<b>&", "没看懂“<b>&”"),
        ("2" * 4096, "内容太长"),
        ("。" * 4094 + "尽快", "内容太长"),
        ("🧧" * 20, "没看懂"),
    ],
)
def test_what_cannot_be_read_is_answered_with_an_example(text: str, part: str) -> None:
    with pytest.raises(Unclear) as refused:
        parse_moment(text, NOW, CALENDAR)
    said = str(refused.value)
    assert part in said
    assert "例如" in said or "请这样写" in said
    assert said.endswith("。")
    assert len(said) < 120


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*"0123456789年月日号点时半前后内第个周天:：.-/ （）一三十节底", "工作日", "下午", "下周"]
        ),
        max_size=12,
    )
)
def test_anything_typed_is_read_or_refused(signs: list[str]) -> None:
    with suppress(Unclear):
        assert parse_moment("".join(signs), NOW, CALENDAR).tzinfo is ZONE


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2004, 1, 1), date(2099, 12, 31)), st.integers(0, 23), st.integers(0, 59))
def test_what_is_said_is_read_back(day: date, hour: int, minute: int) -> None:
    moment = datetime.combine(day, time(hour, minute), tzinfo=ZONE)
    assert parse_moment(say_moment(moment), NOW, CALENDAR) == moment


def test_dates_are_said_as_offices_write_them() -> None:
    assert say_moment(datetime(2027, 2, 3, 9, 0, tzinfo=ZONE)) == "2027年2月3日（星期三）09:00"
    assert say_date(date(2027, 2, 3)) == "2027年2月3日"
    assert say_weekday(date(2026, 11, 29)) == "星期日"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2027, 1, 1), date(2027, 1, 3), "1月1日至3日"),
        (date(2028, 9, 30), date(2028, 10, 4), "9月30日至10月4日"),
        (date(2027, 6, 9), date(2027, 6, 9), "6月9日"),
        (date(2027, 12, 30), date(2028, 1, 3), "2027年12月30日至2028年1月3日"),
    ],
)
def test_ranges_are_shortened(first: date, last: date, said: str) -> None:
    assert say_range(first, last) == said
