"""22:00 to 08:00 in the office's zone, whatever zone the moment comes in."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from workdays.quiet import after_quiet, is_quiet

ZONE = ZoneInfo("Asia/Shanghai")


def office(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "quiet", "then"),
    [
        (office(2026, 12, 31, 21, 59, 59), False, office(2026, 12, 31, 21, 59, 59)),
        (office(2026, 12, 31, 22, 0), True, office(2027, 1, 1, 8, 0)),
        (office(2026, 12, 31, 23, 59), True, office(2027, 1, 1, 8, 0)),
        (office(2027, 1, 1, 0, 0), True, office(2027, 1, 1, 8, 0)),
        (office(2027, 1, 1, 7, 59, 59), True, office(2027, 1, 1, 8, 0)),
        (office(2027, 1, 1, 8, 0), False, office(2027, 1, 1, 8, 0)),
    ],
)
def test_quiet_hours(now: datetime, quiet: bool, then: datetime) -> None:
    for moment in (now, now.astimezone(UTC)):
        assert is_quiet(moment, ZONE) is quiet
        assert after_quiet(moment, ZONE) == then
        assert after_quiet(moment, ZONE).tzinfo is moment.tzinfo
