"""How a promise of the plan stands on a day: what its periods ask, what is owed, what comes next. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from workdays.holidays import Calendar

SOON = timedelta(days=14)
NOTICE = 3  # working days between a draft and what it asks
BEFORE_HOLIDAY = timedelta(days=7)
MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_DAY = timedelta(days=1)


class State(StrEnum):
    """Where an item stands."""

    LATE = "逾期"
    SOON = "临近"
    UNSET = "未设定"
    ON_TRACK = "正常"
    ONGOING = "常态"
    DONE = "完成"


@dataclass(frozen=True)
class Promise:
    """How often something is promised, as language.plan has it; `every` is empty where nothing is said."""

    every: str = ""
    months: tuple[int, ...] = ()
    quota: int | None = None
    unset: bool = False


@dataclass(frozen=True)
class Slice:
    """A period, both days included, and how many times it asks for."""

    first: date
    last: date
    need: int


@dataclass(frozen=True)
class Standing:
    """Where a promise stands. `due` is None where no number is promised, `next` where nothing is open."""

    state: State
    done: int
    due: int | None
    next: date | None
    planned: bool = False  # whether `next` is arranged already, or only suggested
    danger: Slice | None = None  # a period mostly gone for which too little is done and arranged


def periods(promise: Promise, year: int, calendar: Calendar, holidays: Sequence[str]) -> list[Slice]:
    """Return the periods of a year that a promise speaks of; none where it names no number."""
    if promise.unset or (promise.quota is None and promise.every in ("", "ongoing")):
        return []
    need = promise.quota or 1
    match promise.every:
        case "week":
            first = date(year, 1, 1) + _DAY * (-date(year, 1, 1).weekday() % 7)
            return [
                Slice(monday, monday + 6 * _DAY, need)
                for monday in (first + 7 * _DAY * n for n in range(53))
                if monday.year == year and calendar.working_days(monday, monday + 6 * _DAY)
            ]
        case "month":
            return [_months(year, month, month, need) for month in promise.months or range(1, 13)]
        case "quarter" | "half":
            size = MONTHS_IN[promise.every]
            return [_months(year, m, m + size - 1, need) for m in range(1, 13, size)]
        case "holiday":
            found = [h for h in calendar.holidays(year) if set(h.kinds) & set(holidays)]
            return [Slice(h.first - 2 * BEFORE_HOLIDAY, h.last, 1) for h in found]
        case "once" if promise.months:
            return [_months(year, promise.months[0], promise.months[-1], need)]
        case "year" if promise.months:
            return _spread(year, promise.months, need)
    return [_months(year, 1, 12, need)]


def paces(slices: Sequence[Slice]) -> list[Slice]:
    """Return the periods with a whole year's several times spread over it: two a year, one each half."""
    if len(slices) != 1 or not 2 <= slices[0].need <= 12 or slices[0].first.month != 1:
        return list(slices)
    [whole] = slices
    year, parts = whole.first.year, whole.need
    ends = [12 * part // parts for part in range(parts + 1)]
    return [_months(year, begin + 1, end, 1) for begin, end in pairwise(ends)]


def standing(
    promise: Promise,
    year: int,
    today: date,
    calendar: Calendar,
    holidays: Sequence[str],
    done: Sequence[date],
    planned: Sequence[date],
) -> Standing:
    """Return where a promise stands; `done` holds a day for each time, `planned` those arranged."""
    hard = periods(promise, year, calendar, holidays)
    count = len(done)
    arranged = min((day for day in planned if day >= today), default=None)
    if not hard:
        state = State.UNSET if promise.unset else State.ONGOING
        return Standing(state, count, None, arranged, planned=arranged is not None)
    due = sum(one.need for one in hard)
    met = len(hard) == 1 and _within(hard[0], done) >= due  # however unevenly over the year
    soft = hard if met or len(paces(hard)) == len(hard) else paces(hard)
    open_, owed = _next_open(soft, today, done)
    if open_ is None:
        late = _owed(hard, today, done) > 0
        state = State.LATE if late else State.DONE
        return Standing(state, count, due, arranged, planned=arranged is not None)
    next_ = arranged or suggested(promise, open_, today, calendar, owed=owed > 0)
    if next_.year > year:  # too late to make up for anything within the year
        state = State.LATE if _owed(hard, today, done) > 0 else State.SOON
        return Standing(state, count, due, None)
    missing = open_.need + owed - _within(open_, (*done, *planned))
    # Only what is longer than a week can be in danger: the others' turn comes before a word could help.
    gone = (today - open_.first) * 3 >= (open_.last - open_.first + _DAY) * 2
    long = open_.last - open_.first > 7 * _DAY
    behind = owed > 0 and soft is not hard  # a half went by without its share of the year
    danger = open_ if missing > 0 and (gone or behind) and long else None
    if _owed(hard, today, done) > 0:
        state = State.LATE
    elif danger is not None or (next_ - today <= SOON and open_.last - today <= 2 * SOON):
        state = State.SOON
    else:
        state = State.ON_TRACK
    return Standing(state, count, due, next_, planned=arranged is not None, danger=danger)


def occurrences(
    promise: Promise, year: int, calendar: Calendar, holidays: Sequence[str]
) -> list[tuple[date, Slice]]:
    """Return a sensible working day for each time a year asks for, with the period that asks for it."""
    found = []
    for one in paces(periods(promise, year, calendar, holidays)):
        if one.need == 1:
            found.append((suggested(promise, one, one.first - SOON, calendar), one))
            continue
        length = (one.last - one.first + _DAY) // one.need  # several in one period: at even distances
        for n in range(1, one.need + 1):
            end = one.first + length * n - _DAY
            found.append((end if calendar.is_working(end) else calendar.previous_working_day(end), one))
    return found


def apart_from(taken: Collection[date], wanted: date, first: date, calendar: Calendar) -> date:
    """Return the nearest earlier working day on which nothing else is, not before a day; else the wanted."""
    day = wanted
    while day in taken and day > first:
        day = calendar.previous_working_day(day)
    return wanted if day < first else day


def suggested(promise: Promise, of: Slice, today: date, calendar: Calendar, *, owed: bool = False) -> date:
    """Return a sensible working day for the next time: with notice, before the period's last days."""
    soonest = calendar.add_working_days(today, NOTICE)
    if promise.every == "holiday":
        wanted = of.first + BEFORE_HOLIDAY
    elif promise.every == "week":
        wanted = of.last - 2 * _DAY  # Friday
    else:
        inside = [month for month in promise.months if of.first.month <= month <= of.last.month]
        month = inside[-1] if inside else of.last.month
        wanted = date(of.last.year, month, 15)
    if owed or wanted < soonest:
        wanted = soonest
    if wanted > of.last >= today and not owed:
        wanted = of.last
    if calendar.is_working(wanted):
        return wanted
    before = calendar.previous_working_day(wanted)
    return before if before > today else calendar.next_working_day(wanted)


def _next_open(slices: Sequence[Slice], today: date, done: Sequence[date]) -> tuple[Slice | None, int]:
    """Return the first period not over that is not met, and what earlier ones still want of it."""
    owed = _owed(slices, today, done, with_current=False)
    for one in slices:
        if one.last < today:
            continue
        held = _within(one, done)
        if held < one.need + owed:
            return one, owed
        owed = 0
    return None, owed


def _owed(slices: Sequence[Slice], today: date, done: Sequence[date], *, with_current: bool = True) -> int:
    """Return how many times periods that are over still want. What was too much in one does not count ahead;
    what comes later makes up for them.
    """
    owed = 0
    for one in slices:
        if one.last < today:
            owed = max(0, owed + one.need - _within(one, done))
    last = max((one.last for one in slices if one.last < today), default=None)
    if with_current and last is not None:
        owed = max(0, owed - sum(day > last for day in done))
    return owed


def _within(one: Slice, days: Sequence[date]) -> int:
    return sum(one.first <= day <= one.last for day in days)


def _months(year: int, first: int, last: int, need: int) -> Slice:
    after = date(year + last // 12, last % 12 + 1, 1)
    return Slice(date(year, first, 1), after - _DAY, need)


def _spread(year: int, months: Sequence[int], need: int) -> list[Slice]:
    each, more = divmod(max(need, len(months)), len(months))
    return [_months(year, month, month, each + (place < more)) for place, month in enumerate(months)]
