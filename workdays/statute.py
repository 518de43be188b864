"""The days off that the law alone gives, for years whose official arrangement is not known.

Source: 《全国年节及纪念日放假办法》 as revised on 2024-11-10, articles 2 and 6.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from threading import Lock
from types import MappingProxyType

NEW_YEAR = "元旦"
SPRING = "春节"
QINGMING = "清明"
LABOUR = "劳动节"
DRAGON_BOAT = "端午"
MID_AUTUMN = "中秋"
NATIONAL = "国庆"

KINDS = (NEW_YEAR, SPRING, QINGMING, LABOUR, DRAGON_BOAT, MID_AUTUMN, NATIONAL)
"""Every holiday of the law, in the order of an ordinary year."""

# Days off counted from the festival's own day, which comes first: 春节 begins on its eve.
_OFFSETS: Mapping[str, tuple[int, ...]] = {
    NEW_YEAR: (0,),
    SPRING: (0, -1, 1, 2),
    QINGMING: (0,),
    LABOUR: (0, 1),
    DRAGON_BOAT: (0,),
    MID_AUTUMN: (0,),
    NATIONAL: (0, 1, 2),
}
_ONE_MORE_SINCE_2025 = {SPRING, LABOUR}
_DAYS_OFF_SINCE_2008 = {QINGMING, DRAGON_BOAT, MID_AUTUMN}

# lunar_python keeps one year in a class attribute, checks it and reads it again: two threads may swap years.
_lunar_lock = Lock()


@cache
def festivals(year: int) -> Mapping[str, tuple[date, ...]]:
    """Return the statutory days of each holiday of a year, the festival's own day first."""
    own_day = {
        NEW_YEAR: date(year, 1, 1),
        LABOUR: date(year, 5, 1),
        NATIONAL: date(year, 10, 1),
        **_lunar_days(year),
    }
    return MappingProxyType(
        {
            kind: tuple(own_day[kind] + timedelta(days=offset) for offset in _OFFSETS[kind])
            for kind in KINDS
            if year >= 2008 or kind not in _DAYS_OFF_SINCE_2008
        }
    )


def statutory(year: int, kind: str) -> int:
    """Return how many days off the law in force in a year gives for a holiday."""
    return len(_OFFSETS[kind]) - (year < 2025 and kind in _ONE_MORE_SINCE_2025)


@cache
def days_off(year: int) -> frozenset[date]:
    """Return the statutory days of a year and the working days given for weekend ones (逢周六日补假)."""
    statutory = festivals(year)
    taken = {day for days in statutory.values() for day in days}
    for days in sorted(statutory.values(), key=min):
        substitute = max(days)
        for _ in [day for day in days if day.weekday() >= 5]:
            while substitute in taken or substitute.weekday() >= 5:
                substitute += timedelta(days=1)
            taken.add(substitute)
    return frozenset(taken)


def _lunar_days(year: int) -> dict[str, date]:
    from lunar_python import Lunar  # late: only years without official data need it at start

    with _lunar_lock:
        suns = {
            SPRING: Lunar.fromYmd(year, 1, 1).getSolar(),
            QINGMING: Lunar.fromYmd(year, 1, 1).getJieQiTable()["清明"],
            DRAGON_BOAT: Lunar.fromYmd(year, 5, 5).getSolar(),
            MID_AUTUMN: Lunar.fromYmd(year, 8, 15).getSolar(),
        }
    return {kind: date(sun.getYear(), sun.getMonth(), sun.getDay()) for kind, sun in suns.items()}
