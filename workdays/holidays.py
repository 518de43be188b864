"""Which days are worked and when the holidays are: as the office entered, else official, else by the law."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from workdays.statute import KINDS, MID_AUTUMN, NATIONAL, days_off, festivals

_DAY = timedelta(days=1)
_MERGED_NAME = MID_AUTUMN + NATIONAL
_YEARS_SEARCHED = 5


class Source(StrEnum):
    """Where an arrangement comes from, the strongest first."""

    OVERRIDE = "override"
    OFFICIAL = "official"
    COMPUTED = "computed"

    @property
    def label(self) -> str:
        """Return the words that stand beside a date of this source."""
        return _LABELS[self]


_LABELS = {
    Source.OVERRIDE: "以单位录入为准",
    Source.OFFICIAL: "国务院办公厅通知",
    Source.COMPUTED: "推算，以国务院办公厅通知为准",
}


@dataclass(frozen=True)
class Override:
    """What the office entered for one day; it outranks every other source."""

    day: date
    working: bool
    name: str


@dataclass(frozen=True)
class Holiday:
    """One holiday: every day off in a row around its statutory days, weekends included.

    `year` is the holiday's year even where its days off begin in the December before.
    `key` is one of KINDS; `name` is the key, or 中秋国庆 (key 国庆) in a year in which the two touch.
    """

    year: int
    key: str
    name: str
    first: date
    last: date
    source: Source

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the festivals it holds: both where 中秋 is merged into 国庆, else its key."""
        return (MID_AUTUMN, NATIONAL) if self.name == _MERGED_NAME else (self.key,)


class Calendar:
    """China's working days from 2004 to 2099 as one office keeps them.

    Nothing here raises for lack of data: a year without official data is computed, and says so in its source.
    """

    def __init__(self, overrides: Iterable[Override] = ()) -> None:
        """Take the office's own entries; of two for the same day the later counts."""
        self._overrides = {override.day: override for override in overrides}
        self._holidays: dict[int, tuple[Holiday, ...]] = {}

    def is_working(self, day: date) -> bool:
        """Tell whether the office works on a day, make-up days on weekends included."""
        override = self._overrides.get(day)
        if override is not None:
            return override.working
        official = _official(day)
        if official is not None:
            return official
        return day.weekday() < 5 and day not in days_off(day.year)

    def source(self, year: int) -> Source:
        """Return what a year's arrangement rests on.

        A year counts as entered by the office once all its festivals are: a single corrected day must not
        stop anyone from asking for the rest.
        """
        if all(days[0] in self._overrides for days in festivals(year).values()):
            return Source.OVERRIDE
        return Source.COMPUTED if _official(date(year, 1, 1)) is None else Source.OFFICIAL

    def holidays(self, year: int) -> tuple[Holiday, ...]:
        """Return the holidays of a year by date; one whose statutory days are all worked is left out."""
        if year not in self._holidays:
            self._holidays[year] = self._find_holidays(year)
        return self._holidays[year]

    def next_holiday(self, after: date, kinds: Collection[str] = KINDS) -> Holiday:
        """Return the first holiday of these kinds whose days off begin after a day.

        A merged 中秋国庆 answers to either kind. Raises LookupError where the next years hold none.
        """
        for year in range(after.year, after.year + _YEARS_SEARCHED):
            for holiday in self.holidays(year):
                if holiday.first > after and any(kind in kinds for kind in holiday.kinds):
                    return holiday
        raise LookupError(f"no holiday of {'、'.join(kinds)} within {_YEARS_SEARCHED} years after {after}")

    def next_working_day(self, day: date) -> date:
        """Return the first working day strictly after a day."""
        return self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """Return the last working day strictly before a day."""
        return self.add_working_days(day, -1)

    def add_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day after a day, before it for a negative n, the day itself for 0."""
        step = _DAY if n > 0 else -_DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def working_days(self, first: date, last: date) -> list[date]:
        """Return the working days from first to last, both included."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in days if self.is_working(day)]

    def _find_holidays(self, year: int) -> tuple[Holiday, ...]:
        found: dict[str, Holiday] = {}
        for kind, days in festivals(year).items():
            day_off = next((day for day in days if not self.is_working(day)), None)
            if day_off is not None:
                found[kind] = self._holiday(year, kind, day_off)
        mid_autumn, national = found.get(MID_AUTUMN), found.get(NATIONAL)
        if mid_autumn and national and mid_autumn.first == national.first:
            del found[MID_AUTUMN]
            found[NATIONAL] = Holiday(
                year, NATIONAL, _MERGED_NAME, national.first, national.last, national.source
            )
        return tuple(sorted(found.values(), key=lambda holiday: holiday.first))

    def _holiday(self, year: int, kind: str, day_off: date) -> Holiday:
        first = last = day_off
        while not self.is_working(first - _DAY):
            first -= _DAY
        while not self.is_working(last + _DAY):
            last += _DAY
        # The days on either side count too: entering them as worked is what shortened the holiday.
        touched = (first + timedelta(days=n) for n in range(-1, (last - first).days + 2))
        if any(day in self._overrides for day in touched):
            source = Source.OVERRIDE
        else:
            source = Source.COMPUTED if _official(day_off) is None else Source.OFFICIAL
        return Holiday(year, kind, kind, first, last, source)


@cache
def _official(day: date) -> bool | None:
    """Tell whether a day is worked by the State Council's notices, or None for a year the library lacks."""
    from chinese_calendar import is_workday  # late: keeps its tables out of start-up

    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return None
