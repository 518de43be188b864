"""How often and how many times: 每季度1次, 全年不少于2次, 上、下半年各1次, 6月份, 重要节假期, 不少于XX次."""

import re
from dataclasses import dataclass, replace
from typing import Final

from language.plan.numerals import NUMERAL, number_of
from language.plan.obligation import Every, Frequency

UNITS: Final = (
    r"(?:人次|场次|轮次|次(?!性|全会|会议精神|党代会)|场|期|轮|遍|回|篇|份|批次?|堂|讲(?!话)|课时|学时"
    r"|部(?=警示|专题|廉|教育|片)|[处张条家项户个件]$)"
)
LOOSE_UNITS: Final = r"(?:部|件|条|项|户|处|张|家|幅|宗|卷|组|节|名|单|起|人(?![民员]))"
LEAST: Final = r"(?:不得?少于|不低于|至少|最少|不得低于)"
BEFORE: Final = r"(?<![第\d零一二三四五六七八九十])"
BETWEEN: Final = r"[^\s\d，]{0,6}?"  # 至少召开2次
_QUOTA: Final = re.compile(
    rf"{BEFORE}(?P<n>{NUMERAL})(?:[至到—~-]{NUMERAL})?\s*{UNITS}|{LEAST}{BETWEEN}(?P<m>{NUMERAL})\s*{LOOSE_UNITS}"
    rf"|(?P<b>[Xx×＊*_＿○□△]+)\s*(?:[名个张户家件条处]|人(?!民))"
)
_HALVES: Final = re.compile(r"上[、，和]?下半年|上半年[、和及]下半年")
_EACH: Final = re.compile(r"各|分别")
# Every pattern stands with how many times its bare words promise: 每两周 is twice a month.
_PERIODS: Final[tuple[tuple[str, Every, int], ...]] = (
    (r"每(?:两|2|双)个?周|[双隔]周|每半个?月", "month", 2),
    (r"每(?:个?周|个?星期|个工作周)(?!末)|周例会", "week", 1),
    (r"每旬", "month", 3),
    (r"每(?:两|2)个?月|每?双月|逢双月|隔月", "year", 6),
    (r"每个?月|按月|逐月|月均|月度", "month", 1),
    (r"每个?季|按季|逐季", "quarter", 1),
    (
        r"(?<![上下])半年(?!、?全年|小结|总结|报|工作|度)|每个?学期|按学期|上[、，和]?下半年|上半年[、和及]下半年",
        "half",
        1,
    ),
    (r"春[、和]?秋[两二]?季", "year", 2),
    (r"每学年|[/／]年|每一?个?年|按年|年均|每年度", "year", 1),
    (r"全年(?!任务|工作|重点)|年内|本年度|年度内|全学年|一年(?=[\d两二三四五不至])", "year", 0),
)
_EVERY: Final = tuple((re.compile(pattern), every, times) for pattern, every, times in _PERIODS)
_SPREAD: Final = re.compile(rf"[次场期]（((?:每|上)[^）]*{NUMERAL}[次场期])）")
_COPIES: Final = re.compile(rf"(?:问卷|调查表?|意见表|监督卡|评议表)[^，]*?{NUMERAL}\s*[份张]")
_HOURS: Final = re.compile(rf"{NUMERAL}\s*[课学]时")
_PER_PERSON: Final = re.compile(r"人均|每个?人|每名|每位|[/／]人")
_OPEN: Final = re.compile(r"不?定期|适时")
_ONGOING: Final = re.compile(r"持续|常态|长效|动态|长期|日常|经常|随时|按台账|一体推进")
HOLIDAY: Final = r"(?:元旦|春节|清明|五一|劳动节|端午|中秋|国庆)"
_HOLIDAYS: Final = re.compile(
    rf"节假[期日]|(?:重[要大]|法定|传统|各|等)节日|节(?:前|中|后|日期间|日前)|逢年过节|{HOLIDAY}节?[、，和及等前]"
)
_FEASTS: Final[tuple[tuple[re.Pattern[str], tuple[int, ...]], ...]] = (
    (re.compile(r"寒[、，和]?暑假"), (1, 7)),
    (re.compile(r"每个?学期(?:开学|初)"), (2, 9)),
    (re.compile(r"季度?末|末月"), (3, 6, 9, 12)),
    (re.compile(r"季度?(?:初|首月)|首月"), (1, 4, 7, 10)),
)
_MONTHS: Final = re.compile(
    r"(?<!\d)((?:\d{1,2}月?[、和及至，~—－-]+)*\d{1,2}|[一二三四五六七八九十]{1,3})月(?!龄)"
)
_PARTS: Final[tuple[tuple[re.Pattern[str], int], ...]] = (
    (re.compile(r"(?<!每)(?:一|第一|1)季度"), 3),
    (re.compile(r"(?:二|第二|2)季度|(?<![、，和下])上半年|(?<!全)年中(?!心)"), 6),
    (re.compile(r"(?:三|第三|3)季度"), 9),
    (
        re.compile(
            r"(?:四|第四|4)季度|(?<!上)(?<![、，和])下半年|年底|年末|岁末|年终|年内(?=完成|建成|全部|到位)|^年内$"
        ),
        12,
    ),
    (re.compile(r"年初|寒假"), 1),
    (re.compile(r"“?三八”?(?:节|妇女节|、|前|期间)|妇女节"), 3),
    (re.compile(r"“?六一”?(?:节|儿童节|、|前|期间)|儿童节"), 6),
    (re.compile(r"“?七一”?(?:前|期间|、)|暑假"), 7),
    (re.compile(r"教师节"), 9),
    (re.compile(r"重阳"), 10),
)
_BEFORE_HOLIDAY: Final = {
    "元旦": 12, "春节": 1, "清明": 4, "五一": 4, "劳动节": 4, "端午": 6, "中秋": 9, "国庆": 9,
}  # fmt: skip
_IN_A_YEAR: Final = {"week": 52, "month": 12, "quarter": 4, "half": 2}
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
    def sure(self) -> bool:
        """Tell whether a number of times or a period stands there, so that something is to be done."""
        return self.counted or (self.quota is not None and self.frequency not in (None, _ALWAYS))

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

    def amounts_to(self, total: int | None) -> bool:
        """Tell whether this is so many times in a whole year, said of shorter periods."""
        times = _IN_A_YEAR.get(self.frequency.every, 0) if self.frequency else 0
        return total is not None and times * (self.quota or 0) == total

    def within(self, frame: "Rhythm") -> "Rhythm":
        """Return this rhythm at a place whose times are said once for all that stands there.

        Months said there are those of a period said here: 每半年一次, and beside it 7月、12月.
        """
        own, around = self.frequency, frame.frequency
        if not frame.said:
            open_ = own is None and self.quota is None and not self.unset
            return replace(self, frequency=around) if open_ else self
        if own is None or own == _ALWAYS or not self.said:
            return self.under(frame)
        spread = own.every in ("quarter", "half", "year") and not own.months and around is not None
        return replace(self, frequency=replace(own, months=around.months)) if spread and around else self

    def settled(self) -> "Rhythm":
        """Return this rhythm with the year as the period of a number that stands without one."""
        needs = self.counted and self.frequency in (None, _ALWAYS)
        return replace(self, frequency=Frequency("year")) if needs else self


def rhythm_of(text: str) -> Rhythm:
    """Return what a piece of text says of times."""
    if within := _SPREAD.search(text):
        text = within[1]  # 4次（每季度1次）
    written = [found["n"] or found["m"] or found["b"] for found in _QUOTA.finditer(text)]
    numbers = [number_of(one) for one in written]
    if _COPIES.search(text):
        written = [one for one, n in zip(written, numbers, strict=True) if n is None]
        numbers = [n for n in numbers if n is None]
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
        if every == "year" and len(months) > 1 and number is None:
            times = len(months)  # 每年一月、七月
        return Frequency(every, () if every == "month" else months), times
    if _HOLIDAYS.search(text):
        named = set(re.findall(HOLIDAY, text))
        if len(named) == 1 and not re.search(r"等|各|每", text):
            return Frequency("once", (_BEFORE_HOLIDAY[named.pop()],)), 0
        return Frequency("holiday"), 0
    if len(months) > 1:
        return Frequency("year", months), len(months) if number is None or _EACH.search(text) else 1
    if months:
        return Frequency("once" if (number or 1) == 1 else "year", months), 0
    if every is not None and _QUOTA.search(text):
        return Frequency("year"), 0
    return (_ALWAYS if every is not None or _ONGOING.search(text) else None), 0


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
        written = found[1].replace("月", "")
        if re.search("[至~—－-]", written):
            written = re.split("[至~—－-]+", written)[-1]  # from March to May: due in May
        named.update(number_of(one) or 0 for one in re.split("[、和及，]", written))
    named.update(month for pattern, month in _PARTS if pattern.search(text))
    return tuple(sorted(month for month in named if 1 <= month <= 12))
