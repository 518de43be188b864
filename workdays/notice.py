"""The State Council's yearly notice as people paste it: which days are off, and which weekends are worked.

Its wordings of 2019 to 2026 are understood: 1月1日放假，与周末连休 · 4月4日至6日放假调休，共3天 ·
1月1日（周三）放假1天，不调休 · 2022年12月31日至2023年1月2日 ·
2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from workdays.holidays import Override
from workdays.notice_text import NAME, NAMES, plain_notice
from workdays.statute import KINDS, LABOUR, NEW_YEAR, SPRING, festivals, statutory
from workdays.typed import Unclear
from workdays.words import say_range, say_weekday

_DAY = timedelta(days=1)
_LONGEST = 31
_WEEKDAYS = "一二三四五六日"
_HEADING = re.compile(rf"(?P<names>{NAMES})(?:假期|放假|放假安排|放假时间)?:")
_EACH_NAME = re.compile(r"元旦|春节|除夕|清明|劳动|五一(?!国际)|端午|中秋|国庆")
_YEAR = re.compile(rf"(\d{{4}})年(?:全年|度)?(?:部分|法定)?(?:节假日|放假|{NAME}(?!\d))")
_DATE = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}[日号](?:<[一二三四五六日天]>)?"
_SPAN = re.compile(rf"(?P<first>{_DATE})(?:(?:至|到|-|—|~)(?P<last>{_DATE}))?")
_PARTS = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})[日号](?:<(?P<weekday>.)>)?"
)
_BACK_AT_WORK = re.compile(r"起.{0,6}(?:上班|工作|办公)")
_COUNT = re.compile(r"(?:共|放假)(\d{1,2})天")
_WORKED = re.compile(r"上班|补班|上课|(?:为|是|按|算)工作日|照常工作")
_OFF = re.compile(r"放假|补休|调休|休息|共\d{1,2}天|连休|休\d{1,2}天")
_ALSO = {"劳动": LABOUR, "五一": LABOUR, "除夕": SPRING}
_ADVICE = re.compile(r"鼓励|建议|可以?结合|年休假")


@dataclass(frozen=True)
class Arrangement:
    """One holiday of a notice: its kinds (中秋 and 国庆 may be one), its days off, the weekends worked."""

    kinds: tuple[str, ...]
    off: tuple[date, ...]
    worked: tuple[date, ...]

    @property
    def name(self) -> str:
        """Return the kinds as a person names them together."""
        return "、".join(self.kinds)

    def told(self) -> str:
        """Return the arrangement in one line, to be compared with the notice."""
        days = f"{self.name}：{say_range(self.off[0], self.off[-1])}放假，共{len(self.off)}天"
        worked = "、".join(f"{day.month}月{day.day}日（{say_weekday(day)}）" for day in self.worked)
        return f"{days}；{worked}上班。" if worked else f"{days}。"


@dataclass(frozen=True)
class Notice:
    """What a notice says of a year, in the order of the days."""

    year: int
    arrangements: tuple[Arrangement, ...]

    @property
    def overrides(self) -> tuple[Override, ...]:
        """Return every day that the notice settles, by date."""
        days = [
            Override(day, working, one.name)
            for one in self.arrangements
            for working, told in ((False, one.off), (True, one.worked))
            for day in told
        ]
        return tuple(sorted(days, key=lambda override: override.day))

    @property
    def doubts(self) -> tuple[str, ...]:
        """Return what does not add up: every working day that is given beyond the law is worked on a weekend.

        It has held in every notice since 2008 (article 6: a festival on a weekend is made up for).
        """
        return tuple(filter(None, (_doubt(self.year, one) for one in self.arrangements)))

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the holidays of the law that the text says nothing of."""
        told = {kind for one in self.arrangements for kind in one.kinds}
        return tuple(kind for kind in KINDS if kind not in told)


def _doubt(year: int, one: Arrangement) -> str:
    given = sum(day.weekday() < 5 for day in one.off)
    owed = given - sum(statutory(year, kind) for kind in one.kinds)
    if owed == len(one.worked):
        return ""
    told = f"{one.name}的放假占了{given}个工作日，按规定应有{owed}天调休上班，这里写着{len(one.worked)}天"
    return told if owed >= 0 else f"{one.name}只占了{given}个工作日，比法定的天数少"


def read_notice(text: str, year: int) -> Notice:
    """Read a notice or lines of one; `year` counts where the text names none.

    Raises Unclear, saying what does not fit, for a text that is no notice, dates that do not exist, weekdays
    or counts that contradict them, and days off without the festival itself.
    """
    plain = plain_notice(text)
    named = _YEAR.search(plain)
    year = int(named[1]) if named else year
    headings = list(_HEADING.finditer(plain))
    if not headings or year not in range(2008, 2100):
        raise Unclear(
            "没有看到放假安排。请粘贴国务院办公厅通知的原文，例如“春节：2月15日（周日）至23日（周一）放假调休，共9天。"
            "2月14日（周六）、2月28日（周六）上班。”"
        )
    ends = [*(heading.start() for heading in headings[1:]), len(plain)]
    found = [
        _arrangement(_kinds(heading["names"]), plain[heading.end() : end], year)
        for heading, end in zip(headings, ends, strict=True)
    ]
    return _checked(Notice(year, tuple(sorted(found, key=lambda one: one.off[0]))))


def _kinds(names: str) -> tuple[str, ...]:
    found = {_ALSO.get(name, name) for name in _EACH_NAME.findall(names)}
    return tuple(kind for kind in KINDS if kind in found)


def _arrangement(kinds: tuple[str, ...], text: str, year: int) -> Arrangement:
    name = "、".join(kinds)
    off: list[date] = []
    worked: list[date] = []
    count = None
    for sentence in re.split("[。;]", text):
        if _ADVICE.search(sentence):
            continue  # 鼓励……安排职工在除夕休息: an advice, not a day off
        for clause, days in _clauses(sentence, kinds, year):
            if _WORKED.search(clause):
                worked += days
            elif _OFF.search(clause) or not off:
                off += days
            if "周末连休" in clause and off:
                off = _with_weekends(off)
            if counted := _COUNT.search(clause):
                count = int(counted[1])
    if not off:
        raise Unclear(f"没有看懂{name}哪几天放假。请照通知原文粘贴，例如“{name}：1月1日至3日放假，共3天。”")
    off = sorted(set(off))
    if (off[-1] - off[0]).days != len(off) - 1:
        told = "、".join(f"{day.month}月{day.day}日" for day in off)
        raise Unclear(f"{name}的放假日期不连续：{told}。调休上班的日子请写明“上班”，对照通知原文粘贴。")
    if count is not None and count != len(off):
        raise Unclear(f"{name}写着共{count}天，按日期算是{len(off)}天。请对照通知原文核对日期。")
    return Arrangement(kinds, tuple(off), tuple(sorted(set(worked))))


def _clauses(sentence: str, kinds: tuple[str, ...], year: int) -> Iterator[tuple[str, list[date]]]:
    """Yield the clauses of a sentence with their days; days without a word go with the next clause's.

    2月14日,2月28日上班. From when people are back (24日起上班) is no day of the arrangement.
    """
    waiting: list[date] = []
    month: int | None = None
    for clause in sentence.split(","):
        if _BACK_AT_WORK.search(clause):
            continue
        days = list(_days(clause, kinds, year, month))
        month = days[-1].month if days else month
        if _WORKED.search(clause) or _OFF.search(clause) or not days:
            yield clause, waiting + days
            waiting = []
        else:
            waiting += days
    if waiting:
        yield "", waiting


def _days(clause: str, kinds: tuple[str, ...], year: int, month: int | None) -> Iterator[date]:
    for span in _SPAN.finditer(clause):
        first = _date(span["first"], month, kinds, year)
        last = _date(span["last"], first.month, kinds, year, first) if span["last"] else first
        month = last.month
        length = (last - first).days
        if not 0 <= length < _LONGEST:
            raise Unclear(f"“{span[0]}”起止日期不对。请对照通知原文核对。")
        yield from (first + n * _DAY for n in range(length + 1))


def _date(
    written: str, month: int | None, kinds: tuple[str, ...], year: int, after: date | None = None
) -> date:
    found = _PARTS.fullmatch(written)
    assert found is not None
    month = int(found["month"]) if found["month"] else month
    shown = re.sub("<.>", "", written)
    if month is None:
        raise Unclear(f"“{shown}”没有写月份。请对照通知原文核对。")
    if found["year"]:
        year = int(found["year"])
    elif after is not None:
        year = after.year + (month < after.month)
    elif kinds == (NEW_YEAR,) and month == 12:
        year -= 1
    try:
        day = date(year, month, int(found["day"]))
    except ValueError:
        raise Unclear(f"{year}年没有{month}月{found['day']}日。请对照通知原文核对。") from None
    weekday = found["weekday"]
    if weekday and _WEEKDAYS[day.weekday()] != weekday.replace("天", "日"):
        raise Unclear(
            f"{year}年{month}月{day.day}日是{say_weekday(day)}，写的是星期{weekday}。请核对日期，或者看看是不是别的年份的通知。"
        )
    return day


def _with_weekends(days: list[date]) -> list[date]:
    """Add the weekend days that touch these days."""
    taken = set(days)
    for step in (-_DAY, _DAY):
        for day in days:
            while (day := day + step).weekday() >= 5:
                taken.add(day)
    return sorted(taken)


def _checked(notice: Notice) -> Notice:
    off = {day for one in notice.arrangements for day in one.off}
    for one, other in combinations(notice.arrangements, 2):
        if set(one.kinds) & set(other.kinds) or set(one.off) & set(other.off):
            raise Unclear(
                f"{one.name}和{other.name}的放假日期重复了。同一段假期请写在一起，例如“国庆节、中秋节：10月1日至8日放假”。"
            )
    for one in notice.arrangements:
        for kind in one.kinds:
            own = festivals(notice.year)[kind][0]
            if own not in one.off:
                raise Unclear(
                    f"{notice.year}年{kind}是{own.month}月{own.day}日，不在所写的放假日期里。请核对是不是{notice.year}年的通知。"
                )
        for day in one.worked:
            if day.weekday() < 5 or day in off:
                told = f"{day.month}月{day.day}日（{say_weekday(day)}）"
                raise Unclear(f"{told}写成调休上班，但它不是休息日，或者同时写了放假。请对照通知原文核对。")
    return notice
