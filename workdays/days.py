"""The day in what people type: 2月3日, 2027-02-03, 下周五, 3个工作日内, 节前2个工作日, 月底."""

import re
from calendar import isleap, monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from workdays.holidays import Calendar
from workdays.statute import KINDS, LABOUR
from workdays.typed import EXAMPLES, Unclear

_YEARS = range(2004, 2100)
_RECENTLY = timedelta(days=30)
_LONGEST_HOLIDAY = timedelta(days=31)
_RELATIVE = {"大前": -3, "前": -2, "昨": -1, "今": 0, "当": 0, "明": 1, "后": 2, "大后": 3}
_WEEKS = {"上": -1, "": 0, "本": 0, "这": 0, "下": 1, "下下": 2}


@dataclass(frozen=True)
class _Reader:
    """What a typed day is relative to."""

    today: date
    calendar: Calendar


def read_day(text: str, today: date, calendar: Calendar) -> tuple[date, str] | None:
    """Return the day the text begins with and what follows it, or None where it begins with no day.

    The text is in one_spelling. Raises Unclear for a day that does not exist.
    """
    text = _FROM_TODAY.sub("", text)
    for pattern, question in _ASKED:
        if found := pattern.match(text):
            raise Unclear(f"“{found[0]}”{question}")
    for pattern, resolve in _PATTERNS:
        found = pattern.match(text)
        if found:
            return resolve(found, _Reader(today, calendar)), text[found.end() :]
    return None


def _dated(found: re.Match[str], reader: _Reader) -> date:
    groups = found.groupdict()
    month = int(groups["month"])
    day = None if groups.get("end") else int(groups["day"])
    year = _year(groups.get("year"), groups.get("which"), reader.today)
    return _date(_nearest_year(month, day, reader.today) if year is None else year, month, day)


def _nearest_year(month: int, day: int | None, today: date) -> int:
    """Return the year meant where none is typed."""
    # A day just past is a slip the caller can point out; one long past means next year's.
    recent = today - _RECENTLY
    long_past = recent.year == today.year and (month, day or 31) < (recent.month, recent.day)
    year = today.year + long_past
    if (month, day) == (2, 29):
        return next(leap for leap in range(year, year + 9) if isleap(leap))
    return year


def _year(written: str | None, which: str | None, today: date) -> int | None:
    if written:
        return int(written) + (2000 if len(written) == 2 else 0)
    return today.year + {"今": 0, "本": 0, "明": 1, "后": 2}[which] if which else None


def _date(year: int, month: int, day: int | None) -> date:
    """Return a date, the month's last day for None; raise Unclear where there is none."""
    if year not in _YEARS:
        raise Unclear(f"年份请写在2004到2099之间，例如{EXAMPLES}。")
    if not 1 <= month <= 12:
        raise Unclear(f"没有{month}月。日期请这样写：{EXAMPLES}。")
    days = monthrange(year, month)[1]
    if day is not None and not 1 <= day <= days:
        raise Unclear(f"{year}年{month}月没有{day}日（共{days}天）。请核对后再写，例如“{month}月{days}日”。")
    return date(year, month, day or days)


def _month_end(found: re.Match[str], reader: _Reader) -> date:
    return _date(*_month(reader.today, 1 if found["which"] == "下" else 0), None)


def _day_of_month(found: re.Match[str], reader: _Reader) -> date:
    day = int(found["day"])
    ahead = 1 if found["which"] == "下" else 0
    if not found["which"] and day < reader.today.day:
        ahead = 1
    return _date(*_month(reader.today, ahead), day)


def _month(today: date, ahead: int) -> tuple[int, int]:
    years, month = divmod(today.month - 1 + ahead, 12)
    return today.year + years, month + 1


def _year_end(found: re.Match[str], reader: _Reader) -> date:
    return date(reader.today.year + (found["which"] == "明"), 12, 31)


def _relative(found: re.Match[str], reader: _Reader) -> date:
    return reader.today + timedelta(days=_RELATIVE[found["which"]])


def _weekday(found: re.Match[str], reader: _Reader) -> date:
    which, weekday = found["which"], int(found["weekday"])
    ahead = weekday - reader.today.isoweekday() + 7 * _WEEKS[which]
    return reader.today + timedelta(days=ahead + (7 if not which and ahead < 0 else 0))


def _after_working_days(found: re.Match[str], reader: _Reader) -> date:
    return reader.calendar.add_working_days(reader.today, int(found["n"]))


def _after_days(found: re.Match[str], reader: _Reader) -> date:
    return reader.today + timedelta(days=int(found["n"]) * (7 if found["unit"] == "周" else 1))


def _half_month(found: re.Match[str], reader: _Reader) -> date:
    del found
    return reader.today + timedelta(days=15)


def _next_working_day(found: re.Match[str], reader: _Reader) -> date:
    del found
    return reader.calendar.add_working_days(reader.today, 1)


def _working_day_of_month(found: re.Match[str], reader: _Reader) -> date:
    year, month = _month(reader.today, 1 if found["which"] == "下" else 0)
    days = reader.calendar.working_days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    n = int(found["n"] or 1)
    if n > len(days):
        raise Unclear(
            f"{year}年{month}月只有{len(days)}个工作日。请核对后再写，例如“{month}月{days[-1].day}日”。"
        )
    return days[-1] if found["last"] else days[n - 1]


def _within_week(found: re.Match[str], reader: _Reader) -> date:
    """Return the last working day of a week, its Sunday where none is left."""
    monday = reader.today + timedelta(days=7 * _WEEKS[found["which"]] + 1 - reader.today.isoweekday())
    sunday = monday + timedelta(days=6)
    return max(reader.calendar.working_days(max(monday, reader.today), sunday), default=sunday)


def _quarter_end(found: re.Match[str], reader: _Reader) -> date:
    quarter = int(found["n"] or 0) or (reader.today.month + 2) // 3 + (found["which"] == "下")
    return _date(reader.today.year + (quarter > 4), 3 * ((quarter - 1) % 4 + 1), None)


def _half_year_end(found: re.Match[str], reader: _Reader) -> date:
    first = found["which"] == "上" or (found["which"] != "下" and reader.today.month <= 6)
    return date(reader.today.year, 6, 30) if first else date(reader.today.year, 12, 31)


def _after_months(found: re.Match[str], reader: _Reader) -> date:
    year, month = _month(reader.today, int(found["n"]))
    return _date(year, month, min(reader.today.day, monthrange(year, month)[1]))


def _around_holiday(found: re.Match[str], reader: _Reader) -> date:
    name = LABOUR if found["name"] == "劳动" else found["name"]
    kinds = KINDS if name is None else (name,)
    n = int(found["n"] or 1)
    calendar = reader.calendar
    if found["side"] == "前":
        first = calendar.next_holiday(reader.today, kinds).first
        return first - timedelta(days=n) if found["unit"] in _DAYS else calendar.add_working_days(first, -n)
    # Within a holiday, what comes after it belongs to this one and not to the next.
    holiday = calendar.next_holiday(reader.today - _LONGEST_HOLIDAY, kinds)
    while holiday.last < reader.today:
        holiday = calendar.next_holiday(holiday.first, kinds)
    last = holiday.last
    return last + timedelta(days=n) if found["unit"] in _DAYS else calendar.add_working_days(last, n)


_DAYS = {"天", "日"}
_FROM_TODAY = re.compile(r"^(?:自|从)?(?:今[天日]|即日|现在)(?:开始)?起\s*(?=\d|半)")
# What is understood so far that the missing piece can be asked for.
_ASKED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:本|这|下{0,2})个?周(?:末?前?|之?前)$"), "是星期几？请这样写：“本周五”“下周三”。"),
    (
        re.compile(r"(?:[本这当下]个?月|\d{1,2}月份?|月)(?:初|中(?![秋旬])|[上中下]旬)"),
        "是几号？请这样写：“12月5日”“下月10日”。",
    ),
    (re.compile(r"年前"), "是年底前还是春节前？请这样写：“12月31日前”“春节前3个工作日”。"),
    (
        re.compile(r"(?:收到|接到|发布|印发|通知|下发)\S{0,6}后"),
        "从哪天算起？请从今天算，写成“3个工作日内”，或者写明日期，例如“12月5日”。",
    ),
)
_WITHIN = r"(?:之?内|以内|之?后|以后)"
_NO_CLOCK = r"(?![\d:点时])"  # the 3 of 2.30 or of 2月 3点 is not a day

_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], _Reader], date]], ...] = (
    (re.compile(r"(?P<n>\d{1,3})\s*个?工作日(?:" + _WITHIN + r"|(?!\s*前))"), _after_working_days),
    (re.compile(r"(?P<n>\d{1,3})\s*个?(?:自然)?(?P<unit>[天日周])" + _WITHIN), _after_days),
    (re.compile(r"半个月" + _WITHIN), _half_month),
    (re.compile(r"下1?个工作日"), _next_working_day),
    (
        re.compile(
            r"(?:(?P<which>[本这当下])个?)?月(?:[底末]前?)?的?(?:(?P<last>最后)1?个|第?(?P<n>\d{1,2})个)工作日"
        ),
        _working_day_of_month,
    ),
    (re.compile(r"(?P<which>下下|本|这|下)个?周(?:之?内|以内|底)"), _within_week),
    (re.compile(r"(?:(?P<which>本|这|下)个?|第?(?P<n>[1-4]))?季度?[底末]"), _quarter_end),
    (re.compile(r"(?P<which>[上下本])半年[底末]"), _half_year_end),
    (re.compile(r"(?P<n>\d{1,3})\s*(?P<unit>天)$"), _after_days),
    (re.compile(r"(?P<n>\d{1,2})\s*个月" + _WITHIN), _after_months),
    (
        re.compile(
            r"(?:(?:中秋)?(?P<name>元旦|春节|清明|劳动|端午|中秋|国庆)节?|节|放?假)(?:假期|放假|长假|假)?(?P<side>前|后)"
            r"(?:(?:第|最后|的)*(?P<n>\d{1,2})?\s*个?(?P<unit>工作日|天|日))?"
        ),
        _around_holiday,
    ),
    (re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)"), _dated),
    (
        re.compile(r"(?P<year>\d{4})\s*[-/.]\s*(?P<month>\d{1,2})\s*[-/.]\s*(?P<day>\d{1,2})" + _NO_CLOCK),
        _dated,
    ),
    (re.compile(r"(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _NO_CLOCK), _dated),
    (
        re.compile(
            r"(?:(?P<year>\d{4}|\d{2})年|(?P<which>[今本明后])年)?\s*(?P<month>\d{1,2})月份?\s*"
            r"(?:(?P<end>底|末)|(?P<day>\d{1,2})(?:[日号]|" + _NO_CLOCK + "))"
        ),
        _dated,
    ),
    (re.compile(r"(?:(?:(?P<which>本|这|当|下)个?)?月)[底末]"), _month_end),
    (re.compile(r"(?:(?P<which>本|这|当|下)个?月)?(?P<day>\d{1,2})[日号]"), _day_of_month),
    (re.compile(r"(?:(?P<which>[今本明])年?)?年[底末]"), _year_end),
    (re.compile(r"(?P<which>大前|前|昨|今|当|明|大后|后)(?:[天日]|(?=[早晚]))"), _relative),
    (re.compile(r"(?P<which>下下|[上本这下]|)个?周(?P<weekday>[1-7])"), _weekday),
)
