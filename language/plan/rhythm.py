"""How often and how many times: 每季度1次, 全年不少于2次, 上、下半年各1次, 6月份, 重要节假期, 不少于XX次."""

import re
from dataclasses import dataclass, replace
from typing import Final

from language.plan.numerals import NUMERAL, number_of
from language.plan.obligation import Every, Frequency

_UNITS: Final = (
    r"(?:人次|次(?!性|全会|会议精神|党代会)|场|期|轮|遍|回|篇|份|批次?|堂|讲(?!话)|课时|学时"
    r"|部(?=警示|专题|廉|教育|片))"
)
_LOOSE_UNITS: Final = r"(?:部|件|条|项|户)"
_LEAST: Final = r"(?:不得?少于|不低于|至少|最少|不得低于)"
_BEFORE: Final = r"(?<![第\d零一二三四五六七八九十])"
_BETWEEN: Final = r"[^\s\d，]{0,6}?"  # 至少召开2次
_QUOTA: Final = re.compile(
    rf"{_BEFORE}(?P<n>{NUMERAL})\s*{_UNITS}|{_LEAST}{_BETWEEN}(?P<m>{NUMERAL})\s*{_LOOSE_UNITS}"
)
_TAKEN_AWAY: Final = re.compile(
    rf"(?:原则上|各|分别)?(?:(?:{_LEAST}(?P<between>{_BETWEEN}))?{_BEFORE}{NUMERAL}\s*{_UNITS}"
    rf"|{_LEAST}(?P<middle>{_BETWEEN}){NUMERAL}\s*{_LOOSE_UNITS})(?:以上|左右)?的?"
    r"|每(?:[两双2]个?[周月]|个?周|半?个?月|个?季度?|半年|个?学期|年度?|学年|旬)(?:末月|末|初|固定一天)?"
    r"|全年(?!任务)|年内|(?:于|在)?(?:\d{1,2}月)?(?:\d{1,2}[日号]|底)前|每人(?=每|不|至少|$)"
)
_HALVES: Final = re.compile(r"上[、，和]?下半年|上半年[、和及]下半年")
_EACH: Final = re.compile(r"各|分别")
# Every pattern stands with how many times its bare words promise: 每两周 is twice a month.
_PERIODS: Final[tuple[tuple[str, Every, int], ...]] = (
    (r"每(?:两|2|双)个?周|双周|每半个?月", "month", 2),
    (r"每(?:个?周|个?星期|个工作周)(?!末)|周例会", "week", 1),
    (r"每旬", "month", 3),
    (r"每(?:两|2)个?月|每?双月|逢双月", "year", 6),
    (r"每个?月|按月|逐月|月均|月度", "month", 1),
    (r"每个?季|按季|逐季", "quarter", 1),
    (r"(?<![上下])半年|每个?学期|按学期|上[、，和]?下半年|上半年[、和及]下半年", "half", 1),
    (r"春[、和]?秋[两二]?季", "year", 2),
    (r"每学年|每一?个?年|按年|年均|每年度", "year", 1),
    (r"全年(?!任务|工作|重点)|年内|本年度|年度内|全学年|一年(?=[\d两二三四五不至])", "year", 0),
)
_EVERY: Final = tuple((re.compile(pattern), every, times) for pattern, every, times in _PERIODS)
_HOURS: Final = re.compile(rf"{NUMERAL}\s*[课学]时")
_PER_PERSON: Final = re.compile(r"人均|每个?人|每名|每位")
_OPEN: Final = re.compile(r"不?定期|适时")
_ONGOING: Final = re.compile(r"持续|常态|长效|动态|长期|日常|经常|随时|按台账|一体推进")
_HOLIDAYS: Final = re.compile(
    r"节假[期日]|(?:重[要大]|法定|传统|各)节日|节前|(?:元旦|春节|清明|五一|劳动节|端午|中秋|国庆)节?[、，和及等前]"
)
_FEASTS: Final[tuple[tuple[re.Pattern[str], tuple[int, ...]], ...]] = (
    (re.compile(r"寒[、，和]?暑假"), (1, 7)),
    (re.compile(r"每个?学期(?:开学|初)"), (2, 9)),
    (re.compile(r"季度?末|末月"), (3, 6, 9, 12)),
)
_MONTHS: Final = re.compile(r"(?<!\d)((?:\d{1,2}[、和及至，~-])*\d{1,2}|[一二三四五六七八九十]{1,2})月(?!龄)")
_PARTS: Final[tuple[tuple[re.Pattern[str], int], ...]] = (
    (re.compile(r"(?<!每)(?:一|第一|1)季度"), 3),
    (re.compile(r"(?:二|第二|2)季度|(?<![、，和下])上半年"), 6),
    (re.compile(r"(?:三|第三|3)季度"), 9),
    (re.compile(r"(?:四|第四|4)季度|(?<!上)(?<![、，和])下半年|年底|年末|岁末|年终"), 12),
    (re.compile(r"年初"), 1),
)
_ALWAYS: Final = Frequency("ongoing")


@dataclass(frozen=True)
class Rhythm:
    """What a piece of text says of times.

    counted: a number of times stands there, be it blanked out; per_person: it is for each person;
    hours: it counts hours of learning and not times.
    """

    frequency: Frequency | None = None
    quota: int | None = None
    unset: bool = False
    per_person: bool = False
    hours: bool = False
    counted: bool = False

    @property
    def said(self) -> bool:
        """Tell whether the text says anything of times beyond 常态."""
        return self.counted or self.unset or self.frequency not in (None, _ALWAYS)

    def under(self, outer: "Rhythm") -> "Rhythm":
        """Return this rhythm with what it leaves out taken from the one around it."""
        if not self.said:
            return replace(outer, frequency=outer.frequency or self.frequency)
        if outer.frequency in (None, _ALWAYS) or self.frequency not in (None, _ALWAYS):
            return self
        quota = self.quota if self.counted else outer.quota
        return replace(self, frequency=outer.frequency, quota=quota, unset=self.unset and self.counted)

    def settled(self) -> "Rhythm":
        """Return this rhythm with the year as the period of a number that stands without one."""
        needs = self.counted and self.frequency in (None, _ALWAYS)
        return replace(self, frequency=Frequency("year")) if needs else self


def rhythm_of(text: str) -> Rhythm:
    """Return what a piece of text says of times."""
    written = [found["n"] or found["m"] for found in _QUOTA.finditer(text)]
    numbers = [number_of(one) for one in written]
    number = next((n for n in numbers if n is not None), None)
    frequency, times = _frequency(text, number)
    if number and number % 2 == 0 and _HALVES.search(text) and not _EACH.search(text):
        number //= 2  # 上、下半年共2次
    if frequency is None and not written and _OPEN.search(text):
        return Rhythm(unset=True)
    return Rhythm(
        frequency,
        quota=number * max(times, 1) if number else None if written else times or None,
        unset=bool(written) and number is None,
        per_person=bool(_PER_PERSON.search(text)),
        hours=bool(_HOURS.search(text)),
        counted=bool(written),
    )


def _frequency(text: str, number: int | None) -> tuple[Frequency | None, int]:
    """Return how often, and how many times the bare words promise (每两周: twice a month)."""
    months = _months(text)
    every, times = _every(text)
    if every is not None and (every, times) != ("year", 0):
        return Frequency(every, () if every == "month" else months), times
    if _HOLIDAYS.search(text):
        return Frequency("holiday"), 0
    if len(months) > 1:
        return Frequency("year", months), len(months) if number is None or _EACH.search(text) else 1
    if months:
        return Frequency("once" if (number or 1) == 1 else "year", months), 0
    if every is not None and _QUOTA.search(text):
        return Frequency("year"), 0
    return (_ALWAYS if every is not None or _ONGOING.search(text) else None), 0


def without(text: str) -> str:
    """Return a text without numbers and periods (每年不少于2次): what is left names the thing itself."""
    return _TAKEN_AWAY.sub(lambda found: found["between"] or found["middle"] or "", text)


def _every(text: str) -> tuple[Every | None, int]:
    found = [
        (match.start(), -place, every, times)
        for place, (pattern, every, times) in enumerate(_EVERY)
        if (match := pattern.search(text))
    ]
    # 全年 beside 每月 is the wider frame only; of the others the first one said counts.
    found.sort(key=lambda one: (one[3] == 0, one[0], -one[1]))
    return (found[0][2], found[0][3]) if found else (None, 0)


def _months(text: str) -> tuple[int, ...]:
    for pattern, months in _FEASTS:
        if pattern.search(text):
            return months
    named: set[int] = set()
    for found in _MONTHS.finditer(text):
        written = found[1]
        if re.search("[至~-]", written):
            written = re.split("[至~-]", written)[-1]  # from March to May: due in May
        named.update(number_of(one) or 0 for one in re.split("[、和及，]", written))
    named.update(month for pattern, month in _PARTS if pattern.search(text))
    return tuple(sorted(month for month in named if 1 <= month <= 12))
