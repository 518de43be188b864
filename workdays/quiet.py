"""The hours in which the bot starts nothing by itself: 22:00 to 08:00 in the office's zone."""

from datetime import datetime, time, timedelta, tzinfo

_BEGIN = time(22)
_END = time(8)


def is_quiet(now: datetime, zone: tzinfo) -> bool:
    """Tell whether a moment falls into the quiet hours, 22:00 included and 08:00 not."""
    local = now.astimezone(zone).time()
    return local >= _BEGIN or local < _END


def after_quiet(now: datetime, zone: tzinfo) -> datetime:
    """Return the moment itself, or the end of the quiet hours it falls into; in the zone `now` came in."""
    if not is_quiet(now, zone):
        return now
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=1 if local.time() >= _BEGIN else 0)
    return datetime.combine(day, _END, tzinfo=zone).astimezone(now.tzinfo)
