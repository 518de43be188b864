"""The time of day in what people type: 9点, 下午3点半, 17:30, 24点, 下班前."""

import re
from dataclasses import dataclass
from datetime import time

from workdays.typed import EXAMPLES, Unclear

CLOCK = (
    r"(?P<part>凌晨|清晨|早晨|早上|早|上午|中午|下午|午后|傍晚|晚上|晚)?\s*"
    r"(?:(?P<off>下班)|(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::00)?|[点时](?:整|钟|(?P<half>半)|(?P<quarters>[13])刻|(?P<past>\d{1,2})分?)?))?"
)
"""A pattern that also matches nothing at all; its groups are read by read_clock."""

_END_OF_WORK = time(17, 30)
_AFTERNOON = {"下午", "午后", "傍晚"}
_EVENING = {"晚上", "晚"}


@dataclass(frozen=True)
class Clock:
    """A time of day; midnight at the end of a day is 00:00 of the next."""

    at: time
    next_day: bool = False


def read_clock(found: re.Match[str]) -> Clock | None:
    """Return the time of day a match of CLOCK holds, or None where it holds none.

    Raises Unclear for an impossible time and for one that may be morning or afternoon (3点).
    """
    part, written = found["part"], found["hour"]
    if found["off"]:
        return Clock(_END_OF_WORK)
    if written is None:
        if part:
            raise Unclear(f"“{part}”是几点？请把钟点也写上，例如“{part}{_sample_hour(part)}点”。")
        return None
    minute = _minute(found)
    hour = _hour(part, written)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        raise Unclear(f"没有这个钟点：{hour}点{minute}分。请用24小时制，例如“09:00”“17:30”。")
    return Clock(time(hour % 24, minute), next_day=hour == 24)


def _minute(found: re.Match[str]) -> int:
    if found["half"]:
        return 30
    if found["quarters"]:
        return 15 * int(found["quarters"])
    return int(found["minute"] or found["past"] or 0)


def _hour(part: str | None, written: str) -> int:
    hour = int(written)
    if part is None:
        if 1 <= hour <= 6 and not written.startswith("0"):
            raise Unclear(f"{hour}点是上午还是下午？请写清楚，例如“下午{hour}点”或“{hour + 12}:00”。")
        return hour
    if part in _AFTERNOON:
        possible = 1 <= hour <= 23
        hour += 12 if hour < 12 else 0
    elif part in _EVENING:
        possible = 5 <= hour <= 24
        hour += 12 if hour <= 12 else 0
    elif part == "中午":
        possible = hour in (1, 2, 11, 12, 13, 14)
        hour += 12 if hour < 11 else 0
    else:
        possible = hour <= 12
        hour = 0 if (part, hour) == ("凌晨", 12) else hour
    if not possible:
        raise Unclear(f"“{part}{written}点”说不通，请核对后再写，例如{EXAMPLES}。")
    return hour


def _sample_hour(part: str) -> int:
    if part in _AFTERNOON:
        return 3
    return {"中午": 12, "凌晨": 5, "晚上": 8, "晚": 8}.get(part, 9)
